"""One function a page: it asks the API, and gives its template what the answers say and nothing else.

    @page("article")
    def article(api: Api, slug: str) -> SitePage:

`cms.frontend.page` does what all pages have in common: what the base template needs, headers, redirects, and the pages
that say that there is none. A page never reads a cookie, a session or the database.
"""
