"""What a token can be good for. A scope that is not in here is refused when a token is made."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

READ, PREVIEW = "read", "preview"
# With what it allows, in an operator's words. To add one, add a line here and ask for it with `authentication.require`.
SCOPES = {
    READ: gettext_lazy("Read what is published, with limits of its own"),
    PREVIEW: gettext_lazy("Read drafts, and what the public saw or will see at another moment"),
}


def unknown_among(scopes: Iterable[str]) -> list[str]:
    return sorted(set(scopes) - set(SCOPES))
