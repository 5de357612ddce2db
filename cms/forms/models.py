from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


class FormBuffer(models.Model):
    """What one editor has typed into one form and not saved yet. Nobody else ever reads it.

    `subject` names what the form is about: "articles.article:" and the primary key, or "new". `base` is the token of
    the page that it was typed into, `fields` the (name, value) pairs that a browser would send.
    """

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=120)
    base = models.TextField(blank=True)
    fields: Any = models.JSONField(default=list)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["account", "subject"], name="form_buffer_once")]
        indexes = [
            # who else types into a form
            models.Index(fields=["subject", "saved_at"], name="form_buffer_subject"),
            # what is old enough to go
            models.Index(fields=["saved_at"], name="form_buffer_age"),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.subject}"
