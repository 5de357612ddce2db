from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from cms.tokens.authentication import NotAuthenticated, checked
from cms.tokens.models import Token
from cms.tokens.preview_links import read_link
from tests.tables import table

from .makers import make_link, make_token

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[str, str]:
    """What a command says on standard output and on standard error."""
    out, err = StringIO(), StringIO()
    call_command(*arguments, stdout=out, stderr=err, no_color=True)
    return out.getvalue(), err.getvalue()


def test_a_token_is_made_and_stands_alone_on_standard_output() -> None:
    out, err = run("token", "create", "--name", "Website", "--scope", "preview", "--expires", "30d")

    token = checked(out.strip())
    assert token.name == "Website"
    assert token.expires_at
    assert "shown this once" in err
    assert out.strip() not in err


def test_a_token_acts_as_the_user_that_is_named() -> None:
    ann = User.objects.create_user("ann")
    out, _ = run("token", "create", "--name", "Website", "--user", "ann", "--scope", "read", "--scope", "preview")

    token = checked(out.splitlines()[-1])
    assert (token.user, token.scopes) == (ann, ["preview", "read"])
    ann.delete()
    token.refresh_from_db()
    assert (token.user, token.is_valid) == (None, True)


def test_the_list_shows_states_and_no_secrets() -> None:
    text = make_token()
    out, _ = run("token", "list")

    assert checked(text).shown_prefix in out
    assert "never used" in out
    assert text.split("_", 2)[2] not in out
    assert Token.objects.get().digest not in out


@pytest.mark.parametrize("whole", [True, False])
def test_a_token_is_revoked_by_what_it_begins_with(whole: bool) -> None:
    text = make_token()
    shown = text if whole else Token.objects.get().shown_prefix
    assert "Revoked" in run("token", "revoke", shown)[0]
    assert "revoked before" in run("token", "revoke", shown)[0]

    with pytest.raises(NotAuthenticated):
        checked(text)


def test_every_link_is_taken_back() -> None:
    link = make_link()
    run("token", "revoke-links")

    with pytest.raises(NotAuthenticated):
        read_link(link)


@table(
    ("arguments", "said"),
    [
        (["create", "--name", "x", "--scope", "preview", "--expires", "soon"], "no span of time"),
        (["create", "--name", " ", "--scope", "preview"], "needs a name"),
        (["create", "--name", "x", "--scope", "everything"], "invalid choice"),
        (["create", "--name", "x", "--scope", "read", "--user", "nobody"], "There is no user called nobody."),
        (["revoke", "nothing"], "No token begins with"),
        ([], "required"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run("token", *arguments)
    assert not Token.objects.exists()


def test_the_whole_token_is_in_no_error(capsys: Any) -> None:
    text = make_token()
    with pytest.raises(CommandError) as error:
        run("token", "revoke", f"x{text}")

    assert text.split("_", 2)[2] not in str(error.value)
