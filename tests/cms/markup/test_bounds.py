"""Pathological texts cost a bounded time and end as HTML or as a message; the next text is rendered as ever."""

import time

import pytest
from pytest_django import Settings

from cms.markup import MarkupError, render, render_many
from cms.markup.conversion import Converter
from tests.cms.markup.allowed import faults
from tests.tables import table

N = 100_000
PATHOLOGICAL = {
    "brackets": "[" * N,
    "links without end": "[a](<b" * (N // 6),
    "pictures without end": "![[]()" * (N // 6),
    "stars": "*" * N,
    "stars around letters": "a**b" * (N // 4),
    "open emphasis": "*a _b " * (N // 6),
    "underscores": "_" * N,
    "backticks": "`" * N,
    "growing backticks": "".join("`" * length + "a" for length in range(400)),
    "backticks in a table": "|" + "`a|" * (N // 3) + "\n|-\n",
    "tildes": "~~a" * (N // 3),
    "less-than signs": "<" * N,
    "open tags": "<x y='" * (N // 6),
    "open comments": "<!--" * (N // 4),
    "open scripts": "<script>\n" * (N // 9),
    "nested tags": "<b>" * (N // 3),
    "nested tags over paragraphs": "<b>\n\n" * (N // 5),
    "nested quotations": "> " * 2_000 + "a",
    "nested items": "- " * 2_000 + "a",
    "a staircase of items": "".join("    " * depth + "- a\n" for depth in range(200)),
    "nested links": "[" * 2_000 + "a" + "](x)" * 2_000,
    "character references": "&#" * (N // 2),
    "backslashes": "\\" * N,
    "unclosed fences": "```a\n" * (N // 5),
    "unclosed fences of two kinds": "~~~a\n```b\n" * (N // 10),
    "a wide table": "|" * 1_000 + "\n" + "|-" * 1_000 + "\n" + ("|a" * 1_000 + "\n") * 40,
    "definitions": "".join(f"[{number}]: x\n" for number in range(8_000)),
    "a huge definition, often used": "[a]: " + "b" * 50_000 + "\n\n" + "[a] " * 10_000,
    "a huge abbreviation, often used": "*[a]: " + "b" * 50_000 + "\n\n" + "a " * 10_000,
    "footnotes": "".join(f"[^{number}]: x\n" for number in range(5_000)),
    "a footnote used often": "[^a]" * (N // 4) + "\n\n[^a]: x",
    "spaces": "a" + " " * N + "b",
    "headings": "# a\n" * (N // 4),
    "underlined headings": "a\n=\n" * (N // 4),
    "items": "- a\n" * (N // 4),
    "code that confuses its lexer": "```python\n" + '"\\' * (N // 2) + "\n```",
    "controls only": "\x02" * N,
}


def costs_at_most(source: str, seconds: float) -> None:
    started = time.monotonic()
    try:
        html = render(source, links={}).html
    except MarkupError as error:
        html, message = "", str(error)
        assert message.startswith("This text ")
    assert faults(html) == []
    # Six times: the guard on the wall; and the start of a new child.
    assert time.monotonic() - started < 6 * seconds + 5
    assert render("*next*", links={}).html == "<p><em>next</em></p>"


@table("name", PATHOLOGICAL)
def test_a_pathological_text_ends_soon(name: str, settings: Settings) -> None:
    settings.MARKDOWN_MAX_SECONDS = 0.05
    costs_at_most(PATHOLOGICAL[name], 0.05)


@pytest.mark.slow
@table("name", ["brackets", "growing backticks", "a staircase of items", "footnotes", "headings", "nested tags"])
def test_a_pathological_text_ends_within_a_longer_limit_too(name: str, settings: Settings) -> None:
    settings.MARKDOWN_MAX_SECONDS = 2.0
    costs_at_most(PATHOLOGICAL[name], 2)


def test_a_text_that_takes_too_long_is_refused_in_an_editors_words(settings: Settings) -> None:
    settings.MARKDOWN_MAX_SECONDS = 0.1
    with pytest.raises(MarkupError, match="takes too long to render"):
        render("[" * N, links={})


def test_a_text_nested_too_deeply_is_refused() -> None:
    with pytest.raises(MarkupError, match="nested too deeply"):
        render("- " * 2_000 + "a", links={})


def test_a_text_that_grows_too_large_is_refused(settings: Settings) -> None:
    settings.MARKDOWN_MAX_BYTES = 20_000
    with pytest.raises(MarkupError, match="grows too large"):
        render("[a]: " + "b" * 10_000 + "\n\n" + "[a] " * 200, links={})


@pytest.mark.slow
def test_memory_is_bounded_too(settings: Settings) -> None:
    settings.MARKDOWN_MAX_BYTES = 2_000_000
    settings.MARKDOWN_MAX_SECONDS = 30.0
    with pytest.raises(MarkupError, match="grows too large"):
        render("*[a]: " + "b" * 200_000 + "\n\n" + "a " * 100_000, links={})
    assert render("next", links={}).text == "next"


def test_size_is_measured_in_bytes_of_utf8(settings: Settings) -> None:
    settings.MARKDOWN_MAX_BYTES = 1_000
    assert render("é" * 500, links={}).word_count == 1
    with pytest.raises(MarkupError, match="This text is longer than 1 kB"):
        render("é" * 501, links={})


@pytest.mark.parametrize("bad", ["[" * N, "> " * 2_000, "a" * 200_001])
def test_the_bad_one_of_several_texts_is_named(bad: str, settings: Settings) -> None:
    settings.MARKDOWN_MAX_SECONDS = 0.2
    with pytest.raises(MarkupError) as caught:
        render_many(["one", "*two*", bad, "four"], links={})
    assert caught.value.index == 2


def test_ten_slow_texts_together_have_the_time_of_one(settings: Settings) -> None:
    slow = "*a _b " * 2_000
    converter = Converter()
    converter.convert(slow, links={}, max_chars=1_000_000)
    begun = time.process_time()
    converter.convert(slow, links={}, max_chars=1_000_000)
    settings.MARKDOWN_MAX_SECONDS = 3 * (time.process_time() - begun)
    render(slow, links={})
    with pytest.raises(MarkupError, match="takes too long"):
        render_many([slow] * 10, links={})


def test_several_texts_share_nothing() -> None:
    sources = ["[a][r]\n\n[r]: /x", "[a][r]", "[^1]\n\n[^1]: x", "[^1]", "*[ab]: x\n\nab", "ab", "# h", "# h", ""]
    together = render_many(sources, links={})
    assert together == [render(source, links={}) for source in sources]
    assert [rendered.html for rendered in together[1::2]] == [
        "<p>[a][r]</p>",
        "<p>[^1]</p>",
        "<p>ab</p>",
        '<h2 id="h">h</h2>',
    ]
