"""A shard's owner, and the one transaction in which what it decided is stored."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from brokerdesk.kit.clock import now

from ...models import QuoteFaultSeen, Shard
from ...watching import Watcher
from .desk import ShardDesk
from .prices import Run


class Fenced(Exception):
    """Another owns the shard by now: nothing was stored."""


class Ownership(NamedTuple):
    """One owner's claim, and where to go on."""

    shard: int
    epoch: int
    tick_seq: int
    stored_at: datetime | None


def own(shard: int, owner: str, *, at: datetime) -> Ownership:
    """Take a shard over: whoever owned it can store nothing any more.

    Locks: the shard.
    """
    with transaction.atomic():
        Shard.objects.get_or_create(number=shard)
        Shard.objects.filter(number=shard).update(
            epoch=F("epoch") + 1, owner=owner[:120], taken_at=at
        )
        row = Shard.objects.get(number=shard)
    return Ownership(shard, row.epoch, row.tick_seq, row.stored_at)


def note_gap(own: Ownership, first: int, last: int, *, at: datetime) -> None:
    """Record that ticks between were lost before they were marked."""
    Shard.objects.filter(number=own.shard, epoch=own.epoch).update(
        gap_from=first, gap_to=last, gap_at=at
    )


def store(desk: ShardDesk, own: Ownership, at: datetime) -> None:
    """Store what watchers decided, with the number up to which it is decided.

    Locks: the shard, then what watchers lock.

    Raises:
        Fenced: another owns the shard.
    """
    runs = [run for run in desk.market.runs if run.count != run.stored]
    with transaction.atomic():
        updated = Shard.objects.filter(number=own.shard, epoch=own.epoch).update(
            tick_seq=desk.seq,
            stored_at=desk.at,
            accounts=len(desk.accounts.kept),
            positions=desk.accounts.lines,
            lag_s=Decimal(str(round(max((now() - desk.at).total_seconds(), 0.0), 3))),
        )
        if not updated:
            raise Fenced(str(own.shard))
        for watcher in desk.watchers:
            watcher.store(desk.seq, at)
        if own.shard == 0:
            _store_runs(runs)
    for run in runs:
        run.stored = run.count
    desk.market.runs = [run for run in desk.market.runs if desk.market.fault(run.key) is run]
    desk.urgent = False
    _tell(desk.watchers)


def _tell(watchers: Sequence[Watcher]) -> None:
    for watcher in watchers:
        watcher.stored()


def _store_runs(runs: Iterable[Run]) -> None:
    """Keep runs of faulty quotes: one row each, which grows."""
    for run in runs:
        last = {
            "count": run.count,
            "last_at": run.last.received_at,
            "bid": run.last.bid,
            "ask": run.last.ask,
            "tick_seq": run.last.seq,
        }
        if run.pk is not None:
            QuoteFaultSeen.objects.filter(pk=run.pk).update(**last)
            continue
        believed = run.believed
        run.pk = QuoteFaultSeen.objects.create(
            server_id=run.key[0],
            symbol=run.key[1],
            fault=run.fault,
            first_at=run.first.received_at,
            believed_bid=None if believed is None else believed.bid,
            believed_ask=None if believed is None else believed.ask,
            **last,
        ).pk
