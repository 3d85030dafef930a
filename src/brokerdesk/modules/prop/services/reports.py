"""Reports of decisions: begun with the decision, given the ticks around it, then sealed."""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.core.jobs.apart import each
from brokerdesk.kit.instants import written
from brokerdesk.modules.valuation.types import Price
from brokerdesk.modules.valuation.watching import Desk

from ..engine.decisions import printed
from ..errors import ReportNotSealed
from ..events import ReportSealed
from ..evidence import AROUND, Seal, build, seal, sealed, verify
from ..locks import lock_report
from ..models import Decision, Report
from ..types import DecisionType, ReportState
from .report_facts import facts_of
from .seals import present_key, signing

log = logging.getLogger(__name__)

REPORTED = frozenset({DecisionType.BREACH, DecisionType.HELD, DecisionType.PHASE_PASSED})
NO_DESK = "No ticks: no valuation worker gave them within five minutes of the decision."
NO_PRICES = "No ticks: the decision rests on no prices."
_PATIENCE = timedelta(minutes=5)
_MOST = 200


def begin_report(decision: Decision, *, at: datetime) -> None:
    """Have a decision's report made, once, when the ticks after it are there."""
    begin_reports([decision], at=at)


def begin_reports(decisions: Iterable[Decision], *, at: datetime) -> None:
    """The same for many, in one statement, within the caller's transaction."""
    rows = [
        Report(decision=one, due_at=at + AROUND, created_at=at)
        for one in decisions
        if one.type in REPORTED
    ]
    Report.objects.bulk_create(rows, ignore_conflicts=True)


def seal_from(desk: Desk, at: datetime, *, most: int = _MOST) -> int:
    """Note the ticks of due reports of a desk's accounts, and say of how many; a job seals them."""
    due = Report.objects.filter(state=ReportState.WAITING, due_at__lte=at).annotate(
        share=F("decision__stage__account_id") % desk.shards,
        server_pk=F("decision__stage__account__server_id"),
    )
    mine = due.filter(share=desk.shard).select_related("decision").order_by("due_at")[:most]
    found = list(mine)
    for report in found:
        ticks = _noted(desk, report.decision, report.server_pk)
        waiting = Report.objects.filter(pk=report.pk, state=ReportState.WAITING)
        waiting.update(ticks=ticks, state=ReportState.NOTED)
    return len(found)


def _noted(desk: Desk, decision: Decision, server_pk: int) -> dict[str, Any]:
    """The ticks of ±60 s of each symbol that the value rests on."""
    since, until = decision.at - AROUND, decision.at + AROUND
    return {
        name: [_tick(price) for price in _sorted(desk.prices((server_pk, name), since, until))]
        for name in symbols_of(decision)
    }


def symbols_of(decision: Decision) -> Collection[str]:
    """The symbols that a decision's value rests on, conversion pairs included."""
    valued = decision.valued or {}
    marked = {mark["symbol"] for mark in valued.get("marks", ())}
    return sorted(marked | set(valued.get("prices", ())))


def _sorted(prices: Iterable[Price]) -> list[Price]:
    return sorted(prices, key=lambda price: price.seq)


def _tick(price: Price) -> list[object]:
    return [
        price.seq, written(price.at), printed(price.bid), printed(price.ask),
        written(price.received_at), price.fault,
    ]  # fmt: skip


def seal_due(*, at: datetime) -> int:
    """Seal the reports whose ticks are noted, and those that nobody gave ticks; how many."""
    late = Report.objects.filter(state=ReportState.WAITING, due_at__lte=at - _PATIENCE)
    noted = Report.objects.filter(state=ReportState.NOTED)
    found = (noted | late).order_by("pk").values_list("public_id", flat=True)[:_MOST]
    return sum(each(list(found), lambda report_id: seal_report(report_id, at=at)))


@transaction.atomic
def seal_report(report_id: str, *, at: datetime) -> bool:
    """Write a report down and sign it, after those before it in its stage.

    The audit's chain holds its SHA-256, so that none is replaced later even by who has the key.

    Locks: report.
    Emits: ReportSealed.
    """
    report = lock_report(report_id)
    decision = report.decision
    before = Report.objects.filter(decision__stage=decision.stage_id, pk__lt=report.pk)
    if report.state == ReportState.SEALED or before.exclude(state=ReportState.SEALED).exists():
        return False
    body = build(facts_of(report, before.order_by("-pk").first(), _missing(report), at=at))
    key = present_key(at=at)
    mark = seal(body, signing(key))
    found = verify(sealed(body, mark), key=key.key_id)
    report.faults = [check.name for check in found.checks if not check.ok]
    if report.faults:
        log.error("report %s does not hold: %s", report_id, ", ".join(report.faults))
    report.state, report.body, report.sha256 = ReportState.SEALED, body, mark.sha256
    report.signature, report.key, report.sealed_at = mark.signature, key, at
    report.save()
    record(
        "prop.report_sealed", subject=report_id, actor=SYSTEM,
        brand_id=decision.stage.attempt.brand_id,
        after={"sha256": mark.sha256, "key": key.key_id},
    )  # fmt: skip
    _tell(report)
    return True


def _missing(report: Report) -> str:
    if report.state == ReportState.NOTED:
        return "" if any(report.ticks.values()) else NO_PRICES
    return NO_DESK


def _tell(report: Report) -> None:
    attempt = report.decision.stage.attempt
    emit(
        ReportSealed(
            attempt_id=attempt.public_id,
            client_id=attempt.client.public_id,
            report_id=report.public_id,
            decision_id=report.decision.public_id,
        ),
        aggregate=f"attempt:{attempt.public_id}",
        brand_id=attempt.brand_id,
        actor=SYSTEM,
    )


def file_of(report: Report) -> bytes:
    """A sealed report as it is handed out.

    Raises:
        ReportNotSealed: it waits for the ticks after the decision.
    """
    key, body, signature = report.key, report.body, report.signature
    if key is None or body is None or signature is None:
        raise ReportNotSealed(_("the report is sealed a minute after the decision"))
    public = bytes(key.public)
    return sealed(bytes(body), Seal(key.key_id, public, report.sha256, bytes(signature)))
