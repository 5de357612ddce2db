"""Make, list and revoke API tokens, and take preview links back."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cms.tokens.issuing import BEGINS, after, issue, revoke
from cms.tokens.models import Token
from cms.tokens.preview_links import revoke_links
from cms.tokens.scopes import SCOPES


class Command(BaseCommand):
    help = "API tokens: make one (its text is shown this once), list them, revoke one; take back all preview links."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="create | list | revoke | revoke-links")
        create = acts.add_parser("create", help="make a token and show it")
        create.add_argument("--name", required=True, help="who or what uses it")
        create.add_argument("--user", default="", metavar="USERNAME", help="as whom it acts")
        create.add_argument("--scope", action="append", required=True, choices=list(SCOPES), help="may be given again")
        create.add_argument("--expires", default="", metavar="SPAN", help="after 12h, 30d or 4w; never, if left out")
        acts.add_parser("list", help="show all tokens, without their secrets")
        one = acts.add_parser("revoke", help="refuse a token from now on")
        one.add_argument("prefix", help=f"what it begins with, such as {BEGINS}_ab12cd34")
        acts.add_parser("revoke-links", help="refuse every preview link made so far")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, options["act"].replace("-", "_"))(**options)

    def create(self, *, name: str, user: str, scope: list[str], expires: str, **options: Any) -> None:
        owner = User.objects.filter(username=user).first() if user else None
        if user and owner is None:
            raise CommandError(f"There is no user called {user}.")
        try:
            issued = issue(name=name, scopes=scope, expires_at=after(expires) if expires else None, user=owner)
        except ValueError as wrong:
            raise CommandError(str(wrong)) from None
        # The token alone goes to standard output, so that it can be piped.
        until = f"until {_said(issued.token.expires_at)}" if issued.token.expires_at else "until it is revoked"
        self.stderr.write(f"Made “{issued.token.name}”, good {until}. It is shown this once:", ending="\n")
        self.stdout.write(issued.text)

    def list(self, **options: Any) -> None:
        for token in Token.objects.all():
            expires = f"expires {_said(token.expires_at)}" if token.expires_at else "never expires"
            used = f"last used {_said(token.last_used_at)}" if token.last_used_at else "never used"
            scopes = ",".join(token.scopes)
            self.stdout.write(f"{token.shown_prefix}  {token.state:<7}  {scopes}  {expires}, {used}  {token.name}")

    def revoke(self, *, prefix: str, **options: Any) -> None:
        token = Token.objects.filter(prefix=prefix.removeprefix(f"{BEGINS}_")[:8]).first()
        if token is None:
            raise CommandError(f"No token begins with {prefix[:12]}. See: manage.py token list")
        self.stdout.write(f"Revoked {token}." if revoke(token) else f"{token} was revoked before.")

    def revoke_links(self, **options: Any) -> None:
        revoke_links()
        self.stdout.write("Every preview link made so far is refused from now on.")


def _said(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M %Z}"
