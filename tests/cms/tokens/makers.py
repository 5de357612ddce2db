"""Tokens as they are given out."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from cms.publishing.content_types import key_of
from cms.publishing.models import Entry
from cms.tokens.issuing import issue
from cms.tokens.preview_links import PreviewLink, link_token


def make_token(*scopes: str, expires_at: datetime | None = None) -> str:
    """The text of an API token; by default one that may preview."""
    return issue(name="Website", scopes=scopes or ("preview",), expires_at=expires_at).text


def make_link(entry: Entry | None = None, *, minutes: float = 60) -> str:
    """A link token for an entry, or for everything."""
    key = key_of(entry) if entry else None
    return link_token(PreviewLink(key and (key.type, key.id), timezone.now() + timedelta(minutes=minutes)))


def bearer(token: str) -> dict[str, Any]:
    return {"headers": {"Authorization": f"Bearer {token}"}}
