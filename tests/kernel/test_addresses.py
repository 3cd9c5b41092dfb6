"""The address of who asks: from trusted proxies, from the right, and from nobody else."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guisu.ground.kernel.addresses import Proxies, counted

addresses = st.ip_addresses().map(str)
told = st.one_of(addresses, st.text(max_size=20), st.sampled_from(["unknown", "", "1.2.3.4:99"]))


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "client"),
    [
        ("0", "198.51.100.1", "192.0.2.1", "198.51.100.1"),
        ("1", "10.0.0.1", "192.0.2.1, 198.51.100.7", "198.51.100.7"),
        ("2", "10.0.0.1", "192.0.2.1, 198.51.100.7, 203.0.113.9", "198.51.100.7"),
        ("2", "10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("1", "10.0.0.1", "", "10.0.0.1"),
        ("1", "10.0.0.1", "198.51.100.7, unknown", "10.0.0.1"),
        ("1", "8.8.8.8", "192.0.2.1", "8.8.8.8"),
        ("203.0.113.0/24", "203.0.113.4", "192.0.2.1, 198.51.100.7", "198.51.100.7"),
        ("203.0.113.0/24", "8.8.8.8", "192.0.2.1", "8.8.8.8"),
        ("203.0.113.0/24", "203.0.113.4", "192.0.2.1, 203.0.113.5", "192.0.2.1"),
        ("1", "::1", "[2001:db8::7]:443", "2001:db8::7"),
        ("1", "127.0.0.1", "198.51.100.7:5123", "198.51.100.7"),
        ("1", "::ffff:127.0.0.1", "::ffff:198.51.100.7", "198.51.100.7"),
        ("1", "", "198.51.100.7", ""),
    ],
)
def test_the_outermost_trusted_proxy_says_who_asked(
    proxies: str, peer: str, forwarded: str, client: str
) -> None:
    assert Proxies.told(proxies).client(peer, forwarded) == client


@given(forwarded=st.lists(told, max_size=6), real=addresses)
def test_whatever_a_stranger_writes_the_proxys_own_word_decides(
    forwarded: list[str], real: str
) -> None:
    written = ",".join([*forwarded, real])

    read = Proxies(hops=1).client("127.0.0.1", written)

    assert read == Proxies().client(real, "")


@given(forwarded=st.lists(told, max_size=6), peer=addresses)
def test_without_proxies_nothing_written_counts(forwarded: list[str], peer: str) -> None:
    read = Proxies().client(peer, ",".join(forwarded))

    assert read == Proxies().client(peer, "")


def test_addresses_of_one_household_count_as_one() -> None:
    assert counted("2001:db8:1:2::7") == counted("2001:db8:1:2:ffff::9") == "2001:db8:1:2::"
    assert counted("198.51.100.7") == "198.51.100.7"
    assert counted("nobody") == ""


@pytest.mark.parametrize("text", ["-1", "101", "9" * 5000, "proxy.local", "10.0.0.1/8"])
def test_what_names_no_proxies_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - as the standard library says it
        Proxies.told(text)


def test_every_address_reads_as_itself() -> None:
    for text in ("198.51.100.7", "2001:db8::7"):
        assert ip_address(Proxies().client(text, "")) == ip_address(text)
