"""Nothing but what is allowed comes out, whatever goes in."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from cms.markup import MarkupError, RenderedText, render, render_many, resolve, resolve_markdown
from tests.cms.markup import hostile
from tests.cms.markup.allowed import faults
from tests.tables import table

LINKS = {"article:a": "id-a", "role:r": "id-r"}
HTML_KINDS = ("markup", "mutation", "namespaces", "styles")
PIECES = [
    *"<>[]()*_`~#|\\&;:!\"'=- \n\t^{}",
    *(
        "\n\n",
        "    ",
        "> ",
        "- ",
        "1. ",
        "```",
        "~~~",
        "](",
        "](article:a)",
        "](javascript:x)",
        "[^1]",
        "[^1]: ",
        "![",
        "*[x]: ",
    ),
    *(
        "<script>",
        "</script>",
        "<style>",
        "<!--",
        "-->",
        "<b",
        "<details>",
        "<summary>",
        "</p>",
        "<svg>",
        "<abbr title='",
        "onclick=",
    ),
    *("&#2;", "&#3;", "&#4;", "&lt;", "&quot;", "\x02", "\x03", "\x04", "x", "https://x", "|---|---|\n", "| a | b |\n"),
]


def check(rendered: RenderedText) -> None:
    for url_of in (lambda entry_id: "/" + entry_id, lambda entry_id: None):
        html, markdown = resolve(rendered.html, url_of), resolve_markdown(rendered.markdown, url_of)
        assert faults(html) == []
        assert not re.search(r"[\x00-\x08\x0b-\x1f]", markdown)
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", rendered.text + "".join(line["title"] for line in rendered.toc))


@table("source", hostile.LABELLED.values())
def test_hostile_input_leaves_only_what_is_allowed(source: str) -> None:
    rendered = render(source, links=LINKS)
    check(rendered)
    # The Markdown that is handed out is as harmless as the HTML, for whoever renders it again.
    check(render(rendered.markdown, links=LINKS))


def test_hostile_inputs_do_not_help_each_other() -> None:
    check(render("\n\n".join(hostile.ALL), links=LINKS))


def test_no_hostile_input_leaves_a_script_to_run_in_normalised_markdown() -> None:
    for rendered in render_many([text for kind in HTML_KINDS for text in hostile.KINDS[kind]], links={}):
        without_code = re.sub(r"(`+).*?\1", "", rendered.markdown, flags=re.DOTALL)
        assert not re.search(r"(?<!\\)<[a-zA-Z/!?]", without_code)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40).map("".join))
def test_random_text_leaves_only_what_is_allowed(source: str) -> None:
    try:
        rendered = render(source, links=LINKS)
    except MarkupError:
        return
    check(rendered)


@given(st.text(alphabet="\x02\x03\x04ab#<", max_size=30))
def test_resolving_anything_leaves_no_control_character(marked: str) -> None:
    assert not set("\x02\x03\x04") & set(
        resolve(marked, lambda entry_id: "/x") + resolve_markdown(marked, lambda _: None)
    )
