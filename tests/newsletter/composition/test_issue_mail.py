"""The mail of an issue: what is in it, what cannot get into it, and what no editor can break."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from cms.publishing.publishing import retract
from newsletter.composition.issue_mail import CannotCompose, Composed, compose
from newsletter.models import Issue
from newsletter.unsubscribe_tokens import MARK
from tests.articles.makers import edit, edit_and_publish, make_article, make_author, make_image, make_role
from tests.newsletter.makers import make_issue, make_newsletter
from tests.tables import table

pytestmark = pytest.mark.django_db
CANARY = "KANARIENVOGEL"
HOSTILE = "a & b < c > \"d\" 'e' </td></title><script>alert(1)</script><!-- {{ 7|add:7 }} {% now %} \u2028 \x07 𝔘"


def obstacles_of(issue: Issue) -> list[str]:
    with pytest.raises(CannotCompose) as refused:
        compose(issue)
    return refused.value.obstacles


def shown(composed: Composed) -> str:
    return BeautifulSoup(composed.html, "html.parser").get_text(" ")


def test_a_mail_shows_each_article_as_the_public_has_it() -> None:
    article = make_article(
        "First steps",
        excerpt="How to begin.",
        authors=[make_author("A Desk"), make_author("B Desk")],
        hero=make_image("Desk", alt="A desk by a window", credit_name="A Painter", licence="CC0"),
    )
    composed = compose(make_issue(articles=[article]))

    page = BeautifulSoup(composed.html, "html.parser")
    assert page.h1
    assert page.h1.get_text() == "What is new"
    assert page.h2
    assert page.h2.get_text() == "First steps"
    assert page.h2.a
    assert page.h2.a["href"] == "https://www.example.org/articles/first-steps"
    picture = page.find("img")
    assert picture
    assert str(picture["src"]).startswith("https://api.example.org/media/images/")
    assert str(picture["src"]).endswith("/960.jpg")
    assert picture["alt"] == "A desk by a window"
    for words in ("How to begin.", "1 min read · By A Desk and B Desk", "Picture: A Painter, CC0"):
        assert words in page.get_text()
    for words in ("First steps", "How to begin.", "https://www.example.org/articles/first-steps"):
        assert f"\n{words}\n" in composed.text


def test_the_issue_s_own_words_win() -> None:
    issue = make_issue(articles=[make_article("Title", excerpt="Excerpt.")])
    issue.articles.update(headline="Own headline", blurb="Own blurb.\n\nIn two parts.")
    composed = compose(issue)

    for part in (shown(composed), composed.text):
        assert "Own headline" in part
        assert "Own blurb." in part
        assert "In two parts." in part
        assert "Excerpt." not in part
        assert "Title" not in part


def test_articles_stand_in_the_editor_s_order() -> None:
    first, second, third = make_article("One"), make_article("Two"), make_article("Three")
    issue = make_issue(articles=[third, first, second])

    headings = BeautifulSoup(compose(issue).html, "html.parser").find_all("h2")
    assert [heading.get_text() for heading in headings] == ["Three", "One", "Two"]


def test_both_parts_say_who_writes_why_and_how_to_leave() -> None:
    newsletter = make_newsletter("weekly", name="The Weekly")
    composed = compose(make_issue(newsletter=newsletter, slug="one"))

    for part in (composed.html, composed.text):
        assert f"https://api.example.org/newsletter/unsubscribe/{MARK}/" in part
        assert "https://www.example.org/newsletters/weekly/one" in part
        assert "desk@example.org" in part
        assert "1 Example Street" in part
    assert "because you confirmed your subscription to The Weekly" in " ".join(shown(composed).split())
    assert "preheader" not in composed.text
    assert "In a sentence" in composed.html


@table("fields", [{"has_archive": False}, {"is_public": False}])
def test_an_issue_without_an_archive_names_no_page_of_it(fields: dict[str, Any]) -> None:
    composed = compose(make_issue(newsletter=make_newsletter(**fields)))

    assert "on the web" not in composed.html + composed.text
    assert "/newsletters/" not in composed.html + composed.text


def test_the_introduction_is_rendered_with_its_links() -> None:
    make_article("Linked")
    make_role("Role")
    issue = make_issue(
        intro="A [link](article:linked), a [role](role:role), [another](/about) and <https://x.example/>."
    )
    composed = compose(issue)

    for url in ("https://www.example.org/articles/linked", "https://www.example.org/roles/role"):
        assert f'href="{url}"' in composed.html
    assert re.search(r'href="https://www.example.org/(newsletters/)?about"', composed.html)
    assert "A link [1], a role [2], another [3] and https://x.example/." in composed.text
    assert "[1] https://www.example.org/articles/linked" in composed.text


def test_no_line_of_the_text_is_longer_than_a_mail_s_but_one_word() -> None:
    words = "word " * 60
    article = make_article("Title " * 20, slug="title", excerpt=words)
    issue = make_issue(articles=[article], intro=f"{words}\n\n- {words}\n- {words}\n\n> {words}\n\n1. {words}")

    long = [line for line in compose(issue).text.splitlines() if len(line) > 72]
    assert [line for line in long if " " in line.strip()] == []


LONG = " ".join(["long"] * 20)
INTRODUCTION = f"""\
Hello *you*[^1] & <b>them</b>.

```python
def f(x):
    return x + 1


print(f(1))  # {LONG}
```

- one
  goes on
- two [link](https://x.example/a)
    - below
- [x] done

1. first

    its second paragraph

    ```
    a
      b
    ```
2. second

> said {" ".join(["often"] * 15)}
>
> - in it

| a | b |
|---|---|
| 1 | 2 |

[^1]: A note.
"""
AS_TEXT = f"""\
Hello you (1) & them.

def f(x):
    return x + 1


print(f(1))  # {LONG}

* one goes on
* two link [1]
  * below
* [x] done

1. first

   its second paragraph

   a
     b

2. second

> said often often often often often often often often often often often
> often often often often
>
> * in it

a  b
1  2

--------------------

1. A note.

[1] https://x.example/a
"""


def test_an_introduction_stands_in_the_plain_part_as_it_was_written() -> None:
    text = compose(make_issue(intro=INTRODUCTION)).text

    assert AS_TEXT in text


def test_a_draft_does_not_get_into_a_mail() -> None:
    article = make_article("Public title", excerpt="Public excerpt.")
    edit(article, title=CANARY, excerpt=CANARY, body=CANARY, slug="kanarienvogel")
    composed = compose(make_issue(articles=[article]))

    assert CANARY.lower() not in (composed.html + composed.text + str(composed.archive)).lower()
    assert "Public title" in composed.html


def test_an_article_that_was_never_public_is_named_by_its_id_alone() -> None:
    article = make_article(CANARY, is_draft=True)

    assert obstacles_of(make_issue(articles=[article])) == [
        f"“{article.pk}” is not public. Take it out, or publish it."
    ]


def test_an_article_that_was_taken_down_is_named_as_the_public_knew_it() -> None:
    article = make_article("Known")
    issue = make_issue(articles=[article])
    retract(article)
    edit(article, title=CANARY, slug="kanarienvogel")

    assert obstacles_of(issue) == ["“known” is not public. Take it out, or publish it."]


def test_an_article_that_was_deleted_is_named_too() -> None:
    article = make_article("Known")
    issue = make_issue(articles=[article])
    issue.articles.update(headline="By its headline")
    retract(article)
    article.delete()

    assert obstacles_of(issue) == ["“By its headline” is not public. Take it out, or publish it."]


def test_an_article_that_was_renamed_is_linked_at_its_new_address() -> None:
    article = make_article("Old")
    issue = make_issue(articles=[article], intro="[It](article:new)")
    edit_and_publish(article, title="New", slug="new")

    composed = compose(issue)
    assert composed.html.count("https://www.example.org/articles/new") == 3
    assert "articles/old" not in composed.html + composed.text


def test_what_is_no_article_cannot_be_put_into_an_issue() -> None:
    issue = make_issue(articles=[make_author(CANARY)])  # type: ignore[list-item]

    assert len(obstacles_of(issue)) == 1
    assert CANARY not in obstacles_of(issue)[0]


def test_a_link_in_the_introduction_to_what_is_not_public_is_an_obstacle() -> None:
    make_article("Hidden", is_draft=True)
    issue = make_issue(intro="[a](article:hidden) [b](role:nothing)")

    assert obstacles_of(issue) == [
        "The introduction links to article:hidden, which is not public.",
        "The introduction links to role:nothing, which is not public.",
    ]


@table(
    ("fields", "words"),
    [
        ({"subject": " \u2028 "}, "no subject"),
        ({"intro": " "}, "neither articles nor an introduction"),
        ({"intro": ">" * 5_000}, "nested too deeply"),
        ({"intro": "a" * 300_000}, "longer than"),
        ({"subject": MARK}, "reserved"),
        ({"preheader": MARK}, "reserved"),
        ({"intro": f"[x](https://evil.example/?t={MARK})"}, "reserved"),
        ({"intro": MARK.replace("-", "&#45;")}, "reserved"),
    ],
)
def test_a_text_that_no_mail_can_have_is_refused_in_words(fields: dict[str, Any], words: str) -> None:
    assert words in " ".join(obstacles_of(make_issue(**fields)))


def test_whatever_is_typed_stays_text() -> None:
    article = make_article(HOSTILE, slug="hostile", excerpt=HOSTILE, authors=[make_author(HOSTILE, slug="author")])
    newsletter = make_newsletter(name=HOSTILE, postal_address=f"{HOSTILE}\n{HOSTILE}")
    issue = make_issue(
        articles=[article], newsletter=newsletter, subject=HOSTILE, preheader=HOSTILE, intro=f"Yes.\n\n{HOSTILE}"
    )
    for composed in (compose(issue), compose(issue)):
        issue.articles.update(headline=HOSTILE, blurb=f"{HOSTILE}\r\n\r\n{HOSTILE}")
        page = BeautifulSoup(composed.html, "html.parser")
        assert page.find("script") is None
        assert page.title
        assert page.title.get_text() == composed.subject
        assert composed.subject.isprintable()
        assert page.h2
        assert "<script>alert(1)</script>" in page.h2.get_text()
        assert "{{ 7|add:7 }} {% now %}" in composed.html
        assert page.find("a", string="Unsubscribe") is not None
        assert len(page.find_all("table")) == len(
            BeautifulSoup(compose(make_issue(articles=[article])).html, "html.parser").find_all("table")
        )
        assert all(character.isprintable() or character == "\n" for character in composed.text)
        assert "<script>alert(1)</script>" in composed.text


def test_twelve_articles_are_under_what_mail_programs_cut() -> None:
    hero = make_image("Hero", alt="A picture " * 10)
    articles = [
        make_article(f"{'A title of an article that goes on ' * 3}{number}", excerpt="An excerpt. " * 23, hero=hero)
        for number in range(12)
    ]
    composed = compose(make_issue(articles=articles, intro="An introduction. " * 60))

    assert len(composed.html.encode()) < 102_000
    assert "@media (prefers-color-scheme: dark)" in composed.html
    assert "<!--[if mso]>" in composed.html


def test_a_mail_costs_a_fixed_number_of_queries(settings: Settings) -> None:
    make_article("Linked")
    authors, hero = [make_author()], make_image()
    counts = []
    for number in (1, 12):
        articles = [make_article(authors=authors, hero=hero) for _ in range(number)]
        issue = Issue.objects.select_related("newsletter").get(
            pk=make_issue(articles=articles, intro="[a](article:linked)").pk
        )
        compose(issue)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            compose(issue)
        statements = [query["sql"] for query in captured.captured_queries]
        counts.append(
            len([sql for sql in statements if "publishing_ledger" not in sql and "publishing_change" not in sql])
        )
    assert counts[0] == counts[1] <= 6


def test_a_test_says_that_it_is_one() -> None:
    composed = compose(make_issue(), is_test=True)

    assert composed.subject == "[Test] What is new"
    assert "This is a test." in composed.text
    assert "This is a test." in shown(composed)


@table(("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("xx-unknown", "ltr")])
def test_the_mail_says_its_language_and_direction(language: str, direction: str) -> None:
    composed = compose(make_issue(newsletter=make_newsletter(language=language)))

    assert f'<html lang="{language}" dir="{direction}"' in composed.html
