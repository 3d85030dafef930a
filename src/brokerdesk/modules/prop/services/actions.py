"""What decisions ask of platforms: wanted in the decision's transaction, done by evidence.

An action is worked again and again until the platform's own figures show it done: no position
and no waiting order, the access that was asked for, the money that was given.
"""

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import transaction

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.audit import record
from brokerdesk.core.jobs import defer, defer_together, job, periodic
from brokerdesk.core.jobs.apart import each
from brokerdesk.core.texts import note
from brokerdesk.core.together import Together
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import DomainError
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.trading.queries import access_asked, account_by_pk, operation
from brokerdesk.modules.trading.services.accounts import set_access
from brokerdesk.modules.trading.services.play_money import move_play_money
from brokerdesk.modules.trading.types import AccountRow, AccountState, WorkState

from ..events import ActionDone, ActionFailed
from ..locks import lock_action
from ..models import Action, Decision, Stage
from ..types import OPEN_ACTION, ActionKind, ActionState
from .flattening import close_all
from .telling import tell

WAITS_S: Final = (1, 2, 3, 5, 10, 20, 30, 60)
MOST_TRIES: Final = 60
_ACCESS: Final = {
    ActionKind.BLOCK: AccountState.READ_ONLY,
    ActionKind.UNBLOCK: AccountState.ACTIVE,
    ActionKind.DISABLE: AccountState.DISABLED,
}
_ENDED_BY: Final = {
    ActionKind.UNBLOCK: (ActionKind.BLOCK, ActionKind.FLATTEN),
    ActionKind.BLOCK: (ActionKind.UNBLOCK,),
}
_KEPT: Final = 200
_SOON_S: Final = 10
_Step = Callable[[Action, AccountRow, datetime], bool]


def want(
    stage: Stage,
    kinds: Collection[ActionKind],
    *,
    at: datetime,
    decision: Decision | None = None,
    detail: str = "",
) -> None:
    """Ask a stage's platform for something, in order; what it undoes is asked for no longer."""
    for kind in kinds:
        row = Action(
            stage=stage,
            decision=decision,
            kind=kind,
            detail=detail[:300],
            due_at=at,
            wanted_at=at,
        )
        _ACTIONS.put(row)
        defer_together(work, lock=_lock(row.public_id), action_id=row.public_id)


def _write(rows: list[Action]) -> None:
    """Write actions; those before them, and among them, that a later one undoes end."""
    for kind, undone in _ENDED_BY.items():
        if stages := {row.stage_id for row in rows if row.kind == kind}:
            waiting = Action.objects.filter(stage__in=stages, state__in=OPEN_ACTION)
            waiting.filter(kind__in=undone).update(state=ActionState.DROPPED, detail=_needless())
    ended: defaultdict[int, set[ActionKind]] = defaultdict(set)
    for row in reversed(rows):
        if row.kind in ended[row.stage_id]:
            row.state, row.detail = ActionState.DROPPED, _needless()
        ended[row.stage_id].update(_ENDED_BY.get(ActionKind(row.kind), ()))
    Action.objects.bulk_create(rows)


def _lock(action_id: str) -> str:
    return f"prop_action:{action_id}"


def _needless() -> str:
    return Marked(_("what followed made it needless"))


_ACTIONS = Together(_write)


@job()
def work(action_id: str) -> None:
    """Work one action."""
    take_on(action_id, at=now())


@periodic(every_s=10)
def work_waiting() -> None:
    """Work actions that are due, whatever became of their jobs."""
    due = Action.objects.filter(state__in=OPEN_ACTION, due_at__lte=now() - timedelta(seconds=2))
    waiting = due.order_by("due_at").values_list("public_id", flat=True)[:500]
    each(list(waiting), lambda action_id: take_on(action_id, at=now()))


def take_on(action_id: str, *, at: datetime) -> bool:
    """Take an action a step further; True when it is done.

    Locks: action, then what trading locks.
    Emits: ActionDone, or ActionFailed when a person has to see to it.
    """
    with transaction.atomic():
        action = lock_action(action_id)
        if action.state not in OPEN_ACTION or action.due_at > at:
            return action.state == ActionState.DONE
        action.tries += 1
        action.state = ActionState.WORKING
        try:
            with transaction.atomic():
                done = _step(action, at)
        except DomainError as error:
            done, action.detail = False, note(error.message)[:300]
        if done:
            _finish(action, at)
        else:
            _wait(action, at)
        action.save()
        return done


def _step(action: Action, at: datetime) -> bool:
    stage = action.stage
    if stage.account_id is None:
        action.detail = Marked(_("the stage has no account"))
        return False
    account = account_by_pk(stage.account_id)
    if account.login is None:
        return False
    return _STEPS[ActionKind(action.kind)](action, account, at)


def _access(action: Action, account: AccountRow, at: datetime) -> bool:
    """Ask for the access, unless it is asked for already; done when the platform took it."""
    wanted = _ACCESS[ActionKind(action.kind)]
    if account.state == AccountState.ARCHIVED:
        return True
    if account.state == AccountState.DISABLED and wanted is not AccountState.DISABLED:
        return True  # blocked more than asked for, or by people: then it is theirs to enable
    asked = access_asked(account.pk)
    refused = asked is None or asked.state == WorkState.REJECTED
    if account.state != wanted or (refused and asked is not None):
        set_access(account.public_id, wanted, actor=SYSTEM, reason=_reason(action), at=at)
        return False
    return asked is None or asked.state == WorkState.SETTLED


def _reason(action: Action) -> str:
    rule = action.decision.rule if action.decision is not None else ""
    return f"prop: {rule or action.kind}"


def _flatten(action: Action, account: AccountRow, at: datetime) -> bool:
    asked, gone = close_all(account, since=action.wanted_at, actor=SYSTEM, at=at)
    action.operations = [*action.operations, *asked][-_KEPT:]
    return gone


def _refill(action: Action, account: AccountRow, at: datetime) -> bool:
    """Bring the account's play money to the amount that the detail names."""
    if not action.operations:
        missing = Decimal(action.detail) - account.balance
        if not missing:
            return True
        row = move_play_money(
            account.public_id, missing, purpose="prop_refill", actor=SYSTEM, at=at
        )
        action.operations = [row.public_id]
        return False
    return operation(action.operations[-1]).state == WorkState.SETTLED


def _finish(action: Action, at: datetime) -> None:
    action.state, action.done_at, action.detail = ActionState.DONE, at, ""
    _tell(action, ActionDone)


def _wait(action: Action, at: datetime) -> None:
    """Look again later; after many times a person has to see to it, and it is tried on."""
    wait_s = WAITS_S[min(action.tries, len(WAITS_S)) - 1]
    action.due_at = at + timedelta(seconds=wait_s)
    if action.tries == MOST_TRIES:
        _tell(action, ActionFailed)
    if wait_s <= _SOON_S:
        once = f"prop:{action.public_id}:{action.due_at}"
        lock = _lock(action.public_id)
        defer(work, at=action.due_at, lock=lock, once=once, action_id=action.public_id)


def _tell(action: Action, kind: type[ActionDone] | type[ActionFailed]) -> None:
    tell(action.stage.attempt, kind, actor=SYSTEM, action_id=action.public_id, kind=action.kind)


@transaction.atomic
def give_up(action_id: str, *, reason: str, actor: Actor, at: datetime) -> None:
    """Ask a platform no longer for something that a person has seen to.

    Locks: action.
    Raises:
        ActionNotFound: there is none.
    """
    action = lock_action(action_id)
    if action.state in OPEN_ACTION:
        action.state, action.done_at = ActionState.FAILED, at
        action.detail = note(reason)[:300]
        action.save(update_fields=["state", "done_at", "detail"])
        record(
            "prop.action_given_up",
            subject=action_id,
            actor=actor,
            brand_id=action.stage.attempt.brand_id,
            reason=reason,
        )


_STEPS: Final[dict[ActionKind, _Step]] = {
    ActionKind.BLOCK: _access,
    ActionKind.UNBLOCK: _access,
    ActionKind.DISABLE: _access,
    ActionKind.FLATTEN: _flatten,
    ActionKind.REFILL: _refill,
}
