"""System checks of the declarations of content types: one that lacks something, or contradicts another, is refused at
start with its file and the attribute."""

import inspect
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import FieldDoesNotExist

from cms.publishing.content_types import GROUPS, EntryType, clashes, entry_types
from cms.publishing.internal_marks import LINKS
from cms.publishing.models import Entry, Publication
from cms.publishing.serializers import Constant, EntrySummary, PageSummary

from .lists.filters import OWN_FILTERS, EntryFilters, SlugsFilter
from .lists.plain_filters import REFUSED_LOOKUPS, is_known
from .parameters.answer_shapes import shape_of
from .parameters.includes import including
from .parameters.optional_members import Newest

Wrong = Iterator[tuple[str, str]]
_NAME, _PATH = re.compile("[a-z][a-z0-9_]*"), re.compile("[a-z][a-z0-9-]*")
# What begins addresses of the web cannot begin links to entries.
_SCHEMES = {"http", "https", "mailto", "tel"}


# Security, too: those are the checks that the production server asks before it starts.
@register(Tags.models, Tags.security)
def check_content_types(app_configs: Any, **_: Any) -> list[CheckMessage]:
    types = list(entry_types())
    found = [(after, "name", f"“{after.name}” is the name of {_place(before)}, too.") for before, after in clashes]
    for of_type in types:
        wrong = list(_lacks(of_type))
        # What is incomplete cannot be looked at further.
        for look in () if wrong else (_as_entry, _as_answer, _as_list, _names_others):
            wrong += look(of_type)
        found += [(of_type, field, said) for field, said in wrong]
    found += _repeats(types)
    return [
        Error(f"{_place(of_type)}.{field}: {said}", obj=None, id=f"types.E{ORDER.index(field) + 1:03}")
        for of_type, field, said in found
    ]


# Of the attributes that are checked: their place is the number of the check.
ORDER = [
    *("name", "path", "site_path", "model", "rows", "markdown", "required", "kept_by", "summary", "document"),
    *("by_title", "filters", "orderings", "default_ordering", "members", "includes", "found_by", "render"),
]


def _lacks(of_type: EntryType) -> Wrong:
    if not _NAME.fullmatch(of_type.name) or of_type.name in _SCHEMES:
        yield "name", "It needs a name of lower-case letters and underscores, such as “book”."
    if not _PATH.fullmatch(of_type.path):
        yield "path", "It needs a path of lower-case letters and hyphens, such as “books”."
    model = getattr(of_type, "model", None)
    if not (isinstance(model, type) and issubclass(model, Entry)):
        yield "model", "It needs a model that is derived from Entry."
    if type(of_type).render is EntryType.render:
        yield "render", "It needs a method that renders a source."
    for name in ("summary", "document") if of_type.is_delivered else ():
        serializer = getattr(of_type, name, None)
        if not (isinstance(serializer, type) and issubclass(serializer, EntrySummary)):
            yield name, "It needs a serializer that is derived from EntrySummary."


def _as_entry(of_type: EntryType) -> Wrong:
    for name in of_type.rows:
        if of_type.row_model(name) is None:
            yield "rows", f"“{name}” leads to no inline rows of {of_type.model.__name__}."
    for path in of_type.markdown:
        rows, _, field = path.rpartition(".")
        if (rows and rows not in of_type.rows) or not _has_field(of_type, rows, field):
            yield "markdown", f"There is no field “{path}”."
    for field in of_type.required:
        if not _has_field(of_type, "", field):
            yield "required", f"There is no field “{field}”."
    if of_type.kept_by and of_type.kept_by not in GROUPS:
        yield "kept_by", f"It must be one of {', '.join(GROUPS)}, or empty."


def _as_answer(of_type: EntryType) -> Wrong:
    if not of_type.is_delivered:
        return
    for name in ("summary", "document"):
        fields = getattr(of_type, name)._declared_fields
        constant = fields["type"]
        if not (isinstance(constant, Constant) and constant.value == of_type.name):
            yield name, f"Its `type` must be Constant(“{of_type.name}”)."
        if LINKS in fields:
            yield name, f"A member cannot be called “{LINKS}”: the platform keeps the links of texts there."
        if of_type.site_path and "url" not in fields:
            yield name, "The site shows it, so it needs a `url`: derive it from PageSummary."
        if not of_type.site_path and issubclass(getattr(of_type, name), PageSummary):
            yield name, "It is a PageSummary, but no `site_path` says where the site shows it."
    for name in of_type.by_title:
        if name not in of_type.many:
            yield "by_title", f"“{name}” is no list of references in the summary."


def _as_list(of_type: EntryType) -> Wrong:
    columns = {field.name for field in Publication._meta.get_fields()}
    for name, column in of_type.orderings.items():
        if column not in columns:
            yield "orderings", f"“{name}” sorts by “{column}”, which no publication has."
    if of_type.default_ordering.removeprefix("-") not in of_type.orderings:
        yield "default_ordering", f"“{of_type.default_ordering}” is none of {', '.join(of_type.orderings)}."
    if not of_type.is_delivered:
        return
    if of_type.filters and not issubclass(of_type.filters, EntryFilters):
        yield "filters", "Derive it from EntryFilters."
    repeated = [name for name, count in Counter(member.name for member in of_type.members).items() if count > 1]
    for name in repeated:
        yield "members", f"There are two called “{name}”."
    for member in of_type.members:
        if member.name in of_type.summary._declared_fields:
            yield "members", f"“{member.name}” is in the summary already."
    try:
        including(shape_of(of_type.summary), of_type.includes)
    except LookupError as error:
        yield "includes", str(error.args[0])


def _names_others(of_type: EntryType) -> Wrong:
    known = {each.name for each in entry_types()}
    for name in of_type.found_by:
        if name not in known:
            yield "found_by", _unknown(name, known)
    for member in of_type.members if of_type.is_delivered else ():
        for name in (*member.types, *([member.by] if isinstance(member, Newest) else ())):
            if name not in known:
                yield "members", f"“{member.name}”: {_unknown(name, known)}"
    for parameter, chosen in of_type.filters.base_filters.items() if of_type.filters else ():
        if isinstance(chosen, SlugsFilter) and chosen.of_type not in known:
            yield "filters", f"“{parameter}”: {_unknown(chosen.of_type, known)}"
        elif not isinstance(chosen, OWN_FILTERS):
            if chosen.lookup_expr in REFUSED_LOOKUPS:
                yield "filters", f"“{parameter}”: anybody could send an expression that never ends."
            elif not (chosen.method or is_known(chosen, of_type)):
                yield "filters", f"“{parameter}”: the summary shows no “{chosen.field_name}” to filter by."


def _repeats(types: list[EntryType]) -> Iterator[tuple[EntryType, str, str]]:
    for field in ("path", "site_path"):
        first: dict[str, EntryType] = {}
        for of_type in types:
            value = getattr(of_type, field)
            if value and value in first:
                yield of_type, field, f"“{value}” is the {field.replace('_', ' ')} of {_place(first[value])}, too."
            first.setdefault(value, of_type)


def _unknown(name: str, known: set[str]) -> str:
    return f"There is no content type “{name}”. There are {', '.join(sorted(known))}."


def _has_field(of_type: EntryType, rows: str, field: str) -> bool:
    model: Any = of_type.row_model(rows) if rows else of_type.model
    try:
        return model is not None and bool(model._meta.get_field(field))
    except FieldDoesNotExist:
        return False


def _place(of_type: EntryType) -> str:
    """File and class, such as `articles/types/role.py: RoleType`."""
    file = Path(inspect.getsourcefile(type(of_type)) or "")
    shown = file.relative_to(settings.BASE_DIR) if file.is_relative_to(settings.BASE_DIR) else file
    return f"{shown}: {type(of_type).__name__}"
