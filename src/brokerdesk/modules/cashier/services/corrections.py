"""Transfers whose deal is another on the platform than when they ended; people accepted it."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from django.db import transaction

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.audit import record
from brokerdesk.core.words import worded
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from ..errors import ChangedMeanwhile, FourEyesRequired, ReasonNeeded, WrongState
from ..events import TransferCorrected
from ..locks import lock_transfer, lock_transfer_of
from ..models import Transfer
from ..rows import transfer_row
from ..rules import at_scale
from ..types import TransferRow, TransferStatus
from .history import move
from .postings import Books, Draft, transit_of
from .telling import about_transfer, tell

Bearer = Literal["wallet", "house"]
ENDED = (TransferStatus.COMPLETED, TransferStatus.REVERSED)


@transaction.atomic
def correct_transfer(
    operation_id: str, *, before: Decimal, after: Decimal, difference_id: str, at: datetime
) -> None:
    """Follow an accepted change of a transfer's deal: what it no longer carries goes to the wallet.

    before, after: what the deal carries, + into the trading account.
    Locks: transfer, then wallet account.
    Posts: in transit -> available; or available -> in transit, from suspense what it lacks.
    Emits: TransferCorrected.
    Raises:
        WrongState: the transfer has not ended yet.
    """
    transfer = lock_transfer_of(operation_id)
    if transfer is None:
        return
    if transfer.state not in ENDED:
        raise WrongState(
            Marked(_("the transfer's state is “%(state)s”"), state=worded(transfer.state))
        )
    moved = settle_with_wallet(transfer, before - after, "corrected", at)
    transfer.correction += moved
    transfer.difference_id = difference_id
    state = TransferStatus.COMPLETED if after else TransferStatus.REVERSED
    was, shown = (at_scale(abs(carried), transfer.currency) for carried in (before, after))
    transfer.reason = Marked(
        _("the platform carries %(shown)s instead of %(was)s"), shown=f"{shown:f}", was=f"{was:f}"
    )
    move(transfer, state, actor=SYSTEM, at=at, note=transfer.reason)
    _tell(transfer, moved, SYSTEM)


def settle_with_wallet(transfer: Transfer, amount: Decimal, what: str, at: datetime) -> Decimal:
    """Even out the transit of a locked transfer with its wallet; give what moved in the wallet.

    amount: what is too much in transit (+) or lacks there (-). What the wallet lacks comes from
    suspense as the transfer's shortfall; what comes later reduces that first.
    """
    books = Books(transfer.client.public_id, transfer.currency, transfer.entity_id)
    transit, wallet, suspense = transit_of(transfer), books.wallet(), books.suspense()
    draft = Draft(
        f"transfer:{transfer.public_id}:{what}:{transfer.version}", f"transfer.{what}", at
    )
    draft.meta = {"transfer": transfer.public_id, "account": transfer.account.public_id}
    if amount > 0:
        repaid = min(amount, transfer.shortfall)
        moved = amount - repaid
        draft.flow(transit, suspense, repaid).flow(transit, wallet, moved)
        transfer.shortfall -= repaid
    else:
        covered = books.covered(-amount)
        moved = -covered
        draft.flow(wallet, transit, covered).flow(suspense, transit, -amount - covered)
        transfer.shortfall += -amount - covered
    draft.post(SYSTEM)
    transfer.house_bears_by = ""  # it was said of another amount
    return moved


@transaction.atomic
def settle_shortfall(
    transfer_id: str, *, bearer: Bearer, reason: str, version: int, actor: Actor, at: datetime
) -> TransferRow:
    """Say who bears what a corrected transfer's wallet lacked.

    Two people have to say that the house bears it; the first one changes nothing else.
    Locks: transfer, then wallet account.
    Posts: available, or expense:transfer_shortfall, -> suspense.
    Emits: TransferCorrected.
    Raises:
        WrongState: nothing lacks.
        InsufficientFunds: the wallet still lacks it.
        FourEyesRequired: the actor has said already that the house bears it.
        ReasonNeeded, ChangedMeanwhile: as named.
    """
    transfer = lock_transfer(transfer_id)
    if transfer.version != version:
        raise ChangedMeanwhile(Marked(_("this transfer changed meanwhile: look at it again")))
    if not transfer.shortfall:
        raise WrongState(Marked(_("nothing lacks of this transfer")))
    if not reason.strip():
        raise ReasonNeeded(Marked(_("say why")), field="reason")
    if bearer == "house" and not _said_before(transfer, actor):
        transfer.house_bears_by = actor.ref
        move(
            transfer,
            transfer.state,
            actor=actor,
            at=at,
            note=Marked(_("the house bears it: %(reason)s"), reason=reason),
        )
        _record(transfer, "propose", {"bearer": bearer}, reason, actor)
        return transfer_row(transfer)
    books = Books(transfer.client.public_id, transfer.currency, transfer.entity_id)
    source = books.wallet() if bearer == "wallet" else books.expense("transfer_shortfall")
    draft = Draft(f"transfer:{transfer_id}:settled:{version}", "transfer.settled", at)
    draft.meta = {"transfer": transfer_id, "bearer": bearer}
    draft.flow(source, books.suspense(), transfer.shortfall).post(actor)
    taken = transfer.shortfall if bearer == "wallet" else Decimal(0)
    settled, transfer.shortfall = transfer.shortfall, Decimal(0)
    transfer.house_bears_by = ""
    transfer.correction -= taken
    move(transfer, transfer.state, actor=actor, at=at, note=reason.strip())
    _tell(transfer, -taken, actor)
    _record(transfer, "settle", {"bearer": bearer, "amount": str(settled)}, reason, actor)
    return transfer_row(transfer)


def _said_before(transfer: Transfer, actor: Actor) -> bool:
    """Tell whether another person has said already that the house bears it."""
    if transfer.house_bears_by == actor.ref:
        raise FourEyesRequired(
            Marked(_("you have said so already: another person has to confirm it"))
        )
    return bool(transfer.house_bears_by)


def _record(
    transfer: Transfer, what: str, after: dict[str, str], reason: str, actor: Actor
) -> None:
    record(
        f"cashier.transfer.{what}",
        subject=transfer.public_id,
        actor=actor,
        brand_id=transfer.brand_id,
        after=after,
        reason=reason,
    )


def _tell(transfer: Transfer, moved: Decimal, actor: Actor) -> None:
    event = TransferCorrected(
        **about_transfer(transfer),
        state=transfer.state,
        to_wallet=moved,
        shortfall=transfer.shortfall,
    )
    tell(event, transfer, actor)
