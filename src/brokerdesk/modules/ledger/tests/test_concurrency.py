"""Many clients at once, as the application role: nothing is lost, doubled or stuck."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from decimal import Decimal
from functools import partial
from random import Random

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from brokerdesk.modules.ledger.errors import AlreadyReversed, InsufficientFunds, PostingRace
from brokerdesk.modules.ledger.models import Tx
from brokerdesk.modules.ledger.queries import balance, drifts, transaction_by_key, trial_balance
from brokerdesk.modules.ledger.services import move_checkpoints, post, post_many, reverse
from brokerdesk.modules.ledger.types import PostedTx, TxRequest

from .books import AT, Books

CLIENTS = 8


def together(calls: Sequence[Callable[[], object]]) -> list[Future[object]]:
    """Run calls on eight connections at once; give their results in order."""

    def run(share: list[int], done: list[Future[object]]) -> None:
        for n in share:
            try:
                done[n].set_result(calls[n]())
            except (InsufficientFunds, AlreadyReversed, PostingRace) as refusal:
                done[n].set_exception(refusal)
        connection.close()

    done: list[Future[object]] = [Future() for _ in calls]
    shares = [list(range(c, len(calls), CLIENTS)) for c in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        for running in [pool.submit(run, share, done) for share in shares]:
            running.result(timeout=60)
    return done


def accepted(done: list[Future[object]]) -> list[PostedTx]:
    """Give the transactions of the calls that were not refused."""
    results = [f.result() for f in done if f.exception() is None]
    return [r for r in results if isinstance(r, PostedTx)]


def first_of(batch: list[TxRequest]) -> PostedTx:
    """Post a batch and give its first transaction."""
    return post_many(batch)[0]


def in_order() -> None:
    """Prove that kept balances are sums and that nothing was made or lost."""
    assert drifts() == []
    assert sum(row.balance for row in trial_balance()) == 0


def test_it_is_the_application_role_that_posts(kept_books: Books) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("brokerdesk_app",)


def test_a_balance_of_25_serves_exactly_25_of_60_debits(kept_books: Books) -> None:
    books = kept_books
    books.fund("25")
    requests = [books.request(books.alice, books.bob, "1") for _ in range(60)]
    done = together([partial(post, r) for r in requests])
    assert len(accepted(done)) == 25
    refused = [f.exception() for f in done if f.exception() is not None]
    assert all(isinstance(error, InsufficientFunds) for error in refused)
    assert [balance(books.alice.code), balance(books.bob.code)] == [Decimal(0), Decimal(25)]
    in_order()


def test_one_key_is_one_transaction(kept_books: Books) -> None:
    books = kept_books
    books.fund("100")
    wallets = books.request(books.alice, books.bob, "1")
    pooled = books.request(books.psp, books.fees, "1")  # nothing to lock: the keys race
    before = Tx.objects.count()
    done = together([partial(post, r) for r in (wallets, pooled) * 30])
    posted = accepted(done)
    assert len(posted) == 60
    assert len({p.id for p in posted}) == 2
    assert [p.replay for p in posted].count(False) == 2
    assert Tx.objects.count() == before + 2
    in_order()


def test_a_reversal_races_once(kept_books: Books) -> None:
    books = kept_books
    fee = books.move(books.psp, books.fees, "9")
    done = together(
        [partial(reverse, fee.id, key=f"undo-{n}", reason="race", at=AT) for n in range(16)]
    )
    assert len(accepted(done)) == 1
    assert balance(books.fees.code) == 0
    in_order()


def test_opposite_orders_do_not_deadlock(kept_books: Books) -> None:
    books = kept_books
    books.fund("1000")
    books.move(books.alice, books.bob, "500")

    def back_and_forth(n: int) -> list[TxRequest]:
        one, other = (books.alice, books.bob) if n % 2 else (books.bob, books.alice)
        return [books.request(one, other, "1"), books.request(other, one, "2")] * 2

    done = together([partial(first_of, back_and_forth(n)) for n in range(100)])
    assert len(accepted(done)) == 100
    assert balance(books.alice.code) + balance(books.bob.code) == 1000
    in_order()


def test_conservation_under_random_load_with_checkpoints(kept_books: Books) -> None:
    books = kept_books
    books.fund("50")
    rng = Random(7)
    dollars = [s for s in books.specs if s.asset == "USD"]

    def request() -> TxRequest:
        source, destination = rng.sample(dollars, 2)
        return books.request(source, destination, str(rng.randint(1, 20)))

    batches = [[request() for _ in range(rng.randint(1, 6))] for _ in range(160)]
    calls: list[Callable[[], object]] = [partial(first_of, b) for b in batches]
    calls[::6] = [move_checkpoints] * len(calls[::6])
    done = together(calls)
    assert len(accepted(done)) > 40
    in_order()
    assert balance(books.alice.code) >= 0
    before = balance(books.psp.code)
    move_checkpoints()
    assert balance(books.psp.code) == before
    in_order()


def test_a_checkpoint_waits_for_a_posting_under_way(kept_books: Books) -> None:
    books = kept_books
    books.fund("5")
    with ThreadPoolExecutor(1) as other, transaction.atomic():
        books.fund("7")

        def aside() -> int:
            books.move(books.psp, books.bob, "11")
            moved = move_checkpoints(wait_s=0.1)
            connection.close()
            return moved

        # Its entry has a higher id than ours but is committed first.
        assert other.submit(aside).result(timeout=30) == 0
    assert balance(books.psp.code) == -23
    assert move_checkpoints() > 0
    assert balance(books.psp.code) == -23
    in_order()


def test_a_posting_is_part_of_the_callers_transaction(kept_books: Books) -> None:
    books = kept_books
    request = books.request(books.psp, books.alice, "3")
    with suppress(ZeroDivisionError), transaction.atomic():
        post(request)  # the first statement of the transaction
        raise ZeroDivisionError
    assert transaction_by_key(request.key) is None
    with transaction.atomic():
        with suppress(ZeroDivisionError), transaction.atomic():
            post(request)
            raise ZeroDivisionError
        with suppress(InsufficientFunds):
            books.move(books.alice, books.bob, "1")
        assert not post(request).replay
    assert balance(books.alice.code) == 3
    in_order()


def test_a_lost_connection_is_an_operational_error_and_is_replaced(
    kept_books: Books, fresh_db: str
) -> None:
    books = kept_books
    books.fund("1")
    with connection.cursor() as cursor, psycopg.connect(fresh_db, autocommit=True) as owner:
        cursor.execute("SELECT pg_backend_pid()")
        owner.execute("SELECT pg_terminate_backend(%s, 5000)", cursor.fetchone())
    with pytest.raises(OperationalError):
        books.fund("2")
    connection.close_if_unusable_or_obsolete()
    books.fund("4")
    assert balance(books.alice.code) == 5


_CLIENT = """
import sys
import django
django.setup()
from datetime import UTC, datetime
from decimal import Decimal
from django.db import transaction
from brokerdesk.modules.ledger.services import post
from brokerdesk.modules.ledger.types import Posting, TxRequest
source, destination = sys.argv[1:]
def move(key):
    postings = (Posting(source, destination, Decimal(1), "USD"),)
    post(TxRequest(key, "test.transfer", postings, datetime(2026, 1, 1, tzinfo=UTC)))
for n in range(10_000):
    move(f"loop-{n}")
    print(n, flush=True)
    if n == 200:
        with transaction.atomic():
            move("never")
            print("open", flush=True)
            sys.stdin.read()
"""


def _client(books: Books) -> subprocess.Popen[str]:
    """Start a client that posts one by one, and at last leaves a transaction open."""
    return subprocess.Popen(
        [sys.executable, "-c", _CLIENT, books.psp.code, books.alice.code],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "brokerdesk.config.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_client_killed_while_it_posts_leaves_whole_transactions(kept_books: Books) -> None:
    books = kept_books
    with _client(books) as client:
        assert client.stdout is not None
        told = 0
        for line in client.stdout:
            if line == "open\n":
                break
            told = int(line)
        client.send_signal(signal.SIGKILL)
    assert told == 200
    # Our posting waits for the lock of the dead client's open transaction, which rolls back.
    books.fund("1")
    assert transaction_by_key("never") is None
    assert balance(books.alice.code) == Decimal(told + 2)
    in_order()


def test_a_client_killed_anywhere_loses_nothing_that_it_was_told(kept_books: Books) -> None:
    books = kept_books
    with _client(books) as client:
        assert client.stdout is not None
        told = [client.stdout.readline() for _ in range(60)]
        client.send_signal(signal.SIGKILL)
        with suppress(ValueError):
            told += client.stdout.readlines()
    keys = [f"loop-{int(line)}" for line in told if line.strip().isdigit()]
    assert all(transaction_by_key(key) for key in keys)
    in_order()
    assert balance(books.alice.code) == Tx.objects.filter(key__startswith="loop-").count()
