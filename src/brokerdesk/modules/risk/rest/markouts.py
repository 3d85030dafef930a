"""REST of mark-outs."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from ninja import Query, Schema

from brokerdesk.core.rest import Amount, ApiRequest, Out, scope
from brokerdesk.kit.errors import InvalidInput

from ..queries.markouts import Horizon, MarkOutLine, Period, markouts, missing
from ..types import MarkOutBy
from .common import READ, brands_of, currency_of, r

MOST = timedelta(days=46)
_PLACES = Decimal("0.00000001")


class HorizonOut(Out):
    """So many seconds after the trades. bps: the mean move in the traders' favour, of the price.

    measured: trades whose price then is known. value: what they gained together, of `valued`.
    """

    seconds: int
    measured: int
    bps: Amount | None
    valued: int
    value: Amount


class MarkOutOut(Out):
    """Trades under a name; word: what people call a partner."""

    name: str
    word: str
    trades: int
    horizons: list[HorizonOut]


class MissingOut(Out):
    """How many trades have no price after so many seconds, and why."""

    reason: str
    seconds: int
    trades: int


class MarkOutsOut(Out):
    """Mark-outs of a time. Positive: clients gained, the house lost."""

    currency: str
    lines: list[MarkOutOut]
    missing: list[MissingOut]


class MarkOutQuery(Schema):
    """Trades from an instant to before another, at most 46 days."""

    since: datetime
    until: datetime
    by: MarkOutBy = MarkOutBy.SYMBOL
    currency: str = "USD"


def _horizon(one: Horizon) -> HorizonOut:
    return HorizonOut(
        seconds=one.seconds, measured=one.measured, bps=one.bps, valued=one.valued,
        value=one.value.quantize(_PLACES),
    )  # fmt: skip


def _line(line: MarkOutLine) -> MarkOutOut:
    return MarkOutOut(
        name=line.name, word=line.word, trades=line.trades,
        horizons=[_horizon(one) for one in line.horizons],
    )  # fmt: skip


@r.get("/risk/markouts", response=MarkOutsOut)
@scope(READ)
def get_markouts(request: ApiRequest, which: Query[MarkOutQuery]) -> MarkOutsOut:
    """Read what prices did after clients' trades, by symbol, group, partner, client or account."""
    if which.since.tzinfo is None or which.until.tzinfo is None:
        raise InvalidInput(_("Give instants with their zone."), field="since")
    if not timedelta(0) < which.until - which.since <= MOST:
        raise InvalidInput(_("Give at most 46 days, the earlier instant first."), field="until")
    currency = currency_of(which.currency)
    period = Period(brands_of(request), currency, which.by, which.since, which.until)
    return MarkOutsOut(
        currency=currency,
        lines=[_line(line) for line in markouts(period)],
        missing=[MissingOut(reason=why, seconds=s, trades=n) for why, s, n in missing(period)],
    )
