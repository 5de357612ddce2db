"""The results as one table of text, the ratios first."""

from collections.abc import Sequence

from .measuring import Result

HEAD = (
    f"{'':26}{'× empty view':>14}{'× plain DRF':>13}{'CPU µs':>11}"
    f"{'requests/s':>12}{'p50 ms':>9}{'p99 ms':>9}{'bytes':>9}"
)
# On SQLite the workers are the database.
DATABASE_HEAD = f"{'database µs':>13}{'× with database':>17}"


def table(results: Sequence[Result]) -> str:
    """Grouped by size and case. A ratio is processor time of a request over that of the other: below 1 is cheaper."""
    has_server = any(result.database_us for result in results)
    lines = []
    for size in sorted({result.size for result in results}):
        lines += ["", f"{size:,} articles", HEAD + DATABASE_HEAD * has_server]
        of_size = [result for result in results if result.size == size]
        for case in dict.fromkeys(result.case for result in of_size):
            lines.append(case)
            lines += [_line(result, has_server=has_server) for result in of_size if result.case == case]
    return "\n".join(lines)


def _line(result: Result, *, has_server: bool) -> str:
    name = f"  {result.contender:24}"
    if result.skipped:
        return f"{name}  –  {result.skipped}"
    line = (
        f"{name}{ratio(result.to_empty):>14}{ratio(result.to_plain):>13}{result.cpu_us:>11,.0f}"
        f"{result.requests_a_second:>12,.0f}{result.p50_ms:>9.1f}{result.p99_ms:>9.1f}{result.length:>9,}"
    )
    database = f"{result.database_us:>13,.0f}{ratio(result.to_empty_with_database):>17}"
    return line + database * has_server


def ratio(value: float | None) -> str:
    """Two digits that mean something: 0.21, 4.7, 310."""
    if value is None:
        return "–"
    return f"{value:.2f}" if value < 1 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"
