"""A document judges pasts; each is a case beside what happened then."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, localcontext
from typing import Any, Final

from brokerdesk.kit.exact import EXACT
from brokerdesk.kit.reading import CaseError

from ...documents import programme_of, stage_document
from ...engine import Programme
from ...engine.days import profit, trading_days
from ...engine.decisions import Breach, Expired, Status
from ...engine.events import Calendar, Review
from ...engine.explain import fingerprint
from ...engine.programme import ProfitMeasure
from ...engine.run import Run
from ...engine.state import first_state
from ...lab.kinds import CaseSource, Limit
from ...models import LabCase, LabRun
from .past import Past, pasts

PART: Final = 50
_OPEN: Final = frozenset({Status.ACTIVE, Status.FUNDED})
_SCALE: Final = Decimal("1e-8")
# What a stage's outcome is called beside the engine's own status.
_SAME: Final = {
    ("passed", Status.PASSED), ("failed", Status.FAILED), ("expired", Status.EXPIRED),
    ("live", Status.ACTIVE), ("live", Status.FUNDED), ("held", Status.ACTIVE),
    ("held", Status.FUNDED),
}  # fmt: skip


def dry_run(run: LabRun, result: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """Store the cases, fill `result` with their counts; give how far it is."""
    most, done, waiting = int(run.params["most"]), 0, list[LabCase]()
    counts: Counter[tuple[str, str]] = Counter()
    differing = left_out = 0
    programmes: dict[tuple[int, Decimal], Programme] = {}
    for past in pasts(run.brand_id, run.params):
        done += 1
        case = _case(run, past, done, programmes)
        if case is None:
            left_out += 1
        else:
            counts[case.status, case.rule] += 1
            differing += case.differs
            waiting.append(case)
        if len(waiting) >= PART:
            LabCase.objects.bulk_create(waiting)
            waiting.clear()
            yield done, most
    LabCase.objects.bulk_create(waiting)
    result["cases"] = sum(counts.values())
    result["left_out"], result["differing"] = left_out, differing
    result["outcomes"] = [
        {"status": status, "rule": rule, "count": count}
        for (status, rule), count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    ]
    yield done, max(done, 1)


def _case(
    run: LabRun, past: Past, number: int, programmes: dict[tuple[int, Decimal], Programme]
) -> LabCase | None:
    """One past under the document; None where the document has no such phase, or it is unfit."""
    if past.phase >= len(run.document["phases"]):
        return None
    key = (past.phase, past.initial)
    if key not in programmes:
        programmes[key] = programme_of(stage_document(run.document, past.phase, past.initial))
    programme = programmes[key]
    try:
        judged = judge(programme, past)
    except CaseError:
        return None
    state, phase = judged.state, programme.phases[0]
    lost = [one for one in judged.lines if isinstance(one, (Breach, Expired))]
    with localcontext(EXACT):
        earned = profit(state, programme, ProfitMeasure.BALANCE).quantize(_SCALE)
        days = trading_days(state, phase)
    is_lost = state.status in (Status.FAILED, Status.EXPIRED)
    rule = str(lost[-1].rule) if is_lost else ""
    is_stage = past.source is CaseSource.STAGE
    same = (past.was_status, state.status) in _SAME and past.was_rule == rule
    return LabCase(
        run=run, number=number, source=past.source, subject=past.subject,
        client_id=past.client_pk, status=state.status, phase=phase.name, rule=rule,
        ended_at=state.ended_at, profit=earned, trading_days=days,
        was_status=past.was_status, was_rule=past.was_rule, was_ended_at=past.was_ended_at,
        differs=is_stage and not same,
        limits=[str(one) for one in _limits(past, programme, state.status)],
    )  # fmt: skip


def judge(programme: Programme, past: Past) -> Run:
    """Let the engine take a past's events; reviews of what it does not hold are left out.

    Raises:
        CaseError: the events do not fit together.
    """
    with localcontext(EXACT):
        calendar = Calendar.of(past.news)
        run = Run(first_state(programme, 0, past.started_at), programme, calendar)
        run.begin()
        for event in past.events:
            if isinstance(event, Review) and run.state.held is None:
                continue
            run.take(event)
    return run


def _limits(past: Past, programme: Programme, status: Status) -> Iterator[Limit]:
    yield from past.limits
    phase = programme.phases[0]
    if past.source is CaseSource.ACCOUNT:
        if phase.news_window:
            yield Limit.NO_NEWS
        return
    if fingerprint(programme) != past.fingerprint:
        yield Limit.OTHER_RULES_THEN
    if past.was_ended_at is not None and status in _OPEN:
        yield Limit.NOT_TO_ITS_END
