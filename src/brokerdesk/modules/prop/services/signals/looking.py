"""Look for signals: the newest days of each brand's challenges, each signal raised once.

One week of a challenge, or one pair of challenges, gives one signal of a kind, whatever is found
again: what was dismissed stays dismissed. For what two clients share it is one of each challenge
and other client.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from django.db import transaction

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events import emit
from brokerdesk.core.jobs import periodic
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brands

from ...events import SignalFound
from ...models import Attempt, Release, Signal
from ...types import SignalKind
from .alone import FINDERS, Evidence, ReleaseAt, near_news
from .limits import Limits, limits_of
from .linked import linked
from .together import copied, hedged
from .trades import Trade, trades_of

DAYS: Final = 7
EVERY_S: Final = 21_600
_TOGETHER: Final = {SignalKind.COPIED: copied, SignalKind.HEDGED: hedged}
_Raised = tuple[str, SignalKind, str, Evidence]


@periodic(every_s=EVERY_S)
def look_for_signals() -> None:
    """Look at all brands."""
    at = now()
    for brand in brands():
        look(brand.pk, at=at)


def look(brand_pk: int, *, at: datetime) -> int:
    """Raise what a brand's newest days show; give how many signals are new.

    Emits: SignalFound.
    """
    limits = limits_of(brand_pk)
    since = at - timedelta(days=DAYS)
    trades = list(trades_of(brand_pk, since, at))
    releases = _releases(brand_pk, since, at)
    week = "{}-W{:02}".format(*at.isocalendar()[:2])
    found = [*_alone(trades, limits, releases, week), *_together(trades, limits)]
    if SignalKind.LINKED in limits:
        pairs = linked(brand_pk, limits[SignalKind.LINKED], since=since, at=at)
        found += [(attempt, SignalKind.LINKED, other, shown) for attempt, other, shown in pairs]
    return _raise(found, at)


def _alone(
    trades: list[Trade],
    limits: dict[SignalKind, Limits],
    releases: list[ReleaseAt],
    week: str,
) -> Iterator[_Raised]:
    for attempt, rows in groupby(trades, key=lambda trade: trade.attempt):
        own = list(rows)
        for kind, find in FINDERS.items():
            evidence = find(own, limits[kind]) if kind in limits else None
            if evidence is not None:
                yield attempt, kind, week, evidence
        if SignalKind.NEWS in limits and releases:
            evidence = near_news(own, limits[SignalKind.NEWS], releases)
            if evidence is not None:
                yield attempt, SignalKind.NEWS, week, evidence


def _together(trades: list[Trade], limits: dict[SignalKind, Limits]) -> Iterator[_Raised]:
    for kind, find in _TOGETHER.items():
        if kind in limits:
            for attempt, other, evidence in find(trades, limits[kind]):
                yield attempt, kind, other, evidence


def _releases(brand_pk: int, since: datetime, until: datetime) -> list[ReleaseAt]:
    rows = Release.objects.filter(
        brand_id=brand_pk, impact="high", at__gte=since, at__lt=until
    ).order_by("at")
    return [
        ReleaseAt(
            one.at, one.title, one.currency, None if one.symbols is None else tuple(one.symbols)
        )
        for one in rows
    ]


def _raise(found: list[_Raised], at: datetime) -> int:
    attempts = Attempt.objects.in_bulk({row[0] for row in found}, field_name="public_id")
    return sum(_keep(attempts[row[0]], row, at) for row in found)


@transaction.atomic
def _keep(attempt: Attempt, raised: _Raised, at: datetime) -> bool:
    _attempt_id, kind, key, evidence = raised
    signal, new = Signal.objects.get_or_create(
        attempt=attempt,
        kind=kind,
        key=key[:80],
        defaults={"evidence": {"days": DAYS} | evidence, "found_at": at},
    )
    if new:
        emit(
            SignalFound(attempt_id=attempt.public_id, signal_id=signal.public_id, kind=str(kind)),
            aggregate=f"attempt:{attempt.public_id}",
            brand_id=attempt.brand_id,
            actor=SYSTEM,
        )
    return new
