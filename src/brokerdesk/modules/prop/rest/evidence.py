"""REST of evidence: reports as sealed, appeals answered; people change verdicts."""

import json
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from brokerdesk.core.rest import ApiRequest, In, Out, Page, paginate, scope
from brokerdesk.kit.clock import now

from ..errors import AppealNotFound, ReportNotFound
from ..models import Appeal, Report
from ..services.appeals import say, uphold
from ..services.reports import file_of
from ..services.seals import published_keys
from ..types import AppealState, ReportState
from .shop import DECIDE, READ, r


class ReportOut(Out):
    """A report of a decision. state: waiting, noted, sealed."""

    id: str
    decision_id: str
    stage_id: str
    attempt_id: str
    type: str
    rule: str
    at: datetime
    state: str
    sha256: str
    key_id: str
    sealed_at: datetime | None


class WordOut(Out):
    """One word in an appeal."""

    by_trader: bool
    text: str
    at: datetime


class AppealOut(Out):
    """A trader's appeal against a decision, with what was said."""

    id: str
    decision_id: str
    attempt_id: str
    claim: str
    state: str
    opened_at: datetime
    due_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    messages: list[WordOut]


class SealKeyOut(Out):
    """The public half of a key that seals reports."""

    key_id: str
    pem: str
    created_at: datetime
    retired_at: datetime | None


class WordIn(In):
    """A word to the trader."""

    text: str = Field(min_length=1, max_length=2000)


class ReportQuery(Schema):
    """Which reports."""

    attempt_id: str = ""
    state: ReportState | None = None


class AppealQuery(Schema):
    """Which appeals."""

    attempt_id: str = ""
    state: AppealState | None = None


def _report_out(row: Report) -> ReportOut:
    decision = row.decision
    return ReportOut(
        id=row.public_id,
        decision_id=decision.public_id,
        stage_id=decision.stage.public_id,
        attempt_id=decision.stage.attempt.public_id,
        type=decision.type,
        rule=decision.rule,
        at=decision.at,
        state=row.state,
        sha256=row.sha256,
        key_id=row.key.key_id if row.key else "",
        sealed_at=row.sealed_at,
    )


def _appeal_out(row: Appeal) -> AppealOut:
    names = ("claim", "state", "opened_at", "due_at", "answered_at", "closed_at")
    return AppealOut(
        id=row.public_id,
        decision_id=row.decision.public_id,
        attempt_id=row.decision.stage.attempt.public_id,
        messages=[_word(word) for word in row.messages],
        **{name: getattr(row, name) for name in names},
    )


def _word(word: dict[str, Any]) -> WordOut:
    return WordOut(by_trader=word["by_trader"], text=word["text"], at=word["at"])


def _reports(request: ApiRequest) -> QuerySet[Report]:
    rows = Report.objects.select_related("decision__stage__attempt", "key")
    if request.brand_id is None:
        return rows
    return rows.filter(decision__stage__attempt__brand_id=request.brand_id)


def _report(request: ApiRequest, report_id: str) -> Report:
    found = _reports(request).filter(public_id=report_id).first()
    if found is None:
        raise ReportNotFound(_("there is no such report"))
    return found


def _appeals(request: ApiRequest) -> QuerySet[Appeal]:
    rows = Appeal.objects.select_related("decision__stage__attempt")
    if request.brand_id is None:
        return rows
    return rows.filter(decision__stage__attempt__brand_id=request.brand_id)


def _appeal(request: ApiRequest, appeal_id: str) -> Appeal:
    found = _appeals(request).filter(public_id=appeal_id).first()
    if found is None:
        raise AppealNotFound(_("there is no such appeal"))
    return found


@r.get("/prop/reports", response=Page[ReportOut])
@scope(READ)
def list_reports(
    request: ApiRequest, which: Query[ReportQuery], cursor: str = "", limit: int = 50
) -> Page[ReportOut]:
    """List reports of decisions, newest first."""
    rows = _reports(request)
    if which.attempt_id:
        rows = rows.filter(decision__stage__attempt__public_id=which.attempt_id)
    if which.state is not None:
        rows = rows.filter(state=which.state)
    return paginate(rows, cursor, limit, out=_report_out)


@r.get("/prop/reports/{report_id}", response=ReportOut)
@scope(READ)
def get_report(request: ApiRequest, report_id: str) -> ReportOut:
    """Read what a report is of, and its seal."""
    return _report_out(_report(request, report_id))


@r.get("/prop/reports/{report_id}/file", response=dict[str, Any])
@scope(READ)
def get_report_file(request: ApiRequest, report_id: str) -> dict[str, Any]:
    """Read a sealed report: body and seal. Its canonical form is the file that is downloaded."""
    found: dict[str, Any] = json.loads(file_of(_report(request, report_id)))
    return found


@r.get("/prop/seal-keys", response=list[SealKeyOut])
@scope(READ)
def list_seal_keys(request: ApiRequest) -> list[SealKeyOut]:
    """List the public keys that ever sealed reports, the present one first."""
    return [
        SealKeyOut(
            key_id=one.key_id, pem=one.pem, created_at=one.created_at, retired_at=one.retired_at
        )
        for one in published_keys()
    ]


@r.get("/prop/appeals", response=Page[AppealOut])
@scope(READ)
def list_appeals(
    request: ApiRequest, which: Query[AppealQuery], cursor: str = "", limit: int = 50
) -> Page[AppealOut]:
    """List appeals, newest first."""
    rows = _appeals(request)
    if which.attempt_id:
        rows = rows.filter(decision__stage__attempt__public_id=which.attempt_id)
    if which.state is not None:
        rows = rows.filter(state=which.state)
    return paginate(rows, cursor, limit, out=_appeal_out)


@r.get("/prop/appeals/{appeal_id}", response=AppealOut)
@scope(READ)
def get_appeal(request: ApiRequest, appeal_id: str) -> AppealOut:
    """Read an appeal with what was said."""
    return _appeal_out(_appeal(request, appeal_id))


@r.post("/prop/appeals/{appeal_id}/answer", response=AppealOut)
@scope(DECIDE)
def answer_appeal(request: ApiRequest, appeal_id: str, body: WordIn) -> AppealOut:
    """Write to the trader."""
    _appeal(request, appeal_id)
    say(appeal_id, body.text, by_trader=False, actor=request.actor, at=now())
    return _appeal_out(_appeal(request, appeal_id))


@r.post("/prop/appeals/{appeal_id}/uphold", response=AppealOut)
@scope(DECIDE)
def uphold_appeal(request: ApiRequest, appeal_id: str, body: WordIn) -> AppealOut:
    """Let the decision stand; the text tells the trader why."""
    _appeal(request, appeal_id)
    uphold(appeal_id, body.text, actor=request.actor, at=now())
    return _appeal_out(_appeal(request, appeal_id))
