"""Packets and command texts exactly as they cross the wire.

A packet is 4 hex digits of body length in bytes, 4 of serial, 1 of flags, then the body. A body is
UTF-16LE text: `COMMAND|NAME=value|` CRLF and, with some commands, JSON.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from .errors import BadAnswer

PREFIX = b"MT5WEBAPI"
HEADER = 9
MAX_BODY = 65535
# An even number of bytes, so that no UTF-16 unit is cut in two.
PART = 65534
CONTINUED = 1
MAX_CLIENT_SERIAL = 0x3FFF
MAX_ANSWER_BYTES = 512 * 1024 * 1024

_ESCAPES = str.maketrans({"\\": "\\\\", "=": "\\=", "|": "\\|", "\n": "\\\n"})
# Secrets, and what is personal: a log holds logins and references only.
_HIDDEN = re.compile(
    r"(?i)\b(PASS\w*|\w*PASSWORD|\w*_RAND\w*|NAME|COMPANY|EMAIL|PHONE|ADDRESS|CITY|STATE|ZIPCODE)"
    r"=((?:\\.|[^|\\])*)"
)
_JSON = json.JSONDecoder(parse_float=str)
_LONE_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\[bfnrt]")
_PATHS = ("Group", "Path", "Symbol")


@dataclass(frozen=True, slots=True)
class Header:
    """A packet's header."""

    size: int
    serial: int
    continued: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its return code, upper-cased parameters and the text after the first line."""

    command: str
    code: int
    text: str
    params: Mapping[str, str]
    payload: str


def header(size: int, serial: int, *, continued: bool = False) -> bytes:
    """Encode a header in lower-case hex."""
    return b"%04x%04x%x" % (size, serial, CONTINUED if continued else 0)


def parse_header(raw: bytes) -> Header:
    """Decode a header; hex digits of either case.

    Raises:
        BadAnswer: not nine hex digits.
    """
    try:
        text = raw.decode("ascii")
        size, serial, flags = (int(text[a:b], 16) for a, b in ((0, 4), (4, 8), (8, 9)))
    except ValueError:
        raise BadAnswer(Marked(_("a packet's header is not hexadecimal"))) from None
    return Header(size, serial, bool(flags & CONTINUED))


def parts(body: bytes) -> Iterator[tuple[bytes, bool]]:
    """Cut a body into packets' bodies; yields (part, is another to follow)."""
    if len(body) <= MAX_BODY:
        yield body, False
        return
    for start in range(0, len(body), PART):
        yield body[start : start + PART], start + PART < len(body)


def escape(value: str) -> str:
    """Put a backslash before `=`, `|`, backslash and line feed, in one pass."""
    return value.translate(_ESCAPES)


def command_text(command: str, params: Mapping[str, object], body: object = None) -> str:
    """Encode a command. A body is sent as JSON with every scalar as it is."""
    fields = "".join(f"{name}={escape(str(value))}|" for name, value in params.items())
    payload = "" if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return f"{command}|{fields}\r\n{payload}"


def masked(text: str) -> str:
    """Hide secrets and personal data of a command's first line, and everything after it."""
    line, _sep, payload = text.partition("\r\n")
    return _HIDDEN.sub(r"\1=***", line) + (" …" if payload else "")


def parse_answer(body: bytes) -> Answer:
    """Decode an answer. A missing last `|` or line end is tolerated.

    Raises:
        BadAnswer: not UTF-16LE, or no return code in it.
    """
    try:
        line, _sep, payload = body.decode("utf-16-le").partition("\n")
    except UnicodeDecodeError:
        raise BadAnswer(Marked(_("an answer is not UTF-16LE text"))) from None
    command, *fields = line.rstrip("\r").split("|")
    params: dict[str, str] = {}
    for item in fields:
        name, equals, value = item.partition("=")
        if equals:
            params[name.strip().upper()] = value
    number, _sep, text = params.pop("RETCODE", "").partition(" ")
    try:
        code = int(number)
    except ValueError:
        raise BadAnswer(
            Marked(_("%(command)s: an answer without a return code"), command=command[:32])
        ) from None
    return Answer(command, code, text, params, payload)


def parse_json(text: str) -> Any:
    """Decode an answer's JSON, also when the server did not escape backslashes.

    Raises:
        BadAnswer: it is no JSON either way.
    """
    text = text.strip().strip("\0")
    if not text:
        return None
    if "\\" not in text:
        return _load(text)
    try:
        found = _JSON.decode(text)
    except json.JSONDecodeError:
        return _load_raw(text)
    if _LONE_ESCAPE.search(text) and _names_control(found):
        return _load_raw(text)
    return found


def _load(text: str) -> Any:
    try:
        return _JSON.decode(text)
    except json.JSONDecodeError as error:
        raise BadAnswer(
            Marked(_("an answer's JSON is broken at character %(pos)s"), pos=error.pos)
        ) from None


def _load_raw(text: str) -> Any:
    """Take every backslash as itself; failing that, all but those before a quote."""
    try:
        return _JSON.decode(text.replace("\\", "\\\\"))
    except json.JSONDecodeError:
        return _load(re.sub(r'\\(?!")', r"\\\\", text))


def _names_control(found: Any) -> bool:
    """Whether a group, path or symbol holds a control character: a backslash read as an escape."""
    rows = found if isinstance(found, list) else [found]
    return any(
        isinstance(row, dict)
        and any(any(ord(c) < 32 for c in str(row.get(name, ""))) for name in _PATHS)
        for row in rows
    )
