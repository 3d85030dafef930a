"""Everything a report says, read from the rows that the decision left."""

import json
from datetime import datetime
from importlib.metadata import version
from typing import Any

from brokerdesk.core.db import read_rows
from brokerdesk.kit.instants import written
from brokerdesk.modules.brands.queries import brand, entity
from brokerdesk.modules.trading.queries import marked_symbols, server

from ..documents import programme_of
from ..engine import State
from ..engine.decisions import printed
from ..evidence import Facts, Market, Origin, Subject, Told
from ..models import Decision, JournalEntry, Override, Report, Stage
from ..types import OverrideKind
from .report_deals import deals_of
from .restoring import taken_up

MOST_ENTRIES = 20_000
_INSTRUMENT = (
    "symbol", "profit_currency", "base", "margin_currency", "digits", "calc_mode", "tick_size",
    "tick_value",
)  # fmt: skip
_NEAR = 20_000
_CROWD = """
SELECT count(DISTINCT d.stage_id) FROM prop_decision d
JOIN prop_journalentry j ON j.stage_id = d.stage_id AND j.seq = d.seq
WHERE d.type = ANY(%s) AND d.id BETWEEN %s AND %s
  AND j.cause->>'tick_seq' = %s AND j.cause->>'symbol' = %s
"""


def facts_of(report: Report, before: Report | None, missing: str, *, at: datetime) -> Facts:
    """Gather a report; `before` is the one before it in its stage, `missing` says why no ticks."""
    decision = report.decision
    told = _told(decision)
    return Facts(
        origin=_origin(report, before, at),
        subject=_subject(decision),
        document=decision.stage.document,
        told=told,
        market=_market(report, told, missing),
        decided_at=decision.at,
        received_at=decision.received_at,
        recorded_at=decision.recorded_at,
    )


def _origin(report: Report, before: Report | None, at: datetime) -> Origin:
    of = brand(report.decision.stage.attempt.brand_id)
    return Origin(
        report=report.public_id,
        house=entity(of.entity_pk).name,
        brand=of.name,
        software=version("brokerdesk"),
        made_at=at,
        previous=before.public_id if before else "",
        previous_sha256=before.sha256 if before else "",
    )


def _subject(decision: Decision) -> Subject:
    stage = decision.stage
    account = stage.account
    venue = server(account.server_id) if account else None
    return Subject(
        attempt=stage.attempt.public_id,
        stage=stage.public_id,
        decision=decision.public_id,
        account=account.public_id if account else "",
        server=venue.code if venue else "",
        server_offset_s=venue.offset_s if venue else None,
    )


def _told(decision: Decision) -> Told:
    stage = decision.stage
    rows = JournalEntry.objects.filter(stage=stage, seq__lte=decision.seq).order_by("seq")
    whole = decision.seq <= MOST_ENTRIES
    entries = list(rows if whole else rows.filter(seq=decision.seq))
    said = list(Decision.objects.filter(stage=stage, seq=decision.seq).order_by("place"))
    news = rows.filter(event__type="news").values_list("event", flat=True)
    return Told(
        began_at=stage.started_at or decision.at,
        whole=whole,
        entries=[_entry(row) for row in entries],
        calendar=list(news),
        before=bytes(decision.before),
        after=bytes(decision.after),
        lines=[row.line for row in said],
        line=[row.pk for row in said].index(decision.pk),
        restored=_restored(stage),
    )


def _entry(row: JournalEntry) -> dict[str, Any]:
    return {
        "seq": row.seq,
        "at": written(row.at),
        "event": row.event,
        "cause": row.cause,
        "recorded_at": written(row.recorded_at),
    }


def _restored(stage: Stage) -> bytes:
    """The state that a reinstated stage began with, at the instant at which it was taken up."""
    first = JournalEntry.objects.filter(stage=stage, seq=1, cause__restored=True).first()
    if first is None or stage.started_at is None:
        return b""
    if "state" in first.cause:
        return State.from_json(json.dumps(first.cause["state"]).encode()).to_json()
    found = Override.objects.get(kind=OverrideKind.REINSTATE, detail__new_stage=stage.public_id)
    state = State.from_json(str(found.detail["state"]).encode())
    programme = programme_of(stage.document)
    return taken_up(state, programme, stage.started_at, whole=False).state.to_json()


def _market(report: Report, told: Told, missing: str) -> Market:
    decision = report.decision
    account = decision.stage.account
    if account is None:
        return Market(why_no_ticks=missing)
    deals, changed = deals_of(decision, account.pk, told.entries)
    return Market(
        account=_valued(decision, account.server_id, account.currency),
        deals=deals,
        changed=changed,
        ticks=report.ticks,
        why_no_ticks=missing,
        accounts=_crowd(decision, told),
    )


def _valued(decision: Decision, server_pk: int, currency: str) -> dict[str, Any] | None:
    valued = decision.valued
    if valued is None:
        return None
    used = {mark["symbol"] for mark in valued["marks"]} | set(valued["prices"])
    instruments = [
        {name: printed(getattr(one, name)) for name in _INSTRUMENT}
        for one in marked_symbols()
        if one.server_pk == server_pk and one.symbol in used
    ]
    return {**valued, "currency": currency, "instruments": instruments}


def _crowd(decision: Decision, told: Told) -> int:
    """How many stages the same tick decided."""
    cause = told.entries[-1]["cause"]
    if not isinstance(cause, dict) or cause.get("tick_seq") is None or not cause.get("symbol"):
        return 1
    near = (decision.pk - _NEAR, decision.pk + _NEAR)
    types = ["breach", "held", "phase_passed"]
    found = read_rows(_CROWD, [types, *near, str(cause["tick_seq"]), cause["symbol"]])
    return max(int(found[0][0]), 1)
