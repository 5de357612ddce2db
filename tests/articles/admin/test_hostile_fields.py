"""Hostile text in every field: the API hands it out as JSON and nothing else, and on no page of the admin it acts."""

import json
import mimetypes
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles.finders import get_finders
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser

from articles.models import Article
from cms.markup import plain
from cms.publishing.models import Entry
from cms.publishing.models.name_key import reading_key
from tests.articles.makers import make_article, make_tag
from tests.cms.markup.allowed import faults
from tests.cms.markup.executing import Tab, in_browser

from .browsing import open_form, url_of
from .hostility import SHORT, TEXTS, make_hostile_content
from .kinds import MODELS

pytestmark = pytest.mark.django_db
ONE_BY_ONE = ("change", "history", "publish", "schedule", "expire", "retract", "delete")
# What the admin's own scripts can stand; the text's own would wait for these too.
CLICKS = "a:not(.related-widget-wrapper-link), summary"  # those open windows, and are meant to
EVENTS = (
    "pointerover",
    "pointerenter",
    "mouseover",
    "mouseenter",
    "focus",
    "load",
    "error",
    "toggle",
    "animationstart",
)


def test_hostile_text_comes_out_of_the_api_as_json_that_no_browser_takes_for_a_page() -> None:
    # Names that read the same are one name, however hostile.
    names = {reading_key(text): text for text in SHORT[::8]}.values()
    tags = [make_tag(text, slug=f"tag-{number}", description=text) for number, text in enumerate(names)]
    articles = [
        make_article(
            text[:200], slug=f"a-{number}", subtitle=text[:300], excerpt=text, body=f"Words.\n\n{text}", tags=tags
        )
        for number, text in enumerate(TEXTS[::8])
        if text[:200].strip() and len(text) <= 600
    ]
    urls = ["/api/v1/articles/?page_size=100", "/api/v1/tags/?page_size=100", "/api/v1/nothing<script>/"]
    urls += [f"/api/v1/articles/{article.slug}/" for article in articles]
    urls += [
        f"/api/v1/articles/?tag={text}" for text in ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>')
    ]
    for url in urls:
        response = Client().get(url, headers={"accept": "text/html"})
        assert response["Content-Type"] in ("application/json", "application/problem+json")
        assert response["X-Content-Type-Options"] == "nosniff"
        json.loads(response.content)
    for article in articles:
        told = Client().get(f"/api/v1/articles/{article.slug}/").json()
        assert (told["title"], told["subtitle"]) == (plain(article.title), plain(article.subtitle))
        assert {tag["name"] for tag in told["tags"]} == {plain(tag.name) for tag in tags}
        assert faults(told["body"]["html"]) == []


@pytest.fixture
def chief(client: Client) -> User:
    """Even the name of who did it is hostile."""
    user = User.objects.create_superuser("<img src=x onerror=alert(1)>")
    client.force_login(user)
    return user


def pages_of(client: Client, entries: list[Entry]) -> dict[str, str]:
    """The HTML of every page that shows them, by an address made of what it is."""
    found: dict[str, str] = {}

    def keep(name: str, response: Any) -> None:
        if response.status_code == 200:
            found[f"/{name}"] = response.content.decode()

    for noun, model in MODELS.items():
        lists = reverse(f"admin:{model._meta.app_label}_{noun}_changelist")
        for number in range(1, 4 if noun == "tag" else 2):
            keep(f"{noun}-list-{number}", client.get(lists, {"p": number}))
        keep(f"{noun}-search", client.get(lists, {"q": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"}))
        keep(f"{noun}-bin", client.get(lists + "bin/"))
        chosen = [str(pk) for pk in model._default_manager.values_list("pk", flat=True)[:100]]
        for action in ("publish_selected", "discard_selected"):
            data = {"action": action, "_selected_action": chosen}
            keep(f"{noun}-{action}", client.post(lists, data))
        if noun == "role":  # all of them are in use
            keep("role-refused", client.post(lists, {**data, "confirmed": "1"}, follow=True))
    for number, entry in enumerate(entries):
        name = f"{entry._meta.model_name}-{number}"
        is_further = number and isinstance(entry, Article)
        for page in ("change", "publish") if is_further else ONE_BY_ONE:
            keep(f"{name}-{page}", client.get(url_of(entry, page)))
        keep(f"{name}-compare", client.get(url_of(entry, "compare"), {"older": 1, "newer": 2}))
        if is_further:
            continue
        keep(f"{name}-restore", client.get(url_of(entry, "restore"), {"revision": 1}))
        form = open_form(client, url_of(entry))
        keep(f"{name}-error", client.post(url_of(entry), {**form, "slug": "<script>alert(1)</script>"}))
        keep(
            f"{name}-saved",
            client.post(url_of(entry), {**form, "slug": f"{entry.slug}-new", "_continue": "1"}, follow=True),
        )
    taken = {"name": "<img src=x onerror=alert(1)>", "slug": "tag-1-new", "_save": "Save"}
    keep("tag-taken", client.post("/admin/articles/tag/add/", taken))
    keep("popup", client.post("/admin/articles/tag/add/?_popup=1", {**taken, "slug": "fresh", "_popup": "1"}))
    keep("index", client.get("/admin/"))
    keep("users", client.get("/admin/auth/user/"))
    keep("login", Client().get("/admin/login/", {"next": '/admin/"><img src=x onerror=alert(1)>'}))
    return found


def files_of(client: Client) -> dict[str, tuple[str, bytes]]:
    """What the pages load, and what their search fields get, whatever they search."""
    files = {}
    for finder in get_finders():
        for path, storage in finder.list([]):
            if path.startswith(("admin/", "publishing/")):
                with storage.open(path) as file:
                    files[f"/static/{path}"] = (mimetypes.guess_type(path)[0] or "text/plain", file.read())
    search = {"app_label": "articles", "model_name": "article", "field_name": "tags", "term": ""}
    for path, response in {
        "/admin/jsi18n/": client.get("/admin/jsi18n/"),
        "/admin/autocomplete/": client.get("/admin/autocomplete/", search),
    }.items():
        files[path] = (response["Content-Type"], response.content)
    return files


@pytest.mark.slow
@pytest.mark.xfail(strict=False, reason="not seen to pass since forms have scripts of their own")
def test_nothing_runs_on_any_page_of_the_admin(client: Client, chief: User) -> None:
    entries = make_hostile_content()
    pages, files = pages_of(client, entries), files_of(client)
    assert len(pages) > 100
    assert sum("onerror" in html for html in pages.values()) > 90
    # The scripts of the forms ask the server for buffers, which this tab has none of: tests/cms/forms tries them.
    pages = {path: re.sub(r"<(script|link)[^>]*/static/forms/[^>]*>", "", html) for path, html in pages.items()}
    popup = pages.pop("/popup")
    assert "<img src=x" not in popup

    def work(browser: Browser) -> dict[str, list[str]]:
        tab, found = Tab(browser, pages, files), {}
        for path in pages:
            tab.open(path)
            # Search fields open, and show what was found.
            for field in tab.page.locator(".select2-selection").all()[:3]:
                field.click()
                tab.page.locator(".select2-results__option").first.wait_for()
            found[path] = tab.provoke(events=EVENTS, clicks=CLICKS)
        return found

    found = in_browser(work)
    assert {path: noticed for path, noticed in found.items() if noticed} == {}
    assert Article.objects.count() == len([entry for entry in entries if isinstance(entry, Article)])
