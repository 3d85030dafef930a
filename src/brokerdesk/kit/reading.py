"""Read JSON strictly: unknown, missing and wrongly typed keys are refused by name."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from .instants import fine
from .texts import Marked
from .texts import noop as _

_PLAIN = re.compile(r"(-?)[0-9]+(?:\.[0-9]+)?")
_SHORT = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,8})?")
_INSTANT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.(\d+))?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)
# What lies beside the zones on many machines, and differs by machine or is no place's time.
_NO_ZONES = frozenset({"localtime", "posixrules", "Factory"})
_MICROSECONDS = 6  # digits that a datetime keeps
_Choice = TypeVar("_Choice", bound=StrEnum)
_Got = TypeVar("_Got")


class CaseError(ValueError):
    """What was given cannot be computed; `key` names the culprit."""

    def __init__(self, key: str, fault: str, **params: object) -> None:
        super().__init__(Marked("%(key)s: %(fault)s", key=key, fault=Marked(fault, **params)))
        self.key = key


def strict_json(text: bytes | str, name: str) -> object:
    """Read JSON in which no object gives a key twice.

    Raises:
        CaseError: it is no such JSON; names `name` or the key.
    """
    try:
        return json.loads(text, object_pairs_hook=once)
    except CaseError:
        raise
    except json.JSONDecodeError as error:
        raise CaseError(name, _("line %(line)s is no JSON"), line=error.lineno) from None
    except (ValueError, RecursionError):
        raise CaseError(name, _("this is no JSON text")) from None


def once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """Make an object of JSON's pairs; refuse a key that is given twice."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    keys = [key for key, value in pairs]
    twice = next(key for n, key in enumerate(keys) if key in keys[:n])
    raise CaseError(twice, _("the key is given twice"))


def _broken(text: str) -> bool:
    """Half a surrogate pair can be written in JSON, but nothing can print it."""
    return any("\ud800" <= sign <= "\udfff" for sign in text) if not text.isascii() else False


@dataclass(frozen=True, slots=True)
class Fields:
    """One JSON object and where it stands. `short` bounds its decimals to 12 and 8 digits."""

    path: str
    body: Mapping[str, object]
    error: type[CaseError] = CaseError
    short: bool = False

    @classmethod
    def of(cls, path: str, value: object, error: type[CaseError] = CaseError) -> "Fields":
        """Take an object apart, or refuse what is none."""
        if not isinstance(value, Mapping):
            raise error(path, _("give an object"))
        return cls(path, value, error)

    def key(self, name: str) -> str:
        """Name one of its keys in full."""
        return f"{self.path}.{name}" if self.path else name

    def only(self, allowed: Iterable[str]) -> None:
        """Refuse keys that the format does not have."""
        known = allowed if isinstance(allowed, frozenset) else frozenset(allowed)
        if self.body.keys() <= known:
            return
        for name in self.body:
            if name not in known:
                raise self.error(self.key(name), _("unknown key"))

    def inner(self, name: str) -> "Fields":
        """An object below."""
        value = self.required(name)
        if not isinstance(value, Mapping):
            raise self.error(self.key(name), _("give an object"))
        return Fields(self.key(name), value, self.error, self.short)

    def items(self, name: str) -> list["Fields"]:
        """A list of objects below."""
        rows: list[Fields] = []
        for n, value in enumerate(self.listed(name)):
            if not isinstance(value, Mapping):
                raise self.error(f"{self.key(name)}[{n}]", _("give an object"))
            rows.append(Fields(f"{self.key(name)}[{n}]", value, self.error, self.short))
        return rows

    def listed(self, name: str) -> list[object]:
        """A list below."""
        value = self.required(name)
        if not isinstance(value, list):
            raise self.error(self.key(name), _("give a list"))
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings."""
        found = tuple(one for one in self.listed(name) if isinstance(one, str))
        if len(found) != len(self.listed(name)) or any(_broken(one) for one in found):
            raise self.error(self.key(name), _("give a list of texts"))
        return found

    def required(self, name: str) -> object:
        """The value of a key that must be there."""
        if name not in self.body:
            raise self.error(self.key(name), _("this key is missing"))
        return self.body[name]

    def maybe(self, name: str, read: Callable[[str], _Got]) -> _Got | None:
        """What `read` makes of a key; nothing where it is absent or null."""
        return None if self.body.get(name) is None else read(name)

    def default(self, name: str, read: Callable[[str], _Got], value: _Got) -> _Got:
        """What `read` makes of a key, or the default where it is absent."""
        return read(name) if name in self.body else value

    def text(self, name: str) -> str:
        """A string."""
        value = self.required(name)
        if not isinstance(value, str) or _broken(value):
            raise self.error(self.key(name), _("give a text"))
        return value

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self.required(name)
        if not isinstance(value, bool):
            raise self.error(self.key(name), _("give true or false"))
        return value

    def zone(self, name: str) -> ZoneInfo:
        """An IANA time zone."""
        given = self.text(name)
        try:
            if given in _NO_ZONES or given.startswith(("posix/", "right/")):
                raise KeyError(given)
            return ZoneInfo(given)
        except (KeyError, ValueError, OSError):
            raise self.error(self.key(name), _("give a time zone such as Europe/Berlin")) from None

    def whole(self, name: str) -> int:
        """An integer, not negative."""
        value = self.required(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.error(self.key(name), _("give an integer, not negative"))
        return value

    def decimal(self, name: str) -> Decimal:
        """A plain decimal string, not negative."""
        return self._decimal(name, self.required(name))

    def signed(self, name: str) -> Decimal:
        """A plain decimal string of either sign."""
        return self._decimal(name, self.required(name), signed=True)

    def decimals(self, name: str) -> tuple[Decimal, ...]:
        """A list of plain decimal strings, not negative."""
        listed = enumerate(self.listed(name))
        return tuple(self._decimal(f"{name}[{n}]", value) for n, value in listed)

    def named_decimals(self, name: str) -> tuple[tuple[str, Decimal], ...]:
        """Plain decimal strings by name, in the order given."""
        below = self.inner(name)
        return tuple((key, below.decimal(key)) for key in below.body)

    def _decimal(self, name: str, value: object, *, signed: bool = False) -> Decimal:
        pattern = _SHORT if self.short else _PLAIN
        match = pattern.fullmatch(value) if isinstance(value, str) else None
        if not isinstance(value, str) or not match or (value[0] == "-" and not signed):
            raise self.error(self.key(name), self._form(signed))
        return Decimal(value)

    def _form(self, signed: bool) -> str:
        if signed:
            return _("give a decimal string such as -3.50")
        return _("give a decimal string such as 3.50, not negative")

    def choice(self, name: str, kind: type[_Choice]) -> _Choice:
        """One of a list."""
        value = self.text(name)
        if value not in {str(one) for one in kind}:
            offered = ", ".join(str(one) for one in kind)
            raise self.error(self.key(name), _("only %(offered)s is offered"), offered=offered)
        return kind(value)

    def instant(self, name: str) -> datetime:
        """An RFC 3339 instant with zone, in UTC."""
        match = _INSTANT.fullmatch(self.text(name))
        if match is None:
            raise self.error(self.key(name), _("give an instant such as 2026-01-31T09:30:00Z"))
        fraction = match[3] or ""
        zone = "+00:00" if match[4] in "Zz" else match[4]
        try:
            if match[4] == "Z" and len(fraction) <= _MICROSECONDS:  # what histories are made of
                return datetime.fromisoformat(match[0])
            whole = f"{match[1]}T{match[2]}.{fraction[:6].ljust(6, '0')}{zone}"
            return fine(datetime.fromisoformat(whole), fraction)
        except (ValueError, OverflowError):
            raise self.error(self.key(name), _("there is no such instant")) from None
