"""One challenge: where it stands, what was decided and done, money, disputes, signals."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.audit.models import AuditEntry
from brokerdesk.core.ui import UiRequest, page, render_page
from brokerdesk.modules.trading.types import AccountState
from brokerdesk.modules.valuation.queries import stand
from brokerdesk.modules.valuation.types import StandRow

from ...documents import programme_of
from ...engine import State
from ...models import Appeal, Attempt, Order, Override, Payout, ScaleOffer, Signal, Stage
from ...objectives import Mark, objectives
from ...queries.attempts import standing
from ...queries.office import Decided, asked, decided
from ...terms import read_terms
from ...types import FINAL, OPEN_STAGE, AttemptState, StageState
from .reach import LIVE, MANAGE, PROPOSE, REVIEW, SIGNAL, VIEW, may, the_attempt
from .told import cause_text, decision_text, deed_text, reason_text

MOST = 30


@page(
    "backoffice", "prop/challenges/<str:attempt_id>/", name="prop.attempt",
    title=_("Challenge"), permission=VIEW, live=LIVE,
)  # fmt: skip
def attempt_page(request: UiRequest, attempt_id: str) -> HttpResponse:
    """Everything that is known of one challenge."""
    found = the_attempt(request, attempt_id)
    rows = list(found.stages.select_related("account__server").defer("document").order_by("-pk"))
    context = _standing(rows) | _decided(found, rows) | _around(found)
    context |= {
        "attempt": found,
        "stages": rows,
        "programme": found.order.version.programme,
        "over": found.state in FINAL,
        "actions": asked(found.pk, most=MOST),
        "may": _rights(request, found, rows),
        "history": _history(found),
        "signed_at": _signed_at(found),
    }
    return render_page(request, "prop/office/attempt.html", context)


def _standing(rows: list[Stage]) -> dict[str, Any]:
    stage = rows[0] if rows else None
    if stage is None:
        return {"stage": None}
    running = stage.state in OPEN_STAGE
    seen = stand(stage.account_id) if running and stage.account_id else None
    equity = stage.equity if seen is None else seen.equity
    return {
        "stage": stage,
        "running": running,
        "final": standing(stage.public_id),
        "stand": seen,
        "room": stage.room if seen is None else _room(stage, seen),
        "left": None if stage.target is None or equity is None
        else max(stage.target - equity, Decimal(0)),
    }  # fmt: skip


def _room(stage: Stage, seen: StandRow) -> Decimal | None:
    """What the nearest floor leaves of the equity that the page shows."""
    if stage.engine is None:
        return None
    mark = Mark(seen.balance, seen.equity, seen.marked_at)
    rows = objectives(State.from_json(bytes(stage.engine)), programme_of(stage.document), mark)
    return min((one.left for one in rows if one.is_loss and one.left is not None), default=None)


def _decided(attempt: Attempt, rows: list[Stage]) -> dict[str, Any]:
    currency = rows[0].currency if rows else ""
    found = decided(attempt.pk, most=MOST)
    return {"decided": [_told(one, currency) for one in found]}


def _told(one: Decided, currency: str) -> dict[str, Any]:
    return {
        "one": one,
        "text": decision_text(one.row.line, currency),
        "cause": cause_text(one.row.cause),
    }


def _around(attempt: Attempt) -> dict[str, Any]:
    mine = {"stage__attempt": attempt}
    orders = Order.objects.filter(pk=attempt.order_id) | Order.objects.filter(of_attempt=attempt)
    return {
        "orders": orders.order_by("-pk")[:MOST],
        "payouts": Payout.objects.filter(attempt=attempt).order_by("-pk")[:MOST],
        "offers": ScaleOffer.objects.filter(attempt=attempt).order_by("-pk")[:MOST],
        "appeals": Appeal.objects.filter(decision__stage__attempt=attempt).order_by("-pk")[:MOST],
        "overrides": Override.objects.filter(**mine).order_by("-pk")[:MOST],
        "signals": Signal.objects.filter(attempt=attempt).order_by("-pk")[:MOST],
        "terms": read_terms(attempt.terms),
    }


def _rights(request: UiRequest, attempt: Attempt, rows: list[Stage]) -> dict[str, bool]:
    def has(permission: str) -> bool:
        return may(request, permission, attempt.brand_id)

    stage = rows[0] if rows else None
    over = attempt.state in FINAL
    return {
        "review": waits_for_review(attempt) and has(REVIEW),
        "end": not over and has(MANAGE),
        "block": not over and not attempt.block_reason and has(MANAGE),
        "unblock": not over and bool(attempt.block_reason) and has(MANAGE),
        "note": has(MANAGE) and has("clients.note"),
        "again": refused(stage) and has(MANAGE),
        "judge": stage is not None and stage.state == StageState.HELD and has(PROPOSE),
        "reinstate": stage is not None and attempt.state == AttemptState.FAILED and has(PROPOSE),
        "propose": stage is not None and stage.state == StageState.LIVE and has(PROPOSE),
        "signal": has(SIGNAL),
    }


def refused(stage: Stage | None) -> bool:
    """Whether the platform refused to open the account of a stage."""
    if stage is None or stage.account is None or stage.state != StageState.PROVISIONING:
        return False
    return stage.account.state == AccountState.FAILED


def waits_for_review(attempt: Attempt) -> bool:
    """Whether a person has to let it go on to its next phase."""
    if attempt.state != AttemptState.PASSED:
        return False
    programme = programme_of(attempt.document)
    last = attempt.phase + 1 >= len(programme.phases)
    seen = str(attempt.phase) in attempt.gates.get("reviews", {})
    return not last and not seen and read_terms(attempt.terms).reviewed(programme.initial_balance)


def _history(attempt: Attempt) -> list[dict[str, Any]]:
    rows = AuditEntry.objects.filter(subject__in=_subjects(attempt)).select_related("details")
    return [
        {
            "at": row.occurred_at,
            "deed": deed_text(row.action, row.details.before, row.details.after),
            "by": row.details.actor_label or row.actor,
            "reason": reason_text(row.details.reason),
        }
        for row in rows.order_by("-id")[:MOST]
    ]


def _signed_at(attempt: Attempt) -> datetime | None:
    signed = attempt.gates.get("contract")
    return datetime.fromisoformat(signed["at"]) if signed else None


def _subjects(attempt: Attempt) -> list[str]:
    """Under which names people's deeds about it are kept."""
    return [attempt.public_id, *attempt.stages.values_list("public_id", flat=True)]
