"""Texts taken apart into words."""

import re

from hypothesis import assume, given
from hypothesis import strategies as st

from cms.publishing.search_index.words import LONGEST, composed, words_beginning, words_in
from tests.tables import table


def stems(text: str) -> list[str]:
    return [word.stem for word in words_in(composed(text))]


@table(
    ("one", "other"),
    [
        ("Café", "cafe"),
        ("cafe\u0301", "café"),
        ("naïve résumé", "NAIVE RESUME"),
        ("Łódź Øresund", "lodz oresund"),
        ("straße", "STRASSE"),
        ("İstanbul", "istanbul"),
        ("ﬁnance", "finance"),
        ("ＭＬＯｐｓ", "mlops"),
        ("engineers", "engineering"),
        ("pipelines", "Pipeline"),
        ("the company's", "the company’s"),
        ("company's", "company"),
        ("CI/CD", "ci cd"),
        ("snake_case", "snake case"),
    ],
)
def test_what_readers_take_for_one_word_has_one_stem(one: str, other: str) -> None:
    assert stems(one) == stems(other)
    assert stems(one)


@table(("one", "other"), [("C++", "C"), ("C#", "C"), ("C++", "C#"), ("data", "date"), ("日本", "日")])
def test_what_differs_has_stems_of_its_own(one: str, other: str) -> None:
    assert stems(one) != stems(other)


@table("text", ["", " ", "!?…", "🎉", "++", "###", "-", '"', "\u0301", "\ufeff"])
def test_signs_alone_are_no_words(text: str) -> None:
    assert stems(text) == []


@table("text", ["﷽ ﷺ", "½ cup", "x²", "हिन्दी", "it's", "a" * 5_000, "𝐦𝐚𝐭𝐡", "é" * 5_000])
def test_stems_are_letters_and_digits_and_never_long(text: str) -> None:
    assert stems(text)
    assert all(stem.isalnum() and len(stem) <= LONGEST for stem in stems(text))


def test_a_word_knows_its_place() -> None:
    text = composed("Two cafe\u0301s, one C++.")
    assert [text[word.start : word.end] for word in words_in(text)] == ["Two", "cafés", "one", "C++"]


@given(
    st.text(st.sampled_from("aAsSnN '’é\u0301Ⅻ-_+#ç1"), max_size=30),
    st.frozensets(st.sampled_from("aesn1c"), min_size=1),
)
def test_the_words_of_a_letter_are_those_that_all_words_have_with_it(text: str, letters: frozenset[str]) -> None:
    # Two such endings in a row are nobody's words.
    assume(not re.search("['’][sS]['’][sS]", text))
    text = composed(text)
    begun = [word for word in words_beginning(text, letters) if word.folded[0] in letters]

    assert begun == [word for word in words_in(text) if word.folded[0] in letters]
