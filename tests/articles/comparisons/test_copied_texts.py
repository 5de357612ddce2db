"""Texts copied between roles are noticed."""

from articles.comparisons.copied_texts import CopiedText, any_nearly_same, are_nearly_same, copied_texts
from tests.tables import table

TEXT = "Builds and runs the pipelines that carry models into production, and keeps them healthy there every day."


@table(
    ("a", "b"),
    [
        (TEXT, TEXT),
        (TEXT, TEXT.upper()),
        (TEXT, f"  {TEXT.replace(',', ' —')}\n"),
        (TEXT, TEXT.replace(" every day", "")),
        ("Python and SQL", "python, and SQL!"),
    ],
)
def test_nearly_the_same(a: str, b: str) -> None:
    assert are_nearly_same(a, b)
    assert are_nearly_same(b, a)


@table(
    ("a", "b"),
    [
        ("", ""),
        (TEXT, ""),
        ("…", "!"),
        (TEXT, "Answers questions with data, and explains to those who decide what follows from it."),
        (TEXT, f"{TEXT} And much more beside, which takes up most of the week for whoever has the job at all."),
        ("Python and SQL", "SQL and Python"),
    ],
)
def test_not_the_same(a: str, b: str) -> None:
    assert not are_nearly_same(a, b)


def test_any_two_of_several() -> None:
    assert any_nearly_same(("one thing", "another", "One thing."))
    assert not any_nearly_same(("one thing", "", "", "another"))
    assert not any_nearly_same(())


def test_an_editor_is_told_what_was_copied_and_between_whom() -> None:
    duty = "Keep the models healthy in production"
    found = copied_texts(
        {
            "MLOps Engineer": {"Focus": [TEXT], "Responsibilities": [duty, "Write runbooks"]},
            "ML Engineer": {"Focus": ["Models."], "Responsibilities": ["Write runbooks", f"{duty}."]},
            "Data Engineer": {"Tooling": [TEXT]},
        }
    )
    assert found == [CopiedText("Responsibilities", ("MLOps Engineer", "ML Engineer"), duty)]
