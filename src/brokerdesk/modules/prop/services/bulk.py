"""One thing done to many challenges: each in a transaction of its own, with its own result."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.access import allowed
from brokerdesk.core.access.queries import key_actor
from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.jobs import defer, job, periodic
from brokerdesk.core.texts import note
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import DomainError
from brokerdesk.kit.texts import Marked, packed
from brokerdesk.kit.texts import noop as _n
from brokerdesk.modules.staff.queries import active_actor

from ..errors import BulkInvalid, WrongAttemptState
from ..locks import lock_attempt, lock_bulk_run
from ..models import Attempt, BulkRun
from ..types import FINAL, BulkKind
from .lifecycle import block_attempt, end_attempt, extend_stage, unblock_attempt

MOST_ROWS: Final = 500
MOST_DAYS: Final = 365
MANAGE: Final = "prop.attempt.manage"
_Row = dict[str, Any]
_GONE: Final = Marked(_n("who began it may not do this any more"))


@dataclass(frozen=True, slots=True)
class BulkWish:
    """What is to be done, to which attempts of a brand. days: where it gives days."""

    kind: BulkKind
    attempts: tuple[str, ...]
    reason: str
    days: int | None = None


@transaction.atomic
def begin_bulk(brand_pk: int, wish: BulkWish, *, actor: Actor, at: datetime) -> BulkRun:
    """Keep what is to be done, and have it done soon.

    Raises:
        BulkInvalid: no attempt, too many, or some of another brand; no days where days are given;
            no reason.
    """
    _check(brand_pk, wish)
    run = BulkRun.objects.create(
        brand_id=brand_pk, kind=wish.kind, days=wish.days, reason=wish.reason.strip(),
        rows=[{"attempt": one, "state": "waiting", "said": ""} for one in wish.attempts],
        by=actor.ref, by_name=actor.label[:120], created_at=at,
    )  # fmt: skip
    record(
        "prop.bulk_begun", subject=run.public_id, actor=actor, brand_id=brand_pk,
        after={"kind": str(wish.kind), "days": wish.days, "attempts": list(wish.attempts)},
        reason=wish.reason,
    )  # fmt: skip
    defer(work_bulk, once=f"prop_bulk:{run.public_id}", run_id=run.public_id)
    return run


def _check(brand_pk: int, wish: BulkWish) -> None:
    many = len(set(wish.attempts))
    if not 1 <= many <= MOST_ROWS or many != len(wish.attempts):
        raise BulkInvalid(
            _("choose 1 to %(most)s challenges, each once") % {"most": MOST_ROWS}, field="attempts"
        )
    own = Attempt.objects.filter(brand_id=brand_pk, public_id__in=wish.attempts).count()
    if own != many:
        raise BulkInvalid(_("choose challenges of one brand"), field="attempts")
    if not wish.reason.strip() or len(wish.reason.strip()) > 300:
        raise BulkInvalid(_("say why, in 300 signs at most"), field="reason")
    if (wish.kind is BulkKind.EXTEND) != (wish.days is not None):
        raise BulkInvalid(_("days belong to more days, and only there"), field="days")
    if wish.days is not None and not 1 <= wish.days <= MOST_DAYS:
        raise BulkInvalid(_("give 1 to %(most)s days") % {"most": MOST_DAYS}, field="days")


@job()
def work_bulk(run_id: str) -> None:
    """Do what waits of a run; one that was killed goes on with the next row."""
    while next_row(run_id, at=now()):
        pass


@periodic(every_s=60)
def work_open_bulks() -> None:
    """Go on with runs whose job was lost."""
    for run_id in BulkRun.objects.filter(ended_at=None).values_list("public_id", flat=True)[:20]:
        defer(work_bulk, once=f"prop_bulk:{run_id}", run_id=run_id)


@transaction.atomic
def next_row(run_id: str, *, at: datetime) -> bool:
    """Do the next row of a run; False: nothing is left.

    Locks: run, then what the row's command locks.
    """
    run = lock_bulk_run(run_id)
    waiting = next((row for row in run.rows if row["state"] == "waiting"), None)
    if waiting is None:
        if run.ended_at is None:
            run.state, run.ended_at = "done", at
            run.save(update_fields=["state", "ended_at"])
        return False
    _do(run, waiting, at)
    run.state = "running"
    run.save(update_fields=["rows", "state"])
    return True


def _do(run: BulkRun, row: _Row, at: datetime) -> None:
    actor = _actor(run, at)
    if actor is None or not allowed(actor, MANAGE, brand_id=run.brand_id):
        row["state"], row["said"] = "failed", packed(_GONE)
        return
    try:
        with transaction.atomic():
            _COMMANDS[BulkKind(run.kind)](row["attempt"], run, actor, at)
    except DomainError as error:
        row["state"], row["said"] = "failed", packed(note(error))
    else:
        row["state"] = "done"


def _actor(run: BulkRun, at: datetime) -> Actor | None:
    kind, _sep, public_id = run.by.partition(":")
    return key_actor(public_id, at=at) if kind == "api_key" else active_actor(public_id)


def _extend(attempt_id: str, run: BulkRun, actor: Actor, at: datetime) -> None:
    extend_stage(attempt_id, run.days or 0, reason=_reason(run), actor=actor, at=at)


def _block(attempt_id: str, run: BulkRun, actor: Actor, at: datetime) -> None:
    block_attempt(attempt_id, reason=run.reason, actor=actor, at=at)


def _unblock(attempt_id: str, run: BulkRun, actor: Actor, at: datetime) -> None:
    unblock_attempt(attempt_id, reason=run.reason, actor=actor, at=at)


def _end(attempt_id: str, run: BulkRun, actor: Actor, at: datetime) -> None:
    if lock_attempt(attempt_id).state in FINAL:
        raise WrongAttemptState(_("the challenge has ended"))
    end_attempt(attempt_id, run.reason, actor=actor, at=at)


def _reason(run: BulkRun) -> str:
    return f"{run.reason} ({run.public_id})"


_COMMANDS: Final[Mapping[BulkKind, Callable[[str, BulkRun, Actor, datetime], None]]] = {
    BulkKind.EXTEND: _extend,
    BulkKind.BLOCK: _block,
    BulkKind.UNBLOCK: _unblock,
    BulkKind.END: _end,
}


def foreseen(kind: BulkKind, attempts: Sequence[Attempt]) -> dict[str, str]:
    """Why each attempt cannot be done now, as it stands; "": it can. The run looks again.

    What is said is marked for translation.
    """
    return {one.public_id: _hindrance(kind, one) for one in attempts}


def _hindrance(kind: BulkKind, attempt: Attempt) -> str:
    if attempt.state in FINAL:
        return _n("the challenge has ended")
    if kind is BulkKind.BLOCK and attempt.block_reason:
        return _n("its trading is blocked already")
    if kind is BulkKind.UNBLOCK and not attempt.block_reason:
        return _n("its trading is not blocked")
    if kind is BulkKind.EXTEND:
        rules = attempt.document["phases"][attempt.phase]["rules"]
        if not any(rule["rule"] == "max_days" for rule in rules):
            return _n("the phase has no limit of days")
    return ""
