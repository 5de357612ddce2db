from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy


class Token(models.Model):
    """An API token. Its secret is known to whoever was shown it, and to nobody here."""

    name = models.CharField(
        gettext_lazy("name"),
        max_length=100,
        help_text=gettext_lazy("Who or what uses it, such as “Preview server of the website”."),
    )
    prefix = models.CharField(gettext_lazy("begins with"), max_length=8, unique=True, editable=False)
    # SHA-256 of the secret in hex. Not a slow hash: 256 random bits cannot be guessed, however fast the hash.
    digest = models.CharField(max_length=64, editable=False)
    scopes: Any = models.JSONField(default=list)
    # As whom it acts, within what that person may do. Without one it can read, and nothing else.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=gettext_lazy("acts as"),
    )
    created_at = models.DateTimeField(gettext_lazy("created"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField(gettext_lazy("expires"), null=True, blank=True)
    last_used_at = models.DateTimeField(gettext_lazy("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField("revoked", null=True, editable=False)

    class Meta:
        # It is made and revoked, and nothing else: what a token may do never changes, and its traces stay.
        verbose_name_plural = gettext_lazy("tokens")
        default_permissions = ("view", "add", "revoke")
        ordering = ("-created_at", "-id")
        verbose_name = gettext_lazy("API token")

    def __str__(self) -> str:
        return f"{self.name} ({self.shown_prefix}…)"

    @property
    def shown_prefix(self) -> str:
        """What may stand in logs and lists."""
        return f"cms_{self.prefix}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def is_valid(self) -> bool:
        return self.revoked_at is None and not self.is_expired

    @property
    def state(self) -> str:
        return "revoked" if self.revoked_at else "expired" if self.is_expired else "valid"


class LinkEpoch(models.Model):
    """One row at most: links that carry another number than this are good no longer. Without the row it is 0."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveIntegerField(gettext_lazy("number"), default=0)

    class Meta:
        verbose_name = gettext_lazy("link epoch")
        verbose_name_plural = gettext_lazy("link epochs")
        default_permissions = ()
        constraints = [models.CheckConstraint(name="link_epoch_is_one_row", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return str(self.number)


class HandedOutPermission(models.Model):
    """That a group was once given a permission after `migrate`, so that it is not given it again when an administrator
    has taken it away. Both are kept as names: groups and permissions come and go."""

    group = models.CharField(max_length=150)
    permission = models.CharField(max_length=255)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["group", "permission"], name="permission_handed_out_once")]

    def __str__(self) -> str:
        return f"{self.group}: {self.permission}"
