"""Which facts of a challenge's life a trader gets a mail about."""

from brokerdesk.core.events import EventMeta, handles

from ..documents import programme_of
from ..engine.programme import RuleName
from ..events import (
    AttemptFunded,
    AttemptPaused,
    AttemptResumed,
    AttemptStateChanged,
    PhasePassed,
    StageBreached,
    StageExpired,
    StageHeld,
    StageReleased,
    StageStarted,
)
from ..models import Attempt, Decision, Override, Report, Stage
from ..terms import read_terms
from ..types import AttemptState
from . import attempt_words as said
from .mailing import Link, write

GROUP = "prop_notices"
_TOLD_OTHERWISE = frozenset({"refunded", "charged_back", "competition_over", "passed"})
_BY_OVERRIDE = "override: "


def _attempt(attempt_id: str) -> Attempt:
    return Attempt.objects.get(public_id=attempt_id)


def _begun(stage_id: str) -> tuple[Stage, int | None]:
    """Give a phase, and its account's login once it has one."""
    stage = Stage.objects.select_related("attempt", "account").get(public_id=stage_id)
    return stage, stage.account.login if stage.account else None


def _page(attempt_id: str) -> Link:
    return Link("prop.portal_attempt", "attempt_id", attempt_id)


def _report(decision_id: str, attempt_id: str) -> Link:
    rows = Report.objects.filter(decision__public_id=decision_id)
    found = rows.values_list("public_id", flat=True).first()
    return Link("prop.portal_report", "report_id", found) if found else _page(attempt_id)


@handles(StageStarted, group=GROUP)
def stage_started(event: StageStarted, meta: EventMeta) -> None:
    """A phase's account is ready; a funded one is told as such."""
    stage, login = _begun(event.stage_id)
    if programme_of(stage.document).phases[0].funded:
        return
    write(
        event.client_id, f"account_ready:{event.stage_id}",
        lambda: said.account_ready(stage.attempt.title, event.phase, login),
        _page(event.attempt_id),
    )  # fmt: skip


@handles(AttemptFunded, group=GROUP)
def funded(event: AttemptFunded, meta: EventMeta) -> None:
    """His funded account is ready."""
    stage, login = _begun(event.stage_id)
    write(
        event.client_id, f"funded:{event.stage_id}",
        lambda: said.funded(stage.attempt.title, login), _page(event.attempt_id),
    )  # fmt: skip


@handles(PhasePassed, group=GROUP)
def phase_passed(event: PhasePassed, meta: EventMeta) -> None:
    """He passed a phase, and what comes next."""
    stage = Stage.objects.select_related("attempt").get(public_id=event.stage_id)
    attempt = stage.attempt
    programme = programme_of(attempt.document)
    last = stage.phase + 1 >= len(programme.phases)
    reviewed = read_terms(attempt.terms).reviewed(programme.initial_balance)
    write(
        event.client_id, f"passed:{event.decision_id}",
        lambda: said.phase_passed(attempt.title, event.phase, last=last, reviewed=reviewed),
        _report(event.decision_id, event.attempt_id),
    )  # fmt: skip


@handles(StageBreached, group=GROUP)
def breached(event: StageBreached, meta: EventMeta) -> None:
    """A rule ended it, or warned; a pause is told as such."""
    words = {"fail": said.failed, "warn": said.warned}.get(event.action)
    if words is None:
        return
    title = _attempt(event.attempt_id).title
    write(
        event.client_id, f"breached:{event.decision_id}",
        lambda: words(title, event.phase, event.rule),
        _report(event.decision_id, event.attempt_id),
    )  # fmt: skip


@handles(StageExpired, group=GROUP)
def expired(event: StageExpired, meta: EventMeta) -> None:
    """The time of a phase is over."""
    title = _attempt(event.attempt_id).title
    write(
        event.client_id, f"expired:{event.decision_id}",
        lambda: said.expired(title, event.phase), _page(event.attempt_id),
    )  # fmt: skip


@handles(AttemptPaused, group=GROUP)
def paused(event: AttemptPaused, meta: EventMeta) -> None:
    """No trading until the next reset."""
    title = _attempt(event.attempt_id).title
    rule = Decision.objects.get(public_id=event.decision_id).rule
    write(
        event.client_id, f"paused:{event.decision_id}",
        lambda: said.paused(title, rule), _page(event.attempt_id),
    )  # fmt: skip


@handles(AttemptResumed, group=GROUP)
def resumed(event: AttemptResumed, meta: EventMeta) -> None:
    """The pause has ended."""
    title = _attempt(event.attempt_id).title
    write(
        event.client_id, f"resumed:{event.decision_id}",
        lambda: said.resumed(title), _page(event.attempt_id),
    )  # fmt: skip


@handles(StageHeld, group=GROUP)
def held(event: StageHeld, meta: EventMeta) -> None:
    """Trading is blocked until somebody, or the truth, decides."""
    title = _attempt(event.attempt_id).title
    write(
        event.client_id, f"held:{event.decision_id}",
        lambda: said.held(title), _report(event.decision_id, event.attempt_id),
    )  # fmt: skip


@handles(StageReleased, group=GROUP)
def released(event: StageReleased, meta: EventMeta) -> None:
    """What was held was let go."""
    title = _attempt(event.attempt_id).title
    write(
        event.client_id, f"released:{event.decision_id}",
        lambda: said.released(title), _page(event.attempt_id),
    )  # fmt: skip


@handles(AttemptStateChanged, group=GROUP)
def state_changed(event: AttemptStateChanged, meta: EventMeta) -> None:
    """What waits for him, and what people decided; the engine's verdicts are told as such."""
    title, link = _attempt(event.attempt_id).title, _page(event.attempt_id)
    key = f"state:{meta.id}"
    by_person = event.reason.startswith(_BY_OVERRIDE)
    if event.state == AttemptState.KYC:
        to = Link("compliance.verification")
        write(event.client_id, key, lambda: said.identity_needed(title), to)
    elif event.state == AttemptState.CONTRACT:
        to = Link("prop.portal_contract", "attempt_id", event.attempt_id)
        write(event.client_id, key, lambda: said.contract_waits(title), to)
    elif event.state == AttemptState.FAILED and event.reason not in set(RuleName):
        reason = _reason(event.reason)
        write(event.client_id, key, lambda: said.ended_by_hand(title, reason), link)
    elif event.state == AttemptState.CLOSED and event.reason not in _TOLD_OTHERWISE:
        write(event.client_id, key, lambda: said.closed(title), link)
    elif event.state == AttemptState.PROVISIONING and by_person:
        write(event.client_id, key, lambda: said.reinstated(title), link)


def _reason(given: str) -> str:
    """What people wrote, where the reason only names their decision."""
    if not given.startswith(_BY_OVERRIDE):
        return given
    rows = Override.objects.filter(public_id=given.removeprefix(_BY_OVERRIDE))
    return rows.values_list("reason", flat=True).first() or ""
