"""Builds programmes and histories as the command reads them, and evaluates them."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from brokerdesk.surfaces.cli.main import main

from ...engine import evaluate_files

Body = dict[str, Any]
START = datetime(2026, 3, 3, 8, tzinfo=UTC)  # a Tuesday


def rule(kind: str, /, **more: Any) -> Body:
    """One rule."""
    return {"rule": kind, **more}


def of_initial(percent: str) -> Body:
    return {"percent": percent, "of": "initial"}


def of_anchor(percent: str) -> Body:
    return {"percent": percent, "of": "anchor"}


def daily(percent: str = "5", /, **more: Any) -> Body:
    """A daily loss, of the initial balance."""
    return rule("max_daily_loss", **{"amount": of_initial(percent)} | more)


def overall(percent: str = "10", /, **more: Any) -> Body:
    """An overall loss, of the initial balance."""
    return rule("max_overall_loss", **{"amount": of_initial(percent)} | more)


def target(percent: str = "10", /, **more: Any) -> Body:
    return rule("profit_target", **{"amount": of_initial(percent)} | more)


def phase(*rules: Body, name: str = "Challenge", **more: Any) -> Body:
    return {"name": name, "rules": list(rules)} | more


def programme(*rules: Body, initial: str = "100000", **more: Any) -> Body:
    """A programme of one phase, unless `phases` says otherwise."""
    body: Body = {"name": "P", "version": "1", "currency": "USD", "initial_balance": initial}
    return body | {"phases": [phase(*rules)]} | more


def at(moment: datetime | str) -> str:
    return moment if isinstance(moment, str) else moment.isoformat()


def hour(n: int | str, day: int = 0) -> datetime:
    """An hour after the start, some days later."""
    return START + timedelta(days=day, hours=int(n))


def state(moment: datetime | str, balance: int | str, equity: int | str, **more: Any) -> Body:
    return {"at": at(moment), "type": "state", "balance": str(balance), "equity": str(equity),
            **more}  # fmt: skip


def flat(moment: datetime | str, balance: int | str) -> Body:
    """Nothing is open."""
    return state(moment, balance, balance, open_positions=0)


def opened(moment: datetime | str, position: str = "p1", **more: Any) -> Body:
    body = {"at": at(moment), "type": "position_opened", "position": position, "symbol": "EURUSD"}
    return body | {"lots": "1"} | more


def closed(moment: datetime | str, profit: int | str, position: str = "p1", **more: Any) -> Body:
    body = {"at": at(moment), "type": "position_closed", "position": position}
    return body | {"profit": str(profit)} | more


def withdrawal(moment: datetime | str, amount: int | str) -> Body:
    return {"at": at(moment), "type": "withdrawal", "amount": str(amount)}


def deposit(moment: datetime | str, amount: int | str) -> Body:
    return {"at": at(moment), "type": "deposit", "amount": str(amount)}


def news(moment: datetime | str, **more: Any) -> Body:
    return {"at": at(moment), "type": "news", **more}


def tick(moment: datetime | str) -> Body:
    return {"at": at(moment), "type": "clock"}


def trade(day: int, profit: int | str, n: int = 1) -> list[Body]:
    """A position opened and closed on the n-th trade of a day."""
    name = f"d{day}n{n}"
    return [opened(hour(n, day), name), closed(hour(n, day), profit, name)]


def days(*results: int | str) -> list[Body]:
    """One trade a day."""
    return [event for day, result in enumerate(results) for event in trade(day, result)]


def text(body: Body) -> bytes:
    return json.dumps(body).encode()


def lines(events: Sequence[Body]) -> bytes:
    return "".join(json.dumps(event) + "\n" for event in events).encode()


def result(body: Body, *events: Body) -> list[Body]:
    """All lines that are printed; the account starts at START unless the programme says."""
    printed = evaluate_files(text({"started_at": at(START)} | body), lines(events))
    return [json.loads(line) for line in printed.splitlines()]


def final(body: Body, *events: Body) -> Body:
    """Where the account stands."""
    return result(body, *events)[-1]


def said(kind: str, body: Body, *events: Body) -> list[Body]:
    """The lines of a kind."""
    return [line for line in result(body, *events) if line["type"] == kind]


def floors(body: Body, *events: Body) -> list[str]:
    """The overall floor after each event."""
    return [final(body, *events[:n])["overall_floor"] for n in range(1, len(events) + 1)]


def run(body: Body | bytes, events: Sequence[Body] | bytes) -> int:
    """Run the command; give its exit status."""
    with TemporaryDirectory() as folder:
        first, second = Path(folder) / "PROGRAMME.json", Path(folder) / "EVENTS.jsonl"
        first.write_bytes(body if isinstance(body, bytes) else text(body))
        second.write_bytes(events if isinstance(events, bytes) else lines(events))
        return main(["prop", "evaluate", str(first), str(second)])


def in_order(found: Sequence[Body]) -> bool:
    return all(one["at"] <= other["at"] for one, other in pairwise(found))
