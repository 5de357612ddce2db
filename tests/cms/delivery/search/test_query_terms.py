"""Queries taken apart."""

import pytest

from cms.api.problems import InvalidValue
from cms.delivery.search.query_terms import MOST_CHARACTERS, MOST_WORDS, Term, parse
from tests.tables import table


@table(
    ("query", "terms"),
    [
        ("data engineers ", [Term(("data",)), Term(("engin",))]),
        ("data engineers", [Term(("data",)), Term(("engin",), "engineers")]),
        ('"data engineers"', [Term(("data", "engin"))]),
        ('"data engineers" mlops ', [Term(("data", "engin")), Term(("mlop",))]),
        ('"data engin', [Term(("data",)), Term(("engin",), "engin")]),
        ("“data engineers” ", [Term(("data", "engin"))]),
        ("CI/CD ", [Term(("ci", "cd"))]),
        ("CI/CD", [Term(("ci",)), Term(("cd",), "cd")]),
        ("c", [Term(("c",))]),
        ("日", [Term(("日",), "日")]),
        ("what does an mlops engineer do ", [Term(("mlop",)), Term(("engin",))]),
        ("to be or not", [Term(("not",), "not")]),
        ("what is the ", [Term(("what",)), Term(("is",)), Term(("the",))]),
        ('"the" ', [Term(("the",))]),
        ("data data ", [Term(("data",))]),
        ("a -b +c ", [Term(("b",)), Term(("c",))]),
        ("title:data AND NEAR(x, 2) ^y* ", [Term(("titl", "data")), Term(("near", "x")), Term(("2",)), Term(("y",))]),
    ],
)
def test_a_query_is_words_phrases_and_a_word_that_is_being_typed(query: str, terms: list[Term]) -> None:
    assert parse(query) == terms


@table("query", ["", "  ", "!?", '""', '"', "***", "- -", "🎉", "_", "\u0301", "()"])
def test_a_query_without_a_word_is_refused(query: str) -> None:
    with pytest.raises(InvalidValue, match="between 1 and 20 words") as refusal:
        parse(query)
    assert refusal.value.errors[0]["parameter"] == "q"


def test_a_query_is_bounded() -> None:
    assert len(parse(" ".join(f"w{number}" for number in range(MOST_WORDS)))) == MOST_WORDS
    for query in (" ".join(f"w{number}" for number in range(MOST_WORDS + 1)), "x" * (MOST_CHARACTERS + 1)):
        with pytest.raises(InvalidValue):
            parse(query)
