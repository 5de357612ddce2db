"""The list of entries: the state of each as a badge, filters, and acts on many entries at once."""
