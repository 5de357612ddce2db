"""How well do measures of similarity find the neighbours that O*NET names? `python -m tests.benchmarks.role_similarity`

README.md beside this says what the columns are, and where the data is from.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from articles.careers.profiles import Profiles

from .measures import MEASURES, Ranking, Table

HERE = Path(__file__).parent
SEED = HERE.parent.parent / "fixtures" / "seed.json"
NEAREST = 10
FIFTEEN = 15
HEAD = f"{'':44}{'skills':>8}{'both':>8}{'tune':>8}{'judge':>8}{'fifteen':>9}\n"


def read_reference() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((HERE / "onet.json").read_text())
    return data


def study(data: dict[str, Any]) -> Iterator[tuple[str, list[float]]]:
    """For each measure, its name and its shares: of the skills, of both, of both by halves, and of fifteen of both."""
    both = _ratings(data, ["skills", "knowledge"])
    for name, measure in {**MEASURES, "The product (articles/careers/profiles.py)": product}.items():
        skills, all_of_them, few = (measure(table) for table in (_ratings(data, ["skills"]), both, fifteen_of(both)))
        shares = _shares(data, all_of_them)
        yield (
            name,
            [
                _mean(_shares(data, skills)),
                _mean(shares),
                _mean(shares[::2]),
                _mean(shares[1::2]),
                _mean(_shares(data, few)),
            ],
        )


def product(table: Table) -> Ranking:
    names = [f"{number:04}" for number in range(len(table.rows))]
    profiles = Profiles(
        {name: {f"{s:04}": x for s, x in enumerate(row)} for name, row in zip(names, table.rows, strict=True)},
        {f"{s:04}": category for s, category in enumerate(table.categories)},
    )
    return lambda number: [int(name) for name, _ in profiles.neighbours(names[number])]


def fifteen_of(table: Table) -> Table:
    """Each role with only the importances in which it exceeds the average most."""
    averages = [sum(column) / len(table.rows) for column in zip(*table.rows, strict=True)]
    rows = []
    for row in table.rows:
        kept = set(sorted(range(len(row)), key=lambda s: (averages[s] - row[s], s))[:FIFTEEN])
        rows.append([x if s in kept else 0.0 for s, x in enumerate(row)])
    return Table(rows, table.categories)


def ceiling(data: dict[str, Any]) -> float:
    codes = {role["code"] for role in data["roles"]}
    return _mean([len(codes & set(role["related"])) / NEAREST for role in data["roles"] if role["related"]])


def seed_table() -> tuple[list[str], Table]:
    """The slugs of the seed's roles, and their importances."""
    rows = json.loads(SEED.read_text())
    skills = {row["fields"]["slug"]: row["fields"]["category"] for row in rows if row["model"] == "articles.skill"}
    roles = [row["fields"]["slug"] for row in rows if row["model"] == "articles.role"]
    importances = {
        (row["fields"]["role"][0], row["fields"]["skill"][0]): row["fields"]["importance"]
        for row in rows
        if row["model"] == "articles.roleskill"
    }
    return roles, Table([[importances.get((role, s), 0.0) for s in skills] for role in roles], list(skills.values()))


def main() -> None:
    data = read_reference()
    out = sys.stdout.write
    out(f"{data['source']}\n\nShare of O*NET's {NEAREST} among the first {NEAREST}\n{HEAD}")
    for name, shares in study(data):
        out(f"{name:44}" + "".join(f"{share:8.3f}" for share in shares[:4]) + f"{shares[4]:9.3f}\n")
        sys.stdout.flush()
    out(f"{'The most that is possible':44}{ceiling(data):8.3f}{ceiling(data):8.3f}\n\nThe six roles of the seed\n")
    roles, table = seed_table()
    for title, measure in (("cosine", MEASURES["Cosine of importances"]), ("the product's", product)):
        out(f"{title}\n")
        ranking = measure(table)
        for number, role in enumerate(roles):
            out(f"  {role:18}{', '.join(roles[other] for other in ranking(number))}\n")


def _ratings(data: dict[str, Any], categories: list[str]) -> Table:
    """Ratings from 1 to 5 as importances from 0 to 1."""
    rows = [[(rating - 1) / 4 for category in categories for rating in role[category]] for role in data["roles"]]
    return Table(rows, [category for category in categories for _ in data[category]])


def _shares(data: dict[str, Any], ranking: Ranking) -> list[float]:
    """Of each role that has a list, in the order of the data."""
    roles = data["roles"]
    return [
        len({roles[other]["code"] for other in ranking(number)[:NEAREST]} & set(role["related"])) / NEAREST
        for number, role in enumerate(roles)
        if role["related"]
    ]


def _mean(shares: list[float]) -> float:
    return sum(shares) / len(shares) if shares else 0.0


if __name__ == "__main__":
    main()
