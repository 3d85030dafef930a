"""What every command is made of: its parameters, its answer, the table of commands."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from streetsim.common.venue.config import Manager

from ..dealer import DealerDesk
from ..masks import normal_group
from ..records import dumps
from ..retcodes import Refusal, Retcode, text
from ..wire import render_command
from ..world import World

MAX_NUMBER = (1 << 63) - 1
# How parameters of the raw answer are called in a REST answer; the rest become its siblings.
REST_NAMES = {"TICKET": "Ticket", "TIME": "Time", "TOTAL": "total", "ID": "ID"}


class Params:
    """Parameters from the command line or query (upper-case names) and from a JSON body.

    Body keys are case-sensitive CamelCase; where both give a value the body wins.
    """

    def __init__(self, values: Mapping[str, str], body: str = "") -> None:
        self._values = values
        self.text_body = body
        self._json: Any = None

    @property
    def json(self) -> dict[str, Any]:
        """Return the JSON body, {} without one. Raises: Refusal with DATA when it is no object."""
        if self._json is None:
            self._json = self._parse()
        return dict(self._json)

    def _parse(self) -> dict[str, Any]:
        source = self.text_body.strip()
        if not source:
            return {}
        try:
            value = json.loads(source)
        except ValueError:
            raise Refusal(Retcode.DATA) from None
        if not isinstance(value, dict):
            raise Refusal(Retcode.DATA)
        return value

    def has(self, name: str, *keys: str) -> bool:
        """Tell whether a value was given, even an empty one."""
        return any(key in self.json for key in keys) or name in self._values

    def text(self, name: str, *keys: str, default: str = "") -> str:
        """Return a value as text. Raises: Refusal with DATA for a nested value."""
        for key in keys:
            if key in self.json:
                value = self.json[key]
                if isinstance(value, dict | list):
                    raise Refusal(Retcode.DATA)
                return "" if value is None else str(value)
        return self._values.get(name, default)

    def group(self, name: str = "GROUP", *keys: str) -> str:
        return normal_group(self.text(name, *keys))

    def integer(self, name: str, *keys: str, default: int | None = None) -> int:
        """Return a whole number. Raises: Refusal with PARAMS."""
        given = self.text(name, *keys).strip()
        if not given:
            if default is None:
                raise Refusal(Retcode.PARAMS)
            return default
        try:
            value = int(given)
        except ValueError:
            raise Refusal(Retcode.PARAMS) from None
        if abs(value) > MAX_NUMBER:
            raise Refusal(Retcode.PARAMS)
        return value

    def decimal(self, name: str, *keys: str, default: Decimal | None = None) -> Decimal:
        """Return a finite decimal. Raises: Refusal with PARAMS."""
        given = self.text(name, *keys).strip()
        if not given and default is not None:
            return default
        try:
            value = Decimal(given)
        except InvalidOperation:
            raise Refusal(Retcode.PARAMS) from None
        if not value.is_finite() or abs(value) > Decimal(10) ** 18:
            raise Refusal(Retcode.PARAMS)
        return value

    def numbers(self, name: str, *keys: str) -> list[int]:
        """Return a comma list of whole numbers."""
        try:
            return [int(part) for part in self.text(name, *keys).split(",") if part.strip()]
        except ValueError:
            raise Refusal(Retcode.PARAMS) from None


@dataclass(slots=True)
class Answer:
    """What a command answers: line parameters, JSON text, a code; `close` ends the session."""

    params: dict[str, str] = field(default_factory=dict)
    json: str | None = None
    code: int = Retcode.OK
    close: bool = False

    def raw(self, name: str, *, raw_backslashes: bool) -> str:
        """Render the answer of the raw protocol."""
        return render_command(
            name, {"RETCODE": text(self.code), **self.params}, self._json_text(raw_backslashes)
        )

    def rest(self, *, raw_backslashes: bool) -> str:
        """Render the answer of the REST form."""
        inner = {REST_NAMES[key]: val for key, val in self.params.items() if key in REST_NAMES}
        others = {key.lower(): val for key, val in self.params.items() if key not in REST_NAMES}
        members = [f'"retcode":{dumps(text(self.code))}']
        members += [f'"{key}":{dumps(value)}' for key, value in others.items()]
        if self.json is not None:
            members.append(f'"answer":{self._json_text(raw_backslashes)}')
        elif inner:
            members.append(f'"answer":{dumps(inner)}')
        return "{" + ",".join(members) + "}"

    def _json_text(self, raw_backslashes: bool) -> str:
        source = self.json or ""
        return source.replace("\\\\", "\\") if raw_backslashes else source


@dataclass(slots=True)
class Call:
    """One command under way, with who asks and over which connection's dealer desk."""

    name: str
    world: World
    params: Params
    manager: Manager
    desk: DealerDesk


Handler = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Entry:
    """A command in the table; `right` is the manager right that it needs."""

    name: str
    handler: Handler
    right: int | None


COMMANDS: dict[str, Entry] = {}
PATHS: dict[str, str] = {}


def command(name: str, *paths: str, right: int | None = None) -> Callable[[Handler], Handler]:
    """Register a handler under its raw name and its REST paths (below /api/)."""

    def register(handler: Handler) -> Handler:
        COMMANDS[name] = Entry(name, handler, right)
        for path in paths:
            PATHS[f"/api/{path}"] = name
        return handler

    return register


def rows(texts: Sequence[str]) -> Answer:
    """Answer with a JSON array of already rendered records."""
    return Answer(json=f"[{','.join(texts)}]")


def record(value: object) -> Answer:
    """Answer with one JSON record."""
    return Answer(json=dumps(value))


def execute(call: Call) -> Answer:
    """Run a command; refusals become answers with their code."""
    entry = COMMANDS.get(call.name)
    if entry is None:
        return Answer(code=Retcode.NOT_SUPPORTED)
    if entry.right is not None and entry.right not in call.manager.rights:
        return Answer(code=Retcode.PERMISSIONS)
    try:
        return entry.handler(call)
    except Refusal as refusal:
        return Answer(code=refusal.code)
    except ArithmeticError:
        # Numbers too large to compute with; what was begun is rolled back.
        call.world.load()
        return Answer(code=Retcode.PARAMS)
