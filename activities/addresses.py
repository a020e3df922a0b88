"""Addresses on the network: which are public, and where a name leads at this moment."""

import asyncio
import ipaddress
import socket

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv6 addresses that a gateway translates; the last four bytes are the IPv4 one (RFC 6052)."""

SERVE_MACHINES = (
    ipaddress.ip_network("192.0.0.0/24"), ipaddress.ip_network("168.63.129.16/32"),
)  # fmt: skip
"""Public by what Python knows, but a cloud's own services for the machine that asks."""


def is_public(written: str) -> bool:
    """Whether an address leads to the internet: not to this machine, its network or its cloud.

    Loopback, private, link-local, shared, multicast and reserved addresses do not (IANA's
    special-purpose registries), nor do IPv6 addresses that stand for such an IPv4 one, or for
    one in a way that a network has made its own (RFC 8215).

    Raises:
        ValueError: it is no address.

    """
    found = _meant(ipaddress.ip_address(written))
    if found.is_multicast or found.is_reserved or any(found in it for it in SERVE_MACHINES):
        return False
    return found.is_global and not getattr(found, "is_site_local", False)  # which IPv4 has not


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its address or as `localhost`."""
    try:
        return _meant(ipaddress.ip_address(host)).is_loopback
    except ValueError:
        return host == "localhost"


def is_within(host: str) -> bool:
    """Whether a host is certainly not on the internet; of a name only the resolver can tell."""
    try:
        return not is_public(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


async def resolved(host: str, port: int) -> tuple[str, ...]:
    """The addresses of a host, best first, each once.

    Raises:
        OSError: there is no such name, or nobody knows at the moment.

    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(where[0]) for *_, where in found))


def _meant(it: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, or itself."""
    if isinstance(it, ipaddress.IPv4Address):
        return it
    if it in NAT64:
        return ipaddress.IPv4Address(int(it) & 0xFFFFFFFF)
    return it.ipv4_mapped or it.sixtofour or it
