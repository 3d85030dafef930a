"""One deposit in the back office: its history, and what finance may do with it."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import FormPage, UiRequest, page, register_form, render_page, url
from brokerdesk.core.ui.panels import may_see
from brokerdesk.kit.clock import now
from brokerdesk.ports.payments import PaymentsCapability

from .. import services
from ..errors import ProofNotFound
from ..models import Proof
from ..queries import history_of, refunds_of
from ..rows import deposit_row
from ..services.providers import can
from ..types import DepositStatus
from .files import proof_answer
from .forms import CloseForm, ConfirmForm
from .scope import acted, the_deposit

VIEW = "cashier.deposit.view"
CONFIRM = "cashier.deposit.confirm"
REFUND = "cashier.deposit.refund"


def to_deposit(request: UiRequest, deposit_id: str) -> str:
    """The page of a deposit."""
    return url("backoffice", "cashier.deposit", deposit_id=deposit_id)


@page(
    "backoffice",
    "money/deposits/<str:deposit_id>/",
    name="cashier.deposit",
    title=_("Deposit"),
    permission=VIEW,
)
def deposit_page(request: UiRequest, deposit_id: str) -> HttpResponse:
    """One deposit."""
    kept = the_deposit(request, deposit_id, VIEW)
    row = deposit_row(kept)
    wire = row.manual and row.state == DepositStatus.PENDING
    refunds = refunds_of(deposit_id)
    refundable = row.state in {DepositStatus.CREDITED, DepositStatus.PARTIALLY_REFUNDED}
    context = {
        "head_live": "deposit.",
        "deposit": row,
        "client": kept.client,
        "brand_name": kept.brand.name,
        "history": history_of(deposit_id, *(refund.public_id for refund in refunds)),
        "refunds": refunds,
        "proofs": kept.proofs.order_by("uploaded_at"),
        "may_confirm": wire and may_see(request, CONFIRM),
        "may_close": (wire or row.state == DepositStatus.REVIEW) and may_see(request, CONFIRM),
        "may_refund": refundable
        and can(kept.psp, PaymentsCapability.REFUND)
        and may_see(request, REFUND),
    }
    return render_page(request, "cashier/deposit.html", context, title=row.reference)


@page(
    "backoffice",
    "money/deposits/<str:deposit_id>/ask/",
    name="cashier.deposit_ask",
    title=_("Ask the provider"),
    permission=VIEW,
)
def ask_page(request: UiRequest, deposit_id: str) -> HttpResponse:
    """Ask the provider how the deposit stands."""
    the_deposit(request, deposit_id, VIEW)
    return acted(
        request,
        to_deposit(request, deposit_id),
        _t("The provider was asked."),
        lambda: services.fetch_deposit(deposit_id, at=now()),
    )


@page(
    "backoffice",
    "money/proofs/<str:proof_id>/",
    name="cashier.proof",
    title=_("Proof"),
    permission=VIEW,
)
def proof_page(request: UiRequest, proof_id: str) -> HttpResponse:
    """Show a proof to who may see its deposit; it is logged."""
    proof = Proof.objects.select_related("deposit").filter(public_id=proof_id).first()
    if proof is None:
        raise ProofNotFound(_t("There is no such file."))
    the_deposit(request, proof.deposit.public_id, VIEW)
    return proof_answer(services.open_proof(proof_id, actor=request.actor))


FORM = "cashier/deposit_form.html"


def deposit_head(request: UiRequest, deposit_id: str) -> dict[str, Any]:
    """What stands above a form about one deposit: whose it is, its reference and amounts."""
    kept = the_deposit(request, deposit_id, VIEW)
    return {"deposit": deposit_row(kept), "client": kept.client}


def _confirm_form(request: UiRequest, *, data: Any, files: Any, deposit_id: str) -> forms.Form:
    kept = the_deposit(request, deposit_id, CONFIRM)
    initial = {"received": deposit_row(kept).amount, "version": kept.version}
    return ConfirmForm(data=data, initial=initial)


def _confirm(request: UiRequest, form: forms.Form, deposit_id: str) -> str:
    the_deposit(request, deposit_id, CONFIRM)
    services.confirm_wire(
        deposit_id,
        received=form.cleaned_data["received"],
        actor=request.actor,
        at=now(),
        version=form.cleaned_data["version"],
    )
    return to_deposit(request, deposit_id)


def _close_form(request: UiRequest, *, data: Any, files: Any, deposit_id: str) -> forms.Form:
    kept = the_deposit(request, deposit_id, CONFIRM)
    return CloseForm(data=data, initial={"version": kept.version})


def _close(request: UiRequest, form: forms.Form, deposit_id: str) -> str:
    the_deposit(request, deposit_id, CONFIRM)
    services.close_deposit(
        deposit_id,
        reason=form.cleaned_data["reason"],
        actor=request.actor,
        at=now(),
        version=form.cleaned_data["version"],
    )
    return to_deposit(request, deposit_id)


register_form(
    FormPage(
        surface="backoffice",
        path="money/deposits/<str:deposit_id>/confirm/",
        name="cashier.deposit_confirm",
        title=_("Confirm receipt"),
        permission=CONFIRM,
        form=_confirm_form,
        submit=_confirm,
        submit_label=_("Credit the wallet"),
        intro=_("Give the amount that the bank account received. It is credited at once."),
        back=to_deposit,
        template=FORM,
        context=deposit_head,
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="money/deposits/<str:deposit_id>/close/",
        name="cashier.deposit_close",
        title=_("Close deposit"),
        permission=CONFIRM,
        form=_close_form,
        submit=_close,
        submit_label=_("Close without credit"),
        back=to_deposit,
        template=FORM,
        context=deposit_head,
        danger=True,
    )
)
