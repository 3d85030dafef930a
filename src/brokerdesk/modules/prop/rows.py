"""Table rows as the frozen rows that others see."""

from .models import Action, Attempt, Decision, Programme, ProgrammeVersion, Stage
from .types import (
    ActionKind,
    ActionRow,
    ActionState,
    AttemptRow,
    AttemptState,
    DecisionRow,
    DecisionType,
    ProgrammeKind,
    ProgrammeRow,
    ProgrammeState,
    StageRow,
    StageState,
    VersionRow,
)


def stage_row(stage: Stage) -> StageRow:
    """Needs `attempt` and `account` joined, or it asks for each."""
    account = stage.account
    return StageRow(
        pk=stage.pk,
        public_id=stage.public_id,
        attempt_id=stage.attempt.public_id,
        phase=stage.phase,
        name=stage.name,
        account_pk=stage.account_id,
        account_id=None if account is None else account.public_id,
        login=None if account is None else account.login,
        currency=stage.currency,
        initial=stage.initial,
        state=StageState(stage.state),
        outcome=stage.outcome,
        started_at=stage.started_at,
        ended_at=stage.ended_at,
        balance=stage.balance,
        equity=stage.equity,
        floor=stage.floor,
        target=stage.target,
        room=stage.room,
        room_ratio=stage.room_ratio,
        marked_at=stage.marked_at,
        next_reset_at=stage.next_reset_at,
        trading_days=stage.trading_days,
    )


def attempt_row(attempt: Attempt, stages: tuple[Stage, ...] = ()) -> AttemptRow:
    """Needs `client` and `order` joined, or it asks for each."""
    return AttemptRow(
        pk=attempt.pk,
        public_id=attempt.public_id,
        brand_pk=attempt.brand_id,
        client_pk=attempt.client_id,
        client_id=attempt.client.public_id,
        order_id=attempt.order.public_id,
        title=attempt.title,
        state=AttemptState(attempt.state),
        phase=attempt.phase,
        phases=tuple(phase["name"] for phase in attempt.document["phases"]),
        fingerprint=attempt.fingerprint,
        rewards=attempt.rewards,
        scalings=attempt.scalings,
        mask_name=attempt.mask_name,
        created_at=attempt.created_at,
        ended_at=attempt.ended_at,
        end_reason=attempt.end_reason,
        stages=tuple(stage_row(stage) for stage in stages),
        document=attempt.document,
        terms=attempt.terms,
    )


def decision_row(
    decision: Decision, cause: dict[str, object], report_id: str | None
) -> DecisionRow:
    """Needs `stage__attempt` joined, or it asks for it."""
    return DecisionRow(
        pk=decision.pk,
        public_id=decision.public_id,
        stage_id=decision.stage.public_id,
        attempt_id=decision.stage.attempt.public_id,
        seq=decision.seq,
        type=DecisionType(decision.type),
        rule=decision.rule,
        at=decision.at,
        line=decision.line,
        cause=cause,
        valued=decision.valued,
        received_at=decision.received_at,
        recorded_at=decision.recorded_at,
        report_id=report_id,
    )


def action_row(action: Action) -> ActionRow:
    """Needs `stage` joined, or it asks for it."""
    return ActionRow(
        pk=action.pk,
        public_id=action.public_id,
        stage_id=action.stage.public_id,
        kind=ActionKind(action.kind),
        state=ActionState(action.state),
        detail=action.detail,
        tries=action.tries,
        wanted_at=action.wanted_at,
        done_at=action.done_at,
    )


def version_row(version: ProgrammeVersion, programme: Programme) -> VersionRow:
    return VersionRow(
        pk=version.pk,
        public_id=version.public_id,
        programme_id=programme.public_id,
        brand_pk=programme.brand_id,
        number=version.number,
        document=version.document,
        terms=version.terms,
        fingerprint=version.fingerprint,
        source=version.source,
        published_at=version.published_at,
    )


def programme_row(programme: Programme) -> ProgrammeRow:
    """With its versions, the newest first; needs `versions` prefetched, or it asks for them."""
    versions = sorted(programme.versions.all(), key=lambda one: -one.number)
    return ProgrammeRow(
        pk=programme.pk,
        public_id=programme.public_id,
        brand_pk=programme.brand_id,
        code=programme.code,
        title=programme.title,
        family=programme.family,
        summary=programme.summary,
        kind=ProgrammeKind(programme.kind),
        state=ProgrammeState(programme.state),
        sort=programme.sort,
        versions=tuple(version_row(one, programme) for one in versions),
    )
