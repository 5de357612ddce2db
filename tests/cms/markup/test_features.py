"""What an editor writes, and the HTML that comes of it."""

from cms.markup import render
from tests.tables import table


def html(source: str) -> str:
    return render(source, links={}).html


def test_paragraphs_emphasis_and_struck_text() -> None:
    assert html("One *two* **three** ~~four~~ snake_case_name.\n\nNext") == (
        "<p>One <em>two</em> <strong>three</strong> <del>four</del> snake_case_name.</p>\n<p>Next</p>"
    )


def test_a_table_keeps_its_alignment() -> None:
    rendered = html("| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 | 2 | 3 | 4 |")
    assert '<th align="left">a</th>' in rendered
    assert '<th align="center">b</th>' in rendered
    assert '<td align="right">3</td>' in rendered
    assert "<td>4</td>" in rendered
    assert "style" not in rendered


def test_fenced_code_keeps_its_language_and_has_highlighting_classes_only() -> None:
    rendered = html("```python\ndef f(): return '<b>'\n```")
    assert rendered.startswith('<pre><code class="language-python"><span class="k">def</span>')
    assert "&lt;b&gt;" in rendered
    assert "style=" not in rendered


def test_code_in_an_unknown_language_keeps_its_class_and_indentation() -> None:
    assert html("```brain-fog\n  a\n\n    b\n```") == (
        '<pre><code class="language-brain-fog">  a\n\n    b\n</code></pre>'
    )


@table(
    ("source", "where"),
    [
        ("1. Do\n\n    ```sh\n    ls\n    ```\n\n2. Then", "<li>"),
        ("> Said\n>\n> ```sh\n> ls\n> ```", "<blockquote>"),
    ],
)
def test_fenced_code_may_stand_in_a_list_or_a_quotation(source: str, where: str) -> None:
    rendered = html(source)
    assert '<pre><code class="language-sh">ls\n</code></pre>' in rendered
    assert rendered.index(where) < rendered.index("<pre>")


def test_a_fence_that_never_ends_is_code_to_the_end_of_where_it_stands() -> None:
    assert html("- ```\n  code\n\nAfter") == "<ul>\n<li>\n<pre><code>code\n\n</code></pre>\n</li>\n</ul>\n<p>After</p>"


def test_a_shorter_fence_does_not_close_a_longer_one() -> None:
    assert html("````\n```\nx\n```\n````") == "<pre><code>```\nx\n```\n</code></pre>"


def test_footnotes_are_numbered_by_first_use_whatever_they_are_called() -> None:
    rendered = html('See[^b "x] and[^a] and[^a].\n\n[^a]: First *note*.\n[^b "x]: Second.')
    assert '<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>' in rendered
    assert '<sup id="fnref2:2"><a class="footnote-ref" href="#fn:2">2</a></sup>' in rendered
    assert '<li id="fn:1">\n<p>Second.' in rendered
    assert '<a class="footnote-backref" href="#fnref2:2"' in rendered


def test_a_footnote_without_text_yet_is_no_error() -> None:
    rendered = html("b[^2] a[^1]\n\n[^1]:\n[^2]: x")
    assert '<li id="fn:2">\n<p><a class="footnote-backref" href="#fnref:2" title="Back to note 2' in rendered


def test_headings_get_unique_ids_and_make_the_outline() -> None:
    rendered = render(
        "## Tools & craft\n\n## Tools & craft\n\n### C#\n\n## 日本語 *の*[^1]\n\n## 🙂\n\n[^1]: x", links={}
    )
    assert rendered.toc == [
        {"id": "tools-craft", "level": 2, "title": "Tools & craft"},
        {"id": "tools-craft-2", "level": 2, "title": "Tools & craft"},
        {"id": "c", "level": 3, "title": "C#"},
        {"id": "日本語-の", "level": 2, "title": "日本語 の"},
        {"id": "section", "level": 2, "title": "🙂"},
    ]
    assert all(f'<h{line["level"]} id="{line["id"]}">' in rendered.html for line in rendered.toc)


def test_an_id_made_for_one_heading_is_not_given_to_another() -> None:
    ids = [line["id"] for line in render("## a\n\n## a 2\n\n## a\n\n## a", links={}).toc]
    assert ids == ["a", "a-2", "a-3", "a-4"]


def test_an_outline_that_begins_at_h1_moves_down_as_a_whole() -> None:
    assert [line["level"] for line in render("# a\n\n## b\n\n###### c", links={}).toc] == [2, 3, 6]


def test_a_hash_without_space_is_no_heading() -> None:
    assert html("#mlops is a tag") == "<p>#mlops is a tag</p>"


def test_a_list_may_follow_a_line_of_text_at_once() -> None:
    assert html("Two things:\n- a\n- b\n") == "<p>Two things:</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>"
    assert html("1. a\n- b\n").count("<li>") >= 1


def test_a_list_keeps_its_first_number() -> None:
    assert '<ol start="3">' in html("3. c\n4. d")


def test_abbreviations_are_explained() -> None:
    assert html("An MLE.\n\n*[MLE]: Machine Learning Engineer") == (
        '<p>An <abbr title="Machine Learning Engineer">MLE</abbr>.</p>'
    )


def test_links_and_pictures_get_what_a_page_needs() -> None:
    assert html("[a](https://example.org 'T') [b](/x#y) [c](mailto:a@b.org)") == (
        '<p><a href="https://example.org" rel="noopener noreferrer" title="T">a</a> '
        '<a href="/x#y">b</a> <a href="mailto:a@b.org">c</a></p>'
    )
    assert html("![A dog](/media/dog.webp)") == '<p><img alt="A dog" loading="lazy" src="/media/dog.webp"></p>'


def test_the_few_raw_tags_work_without_attributes() -> None:
    assert html(
        'H<sub onclick="x">2</sub>O <KBD>Ctrl</KBD> <b id=x>b</b> <br/> <abbr lang=x title="A & b">ab</abbr>'
    ) == ('<p>H<sub>2</sub>O <kbd>Ctrl</kbd> <strong>b</strong> <br> <abbr title="A &amp; b">ab</abbr></p>')


def test_details_hold_markdown() -> None:
    assert html("<details>\n<summary>Why</summary>\n\nBecause *so*.\n\n</details>\n\nEnd") == (
        "<details>\n<summary>Why</summary>\n<p>Because <em>so</em>.</p>\n</details>\n<p>End</p>"
    )


def test_an_unclosed_tag_does_not_run_on_into_the_next_paragraph() -> None:
    assert html("One <b>two\n\nThree") == "<p>One <strong>two</strong></p>\n<p>Three</p>"


def test_names_that_html_does_not_have_stay_as_text() -> None:
    assert html("A List<String> and <package>, a < b") == "<p>A List&lt;String&gt; and &lt;package&gt;, a &lt; b</p>"


def test_other_html_is_taken_out_and_its_text_stays() -> None:
    assert html('<div class="x">\n\nText <span style="color:red">red</span>\n\n</div>') == "<p>Text red</p>"


def test_comments_scripts_and_styles_are_taken_out_with_their_content() -> None:
    source = (
        "a\n\n<!-- secret\n\n*still* -->\n\nb <!-- more --> c <script>alert(1)</script>\n\n"
        "<style>\np {}\n\nq {}\n</style>"
    )
    assert html(source) == "<p>a</p>\n<p>b  c </p>"


def test_markup_in_code_is_shown() -> None:
    assert html("`<script>x</script>` and\n\n    <!-- a -->") == (
        "<p><code>&lt;script&gt;x&lt;/script&gt;</code> and</p>\n<pre><code>&lt;!-- a --&gt;\n</code></pre>"
    )


def test_any_punctuation_can_be_escaped() -> None:
    assert html(r"\<b\> \~\~x\~\~ \*y\* \= \"") == '<p>&lt;b&gt; ~~x~~ *y* = "</p>'


def test_control_characters_lone_surrogates_and_line_ends_are_put_right() -> None:
    assert html("a\x00b\x02\r\nc\rd \ud800 &#2;&#x85;e\ufeff") == "<p>ab\nc\nd \ufffd …e</p>"


def test_nothing_becomes_nothing() -> None:
    rendered = render(" \n", links={})
    assert (rendered.html, rendered.markdown, rendered.text, rendered.toc, rendered.word_count) == ("", "", "", [], 0)
