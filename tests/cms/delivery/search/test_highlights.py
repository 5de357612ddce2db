"""Highlights are safe HTML: text and marks."""

import re
from html import unescape
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from cms.delivery.search.highlights import EXCERPT, excerpt, marked
from cms.delivery.search.query_terms import parse
from tests.tables import table


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[object] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def marks(html: str) -> list[str]:
    return [unescape(text) for text in re.findall("<mark>(.*?)</mark>", html)]


@table(
    ("query", "text", "found"),
    [
        ("engineer ", "Engineers engineering ENGINEER", ["Engineers", "engineering", "ENGINEER"]),
        ("cafe ", "Le café, a cafe\u0301", ["café", "café"]),
        ("kube", "Kubernetes and Kubeflow, not cubes", ["Kubernetes", "Kubeflow"]),
        ('"data engineer" ', "data. Data engineers; engineer data", ["Data engineers"]),
        ("c++ ", "C and C++", ["C++"]),
        ("machine learning ", "Machine learning learns", ["Machine", "learning", "learns"]),
        ("nothing ", "Some text", []),
    ],
)
def test_what_was_found_is_marked_as_it_is_written(query: str, text: str, found: list[str]) -> None:
    assert marks(marked(text, parse(query))) == found


@given(
    st.lists(
        st.one_of(st.text(max_size=30), st.sampled_from(["<mark>", "</mark>", "<script>", "&lt;", '"', "'", "word"])),
        max_size=12,
    ).map(" word ".join),
    st.sampled_from(["word", "word script", "mark", '"word word"', "lt amp"]),
)
def test_nothing_but_marks_comes_through_and_no_text_is_lost(text: str, query: str) -> None:
    html = marked(text, parse(query))
    parsed = Tags(html)
    assert set(parsed.tags) <= {"mark"}
    assert parsed.attributes == []
    assert html.count("<mark>") == html.count("</mark>")
    shown = Tags(excerpt([text, text], parse(query)))
    assert set(shown.tags) <= {"mark"}
    assert shown.attributes == []


def test_text_that_looks_like_markup_stays_text() -> None:
    html = marked('<img src=x onerror="alert(1)"> & <mark>data</mark>', parse("data alert "))
    assert html == (
        "&lt;img src=x onerror=&quot;<mark>alert</mark>(1)&quot;&gt; &amp; &lt;mark&gt;<mark>data</mark>&lt;/mark&gt;"
    )


def test_an_excerpt_shows_where_most_words_stand_together() -> None:
    text = "Data here. " + "Filler text. " * 60 + "Here data meets engineers. " + "Filler text. " * 60
    html = excerpt([text], parse("data engineer "))
    assert marks(html) == ["data", "engineers"]
    assert html.startswith("… Here <mark>data</mark>")
    assert html.endswith(" …")
    assert len(unescape(html)) < EXCERPT + 60


def test_an_excerpt_of_a_text_without_the_words_is_its_beginning() -> None:
    html = excerpt(["", "Words " * 100], parse("nothing "))
    assert html.startswith("Words Words")
    assert html.endswith(" …")
    assert excerpt([], parse("nothing ")) == ""
    assert excerpt(["x" * 5_000], parse("nothing ")) == "x" * EXCERPT + " …"
