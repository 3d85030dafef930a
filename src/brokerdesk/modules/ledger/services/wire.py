"""How requests are laid out for the database function `ledger_post`, and its refusals named."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NoReturn

import psycopg
from django.db import IntegrityError, connection
from django.db.utils import DatabaseError
from django.utils.translation import gettext as _t

from brokerdesk.kit.errors import DomainError
from brokerdesk.kit.texts import noop as _

from .. import errors
from ..rules import amount_text, check_request, digest, instant_text, meta_text
from ..txids import tx_pk, tx_public_id
from ..types import PostedTx, TxRequest
from .link import Answer, ledger_post

_SEP: Final = "\x1f"
_RACE_STATE: Final = "BD001"

Params = tuple[str | bytes, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """The distinct requests by position, as parameters; `places` maps request -> position."""

    before: Params
    after: Params
    places: list[int]
    distinct: list[TxRequest]


def in_transaction() -> bool:
    """Tell whether the caller has a transaction open."""
    return connection.in_atomic_block or not connection.get_autocommit()


def pause(delay_s: float) -> None:
    """Wait before a lost race is repeated."""
    time.sleep(delay_s)


def encode(requests: Sequence[TxRequest]) -> Batch:
    """Check requests and lay them out for the database function.

    Raises:
        KeyReused: one key twice in the batch with different input.
    """
    seen: dict[str, int] = {}
    digests: list[bytes] = []
    distinct: list[TxRequest] = []
    places: list[int] = []
    for request in requests:
        check_request(request)
        mark = digest(request)
        place = seen.setdefault(request.key, len(distinct))
        if place == len(distinct):
            distinct.append(request)
            digests.append(mark)
        elif digests[place] != mark:
            raise errors.KeyReused(
                _t("the batch has two different transactions %(key)s") % {"key": request.key}
            )
        places.append(place)
    return Batch(
        before=(
            _SEP.join([r.key for r in distinct]),
            b"".join(digests),
            _SEP.join([r.kind for r in distinct]),
            _array([instant_text(r.effective_at) for r in distinct]),
            _reverses(distinct),
            _metas(distinct),
        ),
        after=_postings(distinct),
        places=places,
        distinct=distinct,
    )


def _array(items: list[str]) -> str:
    return "{" + ",".join(items) + "}"


def _reverses(requests: Sequence[TxRequest]) -> str:
    if not any(r.reverses for r in requests):
        return "{}"
    return _array([str(tx_pk(r.reverses)) if r.reverses else "NULL" for r in requests])


def _metas(requests: Sequence[TxRequest]) -> str:
    if not any(r.meta for r in requests):
        return "[]"
    return f"[{','.join([meta_text(r.meta) for r in requests])}]"


def _postings(requests: Sequence[TxRequest]) -> Params:
    flat = [(n, p) for n, request in enumerate(requests, 1) for p in request.postings]
    codes = sorted({p.source for _, p in flat} | {p.destination for _, p in flat})
    place = {code: str(n) for n, code in enumerate(codes, 1)}
    return (
        _SEP.join(codes),
        _array([str(n) for n, _ in flat]),
        _array([place[p.source] for _, p in flat]),
        _array([place[p.destination] for _, p in flat]),
        _SEP.join([p.asset for _, p in flat]),
        _array([amount_text(p.amount) for _, p in flat]),
    )


def call(batch: Batch, actor_ref: str) -> Answer:
    """Run the database function and turn its refusals into errors."""
    try:
        answer = ledger_post((*batch.before, actor_ref, *batch.after))
    except DatabaseError as error:
        _raise_database(error)
    if answer.error is not None:
        _refuse(batch, answer.error, answer.error_at, answer.detail)
    return answer


def decode(requests: Sequence[TxRequest], batch: Batch, answer: Answer) -> list[PostedTx]:
    """Give each request its transaction; the second of two equal requests is a replay."""
    old = dict(zip(answer.replayed, answer.replay_recorded, strict=True))
    posted: list[PostedTx] = []
    given: set[int] = set()
    for request, place in zip(requests, batch.places, strict=True):
        posted.append(
            PostedTx(
                id=tx_public_id(answer.ids[place]),
                key=request.key,
                kind=request.kind,
                replay=place + 1 in old or place in given,
                recorded_at=old.get(place + 1, answer.recorded),
            )
        )
        given.add(place)
    return posted


def _raise_database(error: DatabaseError) -> NoReturn:
    cause = error.__cause__
    if isinstance(cause, psycopg.Error):
        name = cause.diag.constraint_name or ""
        if cause.sqlstate == _RACE_STATE or name == "ledger_tx_reversed_once":
            raise errors.PostingRace(_t("the same key is being posted; repeat the call")) from error
        if isinstance(error, IntegrityError) and name == "ledger_balanced":
            raise errors.Unbalanced(
                _t("the postings of a transaction do not sum to zero")
            ) from error
    raise error


_REFUSALS: Final[dict[str, tuple[type[DomainError], str]]] = {
    "key_reused": (errors.KeyReused, _("the key %(account)s was posted before with other input")),
    "no_such_account": (errors.NoSuchAccount, _("there is no account %(account)s")),
    "cross_asset": (
        errors.CrossAsset,
        _("%(key)s: %(account)s keeps another asset than the posting"),
    ),
    "cross_entity": (errors.CrossEntity, _("%(key)s: %(account)s belongs to another legal entity")),
    "wrong_scale": (errors.WrongScale, _("%(key)s: %(amount)s is finer than %(account)s keeps")),
    "account_closed": (errors.AccountClosed, _("%(key)s: %(account)s is closed")),
    "bad_posting": (errors.BadPosting, _("%(key)s: a posting on %(account)s is malformed")),
    "already_reversed": (
        errors.AlreadyReversed,
        _("%(key)s: that transaction was reversed before"),
    ),
}


def _refuse(batch: Batch, code: str, at: int | None, detail: str) -> NoReturn:
    key = batch.distinct[at - 1].key if at else ""
    if code == "insufficient_funds":
        account, balance, amount = detail.split(_SEP)
        raise errors.InsufficientFunds(
            _t("%(account)s has %(balance)s, which does not cover %(amount)s")
            % {"account": account, "balance": balance, "amount": amount.removeprefix("-")},
            account=account,
            balance=balance,
            key=key,
        )
    kind, message = _REFUSALS[code]
    account, _sep, amount = detail.partition(_SEP)
    shown = _t(message) % {"key": key, "account": account, "amount": amount}
    raise kind(shown, account=account, key=key)
