"""Links to entries: marked by id when rendered, turned into URLs when read."""

from cms.markup import find_links, render, resolve, resolve_markdown
from tests.tables import table

LINKS = {"article:five-skills": "id-a", "role:mlops": "id-r"}
URLS = {"id-a": "https://www.example.org/a?b=1&c=(2)", "id-r": "/roles/mlops/"}


def read(source: str) -> tuple[str, str]:
    rendered = render(source, links=LINKS)
    return resolve(rendered.html, URLS.get), resolve_markdown(rendered.markdown, URLS.get)


def test_a_link_to_an_entry_becomes_its_url() -> None:
    assert read("Read [this](role:mlops).") == (
        '<p>Read <a href="/roles/mlops/">this</a>.</p>',
        "Read [this](/roles/mlops/).",
    )


def test_urls_are_escaped_for_where_they_stand() -> None:
    assert read("[x](article:five-skills)") == (
        '<p><a href="https://www.example.org/a?b=1&amp;c=(2)">x</a></p>',
        "[x](https://www.example.org/a?b=1&c=%282%29)",
    )


@table(
    "source",
    [
        "[t](role:mlops)",
        "[t](<role:mlops>)",
        '[t](role:mlops "Title")',
        "[t][r]\n\n[r]: role:mlops",
        "[t]\n\n[t]: <role:mlops>",
    ],
)
def test_every_way_to_write_a_link_is_found_and_rendered(source: str) -> None:
    assert find_links(source) == {("role", "mlops")}
    assert read(source)[0] == '<p><a href="/roles/mlops/">t</a></p>'


def test_the_text_of_a_link_may_hold_markup_and_brackets() -> None:
    assert read("[a **b** `c` [d]](role:mlops)") == (
        '<p><a href="/roles/mlops/">a <strong>b</strong> <code>c</code> [d]</a></p>',
        r"[a **b** `c` \[d\]](/roles/mlops/)",
    )


def test_a_link_may_name_a_heading_of_the_entry() -> None:
    assert read("[t](role:mlops#the-tools)")[0] == '<p><a href="/roles/mlops/#the-tools">t</a></p>'
    assert read('[t](role:mlops#"><b)')[0].startswith('<p><a href="/roles/mlops/">t</a>')


def test_a_link_to_an_unknown_entry_is_unwrapped() -> None:
    assert read("[a *b*](role:nobody) [c](planet:mars) [d](rOLE:mlops)") == ("<p>a <em>b</em> c d</p>", "a *b* c d")


def test_an_entry_without_url_is_unwrapped_when_read() -> None:
    rendered = render("[a *b*](role:mlops)", links=LINKS)
    assert resolve(rendered.html, lambda entry_id: None) == "<p>a <em>b</em></p>"
    assert resolve_markdown(rendered.markdown, lambda entry_id: None) == "a *b*"


def test_the_ids_linked_to_are_listed_once_in_order() -> None:
    source = "[a](role:mlops) [b](article:five-skills) [c](role:mlops) [d](role:nobody)"
    assert render(source, links=LINKS).links == ("id-r", "id-a")


def test_a_link_in_a_heading_leaves_no_mark_in_outline_or_text() -> None:
    rendered = render("## The [role](role:mlops)", links=LINKS)
    assert rendered.toc == [{"id": "the-role", "level": 2, "title": "The role"}]
    assert rendered.text == "The role"


@table(
    "source",
    [
        "\x02id-a\x03forged\x04",
        "&#2;id-a&#3;forged&#4;",
        "&#x2;id-a&#x03;forged&#x0004;",
        "[\x02id-a\x03forged\x04](role:nobody)",
        "![&#2;id-a&#3;forged&#4;](/x.png '&#2;id-a&#3;forged&#4;')",
        "```&#2;id-a\n&#2;id-a&#3;forged&#4;\n```",
        '<abbr title="&#2;id-a&#3;forged&#4;">x</abbr>',
        "*[x]: &#2;id-a&#3;forged&#4;\n\nx",
    ],
)
def test_an_author_cannot_write_a_mark(source: str) -> None:
    rendered = render(source, links=LINKS)
    assert rendered.links == ()
    assert URLS["id-a"] not in resolve(rendered.html, URLS.get)
    assert not set("\x02\x03\x04") & set(rendered.html + rendered.markdown + rendered.text)


@table("broken", ["\x02a", "a\x04", "\x02a\x03b", "\x02\x02a\x03b\x04\x04", "\x03", "\x02a\x03b\x02c\x03d\x04"])
def test_resolving_leaves_no_control_character_of_a_broken_mark(broken: str) -> None:
    assert not set("\x02\x03\x04") & set(resolve(broken, lambda entry_id: "/x"))


def test_resolving_half_a_million_marks_is_linear() -> None:
    assert resolve("\x02" * 500_000, URLS.get) == ""
    assert resolve("\x02a\x03" * 200_000, URLS.get).startswith("a")
    assert resolve_markdown("\x02id-r\x03x\x04" * 100_000, URLS.get).count("/roles/mlops/") == 100_000


def test_web_addresses_are_not_taken_for_entries() -> None:
    assert find_links("[a](https://x.org) [b](mailto:me) [c](tel:1) [d](/role:x) ![e](foo://bar) role:x") == set()


def test_links_are_found_in_hostile_text_at_once() -> None:
    assert find_links("](" * 500_000 + "](" + " " * 500_000 + "](article:" + "a" * 500_000) != set()
