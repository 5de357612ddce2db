"""Who may do what: the permission to publish, and what it protects."""

from django.contrib.auth import get_permission_codename
from django.db.models import Q
from django.http import HttpRequest

from cms.publishing.content_types import entry_type, key_of
from cms.publishing.models import Entry, Publication, Reference
from cms.publishing.timeline.content_version import present

from .request_state import act_of


def may_publish(request: HttpRequest, model: type[Entry]) -> bool:
    codename = get_permission_codename("publish", model._meta)
    return request.user.has_perm(f"{model._meta.app_label}.{codename}")


def is_public(request: HttpRequest, entry: Entry) -> bool:
    """Whether readers see it, or will at a moment that is set. What publishes on save is seen only where something
    refers to it, or where it stands alone. Two queries at most, remembered for the request."""
    known = act_of(request).public
    if entry.pk not in known:
        known[entry.pk] = _is_public(entry)
    return known[entry.pk]


def is_shown(entry: Entry) -> bool:
    """Whether something refers to it that is public or scheduled. Saving what publishes on save changes that page."""
    references = Reference.objects.filter(_not_over(), target_id=entry.pk, past=False)
    return references.filter(publication__standalone=True).exists()


def _is_public(entry: Entry) -> bool:
    key = key_of(entry)
    around = Publication.objects.filter(_not_over(), entry_id=key.id)
    if not entry_type(key.type).publishes_on_save:
        return around.exists()
    return around.filter(standalone=True).exists() or is_shown(entry)


def _not_over() -> Q:
    return Q(ends_at=None) | Q(ends_at__gt=present())
