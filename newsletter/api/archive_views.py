"""Public newsletters and the issues that were sent."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter

from cms.api import pagination
from cms.delivery.openapi import value_schemas as values
from cms.delivery.openapi.operations import PAGES, SLUG, documented, envelope_of
from cms.delivery.reader import Reader
from cms.delivery.views import DeliveryView
from newsletter import public_changes
from newsletter.archive import archived_issues

from . import archive_documents

NEWSLETTER = OpenApiParameter("newsletter", values.SLUG, OpenApiParameter.PATH)
NAMES = "newsletter"


class ArchiveView(DeliveryView):
    def answer(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
        reader.dependencies.others.add(public_changes.TAG)
        return self.archived(reader, **kwargs)

    def archived(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
        raise NotImplementedError

    def page(self) -> pagination.Page:
        return pagination.page_of(self.request.path, self.request.query_params)


@documented(
    "list_newsletters",
    envelope_of(archive_documents.NewsletterDocument),
    parameters=PAGES,
    problems=(400, 404),
    tag=NAMES,
)
class NewsletterList(ArchiveView):
    """The newsletters that readers can subscribe to, by name."""

    parameters = pagination.PARAMETERS

    def archived(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
        return archived_issues.list_newsletters(self.page())


@documented(
    "get_newsletter",
    archive_documents.NewsletterDocument,
    parameters=[NEWSLETTER],
    problems=(400, 404),
    tag=NAMES,
)
class NewsletterDetail(ArchiveView):
    """One newsletter, with what a reader agrees to who signs up."""

    def archived(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
        return archived_issues.newsletter_document(archived_issues.one_newsletter(kwargs["newsletter"]))


@documented(
    "list_newsletter_issues",
    envelope_of(archive_documents.IssueSummary),
    parameters=[NEWSLETTER, *PAGES],
    problems=(400, 404),
    tag=NAMES,
)
class IssueList(ArchiveView):
    """The issues that were sent, the newest first."""

    parameters = pagination.PARAMETERS

    def archived(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
        return archived_issues.list_issues(archived_issues.one_newsletter(kwargs["newsletter"]), self.page())


@documented(
    "get_newsletter_issue",
    archive_documents.IssueDocument,
    parameters=[NEWSLETTER, SLUG],
    problems=(400, 404),
    tag=NAMES,
)
class IssueDetail(ArchiveView):
    """One issue: what was sent, with its articles as they are now."""

    def archived(self, reader: Reader, **kwargs: str) -> dict[str, Any]:
        return archived_issues.one_issue(reader, archived_issues.one_newsletter(kwargs["newsletter"]), kwargs["slug"])
