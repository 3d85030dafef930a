"""Posting: one call of one database function, whatever the number of transactions."""

from collections.abc import Iterable, Sequence

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.kit.retry import Backoff

from ..errors import NoSuchAccount, PostingRace
from ..types import AccountSpec, PostedTx, TxRequest
from . import wire
from .accounts import ensure_accounts
from .link import Answer

_RACE = Backoff(first_s=0.005, most_s=0.05, attempts=5)


def post_many(
    requests: Sequence[TxRequest], *, accounts: Iterable[AccountSpec] = (), actor: Actor = SYSTEM
) -> list[PostedTx]:
    """Post transactions, all or none, in the caller's transaction or in one of its own.

    `accounts` are created when missing. A key that was posted before with equal input gives the
    earlier transaction back. A refusal leaves the caller's transaction usable. Call it once per
    command: only then are all locks taken in one order.

    Locks: running accounts, in id order.
    Emits: EntryPosted, once per call that posts anything.
    Raises:
        InsufficientFunds, KeyReused, CrossAsset, CrossEntity, WrongScale, NoSuchAccount,
        AccountClosed, AlreadyReversed, BadPosting.
        PostingRace: inside a caller's transaction only; that transaction has to be repeated.
    """
    if not requests:
        return []
    batch = wire.encode(requests)
    try:
        answer = _call(batch, actor)
    except NoSuchAccount:
        specs = tuple(accounts)
        if not specs:
            raise
        ensure_accounts(specs)
        answer = _call(batch, actor)
    return wire.decode(requests, batch, answer)


def post(
    request: TxRequest, *, accounts: Iterable[AccountSpec] = (), actor: Actor = SYSTEM
) -> PostedTx:
    """Post one transaction; see post_many."""
    return post_many([request], accounts=accounts, actor=actor)[0]


def _call(batch: wire.Batch, actor: Actor) -> Answer:
    """Repeat a lost race where the call is its own transaction."""
    if wire.in_transaction():
        return wire.call(batch, actor.ref)
    for delay_s in _RACE.delays():
        try:
            return wire.call(batch, actor.ref)
        except PostingRace:
            wire.pause(delay_s)
    return wire.call(batch, actor.ref)
