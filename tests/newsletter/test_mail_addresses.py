import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.mail_addresses import InvalidAddress, masked, parse_address
from tests.tables import table


@table(
    ("typed", "email", "key"),
    [
        ("Reader@Example.org", "Reader@example.org", "reader@example.org"),
        ("  a.b+c@example.org ", "a.b+c@example.org", "a.b+c@example.org"),
        ("jörg@bücher.example", "jörg@bücher.example", "jörg@xn--bcher-kva.example"),
        ("x@XN--BCHER-KVA.example", "x@bücher.example", "x@xn--bcher-kva.example"),
        ("o'neil@example.org", "o'neil@example.org", "o'neil@example.org"),
    ],
)
def test_an_address_is_kept_as_typed_and_known_by_its_key(typed: str, email: str, key: str) -> None:
    address = parse_address(typed)

    assert (address.email, address.key) == (email, key)
    assert address.fingerprint == parse_address(email.upper() if email.isascii() else email).fingerprint


@table(
    "typed",
    [
        "",
        "a",
        "a@",
        "@example.org",
        "a@@example.org",
        "a@b@example.org",
        "a b@example.org",
        "a@example",
        "a@[127.0.0.1]",
        '"a b"@example.org',
        ".a@example.org",
        "a..b@example.org",
        "a@-example.org",
        "a@example..org",
        "a@example.org\r\nBcc: b@example.org",
        "a@exam\nple.org",
        "a\x00@example.org",
        "Name <a@example.org>",
        "a@example.org, b@example.org",
        "a" * 65 + "@example.org",
        "a@" + "b" * 310 + ".example",
        "a" * 10_000,
    ],
)
def test_what_is_no_address_is_refused_in_words(typed: str) -> None:
    with pytest.raises(InvalidAddress, match=r"\w"):
        parse_address(typed)


@given(st.text(max_size=340))
def test_whatever_is_typed_ends_as_one_line_or_is_refused(typed: str) -> None:
    try:
        email = parse_address(typed).email
    except InvalidAddress:
        return
    assert email.isprintable()
    assert email.count("@") == 1


def test_a_masked_address_is_known_to_its_owner_only() -> None:
    assert masked("reader@mail.example.org") == "r•••@m•••.org"
