"""Pictures: checked by content, re-encoded, stripped, and made in a few widths when they are saved.

A stored file never changes and has a name that cannot be guessed. What a picture shows, who made it and
under which licence belong to the `Image` entry. No delivery, no HTML.
"""
