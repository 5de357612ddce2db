from django.db import models


class Ledger(models.Model):
    """One row: the lock that orders all that changes what the public sees, and the number of the last such change."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    head = models.BigIntegerField(default=0)
    head_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(name="ledger_has_one_row", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return str(self.head)


class Change(models.Model):
    """Something that the public sees change at `effective_at`. Those to come are derived from the entry's intervals
    after every verb; those that have happened never change.

    `previous_slug` is the one before, where the slug changed; `recorded_at` the moment of the turn that logged it.
    With a `referrer_id`, the entry is one that is public only where something refers to it, and what it may have begun
    or ceased to be public with is that entry: whether it did is seen in the publications.
    """

    class Action(models.TextChoices):
        PUBLISHED = "published"
        UPDATED = "updated"
        RETRACTED = "retracted"

    id = models.BigAutoField(primary_key=True)
    head = models.BigIntegerField()
    effective_at = models.DateTimeField()
    type = models.CharField(max_length=40)
    entry_id = models.UUIDField()
    action = models.CharField(max_length=10, choices=Action)
    slug = models.CharField(max_length=120)
    # db_default, so that the release before this one can write rows
    previous_slug = models.CharField(max_length=120, blank=True, default="", db_default="")
    recorded_at = models.DateTimeField(null=True)
    referrer_id = models.UUIDField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [
            # the boundary of the content version, and the log in order
            models.Index(fields=["effective_at", "id"], name="change_effective"),
            # an entry's changes to come, derived again after every verb
            models.Index(fields=["entry_id", "effective_at"], name="change_entry"),
            # the same of those that it is the referrer of
            models.Index(
                fields=["referrer_id", "effective_at"],
                name="change_referrer",
                condition=models.Q(referrer_id__isnull=False),
            ),
            # what a follower of the log has not been given yet
            models.Index(fields=["head", "id"], name="change_head"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.type} {self.slug}"
