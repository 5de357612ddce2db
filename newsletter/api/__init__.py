"""The newsletter's endpoints under /api/v1/newsletter/.

`request_views` take what readers ask for by their address, `token_views` what they do by a link in a mail; both build
on `call_view`, read their bodies by `call_bodies` and are described by `call_schema` and `call_documents`.
`archive_views` and `feed_views` are read-only, built as the rest of the delivery API is. No state is changed here
without a verb of `newsletter.consent` or `newsletter.erasure`.
"""
