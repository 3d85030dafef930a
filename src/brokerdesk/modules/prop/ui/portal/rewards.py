"""A trader's rewards: what stands between him and one, asking for it, and what became of it."""

from decimal import Decimal
from typing import Any, Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.texts import translated
from brokerdesk.core.ui import Closed, FormPage, UiRequest, page, register_form, render_page, url
from brokerdesk.core.ui.acting import acted
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import DomainError

from ...engine.rewards import Unmet, share_out
from ...models import Payout
from ...queries.payouts import payouts
from ...services.money_back import money_went_back
from ...services.payouts.conditions import Checklist, Standing, checklist, standing_of
from ...services.payouts.requesting import (
    CANCELLABLE,
    OPEN,
    cancel_payout,
    preview_of,
    request_payout,
)
from .reach import LIVE, own_attempt, own_payout, to_attempt

CONDITIONS: Final[dict[Unmet, Any]] = {
    Unmet.NOT_FUNDED: _("The account is funded"),
    Unmet.TOO_EARLY: _("The day for it has come"),
    Unmet.NOT_FLAT: _("No position is open"),
    Unmet.NOT_CONSISTENT: _("The best day is a small enough part"),
    Unmet.TOO_FEW_WINNING_DAYS: _("Enough winning days"),
    Unmet.BELOW_MINIMUM: _("There is enough profit"),
    Unmet.HELD_FOR_REVIEW: _("Nothing is held for a review"),
    Unmet.IDENTITY_NOT_CHECKED: _("The identity is checked"),
}


class RewardForm(forms.Form):
    """How much of the profit is asked for."""

    amount = forms.DecimalField(
        max_digits=26, decimal_places=8, min_value=Decimal(0), label=_("Profit to be shared")
    )


@page("portal", "challenges/rewards/", name="prop.portal_payouts", title=_("Rewards"), live=LIVE)
def rewards_page(request: UiRequest) -> HttpResponse:
    """All his rewards, newest first."""
    rows = payouts().filter(attempt__client_id=request.client.pk).order_by("-pk")[:100]
    return render_page(request, "prop/portal/rewards.html", {"payouts": rows})


@page(
    "portal", "challenges/rewards/<str:payout_id>/",
    name="prop.portal_payout", title=_("Reward"), live=LIVE,
)  # fmt: skip
def reward_page(request: UiRequest, payout_id: str) -> HttpResponse:
    """One reward: figures as they stood, how far it is."""
    row = own_payout(request, payout_id)
    may_cancel = row.state in CANCELLABLE and row.kind == "reward"
    back = row.state in OPEN and money_went_back(row.attempt) is not None
    context = {
        "head_live": "prop.", "payout": row, "may_cancel": may_cancel, "gone_back": back,
        "fee_back": row.refund if row.counts and not back else None,
    }  # fmt: skip
    return render_page(request, "prop/portal/reward.html", context)


@page(
    "portal", "challenges/rewards/<str:payout_id>/cancel/",
    name="prop.portal_payout_cancel", title=_("Take back"),
)  # fmt: skip
def cancel_page(request: UiRequest, payout_id: str) -> HttpResponse:
    """Take a request back."""
    own = own_payout(request, payout_id)
    said = _t("Taken back.") if own.attempt.ended_at else _t("Taken back. The account goes on.")
    return acted(
        request, _to(own.public_id), said,
        lambda: cancel_payout(own.public_id, actor=request.actor, at=now()),
    )  # fmt: skip


def _to(payout_id: str) -> str:
    return url("portal", "prop.portal_payout", payout_id=payout_id)


def _standing(request: UiRequest, attempt_id: str) -> Standing | None:
    return standing_of(own_attempt(request, attempt_id))


def _closed(request: UiRequest, attempt_id: str) -> Closed | None:
    attempt = own_attempt(request, attempt_id)
    open_one = Payout.objects.filter(attempt=attempt, state__in=OPEN).first()
    if open_one is not None:
        return Closed(
            title=_("A reward of this account is open already"),
            way=(_("See it"), _to(open_one.public_id)),
        )
    if standing_of(attempt) is None:
        return Closed(
            title=_("No account is running"), way=(_("Challenge"), to_attempt(attempt_id))
        )
    return None


def _form(request: UiRequest, *, data: Any, files: Any, attempt_id: str) -> RewardForm:
    found = _standing(request, attempt_id)
    most = checklist(found, at=now()).payable if found is not None else Decimal(0)
    return RewardForm(data=data, initial={"amount": f"{most:f}"})


def conditions(found: Checklist, standing: Standing) -> list[tuple[Any, bool]]:
    """Each condition that the terms ask, and whether it is met."""
    terms, phase = standing.terms, standing.programme.phases[0]
    skipped = {
        Unmet.NOT_FLAT: not terms.flat,
        Unmet.NOT_CONSISTENT: phase.consistency is None,
        Unmet.TOO_FEW_WINNING_DAYS: not terms.winning_days.days,
        Unmet.IDENTITY_NOT_CHECKED: not terms.identity.level,
    }
    return [
        (text, one not in found.unmet)
        for one, text in CONDITIONS.items()
        if not skipped.get(one, False)
    ]


def _context(request: UiRequest, attempt_id: str) -> dict[str, Any]:
    attempt, found = own_attempt(request, attempt_id), _standing(request, attempt_id)
    if found is None:
        return {"attempt": attempt}
    checked = checklist(found, at=now())
    return {
        "attempt": attempt,
        "currency": found.stage.currency,
        "checked": checked,
        "conditions": conditions(checked, found),
        "preview_url": url("portal", "prop.portal_payout_preview", attempt_id=attempt_id),
        **_previewed(found, checked, checked.payable),
    }


def _previewed(found: Standing, checked: Checklist, amount: Decimal) -> dict[str, Any]:
    if amount <= 0:
        return {}
    try:
        preview = preview_of(found, amount + checked.news.uncounted, now())
    except DomainError as error:
        return {"refusal": translated(error)}
    shares = share_out(amount, checked.split, found.stage.currency)
    return {"preview": preview, "shares": shares, "asked": amount}


@page(
    "portal", "challenges/attempts/<str:attempt_id>/reward/preview/",
    name="prop.portal_payout_preview", title=_("Preview"),
)  # fmt: skip
def preview_part(request: UiRequest, attempt_id: str) -> HttpResponse:
    """What the account would keep: a part that follows the amount."""
    found = _standing(request, attempt_id)
    form = RewardForm(data=request.GET)
    amount = form.cleaned_data["amount"] if form.is_valid() else Decimal(0)
    context: dict[str, Any] = {}
    if found is not None:
        context = {"currency": found.stage.currency}
        context |= _previewed(found, checklist(found, at=now()), amount)
    return render(request, "prop/portal/reward_preview.html", context)


def _ask(request: UiRequest, form: RewardForm, attempt_id: str) -> str:
    own = own_attempt(request, attempt_id)
    amount = form.cleaned_data["amount"].normalize()
    row = request_payout(own.public_id, amount=amount, actor=request.actor, at=now())
    return _to(row.public_id)


register_form(
    FormPage(
        surface="portal",
        path="challenges/attempts/<str:attempt_id>/reward/",
        name="prop.portal_payout_new",
        title=_("Ask for a reward"),
        form=_form,
        submit=_ask,
        closed=_closed,
        submit_label=_("Ask for it"),
        template="prop/portal/reward_new.html",
        context=_context,
        back=lambda request, attempt_id: to_attempt(attempt_id),
    )
)
