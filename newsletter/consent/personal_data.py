"""What leads to a reader, derived from the models: fields that say so by their class, in rows that are found by their
fingerprint, or by their way to the reader's own row."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Field, ForeignKey, JSONField, Model, Q, QuerySet, TextField
from django.db.models.fields import CharField, GenericIPAddressField

from newsletter.models import Subscriber
from newsletter.models.personal_fields import Fingerprint, PersonalField

TEXTS = (CharField, TextField, JSONField, GenericIPAddressField)
# What a field about a reader is called, whatever its class.
TELLING = ("fingerprint", "email", "user_agent", "browser", "ip_address", "remote_addr")


def models_about_readers(label: str = "newsletter") -> list[type[Model]]:
    """Those whose rows can be found by a reader: in the order of the models."""
    return [model for model in apps.get_app_config(label).get_models() if is_about_readers(model)]


def is_about_readers(model: type[Model]) -> bool:
    return model is Subscriber or fingerprint_in(model) is not None or way_to_reader(model) is not None


def personal_fields(model: type[Model]) -> list[PersonalField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, PersonalField)]


def erased_values(model: type[Model]) -> dict[str, Any]:
    """What a row of an erased reader has in its personal fields."""
    return {
        field.name: field.erased_value
        for field in personal_fields(model)
        if not (isinstance(field, Fingerprint) and field.outlives_erasure)
    }


def rows_of(model: type[Model], *, fingerprint: str, subscriber_id: int | None) -> QuerySet[Any]:
    """All that the table has of one reader."""
    rows, wanted = model._default_manager, Q()
    if field := fingerprint_in(model):
        wanted |= Q(**{field.name: fingerprint})
    way = "pk" if model is Subscriber else way_to_reader(model)
    if way and subscriber_id is not None:
        wanted |= Q(**{way: subscriber_id})
    return rows.filter(wanted) if wanted else rows.none()


def fingerprint_in(model: type[Model]) -> Fingerprint | None:
    return next((field for field in personal_fields(model) if isinstance(field, Fingerprint)), None)


def way_to_reader(model: type[Model], known: tuple[type[Model], ...] = ()) -> str | None:
    """Such as `notice__subscriber`; the shortest by the order of the fields."""
    keys = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
    for key in keys:
        if key.related_model is Subscriber:
            return key.name
    for key in keys:
        target: Any = key.related_model
        is_near = target._meta.app_label == model._meta.app_label and target not in (model, *known)
        if is_near and (way := way_to_reader(target, (*known, model))):
            return f"{key.name}__{way}"
    return None


def undeclared_fields(model: type[Model]) -> Iterator[Field[Any, Any]]:
    """Texts of which nobody has said whether they lead to a reader: neither by their class, nor in the model's
    `impersonal_fields`, nor by a closed list of choices."""
    is_about = is_about_readers(model)
    for field in model._meta.concrete_fields:
        if isinstance(field, PersonalField) or field.name in getattr(model, "impersonal_fields", ()):
            continue
        is_telling = isinstance(field, GenericIPAddressField) or any(word in field.name for word in TELLING)
        if is_telling or (is_about and isinstance(field, TEXTS) and not field.choices):
            yield field
