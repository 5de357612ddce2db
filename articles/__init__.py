"""The content: articles, roles, skills and what belongs to them.

`types/` declares each content type, beside its model in `models/`; the platform derives the rest. What a type's page
needs beyond its own fields is made by `detail_pages`, `comparisons/`, `careers/` and `related_articles`; `api/` has the
addresses that are no type's list or page, `syndication/` what others take away whole, `admin/` the forms. What answers
readers reads publications only and imports no module of entry models.
"""
