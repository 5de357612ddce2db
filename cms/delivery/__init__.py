"""Answering readers: lists, details, files, search and the feed of changes, all made of publications.

Everything is read through `cms.publishing.reading.perspectives`, and no module of entry models is imported: what is
not published cannot be reached from here. Nothing here names a content type: what the answers of a type look like is
said by its `Resource`, in the package that owns the type.

The way of one request:

    cache/front       looks into the memory of this process; an answer that is still right goes out, and that was all
    views             the base of every view: reads the content version, makes a reader, builds the answer, reads the
                      version again, and builds again if it moved; then says ETag, Cache-Control and Cache-Tag
    parameters/       what every view understands: `fields`, `include`, `preview`, `perspective`
    lists/            filters, order, pages and cursors: which entries a list shows
    reader            reads entries out of the perspective and puts in what they refer to; notes what was read
    compiled_queries  the SQL of what is asked often, made once
    cache/            the tags of what was read; the bytes, their ETag and encodings, kept for the next who asks

Beside it: `search/`, `openapi/` (the same views, described), `change_feed`, `site_paths`, `file_views`.
"""
