"""Who is asking, as far as it can be believed."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from cms.api.clients import client_address, client_network, lock_parameters, read_address
from tests.tables import table

PEER = "192.0.2.1"
# As WSGI has the header, whichever way its name was written.
FORWARDED = "HTTP_X_FORWARDED_FOR"
ipv4 = st.integers(0, 2**32 - 1).map(IPv4Address)
ipv6 = st.integers(0, 2**128 - 1).map(IPv6Address).filter(lambda address: not address.ipv4_mapped)


def address_behind(forwarded: str | None, peer: str = PEER) -> str | None:
    headers: Any = {} if forwarded is None else {FORWARDED: forwarded}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=peer, **headers))


def network_behind(forwarded: str | None, peer: str = PEER) -> str | None:
    headers: Any = {} if forwarded is None else {FORWARDED: forwarded}
    return client_network(RequestFactory().get("/", REMOTE_ADDR=peer, **headers))


@table(
    ("proxies", "forwarded", "believed"),
    [
        (0, "198.51.100.7", PEER),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.5, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.5,198.51.100.7, 192.0.2.8", "198.51.100.7"),
        (2, "198.51.100.7", PEER),
        (1, None, PEER),
        (1, "", PEER),
        (1, "203.0.113.5,", PEER),
        (1, ",, ,198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.5, , 192.0.2.8", PEER),
        (1, "unknown", None),
        (1, "198.51.100.7:4001", "198.51.100.7"),
        (1, "[2001:db8::1]:4001", "2001:db8::1"),
        (1, '"[2001:db8::1]"', "2001:db8::1"),
        (1, "fe80::1%eth0", "fe80::1"),
        (1, "::ffff:198.51.100.7", "198.51.100.7"),
        (1, "[::ffff:c633:6407]:80", "198.51.100.7"),
        (1, "64:ff9b::198.51.100.7", "198.51.100.7"),
        (1, "2001:db8::1:4001:x", None),
        (1, "198.51.100.007", None),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(
    proxies: int, forwarded: str | None, believed: str | None, settings: Settings
) -> None:
    settings.PROXY_COUNT = proxies
    assert address_behind(forwarded) == believed


def test_a_header_of_one_word_cannot_be_written_in_a_second_way(settings: Settings) -> None:
    settings.PROXY_COUNT, settings.CLIENT_ADDRESS_HEADER = 1, "ClientAddress"
    spoofed: Any = {FORWARDED: "9.9.9.9", "HTTP_CLIENT_ADDRESS": "9.9.9.9", "HTTP_CLIENTADDRESS": "198.51.100.7"}
    assert client_address(RequestFactory().get("/", REMOTE_ADDR=PEER, **spoofed)) == "198.51.100.7"


@given(address=ipv4 | ipv6, port=st.integers(0, 65_535), zone=st.sampled_from(["", "%eth0", "%25en1"]))
def test_every_way_to_write_an_address_is_read_as_the_same(
    address: IPv4Address | IPv6Address, port: int, zone: str
) -> None:
    ways = [f"{address}", f" {address}\t", f'"{address}"']
    if isinstance(address, IPv4Address):
        ways += [f"{address}:{port}", f"::ffff:{address}", f"[::ffff:{address}]:{port}", f"64:ff9b::{address}"]
    else:
        ways += [f"[{address}]", f"[{address}]:{port}", f"[{address}{zone}]:{port}", f"{address}{zone}"]
        ways += [address.exploded.upper()]
    read = {read_address(way) for way in ways}
    assert len(read) == 1
    assert None not in read


@given(one=ipv4 | ipv6, other=ipv4 | ipv6, ports=st.tuples(st.integers(1, 65_535), st.integers(1, 65_535)))
def test_two_clients_are_counted_as_one_only_in_the_same_ipv6_network(
    one: IPv4Address | IPv6Address, other: IPv4Address | IPv6Address, ports: tuple[int, int]
) -> None:
    def network(address: IPv4Address | IPv6Address, port: int) -> str | None:
        return network_behind(None, f"{address}:{port}" if address.version == 4 else f"[{address}]:{port}")

    def prefix(address: IPv4Address | IPv6Address) -> object:
        read = read_address(str(address))
        assert read
        is_alone = read.version == 4 or read.is_link_local
        return ip_network((read, read.max_prefixlen if is_alone else 64), strict=False)

    assert (network(one, ports[0]) == network(other, ports[1])) == (prefix(one) == prefix(other))


@given(words=st.lists(st.text(st.characters(codec="latin-1", exclude_characters=","), min_size=1, max_size=40)))
def test_whatever_stands_in_the_header_whom_to_count_is_an_address_or_nobody(words: list[str]) -> None:
    from django.test import override_settings

    with override_settings(PROXY_COUNT=1):
        found = network_behind(",".join(words))
        assert found is not None
        assert str(ip_address(found)) == found


def test_addresses_that_cannot_be_read_are_not_one_client(settings: Settings) -> None:
    settings.PROXY_COUNT = 1
    seen = [network_behind(text, peer) for text in ("_hidden-1", "_hidden-2", "unix:") for peer in (PEER, "192.0.2.2")]
    assert len(set(seen)) == 6
    assert network_behind("_hidden-1") == seen[0]


def test_a_client_without_any_address_locks_accounts_alone() -> None:
    assert network_behind(None, "") is None
    assert lock_parameters(RequestFactory().get("/", REMOTE_ADDR="")) == ["username"]
    assert lock_parameters(RequestFactory().get("/", REMOTE_ADDR=PEER)) == ["username", "ip_address"]
