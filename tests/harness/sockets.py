"""Tests talk to this machine only."""

import ipaddress
import sys

_WATCHED = {"socket.connect", "socket.sendto", "socket.getaddrinfo"}


class OutsideWorld(OSError):
    """A test tried to leave the machine."""


def _is_local(host: object) -> bool:
    """Say whether a host name or address is this machine."""
    if isinstance(host, bytes | bytearray):
        host = bytes(host).decode("ascii", "replace")
    if not isinstance(host, str) or host in ("", "localhost") or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback or host == "0.0.0.0"
    except ValueError:
        return False


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse, as an audit hook, what would reach another machine."""
    if event not in _WATCHED:
        return
    host: object = arguments[0]
    if event != "socket.getaddrinfo":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) and address else None
    if not _is_local(host):
        raise OutsideWorld(f"tests use loopback only, not {host!r}")


def stay_local() -> None:
    """Refuse connections to other machines from now on; it cannot be undone."""
    sys.addaudithook(_watch)
