"""Pictures of the library in a text: marked by id when rendered, shown when read."""

import pytest

from cms.markup import LibraryPicture, find_links, render, resolve, resolve_markdown

LINKS = {"image:two-people": "id-i", "article:a": "id-a"}
PICTURE = LibraryPicture(
    src="https://cms.example/original.jpg",
    sources=[("image/webp", "https://cms.example/320.webp 320w"), ("image/jpeg", "https://cms.example/320.jpg 320w")],
    alt="Two people [at] work",
    width=960,
    height=640,
    caption="At <work>",
    credit_name="A. Maker",
    credit_url="https://maker.example",
    licence="CC BY 4.0",
)


def read(source: str, picture: LibraryPicture | None = PICTURE) -> tuple[str, str]:
    rendered = render(source, links=LINKS)
    shown = {"id-i": picture}.get
    urls = {"id-a": "/a"}.get
    return resolve(rendered.html, urls, shown), resolve_markdown(rendered.markdown, urls, shown)


def test_a_picture_alone_is_a_figure_with_its_widths_caption_and_credit() -> None:
    html, markdown = read('Look:\n\n![Two "people"](image:two-people)')
    assert html == (
        "<p>Look:</p>\n<figure><picture>"
        '<source type="image/webp" srcset="https://cms.example/320.webp 320w" sizes="(min-width: 60rem) 60rem, 100vw">'
        '<img alt="Two &quot;people&quot;" loading="lazy" src="https://cms.example/original.jpg"'
        ' srcset="https://cms.example/320.jpg 320w" sizes="(min-width: 60rem) 60rem, 100vw" width="960" height="640">'
        "</picture><figcaption>At &lt;work&gt; "
        '<small><a href="https://maker.example" rel="noopener noreferrer">A. Maker</a>, CC BY 4.0</small>'
        "</figcaption></figure>"
    )
    assert markdown == 'Look:\n\n![Two "people"](https://cms.example/original.jpg "A. Maker, CC BY 4.0")'


def test_a_picture_without_words_has_those_of_the_library() -> None:
    html, markdown = read("![](image:two-people)")
    assert 'alt="Two people [at] work"' in html
    assert markdown.startswith(r"![Two people \[at\] work](")


def test_a_picture_in_a_line_of_text_stays_in_it() -> None:
    html, _ = read("a ![b](image:two-people) c")
    assert html.startswith("<p>a <picture>")
    assert 'title="A. Maker, CC BY 4.0"' in html
    assert "<figure>" not in html


@pytest.mark.parametrize(
    ("source", "html", "markdown"),
    [
        ("![*b* c](image:two-people)", "<p>b c</p>", "b c"),
        ("a ![b & c](image:two-people)", "<p>a b &amp; c</p>", "a b & c"),
        ("![](image:two-people)", "", ""),
    ],
)
def test_of_a_picture_that_is_not_public_the_words_stay(source: str, html: str, markdown: str) -> None:
    assert read(source, picture=None) == (html, markdown)


def test_a_picture_can_be_a_link_and_stand_in_an_editors_html() -> None:
    assert read("[![b](image:two-people)](article:a)")[0].startswith('<p><a href="/a"><picture>')
    assert "<figure><picture>" in read('<figure><img src="image:two-people"><figcaption>x</figcaption></figure>')[0]


@pytest.mark.parametrize(
    "source", ["![a](image:two-people)", "![a][b]\n\n[b]: image:two-people", '<img src="image:two-people" alt=a>']
)
def test_pictures_are_found_and_listed(source: str) -> None:
    assert find_links(source) == {("image", "two-people")}
    assert render(source, links=LINKS).links == ("id-i",)


def test_a_picture_that_is_not_in_the_library_is_its_words() -> None:
    assert render("![b](image:nobody)", links=LINKS).html == "<p>b</p>"


@pytest.mark.parametrize(
    "source", ["\x07id-i\x0eforged\x0f", "&#7;id-i&#14;forged&#15;", "![&#7;id-i&#14;x&#15;](/x.png)"]
)
def test_an_author_cannot_write_a_picture_s_mark(source: str) -> None:
    assert "cms.example" not in read(source)[0] + read(source)[1]


def test_resolving_half_a_million_marks_of_pictures_is_linear() -> None:
    assert resolve("\x07" * 500_000, lambda entry_id: None) == ""
    assert resolve("<p>\x07a\x0e" * 100_000, lambda entry_id: None).startswith("<p>a")
