"""The wording that readers agree to, and its versions."""

from collections.abc import Iterable

from django.db import transaction

from newsletter.models import ConsentText, Newsletter


def current_texts(newsletters: Iterable[Newsletter]) -> dict[int, ConsentText]:
    """The newest wording of each newsletter that has one, by the newsletter's id. One query."""
    texts = ConsentText.objects.filter(newsletter__in=[newsletter.pk for newsletter in newsletters])
    return {text.newsletter_id: text for text in texts.order_by("newsletter", "version")}


def current_text(newsletter: Newsletter) -> ConsentText | None:
    """One query."""
    return ConsentText.objects.filter(newsletter=newsletter).order_by("-version").first()


def set_wording(newsletter: Newsletter, text: str) -> ConsentText:
    """Make it the current wording: a new version, unless it is the same. What was agreed to before stays as it was."""
    with transaction.atomic():
        # Whoever else is changing it waits here.
        Newsletter.objects.select_for_update().get(pk=newsletter.pk)
        current = current_text(newsletter)
        if current and current.text == text:
            return current
        version = current.version + 1 if current else 1
        return ConsentText.objects.create(newsletter=newsletter, version=version, text=text)
