"""What computing deals anew would change, and posting just that."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from brokerdesk.modules.trading.types import DealRow

from ..models import Accrual
from ..queries.chains import Earner, earners
from ..queries.plans import PlanBook
from ..queries.rates import FoundRate
from ..queries.standing import StandingLine, newest_versions, standing_lines
from ..types import AccrualKind
from .computing import Setting, Waits, compute_lines
from .earning import earns
from .lines import NewLine

COMPUTED = frozenset(
    {AccrualKind.COMMISSION, AccrualKind.OVERRIDING, AccrualKind.SAME_RANK, AccrualKind.REBATE}
)


@dataclass(frozen=True, slots=True)
class Change:
    """One line that differs: what stands, and what it would be. None: there is none."""

    deal_pk: int
    level: int
    kind: str
    before: StandingLine | None
    after: NewLine | None

    @property
    def difference(self) -> Decimal:
        """What it adds to what was paid."""
        after = self.after.amount if self.after else Decimal(0)
        return after - (self.before.amount if self.before else Decimal(0))


@dataclass(slots=True)
class Differences:
    """What differs, the deals that wait instead, and the rates that were looked up for it."""

    changes: list[Change] = field(default_factory=list)
    waiting: list[Waits] = field(default_factory=list)
    rates: list[FoundRate] = field(default_factory=list)


def find_differences(
    deals: Sequence[DealRow],
    *,
    batch_id: int,
    at: datetime,
    book: PlanBook | None = None,
    lock: bool = False,
) -> Differences:
    """Compute deals anew and compare with what stands; store nothing.

    Deals keep the rates they were accrued by, what people decided stays while the deal does, and a
    deal that cannot be computed keeps what it has.
    """
    pks = [deal.pk for deal in deals]
    standing = standing_lines(pks)
    earning = [deal for deal in deals if earns(deal)]
    gone = set(pks) - {deal.pk for deal in earning}
    decided = {key for key in decided_keys(standing) if key[0] not in gone}
    versions = {pk: version + 1 for pk, version in newest_versions(pks).items()}
    computed = compute_lines(
        earning,
        batch_id=batch_id,
        at=at,
        book=book,
        setting=Setting(versions=versions, lock=lock),
    )
    left = {wait.deal.pk for wait in computed.waiting}
    before = {x.key: x for x in standing if x.kind in COMPUTED or x.deal_pk in gone}
    after = {(line.deal_pk, line.level, line.kind): line for line in computed.lines}
    keys = [
        key
        for key in sorted(before.keys() | after.keys())
        if key[0] not in left and key not in decided
    ]
    changes = [Change(*key, before.get(key), after.get(key)) for key in keys]
    differing = [change for change in changes if not _equal(change)]
    return Differences(differing, computed.waiting, computed.rates)


def decided_keys(standing: Iterable[StandingLine]) -> set[tuple[int, int, str]]:
    """The lines that people decided, by the kind that they took the place of."""
    return {(x.deal_pk, x.level, x.decides) for x in standing if x.decides is not None}


def _equal(change: Change) -> bool:
    if change.before is None or change.after is None:
        return False
    line = change.after
    partner_pk = line.partner.pk if line.partner else None
    return change.before.says == (partner_pk, line.amount, line.currency, line.reason)


def changed_lines(
    changes: Iterable[Change], *, batch_id: int, at: datetime, reason: str = ""
) -> list[NewLine]:
    """Reversals of what does not stand any more, then what stands instead."""
    found = list(changes)
    gone = [change.before for change in found if change.before is not None]
    known = earners(line.partner_pk for line in gone if line.partner_pk is not None)
    reversals = [_reversal(line, known, (batch_id, at, reason)) for line in gone]
    return [*reversals, *(change.after for change in found if change.after is not None)]


def _reversal(
    line: StandingLine, known: dict[int, Earner], given: tuple[int, datetime, str]
) -> NewLine:
    batch_id, at, reason = given
    why = {"reverses": f"acr_{line.pk}"} | ({"reason": str(reason)} if reason else {})
    return NewLine(
        deal_pk=line.deal_pk,
        deal_version=line.deal_version,
        partner=known[line.partner_pk] if line.partner_pk is not None else None,
        level=line.level,
        kind=AccrualKind.REVERSAL,
        amount=-line.amount,
        currency=line.currency,
        reason="",
        plan_version_pk=line.plan_version_pk,
        why=json.dumps(why, ensure_ascii=False),
        batch_id=batch_id,
        reverses_pk=line.pk,
        occurred_at=line.occurred_at,
        recorded_at=at,
    )


def is_stored(batch_id: int) -> bool:
    """Whether a batch has lines: it was carried out."""
    return Accrual.objects.filter(batch_id=batch_id).exists()
