"""The measures that the study compares: each changes the table of importances, and then takes a product of its rows."""

from collections.abc import Callable
from dataclasses import dataclass
from math import log, sqrt
from operator import mul
from statistics import fmean, pstdev

Row = list[float]
# The other rows by number, the most similar first.
Ranking = Callable[[int], list[int]]


@dataclass(frozen=True)
class Table:
    """Importances from 0 to 1, a row for each role; the category of each column."""

    rows: list[Row]
    categories: list[str]


Measure = Callable[[Table], Ranking]
Change = Callable[[Table], Table]
# From the rows' product and their squares.
Score = Callable[[float, float, float], float]


def cosine(product: float, one: float, other: float) -> float:
    return product / sqrt(one * other) if one * other else 0.0


def twice_over_sum(product: float, one: float, other: float) -> float:
    return 2 * product / (one + other) if one + other else 0.0


def distance(product: float, one: float, other: float) -> float:
    return 2 * product - one - other


def measure(*changes: Change, score: Score = cosine) -> Measure:
    def ranked(table: Table) -> Ranking:
        for change in changes:
            table = change(table)
        squares = [_product(row, row) for row in table.rows]

        def rank(number: int) -> list[int]:
            row, square = table.rows[number], squares[number]
            scores = [
                score(_product(row, other), square, other_square)
                for other, other_square in zip(table.rows, squares, strict=True)
            ]
            return _order(number, scores)

        return rank

    return ranked


def ruzicka(table: Table) -> Ranking:
    def rank(number: int) -> list[int]:
        row = table.rows[number]
        scores = [sum(map(min, row, other)) / (sum(map(max, row, other)) or 1.0) for other in table.rows]
        return _order(number, scores)

    return rank


def rated_1_to_5(table: Table) -> Table:
    return _each(table, lambda row: [1 + 4 * x for x in row])


def less_average(part: float) -> Change:
    """Take off a part of each column's average."""

    def less(column: Row) -> Row:
        average = part * fmean(column)
        return [x - average for x in column]

    return lambda table: _columns(table, less)


def standardised(table: Table) -> Table:
    def standard(column: Row) -> Row:
        average, spread = fmean(column), pstdev(column) or 1.0
        return [(x - average) / spread for x in column]

    return _columns(table, standard)


def ranked_columns(table: Table) -> Table:
    def ranks(column: Row) -> Row:
        places = {x: place for place, x in enumerate(sorted(column))}
        return [places[x] / len(column) - 0.5 for x in column]

    return _columns(table, ranks)


def weighted_by_rarity(table: Table) -> Table:
    """As words of a text are: by the logarithm of how little a skill is needed on average."""

    def weighted(column: Row) -> Row:
        weight = -log(0.01 + 0.98 * fmean(column))
        return [x * weight for x in column]

    return _columns(table, weighted)


def weighted_by_peaks(table: Table) -> Table:
    """By the fourth root of the kurtosis: a skill that few roles need, and those much, tells them apart."""

    def weighted(column: Row) -> Row:
        mean, spread = fmean(column), pstdev(column) or 1.0
        weight = fmean(((x - mean) / spread) ** 4 for x in column) ** 0.25
        return [x * weight for x in column]

    return _columns(table, weighted)


def log_ratios(table: Table) -> Table:
    return less_own(_each(table, lambda row: [log(x + 0.1) for x in row]))


def decorrelated(table: Table) -> Table:
    """Whitened by the correlations of the columns, shrunk by half towards none: no pair of them counts twice."""
    columns = list(zip(*standardised(table).rows, strict=True))
    size, number = len(columns), len(table.rows)
    factor = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            correlation = 1.0 if i == j else 0.5 * sum(map(mul, columns[i], columns[j])) / number
            rest = correlation - sum(map(mul, factor[i][:j], factor[j][:j]))
            factor[i][j] = sqrt(max(rest, 1e-9)) if i == j else rest / factor[j][j]
    white: list[Row] = []
    for i in range(size):
        values = list(columns[i])
        for j in range(i):
            values = [x - factor[i][j] * y for x, y in zip(values, white[j], strict=True)]
        white.append([x / factor[i][i] for x in values])
    return Table([list(row) for row in zip(*white, strict=True)], table.categories)


def less_own(table: Table) -> Table:
    """Take off each row's own average: what is left is its shape."""

    def shaped(row: Row) -> Row:
        own = fmean(row)
        return [x - own for x in row]

    return _each(table, shaped)


def less_own_of_category(table: Table) -> Table:
    def shaped(row: Row) -> Row:
        own = {
            category: fmean(x for x, its in zip(row, table.categories, strict=True) if its == category)
            for category in set(table.categories)
        }
        return [x - own[category] for x, category in zip(row, table.categories, strict=True)]

    return _each(table, shaped)


MEASURES: dict[str, Measure] = {
    "Cosine of ratings from 1 to 5": measure(rated_1_to_5),
    "Cosine of importances": measure(),
    "Ruzicka": ruzicka,
    "Euclidean distance": measure(score=distance),
    "Cosine, weighted by rarity": measure(weighted_by_rarity),
    "Cosine, weighted by peaks": measure(weighted_by_peaks),
    "Cosine, less average": measure(less_average(1.0)),
    "Cosine, standardised": measure(standardised),
    "Euclidean distance, standardised": measure(standardised, score=distance),
    "Cosine, ranks": measure(ranked_columns),
    "Cosine, decorrelated": measure(decorrelated),
    "Cosine, log-ratios": measure(log_ratios),
    "Pearson: less own average": measure(less_own),
    "Pearson, standardised": measure(standardised, less_own),
    "Pearson, less average": measure(less_average(1.0), less_own),
    "Cosine, less own average by category": measure(less_own_of_category),
    "… and less average": measure(less_average(1.0), less_own_of_category),
    "… and less half the average": measure(less_average(0.5), less_own_of_category),
    "… and 2 A·B / (A·A + B·B)": measure(less_average(0.5), less_own_of_category, score=twice_over_sum),
}


def _order(number: int, scores: Row) -> list[int]:
    others = (other for other in range(len(scores)) if other != number)
    return sorted(others, key=lambda other: (-scores[other], other))


def _product(one: Row, other: Row) -> float:
    return sum(map(mul, one, other))


def _each(table: Table, change: Callable[[Row], Row]) -> Table:
    return Table([change(row) for row in table.rows], table.categories)


def _columns(table: Table, change: Callable[[Row], Row]) -> Table:
    changed = [change(list(column)) for column in zip(*table.rows, strict=True)]
    return Table([list(row) for row in zip(*changed, strict=True)], table.categories)
