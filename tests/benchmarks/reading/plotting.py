"""The plot of cost against size, as an SVG file that is readable on a light page and on a dark one."""

from collections.abc import Sequence
from math import ceil, floor, log10
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from .contenders import CACHED, EMPTY, PLAIN, UNCACHED
from .measuring import Result

# Each in a panel of its own, in this order.
PANELS = ("article", "list", "list, common tag", "list, any of two tags", "page 400", "search")
COLOURS = {EMPTY: "#8a8a8a", PLAIN: "#d9822b", UNCACHED: "#3d7fd9", CACHED: "#2a9d5c"}
WIDTH, HEIGHT, ACROSS = 300, 230, 3
LEFT, TOP, RIGHT, BOTTOM = 52, 34, 16, 34
HEAD, FOOT = 60, 26
STYLE = """
text { font: 12px system-ui, sans-serif; fill: #333 }
.title { font-size: 15px; font-weight: 600 }
.name { font-weight: 600 }
.grid { stroke: #999; stroke-opacity: .3 }
@media (prefers-color-scheme: dark) { text { fill: #ddd } }
"""


def write_plot(results: Sequence[Result], path: Path) -> None:
    """Processor time of a request as a multiple of the empty view's, by the number of articles; both axes by powers."""
    there = [result for result in results if result.to_empty and result.contender in COLOURS]
    panels = [case for case in PANELS if any(result.case == case for result in there)]
    rows = ceil(len(panels) / ACROSS)
    width, height = WIDTH * ACROSS, HEAD + HEIGHT * rows + FOOT
    svg = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width} {height}", role="img")
    SubElement(svg, "title").text = "Processor time of a request against the number of articles"
    SubElement(svg, "style").text = STYLE
    _text(svg, 12, 22, "Processor time of a request, as a multiple of Django's empty view", "title")
    _legend(svg)
    for number, case in enumerate(panels):
        panel = SubElement(
            svg, "g", transform=f"translate({number % ACROSS * WIDTH} {HEAD + number // ACROSS * HEIGHT})"
        )
        _panel(panel, case, there)
    _text(svg, 12, height - 8, "Across: number of articles. Up: cost. Both by powers of ten; lower is better.")
    indent(svg)
    path.parent.mkdir(parents=True, exist_ok=True)
    ElementTree(svg).write(path, encoding="utf-8", xml_declaration=True)


def _legend(svg: Element) -> None:
    at = 12
    for contender, colour in COLOURS.items():
        SubElement(svg, "circle", cx=str(at + 5), cy="42", r="5", fill=colour)
        _text(svg, at + 15, 46, contender)
        at += 32 + 7 * len(contender)


def _panel(panel: Element, case: str, there: Sequence[Result]) -> None:
    sizes = sorted({result.size for result in there})
    costs = [result.to_empty or 1.0 for result in there]
    low, high = floor(log10(min(costs))), max(ceil(log10(max(costs))), floor(log10(min(costs))) + 1)
    first, last = log10(sizes[0]), max(log10(sizes[-1]), log10(sizes[0]) + 1)

    def x(size: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (log10(size) - first) / (last - first)

    def y(cost: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (log10(cost) - low) / (high - low)

    _text(panel, LEFT, 20, case, "name")
    for power in range(low, high + 1):
        _line(panel, (LEFT, y(10.0**power)), (WIDTH - RIGHT, y(10.0**power)), "grid")
        _text(
            panel, LEFT - 6, y(10.0**power) + 4, f"{10.0**power:g}×" if power < 4 else f"10{_raised(power)}×", end=True
        )
    for size in sizes:
        _line(panel, (x(size), TOP), (x(size), HEIGHT - BOTTOM), "grid")
        _text(panel, x(size), HEIGHT - BOTTOM + 17, f"{size:,}", end=size == sizes[-1])
    for contender, colour in COLOURS.items():
        points = [
            (x(r.size), y(r.to_empty)) for r in there if (r.case, r.contender) == (case, contender) and r.to_empty
        ]
        if len(points) > 1:
            path = " ".join(f"{across:.1f},{up:.1f}" for across, up in points)
            SubElement(panel, "polyline", {"points": path, "fill": "none", "stroke": colour, "stroke-width": "2"})
        for across, up in points:
            SubElement(panel, "circle", cx=f"{across:.1f}", cy=f"{up:.1f}", r="4", fill=colour)


def _line(parent: Element, start: tuple[float, float], end: tuple[float, float], name: str) -> None:
    ends = {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}
    SubElement(parent, "line", {key: f"{value:.1f}" for key, value in ends.items()} | {"class": name})


def _text(parent: Element, x: float, y: float, text: str, name: str = "", *, end: bool = False) -> None:
    attributes = {"x": f"{x:.1f}", "y": f"{y:.1f}"} | ({"class": name} if name else {})
    SubElement(parent, "text", attributes | ({"text-anchor": "end"} if end else {})).text = text


def _raised(power: int) -> str:
    return "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(power))
