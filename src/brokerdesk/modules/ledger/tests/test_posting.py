from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.core.actors import Actor
from brokerdesk.core.events.models import OutboxEvent
from brokerdesk.kit.errors import DomainError
from brokerdesk.modules.ledger import errors
from brokerdesk.modules.ledger.events import EntryPosted
from brokerdesk.modules.ledger.models import Tx
from brokerdesk.modules.ledger.queries import (
    accounts_of,
    balance,
    balance_as_of,
    balances,
    drifts,
    entries_of,
    statement,
    transaction_by_key,
    transaction_of,
    trial_balance,
    trial_groups,
)
from brokerdesk.modules.ledger.services import (
    chart,
    close_account,
    ensure_accounts,
    post,
    post_many,
    reverse,
)
from brokerdesk.modules.ledger.types import Posting, TxRequest

from .books import AT, Books, make_entity

STAFF = Actor(kind="staff", id="stf_finn", label="Finn")


def refused(kind: type[DomainError], request: TxRequest) -> DomainError:
    """Post, expect a refusal and that nothing changed and the transaction is usable."""
    before = (Tx.objects.count(), trial_balance(), OutboxEvent.objects.count())
    with pytest.raises(kind) as caught:
        post(request)
    assert (Tx.objects.count(), trial_balance(), OutboxEvent.objects.count()) == before
    return caught.value


def test_money_flows_from_source_to_destination(books: Books) -> None:
    posted = books.fund("250.00")
    assert balances([books.alice.code, books.psp.code, "none"]) == {
        books.alice.code: Decimal("250.00"),
        books.psp.code: Decimal("-250.00"),
    }
    giver, receiver = entries_of(posted.id)
    assert (giver.account, giver.amount) == (books.psp.code, Decimal("-250.00"))
    assert giver.balance_after is None
    assert (receiver.account, receiver.amount) == (books.alice.code, Decimal("250.00"))
    assert receiver.version == 1
    assert receiver.balance_after == Decimal("250.00")
    assert sum(row.balance for row in trial_balance(books.entity)) == 0


def test_a_batch_is_one_call_with_one_event(books: Books) -> None:
    requests = [books.request(books.psp, books.alice, str(n)) for n in (1, 2, 3)]
    requests.append(books.request(books.alice, books.held, "4.50"))
    OutboxEvent.objects.all().delete()
    posted = post_many(requests, actor=STAFF)
    assert [p.key for p in posted] == [r.key for r in requests]
    assert balance(books.alice.code) == Decimal("1.50")
    event = OutboxEvent.objects.get()
    fact = EntryPosted.from_payload(event.payload, event.version)
    assert (event.type, event.actor) == ("ledger.entry_posted", "staff:stf_finn")
    rows = Tx.objects.filter(pk__gte=fact.first_tx, batch=fact.first_tx)
    assert rows.count() == fact.count == 4
    assert fact.kinds == "test.transfer"
    assert [e.version for e in statement(books.alice.code)] == [4, 3, 2, 1]


def test_nothing_to_post(books: Books) -> None:
    assert post_many([]) == []


def test_several_postings_are_one_transaction(books: Books) -> None:
    books.fund("10")
    postings = (
        Posting(books.alice.code, books.held.code, Decimal("7.25"), "USD"),
        Posting(books.alice.code, books.fees.code, Decimal("0.75"), "USD"),
    )
    tx = post(TxRequest("w1", "cashier.hold", postings, AT, {"withdrawal": "wdr_1"}), actor=STAFF)
    assert [e.line for e in entries_of(tx.id)] == [1, 1, 2, 2]
    assert balance(books.alice.code) == Decimal("2.00")
    row = transaction_of(tx.id)
    assert (row.meta, row.actor, row.kind) == ({"withdrawal": "wdr_1"}, STAFF.ref, "cashier.hold")
    assert transaction_by_key("w1") == row
    assert transaction_by_key("w2") is None


def test_the_balance_counts_at_the_end_of_a_transaction(books: Books) -> None:
    postings = (
        Posting(books.alice.code, books.bob.code, Decimal(5), "USD"),
        Posting(books.psp.code, books.alice.code, Decimal(5), "USD"),
    )
    post(TxRequest("inout", "test.transfer", postings, AT))
    assert balance(books.alice.code) == 0


def test_within_a_batch_each_transaction_must_be_covered(books: Books) -> None:
    requests = [
        books.request(books.alice, books.bob, "5"),
        books.request(books.psp, books.alice, "5"),
    ]
    with pytest.raises(errors.InsufficientFunds):
        post_many(requests)
    post_many(requests[::-1])
    assert balance(books.bob.code) == 5


def test_an_equal_repetition_is_answered_with_the_first(books: Books) -> None:
    request = books.request(books.psp, books.alice, "10.00")
    first = post(request)
    same = replace(
        request,
        effective_at=AT.astimezone(tz=None),
        postings=(replace(request.postings[0], amount=Decimal("10")),),
    )
    again = post(same)
    assert again == replace(first, replay=True)
    assert balance(books.alice.code) == 10
    mixed = post_many([books.request(books.psp, books.alice, "1"), request])
    assert [p.replay for p in mixed] == [False, True]
    assert mixed[1].recorded_at == first.recorded_at
    assert balance(books.alice.code) == 11


def test_the_same_request_twice_in_a_batch(books: Books) -> None:
    request = books.request(books.psp, books.alice, "10")
    first, second = post_many([request, request])
    assert (first.id, first.replay, second.id, second.replay) == (first.id, False, first.id, True)
    with pytest.raises(errors.KeyReused):
        post_many([request, replace(request, kind="test.other")])


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "test.other"},
        {"effective_at": AT + timedelta(seconds=1)},
        {"meta": {"a": "b"}},
    ],
)
def test_a_key_with_other_input_is_a_conflict(books: Books, change: dict[str, Any]) -> None:
    request = books.request(books.psp, books.alice, "10")
    post(request)
    error = refused(errors.KeyReused, replace(request, **change))
    assert (error.code, error.status) == ("ledger_key_reused", 409)
    refused(errors.KeyReused, books.request(books.psp, books.alice, "11", key=request.key))


def test_a_wallet_never_goes_negative(books: Books) -> None:
    books.fund("10.00")
    error = refused(errors.InsufficientFunds, books.request(books.alice, books.bob, "10.01"))
    assert error.details["account"] == books.alice.code
    assert "10.00" in error.message
    books.move(books.alice, books.bob, "10.00")
    books.move(books.mirror, books.bob, "99")
    assert balance(books.mirror.code) == -99


def test_refusals_name_account_and_amount(books: Books) -> None:
    books.fund("10")
    error = refused(errors.WrongScale, books.request(books.alice, books.bob, "0.001"))
    assert "0.001" in error.message
    assert error.details["account"] == books.alice.code
    # A fine account does not make its counterpart finer.
    refused(errors.WrongScale, books.request(books.payable, books.alice, "0.00000001"))
    refused(errors.CrossAsset, books.request(books.alice, books.euros, "1"))
    error = refused(
        errors.NoSuchAccount,
        replace(
            books.request(books.alice, books.bob, "1"),
            postings=(Posting(books.alice.code, "client:none", Decimal(1), "USD"),),
        ),
    )
    assert "client:none" in error.message


def test_books_of_entities_are_apart(books: Books) -> None:
    other = Books(make_entity("south"), stem="s")
    books.fund("10")
    refused(errors.CrossEntity, books.request(books.alice, other.alice, "1"))


@pytest.mark.parametrize(
    "amount", ["0", "-1", "NaN", "sNaN", "Infinity", "-Infinity", "1E+18", "1E+99"]
)
def test_amounts_that_are_none(books: Books, amount: str) -> None:
    refused(errors.BadPosting, books.request(books.psp, books.alice, amount))


@pytest.mark.parametrize(
    "change",
    [
        {"key": ""},
        {"key": "a\x1fb"},
        {"key": "x" * 201},
        {"kind": "Robert'); DROP"},
        {"kind": ""},
        {"postings": ()},
        {"effective_at": AT.replace(tzinfo=None)},
        {"postings": (Posting("a", "a", Decimal(1), "USD"),)},
        {"postings": (Posting("a\x00", "b", Decimal(1), "USD"),)},
    ],
)
def test_malformed_requests(books: Books, change: dict[str, Any]) -> None:
    refused(errors.BadPosting, replace(books.request(books.psp, books.alice, "1"), **change))


def test_large_and_small_amounts_are_exact(books: Books) -> None:
    books.fund("999999999999999999.99")
    books.move(books.alice, books.held, "0.01")
    assert balance(books.alice.code) == Decimal("999999999999999999.98")


def test_missing_accounts_are_created_with_the_posting(books: Books) -> None:
    carol = chart.client_wallet("cli_carol", "USD", books.entity)
    request = books.request(books.psp, carol, "3")
    with pytest.raises(errors.NoSuchAccount):
        post(request)
    assert not post(request, accounts=[books.psp, carol]).replay
    assert [a.code for a in accounts_of("client:cli_carol")] == [carol.code]


def test_an_account_is_what_it_is(books: Books) -> None:
    ensure_accounts([books.alice, books.alice])
    for other in (
        replace(books.alice, scale=4),
        replace(books.alice, asset="EUR"),
        replace(books.alice, cls="asset"),
        replace(books.alice, owner="client:cli_mallory"),
    ):
        with pytest.raises(errors.AccountMismatch):
            ensure_accounts([other])
    with pytest.raises(DomainError, match="pooled"):
        ensure_accounts([replace(books.fees, code="income:new", allow_negative=False)])


def test_a_reversal_happens_once(books: Books) -> None:
    books.fund("10")
    fee = books.move(books.alice, books.fees, "4")
    undone = reverse(fee.id, key="undo", reason="by mistake", at=AT)
    assert balance(books.alice.code) == 10
    assert transaction_of(fee.id).reversed_by == undone.id
    assert transaction_of(undone.id).reverses == fee.id
    assert reverse(fee.id, key="undo", reason="by mistake", at=AT) == replace(undone, replay=True)
    with pytest.raises(errors.AlreadyReversed):
        reverse(fee.id, key="undo-again", reason="by mistake", at=AT)
    assert balance(books.alice.code) == 10


def test_money_that_is_gone_cannot_be_reversed(books: Books) -> None:
    gift = books.fund("10")
    books.move(books.alice, books.bob, "1")
    with pytest.raises(errors.InsufficientFunds):
        reverse(gift.id, key="undo", reason="chargeback", at=AT)


@pytest.mark.parametrize(
    "tx_id", ["", "ltx_", "ltx_0000000000000", "trf_0000000000001", "ltx_" + "z" * 13]
)
def test_unknown_transactions(books: Books, tx_id: str) -> None:
    with pytest.raises(errors.NoSuchTransaction):
        transaction_of(tx_id)
    with pytest.raises(errors.NoSuchTransaction):
        reverse(tx_id, key="undo", reason="none", at=AT)


def test_only_an_empty_account_closes_and_then_for_ever(books: Books) -> None:
    books.fund("10")
    for account in (books.alice, books.psp):
        with pytest.raises(errors.AccountNotEmpty):
            close_account(account.code)
    books.move(books.alice, books.psp, "10")
    for account in (books.alice, books.psp):
        close_account(account.code)
        close_account(account.code)
    refused(errors.AccountClosed, books.request(books.psp, books.bob, "1"))
    refused(errors.AccountClosed, books.request(books.mirror, books.alice, "1"))
    with pytest.raises(errors.NoSuchAccount):
        close_account("client:none")


def test_balances_as_of_either_time(books: Books) -> None:
    early = AT - timedelta(days=1)
    first = books.fund("100")
    late_fee = post(books.request(books.alice, books.fees, "5", at=early))
    assert balance_as_of(books.alice.code, early) == -5
    assert balance_as_of(books.alice.code, AT) == 95
    assert balance_as_of(books.alice.code, first.recorded_at, by="recorded") == 100
    assert balance_as_of(books.fees.code, late_fee.recorded_at, by="recorded") == 5
    assert balance_as_of(books.fees.code, early - timedelta(seconds=1)) == 0
    with pytest.raises(errors.NoSuchAccount):
        balance_as_of("client:none", AT)


def test_trial_balance_and_its_groups(books: Books) -> None:
    books.fund("100")
    books.move(books.alice, books.bob, "40")
    groups = {g.stem: (g.accounts, g.balance) for g in trial_groups([books.entity])}
    assert groups["client:*:wallet:USD"] == (2, Decimal("100.00"))
    early = trial_groups([books.entity], at=AT - timedelta(days=1))
    assert {g.balance for g in early} == {Decimal(0)}
    assert {r.balance for r in trial_balance(at=AT - timedelta(days=1))} == {Decimal(0)}
    assert drifts() == []


def test_the_statement_pages_backwards(books: Books) -> None:
    for n in range(1, 6):
        books.fund(str(n))
    first = statement(books.psp.code, limit=3)
    rest = statement(books.psp.code, limit=3, before=first[-1].pk)
    assert [-e.amount for e in first + rest] == [5, 4, 3, 2, 1]
    with pytest.raises(errors.NoSuchAccount):
        statement("client:none")
