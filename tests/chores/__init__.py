"""A throw-away duty with a table of rows, for testing the background without the newsletter."""
