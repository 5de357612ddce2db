"""The publishing core: entries are edited, revisions captured, publications read.

An *entry* is a row of a typed model, the working copy. A *revision* is an entry captured as JSON. A *publication* is a
revision rendered, which the public sees from `starts_at` until `ends_at`. A *reference* is a publication's link to
another entry. The *ledger* is the one ordered list of changes.

What happens when I press Publish? The admin's page calls one function, `publishing.publish`. It renders the latest
revision (`revisions.rendered_pages`), takes the locks of the entry and of the ledger (`timeline.timetables`), ends what
is live, stores the publication with its references and its words for search (`search_index`), derives the changes that
the ledger lists (`timeline.derived_changes`), and commits. From then on `reading.perspectives` finds it.

- `content_types`: what a content type declares about itself, and the list of all types.
- Verbs, the only code that writes these tables: `capturing`, `publishing`, `restoring`, `binning`, `erasing`,
  `republishing`, `reindexing`, and `fixture_files.entry_loading`.
- `revisions/`: an entry as JSON, what it renders to, how two revisions differ.
- `timeline/`: the clock, the locks, the intervals of an entry, and the version of all content.
- `reading/`: what is visible from a perspective; the stream of changes; links to drafts.
- `search_index/`: which words find a publication.
- `fixture_files/`: the format of fixtures, and what loading one means.
- `admin/`: the admin that every content type inherits.

Nothing here names a content type, parses Markdown, or speaks HTTP outside `admin/`.
"""
