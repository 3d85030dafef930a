"""REST of live exposure."""

from datetime import datetime
from decimal import Decimal

from ninja import Query, Schema

from brokerdesk.core.rest import Amount, ApiRequest, Out, scope

from ..engine import Exposure, Leg
from ..queries.exposure import currency_exposure, exposure
from ..types import By, View
from .common import READ, brands_of, currency_of, r

NARROWING = ("symbol", "group", "book", "server", "brand", "entity", "country", "client", "account")
_PLACES = Decimal("0.00000001")


class ExposureOut(Out):
    """What clients have open under a name. net > 0: clients gain when it rises; kept: the house's
    share, its sign turned. units of `unit`, where that is one thing. unpriced: positions that are
    in the lots alone. read_at and priced_at: the oldest reading and price in it.
    """

    name: str
    positions: int
    buy_lots: Amount
    sell_lots: Amount
    net_lots: Amount
    units: Amount
    unit: str
    currency: str
    gross: Amount
    net: Amount
    floating: Amount
    kept: Amount
    kept_floating: Amount
    unpriced: int
    read_at: datetime | None
    priced_at: datetime | None


class LegOut(Out):
    """What clients hold and owe of a currency or an asset by their positions; the values of all
    add up to the floating result.
    """

    asset: str
    long: Amount
    short: Amount
    net: Amount
    currency: str
    value: Amount
    kept: Amount
    read_at: datetime | None
    priced_at: datetime | None


class ExposureQuery(Schema):
    """Added up by what, in which currency, and of which positions alone."""

    by: By = By.SYMBOL
    currency: str = "USD"
    symbol: str = ""
    group: str = ""
    book: str = ""
    server: str = ""
    brand: str = ""
    entity: str = ""
    country: str = ""
    client: str = ""
    account: str = ""


def _view(request: ApiRequest, which: ExposureQuery, by: By) -> View:
    only = {name: getattr(which, name) for name in NARROWING if getattr(which, name)}
    return View(brands_of(request), currency_of(which.currency), by, only)


def _out(row: Exposure) -> ExposureOut:
    same = ("name", "positions", "unit", "currency", "unpriced", "read_at", "priced_at")
    amounts = (
        "buy_lots", "sell_lots", "net_lots", "units", "gross", "net", "floating", "kept",
        "kept_floating",
    )  # fmt: skip
    return ExposureOut(
        **{name: getattr(row, name) for name in same},
        **{name: getattr(row, name).quantize(_PLACES) for name in amounts},
    )


def _leg(row: Leg) -> LegOut:
    same = ("asset", "currency", "read_at", "priced_at")
    amounts = ("long", "short", "net", "value", "kept")
    return LegOut(
        **{name: getattr(row, name) for name in same},
        **{name: getattr(row, name).quantize(_PLACES) for name in amounts},
    )


@r.get("/risk/exposure", response=list[ExposureOut])
@scope(READ)
def get_exposure(request: ApiRequest, which: Query[ExposureQuery]) -> list[ExposureOut]:
    """Read live exposure by a name, the largest net first; by currency see `…/currencies`."""
    by = By.SYMBOL if which.by == By.CURRENCY else which.by
    return [_out(row) for row in exposure(_view(request, which, by))]


@r.get("/risk/exposure/currencies", response=list[LegOut])
@scope(READ)
def get_currency_exposure(request: ApiRequest, which: Query[ExposureQuery]) -> list[LegOut]:
    """Read what clients hold and owe of each currency, the largest value first."""
    return [_leg(row) for row in currency_exposure(_view(request, which, By.CURRENCY))]
