"""The statements of the lists that are asked for most, each made once.

Pages, and steps of a walk by cursor: of all that there are of a type, or by date of what refers to one thing or to any
of several.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from cms.delivery.compiled_queries import Statement
from cms.delivery.reader import COLUMNS
from cms.publishing.reading.perspectives import Perspective

from .cursor_pagination import Keys, ahead
from .reference_groups import Group, Leading, joined


def _page(perspective: Perspective, of_type: str, order: Sequence[str], span: tuple[int, int]) -> QuerySet[Any, Any]:
    return perspective.entries(of_type).order_by(*order).values_list(*COLUMNS)[slice(*span)]


def _page_led(
    perspective: Perspective, of_type: str, kind: str, order: Sequence[str], span: tuple[int, int], *, target: Any
) -> QuerySet[Any, Any]:
    led = Leading(perspective, of_type, [Group(kind, (target,), weight=0)])
    return led.found(perspective.entries(of_type)).order_by(*order).values_list(*COLUMNS)[slice(*span)]


def _page_of_any(
    perspective: Perspective, of_type: str, kind: str, keys: Keys, led: Keys, span: tuple[int, int], *, targets: Any
) -> QuerySet[Any, Any]:
    parts = Leading(perspective, of_type, [Group(kind, tuple(targets), weight=0)]).parts(perspective.entries(of_type))
    firsts = [part.order_by(*led.order())[: span[1]].values("pk") for part in parts]
    found = perspective.renderings().filter(pk__in=joined(firsts))
    return found.order_by(*keys.order()).values_list(*COLUMNS)[slice(*span)]


def _walk(
    perspective: Perspective, of_type: str, keys: Keys, backwards: bool, most: int, *, place: Sequence[Any]
) -> QuerySet[Any, Any]:
    found = perspective.entries(of_type)
    return ahead(found, keys, place, backwards=backwards).values_list(*COLUMNS)[:most]


def _walk_led(
    perspective: Perspective,
    of_type: str,
    kind: str,
    keys: Keys,
    backwards: bool,
    most: int,
    *,
    target: Any,
    place: Sequence[Any],
    until: datetime,
) -> QuerySet[Any, Any]:
    led = Leading(perspective, of_type, [Group(kind, (target,), weight=0)], until=until)
    found = led.found(perspective.entries(of_type))
    return ahead(found, keys, place, backwards=backwards).values_list(*COLUMNS)[:most]


PAGE, PAGE_LED, PAGE_OF_ANY = Statement(_page), Statement(_page_led), Statement(_page_of_any)
WALK, WALK_LED = Statement(_walk), Statement(_walk_led)
