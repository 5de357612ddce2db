"""Admin forms that keep what is typed, whatever happens: what the desk of every model stands on.

It knows Django's admin and nothing of content: `cms.publishing.admin` and `newsletter.admin` inherit from it, which is
why it lies below them and not in `cms.desk`.

The way of a save. A page is filled from what is stored, and carries a signed token that says with what
(`form_records.sign`); its inline rows are named by their keys (`row_formsets`). The form comes back:
`KeepingAdmin.changeform_view` reads what is stored now, and merges base, theirs and yours, field by field and row by
row (`merged_posts`, over the pure `three_way_merge`). The merged values go on as if the browser had sent them, and
Django saves as ever, under a lock, if nothing moved meanwhile. A conflict makes the form invalid, and is asked about.

Meanwhile the page's script puts what is typed into a buffer of the editor's own (`buffering`, `buffer_views`), saves
without leaving the page, and offers the buffer after a crash, a time-out or a lost login (`static/forms`). Without the
script everything saves as well.
"""
