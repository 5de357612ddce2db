"""Every page as the server sends it: all that a reader, a search engine and a link preview need is in the HTML."""

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django import Settings

from cms.publishing.models import seed_id
from cms.tokens.preview_links import PreviewLink, signed
from tests.cms.frontend.conftest import Reader
from tests.cms.frontend.servers import DRAFT_TITLE, EDITED, RENAMED, RETRACTED

pytestmark = pytest.mark.slow

ARTICLE = "/articles/mlops-engineer-vs-ml-engineer"
NEWSLETTER = "/newsletters/mlops-now"
PAGES = {
    "/": "Know the role before you choose it",
    "/articles/": "All articles",
    ARTICLE: "MLOps Engineer vs ML Engineer: What's the difference?",
    "/articles/five-skills-every-ml-engineer-needs": "Five skills every ML engineer needs",
    "/roles/": "Roles",
    "/roles/?skill=python": "Roles that need Python",
    "/roles/mlops-engineer": "MLOps Engineer",
    "/comparisons/ml-engineer-vs-ai-engineer": "ML Engineer vs AI Engineer",
    "/comparisons/mlops-engineer-vs-ml-engineer-vs-data-scientist": "MLOps Engineer vs ML Engineer vs Data Scientist",
    "/compare": "Compare roles",
    "/compare?roles=ml-engineer&roles=data-scientist,data-engineer": "Compare roles",
    "/newsletters/": "Newsletters",
    NEWSLETTER: "MLOps Now",
    "/newsletters/mlops-now/two-roles-one-model": "Two roles, one model in production",
    "/match": "Which role fits my skills?",
    "/match?skills=docker,k8s,modelling": "Which role fits my skills?",
    "/search": "Search",
    "/search?q=mlops": "Search",
    "/search?q=kuberntes+enginer": "Search",
    "/transition": "From one role to another",
    "/transition/data-engineer/mlops-engineer": "From Data Engineer to MLOps Engineer",
}
INLINE = re.compile(r"<script(?![^>]*(?:\ssrc=|ld\+json))|<style|\sstyle=|\son[a-z]+=")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_in_its_html(reader: Reader, path: str) -> None:
    page = reader.get(path)

    assert page.status == 200
    assert page.words("h1") == PAGES[path]
    assert page.words("title").endswith("Roles, compared")
    assert len(page.meta("description")) > 20
    assert page.meta("og:title")
    ids = Counter(str(tag["id"]) for tag in page.all("[id]"))
    assert [name for name, count in ids.items() if count > 1] == []
    levels = [int(heading.name[1]) for heading in page.all("h1, h2, h3, h4")]
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []
    assert not INLINE.search(page.text)
    assert not page.all("[role=table], [role=row], [role=cell]")
    assert "Set-Cookie" not in page.headers
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    # What a template was not given.
    assert not re.search(r"\bNone\b|\{[{%]|%\(|undefined", page.one("body").get_text())


def test_an_article_has_all_its_parts_in_order(reader: Reader) -> None:
    page = reader.get(ARTICLE)

    assert page.words(".article-head .kicker") == "Comparison · 4 minutes to read"
    assert page.words(".byline").startswith("By Careers desk and MLOps Now desk 31 August 2026")
    assert page.value(".hero img", "alt").startswith("A person with headphones")
    assert page.value(".hero img", "fetchpriority") == "high"
    assert page.one(".hero img.x-30.y-40")
    assert page.words(".credit").endswith("CC0 1.0")
    order = re.findall(
        r'class="(hero|summary|prose|call call-\w+|guides|comparison|sources|further|neighbours)"', page.text
    )
    assert order == [
        *("hero", "summary", "prose", "call call-top", "prose", "call call-inline", "prose", "guides"),
        *("comparison", "call call-bottom", "sources", "further", "neighbours"),
    ]
    assert not page.all("form.signup")  # the text asks for the newsletter, once
    assert page.value(".sources a", "href") == "https://mlflow.org/"
    assert {link["href"] for link in page.all(".prose a")} >= {"/articles/five-skills-every-mlops-engineer-needs"}
    assert len(page.all(".guides a")) == 2


def test_link_previews_search_engines_and_feed_readers_find_what_they_look_for(reader: Reader) -> None:
    page = reader.get(ARTICLE)

    url = f"{reader.address}{ARTICLE}"
    assert page.words("title") == "MLOps Engineer vs ML Engineer: What's the difference? · Roles, compared"
    assert page.meta("description") == page.meta("og:description")
    assert page.meta("description").startswith("What an MLOps engineer does")
    assert page.value("link[rel=canonical]", "href") == page.meta("og:url") == url
    assert (page.meta("og:type"), page.meta("og:site_name")) == ("article", "Roles, compared")
    assert page.meta("article:published_time") == "2026-08-31T07:00:00Z"
    assert page.meta("twitter:card") == "summary_large_image"
    assert page.meta("og:image").startswith(f"{reader.address}/media/")
    size = (page.meta("og:image:width"), page.meta("og:image:height"))
    assert (size, page.meta("og:image:alt")[:8]) == (("1200", "630"), "A person")
    for other in ("/", "/articles/", "/roles/mlops-engineer", "/comparisons/ml-engineer-vs-mlops-engineer"):
        assert reader.get(other).meta("og:image:width") == "1200", other
    assert {link["hreflang"] for link in page.all("link[hreflang]")} == {"en", "x-default"}
    assert [link["href"] for link in page.all("link[rel=alternate][type]")] == [
        f"{reader.address}/feeds/articles.{ending}" for ending in ("atom", "rss", "json")
    ]
    data = json.loads(page.one('script[type="application/ld+json"]').string or "")
    assert [node["@type"] for node in data["@graph"]] == ["Article", "BreadcrumbList", "ImageObject"]
    assert not page.meta("robots")
    assert reader.get("/search?q=mlops").meta("robots") == "noindex"


def test_tables_are_tables(reader: Reader) -> None:
    page = reader.get("/comparisons/mlops-engineer-vs-ml-engineer")

    chart = page.one("table.butterfly")
    rows = {
        row("th")[0].get_text(): [" ".join(cell.get_text(" ").split()) for cell in row("td")]
        for row in chart.select("tr:has(td)")
    }
    assert rows["Python"] == ["80", "95"]
    assert rows["Kubernetes"] == ["85", "not needed"]
    assert [bar["width"] for bar in chart.select("tr:has(td) .bar-part")][:1] == ["95"]
    assert all(th.has_attr("scope") for th in page.all("th"))
    assert re.match(r"\d+% of their skills in common", page.words(".likeness"))
    dots = reader.get("/comparisons/mlops-engineer-vs-ml-engineer-vs-data-scientist")
    assert [row.get_text(strip=True) for row in dots.all(".dots .group")] == [
        *("All of them", "Some of them", "Only MLOps Engineer", "Only ML Engineer", "Only Data Scientist")
    ]


def test_texts_keep_code_within_reach_and_pictures_from_here(reader: Reader) -> None:
    page = reader.get("/articles/five-skills-every-ml-engineer-needs")

    assert page.one("pre")["aria-label"] == "Code, python"
    assert page.value("pre", "tabindex") == "0"
    assert len(page.all("pre span[class]")) > 10
    wide = reader.get("/articles/data-engineer-vs-data-scientist-vs-ml-engineer")
    assert wide.one(".sideways > table")


@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/articles/never-published", 404, "There is no such page"),
        (f"/articles/{RETRACTED}", 410, "This page was taken down"),
        ("/no/such/address", 404, "There is no such page"),
        ("/articles/..%2f..", 404, "There is no such page"),
        ("/comparisons/ml-engineer-vs-ml-engineer", 400, "That cannot be answered"),
        ("/transition/ml-engineer/nobody", 404, "There is no such page"),
        ("/?kind=novel", 400, "That cannot be answered"),
        ("/articles/?page=99", 404, "There is no such page"),
        (f"/articles/?tag={'x' * 2_000}", 400, "That cannot be answered"),
        ("/newsletters/mlops-now/never-sent", 404, "There is no such page"),
        (f"{ARTICLE}?preview=half-a-token", 401, "This preview is not open"),
    ],
)
def test_what_is_no_page_says_so_in_the_words_of_the_site(reader: Reader, path: str, status: int, title: str) -> None:
    page = reader.get(path)

    assert (page.status, page.words("h1")) == (status, title)
    assert page.words("title") == f"{title} · Roles, compared"
    assert page.meta("robots") == "noindex"
    assert page.all(".notice-ways a")
    # The sentences of the API are for developers.
    assert not re.search("parameter|It must be|There is no (article|role) “", page.one("main").get_text())


def test_an_address_that_has_moved_leads_to_the_new_one(reader: Reader) -> None:
    old, new = RENAMED

    moved = reader.get(f"/articles/{old}?from=mail")

    assert (moved.status, moved.headers["Location"]) == (301, f"/articles/{new}?from=mail")
    assert reader.get(f"/articles/{new}").status == 200


@pytest.mark.parametrize(
    ("asked", "right"),
    [
        ("/articles", "/articles/"),
        ("/roles?skill=python", "/roles/?skill=python"),
        ("/articles/some-slug/", "/articles/some-slug"),
        ("/articles/%C3%A9t%C3%A9/", "/articles/%C3%A9t%C3%A9"),
    ],
)
def test_a_slash_too_many_or_too_few_leads_to_the_right_address(reader: Reader, asked: str, right: str) -> None:
    page = reader.get(asked)

    assert (page.status, page.headers["Location"]) == (301, right)


def test_lists_are_narrowed_and_walked_by_links_and_forms(reader: Reader) -> None:
    page = reader.get("/?kind=comparison&utm_source=mail")
    chips = {chip.get_text(strip=True): chip for chip in page.all(".chip")}
    assert chips["Comparisons"]["aria-current"] == "true"
    assert chips["Comparisons"]["href"] == "/"
    assert chips["Careers"]["href"] == "/?kind=comparison&tag=careers"
    hidden = {field["name"]: field["value"] for field in page.all("main form input[type=hidden]")}
    assert hidden == {"kind": "comparison"}

    found = reader.get("/articles/?kind=comparison&role=ml-engineer&q=scientist")
    assert found.words(".count") == "3 articles"
    nothing = reader.get("/articles/?q=zzzxxyy")
    assert "Nothing matches" in nothing.words(".notice-empty")
    assert reader.get("/search?q=engineer").one(".pager .next")["href"] == "/search?q=engineer&page=2"
    assert reader.get("/search?q=engineer&page=2").words(".pager").startswith("Previous Page 2 of")


def test_roles_are_compared_by_a_form(reader: Reader) -> None:
    many = "&".join(f"roles={slug}" for slug in ("ai-engineer", "data-engineer"))
    page = reader.get(f"/compare?{many}")

    assert page.words(".compared > h2") == "AI Engineer vs Data Engineer"
    assert {box["value"] for box in page.all("input[checked]")} == {"ai-engineer", "data-engineer"}
    assert page.value("link[rel=canonical]", "href").endswith("/comparisons/ai-engineer-vs-data-engineer")
    assert "Choose another" in reader.get("/compare?roles=ai-engineer,nobody").words(".notice-empty")


def test_the_way_from_one_role_to_another_is_chosen_by_a_form(reader: Reader) -> None:
    chosen = reader.get("/transition?from=data-scientist&to=ml-engineer")
    assert (chosen.status, chosen.headers["Location"]) == (302, "/transition/data-scientist/ml-engineer")

    page = reader.get("/transition/data-scientist/ml-engineer")
    assert page.value(".swap", "href") == "/transition/ml-engineer/data-scientist"
    assert [column.get_text(" ", strip=True).split()[0] for column in page.all(".way h2")] == ["Learn", "Keep", "Leave"]
    same = reader.get("/transition?from=ml-engineer&to=ml-engineer")
    assert "choose two different ones" in same.words("[role=alert]")


def test_skills_are_matched_and_a_suggestion_replaces_its_word(reader: Reader) -> None:
    page = reader.get("/match?skills=k8s,Docker,modelling,zzz")

    assert "Kubernetes (“k8s”) and Docker" in page.words(".understood")
    assert str(page.all(".suggestion")[0]["href"]).startswith("/match?skills=k8s,Docker,")
    assert page.all(".ranked")
    chosen = reader.get("/match?skills=Kubernetes")
    assert [chip.get_text() for chip in chosen.all(".shelf .chip[aria-current]")] == ["Kubernetes"]
    for strange in (",".join(f"s{n}" for n in range(51)), "%F0%9F%A6%80", ",,,", "%E0%A4%A", "x" * 5000):
        assert len(reader.get(f"/match?skills={strange}").words(".matches")) > 30


def test_results_of_a_search_are_marked_narrowed_and_lead_somewhere(reader: Reader) -> None:
    page = reader.get("/search?q=data")

    assert page.all(".hit-title mark")
    paths = {re.sub(r"[^/=]+$", "", str(link["href"])): str(link["href"]) for link in page.all(".hit-title a")}
    assert {reader.get(path).status for path in paths.values()} == {200}
    roles = next(chip for chip in page.all(".facets .chip, .filters .chip") if chip.get_text().startswith("Roles"))
    narrowed = reader.get(str(roles["href"]))
    assert {kicker.get_text() for kicker in narrowed.all(".hit .kicker")} == {"Role"}
    misspelt = reader.get("/search?q=kuberntes+enginer")
    assert misspelt.one('.links a[href="/search?q=kubernetes+engineer"]')
    hostile = reader.get("/search?q=" + "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E%20zzz")
    assert "<img src=x" in hostile.words(".notice-empty")


def test_signing_up_needs_no_script(reader: Reader) -> None:
    page = reader.get("/roles/")
    version = page.value("footer form.signup [name=consent_text]", "value")
    assert page.value("footer form.signup", "action") == f"{NEWSLETTER}#subscribe"

    done = reader.get(NEWSLETTER, data={"email": "reader@example.org", "consent_text": version})
    assert (done.status, done.headers["Location"]) == (302, f"{NEWSLETTER}?asked#subscribe")
    assert "Look at your mail" in reader.get(f"{NEWSLETTER}?asked").words(".signup-done")
    wrong = reader.get(NEWSLETTER, data={"email": "nobody@", "consent_text": version})
    assert "not an e-mail address that we can write to" in wrong.words(".signup-problem")
    assert wrong.value("#_email", "value") == "nobody@"
    assert wrong.headers["Cache-Control"] == "no-store"
    changed = reader.get(NEWSLETTER, data={"email": "reader@example.org", "consent_text": "99"})
    assert "has changed" in changed.words(".signup-problem")
    assert reader.get("/roles/", data={}).status == 405


def test_over_http_the_site_is_the_same(reader: Reader, client: Client, settings: Settings) -> None:
    settings.FRONTEND_API_URL = reader.address

    for path in (ARTICLE, "/compare?roles=ml-engineer,ai-engineer", "/search?q=data", "/articles/nothing"):
        away, here = client.get(path), reader.get(path)
        assert away.status_code == here.status
        assert BeautifulSoup(away.content, "lxml").select_one("main") == here.one("main")


def preview_of(slug: str = "", *, minutes: int = 30) -> str:
    """The query that shows an article's draft, or all drafts. The server signs with the key of these tests."""
    entry = ("article", seed_id("article", slug)) if slug else None
    return urlencode({"preview": signed(PreviewLink(entry, datetime.now(UTC) + timedelta(minutes=minutes)), epoch=0)})


def test_a_preview_shows_the_draft_and_stays_one_from_page_to_page(reader: Reader) -> None:
    query = preview_of(EDITED)
    page = reader.get(f"/articles/{EDITED}?{query}")

    assert page.words("h1") == DRAFT_TITLE
    assert page.words(".preview").startswith("Preview: not what the public sees.")
    assert page.meta("robots") == "noindex"
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "X-Content-Version" not in page.headers
    assert page.value(".preview a", "href") == f"/articles/{EDITED}"
    assert page.value(".brand", "href") == f"/?{query}"
    narrowing = reader.get(f"/articles/?{query}")
    assert DRAFT_TITLE in narrowing.words("main")
    assert narrowing.value("main form [name=preview]", "value") in query.replace("%3A", ":")
    assert reader.get(f"/articles/{EDITED}").words("h1") == "Five skills every MLOps engineer needs"
    assert reader.get(f"/articles/{EDITED}?{preview_of(EDITED, minutes=-1)}").status == 401
