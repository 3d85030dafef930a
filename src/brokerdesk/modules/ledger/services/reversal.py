"""Reversal: a new transaction with the same postings the other way round."""

from datetime import datetime

from django.utils.translation import gettext as _

from brokerdesk.core.actors import SYSTEM, Actor

from ..errors import NoSuchTransaction
from ..models import Entry
from ..txids import tx_pk
from ..types import PostedTx, Posting, TxRequest
from .posting import post


def reverse(tx_id: str, *, key: str, reason: str, at: datetime, actor: Actor = SYSTEM) -> PostedTx:
    """Undo a transaction, once; the same key again gives the reversal back.

    Posts: each posting of the transaction with source and destination swapped.
    Raises:
        NoSuchTransaction: there is none of this id.
        AlreadyReversed: by another key.
        InsufficientFunds: the money is gone from an account that may not go below zero.
    """
    pk = tx_pk(tx_id)
    entries = list(
        Entry.objects.filter(tx_id=pk).select_related("account").order_by("line", "amount")
    )
    if not entries:
        raise NoSuchTransaction(_("there is no transaction %(tx_id)s") % {"tx_id": tx_id})
    pairs = zip(entries[::2], entries[1::2], strict=True)
    postings = tuple(
        Posting(
            source=receiver.account.code,
            destination=giver.account.code,
            amount=receiver.amount,
            asset=giver.account.asset,
        )
        for giver, receiver in pairs
    )
    return post(
        TxRequest(
            key=key,
            kind="ledger.reversal",
            postings=postings,
            effective_at=at,
            meta={"reason": reason},
            reverses=tx_id,
        ),
        actor=actor,
    )
