"""Pictures: checked by content, re-encoded, stripped, and made in a few widths when they are taken in.

The way of a picture: `intake` reads the upload within limits, `decoder` makes it a plain picture (`colours`: in sRGB),
`encoder` makes the files from it, and `intake` stores them under names that cannot be guessed. A stored file never
changes. What a picture shows, who made it and under which licence belong to the `Image` entry (`models`), which
`types` declares as a content type and renders for the API. `picture_view` serves the files.
No delivery, no Markdown.
"""
