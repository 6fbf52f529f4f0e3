"""Which machines requests may go to: the list in the settings, and what an address must be.

Source: security design, 8.6 and N04-N08. `is_global` alone would not do: it is true of addresses that carry another one
inside (IPv4-mapped, 6to4, NAT64), of multicast, and of IPv6 ranges that nobody has given out.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Final, Literal

import httpx

from backend.config import SettingsError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Reason = Literal["url", "scheme", "userinfo", "host", "port", "address"]

PORTS: Final = frozenset({443, 8443})
"""The ports of an entry that names none."""
_GIVEN_OUT: Final = IPv6Network("2000::/3")  # RFC 4291: the global unicast addresses
_NAT64: Final = IPv6Network("64:ff9b::/96")
_PRIVATE: Final = tuple(
    ip_network(text)
    for text in ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
)
_ENTRY: Final = re.compile(
    r"(?P<host>[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(:(?P<port>[0-9]{1,5}))?(=(?P<network>.*))?"
)
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)


class EgressSettingsError(SettingsError):
    """The list of machines is wrong; the text says where."""


class Blocked(Exception):
    """A request that may not be made; nothing was sent. `reason` is a word for the log."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Destination:
    """One entry of the list: a machine by name, its ports, and the private networks it is in (none: it is public)."""

    host: str
    ports: frozenset[int] = PORTS
    networks: tuple[Network, ...] = ()

    def admits(self, address: Address) -> bool:
        """Whether this machine may be at that address. An entry with networks admits nothing outside of them."""
        address = unwrapped(address)
        if self.networks:
            return any(address in network for network in self.networks)
        return is_public(address)


def destinations(text: str) -> tuple[Destination, ...]:
    """The entries of PINGYI_EGRESS_ALLOW, separated by spaces or commas. Raises EgressSettingsError.

    An entry is `host`, `host:port`, or either followed by `=` and the private network (CIDR) of the machine.
    """
    return tuple(_destination(entry) for entry in text.replace(",", " ").split())


def permitted(allowed: tuple[Destination, ...], url: str) -> tuple[httpx.URL, Destination]:
    """A URL as it is to be requested, and its entry in the list. Raises Blocked."""
    try:
        target = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise Blocked("url") from None
    if target.scheme != "https":
        raise Blocked("scheme")
    if target.userinfo:
        raise Blocked("userinfo")
    host = host_of(target)
    found = [entry for entry in allowed if entry.host == host]
    if not found or is_odd(host):
        raise Blocked("host")
    port = 443 if target.port is None else target.port
    for entry in found:
        if port in entry.ports:
            return target, entry
    raise Blocked("port")


def host_of(url: httpx.URL) -> str:
    """The host as it goes over the wire: letters of ASCII, no brackets."""
    return url.raw_host.decode("ascii").lower()


def is_odd(host: str) -> bool:
    """Whether a host is a number that the system's resolver would take for an address, such as 127.1 or 0x7f000001."""
    if ":" in host or not _NUMBER.fullmatch(host.rpartition(".")[2]):
        return False
    try:
        return str(IPv4Address(host)) != host
    except ValueError:
        return True


def unwrapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, or the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def is_public(address: Address) -> bool:
    """Whether an unwrapped address is one of the public internet."""
    if isinstance(address, IPv6Address) and address not in _GIVEN_OUT:
        return False
    return address.is_global and not address.is_multicast


def _destination(entry: str) -> Destination:
    found = _ENTRY.fullmatch(entry.lower())
    if found is None or not 0 < int(found["port"] or 443) < 65536:
        raise _wrong(entry, "is not a host name or host:port")
    host = found["host"].strip("[]")
    if is_odd(host):
        raise _wrong(entry, "is a number that is no address in its usual form")
    ports = frozenset({int(found["port"])}) if found["port"] else PORTS
    return Destination(host, ports, (_private(entry, found["network"]),) if found["network"] is not None else ())


def _private(entry: str, text: str) -> Network:
    """Link-local addresses are never private ones: there the clouds keep what their machines may do."""
    try:
        network = ip_network(text)
    except ValueError:
        raise _wrong(entry, "names no network after =, such as 10.20.0.0/16") from None
    if not any(network.version == one.version and network.subnet_of(one) for one in _PRIVATE):  # type: ignore[arg-type]
        raise _wrong(entry, "names a network that is not within a private one")
    return network


def _wrong(entry: str, what: str) -> EgressSettingsError:
    return EgressSettingsError(f"PINGYI_EGRESS_ALLOW: {entry} {what}")
