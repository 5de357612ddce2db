"""The reference site: a guest in this installation, and the proof that the REST API is enough.

It knows nothing of ours but `/api/v1/`. Each page asks the API, within the process or over HTTP, and gives its template
what the answers say. Models, queries and business rules never belong here; `FRONTEND=false` takes the site away, and
`FRONTEND_API_URL` lets it read from another host.

The way of one page, `/articles/mlops-engineer-vs-ml-engineer`:

    urls            finds `pages.articles.article`
    responses       `page` wraps it: asks for what stands around every page, renders, says who may keep the result; a
                    slug that has moved is a 301 to the new address, and what is no page is said in words (`failures`)
    pages/          one function a page: what to ask, and what the template shows of it
    api             one page's questions: the preview goes with them, versions and cache tags are collected
    transport       how a question gets there: a call of the WSGI application, or HTTP with a time limit
    page            what the page says of itself: title, description, link preview, JSON-LD
    lists           lists that the address narrows and walks
    texts, links    HTML and URLs of the API, made ready for this site
    templates/      frontend/base.html and one a page; `parts/` are what pages share
    static/         four or five stylesheets a page, and two scripts that no page needs

Everything works without JavaScript: filters are links, comparing and searching are forms. `theme.js` remembers light or
dark, `site.js` helps with reading and puts the answer of a form in place without loading the page again. No build step,
no library, nothing from elsewhere, under a Content-Security-Policy that allows nothing inline.
"""
