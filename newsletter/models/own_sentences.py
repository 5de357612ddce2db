from django.db import models
from django.utils.translation import gettext_lazy as _

from .newsletters import ONE_LINE, Newsletter


class OwnSentence(models.Model):
    """What a newsletter says in place of one of the fixed sentences (`newsletter.wording.sentences`)."""

    newsletter = models.ForeignKey(Newsletter, on_delete=models.CASCADE, related_name="own_sentences")
    key = models.CharField(_("in place of"), max_length=60)
    text = models.CharField(
        _("own words"),
        max_length=600,
        validators=[ONE_LINE],
        help_text=_("Plain text. Words in braces, such as {newsletter}, are filled in; keep those of the original."),
    )

    class Meta:
        # Who may change the newsletter may change its words.
        default_permissions = ()
        ordering = ("key",)
        verbose_name = _("own sentence")
        verbose_name_plural = _("own sentences")
        constraints = [
            models.UniqueConstraint(fields=["newsletter", "key"], name="own_sentence_is_one_a_newsletter"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
