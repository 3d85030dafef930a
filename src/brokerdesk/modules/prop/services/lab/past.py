"""Pasts that a document can judge: stages by their journals, accounts by their deals."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from brokerdesk.kit.instants import written
from brokerdesk.modules.trading.queries import account_by_pk, deals_after, deals_between
from brokerdesk.modules.trading.types import DealRow

from ...engine import read_event
from ...engine.events import Event, News, PositionClosed, PositionOpened
from ...engine.state import Position
from ...lab.kinds import CaseSource, Limit
from ...models import Decision, JournalEntry, Stage
from ...types import DecisionType, Outcome
from ..live.deals import rows_of

_FIRST: Final = datetime(2000, 1, 1, tzinfo=UTC)
_LOST: Final = (DecisionType.BREACH, DecisionType.EXPIRED)


@dataclass(frozen=True, slots=True)
class Past:
    """One account's events after its start, and what became of it then."""

    source: CaseSource
    subject: str
    client_pk: int
    phase: int
    initial: Decimal
    started_at: datetime
    events: list[Event]
    news: list[Event] = field(default_factory=list)
    fingerprint: str = ""
    was_status: str = ""
    was_rule: str = ""
    was_ended_at: datetime | None = None
    limits: tuple[Limit, ...] = ()


def pasts(brand_pk: int, params: dict[str, Any]) -> Iterator[Past]:
    """Pasts that began, or have deals, in the period that is asked for."""
    since, until = (datetime.fromisoformat(params[name]) for name in ("since", "until"))
    if params["source"] == "stages":
        yield from _stages(brand_pk, since, until, params["most"])
    else:
        yield from _accounts(brand_pk, since, until, params["most"])


def _stages(brand_pk: int, since: datetime, until: datetime, most: int) -> Iterator[Past]:
    rows = Stage.objects.select_related("attempt").filter(
        attempt__brand_id=brand_pk, started_at__gte=since, started_at__lt=until
    )
    for stage in rows.order_by("started_at", "pk")[:most]:
        yield _stage(stage)


def _stage(stage: Stage) -> Past:
    lines = JournalEntry.objects.filter(stage=stage).order_by("seq")
    events = [read_event(json.dumps(one)) for one in lines.values_list("event", flat=True)]
    ended = Decision.objects.filter(stage=stage, type__in=_LOST).order_by("-seq", "-place").first()
    failed = stage.outcome in (Outcome.FAILED, Outcome.EXPIRED)
    started = stage.started_at or stage.created_at
    return Past(
        source=CaseSource.STAGE,
        subject=stage.public_id,
        client_pk=stage.attempt.client_id,
        phase=stage.phase,
        initial=stage.initial,
        started_at=started,
        events=events,
        news=[one for one in events if isinstance(one, News)],
        fingerprint=stage.fingerprint,
        was_status=stage.outcome or str(stage.state),
        was_rule=ended.rule if ended and failed else "",
        was_ended_at=stage.ended_at,
    )


def _accounts(brand_pk: int, since: datetime, until: datetime, most: int) -> Iterator[Past]:
    for account_pk in _with_deals(brand_pk, since, until, most):
        deals = [one for one in deals_after([(account_pk, 0)], _FIRST) if not one.deleted_at]
        deals.sort(key=lambda one: (one.occurred_at, one.ticket))
        past = _account(account_pk, deals)
        if past is not None:
            yield past


def _with_deals(brand_pk: int, since: datetime, until: datetime, most: int) -> list[int]:
    found: dict[int, None] = {}
    for deal in deals_between(brand_pk, since, until):
        if deal.account_pk is not None:
            found.setdefault(deal.account_pk)
        if len(found) >= most:
            break
    return list(found)


def _account(account_pk: int, deals: list[DealRow]) -> Past | None:
    """An account from its first deposit on; None where none is known."""
    place = next((n for n, one in enumerate(deals) if _deposit(one)), None)
    if place is None:
        return None
    opening = deals[place]
    limits = [Limit.FLOATING_UNKNOWN, Limit.OTHER_SIZE]
    if any(not _moves(one) for one in deals[:place]):
        limits.append(Limit.OPEN_BEFORE)
    if opening.client_pk is None:
        return None
    return Past(
        source=CaseSource.ACCOUNT,
        subject=account_by_pk(account_pk).public_id,
        client_pk=opening.client_pk,
        phase=0,
        initial=opening.balance_effect,
        started_at=opening.occurred_at,
        events=list(_events(deals[place + 1 :], opening.occurred_at)),
        limits=tuple(limits),
    )


def _moves(deal: DealRow) -> bool:
    return str(deal.kind) in ("balance", "credit", "correction", "bonus")


def _deposit(deal: DealRow) -> bool:
    return _moves(deal) and deal.balance_effect > 0


def _events(deals: Iterable[DealRow], started_at: datetime) -> Iterator[Event]:
    """Deals as events; the ones open are followed as the engine would."""
    held: dict[str, Position] = {}
    for deal in deals:
        for row in list(rows_of(deal, held, started_at)):
            event = read_event(json.dumps({"at": written(deal.occurred_at)} | row))
            _follow(held, event)
            yield event


def _follow(held: dict[str, Position], event: Event) -> None:
    if isinstance(event, PositionOpened):
        before = held.get(event.position)
        lots = event.lots if before is None else before.lots + event.lots
        held[event.position] = Position(event.symbol, lots, 0, 0)
    elif isinstance(event, PositionClosed):
        known = held.pop(event.position)
        if event.left is not None:
            held[event.position] = Position(known.symbol, event.left, 0, 0)
