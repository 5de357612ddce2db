"""Newsletters and issues in the feed of changes: where readers find what the ledger tells of."""

from collections.abc import Collection
from uuid import UUID

from django.conf import settings

from cms.delivery.followed_types import FollowedType, add_followed_type
from newsletter.mail_links import archive_url
from newsletter.models import Issue, Newsletter
from newsletter.public_changes import ISSUE, NEWSLETTER, TAG, ledger_id

from .archived_issues import newsletter_url

API_PATH = "newsletter/"


def newsletters_at(ids: Collection[UUID]) -> dict[UUID, tuple[str | None, str]]:
    """There are few: all of them are read."""
    found = {ledger_id(newsletter): newsletter for newsletter in Newsletter.objects.all()}
    return {pk: (newsletter_url(found[pk]), _api_url(found[pk])) for pk in ids if pk in found}


def issues_at(ids: Collection[UUID]) -> dict[UUID, tuple[str | None, str]]:
    issues = Issue.objects.filter(pk__in=ids).select_related("newsletter").only("slug", "newsletter")
    return {
        issue.pk: (archive_url(issue) or None, f"{_api_url(issue.newsletter)}issues/{issue.slug}/") for issue in issues
    }


def _api_url(newsletter: Newsletter) -> str:
    return f"{settings.PUBLIC_API_URL}/api/v1/{API_PATH}{newsletter.slug}/"


add_followed_type(FollowedType(name=NEWSLETTER, cache_tag=TAG, api_path=API_PATH, addresses=newsletters_at))
add_followed_type(FollowedType(name=ISSUE, cache_tag=TAG, api_path=API_PATH, addresses=issues_at))
