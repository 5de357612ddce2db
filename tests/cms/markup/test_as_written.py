"""What people write is what readers get: as GitHub shows it, example by example."""

import pytest

from cms.markup import render


def html(source: str) -> str:
    return render(source, links={}).html


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            'See <a href="https://example.org">guide</a> <img src="/x.png" alt="A">',
            '<p>See <a href="https://example.org" rel="noopener noreferrer">guide</a> '
            '<img alt="A" loading="lazy" src="/x.png"></p>',
        ),
        ("<ul>\n<li>a</li>\n</ul>", "<ul>\n<li>a</li>\n</ul>"),
        ("<ol start=3><li>a</ol>", '<ol start="3"><li>a</li></ol>'),
        ("<blockquote><p>a</p></blockquote>", "<blockquote><p>a</p></blockquote>"),
        (
            '<table class=x><tr><td colspan="2" onclick="x">a</td></tr></table>',
            '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>',
        ),
        ("<div align=center>\nwords\n</div>", "<p>\nwords\n</p>"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "<dl><dt>a</dt><dd>b</dd></dl>"),
        ("<h2 onclick=x>A</h2>", '<h2 id="a">A</h2>'),
        ("x<br>y <code>z</code> H<sub>2</sub><sup>3</sup>", "<p>x<br>y <code>z</code> H<sub>2</sub><sup>3</sup></p>"),
        ("<details open><summary>a</summary>b</details>", '<details open=""><summary>a</summary>b</details>'),
        (
            '<pre><code class="language-py">a\n\tb</code></pre>',
            '<pre><code class="language-py">a\n\tb</code></pre>',
        ),
    ],
)
def test_html_of_the_safe_kinds_is_kept(source: str, expected: str) -> None:
    assert html(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "the [`cook`] step\n\n[`cook`]: /x",
        "the [*cook*][] step\n\n[*cook*]: /x",
        "the [a\\]b] step\n\n[a\\]b]: /x",
        "the [x][`a` **b**] step\n\n[`a` **b**]: /x 'T'",
        "the [Über  Uns]\n\n[über uns]: </x>\n  (T)",
    ],
)
def test_the_label_of_a_link_may_hold_code_emphasis_and_escapes(source: str) -> None:
    assert '<a href="/x"' in html(source)
    assert "[" not in html(source).replace("a]b", "")


@pytest.mark.parametrize("indent", [2, 3, 4])
def test_lists_nest_by_two_to_four_blanks(indent: int) -> None:
    assert html(f"- a\n{' ' * indent}- b\n- c") == "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ul>"


def test_an_item_goes_on_with_what_stands_under_its_text() -> None:
    assert html("- a\n\n  more\n\n  ```\n  x\n    y\n  ```\n- b") == (
        "<ul>\n<li>\n<p>a</p>\n<p>more</p>\n<pre><code>x\n  y\n</code></pre>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>"
    )
    assert html("10. a\n\n    b\n11. c") == (
        '<ol start="10">\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n<li>\n<p>c</p>\n</li>\n</ol>'
    )


def test_numbers_with_a_bracket_and_another_sign_make_lists() -> None:
    assert html("1) a\n2) b\n\n- c\n\n* d").count("<li>") == 4
    assert html("1) a\n2) b\n\n- c\n\n* d").count("<ul>") == 2


def test_tasks_are_boxes_that_readers_cannot_tick() -> None:
    assert html("- [ ] a\n- [x] b\n- [y] c\n- [ ]") == (
        '<ul>\n<li><input disabled="" type="checkbox"> a</li>\n'
        '<li><input checked="" disabled="" type="checkbox"> b</li>\n<li>[y] c</li>\n<li>[ ]</li>\n</ul>'
    )
    assert render("- [ ] a\n- [x] b", links={}).markdown == "- [ ] a\n- [x] b"


@pytest.mark.parametrize(
    "source",
    ["```\n{}\n```", "- a\n\n  ```\n  {}\n  ```", "> ```\n> {}\n> ```", "1. ~~~\n   {}\n   ~~~"],
    ids=["alone", "in an item", "in a quotation", "first in an item"],
)
@pytest.mark.parametrize("language", ["", "make"])
def test_code_is_kept_byte_for_byte(source: str, language: str) -> None:
    code = "all:\n\tgo build \t x\n\n\t\tend"
    lead = source.split("{}")[0].rpartition("\n")[2]
    text = source.replace("{}", code.replace("\n", f"\n{lead}")).replace("```", "```" + language, 1)
    rendered = render(text, links={})
    again = render(rendered.markdown, links={})
    assert rendered.text.endswith(code)
    assert again.text == rendered.text


def test_pipes_in_cells_are_as_github_shows_them_both_ways() -> None:
    rendered = render("| a | b |\n|---|---|\n| `a \\| b` | c \\| d |", links={})
    assert "<td><code>a | b</code></td>\n<td>c | d</td>" in rendered.html
    assert rendered.markdown.endswith("| `a \\| b` | c \\| d |")
    assert render(rendered.markdown, links={}).html == rendered.html


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("one\\\ntwo", "<p>one<br>\ntwo</p>"),
        (
            "see https://example.org/a_b_c?x=1, and",
            '<p>see <a href="https://example.org/a_b_c?x=1" rel="noopener noreferrer">https://example.org/a_b_c?x=1</a>'
            ", and</p>",
        ),
        (
            "(www.example.org)",
            '<p>(<a href="http://www.example.org" rel="noopener noreferrer">www.example.org</a>)</p>',
        ),
        ("a.b+c@example.org!", '<p><a href="mailto:a.b+c@example.org">a.b+c@example.org</a>!</p>'),
        ("> a\n\n> b", "<blockquote>\n<p>a</p>\n</blockquote>\n<blockquote>\n<p>b</p>\n</blockquote>"),
        ("   ## a", '<h2 id="a">a</h2>'),
        ("<foo\\+@bar.example.com>", "<p>&lt;foo+@bar.example.com&gt;</p>"),
        ("<a+b@example.org>", '<p><a href="mailto:a+b@example.org">a+b@example.org</a></p>'),
        ("~one~ ~~two~~ ~~~three~~~", "<p><del>one</del> <del>two</del> ~~~three~~~</p>"),
    ],
)
def test_the_rest_is_as_github_shows_it(source: str, expected: str) -> None:
    assert html(source) == expected


def test_a_table_may_stand_under_a_line_of_text() -> None:
    rendered = html("Two:\n| a | b |\n|---|---|\n| 1 | 2 |\ntext")
    assert rendered.startswith("<p>Two:</p>\n<table>")
    assert "<td>text</td>" in rendered


@pytest.mark.parametrize(("title", "anchor"), [("हिन्दी में", "हिन्दी-में"), ("การทำงาน", "การทำงาน"), ("Café C#", "café-c")])
def test_anchors_keep_the_marks_of_letters(title: str, anchor: str) -> None:
    assert render(f"## {title}", links={}).toc[0]["id"] == anchor


@pytest.mark.parametrize(
    ("source", "losses"),
    [
        ("a\n\n<iframe src=x></iframe>", [(3, "tag", "<iframe>")]),
        ("a <script>x</script>\nb <video src=x>", [(1, "tag", "<script>"), (2, "tag", "<video>")]),
        ("a\nb [x](javascript:alert(1))", [(2, "address", "javascript:alert(1)")]),
        ("![x](data:image/png;base64,AA)", [(1, "address", "data:image/png;base64,AA")]),
        ('<p>\n<a href="ftp://x">y</a></p>', [(2, "address", "ftp://x")]),
        ("one\ntwo [x](https://a b) end", [(2, "link", "[x](https://a b)")]),
        ("- a\n- b [x][nowhere]", [(2, "label", "[x][nowhere]")]),
        ("| a |\n|---|\n| 1 |\n| <svg><path d=x/></svg> |", [(4, "tag", "<svg>")]),
        ("a\n\n[^n]: never", [(3, "note", "[^n]")]),
        ("a\n\n```py\ncode", [(3, "fence", "```")]),
        ("[r]: /x\n[s]: /y\ntext <form>", [(3, "tag", "<form>")]),
        ("`<iframe>` [x](https://ok.example) <b>c</b> <span>d</span> a[0](1) [1][2]", [(1, "label", "[1][2]")]),
    ],
)
def test_what_readers_will_not_see_is_noted_with_its_line(source: str, losses: list[tuple[int, str, str]]) -> None:
    assert list(render(source, links={}).losses) == losses


def test_the_losses_of_one_text_are_not_told_of_the_next() -> None:
    render("<iframe>", links={})
    assert render("a", links={}).losses == render(" ", links={}).losses == ()


@pytest.mark.parametrize("source", ["<!-- only -->", "<script>x</script>", "[a]: /x", "&#8203;"])
def test_a_text_may_show_nothing(source: str) -> None:
    rendered = render(source, links={})
    assert not rendered.shows_something or source == "&#8203;"
    assert render("![](/x.png)", links={}).shows_something
