"""A trial's sums by partner, symbol and month, and the case that shows the most."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from decimal import Decimal
from typing import Any, Final

from brokerdesk.modules.trading.types import DealRow

from ...models import Trial, TrialSum
from ..lines import NewLine

PARTNER, SYMBOL, MONTH, ALL = "partner", "symbol", "month", "all"
DIMENSIONS: Final = (PARTNER, SYMBOL, MONTH, ALL)
_ZERO = Decimal(0)
Stands = dict[tuple[str, str], Decimal]  # by partner (none: clients' rebates) and currency


@dataclass(slots=True)
class _Sum:
    deals: int = 0
    accrued: Decimal = _ZERO
    drafted: Decimal = _ZERO
    revenue: Decimal = _ZERO


@dataclass(frozen=True, slots=True)
class Tried:
    """One deal of a trial: what stands, what the draft gives, and its revenue if it is known."""

    deal: DealRow
    stands: Stands
    lines: Sequence[NewLine]
    revenue: Decimal | None

    @property
    def drafted(self) -> Decimal:
        """All that the draft costs for the deal."""
        return sum((line.amount for line in self.lines), _ZERO)

    @property
    def direct(self) -> str:
        """The direct partner, in whose row the revenue stands."""
        return next((_id(line) for line in self.lines if line.level == 1), "")


@dataclass(slots=True)
class Sums:
    """What deals sum up to so far; amounts of the draft are in its currency."""

    currency: str
    rows: dict[tuple[str, str, str], _Sum] = field(default_factory=lambda: defaultdict(_Sum))
    worst: Tried | None = None
    deals: int = 0
    unknown: int = 0
    left_out: int = 0

    def add(self, tried: Tried) -> None:
        """Count one deal."""
        deal = tried.deal
        self.deals += 1
        month = f"{deal.occurred_at.astimezone(UTC):%Y-%m}"
        for dimension, key in ((SYMBOL, deal.symbol), (MONTH, month), (ALL, "")):
            self._add_deal(dimension, key, tried)
        self._add_partners(tried)
        if tried.revenue is None:
            self.unknown += 1
        elif self.worst is None or _above(tried) > _above(self.worst):
            self.worst = tried

    def _add_deal(self, dimension: str, key: str, tried: Tried) -> None:
        own = self.rows[dimension, key, self.currency]
        own.deals += 1
        own.drafted += tried.drafted
        own.revenue += tried.revenue or _ZERO
        for (_partner, currency), amount in tried.stands.items():
            self.rows[dimension, key, currency].accrued += amount

    def _add_partners(self, tried: Tried) -> None:
        given: dict[str, Decimal] = defaultdict(Decimal)
        for line in tried.lines:
            if line.partner is not None and not line.is_rebate:
                given[_id(line)] += line.amount
        for partner_id, amount in given.items():
            row = self.rows[PARTNER, partner_id, self.currency]
            row.deals += 1
            row.drafted += amount
        if tried.direct:
            self.rows[PARTNER, tried.direct, self.currency].revenue += tried.revenue or _ZERO
        for (partner_id, currency), amount in tried.stands.items():
            if partner_id:
                self.rows[PARTNER, partner_id, currency].accrued += amount

    def stored(self, trial: Trial) -> Iterable[TrialSum]:
        """The rows to keep."""
        for (dimension, key, currency), row in self.rows.items():
            yield TrialSum(
                trial=trial,
                dimension=dimension,
                key=key[:64],
                currency=currency,
                deals=row.deals,
                accrued=row.accrued,
                drafted=row.drafted,
                revenue=row.revenue,
            )

    def case(self) -> dict[str, Any] | None:
        """The deal that pays the most above its revenue, with its lines; None where none does."""
        worst = self.worst
        if worst is None or _above(worst) <= 0:
            return None
        return {
            "deal": worst.deal.pk,
            "ticket": worst.deal.ticket,
            "symbol": worst.deal.symbol,
            "at": worst.deal.occurred_at.isoformat(),
            "revenue": f"{worst.revenue:f}",
            "drafted": f"{worst.drafted:f}",
            "lines": [
                {
                    "partner": _id(line),
                    "level": line.level,
                    "kind": str(line.kind),
                    "amount": f"{line.amount:f}",
                    "why": json.loads(line.why_json),
                }
                for line in worst.lines
            ],
        }


def _id(line: NewLine) -> str:
    return line.partner.public_id if line.partner else ""


def _above(tried: Tried) -> Decimal:
    return tried.drafted - (tried.revenue or _ZERO)
