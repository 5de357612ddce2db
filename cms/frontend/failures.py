"""What the site says where there is no page. The sentences of the API are for developers; these are for readers."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

BROKEN = (_("Something broke on our side"), _("It is not your doing, and it has been noted. Trying again may help."))
REFUSED = (_("That cannot be answered"), _("The address asks for something that this site does not know."))
LOCKED = (
    _("This preview is not open"),
    _("The link may have expired: ask for a new one. The public page may be there all the same."),
)
FAILURES = {
    400: REFUSED,
    401: LOCKED,
    403: LOCKED,
    404: (_("There is no such page"), _("The address may be mistyped, or the page was never published.")),
    410: (_("This page was taken down"), _("It used to be here, and its authors have withdrawn it.")),
    429: (
        _("A little too fast"),
        _("There were more requests from your address than we answer at a time. Wait a minute, then try again."),
    ),
    503: (
        _("We cannot be reached"),
        _("What this site is made of does not answer at the moment. Try again in half a minute."),
    ),
}


def title_of(status: int) -> str:
    return str(_failure(status)[0])


def sentence_of(status: int) -> str:
    return str(_failure(status)[1])


def _failure(status: int) -> tuple[StrPromise, StrPromise]:
    return FAILURES.get(status) or (BROKEN if status >= 500 else REFUSED)
