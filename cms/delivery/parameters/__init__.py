"""The query parameters that any view may understand: `fields`, `include`, `preview` and `perspective`.

`answer_parameters` knows for each view which of them it has. `sparse_fields` cuts an answer down to the `fields` that
are named, by its `answer_shapes`; `includes` adds `optional_members`, whose entries `included_entries` reads with one
query for each level. `preview_parameters` says which perspective a request asks for, and whether it may see it.
The parameters of lists are in `cms.delivery.lists`.
"""
