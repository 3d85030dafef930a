"""One withdrawal in the back office: its history, and who may let it go."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import FormPage, UiRequest, page, register_form, render_page, url
from brokerdesk.core.ui.forms import seen_version
from brokerdesk.core.ui.panels import may_see
from brokerdesk.core.ui.texts import money_text
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.queries import actor_names

from .. import services
from ..models import Withdrawal
from ..queries import history_of
from ..rows import withdrawal_row
from ..services.withdrawals import why_not_payable
from ..types import OPEN_WITHDRAWALS, WAITING_WITHDRAWALS, WithdrawalRow, WithdrawalStatus
from .facts import deciding_facts
from .forms import CloseForm, ReasonForm, SentForm, SettleForm
from .scope import acted, the_withdrawal

VIEW = "cashier.withdrawal.view"
REVIEW = "cashier.withdrawal.review"
APPROVE = "cashier.withdrawal.approve"
SEND = "cashier.withdrawal.send"
APPROVABLE = frozenset({WithdrawalStatus.REQUESTED, WithdrawalStatus.SECOND_APPROVAL})


def to_withdrawal(request: UiRequest, withdrawal_id: str) -> str:
    """The page of a withdrawal."""
    return url("backoffice", "cashier.withdrawal", withdrawal_id=withdrawal_id)


def _allowed(request: UiRequest, row: WithdrawalRow) -> dict[str, bool]:
    """The buttons that fit the state and the actor."""
    mine = request.actor.ref
    approved = row.state == WithdrawalStatus.APPROVED
    review = row.state == WithdrawalStatus.COMPLIANCE_REVIEW
    rejectable = row.state in WAITING_WITHDRAWALS or approved
    return {
        "review": review and mine != row.requested_by and may_see(request, REVIEW),
        "approve": row.state in APPROVABLE
        and mine not in {row.requested_by, row.first_approver}
        and may_see(request, APPROVE),
        "reject": rejectable and may_see(request, REVIEW if review else APPROVE),
        "sent": approved and row.manual and may_see(request, SEND),
        "returned": row.manual and row.state == WithdrawalStatus.PAID and may_see(request, SEND),
        "settle": row.state == WithdrawalStatus.REVIEW and may_see(request, SEND),
        "ask": not row.manual,
        # Whoever sends a wire needs all of it; a card's number is the provider's business.
        "destination": row.manual and (may_see(request, APPROVE) or may_see(request, SEND)),
    }


@page(
    "backoffice",
    "money/withdrawals/<str:withdrawal_id>/",
    name="cashier.withdrawal",
    title=_("Withdrawal"),
    permission=VIEW,
)
def withdrawal_page(request: UiRequest, withdrawal_id: str) -> HttpResponse:
    """One withdrawal."""
    kept = the_withdrawal(request, withdrawal_id, VIEW)
    row = withdrawal_row(kept)
    may = _allowed(request, row)
    may["ask"] = may["ask"] and kept.submitted_at is not None
    people = {
        "requested_by": kept.requested_by,
        "reviewed_by": kept.reviewed_by,
        "first_approver": kept.first_approver,
        "second_approver": kept.second_approver,
    }
    names = actor_names(people.values())
    context = {
        **{role: names.get(ref, ref) for role, ref in people.items()},
        "head_live": "withdrawal.",
        "withdrawal": row,
        "client": kept.client,
        "brand_name": kept.brand.name,
        "destination": dict(kept.destination) if may["destination"] else {},
        "facts": deciding_facts(request, kept) if may["approve"] or may["review"] else {},
        "question": _question(kept) if may["approve"] else "",
        "history": history_of(withdrawal_id),
        "may": may,
        "stopped": why_not_payable(kept.client_id) if row.state in OPEN_WITHDRAWALS else "",
    }
    return render_page(request, "cashier/withdrawal.html", context)


def _question(kept: Withdrawal) -> str:
    return _t("Approve %(amount)s for %(client)s, to %(name)s %(hint)s by %(method)s?") % {
        "amount": money_text(kept.amount, kept.currency),
        "client": kept.client,
        "name": kept.destination["name"],
        "hint": kept.hint,
        "method": kept.psp.title,
    }


@page(
    "backoffice",
    "money/withdrawals/<str:withdrawal_id>/review/",
    name="cashier.withdrawal_review",
    title=_("Pass compliance"),
    permission=REVIEW,
)
def review_page(request: UiRequest, withdrawal_id: str) -> HttpResponse:
    """Let it through compliance."""
    the_withdrawal(request, withdrawal_id, REVIEW)
    return acted(
        request,
        to_withdrawal(request, withdrawal_id),
        _t("Passed; it waits for approval now."),
        lambda: services.pass_compliance(
            withdrawal_id, actor=request.actor, at=now(), version=seen_version(request)
        ),
    )


@page(
    "backoffice",
    "money/withdrawals/<str:withdrawal_id>/approve/",
    name="cashier.withdrawal_approve",
    title=_("Approve"),
    permission=APPROVE,
)
def approve_page(request: UiRequest, withdrawal_id: str) -> HttpResponse:
    """Approve it."""
    the_withdrawal(request, withdrawal_id, APPROVE)
    return acted(
        request,
        to_withdrawal(request, withdrawal_id),
        _approved,
        lambda: services.approve_withdrawal(
            withdrawal_id, actor=request.actor, at=now(), version=seen_version(request)
        ),
    )


def _approved(row: WithdrawalRow) -> str:
    if row.state == WithdrawalStatus.SECOND_APPROVAL:
        return _t("Your approval is recorded. A second person has to approve it too.")
    return _t("Approved.")


@page(
    "backoffice",
    "money/withdrawals/<str:withdrawal_id>/ask/",
    name="cashier.withdrawal_ask",
    title=_("Ask the provider"),
    permission=VIEW,
)
def ask_page(request: UiRequest, withdrawal_id: str) -> HttpResponse:
    """Ask the provider how it stands; never sends anything."""
    row = withdrawal_row(the_withdrawal(request, withdrawal_id, VIEW))
    asks = row.state != WithdrawalStatus.APPROVED
    return acted(
        request,
        to_withdrawal(request, withdrawal_id),
        _t("The provider was asked."),
        lambda: services.follow_withdrawal(withdrawal_id, at=now()) if asks else None,
    )


def _reject_form(request: UiRequest, *, data: Any, files: Any, withdrawal_id: str) -> forms.Form:
    kept = the_withdrawal(request, withdrawal_id, VIEW)
    the_withdrawal(request, withdrawal_id, _reject_right(withdrawal_row(kept)))
    return CloseForm(data=data, initial={"version": kept.version})


def _reject_right(row: WithdrawalRow) -> str:
    return REVIEW if row.state == WithdrawalStatus.COMPLIANCE_REVIEW else APPROVE


def _reject(request: UiRequest, form: forms.Form, withdrawal_id: str) -> str:
    services.reject_withdrawal(
        withdrawal_id,
        reason=form.cleaned_data["reason"],
        actor=request.actor,
        at=now(),
        version=form.cleaned_data["version"],
    )
    return to_withdrawal(request, withdrawal_id)


def _sent_form(request: UiRequest, *, data: Any, files: Any, withdrawal_id: str) -> forms.Form:
    the_withdrawal(request, withdrawal_id, SEND)
    return SentForm(data=data)


def _sent(request: UiRequest, form: forms.Form, withdrawal_id: str) -> str:
    services.confirm_sent(
        withdrawal_id,
        bank_reference=form.cleaned_data["bank_reference"],
        actor=request.actor,
        at=now(),
    )
    return to_withdrawal(request, withdrawal_id)


def _returned_form(request: UiRequest, *, data: Any, files: Any, withdrawal_id: str) -> forms.Form:
    the_withdrawal(request, withdrawal_id, SEND)
    return ReasonForm(data=data)


def _returned(request: UiRequest, form: forms.Form, withdrawal_id: str) -> str:
    services.confirm_returned(
        withdrawal_id, reason=form.cleaned_data["reason"], actor=request.actor, at=now()
    )
    return to_withdrawal(request, withdrawal_id)


def _settle_form(request: UiRequest, *, data: Any, files: Any, withdrawal_id: str) -> forms.Form:
    the_withdrawal(request, withdrawal_id, SEND)
    return SettleForm(data=data)


def _settle(request: UiRequest, form: forms.Form, withdrawal_id: str) -> str:
    services.settle_review(
        withdrawal_id,
        paid=form.cleaned_data["paid"] == "yes",
        reason=form.cleaned_data["reason"],
        actor=request.actor,
        at=now(),
    )
    return to_withdrawal(request, withdrawal_id)


_PATH = "money/withdrawals/<str:withdrawal_id>"
register_form(
    FormPage(
        surface="backoffice",
        path=f"{_PATH}/reject/",
        name="cashier.withdrawal_reject",
        title=_("Reject withdrawal"),
        permission=VIEW,
        form=_reject_form,
        submit=_reject,
        submit_label=_("Reject"),
        intro=_("The money goes back into the wallet at once."),
        back=to_withdrawal,
        danger=True,
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path=f"{_PATH}/sent/",
        name="cashier.withdrawal_sent",
        title=_("Wire sent"),
        permission=SEND,
        form=_sent_form,
        submit=_sent,
        submit_label=_("Confirm"),
        back=to_withdrawal,
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path=f"{_PATH}/returned/",
        name="cashier.withdrawal_returned",
        title=_("Wire came back"),
        permission=SEND,
        form=_returned_form,
        submit=_returned,
        submit_label=_("Put it into the wallet"),
        back=to_withdrawal,
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path=f"{_PATH}/settle/",
        name="cashier.withdrawal_settle",
        title=_("Decide by hand"),
        permission=SEND,
        form=_settle_form,
        submit=_settle,
        submit_label=_("Decide"),
        back=to_withdrawal,
        danger=True,
    )
)
