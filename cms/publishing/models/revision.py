from django.conf import settings
from django.db import models
from django.utils import timezone


class Revision(models.Model):
    """An entry captured: its fields, its inline rows and its references, as JSON text.

    `shape` is the number of the layout that `source` was captured in; `sources.lift` brings it up to date.
    """

    id = models.BigAutoField(primary_key=True)
    type = models.CharField(max_length=40)
    entry_id = models.UUIDField()
    number = models.PositiveIntegerField()
    shape = models.PositiveIntegerField()
    source = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The token of the program that made it, acting as `created_by`.
    token_name = models.CharField(max_length=100, blank=True, default="")
    comment = models.CharField(max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["entry_id", "number"], name="revision_number")]

    def __str__(self) -> str:
        return f"{self.type} {self.entry_id} revision {self.number}"


class EntryRecord(models.Model):
    """What the core knows of one entry apart from its intervals. One row an entry, kept when the entry is deleted.

    Its row lock orders everything done to one entry, and is taken before the ledger's.
    """

    entry_id = models.UUIDField(primary_key=True)
    type = models.CharField(max_length=40)
    title = models.CharField(max_length=300, blank=True)
    latest = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="+")
    # An expiry belongs to the entry and outlives replacements; every `ends_at` is derived from it.
    expires_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    # When its erasure began. It has ended when there is no latest revision any more.
    erased_at = models.DateTimeField(null=True)
    # Why the latest revision has no draft rendering, in an editor's words; empty when it has one.
    obstacle = models.CharField(max_length=500, blank=True)

    class Meta:
        default_permissions = ()
        indexes = [
            # the bin, newest first
            models.Index(fields=["deleted_at"], name="record_bin", condition=models.Q(deleted_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.title or self.entry_id}"
