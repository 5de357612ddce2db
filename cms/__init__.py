"""The platform: publishing, delivering and the rooms around them.

It never names a content type: what is published lives in packages of its own (`articles`), which register
what they have. Imports point down only:

    cms.urls → newsletter → articles → cms.delivery → cms.media → cms.publishing → cms.background → cms.tokens →
    cms.markup, cms.api, cms.backups

`cms.frontend`, the reference site, imports none of ours: it speaks HTTP. `pyproject.toml` holds the contracts, and
import-linter checks them.
"""
