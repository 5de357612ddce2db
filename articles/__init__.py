"""The content: articles, roles, skills and what belongs to them.

Here the platform learns what is published and how it reads: models, their rendering, comparing and relating,
the admin, and the endpoints. `articles.api` and the answers behind it read publications only and import no
module of entry models.
"""
