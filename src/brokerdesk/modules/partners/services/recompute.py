"""The check that computing anew gives what stands."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from decimal import Decimal
from functools import partial
from multiprocessing import get_context
from typing import NamedTuple

from django.db import connection, connections, transaction

from brokerdesk.core.db import read_rows
from brokerdesk.kit.garbage import uncollected
from brokerdesk.modules.trading.queries import batch_deals, closing_deals, deals_by_pk
from brokerdesk.modules.trading.types import DealRow

from ..queries.accrued import Key, Says, accrued_lines
from ..queries.rates import RateBook
from .computing import Setting, compute_lines
from .context import Context
from .differences import COMPUTED
from .earning import earns
from .lines import NewLine

PART = 4_000
_WAITING = "SELECT deal_id FROM partners_waitingdeal WHERE deal_id = ANY(%s) AND settled_at IS NULL"


class Differing(NamedTuple):
    """A line that computing anew does not confirm; None where there is none on one side."""

    deal_pk: int
    ticket: int
    level: int
    kind: str
    stands: Decimal | None
    anew: Decimal | None
    stands_reason: str
    anew_reason: str


class Recomputed(NamedTuple):
    """How many deals and lines were computed anew, and every line that differs."""

    deals: int
    lines: int
    differing: list[Differing]


def recompute(
    brand_pk: int, since: datetime, until: datetime, *, at: datetime, workers: int = 2
) -> Recomputed:
    """Compute a brand's deals of [since, until) anew and compare with what stands.

    Deals are computed by the rates and day's caps that they were accrued by. With more than one
    worker each is a process of its own with its own connection: not for threads.
    """
    period = _Period(brand_pk, since, until)
    if workers == 1:
        return _checked(0, period, at=at, workers=1)
    connections.close_all()  # a copy of a process must not share its connection
    check = partial(_checked_apart, period=period, at=at, workers=workers)
    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
        return _joined(pool.map(check, range(workers)))


class _Period(NamedTuple):
    brand_pk: int
    since: datetime
    until: datetime


def _checked(share: int, period: _Period, *, at: datetime, workers: int) -> Recomputed:
    """Check a worker's share of the deals, part by part."""
    pks, check = closing_deals(*period, share=share, of=workers), _Check(at)
    starts = range(0, len(pks), PART)
    return _joined(check.part(pks[start : start + PART]) for start in starts)


def _checked_apart(share: int, period: _Period, *, at: datetime, workers: int) -> Recomputed:
    """What a process of its own checks: in one snapshot, so that each history is read once."""
    with uncollected(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return _checked(share, period, at=at, workers=workers)


def _joined(parts: Iterable[Recomputed]) -> Recomputed:
    deals, lines, found = 0, 0, list[Differing]()
    for part in parts:
        deals, lines = deals + part.deals, lines + part.lines
        found += part.differing
    return Recomputed(deals, lines, sorted(found, key=lambda one: (one.deal_pk, one.level)))


def recompute_batch(batch_id: int, *, at: datetime) -> list[str]:
    """Compute a batch's lines anew; name every line that would differ now."""
    found = _Check(at).compared(batch_deals(batch_id))
    return [f"deal {line.deal_pk} level {line.level}" for line in found.differing]


class _Check:
    """Computes deals anew, part by part; what parts share is read once."""

    def __init__(self, at: datetime) -> None:
        self._at, self._context, self._rates = at, Context(), RateBook()

    def part(self, deal_pks: Sequence[int]) -> Recomputed:
        return self.compared(deals_by_pk(deal_pks))

    def compared(self, deals: Sequence[DealRow]) -> Recomputed:
        """Lines that people decided are left out, and so are deals that wait."""
        pks = [deal.pk for deal in deals]
        accrued = accrued_lines(pks, COMPUTED)
        left = {row[0] for row in read_rows(_WAITING, [pks])}
        self._rates.hold(accrued.batches)
        computed = compute_lines(
            [deal for deal in deals if deal.pk not in left and earns(deal)],
            batch_id=0,
            at=self._at,
            rates=self._rates,
            setting=Setting(caps=accrued.caps, explained=False, context=self._context),
        )
        tickets = {deal.pk: deal.ticket for deal in deals}
        found = [
            _differing(key, tickets[key[0]], stands, anew)
            for key, stands, anew in _differ(computed.lines, accrued.standing, left)
            if key not in accrued.decided
        ]
        missing = [
            Differing(wait.deal.pk, wait.deal.ticket, 0, "", None, None, "", wait.cause)
            for wait in computed.waiting
        ]
        return Recomputed(len(deals), len(computed.lines), [*found, *missing])


def _differ(
    lines: Iterable[NewLine], standing: Mapping[Key, Says], left: Collection[int]
) -> list[tuple[Key, Says | None, Says | None]]:
    """Where lines are not what stands; deals that were left out aside."""
    before, found = dict(standing), list[tuple[Key, Says | None, Says | None]]()
    for line in lines:
        key = (line.deal_pk, line.level, line.kind)
        stands = before.pop(key, None)
        partner_pk = line.partner.pk if line.partner else None
        anew = (partner_pk, line.amount, line.currency, line.reason)
        if stands != anew:
            found.append((key, stands, anew))
    return [*found, *((key, says, None) for key, says in before.items() if key[0] not in left)]


def _differing(key: Key, ticket: int, stands: Says | None, anew: Says | None) -> Differing:
    deal_pk, level, kind = key
    return Differing(
        deal_pk=deal_pk,
        ticket=ticket,
        level=level,
        kind=kind,
        stands=stands[1] if stands else None,
        anew=anew[1] if anew else None,
        stands_reason=stands[3] if stands else "",
        anew_reason=anew[3] if anew else "",
    )
