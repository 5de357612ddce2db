"""Who may do what with the newsletter: the group Newsletter editor.

It keeps newsletters and their wordings, builds and sends issues, and looks after readers: finds, unsubscribes, erases
and suppresses them. What readers agreed to can be read, and changed by nobody.
"""

from typing import Any

from django.apps import AppConfig

from cms.tokens.initial_groups import hand_out

NEWSLETTER_EDITOR = {
    "newsletter.newsletter": {"view", "add", "change"},
    "newsletter.consenttext": {"view", "add"},
    "newsletter.issue": {"view", "add", "change", "delete", "send"},
    "newsletter.issuearticle": {"view", "add", "change", "delete"},
    "newsletter.recipient": {"view"},
    "newsletter.subscriber": {"view", "erase"},
    "newsletter.subscription": {"view", "change"},
    "newsletter.suppression": {"view", "add", "delete"},
    "newsletter.consentevent": {"view"},
    "newsletter.signuprequest": {"view"},
    "newsletter.erasurerequest": {"view"},
    "newsletter.notice": {"view"},
}
GROUPS = {"Newsletter editor": NEWSLETTER_EDITOR}


def make_groups(sender: AppConfig, using: str = "default", **kwargs: Any) -> None:
    hand_out(GROUPS, using=using)
