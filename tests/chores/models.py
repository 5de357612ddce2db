from django.db import models


class Chore(models.Model):
    """Something due. `seconds` is how long one takes, `fails` how often it raises before it succeeds."""

    due_at = models.DateTimeField()
    kind = models.CharField(max_length=20, default="chores")
    seconds = models.FloatField(default=0)
    fails = models.IntegerField(default=0)
    state = models.CharField(max_length=10, default="due")  # due, claimed, done
    lease = models.CharField(max_length=32, default="")
    lease_until = models.DateTimeField(null=True)
    times_begun = models.IntegerField(default=0)
    times_done = models.IntegerField(default=0)
    done_by = models.IntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
