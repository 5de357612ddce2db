"""The rows that match: the only part that each database does in its own way, and only this far."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from django.db.models.expressions import RawSQL

from cms.publishing.reading.perspectives import Perspective
from cms.publishing.search_index.index_rows import type_token

from .query_terms import Term

# Of more matches than this the newest are ranked, and those with the words in their titles and names.
MOST_MATCHES = 1_000
# How many of the newest PostgreSQL tries for whether they are visible: but for what is scheduled, all are.
MOST_TRIED = 3_000
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
        parts.append(
            f"SELECT id FROM ({_found(column, MOST_TRIED)}) AS found WHERE EXISTS ({is_visible})"  # noqa: S608 # nosec B608
            f" ORDER BY id DESC LIMIT {MOST_MATCHES + 1}"
        )
        arguments += [*_given(column, wanted), *values]
    # The statements are Django's own and ours, with their values apart.
    sql = (
        f"SELECT publication_id, title, names, refs, substr(body, 1, {RANKED_BODY}) FROM publishing_indexedtext"  # noqa: S608 # nosec B608
        f" WHERE publication_id IN (SELECT id FROM ({parts[0]}) AS a UNION SELECT id FROM ({parts[1]}) AS b)"
        " ORDER BY publication_id DESC"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return [Match(*row) for row in cursor.fetchall()]


def words_sought(of_type: str, wanted: Wanted) -> list[str]:
    """What `rows_matching` takes."""
    return _given("vector", Wanted(wanted.terms, [*wanted.groups, [type_token(of_type)]]))


def rows_matching(words: Sequence[str]) -> RawSQL:
    """The rows of the newest 10,000 of a type that match, visible or not: for a queryset's `pk__in`."""
    sql = f"SELECT id FROM ({_found('vector', MOST_LISTED)}) AS found ORDER BY id DESC LIMIT {MOST_LISTED}"  # noqa: S608 # nosec B608
    return RawSQL(sql, words)  # noqa: S611 # nosec B611


def _found(column: str, most: int) -> str:
    """SQL for the ids of the rows that match. `column` is `heads`, for titles and names, or `vector`, for everything.
    SQLite gives row after row as it finds them; PostgreSQL the newest `most` at once."""
    if connection.vendor == "sqlite":
        return "SELECT rowid AS id FROM publishing_index WHERE publishing_index MATCH %s"
    return f"SELECT id FROM publishing_newest_by_{column}(%s::tsquery, %s::tsquery, {most}) AS newest(id)"  # noqa: S608 # nosec B608


def _given(column: str, wanted: Wanted) -> list[str]:
    """The values of that statement."""
    if connection.vendor == "sqlite":
        return [_fts5(column, wanted)]
    return [_tsquery(wanted, " <-> "), _tsquery(wanted, " & ")]


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


def _tsquery(wanted: Wanted, together: str) -> str:
    clauses = []
    for term, tokens in wanted.terms:
        ways = [together.join(f"'{stem}'" for stem in term.stems)]
        if term.prefix:
            ways.append(f"'{term.prefix}':*")
        clauses.append(f"(({') | ('.join([*ways, *_marked(tokens)])}))")
    clauses += [f"({' | '.join(_marked(tokens))})" for tokens in wanted.groups]
    return " & ".join(clauses)


def _marked(tokens: Sequence[str]) -> list[str]:
    return [f"'#{token}'" for token in tokens]
