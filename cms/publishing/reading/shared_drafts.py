"""Sharing a draft with somebody without an account: a link that shows one entry's draft, or all, and expires."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.api.private_answers import PREVIEW
from cms.publishing.content_types import EntryKey, entry_type, entry_types, key_of
from cms.publishing.models import Draft, Entry
from cms.publishing.refusals import Refused
from cms.tokens.preview_links import MOST_HOURS, PreviewLink, link_token


@dataclass(frozen=True)
class Shared:
    """`site_url` is "" where the site has no page for it. Who has one of these addresses sees the draft."""

    api_url: str
    site_url: str
    expires_at: datetime


def share(entry: Entry | EntryKey, *, hours: int) -> Shared:
    """A link to an entry's draft; it shows each later save too. Two queries.

    Raises Refused for what has no draft rendering, and for hours that are not 1 to 720.
    """
    key = key_of(entry)
    of_type = entry_type(key.type)
    if of_type.publishes_on_save:
        raise Refused(_("A save publishes it: there is no draft to share."))
    slug = Draft.objects.filter(entry_id=key.id).values_list("slug", flat=True).first()
    if slug is None:
        raise Refused(_("It cannot be shown as it is. Correct what the form says, and save it."))
    link = PreviewLink(entry=(key.type, key.id), expires_at=_expiry(hours))
    return _shared(link, f"{of_type.path}/{slug}/", f"{of_type.site_path}/{slug}" if of_type.site_path else None)


def share_everything(*, hours: int) -> Shared:
    """A link to the drafts of all entries, at the list of a type that the site has pages for. One query.

    Raises Refused for hours that are not 1 to 720.
    """
    # What refers is registered after what is referred to: with articles the drafts are all within reach.
    *_, of_type = (of_type for of_type in entry_types() if of_type.site_path)
    return _shared(PreviewLink(entry=None, expires_at=_expiry(hours)), f"{of_type.path}/", "")


def _expiry(hours: int) -> datetime:
    if not 1 <= hours <= MOST_HOURS:
        raise Refused(_("A link is good for 1 to {most_hours} hours.").format(most_hours=MOST_HOURS))
    return timezone.now().replace(microsecond=0) + timedelta(hours=hours)


def _shared(link: PreviewLink, api_path: str, site_path: str | None) -> Shared:
    query = urlencode({PREVIEW: link_token(link)})
    site_url = f"{settings.PUBLIC_SITE_URL}/{site_path}?{query}" if site_path is not None else ""
    return Shared(f"{settings.PUBLIC_API_URL}/api/v1/{api_path}?{query}", site_url, link.expires_at)
