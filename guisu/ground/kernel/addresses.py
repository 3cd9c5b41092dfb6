"""Whose request it is, where reverse proxies stand in front.

`X-Forwarded-For` is what anybody may write. Each proxy adds, at its right end, the address that it
was asked from; so only what trusted proxies wrote is read, from the right, and nothing else.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
# A household or a company has a whole one: its addresses count as one where failures are counted.
HOME_BITS = 64
MOST_HOPS = 100


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies that are believed: so many, on networks of one's own; or those of `networks`."""

    hops: int = 0
    networks: tuple[Network, ...] = ()

    @classmethod
    def told(cls, text: str) -> "Proxies":
        """`2`, or `10.0.0.0/8, 203.0.113.7`. Raises ValueError."""
        words = text.replace(",", " ").split()
        if len(words) == 1 and words[0].isascii() and words[0].isdecimal():
            hops = int(words[0]) if len(words[0]) <= len(str(MOST_HOPS)) else MOST_HOPS + 1
            if hops > MOST_HOPS:
                raise ValueError(text)
            return cls(hops=hops)
        return cls(networks=tuple(ip_network(word) for word in words))

    def __bool__(self) -> bool:
        return bool(self.hops or self.networks)

    def client(self, peer: str, forwarded: str) -> str:
        """The address that the outermost trusted proxy was asked from; `peer` where there is none.

        Empty where `peer` is no address. What is not an address ends the reading, as does the end.
        """
        asked = _read(peer)
        told = forwarded.split(",") if forwarded else []
        passed = 0
        while told and asked is not None and self._trusts(asked, passed):
            before = _read(told.pop())
            if before is None:
                break
            asked, passed = before, passed + 1
        return "" if asked is None else str(asked)

    def _trusts(self, asked: Address, passed: int) -> bool:
        if self.networks:
            return any(asked in network for network in self.networks)
        # Whoever comes from the internet straight to our port is no proxy of the house.
        return passed < self.hops and (passed > 0 or not asked.is_global)


def counted(address: str) -> str:
    """What failures of `address` are counted under: itself, or its network of 64 bits."""
    read = _read(address)
    if not isinstance(read, IPv6Address):
        return "" if read is None else str(read)
    return str(ip_network((read, HOME_BITS), strict=False).network_address)


def _read(text: str) -> Address | None:
    """One address, with or without a port; IPv4 in the clothes of IPv6 is IPv4."""
    host = text.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    if "%" in host:
        return None
    try:
        read = ip_address(host)
    except ValueError:
        return None
    return getattr(read, "ipv4_mapped", None) or read
