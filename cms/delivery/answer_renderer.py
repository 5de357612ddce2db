"""The last gate of every answer: no internal mark leaves. While developing and in tests one is an error, for somebody
forgot to resolve it; in production the reader gets the words without their link, and the log says which address."""

import logging
from typing import Any

from django.conf import settings

from cms.api.content_negotiation import OrjsonRenderer
from cms.publishing.internal_marks import ALL, has_marks, may_have_marks, without_marks

logger = logging.getLogger(__name__)
_BYTES = "".join(ALL).encode()


class LeakedMark(AssertionError):
    """An answer holds what only the platform should see."""


class AnswerRenderer(OrjsonRenderer):
    """JSON; bytes, which files are made of, as they are."""

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        if isinstance(data, bytes):
            clean = data.translate(None, _BYTES)
            if len(clean) < len(data):
                _complain(renderer_context)
            return clean
        body = super().render(data, accepted_media_type, renderer_context)
        if not may_have_marks(body) or not has_marks(data):
            return body
        _complain(renderer_context)
        return super().render(without_marks(data), accepted_media_type, renderer_context)


def _complain(renderer_context: Any) -> None:
    request = (renderer_context or {}).get("request")
    said = f"The answer at {request.path if request else 'an address'} holds an internal mark."
    if settings.CHECK_ANSWERS:
        raise LeakedMark(said)
    logger.error(said)
