"""What is said to an author of the parts of a text that readers will not see."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from cms.markup.commonmark.losses import Loss

SHOWN = 8


def loss_sentences(label: str, losses: Iterable[Loss]) -> list[str]:
    """A sentence for each, with the text's label and the line; of many, the first."""
    found = list(losses)
    sentences = [
        _("{text}, line {line}: {what}").format(text=label, line=loss.line, what=_said(loss)) for loss in found[:SHOWN]
    ]
    if len(found) > SHOWN:
        sentences.append(_("{text}: more of the kind follows.").format(text=label))
    return sentences


def _said(loss: Loss) -> str:
    sentences = {
        "tag": _("{what} is left out. Readers do not see what it shows."),
        "address": _("the address “{what}” is left out: links lead to http, https, mailto and tel only."),
        "link": _("“{what}” is shown as it stands, because it cannot be read as a link."),
        "label": _("“{what}” is shown as it stands, because nothing says where it leads."),
        "note": _("the footnote {what} is left out, because the text does not refer to it."),
        "fence": _("the code that begins with {what} never ends, so all that follows is code."),
    }
    return sentences[loss.kind].format(what=loss.what)
