"""The normalised Markdown, the plain text and the number of words."""

from cms.markup import render, resolve_markdown
from tests.tables import table

LINKS = {"article:five-skills": "id-a"}
SAMPLES = [
    "Plain *emphasis*, **strong *both***, ~~gone~~, `code`, `` a`b ``, a_b_c and _d_.",
    r"\*not\* \_emphasis\_ \[no\]\(link\) \`code\` \\ \~~no\~~ \<b> &lt;i> &amp;copy; 5 < 6 & 7 > 3",
    "\\# no heading\n\n\\- no item\n\n1\\. no number\n\n\\> no quote\n\n\\| no | table\n\nText\n\\---\n\nText\n\\===",
    "## One\n\n### Two `code` *x*\n\nText\n\n## C#\n\n## C\\#\n\n## Ends in \\#",
    "- a\n- b\n    - c\n        - d\n- e\n\nText\n\n3. x\n4. y",
    "- a\n\n    second\n\n- b\n\n    > quoted\n\n    ```sh\n    ls\n\n    cd\n    ```",
    "1. a\n    - b\n    - c\n2. d",
    "> quote\n>\n> - item\n>\n> > deeper\n\nText\n\n```python\ndef f():\n\n    return 1\n```\n\n    indented",
    "````md\n```\nx\n```\n````",
    "| A | B | C |\n|:--|:-:|--:|\n| a \\| b | `x` | [l](/x) |\n| *c* | | ![i](/i.png) |",
    "A note[^x], another[^y], again[^x].\n\n[^x]: First.\n\n    Second *paragraph*.\n[^y]: Other.",
    "[a](https://example.org/x_(y)?b=1&copy=2 \"T 'q' &quot;d&quot;\") ![alt \\[b\\]](/i.png 'T') <https://example.org>",
    "[a **b** [c]](article:five-skills) and [d][e]\n\n[e]: article:five-skills",
    "Line one  \nline two\n\n---\n\nEnd - with -5 + 3 = -2.",
    "日本語 **太字** текст",
    "`` ` `` and ``` `` ``` and `a\\*b`",
]


@table("source", SAMPLES)
def test_normalised_markdown_renders_to_the_same_again(source: str) -> None:
    first = render(source, links=LINKS)
    second = render(resolve_markdown(first.markdown, {"id-a": "article:five-skills"}.get), links=LINKS)
    assert second.html.replace("%28", "(").replace("%29", ")") == first.html
    assert second.markdown == first.markdown
    assert (second.text, second.toc, second.links) == (first.text, first.toc, first.links)


def test_normalised_markdown_has_one_way_to_write_each_thing() -> None:
    source = "Title\n=====\n\n* a\n* b\n\n~~~ {.python}\nx\n~~~\n\n__b__ <i>c</i>\n\n| a |\n|--:|\n| 1 |"
    assert render(source, links={}).markdown == (
        "## Title\n\n- a\n- b\n\n```python\nx\n```\n\n**b** *c*\n\n| a |\n| ---: |\n| 1 |"
    )


def test_normalised_markdown_has_no_raw_html_and_no_comments() -> None:
    source = (
        "H<sub>2</sub>O <mark>m</mark> <!-- c --> <abbr title='t'>a</abbr> <kbd>K</kbd>\n\n"
        "<details><summary>S</summary>\n\nD\n\n</details>\n\n<figure>\n\n![p](/p.png)\n\n<figcaption>F</figcaption></figure>"
    )
    assert render(source, links={}).markdown == "H2O m a `K`\n\n**S**\n\nD\n\n![p](/p.png)\n\nF"


def test_text_has_paragraphs_items_and_cells_apart_and_no_markup() -> None:
    source = (
        "# T\n\nA *b*[^1] [c](/x)\nd\n\n- one\n- two\n    - three\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n```py\nx  =  1\n```\n\n[^1]: N"
    )
    assert render(source, links={}).text == ("T\n\nA b c d\n\none\ntwo\nthree\n\na\tb\n1\t2\n\nx  =  1\n\nN")


@table(
    ("source", "count"),
    [
        ("One, two — three!", 3),
        ("CI/CD and C++ aren't re-run", 5),
        ("*a***b** `c d`", 3),
        ("機械学習 engineer", 5),
        ("Ingénieur à 42 €", 3),
        ("हिन्दी में", 2),
        ("- - -", 0),
    ],
)
def test_words_are_counted_in_any_script(source: str, count: int) -> None:
    assert render(source, links={}).word_count == count
