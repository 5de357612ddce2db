"""What an operator should know before readers are written to."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution
from django.db import DatabaseError

from .mail_links import OWN


@register(Tags.security, deploy=True)
def check_frontend_urls(app_configs: Any, **_: Any) -> Iterator[CheckMessage]:
    """A link that lacks its token confirms nothing, and stands in mails for ever."""
    hint = "Set NEWSLETTER_FRONTEND_URLS to such as confirm=https://www.example.org/confirm?t={token}, or to nothing."
    for name, url in settings.NEWSLETTER_FRONTEND_URLS.items():
        if name not in OWN:
            yield Error(
                f"NEWSLETTER_FRONTEND_URLS has a page “{name}”; there is only {', '.join(OWN)}.",
                hint=hint,
                id="newsletter.E001",
            )
            continue
        missing = [mark for mark in ("{token}", "{newsletter}", "{issue}") if mark in OWN[name] and mark not in url]
        if missing or not url.startswith("https://"):
            wanted = " and ".join(["be an https URL", *(f"contain {mark}" for mark in missing)])
            yield Error(f"NEWSLETTER_FRONTEND_URLS: {name} must {wanted}.", hint=hint, id="newsletter.E002")


@register(Tags.models)
def check_personal_data(app_configs: Any, **_: Any) -> Iterator[CheckMessage]:
    """What is erased is derived from the fields' classes: a field that does not say so would be forgotten."""
    from .consent.personal_data import undeclared_fields

    for model in apps.get_app_config("newsletter").get_models():
        for field in undeclared_fields(model):
            yield Error(
                f"{field} may lead to a reader, and would stay when the reader is erased.",
                hint="Make it a field of newsletter.models.personal_fields, or name it in impersonal_fields.",
                obj=model,
                id="newsletter.E005",
            )


@register("newsletter", deploy=True)
def check_keys(app_configs: Any, **_: Any) -> Iterator[CheckMessage]:
    """Shown by `check --deploy` once there is a newsletter. It keeps no production from starting: that an editor has
    made one must not be found out by a release that fails."""
    shared = shared_keys()
    if shared and _has_newsletters():
        yield Caution(
            f"{' and '.join(shared)} {'is' if len(shared) == 1 else 'are'} left at SECRET_KEY, which can then never be "
            "replaced: links in old mails would end, and suppressed addresses be written to again.",
            hint="Set each to a long random value of its own, before the first sign-up.",
            id="newsletter.W001",
        )


def shared_keys() -> list[str]:
    """The names of settings that are left at SECRET_KEY."""
    shared = []
    if settings.SECRET_KEY in settings.NEWSLETTER_LINK_KEYS:
        shared.append("NEWSLETTER_LINK_KEYS")
    if settings.NEWSLETTER_FINGERPRINT_KEY == settings.SECRET_KEY:
        shared.append("NEWSLETTER_FINGERPRINT_KEY")
    return shared


def _has_newsletters() -> bool:
    from .models import Newsletter

    try:
        return Newsletter.objects.exists()
    except DatabaseError:  # not reachable, or not migrated: other checks say so
        return False
