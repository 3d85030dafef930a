"""Starting deposits, and following what the provider says about them."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.texts import note
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.brands.queries import brand as brand_of
from brokerdesk.modules.clients.queries import client as client_of
from brokerdesk.modules.clients.types import ClientRow
from brokerdesk.modules.compliance.queries import require_may
from brokerdesk.ports.outcome import Accepted, Outcome, Rejected
from brokerdesk.ports.payments import (
    DepositOrder,
    PaymentError,
    PaymentsCapability,
    StartedDeposit,
)

from ..errors import CurrencyNotOffered, MethodClosed, PspNotFound, RequestKeyReused
from ..events import DepositCreated
from ..locks import lock_deposit, lock_wish
from ..models import Deposit, Psp
from ..queries.settings import settings_of
from ..rows import deposit_row
from ..rules import ANSWER_WITHIN, absence_proved, check_amount, next_fetch
from ..types import DepositRow, DepositStatus
from . import providers
from .crediting import record_provider_state
from .history import begin, move, refusal
from .telling import about_deposit, tell, tell_deposit_failed, tell_deposit_state

OPENED_BY = frozenset({DepositStatus.CREATED})
FETCHED_IN = (
    DepositStatus.CREATED,
    DepositStatus.REDIRECTED,
    DepositStatus.PENDING,
    DepositStatus.FAILED,
    DepositStatus.EXPIRED,
    DepositStatus.CANCELLED,
)


@transaction.atomic
def create_deposit(
    *,
    client_id: str,
    psp_id: str,
    amount: Decimal,
    currency: str,
    key: str,
    actor: Actor,
    at: datetime,
    return_url: str = "",
) -> DepositRow:
    """Keep a client's wish to pay in. The same key and input give the same deposit again.

    Nothing is asked of the provider yet: `open_deposit` does, or a job within seconds.
    Emits: DepositCreated.
    Raises:
        PspNotFound: there is no such method for this client.
        MethodClosed, CurrencyNotOffered, AmountInvalid, RequestKeyReused: as named.
        VerificationRequired, ClientBlocked: the client may not pay in (yet).
    """
    client = client_of(client_id)
    known = _known(client, key, psp_id, amount, currency)
    if known is not None:
        return deposit_row(known)
    psp = method_for(client, psp_id)
    _check_offer(psp, currency)
    exact = check_amount(amount, currency, psp.deposit_min, psp.deposit_max)
    require_may(client.pk, "deposit")
    hours = settings_of(psp.brand_id).deposit_expiry_h
    deposit = Deposit.objects.create(
        brand_id=psp.brand_id,
        entity_id=psp.brand.entity_id,
        client_id=client.pk,
        psp=psp,
        key=key,
        amount=exact,
        currency=currency,
        return_url=return_url[:500],
        state=DepositStatus.PENDING if psp.manual else DepositStatus.CREATED,
        expires_at=None if psp.manual else at + timedelta(hours=hours),
        next_fetch_at=None if psp.manual else at + ANSWER_WITHIN,
        requested_by=actor.ref,
        created_at=at,
    )
    begin(deposit, actor=actor, at=at)
    tell(DepositCreated(**about_deposit(deposit)), deposit, actor)
    return deposit_row(deposit)


def start_deposit(
    *,
    client_id: str,
    psp_id: str,
    amount: Decimal,
    currency: str,
    key: str,
    actor: Actor,
    at: datetime,
    return_url: str = "",
) -> DepositRow:
    """Create a deposit and open its payment page at once. Outside any transaction.

    Emits: DepositCreated, then what the provider's answer makes of it.
    Raises: as create_deposit. A provider that cannot be asked is no error: a job asks again.
    """
    row = create_deposit(
        client_id=client_id,
        psp_id=psp_id,
        amount=amount,
        currency=currency,
        key=key,
        actor=actor,
        at=at,
        return_url=return_url,
    )
    return row if row.manual else open_deposit(row.public_id, at=at)


def open_deposit(deposit_id: str, *, at: datetime) -> DepositRow:
    """Ask the provider for the payment page of a new deposit. Outside any transaction.

    The deposit's id is the idempotency key, so asking twice makes one payment.
    """
    deposit = _read(deposit_id)
    if deposit.state not in OPENED_BY or deposit.psp.manual:
        return deposit_row(deposit)
    outcome = providers.provider(deposit.psp).start_deposit(
        DepositOrder(
            reference=deposit.public_id,
            amount=deposit.amount,
            currency=deposit.currency,
            description=f"{deposit.brand.name} {deposit.reference}",
            customer_reference=deposit.client.public_id,
            return_url=deposit.return_url,
            webhook_url=providers.webhook_url(deposit.psp),
        )
    )
    return record_opening(deposit_id, outcome, at=at)


@transaction.atomic
def record_opening(
    deposit_id: str, outcome: Outcome[StartedDeposit], *, at: datetime
) -> DepositRow:
    """Record the provider's answer to a new payment.

    Locks: deposit.
    Emits: DepositStateChanged or DepositFailed; nothing when the answer is unknown.
    """
    deposit = lock_deposit(deposit_id)
    if deposit.state not in OPENED_BY:
        return deposit_row(deposit)
    if isinstance(outcome, Accepted):
        started = outcome.value
        deposit.provider_ref = started.provider_ref
        deposit.redirect_url = started.redirect_url
        deposit.expires_at = started.expires_at or deposit.expires_at
        deposit.next_fetch_at = next_fetch(at, 0, deposit.created_at)
        move(deposit, DepositStatus.REDIRECTED, actor=SYSTEM, at=at)
        tell_deposit_state(deposit)
    elif isinstance(outcome, Rejected) and not outcome.retryable:
        deposit.reason = note(refusal(outcome))
        deposit.next_fetch_at = None
        move(deposit, DepositStatus.FAILED, actor=SYSTEM, at=at, note=deposit.reason)
        tell_deposit_failed(deposit)
    else:
        answer = outcome.reason if isinstance(outcome, Rejected) else outcome.cause
        deposit.reason = note(answer)
        deposit.next_fetch_at = next_fetch(at, 0, deposit.created_at)
        deposit.save(update_fields=["reason", "next_fetch_at"])
    return deposit_row(deposit)


def fetch_deposit(deposit_id: str, *, at: datetime) -> DepositRow:
    """Ask the provider how a deposit stands, and follow it. Outside any transaction.

    Raises:
        PaymentError: the provider could not be asked; it will be asked again later.
    """
    deposit = _read(deposit_id)
    if deposit.psp.manual:
        return deposit_row(deposit)
    try:
        found = providers.provider(deposit.psp).fetch(
            "deposit", provider_ref=deposit.provider_ref, reference=deposit.public_id
        )
    except PaymentError:
        _ask_later(deposit_id, at=at)
        raise
    if found is None:
        row = _not_there(deposit_id, at=at)
        return open_deposit(deposit_id, at=at) if row.state in OPENED_BY else row
    return record_provider_state(deposit_id, found, at=at)


@transaction.atomic
def _not_there(deposit_id: str, *, at: datetime) -> DepositRow:
    """The provider knows nothing: it is asked for the page again, until the wish expires."""
    deposit = lock_deposit(deposit_id)
    deposit.fetches += 1
    deposit.next_fetch_at = next_fetch(at, deposit.fetches, deposit.created_at)
    over = deposit.expires_at is not None and at > deposit.expires_at
    if deposit.state == DepositStatus.CREATED and over and absence_proved(deposit.fetches):
        deposit.next_fetch_at = None
        deposit.reason = Marked(_("the provider never knew it"))
        move(deposit, DepositStatus.EXPIRED, actor=SYSTEM, at=at, note=deposit.reason)
        tell_deposit_failed(deposit)
    else:
        deposit.save(update_fields=["fetches", "next_fetch_at"])
    return deposit_row(deposit)


@transaction.atomic
def _ask_later(deposit_id: str, *, at: datetime) -> None:
    deposit = lock_deposit(deposit_id)
    deposit.fetches += 1
    deposit.next_fetch_at = next_fetch(at, deposit.fetches, deposit.created_at)
    deposit.save(update_fields=["fetches", "next_fetch_at"])


def due_deposits(*, at: datetime, limit: int = 200) -> list[str]:
    """Deposits that it is time to ask about, oldest first."""
    rows = Deposit.objects.filter(next_fetch_at__lte=at, state__in=FETCHED_IN)
    return list(rows.order_by("next_fetch_at").values_list("public_id", flat=True)[:limit])


def method_for(client: ClientRow, psp_id: str) -> Psp:
    """Find a method of the client's own brand.

    Raises:
        PspNotFound: there is none.
    """
    psp = (
        Psp.objects.select_related("brand")
        .filter(public_id=psp_id, brand_id=client.brand_pk)
        .first()
    )
    if psp is None:
        raise PspNotFound(Marked(_("there is no such payment method")), field="psp_id")
    return psp


def _check_offer(psp: Psp, currency: str) -> None:
    hosted = psp.manual or providers.can(psp, PaymentsCapability.HOSTED_DEPOSIT)
    if not (psp.enabled and psp.deposit_enabled and hosted):
        raise MethodClosed(
            Marked(_("%(title)s takes no deposits now"), title=psp.title), field="psp_id"
        )
    if currency not in psp.currencies or currency not in brand_of(psp.brand_id).currencies:
        offered = ", ".join(psp.currencies)
        raise CurrencyNotOffered(
            Marked(_("%(title)s takes %(offered)s"), title=psp.title, offered=offered),
            field="currency",
        )


def _known(
    client: ClientRow, key: str, psp_id: str, amount: Decimal, currency: str
) -> Deposit | None:
    if not 0 < len(key) <= 128:
        raise RequestKeyReused(Marked(_("a key has 1 to 128 characters")), field="key")
    lock_wish(client.pk, key)
    found = (
        Deposit.objects.select_related("client", "psp").filter(client_id=client.pk, key=key).first()
    )
    if found is None:
        return None
    if (found.psp.public_id, found.amount, found.currency) != (psp_id, amount, currency):
        raise RequestKeyReused(Marked(_("this key belongs to another deposit")))
    return found


def _read(deposit_id: str) -> Deposit:
    found = (
        Deposit.objects.select_related("client", "psp", "psp__brand", "brand")
        .filter(public_id=deposit_id)
        .first()
    )
    return found or lock_deposit(deposit_id)
