"""A trader's challenges, and the page of each: where it stands, live."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import Nav, Panel, UiRequest, page, panel, render_page, url
from brokerdesk.kit.clock import now
from brokerdesk.modules.trading.queries import account_by_pk

from ...models import Appeal, Attempt, Competition, Decision, Release, ScaleOffer
from ...queries.attempts import attempts_of
from ...queries.orders import orders
from ...services.appeals import APPEALABLE
from ...services.offering import chances
from ...terms import read_terms
from ...types import FINAL, AttemptState, DecisionType, OrderState
from .reach import LIVE, own_attempt
from .standing import Standing, latest_stage, next_step, standing_of, today_of

SHOWN = frozenset(DecisionType) - {DecisionType.DAY_STARTED}
PAID = frozenset({AttemptState.FUNDED, AttemptState.PAYOUT})


@page(
    "portal", "challenges/", name="prop.portal_challenges", title=_("Challenges"),
    nav=Nav(_("Challenges"), 40, icon="trophy"), live=LIVE,
)  # fmt: skip
def challenges_page(request: UiRequest) -> HttpResponse:
    """His challenges with where each stands, and what waits to be paid."""
    waiting = orders().filter(client_id=request.client.pk, state=OrderState.AWAITING_PAYMENT)
    context = {
        "attempts": attempts_of(request.client.pk),
        "waiting": waiting.order_by("-pk")[:20],
        "competitions": Competition.objects.filter(
            brand_id=request.client.brand_pk, state__in=("open", "running")
        ).count(),
    }
    return render_page(request, "prop/portal/challenges.html", context)


@panel("portal_home", title=_("Challenges"), order=35, live=("prop.",))
def home_challenges(request: UiRequest) -> Panel | None:
    """His running challenges at a glance; nothing for those who have none."""
    running = [one for one in attempts_of(request.client.pk) if one.state not in FINAL]
    if not running:
        return None
    to = url("portal", "prop.portal_challenges")
    return Panel("prop/portal/home.html", {"attempts": running}, actions=((_("All"), to),))


@page(
    "portal", "challenges/attempts/<str:attempt_id>/",
    name="prop.portal_attempt", title=_("Challenge"), live=LIVE,
)  # fmt: skip
def attempt_page(request: UiRequest, attempt_id: str) -> HttpResponse:
    """One challenge: figures, rules, decisions, phases, and what comes next."""
    attempt = own_attempt(request, attempt_id)
    context = {
        "head_live": "prop.",
        **_now(attempt),
        "decisions": _decisions(attempt),
        "offers": ScaleOffer.objects.filter(attempt=attempt, state="offered"),
        "chances": chances(attempt, at=now()),
        "appeals": _appeals(attempt),
        "certified": attempt.stages.filter(outcome="passed").exists() or attempt.rewards > 0,
    }
    return render_page(request, "prop/portal/attempt.html", context, title=attempt.title)


@page(
    "portal", "challenges/attempts/<str:attempt_id>/now/",
    name="prop.portal_attempt_now", title=_("Now"), live=LIVE,
)  # fmt: skip
def now_part(request: UiRequest, attempt_id: str) -> HttpResponse:
    """Figures and rules: the part of a challenge's page that moves with the market."""
    attempt = own_attempt(request, attempt_id)
    return render(request, "prop/portal/now.html", _now(attempt))


def _now(attempt: Attempt) -> dict[str, Any]:
    stage = latest_stage(attempt.pk)
    found = standing_of(stage)
    phases = [phase["name"] for phase in attempt.document["phases"]]
    funded = attempt.document["phases"][attempt.phase].get("funded", False)
    account = None
    if stage is not None and stage.account_id is not None:
        account = account_by_pk(stage.account_id)
    return {
        "attempt": attempt,
        "stage": stage,
        "stages": attempt.stages.select_related("account").order_by("pk"),
        "phases": phases,
        "funded": funded,
        "pays": attempt.state in PAID,
        "account": account,
        "standing": found,
        "today": today_of(found) if found is not None else None,
        "releases": _releases(attempt, found),
        "next_step": why_ended(attempt) or next_step(attempt.state, funded),
    }


def why_ended(attempt: Attempt) -> str:
    """Where what he paid went back: that the challenge ended by it."""
    if attempt.state != AttemptState.CLOSED:
        return ""
    said = {
        OrderState.CHARGED_BACK: _t("Closed: the payment that it rests on was charged back."),
        OrderState.REFUNDED: _t("Closed: what it cost was given back."),
    }
    return next((text for code, text in said.items() if code == attempt.end_reason), "")


def _releases(attempt: Attempt, found: Standing | None) -> list[Release]:
    """The next releases around which his phase restricts trading."""
    if found is None or not found.live or found.card("news_window") is None:
        return []
    soon = Release.objects.filter(brand_id=attempt.brand_id, at__gte=now(), impact="high")
    return list(soon.order_by("at", "pk")[:5])


def _decisions(attempt: Attempt) -> list[tuple[Decision, bool]]:
    """What was decided, newest first, and whether it may still be contested."""
    contested = set(
        Appeal.objects.filter(decision__stage__attempt=attempt)
        .exclude(state="withdrawn")
        .values_list("decision_id", flat=True)
    )
    since = now() - timedelta(days=read_terms(attempt.terms).appeal_days)
    rows = Decision.objects.select_related("stage", "report").filter(stage__attempt=attempt)
    return [
        (row, row.type in APPEALABLE and row.pk not in contested and row.at >= since)
        for row in rows.filter(type__in=SHOWN).order_by("-pk")[:60]
    ]


def _appeals(attempt: Attempt) -> Any:
    rows = Appeal.objects.filter(decision__stage__attempt=attempt)
    return rows.order_by("-pk")[:20]
