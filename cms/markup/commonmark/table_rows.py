"""A row of a table, cell by cell."""

import re

from cms.markup.commonmark.inline_source import end_of

_CELL = re.compile(r"(?:[^|\\]|\\.|\\$)*+", re.DOTALL)


def cells_of(row: str) -> list[str]:
    """The source of each cell. A pipe in a cell is written `\\|`, in code too; the backslash is gone then."""
    row = row.strip(" \t")
    at = 1 if row.startswith("|") else 0
    cells: list[str] = []
    while at <= len(row):
        end = end_of(_CELL, row, at)
        cell = row[at:end].strip(" \t")
        if end == len(row) and not cell and cells:
            break
        cells.append(cell.replace("\\|", "|"))
        at = end + 1
    return cells
