"""What others take away whole: feeds, sitemaps, articles as Markdown, and the list of pages for language models.

A request goes from the view to one function here, which reads publications and writes one file. JSON for frontends
does not live here.
"""
