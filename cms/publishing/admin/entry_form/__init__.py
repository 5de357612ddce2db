"""The form of an entry: its fields and widgets, what is checked at every save, its inline rows, and saving it."""
