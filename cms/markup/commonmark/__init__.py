"""Markdown as CommonMark and GitHub read it, as block and inline processors of Python-Markdown.

Python-Markdown calls everything here: `cms.markup.dialect` puts these parts in the places of its own. The way of a
text: `block_reader` takes it line by line (`source_line`) and asks the block processors in turn (`containers`,
`leaves`, `html_blocks`, `tables`) what begins there; a paragraph that ends gives up its `definitions`. `block_tree`
makes elements from the `blocks`. `inline_reader` then reads the text of each (`code_spans`, `emphasis`, `links`,
`autolinks`, `inline_html`), `footnotes` puts the notes at the end, and `serialiser` writes the HTML. `raw_html` lets
through what an editor may write as HTML, and `losses` notes what is taken out.

Nothing here makes a text safe: that is what the allow-list is for. Nothing here knows entries or Django.
"""
