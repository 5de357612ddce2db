"""Skills are recognised by what people call them."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.careers.skill_names import NamedSkill, Recognised, SkillNames, edits
from tests.tables import table

CALLED: dict[str, tuple[str, ...]] = {
    "Kubernetes": ("k8s",),
    "C": (),
    "C++": ("cpp",),
    "C#": (),
    ".NET": ("dotnet",),
    "Node.js": (),
    "Go": ("Golang",),
    "Git": (),
    "SQL": (),
    "API design": ("REST",),
    "CI/CD": ("continuous integration",),
    "scikit-learn": ("sklearn",),
    "Machine learning": ("ML",),
    "Deep learning": ("DL",),
    "Python": ("Python 3",),
    "Data modelling": ("data modeling",),
    "Français": (),
    "HTML 4": (),
}


def names_of(called: dict[str, tuple[str, ...]]) -> SkillNames:
    return SkillNames(
        NamedSkill(name, name, name.lower().replace(" ", "-").replace("++", "-plus-plus"), "", aliases)
        for name, aliases in called.items()
    )


NAMES = names_of(CALLED)


@table(
    ("written", "name"),
    [
        ("kubernetes", "Kubernetes"),
        ("  KUBERNETES ", "Kubernetes"),
        ("K8S", "Kubernetes"),
        ("kubernets", "Kubernetes"),
        ("kubernetse", "Kubernetes"),
        ("Ｋｕｂｅｒｎｅｔｅｓ", "Kubernetes"),
        ("kuber\u200bnetes", "Kubernetes"),
        ("c", "C"),
        ("c++", "C++"),
        ("C #", "C#"),
        ("c#", "C#"),
        ("c-plus-plus", "C++"),
        (".net", ".NET"),
        ("NET", ".NET"),
        ("dotnet", ".NET"),
        ("nodejs", "Node.js"),
        ("node JS", "Node.js"),
        ("Node-js", "Node.js"),
        ("go", "Go"),
        ("ci cd", "CI/CD"),
        ("cicd", "CI/CD"),
        ("scikit learn", "scikit-learn"),
        ("scikit_learn", "scikit-learn"),
        ("Machine-Learning", "Machine learning"),
        ("machne lerning", "Machine learning"),
        ("pyhton", "Python"),
        ("data  modeling", "Data modelling"),
        ("francais", "Français"),
    ],
)
def test_it_is_recognised(written: str, name: str) -> None:
    assert NAMES.recognise(written) == Recognised(written.strip(), name)


@table("written", ["rust", "gi", "gut", "sqk", "html 5", "🐳", "!!!", "", "java", "x" * 5_000, "\u0301\u0301"])
def test_it_is_not_recognised(written: str) -> None:
    assert NAMES.recognise(written).skill is None


def test_what_was_not_recognised_has_suggestions_the_likeliest_first() -> None:
    assert NAMES.recognise("kube").suggestions == ("Kubernetes",)
    assert NAMES.recognise("learning").suggestions == ("Deep learning", "Machine learning")
    assert NAMES.recognise("rust").suggestions == ("API design",)
    assert NAMES.recognise("🐳") == Recognised("🐳", None)


def test_two_skills_called_the_same_are_both_suggested_and_neither_counts() -> None:
    names = names_of({"Zoo": ("shared",), "Ape": ("Shared", "other")})
    assert names.recognise("SHARED") == Recognised("SHARED", None, ("Ape", "Zoo"), is_ambiguous=True)
    assert names.recognise("other").skill == "Ape"


def test_a_name_counts_before_an_alias() -> None:
    names = names_of({"Spark": (), "Apache Spark": ("spark",)})
    assert names.recognise("SPARK").skill == "Spark"


def test_a_misspelling_that_may_be_either_of_two_is_none() -> None:
    found = names_of({"Redaction": (), "Reduction": ()}).recognise("redoction")
    assert found == Recognised("redoction", None, ("Redaction", "Reduction"))


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_anything_gets_an_answer(written: str) -> None:
    found = NAMES.recognise(written)
    assert found.skill is None or not found.suggestions
    assert len(set(found.suggestions)) == len(found.suggestions)


def test_the_worst_of_fifty_misspellings_take_no_time_that_a_reader_would_notice() -> None:
    names = names_of({f"some skill in misspelt ways {n:04}": (f"another name of mine {n:04}",) for n in range(1_000)})
    started = process_time()
    for number in range(50):
        names.recognise(f"some skull on mispelt weighs {number:04}"[:40])
    assert process_time() - started < 3


@pytest.mark.parametrize(
    ("a", "b", "steps"),
    [("", "", 0), ("a", "", 1), ("ab", "ba", 1), ("kubernets", "kubernetes", 1), ("abc", "xyz", 3), ("ca", "abc", 3)],
)
def test_edits(a: str, b: str, steps: int) -> None:
    assert edits(a, b) == edits(b, a) == steps
