"""Reading publications: lists, details, filters, and the one base of all views that answer readers.

It reads through `cms.publishing.reading.perspectives` and imports no module of entry models: what is not published
cannot be reached from here. What a content type's answers look like is said by its `Resource`, in the package that
owns it.
"""
