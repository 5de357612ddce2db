from datetime import timedelta

import pytest
from django.utils import timezone

from cms.tokens.issuing import after, digest_of, issue, revoke
from cms.tokens.models import Token
from tests.tables import table

pytestmark = pytest.mark.django_db


def test_what_is_kept_of_a_token_does_not_give_it_away() -> None:
    issued = issue(name="Website", scopes=["preview"])
    begins, prefix, secret = issued.text.split("_", 2)

    row = Token.objects.values().get()
    assert (begins, prefix) == ("cms", issued.token.prefix)
    assert len(secret) == 43  # 256 bits
    assert secret not in str(row)
    assert row["digest"] == digest_of(secret)
    assert secret not in f"{issued!r} {issued.token}"


def test_two_tokens_have_nothing_in_common() -> None:
    one, other = (issue(name="Website", scopes=["preview"]).text.split("_", 2) for _ in range(2))

    assert one[1] != other[1]
    assert one[2] != other[2]


@table(
    ("name", "scopes", "said"),
    [
        ("Website", ["preview", "writ"], "There is no scope “writ”"),
        ("Website", [], "at least one scope"),
        ("  ", ["preview"], "needs a name"),
    ],
)
def test_a_token_without_a_name_or_for_nothing_is_not_made(name: str, scopes: list[str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        issue(name=name, scopes=scopes)

    assert not Token.objects.exists()


def test_revoking_twice_keeps_the_first_moment() -> None:
    token = issue(name="Website", scopes=["preview"]).token

    assert revoke(token)
    token.refresh_from_db()
    first = token.revoked_at
    assert not revoke(token)
    token.refresh_from_db()
    assert token.revoked_at == first


@table(("span", "hours"), [("12h", 12), ("30d", 720), ("4w", 672)])
def test_a_span_lies_ahead(span: str, hours: int) -> None:
    assert abs(after(span) - timezone.now() - timedelta(hours=hours)) < timedelta(seconds=5)


@table("span", ["", "30", "d", "0d", "-1d", "1.5d", "99999d", "1y", "30d30d", "٣d"])
def test_a_span_that_is_none_is_refused_in_words(span: str) -> None:
    with pytest.raises(ValueError, match="no span of time"):
        after(span)
