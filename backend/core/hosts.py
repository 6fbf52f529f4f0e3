"""What a host name or address says about where a machine is."""

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """Whether an address or name means this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
