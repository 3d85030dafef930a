"""An open trade is seen as exposure, and marked here as the platform marks it."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from typing import Any

from .browser import DemoError
from .life import Held, Life
from .market import Market
from .people import Api, wait_for
from .trader import Opened, Terminal, terminal

SYMBOL, LOTS = "EURUSD", Decimal("0.10")
CENT = Decimal("0.01")


def risk(life: Life) -> str:
    """Hold trades at prices that stand still: exposure, equity here, equity there."""
    markets = {held.platform: Market(life.house, held.platform) for held in life.held}
    try:
        for market in markets.values():
            market.hold(SYMBOL)
        opened = [_open(life, held) for held in life.held]
        said = [_one(life, held) for held in life.held]
        for held, one in zip(life.held, opened, strict=True):
            with _trading(life, held) as trader:
                held.deals += (*one.deals, *trader.shut(one).deals)
    finally:
        for market in markets.values():
            market.let_go(SYMBOL)
            market.close()
    return f"{LOTS} lots {SYMBOL} seen as exposure; equity as the platforms': " + ", ".join(said)


def _open(life: Life, held: Held) -> Opened:
    with _trading(life, held) as trader:
        return trader.open(SYMBOL, LOTS)


def _one(life: Life, held: Held) -> str:
    wait_for("the exposure", partial(_exposed, life, held))
    equity = wait_for(f"equal equity on {held.platform}", partial(_equal, life, held))
    return f"{held.platform} {equity} USD"


@contextmanager
def _trading(life: Life, held: Held) -> Iterator[Terminal]:
    """Have a terminal for a moment: a session that waits is ended by its server."""
    trader = terminal(life.house, held)
    try:
        yield trader
    finally:
        trader.close()


def _exposed(life: Life, held: Held) -> bool:
    rows: list[dict[str, Any]] = life.api.get("/risk/exposure", account=held.account_id)
    found = next((row for row in rows if row["name"] == SYMBOL), None)
    if found is None:
        return False
    if Decimal(found["net_lots"]) != LOTS:
        raise DemoError(f"the exposure is {found['net_lots']} lots, not {LOTS}")
    return True


def _equal(life: Life, held: Held) -> Decimal | None:
    """The equity, when both are as of the same prices and say the same to the cent."""
    ours = marked(life.api, held.account_id)
    if ours is None:
        return None
    theirs = Decimal(life.api.get(f"/accounts/{held.account_id}")["equity"])
    equity = Decimal(ours["equity"])
    return theirs.quantize(CENT) if abs(equity - theirs) < CENT else None


def marked(api: Api, account_id: str) -> dict[str, Any] | None:
    """An account's own value with its one position, when nothing is doubted.

    Of a server that is polled something may always have happened since its last reading.
    """
    found: dict[str, Any] | None = api.look(f"/valuation/accounts/{account_id}")
    if found is None or found["positions"] != 1:
        return None
    doubts = {seen["doubt"] for seen in found["doubts"]}
    return None if doubts - {"unsettled"} else found
