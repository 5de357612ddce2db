"""Which perspective a request asks for, and whether it may: what the public sees, or for who has a token another.

`?preview=<link token>` alone shows the draft that the link is for, or all drafts. `Authorization: Bearer <token>` alone
changes nothing; with `perspective=draft` it shows all drafts, with a moment what the public saw or will see then. A
link for one entry shows no other moment: what is scheduled elsewhere is none of its reader's business. Where a request
carries both, both must be good, and the link says what is seen.

A link for one entry shows that entry's draft and everything else as published. Two entries may have one slug then, and
among drafts too: the draft of the link is meant, and of two drafts that of the entry that was drafted later.
"""

from datetime import UTC, datetime

from django.http import QueryDict
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from cms.api.parameters import invalid, moment
from cms.api.private_answers import PERSPECTIVE, PREVIEW
from cms.api.problems import nearest
from cms.publishing.reading.draft_overlay import draft_over
from cms.publishing.reading.perspectives import Perspective, as_of, drafts, published
from cms.publishing.timeline.content_version import Version
from cms.tokens import scopes
from cms.tokens.authentication import NotAuthenticated, require, token_of
from cms.tokens.models import Token
from cms.tokens.preview_links import PreviewLink, read_link

DRAFT = "draft"
PARAMETERS = (PREVIEW, PERSPECTIVE)
# Beyond them a database, or the arithmetic of dates, ends.
EARLIEST, LATEST = datetime(1000, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
DOCUMENTED = [
    OpenApiParameter(
        PREVIEW,
        str,
        description="A link token, made in the admin: shows the draft of one entry over everything else as published, "
        "or all drafts.",
    ),
    OpenApiParameter(
        PERSPECTIVE,
        str,
        description="Needs a token with the scope `preview`, or a link token. `draft`: every entry as it was last "
        "saved. A moment, such as `2026-12-24T08:00Z`: what the public saw or will see then. Not together with `q`.",
    ),
]


def perspective_asked_for(request: Request, version: Version, *, previews: bool) -> Perspective:
    """No query for a request without a token; one for each token it carries. `previews`: whether the endpoint knows
    other perspectives at all. Raises NotAuthenticated, Forbidden, InvalidValue."""
    token = token_of(request)
    query = request.query_params
    if not previews:
        return published(version)
    link = read_link(query[PREVIEW]) if PREVIEW in query else None
    if PERSPECTIVE not in query and link is None:
        return published(version)
    _refuse_strangers(token, link)
    wanted = _perspective_in(query)
    if "q" in query:
        raise invalid("q", "Only what is published can be searched. Leave q out to preview.")
    if link and link.entry:
        if wanted:
            raise invalid(PERSPECTIVE, "This link shows the draft of one entry, and no other moment.", DRAFT)
        return draft_over(link.entry[1], version)
    return as_of(wanted) if wanted else drafts()


def _refuse_strangers(token: Token | None, link: PreviewLink | None) -> None:
    if link:
        return
    if token is None:
        raise NotAuthenticated("To ask for a perspective, send “Authorization: Bearer <token>” or a preview link.")
    require(token, scopes.PREVIEW)


def _perspective_in(query: QueryDict) -> datetime | None:
    """The moment asked for; None for the drafts."""
    text = query.get(PERSPECTIVE, DRAFT)
    if text == DRAFT:
        return None
    if not (text.isascii() and text[:1].isdigit()):
        said = "It must be draft, or a moment such as 2026-12-24T08:00Z."
        raise invalid(PERSPECTIVE, said, nearest(text, [DRAFT]))
    wanted = moment(PERSPECTIVE, text)
    if not EARLIEST <= wanted < LATEST:
        raise invalid(PERSPECTIVE, "It is too far away.")
    return wanted
