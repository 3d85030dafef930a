"""The reconciliation to 0.00: ledger with itself, with the platforms, with the providers."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from brokerdesk.modules.ledger.queries import drifts, trial_balance
from brokerdesk.modules.trading.queries import compare_mirrors

from ..rules import at_scale
from ..types import BreakClass, Check, Difference, ReconcileReport
from .matching import compare_psp
from .statements import read_statement, statement_psps


def reconcile(at: datetime, *, refresh: bool = True) -> ReconcileReport:
    """Compare all three sides by item. `refresh` asks the providers first (no transaction)."""
    if refresh:
        for psp in statement_psps():
            read_statement(psp, at=at)
    return ReconcileReport(
        at=at,
        trial_balance=check_trial_balance(),
        ledger_vs_platform=check_platforms(at),
        ledger_vs_psp=reconcile_psp(at),
    )


def check_trial_balance() -> Check:
    """All entries of an entity and asset sum to zero; kept balances are sums of entries."""
    rows = trial_balance()
    sums: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row.entity_id, row.asset] += row.balance
    found = [
        Difference(
            f"entity:{entity}:{asset}",
            BreakClass.UNBALANCED,
            0,
            abs(total),
            asset,
            _("sum of entries"),
        )
        for (entity, asset), total in sorted(sums.items())
        if total
    ]
    found += [
        Difference(
            drift.code,
            BreakClass.UNBALANCED,
            0,
            abs(drift.kept - drift.summed),
            drift.code.rpartition(":")[2],
            _("kept %(kept)s, entries %(summed)s") % {"kept": drift.kept, "summed": drift.summed},
        )
        for drift in drifts()
    ]
    return Check(len(rows), tuple(found))


def check_platforms(at: datetime, brand_pks: Collection[int] | None = None) -> Check:
    """What the continuous comparison of mirrors with platforms has found open."""
    compared = compare_mirrors(brand_pks)
    found = tuple(
        Difference(
            row.item,
            row.cls,
            max(0, int((at - row.opened_at).total_seconds())),
            at_scale(abs(row.amount), row.currency),
            row.currency,
            row.detail,
        )
        for row in compared.differences
    )
    return Check(compared.items, found)


def reconcile_psp(at: datetime, brand_pks: Collection[int] | None = None) -> Check:
    """Compare what we booked at each provider with its statement as read last."""
    items = 0
    found: list[Difference] = []
    for psp in statement_psps(brand_pks):
        check = compare_psp(psp, at)
        items += check.items
        # Methods that share an account at their provider see the same stray line.
        known = {(d.item, d.cls, d.amount, d.currency) for d in found}
        found += [
            d for d in check.differences if (d.item, d.cls, d.amount, d.currency) not in known
        ]
    return Check(items, tuple(found))
