"""Calls to addresses that outsiders chose: HTTPS, to public addresses only, no redirects."""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.utils.translation import gettext as _t

from brokerdesk.kit.errors import InvalidInput
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

TIMEOUT_S = 10.0
TOTAL_S = 20.0
MOST_CHARACTERS = 400
HTTPS_PORT = 443
_ROUTED = ipaddress.IPv6Network("2000::/3")


class CallFailed(Exception):
    """No answer came; what it says is kept for the person who chose the address."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where calls may go; tests open it to this machine."""

    public_only: bool = True
    port: int | None = HTTPS_PORT
    tls: ssl.SSLContext | None = None


OUT = Door()


def check_address(address: str, *, field: str = "url") -> None:
    """Refuse an address that cannot be called.

    Raises:
        InvalidInput: it is no HTTPS address of a public host at the usual port.
    """
    try:
        parts = urlsplit(address)
        good = (
            parts.scheme == "https"
            and bool(parts.hostname)
            and parts.username is None
            and parts.port in {None, HTTPS_PORT}
            and not parts.fragment
            and address.isascii()
            and address.isprintable()
            and " " not in address
            and len(address) <= MOST_CHARACTERS
        )
    except ValueError:
        good = False
    if not good:
        raise InvalidInput(
            _t("Give an address such as https://example.com/…, without a port."), field=field
        )
    host = str(urlsplit(address).hostname)
    if host == "localhost" or (_is_number(host) and not _is_public(host)):
        raise InvalidInput(_t("This address is not reachable from everywhere."), field=field)


def call(address: str, headers: Mapping[str, str], *, door: Door = OUT) -> int:
    """Send a GET and return the status; the answer's body is not read.

    The name is looked up once and the connection made to what was found, so that a name cannot
    lead elsewhere after it was checked.
    Raises:
        CallFailed: the name leads to no public address, or no answer came.
    """
    url = httpx.URL(address)
    if url.scheme != "https" or (door.port is not None and url.port not in {None, door.port}):
        raise CallFailed(Marked(_("the address is not HTTPS at the usual port")))
    where = _resolved(url.host, url.port or HTTPS_PORT, door)
    named = {"Host": url.netloc.decode("ascii"), "User-Agent": "BrokerDesk", **headers}
    try:
        with (
            httpx.Client(
                verify=door.tls or ssl.create_default_context(),
                timeout=TIMEOUT_S,
                trust_env=False,
                follow_redirects=False,
            ) as client,
            _limited() as trace,
            client.stream(
                "GET",
                url.copy_with(host=where),
                headers=named,
                extensions={"sni_hostname": url.host, "trace": trace},
            ) as answer,
        ):
            return answer.status_code
    except httpx.TimeoutException:
        raise CallFailed(Marked(_("no answer in time"))) from None
    except httpx.HTTPError:
        raise CallFailed(Marked(_("no connection"))) from None


@contextmanager
def _limited() -> Iterator[Any]:
    """Give what ends a connection after a time, however slowly the other side goes on writing."""
    timers: list[threading.Timer] = []

    def trace(name: str, info: Mapping[str, Any]) -> None:
        if name == "connection.start_tls.complete":
            line = info["return_value"].get_extra_info("socket")
            timers.append(threading.Timer(TOTAL_S, _hang_up, [line]))
            timers[-1].start()

    try:
        yield trace
    finally:
        for timer in timers:
            timer.cancel()


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):  # the call has just ended by itself
        line.shutdown(socket.SHUT_RDWR)


def _resolved(host: str, port: int, door: Door) -> str:
    """An address of a host; none may be private, or the name is not to be trusted."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise CallFailed(Marked(_("the host is not known"))) from None
    addresses = [str(row[4][0]) for row in found]
    if door.public_only and not all(_is_public(address) for address in addresses):
        raise CallFailed(Marked(_("the host is not public")))
    return addresses[0]


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_public(address: str) -> bool:
    """Whether an address is one of the public network."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv4Address):
        return found.is_global and not found.is_multicast
    if found not in _ROUTED or found.teredo is not None:  # others may hold a private IPv4 address
        return False
    inner = found.sixtofour
    return found.is_global if inner is None else _is_public(str(inner))
