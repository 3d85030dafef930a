"""Attempts begin, and go on with new accounts: paid resets, other sizes, what overrides restore."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.audit import record

from ...documents import programme_of, with_more_days
from ...engine import fingerprint
from ...errors import WrongAttemptState
from ...events import AttemptStarted
from ...locks import lock_attempt, lock_open_stage, lock_order
from ...models import Attempt, Stage
from ...types import FINAL, AttemptState, OrderState, Outcome
from ..actions import want
from ..desks import tell as tell_desks
from ..telling import tell
from .accounts import open_stage
from .ending import CLOSING, end_stage
from .states import move, reopen, require


@transaction.atomic
def start_attempt(order_id: str, *, at: datetime) -> str:
    """Begin the attempt that an order paid for; its first account is asked for. Returns its id.

    An order begins one attempt, however often it is asked.
    Locks: order, product.
    Emits: AttemptStarted, AccountRequested.
    Raises:
        WrongAttemptState: the order is not paid.
    """
    order = lock_order(order_id)
    known = Attempt.objects.filter(order=order).order_by("pk").first()
    if known is not None:
        return known.public_id
    if order.state != OrderState.PAID:
        raise WrongAttemptState(_("the order is not paid"))
    attempt = Attempt.objects.create(
        brand_id=order.brand_id,
        client=order.client,
        order=order,
        title=order.version.programme.title,
        document=order.document,
        terms=order.terms,
        fingerprint=order.fingerprint,
        product_id=order.product_id,
        created_at=at,
    )
    tell(attempt, AttemptStarted, actor=SYSTEM, order_id=order_id)
    open_stage(attempt, 0, at=at)
    return attempt.public_id


@transaction.atomic
def reset_stage(attempt_id: str, order_id: str, *, at: datetime, actor: Actor = SYSTEM) -> str:
    """Begin the present phase anew on a new account, as a paid order says; history stays.

    Locks: order, attempt, stage.
    Emits: AttemptStateChanged, AccountRequested.
    Raises:
        WrongAttemptState: the order is not paid, or the attempt ended otherwise than by failing.
    """
    order = lock_order(order_id)
    if order.state != OrderState.PAID:
        raise WrongAttemptState(_("the order is not paid"))
    attempt = lock_attempt(attempt_id)
    _leave(attempt, Outcome.RESET, at)
    reopen(attempt, actor=actor, at=at, reason=f"reset: {order_id}")
    return open_stage(attempt, attempt.phase, at=at, actor=actor).public_id


@transaction.atomic
def new_size(
    attempt_id: str,
    size: Decimal,
    split: Decimal | None,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
) -> str:
    """Go on in the present phase on an account of another size; gives the new stage's id.

    Locks: attempt, stage.
    Emits: AttemptStateChanged, AccountRequested.
    Raises:
        WrongAttemptState: the attempt is not funded.
    """
    attempt = lock_attempt(attempt_id)
    require(attempt, AttemptState.FUNDED)
    before = _leave(attempt, Outcome.SCALED, at)
    if split is not None:
        attempt.document = _with_split(attempt, split)
    attempt.scalings += 1
    attempt.save(update_fields=["document", "scalings"])
    move(attempt, AttemptState.PROVISIONING, actor=actor, at=at, reason=reason)
    stage = open_stage(attempt, attempt.phase, at=at, actor=actor, initial=size)
    record(
        "prop.size_changed",
        subject=attempt_id,
        actor=actor,
        brand_id=attempt.brand_id,
        before={"size": str(before.initial) if before else ""},
        after={"size": str(size), "split": str(split or "")},
        reason=reason,
    )
    return stage.public_id


@transaction.atomic
def reinstate(stage_id: str, *, override_id: str, state: bytes, actor: Actor, at: datetime) -> str:
    """Go on where a stage wrongly ended, on a new account, with the engine's state restored.

    The verdict and its stage stay as they are. Gives the new stage's id.
    Locks: attempt.
    Emits: AttemptStateChanged, AccountRequested.
    Raises:
        WrongAttemptState: the attempt neither failed nor expired.
    """
    ended = Stage.objects.select_related("attempt").get(public_id=stage_id)
    attempt = lock_attempt(ended.attempt.public_id)
    require(attempt, AttemptState.FAILED, AttemptState.EXPIRED)
    reopen(attempt, actor=actor, at=at, reason=f"override: {override_id}")
    initial = ended.initial
    return open_stage(
        attempt, ended.phase, at=at, actor=actor, initial=initial, restored=state
    ).public_id


@transaction.atomic
def extend_stage(attempt_id: str, days: int, *, reason: str, actor: Actor, at: datetime) -> None:
    """Give the present phase more days; it is judged by the new document from its start.

    Locks: attempt, stage.
    Raises:
        WrongAttemptState: nothing runs, or the phase has no limit of days.
    """
    attempt = lock_attempt(attempt_id)
    stage = lock_open_stage(attempt)
    if stage is None or attempt.state in FINAL:
        raise WrongAttemptState(_("the challenge has no phase that runs"))
    try:
        stage.document = with_more_days(stage.document, days)
    except ValueError:
        raise WrongAttemptState(_("the phase has no limit of days")) from None
    before, stage.fingerprint = stage.fingerprint, fingerprint(programme_of(stage.document))
    stage.save(update_fields=["document", "fingerprint"])
    record(
        "prop.stage_extended",
        subject=stage.public_id,
        actor=actor,
        brand_id=attempt.brand_id,
        before={"fingerprint": before},
        after={"fingerprint": stage.fingerprint, "days": days},
        reason=reason,
    )
    tell_desks([stage.account_id or 0])


def _leave(attempt: Attempt, outcome: Outcome, at: datetime) -> Stage | None:
    """End the stage that runs, if one does, and close its account."""
    stage = lock_open_stage(attempt)
    if stage is not None:
        end_stage(stage, outcome, at=at)
        want(stage, CLOSING, at=at)
    return stage


def _with_split(attempt: Attempt, split: Decimal) -> dict[str, object]:
    phases = list(attempt.document["phases"])
    phases[attempt.phase] = {**phases[attempt.phase], "split": str(split)}
    return {**attempt.document, "phases": phases}
