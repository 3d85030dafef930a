"""Paying in: choose, pay at the provider or by wire, watch it arrive."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import (
    FormPage,
    UiRequest,
    absolute_url,
    page,
    register_form,
    render_page,
    url,
)
from brokerdesk.core.ui.forms import place_error, redirect_after
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import InvalidInput
from brokerdesk.modules.brands.queries import brand as brand_of

from .. import services
from ..errors import DepositNotFound
from ..models import Proof
from ..queries import deposit, deposit_of_key, history_of, methods_for, refunds_of, wallets
from ..services.instructions import instructions_for
from ..types import DepositRow, DepositStatus
from .files import proof_answer
from .portal import entry, to_wallet
from .portal_forms import DepositForm, ProofForm
from .standing import unless_allowed

PAYABLE = frozenset({DepositStatus.REDIRECTED, DepositStatus.PENDING, DepositStatus.FAILED})


def own_deposit(request: UiRequest, deposit_id: str) -> DepositRow:
    """A client's own deposit; another's looks as if it were not there.

    Raises:
        DepositNotFound: as said.
    """
    row = deposit(deposit_id)
    if row.client_pk != request.client.pk:
        raise DepositNotFound(_t("There is no such deposit."))
    return row


def to_deposit(request: UiRequest, deposit_id: str) -> str:
    """The page of a deposit."""
    return url("portal", "cashier.deposit", deposit_id=deposit_id)


def back_from_provider(key: str) -> str:
    """The address that a payment page sends the payer back to; it leads to the deposit's page."""
    return f"{url('portal', 'cashier.deposit_back')}?{urlencode({'key': key})}"


@page(
    "portal",
    "wallet/deposit/back/",
    name="cashier.deposit_back",
    title=_("Deposit"),
    permission="cashier.deposit.view",
)
def back_page(request: UiRequest) -> HttpResponse:
    """Show who comes back from a payment page what became of his deposit."""
    key = request.GET.get("key", "").replace("\x00", "")
    found = deposit_of_key(request.client.pk, f"portal:{key}")
    return redirect_after(request, to_deposit(request, found) if found else to_wallet(request))


def _form(request: UiRequest, *, data: Any, files: Any) -> forms.Form:
    """Ask for a deposit; a link may fill in how much of what."""
    asked = {name: request.GET.get(name, "")[:26] for name in ("amount", "currency")}
    methods = methods_for(request.client.brand_pk, "deposit")
    return DepositForm(data=data, initial=asked, methods=methods)


def _start(request: UiRequest, form: forms.Form) -> str:
    values = form.cleaned_data
    host = brand_of(request.client.brand_pk).host
    row = services.start_deposit(
        client_id=request.client.public_id,
        psp_id=values["psp_id"],
        amount=values["amount"],
        currency=values["currency"],
        key=f"portal:{values['key']}",
        actor=request.actor,
        at=now(),
        return_url=absolute_url(host, back_from_provider(values["key"])),
    )
    if row.state == DepositStatus.REDIRECTED and row.redirect_url:
        return row.redirect_url
    return to_deposit(request, row.public_id)


def _context(request: UiRequest) -> dict[str, Any]:
    return {"wallets": wallets(request.client.pk)}


register_form(
    FormPage(
        surface="portal",
        path="wallet/deposit/",
        name="cashier.deposit_new",
        title=_("Deposit"),
        permission="cashier.deposit.create",
        form=_form,
        submit=_start,
        submit_label=_("Continue"),
        back=to_wallet,
        context=_context,
        template="cashier/portal_form.html",
        atomic=False,
        closed=unless_allowed("deposit"),
    )
)


@page(
    "portal",
    "wallet/deposits/<str:deposit_id>/",
    name="cashier.deposit",
    title=_("Deposit"),
    permission="cashier.deposit.view",
)
def deposit_page(request: UiRequest, deposit_id: str) -> HttpResponse:
    """One deposit: pay, see the wire's details, or watch it arrive."""
    return _shown(request, own_deposit(request, deposit_id), ProofForm())


def _shown(request: UiRequest, row: DepositRow, form: ProofForm, status: int = 200) -> HttpResponse:
    waits = row.manual and row.state == DepositStatus.PENDING
    context = {
        "deposit": row,
        "history": history_of(row.public_id),
        "refunds": [entry(refund) for refund in refunds_of(row.public_id)],
        "instructions": instructions_for(row.public_id) if waits else (),
        "payable": not row.manual and row.state in PAYABLE and bool(row.redirect_url),
        "proofs": Proof.objects.filter(deposit_id=row.pk).order_by("uploaded_at"),
        "proof_form": form if waits else None,
    }
    return render_page(request, "cashier/portal_deposit.html", context, status=status)


@page(
    "portal",
    "wallet/deposits/<str:deposit_id>/proof/",
    name="cashier.deposit_proof",
    title=_("Proof of your wire"),
    permission="cashier.deposit.create",
)
def upload_page(request: UiRequest, deposit_id: str) -> HttpResponse:
    """Take a proof in; a file that is refused says so at its field."""
    row = own_deposit(request, deposit_id)
    if request.method != "POST":
        return redirect_after(request, to_deposit(request, deposit_id))
    form = ProofForm(data=request.POST, files=request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            services.upload_proof(
                deposit_id, file.read(), file.name or "", actor=request.actor, at=now()
            )
        except InvalidInput as error:
            place_error(form, error)
    if form.errors:
        return _shown(request, row, form, status=422)
    messages.success(request, _t("Thank you; we look for your money now."))
    return redirect_after(request, to_deposit(request, deposit_id))


@page(
    "portal",
    "wallet/proofs/<str:proof_id>/",
    name="cashier.proof",
    title=_("Proof"),
    permission="cashier.deposit.view",
)
def proof_page(request: UiRequest, proof_id: str) -> HttpResponse:
    """Show the client his own proof."""
    proof = Proof.objects.select_related("deposit").filter(public_id=proof_id).first()
    if proof is None:
        raise DepositNotFound(_t("There is no such file."))
    own_deposit(request, proof.deposit.public_id)
    return proof_answer(services.open_proof(proof_id, actor=request.actor))
