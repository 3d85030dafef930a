"""REST of the house's result."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from ninja import Query, Schema

from brokerdesk.core.rest import Amount, ApiRequest, Out, scope
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import InvalidInput

from ..engine import HouseLine
from ..queries.house import Wanted, house
from ..types import ResultBy
from .common import READ, brands_of, currency_of, r

MOST_DAYS = 92
_PLACES = Decimal("0.00000001")


class LineOut(Out):
    """Results under a name: clients + house + passed_on = 0."""

    name: str
    trades: int
    closed: Amount
    charges: Amount
    floating: Amount
    clients: Amount
    passed_on: Amount
    house: Amount


class HouseOut(Out):
    """The house's result from mark to mark. since null: nothing was marked in these days yet.

    unconverted: clients' amounts that no rate was found for, by currency; they are in no line.
    """

    currency: str
    since: datetime | None
    until: datetime
    lines: list[LineOut]
    unconverted: dict[str, Amount]
    unpriced: int
    oldest_at: datetime | None


class HouseQuery(Schema):
    """Days of each entity's own calendar, both included."""

    first: date
    last: date
    by: ResultBy = ResultBy.DAY
    currency: str = "USD"


def _line(line: HouseLine) -> LineOut:
    amounts = ("closed", "charges", "floating", "clients", "passed_on", "house")
    shown = {name: getattr(line, name).quantize(_PLACES) for name in amounts}
    return LineOut(name=line.name, trades=line.trades, **shown)


@r.get("/risk/house", response=HouseOut)
@scope(READ)
def get_house(request: ApiRequest, which: Query[HouseQuery]) -> HouseOut:
    """Read the house's result over days, by day, symbol, group, book, account or client."""
    if not 0 <= (which.last - which.first).days <= MOST_DAYS:
        raise InvalidInput(_("Give a first and a last day, three months at most."), field="last")
    currency = currency_of(which.currency)
    wanted = Wanted(brands_of(request), currency, which.first, which.last, which.by)
    found = house(wanted, at=now())
    return HouseOut(
        currency=currency,
        since=found.since,
        until=found.until,
        lines=[_line(line) for line in found.lines],
        unconverted={code: value.quantize(_PLACES) for code, value in found.unconverted.items()},
        unpriced=found.unpriced,
        oldest_at=found.oldest_at,
    )
