"""A change form as a record that can be merged: of what its page was filled with, and of what came back.

A record maps names of fields to comparable values, and prefixes of inline rows to lists of rows with `id` (the key of
the row) and `position`. Fields that take files, and what cannot be changed, are not in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core import signing
from django.db.models import UniqueConstraint
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import QueryDict

from .field_values import Parts, comparable, filled_parts, sent_parts, takes_file
from .row_formsets import posted_keys
from .three_way_merge import Path, Record

POSITION = "position"
SALT = "cms.forms.base"
# What is longer is compared by its digest: the token of a long text stays short.
LONGEST_TOLD = 40


@dataclass(frozen=True)
class PageForm:
    """The form and the formsets of a page, unbound: filled from what is stored."""

    form: Any
    formsets: Sequence[Any]

    @property
    def unique_columns(self) -> dict[str, list[Path]]:
        """For each kind of inline row the sets of columns that are unique within the page."""
        found: dict[str, list[Path]] = {}
        for formset in self.formsets:
            constraints = [one for one in formset.model._meta.constraints if isinstance(one, UniqueConstraint)]
            columns = [tuple(name for name in one.fields if name != formset.fk.name) for one in constraints]
            found[formset.prefix] = [one for one in columns if one]
        return found


def parts_as_filled(form: Any) -> dict[str, Parts]:
    """For each field of an unbound form what a browser would send, if nobody touched it."""
    return {name: filled_parts(field, form[name].value()) for name, field in _comparable_fields(form)}


def parts_as_sent(form: Any, prefix: str, data: QueryDict) -> dict[str, Parts]:
    """For each field of such a form what a browser sent. `prefix` is that of the row, "" for the form of the page."""
    before = f"{prefix}-" if prefix else ""
    return {name: sent_parts(field, before + name, data) for name, field in _comparable_fields(form)}


def filled_record(page: PageForm) -> Record:
    """What the page is filled with. Rows that it proposes are not stored, and not in it."""
    record = _values(page.form, parts_as_filled(page.form))
    for formset in page.formsets:
        record[formset.prefix] = [_row(form, parts_as_filled(form)) for form in formset.initial_forms]
    return record


def sent_record(page: PageForm, base: Record, data: QueryDict) -> Record:
    """What the editor wants: stored rows that were not sent are as they were in `base`; those with a mark to delete,
    and new ones that were left as proposed, are not there."""
    record = _values(page.form, parts_as_sent(page.form, "", data))
    for formset in page.formsets:
        record[formset.prefix] = _sent_rows(formset, base.get(formset.prefix) or [], data)
    return record


def _sent_rows(formset: Any, base: list[Record], data: QueryDict) -> list[Record]:
    before = {row["id"]: row for row in base}
    keys = posted_keys(data, formset.prefix)
    rows = [row for key, row in before.items() if key not in keys]
    blank = formset.empty_form
    untouched = _values(blank, parts_as_filled(blank))
    proposed = {
        form.row_key: _values(form, parts_as_filled(form)) for form in formset.forms if form.instance._state.adding
    }
    for key in keys:
        prefix = f"{formset.prefix}-{key}"
        if f"{prefix}-{DELETION_FIELD_NAME}" in data:
            continue
        row = _row(blank, parts_as_sent(blank, prefix, data), key=key)
        content = {name: value for name, value in row.items() if name not in ("id", POSITION)}
        offered = {name: value for name, value in proposed.get(key, untouched).items() if name != POSITION}
        if key in before or content != offered:
            rows.append(row)
    # Python's sort keeps the order of what has no number, or the same.
    return sorted(rows, key=lambda row: row[POSITION])


def _row(form: Any, parts: dict[str, Parts], key: str = "") -> Record:
    values = _values(form, parts)
    place = str(values.get(POSITION, ""))
    number = int(place) if place.isascii() and place.isdigit() and len(place) < 10 else 10**9
    return {**values, "id": key or form.row_key, POSITION: number}


def _values(form: Any, parts: dict[str, Parts]) -> Record:
    return {name: comparable(form.fields[name], one) for name, one in parts.items()}


def _comparable_fields(form: Any) -> Iterator[tuple[str, Any]]:
    for name, field in form.fields.items():
        model_pk = getattr(getattr(form, "_meta", None), "model", None)
        is_key = model_pk is not None and name == model_pk._meta.pk.name
        if not (field.disabled or takes_file(field) or is_key or name == DELETION_FIELD_NAME or _leads_to_page(field)):
            yield name, field


def _leads_to_page(field: Any) -> bool:
    """The hidden field of a row that names the page's own object."""
    return hasattr(field, "parent_instance")


# --- the token of a page


def digested(record: Record) -> Record:
    """The same record with long texts replaced by their digests: equal where the texts are, and short."""
    return {
        name: [digested(row) for row in value] if _is_rows(value) else _digest(value) for name, value in record.items()
    }


def _digest(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONGEST_TOLD:
        return "sha256:" + sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return value


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


def sign(record: Record, subject: str) -> str:
    """A token that says what a page about `subject` was filled with."""
    return signing.dumps([subject, digested(record)], salt=SALT, compress=True)


def read_token(token: str, subject: str) -> Record | None:
    """The digested record in a token; None if nobody here signed it, or for another subject."""
    try:
        found, record = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return record if found == subject and isinstance(record, dict) else None
