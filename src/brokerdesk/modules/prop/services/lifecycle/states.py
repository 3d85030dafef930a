"""Where an attempt may go from where it stands: the only place that moves one."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.together import Together

from ...errors import WrongAttemptState
from ...events import AttemptStateChanged
from ...models import Attempt
from ...types import FINAL, AttemptState
from ..telling import tell

_S = AttemptState
_RUNNING = frozenset({_S.READY, _S.ACTIVE, _S.PAUSED, _S.HELD, _S.FUNDED, _S.PAYOUT})
_ENDS = frozenset({_S.FAILED, _S.EXPIRED, _S.CLOSED, _S.MERGED})
_ALLOWED: Final[dict[AttemptState, frozenset[AttemptState]]] = {
    _S.PROVISIONING: frozenset({_S.READY, _S.FUNDED, _S.CLOSED, _S.FAILED}),
    _S.READY: _RUNNING | _ENDS | {_S.PASSED, _S.PROVISIONING},
    _S.ACTIVE: _RUNNING | _ENDS | {_S.PASSED, _S.PROVISIONING},
    _S.PAUSED: _RUNNING | _ENDS | {_S.PASSED, _S.PROVISIONING},
    _S.HELD: _RUNNING | _ENDS | {_S.PASSED, _S.PROVISIONING},
    _S.FUNDED: _RUNNING | _ENDS | {_S.PROVISIONING},
    _S.PAYOUT: _RUNNING | _ENDS | {_S.PROVISIONING},
    _S.PASSED: frozenset({_S.KYC, _S.CONTRACT, _S.PROVISIONING, _S.CLOSED, _S.FAILED}),
    _S.KYC: frozenset({_S.CONTRACT, _S.PROVISIONING, _S.CLOSED, _S.FAILED}),
    _S.CONTRACT: frozenset({_S.PROVISIONING, _S.CLOSED, _S.FAILED}),
    **{state: frozenset() for state in FINAL},
}
_REOPENED: Final = frozenset({_S.FAILED, _S.EXPIRED})
"""What a paid reset or an override may open again; nothing else ever does."""


def may_go(attempt: Attempt, to: AttemptState) -> bool:
    """Whether an attempt may go there."""
    return to in _ALLOWED[AttemptState(attempt.state)]


def require(attempt: Attempt, *states: AttemptState) -> None:
    """Refuse an attempt that stands elsewhere.

    Raises:
        WrongAttemptState: as said.
    """
    if attempt.state not in states:
        raise WrongAttemptState(_("the challenge does not stand where this can be done"))


def move(
    attempt: Attempt, to: AttemptState, *, actor: Actor, at: datetime, reason: str = ""
) -> None:
    """Move a locked attempt; nothing happens if it stands there already.

    Emits: AttemptStateChanged.
    Raises:
        WrongAttemptState: it cannot go there.
    """
    if attempt.state == to:
        return
    if not may_go(attempt, to):
        raise WrongAttemptState(_("the challenge does not stand where this can be done"))
    _put(attempt, to, actor=actor, at=at, reason=reason)


def reopen(attempt: Attempt, *, actor: Actor, at: datetime, reason: str) -> None:
    """Let a locked attempt go on that failed or expired, or that still runs, on a new account.

    Emits: AttemptStateChanged.
    Raises:
        WrongAttemptState: it ended otherwise.
    """
    if attempt.state not in _REOPENED and not may_go(attempt, _S.PROVISIONING):
        raise WrongAttemptState(_("the challenge does not stand where this can be done"))
    _put(attempt, _S.PROVISIONING, actor=actor, at=at, reason=reason)


def _put(attempt: Attempt, to: AttemptState, *, actor: Actor, at: datetime, reason: str) -> None:
    was, attempt.state = attempt.state, to
    ended = to in FINAL
    attempt.ended_at, attempt.end_reason = (at, reason[:40]) if ended else (None, "")
    _MOVED.put(attempt)
    tell(attempt, AttemptStateChanged, actor=actor, state=to, was=was, reason=reason[:200])
    record(
        "prop.attempt_state",
        subject=attempt.public_id,
        actor=actor,
        brand_id=attempt.brand_id,
        before={"state": was},
        after={"state": to},
        reason=reason,
    )


def _write(moved: list[Attempt]) -> None:
    """Write where attempts stand, those that went the same way by one statement."""
    where: dict[tuple[str, datetime | None, str], list[int]] = {}
    for one in {one.pk: one for one in moved}.values():
        where.setdefault((one.state, one.ended_at, one.end_reason), []).append(one.pk)
    for (state, ended_at, reason), pks in where.items():
        rows = Attempt.objects.filter(pk__in=pks)
        rows.update(state=state, ended_at=ended_at, end_reason=reason)


_MOVED = Together(_write)
