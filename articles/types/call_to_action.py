import re
from datetime import datetime

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.api.serializers import CallToActionDocument
from articles.models import CallToAction
from cms.markup import web_address
from cms.publishing.content_types import PUBLISHER, EntryType, Rendered, Source, register
from cms.publishing.internal_marks import SITE_MARK
from cms.publishing.refusals import Obstacle
from cms.publishing.web_addresses import web_url

# Of this site and no other: two slashes, or one of each kind, would lead elsewhere.
_SITE_PATH = re.compile(r"/(?![/\\])[!-~]*")


@register
class CallToActionType(EntryType):
    name, path = "call_to_action", "calls-to-action"
    model = CallToAction
    required = {
        "text": gettext_lazy("Say what it is about."),
        "label": gettext_lazy("Label the button."),
        "url": gettext_lazy("Give it a link."),
    }
    publishes_on_save = True
    kept_by = PUBLISHER
    summary = document = CallToActionDocument

    def render(self, source: Source) -> Rendered:
        """It stands alone if it is a default: then articles show it without referring to it."""
        url = source["url"]
        fields = ("text", "label", "url", "placement")
        return Rendered(
            title=source["name"],
            summary={
                **{field: source[field] for field in fields},
                "url": SITE_MARK + url if _SITE_PATH.fullmatch(url) else web_address(url),
            },
            document={},
            kind=source["placement"],
            standalone=source["is_default"],
        )

    def obstacles(self, source: Source) -> list[Obstacle]:
        is_of_the_site = _SITE_PATH.fullmatch(source["url"])
        return super().obstacles(source) + ([] if is_of_the_site else web_url("url", source["url"], _("The link")))

    def interval(self, source: Source) -> tuple[datetime | None, datetime | None]:
        starts_at, ends_at = source["starts_at"], source["ends_at"]
        return (parse_datetime(starts_at) if starts_at else None, parse_datetime(ends_at) if ends_at else None)
