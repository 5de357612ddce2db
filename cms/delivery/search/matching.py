"""The rows that match: the only part that each database does in its own way, and only this far."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from django.db.models.expressions import RawSQL

from cms.publishing.indexing import type_token
from cms.publishing.perspectives import Perspective

from .parsing import Term

# Of more matches than this the newest are ranked, and those with the words in their titles and names.
MOST_MATCHES = 1_000
# As far as a list can be paged.
MOST_LISTED = 10_000
# How much of a body is counted through for its rank, in characters.
RANKED_BODY = 4_000


@dataclass(frozen=True)
class Wanted:
    """All of the `terms`, each as a word or by one of the tokens that it means; and one token out of each group."""

    terms: Sequence[tuple[Term, Sequence[str]]]
    groups: Sequence[Sequence[str]]


class Match(NamedTuple):
    """A row of the index, as it is ranked. The texts are stems with spaces between them."""

    row: int
    title: str
    names: str
    refs: str
    body: str


def matches(perspective: Perspective, types: Sequence[str], wanted: Wanted) -> list[Match]:
    """What is visible and matches: all, or more than `MOST_MATCHES` rows when there are more than those.

    One query. Led by the index; whether a row is visible is asked of the publications, a row at a time, newest first,
    until there are enough.
    """
    visible = perspective.entries(*types).order_by().filter(pk=RawSQL("found.id", ())).values("pk")
    is_visible, values = visible.query.sql_with_params()
    parts, arguments = [], []
    for column in ("heads", "vector"):
        found, expression = _found(column, wanted)
        parts.append(
            f"SELECT id FROM ({found}) AS found WHERE EXISTS ({is_visible})"  # noqa: S608 # nosec B608
            f" ORDER BY id DESC LIMIT {MOST_MATCHES + 1}"
        )
        arguments += [expression, *values]
    # The statements are Django's own and ours, with their values apart.
    sql = (
        f"SELECT publication_id, title, names, refs, substr(body, 1, {RANKED_BODY}) FROM publishing_indexedtext"  # noqa: S608 # nosec B608
        f" WHERE publication_id IN (SELECT id FROM ({parts[0]}) AS a UNION SELECT id FROM ({parts[1]}) AS b)"
        " ORDER BY publication_id DESC"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return [Match(*row) for row in cursor.fetchall()]


def rows_matching(of_type: str, wanted: Wanted) -> RawSQL:
    """The rows of the newest 10,000 of a type that match, visible or not: for a queryset's `pk__in`."""
    found, expression = _found("vector", Wanted(wanted.terms, [*wanted.groups, [type_token(of_type)]]))
    sql = f"SELECT id FROM ({found}) AS found ORDER BY id DESC LIMIT {MOST_LISTED}"  # noqa: S608 # nosec B608
    return RawSQL(sql, (expression,))  # noqa: S611 # nosec B611


def _found(column: str, wanted: Wanted) -> tuple[str, str]:
    """SQL with one parameter for the ids of the rows that match, and the parameter. `column` is `heads`, for titles and
    names, or `vector`, for everything."""
    if connection.vendor == "sqlite":
        select = "SELECT rowid AS id FROM publishing_index WHERE publishing_index MATCH %s"
        return select, _fts5(column, wanted)
    # By themselves, so that the index leads: sorted by id, PostgreSQL would like to try every row from the newest on.
    select = f"SELECT publication_id AS id FROM publishing_indexedtext WHERE {column} @@ %s::tsquery OFFSET 0"  # noqa: S608 # nosec B608
    return select, _tsquery(wanted)


def _fts5(column: str, wanted: Wanted) -> str:
    """Words and tokens hold letters and digits only, and stand in quotation marks."""
    exact, begun = (
        ("title names", "title names") if column == "heads" else ("title names body", "title names body forms")
    )
    clauses = []
    for term, tokens in wanted.terms:
        ways = [f'{{{exact}}} : "{" ".join(term.stems)}"']
        if term.prefix:
            ways.append(f'{{{begun}}} : "{term.prefix}" *')
        if tokens:
            ways.append(f"refs : ({_any_of(tokens)})")
        clauses.append(f"({' OR '.join(ways)})")
    clauses += [f"refs : ({_any_of(tokens)})" for tokens in wanted.groups]
    return " AND ".join(clauses)


def _any_of(tokens: Sequence[str]) -> str:
    return " OR ".join(f'"{token}"' for token in tokens)


def _tsquery(wanted: Wanted) -> str:
    clauses = []
    for term, tokens in wanted.terms:
        ways = [" <-> ".join(f"'{stem}'" for stem in term.stems)]
        if term.prefix:
            ways.append(f"'{term.prefix}':*")
        clauses.append(f"(({') | ('.join([*ways, *_marked(tokens)])}))")
    clauses += [f"({' | '.join(_marked(tokens))})" for tokens in wanted.groups]
    return " & ".join(clauses)


def _marked(tokens: Sequence[str]) -> list[str]:
    return [f"'#{token}'" for token in tokens]
