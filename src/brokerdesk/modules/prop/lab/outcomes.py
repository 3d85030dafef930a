"""What many walked paths come to: rates with their uncertainty, money per hundred sold."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import numpy as np

from brokerdesk.kit.exact import ONE, ZERO, plain
from brokerdesk.kit.money import scale_of
from brokerdesk.kit.rounding import Rounding, round_to

from ..engine import Programme
from ..terms import Terms
from . import layout as at
from .kinds import Fate
from .sampling import Whole

RULE_CODES: Final = ("", "max_daily_loss", "max_overall_loss", "max_days", "inactivity")
_Z: Final = Decimal("1.959963984540054")  # 95 %
_PERCENTILES: Final = (10, 50, 90)
_PLACES: Final = Decimal("1e-6")
_HUNDRED: Final = 100


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
    share: Decimal
    low: Decimal
    high: Decimal

    def row(self) -> dict[str, int | str]:
        """As JSON."""
        shares = {name: plain(getattr(self, name).quantize(_PLACES))
                  for name in ("share", "low", "high")}  # fmt: skip
        return {"count": self.count, "of": self.of, **shares}


def rate(count: int, of: int) -> Rate:
    """A rate with Wilson's interval."""
    if not of:
        return Rate(0, 0, ZERO, ZERO, ONE)
    share, square = Decimal(count) / of, _Z * _Z
    whole = 1 + square / of
    middle = (share + square / (2 * of)) / whole
    half = _Z * (share * (1 - share) / of + square / (4 * of * of)).sqrt() / whole
    return Rate(count, of, share, max(middle - half, ZERO), min(middle + half, ONE))


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
    found = {f"p{n}": int(np.percentile(days, n, method="higher")) for n in _PERCENTILES}
    return found | {"mean": plain((Decimal(int(days.sum())) / len(days)).quantize(_PLACES))}


def money(rows: Whole, terms: Terms) -> dict[str, Any]:
    """Per hundred sold: fees in, rewards and fees given back out; and the fee that breaks even.

    Its interval is that of the mean cost of one sold, by its standard error.
    """
    paths, currency, fee = len(rows), terms.fee.currency, terms.fee.amount
    paid = [Decimal(int(one)) / at.UNIT for one in rows[:, at.R_PAID]]
    payouts = rows[:, at.R_PAYOUTS]
    back = int((payouts >= terms.refund_fee_at).sum()) if terms.refund_fee_at else 0
    mean, around = _mean(paid)
    kept = Decimal(paths - back) / paths
    taken = Decimal(int(rows[:, at.R_TAKEN].sum())) / at.UNIT
    said = {
        "fees_in": fee * _HUNDRED,
        "rewards_out": mean * _HUNDRED,
        "fees_back": fee * back * _HUNDRED / paths,
        "margin": (fee * kept - mean) * _HUNDRED,
        "profit_taken": taken * _HUNDRED / paths,
    }
    even: dict[str, Decimal | None] = {
        "break_even_fee": mean / kept if kept else None,
        "break_even_low": max(mean - around, ZERO) / kept if kept else None,
        "break_even_high": (mean + around) / kept if kept else None,
    }
    return {
        "currency": currency,
        "fee": plain(fee),
        **{name: _said(amount, currency) for name, amount in said.items()},
        **{name: None if one is None else _said(one, currency) for name, one in even.items()},
        "rewarded": rate(int((payouts > 0).sum()), paths).row(),
        "payouts_per_path": plain((Decimal(int(payouts.sum())) / paths).quantize(_PLACES)),
    }


def _mean(amounts: list[Decimal]) -> tuple[Decimal, Decimal]:
    """The mean, and how far the true one lies from it with 95 % certainty."""
    count = len(amounts)
    mean = sum(amounts, ZERO) / count
    variance = sum(((one - mean) ** 2 for one in amounts), ZERO) / count
    return mean, _Z * (variance / count).sqrt()


def _said(amount: Decimal, currency: str) -> str:
    return plain(round_to(amount, scale_of(currency), Rounding.HALF_UP))


def joined(parts: Iterable[Whole]) -> Whole:
    """All paths together."""
    return np.concatenate(list(parts))
