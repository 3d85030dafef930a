"""What many walked paths come to: rates with their uncertainty, money per hundred sold."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from typing import Any, Final

import numpy as np

from brokerdesk.kit.exact import plain
from brokerdesk.kit.money import scale_of
from brokerdesk.kit.rounding import Rounding, round_to

from ..engine import Programme
from ..terms import Terms
from . import layout as at
from .kinds import Fate
from .sampling import Whole

RULE_CODES: Final = ("", "max_daily_loss", "max_overall_loss", "max_days", "inactivity")
_Z: Final = 1.959963984540054  # 95 %
_PERCENTILES: Final = (10, 50, 90)


def fate_of(status: int, *, funded: bool) -> Fate:
    """How a path ended."""
    if status == at.GOING:
        return Fate.FUNDED if funded else Fate.GAVE_UP
    return {at.FAILED: Fate.FAILED, at.EXPIRED: Fate.EXPIRED, at.PASSED: Fate.PASSED}[status]


def rule_of(code: int) -> str:
    """The rule that ended a path."""
    return RULE_CODES[code]


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of all, and between which shares the true one lies with 95 % certainty."""

    count: int
    of: int
    share: float
    low: float
    high: float

    def row(self) -> dict[str, int | float]:
        """As JSON."""
        return {"count": self.count, "of": self.of, "share": round(self.share, 6),
                "low": round(self.low, 6), "high": round(self.high, 6)}  # fmt: skip


def rate(count: int, of: int) -> Rate:
    """A rate with Wilson's interval."""
    if not of:
        return Rate(0, 0, 0.0, 0.0, 1.0)
    share, square = count / of, _Z * _Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _Z * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return Rate(count, of, share, max(middle - half, 0.0), min(middle + half, 1.0))


def summed(rows: Whole, programme: Programme, terms: Terms) -> dict[str, Any]:
    """All that is said of a simulation."""
    paths = len(rows)
    phase, status = rows[:, at.R_PHASE], rows[:, at.R_STATUS]
    last = len(programme.phases) - 1
    ends_funded = programme.phases[last].funded
    reached = [int((phase >= n).sum()) for n in range(last + 1)]
    passed = [*reached[1:], int(((phase == last) & (status == at.PASSED)).sum())]
    all_through = (phase == last) if ends_funded else (status == at.PASSED)
    days = rows[all_through, at.R_DAYS]
    return {
        "paths": paths,
        "phases": [
            {
                "name": one.name,
                "funded": one.funded,
                "reached": reached[n],
                "passed": None if one.funded else rate(passed[n], reached[n]).row(),
                "ended_by": _ended(rows[phase == n], funded=one.funded),
            }
            for n, one in enumerate(programme.phases)
        ],
        "through": rate(int(all_through.sum()), paths).row(),
        "days_to_pass": _spread(days) if last or not ends_funded else None,
        "money": money(rows, terms),
    }


def _ended(rows: Whole, *, funded: bool) -> list[dict[str, Any]]:
    """How the paths that ended in a phase did, the most frequent first."""
    found: dict[tuple[str, str], int] = {}
    for status, rule in zip(rows[:, at.R_STATUS], rows[:, at.R_RULE], strict=True):
        key = (str(fate_of(int(status), funded=funded)), rule_of(int(rule)))
        found[key] = found.get(key, 0) + 1
    ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return [
        {"fate": fate, "rule": rule} | rate(count, len(rows)).row()
        for (fate, rule), count in ordered
    ]


def _spread(days: Whole) -> dict[str, Any] | None:
    if not len(days):
        return None
    return {f"p{n}": int(np.percentile(days, n, method="higher")) for n in _PERCENTILES} | {
        "mean": round(float(days.mean()), 2)
    }


def money(rows: Whole, terms: Terms) -> dict[str, Any]:
    """Per hundred sold: fees in, rewards and fees given back out; and the fee that breaks even.

    Its interval is that of the mean cost of one sold, by its standard error.
    """
    paths, currency, fee = len(rows), terms.fee.currency, terms.fee.amount
    paid, payouts = rows[:, at.R_PAID], rows[:, at.R_PAYOUTS]
    back = int((payouts >= terms.refund_fee_at).sum()) if terms.refund_fee_at else 0
    per_cent = float(at.CENT)
    cents = paid / per_cent
    mean, error = float(cents.mean()) / 100, float(cents.std()) / 100 / sqrt(max(paths, 1))
    total = Decimal(int(paid.sum())) / at.UNIT
    kept = Decimal(paths - back) / paths
    rewards = total * 100 / paths
    return {
        "currency": currency,
        "fee": plain(fee),
        "fees_in": _said(fee * 100, currency),
        "rewards_out": _said(rewards, currency),
        "fees_back": _said(fee * back * 100 / paths, currency),
        "margin": _said(fee * 100 * kept - rewards, currency),
        "break_even_fee": _said(total / paths / kept, currency) if kept else None,
        "break_even_low": round(max(mean - _Z * error, 0.0) / float(kept), 2) if kept else None,
        "break_even_high": round((mean + _Z * error) / float(kept), 2) if kept else None,
        "rewarded": rate(int((payouts > 0).sum()), paths).row(),
        "payouts_per_path": round(float(payouts.mean()), 4),
        "profit_taken": _said(
            Decimal(int(rows[:, at.R_TAKEN].sum())) / at.UNIT * 100 / paths, currency
        ),
    }


def _said(amount: Decimal, currency: str) -> str:
    return plain(round_to(amount, scale_of(currency), Rounding.HALF_UP))


def joined(parts: Iterable[Whole]) -> Whole:
    """All paths together."""
    return np.concatenate(list(parts))
