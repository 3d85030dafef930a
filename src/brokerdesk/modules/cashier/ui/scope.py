"""What of the cashier an actor may see, and acting on one row with its right."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from brokerdesk.core.access import scoped
from brokerdesk.core.texts import translated
from brokerdesk.core.ui import UiRequest
from brokerdesk.core.ui.forms import redirect_after
from brokerdesk.kit.errors import DomainError
from brokerdesk.ports.payments import PaymentError

from ..errors import DepositNotFound, PspNotFound, TransferNotFound, WithdrawalNotFound
from ..models import Deposit, Psp, Transfer, Withdrawal

OWNER = "client__owner_staff_id"
T = TypeVar("T")


def deposits(request: UiRequest, permission: str = "cashier.deposit.view") -> QuerySet[Deposit]:
    """Deposits on which the actor holds a permission."""
    rows = Deposit.objects.select_related("client", "psp", "brand")
    return scoped(request.actor, permission, rows, office="client__office_id", owner=OWNER)


def withdrawals(
    request: UiRequest, permission: str = "cashier.withdrawal.view"
) -> QuerySet[Withdrawal]:
    """Withdrawals on which the actor holds a permission."""
    rows = Withdrawal.objects.select_related("client", "psp", "brand")
    return scoped(request.actor, permission, rows, office="client__office_id", owner=OWNER)


def transfers(request: UiRequest, permission: str = "cashier.transfer.view") -> QuerySet[Transfer]:
    """Transfers on which the actor holds a permission."""
    rows = Transfer.objects.select_related("client", "account", "brand")
    return scoped(request.actor, permission, rows, office="client__office_id", owner=OWNER)


def psps(request: UiRequest, permission: str = "cashier.psp.view") -> QuerySet[Psp]:
    """Payment methods on which the actor holds a permission."""
    return scoped(request.actor, permission, Psp.objects.select_related("brand"))


def deposit_named(text: str) -> Q:
    """Where a text is a deposit's id, its reference in any case, or the provider's reference."""
    reference = text[:1].upper() + text[1:].lower()
    return Q(public_id=text.lower()) | Q(reference=reference) | Q(provider_ref=text)


def withdrawal_named(text: str) -> Q:
    """Where a text is a withdrawal's id in any case, or the provider's reference."""
    return Q(public_id=text.lower()) | Q(provider_ref=text)


def transfer_named(text: str) -> Q:
    """Where a text is the id of a transfer or of its platform operation, in any case."""
    return Q(public_id=text.lower()) | Q(operation_id=text.lower())


def the_deposit(request: UiRequest, deposit_id: str, permission: str) -> Deposit:
    """One deposit on which the actor holds a permission.

    Raises:
        DepositNotFound: there is none, or not for him.
    """
    found = deposits(request, permission).filter(public_id=deposit_id).first()
    if found is None:
        raise DepositNotFound(_("There is no such deposit."))
    return found


def the_withdrawal(request: UiRequest, withdrawal_id: str, permission: str) -> Withdrawal:
    """One withdrawal on which the actor holds a permission.

    Raises:
        WithdrawalNotFound: there is none, or not for him.
    """
    found = withdrawals(request, permission).filter(public_id=withdrawal_id).first()
    if found is None:
        raise WithdrawalNotFound(_("There is no such withdrawal."))
    return found


def the_transfer(request: UiRequest, transfer_id: str, permission: str) -> Transfer:
    """One transfer on which the actor holds a permission.

    Raises:
        TransferNotFound: there is none, or not for him.
    """
    found = transfers(request, permission).filter(public_id=transfer_id).first()
    if found is None:
        raise TransferNotFound(_("There is no such transfer."))
    return found


def the_psp(request: UiRequest, psp_id: str, permission: str) -> Psp:
    """One payment method on which the actor holds a permission.

    Raises:
        PspNotFound: there is none, or not for him.
    """
    found = psps(request, permission).filter(public_id=psp_id).first()
    if found is None:
        raise PspNotFound(_("There is no such payment method."))
    return found


def acted(
    request: UiRequest, to: str, done: str | Callable[[T], str], act: Callable[[], T]
) -> HttpResponse:
    """Do what a button asks on POST, say how it went, and go back."""
    if request.method == "POST":
        try:
            result = act()
            messages.success(request, done if isinstance(done, str) else done(result))
        except (DomainError, PaymentError) as error:
            messages.error(request, translated(error))
    return redirect_after(request, to)
