"""Mark-outs added up: what prices did after clients' trades."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from brokerdesk.core.db import read_rows
from brokerdesk.modules.clients.services.introducers import introducers

from ..engine.market import Rates
from ..engine.markouts import HORIZONS_S
from ..types import MarkOutBy
from .market import prices

ZERO = Decimal(0)
UNKNOWN: dict[str, str | None] = {str(seconds): None for seconds in HORIZONS_S}
_NAMES = {
    MarkOutBy.SYMBOL: "m.symbol",
    MarkOutBy.GROUP: 'a."group"',
    MarkOutBy.PARTNER: "a.client_id::text",
    MarkOutBy.CLIENT: "c.public_id",
    MarkOutBy.ACCOUNT: "a.public_id",
}
_PARTS = ", ".join(
    f"count(m.move_{s}), coalesce(sum(m.move_{s} / m.price * 10000), 0),"
    f" count(m.value_{s}), coalesce(sum(m.value_{s}), 0)"
    for s in HORIZONS_S
)
_SUMS = """
SELECT {name}, m.currency, count(*), {parts}
FROM risk_markout m JOIN trading_account a ON a.id = m.account_id
JOIN clients_client c ON c.id = a.client_id
WHERE m.at >= %(since)s AND m.at < %(until)s
  AND (%(brands)s::bigint[] IS NULL OR a.brand_id = ANY(%(brands)s))
GROUP BY 1, 2
"""
_MISSING = """
SELECT why.value, why.key::int, count(*)::int
FROM risk_markout m JOIN trading_account a ON a.id = m.account_id,
     LATERAL jsonb_each_text(m.missing) why
WHERE m.at >= %(since)s AND m.at < %(until)s
  AND (%(brands)s::bigint[] IS NULL OR a.brand_id = ANY(%(brands)s))
GROUP BY 1, 2 ORDER BY 1, 2
"""
_OF_ACCOUNTS = """
SELECT account_id, {parts} FROM risk_markout
WHERE account_id = ANY(%s) AND at >= %s AND at < %s GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Period:
    """Which trades: of brands' live accounts, None for all, from `since` to before `until`."""

    brand_pks: tuple[int, ...] | None
    currency: str
    by: MarkOutBy
    since: datetime
    until: datetime


@dataclass(slots=True)
class Horizon:
    """What trades gave after so many seconds. bps: of the price, each trade counting alike.

    measured: trades whose price then is known; valued: those of them that are in `value`.
    """

    seconds: int
    measured: int = 0
    bps_sum: Decimal = ZERO
    valued: int = 0
    value: Decimal = ZERO

    @property
    def bps(self) -> Decimal | None:
        """The mean move in hundredths of a percent; None where nothing is known."""
        return round(self.bps_sum / self.measured, 3) if self.measured else None


@dataclass(slots=True)
class MarkOutLine:
    """Trades under a name, with the figures of each horizon. Positive: clients gained."""

    name: str
    word: str = ""
    trades: int = 0
    horizons: tuple[Horizon, ...] = field(
        default_factory=lambda: tuple(Horizon(seconds) for seconds in HORIZONS_S)
    )

    @property
    def gained(self) -> Decimal:
        """What lines are ordered by: what clients gained within the last horizon."""
        return self.horizons[-1].value


def markouts(period: Period) -> list[MarkOutLine]:
    """Mark-outs by a name, those that cost the house most first."""
    query = _SUMS.format(name=_NAMES[period.by], parts=_PARTS)
    rows = read_rows(query, _values(period))
    names = _partners(rows) if period.by == MarkOutBy.PARTNER else {}
    rates = prices().rates
    lines: dict[str, MarkOutLine] = {}
    for name, currency, trades, *parts in rows:
        key, word = names.get(name, ("", "")) if period.by == MarkOutBy.PARTNER else (name, "")
        line = lines.setdefault(key, MarkOutLine(key, word))
        line.trades += trades
        _add(line, parts, _rate(rates, currency, period.currency))
    return sorted(lines.values(), key=lambda line: (-line.gained, line.name))


def missing(period: Period) -> list[tuple[str, int, int]]:
    """Why horizons of trades are unknown: the reason, the seconds, and how many trades."""
    return read_rows(_MISSING, _values(period))


def total(lines: Iterable[MarkOutLine]) -> MarkOutLine:
    """All lines as one."""
    found = MarkOutLine("")
    for line in lines:
        found.trades += line.trades
        for whole, part in zip(found.horizons, line.horizons, strict=True):
            whole.measured += part.measured
            whole.bps_sum += part.bps_sum
            whole.valued += part.valued
            whole.value += part.value
    return found


def sums_of(
    account_pks: list[int], since: datetime, until: datetime
) -> dict[int, dict[str, str | None]]:
    """What trades of accounts gave, in their currency, by account and seconds; None: unknown."""
    parts = ", ".join(f"sum(value_{seconds})" for seconds in HORIZONS_S)
    rows = read_rows(_OF_ACCOUNTS.format(parts=parts), [account_pks, since, until])
    return {
        account: {
            str(seconds): None if value is None else f"{value:.2f}"
            for seconds, value in zip(HORIZONS_S, values, strict=True)
        }
        for account, *values in rows
    }


def _values(period: Period) -> dict[str, Any]:
    brands = None if period.brand_pks is None else list(period.brand_pks)
    return {"brands": brands, "since": period.since, "until": period.until}


def _partners(rows: Iterable[tuple[Any, ...]]) -> dict[str, tuple[str, str]]:
    """Of each client's key in rows: who brought him."""
    found = introducers({int(row[0]) for row in rows})
    return {str(pk): (one.public_id, one.name) for pk, one in found.items()}


def _rate(rates: Rates, source: str, target: str) -> Decimal | None:
    found = rates.find(source, target)
    return found.rate if found else None


def _add(line: MarkOutLine, parts: list[Any], rate: Decimal | None) -> None:
    """Add one currency's sums: measured, bps, valued and value of each horizon."""
    for place, horizon in enumerate(line.horizons):
        measured, bps, valued, value = parts[4 * place : 4 * place + 4]
        horizon.measured += measured
        horizon.bps_sum += bps
        if rate is not None:
            horizon.valued += valued
            horizon.value += round(value * rate, 8)
