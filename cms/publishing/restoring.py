"""Restoring a revision: always into the working copy, never straight to the public."""

from dataclasses import dataclass

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from cms.audit.actors import By
from cms.audit.models import Act

from .capturing import capture
from .content_types import entry_type
from .models import Entry, Revision
from .refusals import Refused
from .revisions.sources import lifted_source, write_back
from .slow_work import slow_work_first


@dataclass(frozen=True)
class Restored:
    """The entry as it is now, its new latest revision, and what could not come back, as sentences."""

    entry: Entry
    revision: Revision
    dropped: tuple[str, ...]


@slow_work_first
def restore(revision: Revision, *, by: By = None, comment: str = "", act: Act = Act.RESTORED) -> Restored:
    """Write a revision of any age over the working copy, and capture the result. What is live stays as it is.

    Raises Refused when today's database cannot hold it; then nothing was changed.
    """
    of_type = entry_type(revision.type)
    try:
        with transaction.atomic():
            source = lifted_source(revision)
            entry, dropped = write_back(source, of_type)
            entry = of_type.model._default_manager.get(pk=entry.pk)
            comment = comment or _("Restored from revision {number}").format(number=revision.number)
            captured = capture(entry, by=by, comment=comment, links=source["links"], act=act)
    except (DataError, IntegrityError) as error:
        raise Refused(
            _("Revision {number} cannot be restored: it breaks a rule of today's content.").format(
                number=revision.number
            )
        ) from error
    return Restored(entry, captured.revision, tuple(dropped))
