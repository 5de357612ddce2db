"""Who acts: a person, or a program that acts for one with a token."""

from dataclasses import dataclass

from django.contrib.auth.models import User


@dataclass(frozen=True)
class Program:
    """A program that acts as `user`, by the token of that name."""

    user: User
    token_name: str

    def __str__(self) -> str:
        return f"{self.user} ({self.token_name})"


# None is the operator on the command line, or the worker.
By = User | Program | None


def account_of(by: By) -> User | None:
    return by.user if isinstance(by, Program) else by


def token_name_of(by: By) -> str:
    return by.token_name if isinstance(by, Program) else ""
