"""What publishing a revision would do: what changes for readers, what stands in the way, and what to know first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from cms.publishing.content_types import entry_type
from cms.publishing.models import EntryRecord, Publication, Revision
from cms.publishing.reading.perspectives import as_of
from cms.publishing.refusals import NotPublishable, Obstacle, Refused
from cms.publishing.revisions.differences import Difference, differences
from cms.publishing.revisions.rendered_pages import RenderedPage, render_for_the_public
from cms.publishing.revisions.sources import lifted_source
from cms.publishing.timeline.content_version import present

from .page_frame import FormProblem, problem_of


@dataclass(frozen=True)
class PublishingOutlook:
    """`live` and `coming` are the entry's publications; `changes` is None when nothing is live to compare with."""

    revision: Revision
    live: Publication | None
    coming: Publication | None
    changes: list[Difference] | None
    problems: list[FormProblem]
    warnings: list[str]
    slug: str

    @property
    def is_live_already(self) -> bool:
        return self.live is not None and self.live.revision_id == self.revision.pk

    @property
    def redirect(self) -> tuple[str, str] | None:
        """(old, new) slug, where publishing makes a redirect."""
        if self.live is None or self.live.slug == self.slug:
            return None
        return self.live.slug, self.slug


def look_ahead(revision: Revision, *, at: datetime | None = None) -> PublishingOutlook:
    """About 8 queries. `at` is the moment for which it would be scheduled."""
    live, coming = live_and_coming(revision.entry_id)
    page: RenderedPage | None = None
    obstacles: tuple[Obstacle, ...] = ()
    try:
        page = render_for_the_public(revision)
    except NotPublishable as refused:
        obstacles = refused.obstacles
    except Refused as refused:
        obstacles = (Obstacle("", str(refused)),)
    of_type = entry_type(revision.type)
    return PublishingOutlook(
        revision=revision,
        live=live,
        coming=coming,
        changes=differences(live.revision, revision) if live else None,
        problems=[problem_of(obstacle, of_type) for obstacle in obstacles],
        warnings=[*_about_order(revision, live), *(_about_content(page, at or present()) if page else ())],
        slug=str(lifted_source(revision)["slug"]),
    )


def live_and_coming(entry_id: UUID) -> tuple[Publication | None, Publication | None]:
    """One query, without the bodies."""
    now = present()
    around = Publication.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), entry_id=entry_id)
    around = around.select_related("revision").defer("summary", "document").order_by("starts_at")
    found = list(around)
    live = next((publication for publication in found if publication.starts_at <= now), None)
    coming = next((publication for publication in found if publication.starts_at > now), None)
    return live, coming


def _about_order(revision: Revision, live: Publication | None) -> list[str]:
    said = []
    latest = Revision.objects.filter(entry_id=revision.entry_id).order_by("-number").first()
    if latest and latest.number > revision.number:
        said.append(
            _("Revision {number} is not the latest: what was edited since stays unpublished.").format(
                number=revision.number
            )
        )
    if live and live.revision.number > revision.number:
        said.append(_("It is older than what is live, which is revision {number}.").format(number=live.revision.number))
    return said


def _about_content(page: RenderedPage, at: datetime) -> list[str]:
    of_type = entry_type(page.revision.type)
    return [*_left_out(page, at), *page.rendered.cautions, *of_type.cautions(page.source)]


def _left_out(page: RenderedPage, at: datetime) -> list[str]:
    """What it refers to and readers would not see then."""
    kinds = {target.id: target.kind for target in page.rendered.targets if target.is_entry}
    kinds.pop(str(page.revision.entry_id), None)
    there = {str(pk) for pk in as_of(at).targets(list(kinds)).values_list("entry_id", flat=True)}
    missing = [pk for pk in kinds if pk not in there]
    records = EntryRecord.objects.filter(pk__in=missing).order_by("title").values_list("type", "title")
    return [
        _("The {type} “{title}” is not public yet. It is left out until it is.").format(
            type=entry_type(type_name).model._meta.verbose_name, title=title
        )
        for type_name, title in records
    ]
