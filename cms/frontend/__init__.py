"""The reference site: a guest in this installation, and the proof that the REST API is enough.

It knows nothing of ours but `/api/v1/`. Django serves one page (`views`, `urls`) at every address of the site; what is
on it, the browser's JavaScript asks the API for. No build step, no library, nothing from elsewhere: plain modules and
stylesheets, under a Content-Security-Policy that allows no inline code and one named door for markup. Models,
queries and templates with content in them never belong here. `FRONTEND=false` takes the site away.

    static/frontend/js/
        theme.js        light or dark, before the first paint; the only script that is no module
        main.js         starts the router
        config.js       what the page says about itself: where the API is, the site's name and address
        dom.js          `h()` builds every node from text; `markup()` is the one way in for HTML, the API's
        api.js          GET with a time limit; what can go wrong, by kind
        preview.js      what the public does not see: the token in the address, the bar over the page
        links.js        the addresses of the site; absolute URLs from the API to paths of ours
        head.js         title, description, canonical address, structured data
        format.js       dates, numbers, lists in words
        routes.js       which view draws which address
        router.js       navigation: History API, focus, announcements, scrolling
        scrolling.js    where the reader was on each page of the history
        region.js       loads something into a place of the page: waiting, slow, failed, done
        search_box.js   the search field above every page, and the key that leads to it
        body.js         an article's HTML, made ready: tables scroll, links stay within the site
        views/          one module a page: `load` asks the API, `render` gives title and nodes
        components/     what views are built of; each exports functions that give nodes
    static/frontend/css/
        tokens.css      colours (both themes), sizes, type; everything else uses these
        …               a file a concern, in the order that `views.STYLES` names

A view is an object:

    load({params, query, signal})    → a promise of its data; optional
    render(data, {params, query})    → {title, description, nodes, canonical, data, path, update}

`data` is JSON-LD from the API. `path` is where the page really lives, if not at the address asked for. `update(query)`
is called in place of a new drawing when only the query has changed, so that a search field keeps its focus.
"""
