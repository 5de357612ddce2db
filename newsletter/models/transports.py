from django.db import models


class TransportHealth(models.Model):
    """How a mail server fares now, counted by all workers and for all that is sent through it.

    Each count is of what happened in a row: a mail that the server takes sets all of them to 0. `name` is such as
    `smtp://mail.example.org:587`: there is no user and no password in it.
    """

    name = models.CharField(max_length=300, primary_key=True)
    # The server as a whole could not be used.
    failures = models.PositiveIntegerField(default=0)
    # Since the first of these failures, or doubts.
    failing_since = models.DateTimeField(null=True)
    # Mails that it refused for good, each because of its reader, as it said.
    refusals = models.PositiveIntegerField(default=0)
    # Mails that it read and put off.
    put_offs = models.PositiveIntegerField(default=0)
    # Mails that it read, and then ended the connection without an answer.
    doubts = models.PositiveIntegerField(default=0)
    noted_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
