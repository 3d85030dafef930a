"""Inbound webhooks: verified, kept once, worked on later. They are hints, never the truth."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _t

from brokerdesk.core.access.limits import take
from brokerdesk.core.events.inbox import mark_handled, receive
from brokerdesk.ports.payments import BadSignature, PaymentsCapability, ProviderEvent

from ..errors import PspNotFound
from ..models import Deposit, Psp, Withdrawal
from . import providers
from .deposits import fetch_deposit
from .payouts import follow_withdrawal

BAD_PER_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Hint:
    """A kept webhook event that is new: which payment to ask about."""

    inbox_pk: int
    psp_id: str
    event: ProviderEvent


@transaction.atomic
def receive_webhook(psp_id: str, body: bytes, headers: Mapping[str, str]) -> list[Hint]:
    """Verify and keep a webhook; give what is new in it. A repeat gives nothing.

    Raises:
        PspNotFound: there is no such method, or it has no webhooks.
        BadSignature, PaymentError: nothing of it is believed; see `refuse_webhook`.
    """
    psp = _psp(psp_id)
    hints = []
    for event in providers.provider(psp).parse_webhook(body, headers):
        row, created = receive(
            source=f"psp:{psp_id}",
            external_id=event.event_id,
            body=body,
            headers=headers,
            signature_ok=True,
        )
        if created:
            hints.append(Hint(row.pk, psp_id, event))
    return hints


@transaction.atomic
def refuse_webhook(psp_id: str, body: bytes, headers: Mapping[str, str], cause: str) -> None:
    """Keep a webhook that was not believed, for staff to look at; never worked on.

    Raises:
        RateLimited: too many of them; this one is not kept.
    """
    take(f"webhook-refused:{psp_id}", per_minute=BAD_PER_MINUTE)
    row, _new = receive(
        source=f"psp-refused:{psp_id}",
        external_id=hashlib.sha256(body).hexdigest(),
        body=body,
        headers=headers,
        signature_ok=False,
    )
    mark_handled(row.pk, at=row.received_at, error=cause[:200])


def follow_hint(
    inbox_pk: int, psp_id: str, direction: str, reference: str, provider_ref: str, *, at: datetime
) -> None:
    """Ask the provider about the payment that a webhook named. Outside any transaction.

    Raises:
        PaymentError: the provider could not be asked; try again.
    """
    psp = _psp(psp_id)
    subject = find_subject(psp, direction, reference, provider_ref)
    if subject is None:
        mark_handled(inbox_pk, at=at, error="it names a payment that is not ours")
        return
    if direction == "deposit":
        fetch_deposit(subject, at=at)
    else:
        follow_withdrawal(subject, at=at)
    mark_handled(inbox_pk, at=at)


def find_subject(psp: Psp, direction: str, reference: str, provider_ref: str) -> str | None:
    """Find the deposit or withdrawal of ours that a provider speaks of."""
    table: type[Deposit] | type[Withdrawal] = Deposit if direction == "deposit" else Withdrawal
    rows = table._default_manager.filter(psp=psp)
    found = rows.filter(public_id=reference).first() if reference else None
    if found is None and provider_ref:
        found = rows.filter(provider_ref=provider_ref).first()
    return found.public_id if found else None


def _psp(psp_id: str) -> Psp:
    psp = Psp.objects.select_related("brand").filter(public_id=psp_id).first()
    if psp is None or not providers.can(psp, PaymentsCapability.WEBHOOK):
        raise PspNotFound(_t("there is no such webhook"))
    return psp


__all__ = [
    "BadSignature",
    "Hint",
    "find_subject",
    "follow_hint",
    "receive_webhook",
    "refuse_webhook",
]
