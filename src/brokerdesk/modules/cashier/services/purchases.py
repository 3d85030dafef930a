"""Services that clients pay for from their wallets, such as challenges."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from brokerdesk.core.actors import Actor
from brokerdesk.core.events import emit
from brokerdesk.modules.brands.queries import brand as brand_of
from brokerdesk.modules.clients.queries import client as client_of

from ..events import ServicePurchased, ServiceRefunded
from ..rules import check_amount
from .postings import Books, Draft

_LEAST, _MOST = Decimal("0.00000001"), Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Purchase:
    """What a client buys: `id` in the room that sells it, `income` the account that earns it."""

    id: str
    service: str
    client_id: str
    amount: Decimal
    currency: str
    income: str


@transaction.atomic
def charge_service(what: Purchase, *, actor: Actor, at: datetime) -> None:
    """Let a client pay for a service.

    Locks: wallet account.
    Posts: available -> income, key `service:{id}`.
    Emits: ServicePurchased.
    Raises:
        InsufficientFunds, AmountInvalid: as named.
    """
    exact, books, draft = _begin(what, what.amount, "purchased", at)
    draft.flow(books.wallet(), books.income(what.income), exact).post(actor)
    _tell(ServicePurchased(**_about(what, exact)), what, actor)


@transaction.atomic
def refund_service(
    what: Purchase, amount: Decimal, *, part: str, actor: Actor, at: datetime
) -> None:
    """Give a part of what a service cost back to the wallet, once per `part`.

    Locks: wallet account.
    Posts: income -> available, key `service:{id}:{part}`.
    Emits: ServiceRefunded.
    """
    exact, books, draft = _begin(what, amount, "refunded", at, part)
    draft.flow(books.income(what.income), books.wallet(), exact).post(actor)
    _tell(ServiceRefunded(**_about(what, exact), part=part), what, actor)


@transaction.atomic
def void_service(what: Purchase, *, part: str, actor: Actor, at: datetime) -> None:
    """Tell that what paid for a service was charged back; the deposit's own postings say where
    the money went.

    Emits: ServiceRefunded.
    """
    event = ServiceRefunded(**_about(what, what.amount), part=part, charged_back=True)
    _tell(event, what, actor)


def _begin(
    what: Purchase, amount: Decimal, name: str, at: datetime, part: str = ""
) -> tuple[Decimal, Books, Draft]:
    exact = check_amount(amount, what.currency, _LEAST, _MOST)
    entity = brand_of(client_of(what.client_id).brand_pk).entity_pk
    key = f"service:{what.id}:{part}" if part else f"service:{what.id}"
    draft = Draft(key, f"service.{name}", at, {"purchase": what.id, "service": what.service})
    return exact, Books(what.client_id, what.currency, entity), draft


def _about(what: Purchase, amount: Decimal) -> dict[str, Any]:
    return {
        "purchase_id": what.id,
        "service": what.service,
        "client_id": what.client_id,
        "amount": amount,
        "currency": what.currency,
    }


def _tell(event: ServicePurchased | ServiceRefunded, what: Purchase, actor: Actor) -> None:
    emit(
        event,
        aggregate=f"purchase:{what.id}",
        brand_id=client_of(what.client_id).brand_pk,
        actor=actor,
    )
