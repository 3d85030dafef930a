"""What a provider says about a payment, turned into money: credit, refund, chargeback."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.audit import record
from brokerdesk.core.texts import note
from brokerdesk.core.words import worded
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.payments import DepositState, ProviderPayment

from ..errors import ChangedMeanwhile, NotManual, ReasonNeeded, WrongState
from ..events import DepositChargedBack, DepositCredited, DepositRefunded
from ..locks import lock_deposit
from ..models import Deposit
from ..rows import deposit_row
from ..rules import PAID_STATES, STATUS_OF, at_scale, check_amount, fee_of, next_fetch
from ..types import CREDITED_DEPOSITS, DepositRow, DepositStatus, MovementKind, RefundStatus
from .history import move
from .postings import Books, Draft, note_movement
from .telling import about_deposit, tell, tell_deposit_failed, tell_deposit_state

CHARGEBACKS = frozenset(
    {DepositState.CHARGEBACK_OPEN, DepositState.CHARGEBACK_WON, DepositState.CHARGEBACK_LOST}
)
CHARGED_BACK = frozenset(
    {
        DepositStatus.CHARGEBACK_OPEN,
        DepositStatus.CHARGEBACK_WON,
        DepositStatus.CHARGEBACK_LOST,
    }
)
_MOST = Decimal(10) ** 15


@transaction.atomic
def record_provider_state(deposit_id: str, found: ProviderPayment, *, at: datetime) -> DepositRow:
    """Follow the provider's truth about a deposit; asking twice changes nothing twice.

    A late success is credited even after failed, expired or cancelled.
    Locks: deposit, then wallet account.
    Posts: provider's clearing -> wallet once per payment; fees; refunds and chargebacks.
    Emits: DepositCredited, DepositFailed, DepositRefunded, DepositChargedBack, …StateChanged.
    Raises:
        WrongState: the provider speaks of another payment than before.
    """
    deposit = lock_deposit(deposit_id)
    if deposit.provider_ref not in ("", found.provider_ref):
        raise WrongState(
            Marked(
                _("%(deposit_id)s is payment %(provider_ref)s at the provider"),
                deposit_id=deposit_id,
                provider_ref=deposit.provider_ref,
            )
        )
    deposit.provider_ref = found.provider_ref
    if found.state in PAID_STATES and deposit.credited_at is None:
        _take(deposit, found, at)
    if deposit.credited_at is not None:
        _follow_refunds(deposit, found, at)
        if found.state in CHARGEBACKS:
            _follow_chargeback(deposit, found, at)
        deposit.next_fetch_at = None
    elif deposit.state != DepositStatus.REVIEW:
        _follow_unpaid(deposit, found, at)
    deposit.save()
    return deposit_row(deposit)


def _follow_unpaid(deposit: Deposit, found: ProviderPayment, at: datetime) -> None:
    wanted = STATUS_OF[DepositState(found.state)]
    deposit.fetches += 1
    deposit.next_fetch_at = next_fetch(at, deposit.fetches, deposit.created_at)
    if deposit.state == wanted or (
        wanted == DepositStatus.PENDING
        and deposit.state == DepositStatus.REDIRECTED
        and not found.reason
    ):
        return
    deposit.reason = note(found.reason)
    move(deposit, wanted, actor=SYSTEM, at=at, note=deposit.reason)
    if wanted == DepositStatus.PENDING:
        tell_deposit_state(deposit)
    else:
        tell_deposit_failed(deposit)


def _take(deposit: Deposit, found: ProviderPayment, at: datetime) -> None:
    """Credit what was received; another currency than asked is for a person."""
    if deposit.state == DepositStatus.REVIEW:
        return
    if found.currency != deposit.currency:
        deposit.received = Decimal(0)
        deposit.received_currency = found.currency
        deposit.reason = Marked(
            _("the provider received %(amount)s %(currency)s"),
            amount=found.amount,
            currency=found.currency,
        )
        deposit.next_fetch_at = None
        move(deposit, DepositStatus.REVIEW, actor=SYSTEM, at=at, note=deposit.reason)
        tell_deposit_state(deposit)
        return
    credit(deposit, found.amount, psp_fee=found.fee, actor=SYSTEM, at=at)


def credit(
    deposit: Deposit, received: Decimal, *, psp_fee: Decimal, actor: Actor, at: datetime
) -> None:
    """Put received money into the wallet of a locked deposit that was not credited before.

    Posts: clearing -> wallet, wallet -> income:fees, expense:psp_fee -> clearing.
    Emits: DepositCredited.
    """
    psp, books = deposit.psp, Books.of(deposit)
    fee = fee_of(received, deposit.currency, bps=psp.deposit_fee_bps, fixed=psp.deposit_fee_fixed)
    deposit.received, deposit.received_currency = received, deposit.currency
    deposit.fee, deposit.psp_fee = min(fee, received), psp_fee
    deposit.credited_at = at
    deposit.next_fetch_at = None
    asked = at_scale(deposit.amount, deposit.currency)
    differs = Marked(_("%(asked)s was asked for"), asked=asked)
    deposit.reason = "" if received == asked else differs
    draft = Draft(
        f"deposit:{psp.code}:{deposit.provider_ref or deposit.public_id}",
        "deposit.credited",
        at,
        {"deposit": deposit.public_id, "payment": deposit.provider_ref},
    )
    draft.flow(books.clearing(), books.wallet(), received)
    draft.flow(books.wallet(), books.income("fees"), deposit.fee)
    draft.flow(books.expense("psp_fee"), books.clearing(), psp_fee)
    draft.post(actor)
    note_movement(deposit, MovementKind.PAYMENT, draft=draft, amount=received, fee=psp_fee)
    first = not Deposit.objects.filter(
        client_id=deposit.client_id, state__in=CREDITED_DEPOSITS
    ).exists()
    move(deposit, DepositStatus.CREDITED, actor=actor, at=at, note=deposit.reason)
    event = DepositCredited(**about_deposit(deposit, received), fee=deposit.fee, first=first)
    tell(event, deposit, actor)


def _follow_refunds(deposit: Deposit, found: ProviderPayment, at: datetime) -> None:
    """Book what was refunded at the provider without us; our own refunds book themselves."""
    pending = deposit.refunds.filter(state__in=[RefundStatus.REQUESTED, RefundStatus.SENT])
    delta = found.refunded - deposit.refunded
    if delta <= 0 or pending.exists():
        return
    draft = Draft(
        f"deposit:{deposit.psp.code}:{deposit.provider_ref}:refunded:{found.refunded}",
        "deposit.refunded",
        at,
        {"deposit": deposit.public_id},
    )
    books = Books.of(deposit)
    mine = books.covered(delta)
    draft.flow(books.wallet(), books.clearing(), mine)
    draft.flow(books.expense("refund"), books.clearing(), delta - mine)
    draft.post(SYSTEM)
    note_movement(
        deposit,
        MovementKind.REFUND,
        draft=draft,
        amount=-delta,
        fee=Decimal(0),
        provider_ref=f"{deposit.provider_ref}:{found.refunded}",
    )
    mark_refunded(deposit, delta, actor=SYSTEM, at=at, note=Marked(_("refunded at the provider")))


def mark_refunded(
    deposit: Deposit, amount: Decimal, *, actor: Actor, at: datetime, note: str = ""
) -> None:
    """Note on a locked deposit that a part went back; a chargeback stays what it is.

    Emits: DepositRefunded.
    """
    deposit.refunded += amount
    whole = deposit.refunded >= deposit.received
    state = DepositStatus.REFUNDED if whole else DepositStatus.PARTIALLY_REFUNDED
    if deposit.state in CHARGED_BACK:
        state = DepositStatus(deposit.state)
    move(deposit, state, actor=actor, at=at, note=note)
    tell(DepositRefunded(**about_deposit(deposit, amount)), deposit, actor)


def _follow_chargeback(deposit: Deposit, found: ProviderPayment, at: datetime) -> None:
    """Book a chargeback; one that was lost can still be won, of one that was won no more is known.

    What a provider takes after it gave a won chargeback back is for a person: the statement shows
    it as money that the ledger does not know.
    """
    wanted = STATUS_OF[DepositState(found.state)]
    if deposit.state == wanted:
        return
    if deposit.state not in CHARGED_BACK:
        _open_chargeback(deposit, found, at)
    if deposit.state == DepositStatus.CHARGEBACK_WON:
        _doubt_won(deposit, wanted, at)
        return
    if wanted == DepositStatus.CHARGEBACK_WON:
        _win_chargeback(deposit, at)
    if wanted == DepositStatus.CHARGEBACK_LOST and deposit.state == DepositStatus.CHARGEBACK_OPEN:
        _chargeback_state(deposit, DepositStatus.CHARGEBACK_LOST, at)


def _open_chargeback(deposit: Deposit, found: ProviderPayment, at: datetime) -> None:
    """The provider took the money back: from the wallet as far as it has it, else a loss."""
    books, amount = Books.of(deposit), deposit.received - deposit.refunded
    mine = books.covered(amount)
    draft = _chargeback_draft(deposit, "opened", at)
    draft.flow(books.wallet(), books.clearing(), mine)
    draft.flow(books.expense("chargeback"), books.clearing(), amount - mine)
    draft.flow(books.expense("psp_fee"), books.clearing(), found.dispute_fee)
    draft.post(SYSTEM)
    note_movement(
        deposit, MovementKind.CHARGEBACK, draft=draft, amount=-amount, fee=found.dispute_fee
    )
    deposit.chargeback_amount, deposit.chargeback_from_wallet = amount, mine
    _chargeback_state(deposit, DepositStatus.CHARGEBACK_OPEN, at, found.reason)


def _win_chargeback(deposit: Deposit, at: datetime) -> None:
    """The money came back: each gets what he had borne."""
    books, amount = Books.of(deposit), deposit.chargeback_amount
    mine = deposit.chargeback_from_wallet
    draft = _chargeback_draft(deposit, "won", at)
    draft.flow(books.clearing(), books.wallet(), mine)
    draft.flow(books.clearing(), books.expense("chargeback"), amount - mine)
    draft.post(SYSTEM)
    note_movement(deposit, MovementKind.CHARGEBACK_WON, draft=draft, amount=amount, fee=Decimal(0))
    _chargeback_state(deposit, DepositStatus.CHARGEBACK_WON, at)


def _doubt_won(deposit: Deposit, said: DepositStatus, at: datetime) -> None:
    """Show once that the provider takes back its word about a won chargeback."""
    reason = Marked(_("won, yet the provider says “%(state)s” now"), state=worded(said))
    if deposit.reason == reason:
        return
    deposit.reason = reason
    move(deposit, deposit.state, actor=SYSTEM, at=at, note=reason)
    tell_deposit_state(deposit)


def _chargeback_draft(deposit: Deposit, what: str, at: datetime) -> Draft:
    key = f"deposit:{deposit.psp.code}:{deposit.provider_ref}:chargeback_{what}"
    return Draft(key, f"deposit.chargeback_{what}", at, {"deposit": deposit.public_id})


def _chargeback_state(deposit: Deposit, state: str, at: datetime, note: str = "") -> None:
    move(deposit, state, actor=SYSTEM, at=at, note=note)
    event = DepositChargedBack(**about_deposit(deposit, deposit.chargeback_amount), state=state)
    tell(event, deposit)


@transaction.atomic
def confirm_wire(
    deposit_id: str, *, received: Decimal, actor: Actor, at: datetime, version: int | None = None
) -> DepositRow:
    """Credit a manual deposit: finance saw the money on the bank account.

    Locks: deposit, then wallet account.
    Posts: bank -> wallet.
    Emits: DepositCredited.
    Raises:
        NotManual: a provider's deposit is credited by the provider's word only.
        WrongState: it was credited, or cancelled, already.
        AmountInvalid, ChangedMeanwhile: as named.
    """
    deposit = lock_deposit(deposit_id)
    if not deposit.psp.manual:
        raise NotManual(Marked(_("the provider, not a person, says that this was paid")))
    _check_version(deposit, version)
    if deposit.credited_at is not None:
        raise WrongState(Marked(_("this deposit is credited already")))
    exact = check_amount(received, deposit.currency, Decimal(0), _MOST)
    credit(deposit, exact, psp_fee=Decimal(0), actor=actor, at=at)
    record(
        "cashier.deposit.confirm",
        subject=deposit_id,
        actor=actor,
        brand_id=deposit.brand_id,
        after={"received": str(exact), "currency": deposit.currency},
    )
    return deposit_row(deposit)


@transaction.atomic
def close_deposit(
    deposit_id: str, *, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> DepositRow:
    """Close a manual deposit whose money did not come, or one in review that is not ours.

    Locks: deposit.
    Emits: DepositFailed.
    Raises:
        WrongState: it is credited, or a provider's that is not in review.
        ReasonNeeded, ChangedMeanwhile: as named.
    """
    deposit = lock_deposit(deposit_id)
    _check_version(deposit, version)
    if not reason.strip():
        raise ReasonNeeded(Marked(_("say why")), field="reason")
    open_wire = deposit.psp.manual and deposit.state == DepositStatus.PENDING
    if not open_wire and deposit.state != DepositStatus.REVIEW:
        raise WrongState(
            Marked(_("the deposit's state is “%(state)s”"), state=worded(deposit.state))
        )
    deposit.reason = reason.strip()[:200]
    move(deposit, DepositStatus.CANCELLED, actor=actor, at=at, note=deposit.reason)
    tell_deposit_failed(deposit, actor)
    record(
        "cashier.deposit.close",
        subject=deposit_id,
        actor=actor,
        brand_id=deposit.brand_id,
        reason=reason,
    )
    return deposit_row(deposit)


def _check_version(deposit: Deposit, version: int | None) -> None:
    if version is not None and version != deposit.version:
        raise ChangedMeanwhile(Marked(_("this deposit changed meanwhile: look at it again")))
