"""REST: challenges as they stand, what was decided of them, their journals; ending, reviews."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from pydantic import Field

from brokerdesk.core.rest import Amount, ApiRequest, In, Out, Page, paginate, scope
from brokerdesk.kit.clock import now

from ..errors import StageNotFound
from ..models import Attempt, JournalEntry, Stage
from ..queries.attempts import attempt as attempt_of
from ..queries.attempts import standing
from ..queries.office import Decided, decided
from ..rows import attempt_row
from ..services.lifecycle import end_attempt, pass_review, reject_review, try_again
from ..types import AttemptRow, AttemptState, StageRow
from .shop import DECIDE, READ, Id, Reason, own_attempt, own_brand, r


class StageOut(Out):
    """One phase on one account. balance, equity, floor, target, room: as of marked_at."""

    id: str
    phase: int
    name: str
    account_id: str | None
    login: int | None
    currency: str
    initial: Amount
    state: str
    outcome: str
    balance: Amount | None
    equity: Amount | None
    floor: Amount | None
    target: Amount | None
    room: Amount | None
    trading_days: int
    marked_at: datetime | None
    next_reset_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None


class StandingOut(Out):
    """Where the present phase stands by the engine, as of what it was told last."""

    status: str
    balance: Amount
    equity: Amount
    daily_floor: Amount | None
    overall_floor: Amount | None
    permitted_loss: Amount | None
    profit_target_left: Amount | None
    trading_days: int
    best_day_share: Amount | None


class AttemptOut(Out):
    """A challenge. phases: their names; stages: from the first to the present one."""

    id: str
    client_id: str
    order_id: str
    title: str
    state: str
    phase: int
    phases: list[str]
    fingerprint: str
    rewards: int
    scalings: int
    created_at: datetime
    ended_at: datetime | None
    end_reason: str
    stages: list[StageOut]
    standing: StandingOut | None = None


class DecisionOut(Out):
    """A line that the engine said, and what it came from.

    decided_after_s: from the platform's fact to the verdict. done_after_s: from the verdict until
    the platform had done all of it.
    """

    id: str
    stage_id: str
    seq: int
    type: str
    rule: str
    at: datetime
    line: dict[str, Any]
    cause: dict[str, Any]
    recorded_at: datetime
    report_id: str | None
    decided_after_s: float | None
    done_after_s: float | None


class EntryOut(Out):
    """One event as the engine was told it; `event` is a line that `prop evaluate` reads."""

    seq: int
    event: dict[str, Any]
    cause: dict[str, Any]
    recorded_at: datetime


class ReviewIn(In):
    """Whether a challenge in review goes on; a refusal needs its reason."""

    passed: bool
    reason: str = Field(default="", max_length=300)


class EndIn(In):
    """Why a challenge is ended."""

    reason: Reason


def attempt_out(row: AttemptRow, standing_out: StandingOut | None = None) -> AttemptOut:
    """A challenge as an answer."""
    return AttemptOut(
        id=row.public_id,
        client_id=row.client_id,
        order_id=row.order_id,
        title=row.title,
        state=row.state,
        phase=row.phase,
        phases=list(row.phases),
        fingerprint=row.fingerprint,
        rewards=row.rewards,
        scalings=row.scalings,
        created_at=row.created_at,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
        stages=[_stage_out(one) for one in row.stages],
        standing=standing_out,
    )


def _stage_out(row: StageRow) -> StageOut:
    names = (
        "phase", "name", "account_id", "login", "currency", "initial", "state", "outcome",
        "balance", "equity", "floor", "target", "room", "trading_days", "marked_at",
        "next_reset_at", "started_at", "ended_at",
    )  # fmt: skip
    return StageOut(id=row.public_id, **{name: getattr(row, name) for name in names})


def _standing_out(row: AttemptRow) -> StandingOut | None:
    found = standing(row.stage.public_id) if row.stage is not None else None
    if found is None:
        return None
    names = (
        "balance", "equity", "daily_floor", "overall_floor", "permitted_loss",
        "profit_target_left", "trading_days", "best_day_share",
    )  # fmt: skip
    return StandingOut(status=found.status, **{name: getattr(found, name) for name in names})


def _decision_out(one: Decided) -> DecisionOut:
    row = one.row
    return DecisionOut(
        id=row.public_id,
        stage_id=row.stage_id,
        seq=row.seq,
        type=row.type,
        rule=row.rule,
        at=row.at,
        line=row.line,
        cause=row.cause,
        recorded_at=row.recorded_at,
        report_id=row.report_id,
        decided_after_s=one.told_s,
        done_after_s=one.done_s,
    )


@r.get("/prop/attempts", response=Page[AttemptOut])
@scope(READ)
def list_attempts(
    request: ApiRequest,
    client_id: str = "",
    state: AttemptState | None = None,
    cursor: str = "",
    limit: int = 50,
) -> Page[AttemptOut]:
    """List challenges, newest first, each with its phases."""
    rows = Attempt.objects.select_related("client", "order").prefetch_related("stages__account")
    if request.brand_id is not None:
        rows = rows.filter(brand_id=request.brand_id)
    if client_id:
        rows = rows.filter(client__public_id=client_id)
    if state is not None:
        rows = rows.filter(state=state)
    return paginate(rows, cursor, limit, out=_listed)


def _listed(row: Attempt) -> AttemptOut:
    stages = sorted(row.stages.all(), key=lambda one: one.pk)
    return attempt_out(attempt_row(row, tuple(stages)))


@r.get("/prop/attempts/{attempt_id}", response=AttemptOut)
@scope(READ)
def get_attempt(request: ApiRequest, attempt_id: Id) -> AttemptOut:
    """Read a challenge with where its present phase stands."""
    return _shown(request, attempt_id)


def _shown(request: ApiRequest, attempt_id: str) -> AttemptOut:
    own_attempt(request, attempt_id)
    row = attempt_of(attempt_id)
    return attempt_out(row, _standing_out(row))


@r.get("/prop/attempts/{attempt_id}/decisions", response=list[DecisionOut])
@scope(READ)
def list_decisions(request: ApiRequest, attempt_id: Id, limit: int = 100) -> list[DecisionOut]:
    """List what was decided of a challenge, newest first, begun days too."""
    own_attempt(request, attempt_id)
    pk = attempt_of(attempt_id).pk
    return [_decision_out(one) for one in decided(pk, most=min(max(limit, 1), 500), days=True)]


@r.get("/prop/stages/{stage_id}/journal", response=Page[EntryOut])
@scope(READ)
def list_journal(
    request: ApiRequest, stage_id: Id, cursor: str = "", limit: int = 50
) -> Page[EntryOut]:
    """List a phase's journal, newest first: with its document it replays to the same verdicts."""
    stage = Stage.objects.select_related("attempt").filter(public_id=stage_id).first()
    if stage is None:
        raise StageNotFound(_("there is no such stage"))
    own_brand(request, stage.attempt.brand_id)
    return paginate(JournalEntry.objects.filter(stage=stage), cursor, limit, out=_entry_out)


def _entry_out(row: JournalEntry) -> EntryOut:
    return EntryOut(seq=row.seq, event=row.event, cause=row.cause, recorded_at=row.recorded_at)


@r.post("/prop/attempts/{attempt_id}/review", response=AttemptOut)
@scope(DECIDE)
def review(request: ApiRequest, attempt_id: Id, body: ReviewIn) -> AttemptOut:
    """Let a challenge go on that waits for a review, or fail it."""
    own_attempt(request, attempt_id)
    decide = pass_review if body.passed else reject_review
    decide(attempt_id, actor=request.actor, reason=body.reason, at=now())
    return _shown(request, attempt_id)


@r.post("/prop/attempts/{attempt_id}/end", response=AttemptOut)
@scope(DECIDE)
def end(request: ApiRequest, attempt_id: Id, body: EndIn) -> AttemptOut:
    """End a challenge: its account is emptied and closed. It cannot be taken back."""
    own_attempt(request, attempt_id)
    end_attempt(attempt_id, body.reason, actor=request.actor, at=now())
    return _shown(request, attempt_id)


@r.post("/prop/attempts/{attempt_id}/retry", response=AttemptOut)
@scope(DECIDE)
def retry(request: ApiRequest, attempt_id: Id) -> AttemptOut:
    """Ask the platform once more for an account that it refused."""
    own_attempt(request, attempt_id)
    try_again(attempt_id, actor=request.actor, at=now())
    return _shown(request, attempt_id)
