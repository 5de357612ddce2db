"""Revisions: an entry as JSON and back (`sources`), what a revision renders to (`rendered_pages`), and how two of them
differ (`differences`). Nothing here decides what is public, and only `sources.write_back` writes an entry's rows.
"""
