"""Small cases written out: one phase of 100,000 from Monday 2026-03-02 08:00 UTC on."""

from datetime import UTC, datetime, timedelta
from typing import Any

from .reading import Row

START = datetime(2026, 3, 2, 8, tzinfo=UTC)


def at(hours: float = 0) -> str:
    """Write the instant so many hours after the start."""
    return (START + timedelta(hours=hours)).isoformat().replace("+00:00", "Z")


def programme(*rules: Row, initial: str = "100000", **changes: Any) -> Row:
    """Write a programme of one phase."""
    return {
        "name": "Small",
        "version": "1",
        "currency": "USD",
        "initial_balance": initial,
        "started_at": at(),
        "phases": [{"name": "Challenge", "rules": [*rules]}],
        **changes,
    }


def percent(number: str, of: str = "initial") -> Row:
    """Write an amount in percent."""
    return {"percent": number, "of": of}


def money(number: str) -> Row:
    """Write an amount in money."""
    return {"money": number}


def daily(amount: Row, **changes: str) -> Row:
    """Write a daily loss rule."""
    return {"rule": "max_daily_loss", "amount": amount, **changes}


def overall(amount: Row, lock: str | None = None, **changes: str) -> Row:
    """Write an overall loss rule."""
    rule: Row = {"rule": "max_overall_loss", "amount": amount, **changes}
    return rule if lock is None else {**rule, "lock": {"floor_at": lock}}


def target(amount: Row, **changes: Any) -> Row:
    """Write a profit target."""
    return {"rule": "profit_target", "amount": amount, **changes}


def rule(name: str, **values: Any) -> Row:
    """Write any other rule."""
    return {"rule": name, **values}


def state(hours: float, balance: str, equity: str | None = None, count: int | None = None) -> Row:
    """Write a state of the account, flat when the equity is left out."""
    row: Row = {"at": at(hours), "type": "state", "balance": balance}
    row["equity"] = balance if equity is None else equity
    if count is not None:
        row["open_positions"] = count
    return row


def opened(hours: float, position: str = "p1", lots: str = "1", symbol: str = "EURUSD") -> Row:
    """Write an open."""
    row = {"at": at(hours), "type": "position_opened", "position": position}
    return {**row, "symbol": symbol, "lots": lots}


def closed(hours: float, profit: str, position: str = "p1", **costs: str) -> Row:
    """Write a close."""
    row = {"at": at(hours), "type": "position_closed", "position": position}
    return {**row, "profit": profit, **costs}


def paid_out(hours: float, amount: str) -> Row:
    """Write a withdrawal."""
    return {"at": at(hours), "type": "withdrawal", "amount": amount}


def paid_in(hours: float, amount: str) -> Row:
    """Write a deposit."""
    return {"at": at(hours), "type": "deposit", "amount": amount}


def clock(hours: float) -> Row:
    """Write that nothing happened."""
    return {"at": at(hours), "type": "clock"}


def news(hours: float, **values: Any) -> Row:
    """Write a release of news."""
    return {"at": at(hours), "type": "news", **values}
