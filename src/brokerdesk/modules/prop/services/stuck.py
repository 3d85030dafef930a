"""Challenges that were put aside: named, and blocked from opening until they are judged again."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events import emit
from brokerdesk.core.jobs import defer, job
from brokerdesk.kit.clock import now
from brokerdesk.kit.instants import written

from ..events import SignalFound
from ..locks import lock_attempt, lock_open_stage
from ..models import Attempt, Signal, Stage
from ..types import ActionKind, AttemptState, SignalKind
from .actions import want

Found = tuple[int, str, dict[str, str]]
BLOCKED: Final = "blocked_at"
GOES_ON: Final = "unblocked_at"
_MAY_TRADE: Final = frozenset({AttemptState.READY, AttemptState.ACTIVE, AttemptState.FUNDED})


def raise_stuck(found: Collection[Found]) -> None:
    """Name challenges that could not be judged, each once at a place of its journal.

    Emits: SignalFound.
    """
    for attempt_pk, key, evidence in found:
        signal, fresh = Signal.objects.get_or_create(
            attempt_id=attempt_pk, kind=SignalKind.STUCK, key=key,
            defaults={"evidence": evidence, "found_at": now()},
        )  # fmt: skip
        attempt = signal.attempt
        if fresh:
            emit(
                SignalFound(
                    attempt_id=attempt.public_id, signal_id=signal.public_id,
                    kind=SignalKind.STUCK.value,
                ),
                aggregate=f"attempt:{attempt.public_id}", brand_id=attempt.brand_id, actor=SYSTEM,
            )  # fmt: skip
        elif GOES_ON in signal.evidence:
            signal.evidence = evidence
            signal.save(update_fields=["evidence"])
        else:
            continue
        defer(block, lock=_lock(attempt.public_id), attempt_id=attempt.public_id)


def go_on(attempt_pks: Collection[int]) -> None:
    """Note that challenges are judged again, and have them unblocked."""
    rows = Signal.objects.filter(kind=SignalKind.STUCK, attempt_id__in=attempt_pks)
    for signal in rows.exclude(evidence__has_key=GOES_ON).order_by("pk"):
        signal.evidence = signal.evidence | {GOES_ON: written(now())}
        signal.save(update_fields=["evidence"])
    names = Attempt.objects.filter(pk__in=attempt_pks).order_by("pk")
    for attempt_id in names.values_list("public_id", flat=True):
        defer(unblock, lock=_lock(attempt_id), attempt_id=attempt_id)


def _lock(attempt_id: str) -> str:
    return f"prop_stuck:{attempt_id}"


@job()
def block(attempt_id: str) -> None:
    """Block a challenge that is put aside."""
    block_stuck(attempt_id, at=now())


@job()
def unblock(attempt_id: str) -> None:
    """Unblock a challenge that is judged again."""
    unblock_stuck(attempt_id, at=now())


@transaction.atomic
def block_stuck(attempt_id: str, *, at: datetime) -> None:
    """Keep a challenge from opening while it is put aside; nothing is decided of it.

    Locks: attempt, stage.
    """
    attempt = lock_attempt(attempt_id)
    stage = lock_open_stage(attempt)
    if stage is None or not (signals := _aside(stage)):
        return
    for signal in signals:
        signal.evidence = signal.evidence | {BLOCKED: written(at)}
        signal.save(update_fields=["evidence"])
    if attempt.state in _MAY_TRADE:
        want(stage, (ActionKind.BLOCK,), at=at, detail="stuck")


@transaction.atomic
def unblock_stuck(attempt_id: str, *, at: datetime) -> None:
    """Let a challenge open again that is judged, where nothing else forbids it.

    Locks: attempt, stage.
    """
    attempt = lock_attempt(attempt_id)
    stage = lock_open_stage(attempt)
    if stage is None or is_aside(stage):
        return
    signals = list(_of(stage).filter(evidence__has_key=BLOCKED).order_by("pk"))
    for signal in signals:
        signal.evidence.pop(BLOCKED)
        signal.save(update_fields=["evidence"])
    if signals and attempt.state in _MAY_TRADE and not attempt.block_reason:
        want(stage, (ActionKind.UNBLOCK,), at=at, detail="stuck")


def is_aside(stage: Stage) -> bool:
    """Whether a stage is put aside, and so must not open anything."""
    return bool(_aside(stage))


def _aside(stage: Stage) -> list[Signal]:
    return list(_of(stage).exclude(evidence__has_key=GOES_ON).order_by("pk"))


def _of(stage: Stage) -> QuerySet[Signal]:
    return Signal.objects.filter(
        attempt_id=stage.attempt_id, kind=SignalKind.STUCK, key__startswith=f"{stage.pk}:"
    )


def stages_aside() -> set[int]:
    """Stages that were put aside and do not go on yet."""
    rows = Signal.objects.filter(kind=SignalKind.STUCK).exclude(evidence__has_key=GOES_ON)
    return {int(key.partition(":")[0]) for key in rows.values_list("key", flat=True)}
