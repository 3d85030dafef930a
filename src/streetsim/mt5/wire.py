"""Framing and command text of the raw MT5 Web API."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

PREFIX = b"MT5WEBAPI"
HEADER = 9
MAX_PART = 0xFFFF
# Parts are cut on an even byte, so that no UTF-16 unit is split.
CUT = 0xFFFE
_HEADER = re.compile(rb"[0-9a-fA-F]{9}")


class WireError(Exception):
    """Bytes that are no packet, or a text that is no command."""


@dataclass(frozen=True, slots=True)
class Header:
    """A packet header: body length in bytes, serial, whether the message continues."""

    length: int
    serial: int
    more: bool


def parse_header(data: bytes) -> Header:
    """Parse the 9 bytes LLLL KKKK F, hex digits of either case."""
    if not _HEADER.fullmatch(data):
        raise WireError("not a packet header")
    return Header(int(data[:4], 16), int(data[4:8], 16), bool(int(data[8:], 16) & 1))


def header(length: int, serial: int, *, more: bool) -> bytes:
    """Render a packet header."""
    return b"%04x%04x%d" % (length, serial, more)


def parts(body: bytes) -> Iterator[tuple[bytes, bool]]:
    """Cut a message into bodies of packets, each with whether another follows."""
    for start in range(0, max(len(body), 1), CUT):
        yield body[start : start + CUT], start + CUT < len(body)


def escape(value: str) -> str:
    """Put a backslash before the characters that end a parameter."""
    return re.sub(r"[\\=|\n]", lambda found: "\\" + found[0], value)


def unescape(value: str) -> str:
    """Undo `escape`; a backslash before any other character is data."""
    return re.sub(r"\\([\\=|\n])", r"\1", value)


@dataclass(slots=True)
class Command:
    """A command as received: name, parameters by upper-case name, text after the first line."""

    name: str
    params: dict[str, str] = field(default_factory=dict)
    body: str = ""


def parse_command(text: str) -> Command:
    """Parse COMMAND|NAME=value|...CRLF[body]; a missing last '|' or CRLF is accepted."""
    head, body = _split_head(text)
    fields = _split_fields(head)
    command = Command(fields[0].strip().upper(), body=body)
    for item in fields[1:]:
        name, found, value = item.partition("=")
        if found:
            command.params[name.strip().upper()] = unescape(value)
    return command


def _split_head(text: str) -> tuple[str, str]:
    end = text.find("\n")
    while end > 0 and text[end - 1] == "\\":
        end = text.find("\n", end + 1)
    if end < 0:
        return text.rstrip("\r"), ""
    return text[:end].removesuffix("\r"), text[end + 1 :]


def _split_fields(head: str) -> list[str]:
    fields, start, index = [], 0, 0
    while index < len(head):
        if head[index] == "\\" and head[index + 1 : index + 2] in ("\\", "=", "|", "\n"):
            index += 1
        elif head[index] == "|":
            fields.append(head[start:index])
            start = index + 1
        index += 1
    return [*fields, head[start:]]


def render_command(name: str, params: Mapping[str, str], body: str = "") -> str:
    """Render a request or an answer; the line always ends with '|' and CRLF."""
    pairs = "".join(f"{key}={escape(value)}|" for key, value in params.items())
    return f"{name}|{pairs}\r\n{body}"
