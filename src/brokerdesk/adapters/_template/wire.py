"""Messages exactly as they cross the wire: one JSON object per line, UTF-8.

request  {"id": 7, "do": "balance.change", …}
answer   {"id": 7, "code": "ok", "text": "…", "data": …}
Money is a decimal string in major units, volume a decimal string in lots, time UTC milliseconds.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from .errors import BadAnswer

SECRET = frozenset({"password", "master", "investor"})
MAX_LINE = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer."""

    id: int
    code: str
    text: str
    data: Any


def request_line(number: int, do: str, fields: Mapping[str, object]) -> bytes:
    """Encode a request."""
    return json.dumps({"id": number, "do": do, **fields}).encode() + b"\n"


def parse_answer(line: bytes) -> Answer:
    """Decode an answer.

    Raises:
        BadAnswer: not a JSON object with an id and a code.
    """
    try:
        found = json.loads(line)
        return Answer(
            int(found["id"]), str(found["code"]), str(found.get("text", "")), found.get("data")
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadAnswer(Marked(_("an answer is not what it should be"))) from None


def masked(fields: Mapping[str, object]) -> dict[str, object]:
    """A request's fields for the log, without secrets."""
    return {name: "***" if name in SECRET else value for name, value in fields.items()}
