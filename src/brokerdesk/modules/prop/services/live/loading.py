"""Stages of a shard, read in bulk."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import F

from brokerdesk.modules.trading.queries import deals_after
from brokerdesk.modules.trading.types import DealRow
from brokerdesk.ports.spec import adapters
from brokerdesk.ports.trading import Capability

from ...documents import programme_of
from ...engine import Programme, read_event
from ...models import Decision, JournalEntry, Stage
from ...types import WATCHED, DecisionType, StageState
from .judging import Judged

_COLUMNS = (
    "pk", "attempt_id", "account_id", "attempt__brand_id", "fingerprint", "started_at", "engine",
    "seq", "tick_seq", "deal_pk", "next_reset_at", "state", "floor", "account__server__kind",
)  # fmt: skip


class Programmes:
    """Programmes by fingerprint: most stages share one of few."""

    def __init__(self) -> None:
        self._known: dict[str, Programme] = {}

    def of(self, fingerprints: Collection[str]) -> dict[str, Programme]:
        """Read those that are not known yet."""
        missing = set(fingerprints) - self._known.keys()
        if missing:
            rows = Stage.objects.filter(fingerprint__in=missing).order_by("fingerprint")
            documents = rows.distinct("fingerprint").values_list("fingerprint", "document")
            for fingerprint, document in documents:
                self._known[fingerprint] = programme_of(document)
        return self._known


def load_shard(shard: int, shards: int, programmes: Programmes) -> dict[int, Judged]:
    """All stages that are judged, by account."""
    rows = Stage.objects.annotate(share=F("account_id") % shards).filter(share=shard)
    return _load(rows, programmes)


def load_accounts(account_pks: Collection[int], programmes: Programmes) -> dict[int, Judged]:
    """Those of some accounts."""
    return _load(Stage.objects.filter(account_id__in=account_pks), programmes)


def _load(rows: Any, programmes: Programmes) -> dict[int, Judged]:
    found = list(rows.filter(state__in=WATCHED).values_list(*_COLUMNS))
    known = programmes.of({row[4] for row in found})
    openers = {kind: _tells_openings(kind) for kind in {row[-1] for row in found}}
    judged = {
        row[2]: Judged(
            stage_pk=row[0], attempt_pk=row[1], account_pk=row[2], brand_pk=row[3],
            fingerprint=row[4], programme=known[row[4]], started_at=row[5], raw=bytes(row[6]),
            seq=row[7], tick_seq=row[8], deal_pk=row[9], next_reset_at=row[10],
            floor=row[12], opening_deals=openers[row[-1]],
        )
        for row in found
    }  # fmt: skip
    _add_calendars(judged)
    _add_held([judged[row[2]] for row in found if row[11] == StageState.HELD])
    return judged


def _tells_openings(kind: str) -> bool:
    return Capability.OPENING_DEALS in adapters.get("trading", kind).capabilities


def _add_calendars(judged: dict[int, Judged]) -> None:
    """Releases that were told to stages with a news rule."""
    by_stage = {one.stage_pk: one for one in judged.values() if has_news(one.programme)}
    entries = JournalEntry.objects.filter(stage_id__in=by_stage, cause__kind="news")
    for stage_pk, event, cause in entries.values_list("stage_id", "event", "cause"):
        by_stage[stage_pk].know(int(cause["release"]), read_event(json.dumps(event)))


def has_news(programme: Programme) -> bool:
    """Whether a programme has a rule about releases."""
    return any(phase.news_window for phase in programme.phases)


def _add_held(judged: Collection[Judged]) -> None:
    """The true instants of what is held."""
    for one in judged:
        held = Decision.objects.filter(stage_id=one.stage_pk, type=DecisionType.HELD)
        entry = JournalEntry.objects.filter(
            stage_id=one.stage_pk, seq__in=held.order_by("-seq").values("seq")[:1]
        ).first()
        if entry is not None:
            true_at = entry.cause.get("true_at")
            one.held_at = datetime.fromisoformat(true_at) if true_at else entry.at


def missed_deals(judged: dict[int, Judged]) -> list[DealRow]:
    """Deals that stages were not told of yet."""
    if not judged:
        return []
    since = min(one.started_at for one in judged.values())
    return deals_after([(pk, one.deal_pk) for pk, one in judged.items()], since)
