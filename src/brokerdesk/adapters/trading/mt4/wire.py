"""Requests and envelopes exactly as they cross the wire."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from .errors import AnswerLost, BadAnswer, Refused

MIN_TIMEOUT_S, MAX_TIMEOUT_S = 1, 300
_STATUSES = {400: "Validation", 401: "Forbidden", 403: "Forbidden", 415: "Validation",
             422: "Validation", 429: "Busy"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer: its data, the activity that made it, and the cursor of the next page."""

    data: Any
    activity: str
    cursor: str


def body_text(fields: Mapping[str, object]) -> str:
    """Render a flat object; a Decimal becomes a number with its own digits."""
    return "{" + ",".join(f"{json.dumps(k)}:{_value(v)}" for k, v in fields.items()) + "}"


def _value(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else json.dumps(value)


def iso(server_s: int) -> str:
    """Render a server time, which the bridge writes as if the server's wall clock were UTC."""
    return datetime.fromtimestamp(server_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def deadline(timeout_s: float) -> str:
    """Say how long the bridge may take, so that it gives up before we do."""
    return str(max(MIN_TIMEOUT_S, min(MAX_TIMEOUT_S, int(timeout_s) - 1)))


def parse_json(text: str | bytes) -> Any:
    """Decode JSON; numbers with a point become Decimals.

    Raises:
        BadAnswer: it is none.
    """
    try:
        return json.loads(text, parse_float=Decimal)
    except ValueError:
        raise BadAnswer(Marked(_("the bridge answered no JSON"))) from None


def parse_answer(method: str, response: httpx.Response) -> Answer:
    """Open an envelope, whatever status it came with.

    Raises:
        Refused: it holds an error, or the status is one of a refusal.
        AnswerLost: another status without an envelope: a proxy's, or a broken bridge's.
        BadAnswer: it is no envelope.
    """
    try:
        found = parse_json(response.content)
    except BadAnswer:
        if response.is_success:
            raise
        found = None
    outcome = response.headers.get("X-Request-Outcome", "")
    if isinstance(found, dict) and isinstance(found.get("error"), dict):
        error = found["error"]
        raise Refused(
            method,
            str(error.get("code") or ""),
            str(error.get("managerCode") or ""),
            str(error.get("message") or "")[:200],
            outcome,
        )
    status = response.status_code
    if 400 <= status < 500 and status != 408:
        raise Refused(
            method,
            _STATUSES.get(status, "Validation"),
            "",
            Marked(_("HTTP %(status)s"), status=status),
            outcome,
        )
    if not response.is_success:
        raise AnswerLost(
            Marked(
                _("%(method)s: the bridge answered HTTP %(status)s"), method=method, status=status
            )
        )
    if not isinstance(found, dict) or "data" not in found:
        raise BadAnswer(
            Marked(_("%(method)s: the bridge answered without an envelope"), method=method)
        )
    meta = found.get("meta") or {}
    paging = meta.get("paging") or {}
    cursor = str(paging.get("nextCursor") or "") if paging.get("hasMore") else ""
    return Answer(found["data"], str(meta.get("activityId") or ""), cursor)
