"""REST of what-ifs."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from brokerdesk.core.rest import Amount, ApiRequest, In, Out, scope

from ..queries.whatif import Side, WhatIf, what_if
from ..shocks import read_shock
from .common import READ, brands_of, currency_of, r


class WhatIfIn(In):
    """Changes in percent as decimal strings: of symbols by mask, of currencies."""

    symbols: dict[str, str] = {}
    currencies: dict[str, str] = {}
    currency: str = "USD"


class SideOut(Out):
    """All accounts before, or after."""

    floating: Amount
    equity: Amount
    owed: Amount
    house: Amount
    called: int
    stopped: int
    negative: int


class HitOut(Out):
    """An account that loses; equity in its own currency, change in that of the question."""

    account_id: str
    login: int
    currency: str
    equity_before: Amount
    equity_after: Amount
    level_after: Amount | None
    change: Amount
    stopped: bool
    negative: bool


class WhatIfOut(Out):
    """The answer: margin stays as last reported. left_out: accounts whose currency has no rate."""

    currency: str
    accounts: int
    positions: int
    unpriced: int
    left_out: int
    before: SideOut
    after: SideOut
    by_book: dict[str, Amount]
    worst: list[HitOut]
    priced_at: datetime | None
    read_at: datetime | None
    figures_at: datetime | None


@r.post("/risk/what-if", response=WhatIfOut)
@scope(READ)
def ask_what_if(request: ApiRequest, body: WhatIfIn) -> WhatIfOut:
    """Ask what changes of prices would do to clients and to the house; nothing changes."""
    currency = currency_of(body.currency)
    shock = read_shock(body.symbols, body.currencies)
    return _out(what_if(shock, brands_of(request), currency))


def _out(found: WhatIf) -> WhatIfOut:
    same = ("currency", "accounts", "positions", "unpriced", "left_out", "priced_at", "read_at",
            "figures_at")  # fmt: skip
    return WhatIfOut(
        **{name: getattr(found, name) for name in same},
        before=_side(found.before),
        after=_side(found.after),
        by_book={name: _amount(value) for name, value in found.by_book.items()},
        worst=[HitOut(**_amounts(asdict(hit))) for hit in found.worst],
    )


def _side(side: Side) -> SideOut:
    return SideOut(**_amounts(asdict(side)))


def _amounts(values: dict[str, Any]) -> dict[str, Any]:
    return {k: _amount(v) if isinstance(v, float) else v for k, v in values.items()}


def _amount(value: float) -> Decimal:
    return round(Decimal(str(value)), 2)
