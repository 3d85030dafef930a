"""What comes through the stream, read."""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from brokerdesk.core.events.ticks import WATCH


class Told(NamedTuple):
    """A quote as its gateway told it."""

    symbol: str
    bid: Decimal
    ask: Decimal
    at: datetime


@dataclass(frozen=True, slots=True)
class Lot:
    """One lot of one server. `positions_at`, `figures_at`: when their last reading began."""

    seq: int
    server_pk: int
    received_at: datetime
    quotes: tuple[Told, ...] = ()
    logins: tuple[int, ...] = ()
    everybody: bool = False
    settled_to: datetime | None = None
    positions_at: datetime | None = None
    figures_at: datetime | None = None
    pushed: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """A watcher's rows of some accounts have changed."""

    seq: int
    watcher: str
    account_pks: tuple[int, ...]
    received_at: datetime


def read_lot(seq: int, which: str, data: bytes) -> Lot | Changed | None:
    """Read a message of the stream; None for what no gateway of ours can have written."""
    try:
        said = json.loads(data)
        return _changed(seq, said) if which == WATCH else _lot(seq, said)
    except (ValueError, KeyError, TypeError, InvalidOperation):
        return None


def _changed(seq: int, said: dict[str, Any]) -> Changed:
    at = datetime.fromisoformat(said["received_at"])
    return Changed(seq, said["watcher"], tuple(said["accounts"]), at)


def _lot(seq: int, said: dict[str, Any]) -> Lot:
    logins = said.get("logins") or ()
    everybody = logins == "all"
    return Lot(
        seq=seq,
        server_pk=int(said["server"]),
        received_at=datetime.fromisoformat(said["received_at"]),
        quotes=tuple(_quote(*row) for row in said.get("quotes") or ()),
        logins=() if everybody else tuple(logins),
        everybody=everybody,
        settled_to=_instant(said.get("settled_to")),
        positions_at=_instant(said.get("positions_at")),
        figures_at=_instant(said.get("figures_at")),
        pushed=bool(said.get("pushed")),
    )


def _quote(symbol: str, bid: str, ask: str, at: str) -> Told:
    prices = Decimal(bid), Decimal(ask)
    if not all(price.is_finite() for price in prices):
        raise ValueError(symbol)
    return Told(symbol, *prices, datetime.fromisoformat(at))


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
