import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.unsubscribe_tokens import LENGTH, Forged, read_unsubscribe_token, unsubscribe_token
from tests.tables import table

URL_SAFE = string.ascii_letters + string.digits + "-_"


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**63 - 1))
def test_a_token_says_which_reader_of_which_newsletter(newsletter: int, subscriber: int) -> None:
    token = unsubscribe_token(newsletter, subscriber)

    assert len(token) == LENGTH
    assert set(token) <= set(URL_SAFE)
    assert read_unsubscribe_token(token) == (newsletter, subscriber)


@given(st.integers(0, LENGTH - 1), st.sampled_from(URL_SAFE))
def test_a_token_with_another_character_is_forged(position: int, character: str) -> None:
    token = unsubscribe_token(1, 2)
    changed = token[:position] + character + token[position + 1 :]
    if changed != token:
        with pytest.raises(Forged):
            read_unsubscribe_token(changed)


@table("text", ["", "a", "=" * LENGTH, "é" * LENGTH, "a" * 10_000, unsubscribe_token(1, 2) + "="])
def test_what_is_no_token_is_forged(text: str) -> None:
    with pytest.raises(Forged):
        read_unsubscribe_token(text)


def test_a_token_that_was_cut_or_padded_is_forged() -> None:
    token = unsubscribe_token(1, 2)
    for changed in (token[:-1], f" {token[1:]}", f"{token}\n"):
        with pytest.raises(Forged):
            read_unsubscribe_token(changed)


def test_an_old_key_is_believed_while_it_is_listed_and_signs_no_more(settings: Any) -> None:
    settings.NEWSLETTER_LINK_KEYS = ["old"]
    old = unsubscribe_token(1, 2)
    settings.NEWSLETTER_LINK_KEYS = ["new", "old"]

    assert read_unsubscribe_token(old) == (1, 2)
    assert unsubscribe_token(1, 2) != old
    settings.NEWSLETTER_LINK_KEYS = ["new"]
    with pytest.raises(Forged):
        read_unsubscribe_token(old)
