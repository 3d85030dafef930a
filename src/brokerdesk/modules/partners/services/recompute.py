"""The check that computing anew gives what stands."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from decimal import Decimal
from functools import partial
from multiprocessing import get_context
from typing import NamedTuple

from django.db import connections

from brokerdesk.core.db import read_rows
from brokerdesk.modules.trading.queries import batch_deals, closing_deals, deals_by_pk
from brokerdesk.modules.trading.types import DealRow

from ..queries.standing import StandingLine, caps_met, standing_lines
from .computing import Setting, compute_lines
from .differences import COMPUTED, decided_keys
from .earning import earns
from .lines import NewLine

PART = 2000
_WAITING = "SELECT deal_id FROM partners_waitingdeal WHERE deal_id = ANY(%s) AND settled_at IS NULL"


_Key = tuple[int, int, str]


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
    parts = _parts(closing_deals(brand_pk, since, until))
    check = partial(_check, at=at)
    if workers == 1:
        return _joined(map(check, parts))
    connections.close_all()  # a copy of a process must not share its connection
    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
        return _joined(pool.map(check, parts))


def _parts(deal_pks: Sequence[int]) -> list[list[int]]:
    return [list(deal_pks[start : start + PART]) for start in range(0, len(deal_pks), PART)]


def _joined(parts: Iterator[Recomputed]) -> Recomputed:
    deals, lines, found = 0, 0, list[Differing]()
    for part in parts:
        deals, lines = deals + part.deals, lines + part.lines
        found += part.differing
    return Recomputed(deals, lines, found)


def _check(deal_pks: list[int], *, at: datetime) -> Recomputed:
    return _compared(deals_by_pk(deal_pks), at=at)


def recompute_batch(batch_id: int, *, at: datetime) -> list[str]:
    """Compute a batch's lines anew; name every line that would differ now."""
    found = _compared(batch_deals(batch_id), at=at)
    return [f"deal {line.deal_pk} level {line.level}" for line in found.differing]


def _compared(deals: Sequence[DealRow], *, at: datetime) -> Recomputed:
    """Lines that people decided are left out, and so are deals that wait."""
    pks = [deal.pk for deal in deals]
    standing = standing_lines(pks)
    left = {row[0] for row in read_rows(_WAITING, [pks])}
    computed = compute_lines(
        [deal for deal in deals if deal.pk not in left and earns(deal)],
        batch_id=0,
        at=at,
        setting=Setting(caps=caps_met(standing), explained=False),
    )
    before = {line.key: line for line in standing if line.kind in COMPUTED}
    differ: list[tuple[_Key, StandingLine | None, NewLine | None]] = []
    for anew in computed.lines:
        key = (anew.deal_pk, anew.level, anew.kind)
        stands = before.pop(key, None)
        if stands is None or not _same(stands, anew):
            differ.append((key, stands, anew))
    differ += [(key, stands, None) for key, stands in before.items() if key[0] not in left]
    decided = decided_keys(standing)
    tickets = {deal.pk: deal.ticket for deal in deals}
    found = [
        _differing(key, tickets[key[0]], stands, anew)
        for key, stands, anew in sorted(differ, key=lambda one: one[0])
        if key not in decided
    ]
    missing = [
        Differing(wait.deal.pk, wait.deal.ticket, 0, "", None, None, "", wait.cause)
        for wait in computed.waiting
    ]
    return Recomputed(len(deals), len(computed.lines), [*found, *missing])


def _same(stands: StandingLine, anew: NewLine) -> bool:
    return (
        stands.amount == anew.amount
        and stands.partner_pk == (anew.partner.pk if anew.partner else None)
        and stands.currency == anew.currency
        and stands.reason == anew.reason
    )


def _differing(
    key: _Key, ticket: int, stands: StandingLine | None, anew: NewLine | None
) -> Differing:
    deal_pk, level, kind = key
    return Differing(
        deal_pk=deal_pk,
        ticket=ticket,
        level=level,
        kind=kind,
        stands=stands.amount if stands else None,
        anew=anew.amount if anew else None,
        stands_reason=stands.reason if stands else "",
        anew_reason=anew.reason if anew else "",
    )
