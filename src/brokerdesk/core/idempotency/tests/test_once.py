"""The same call twice has one effect."""

import threading
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from brokerdesk.core.idempotency import IdempotencyConflict, forget_before, once
from brokerdesk.core.idempotency.models import IdempotencyKey
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import InvalidInput


@pytest.mark.django_db
def test_a_repeated_call_gets_the_first_answer() -> None:
    with transaction.atomic():
        first = once("deposit:cli_1", "k", {"amount": Decimal("5.00"), "to": "a"})
        assert not first.replay
        first.save({"id": "dep_1", "amount": Decimal("5.00")}, status=201)
    with transaction.atomic():
        again = once("deposit:cli_1", "k", {"to": "a", "amount": Decimal("5.00")})
    assert (again.replay, again.status) == (True, 201)
    assert again.answer == {"id": "dep_1", "amount": "5.00"} == first.answer


@pytest.mark.django_db
def test_other_input_is_a_conflict_and_other_scopes_are_apart() -> None:
    with transaction.atomic():
        once("a", "k", {"n": 1}).save(None)
        assert not once("b", "k", {"n": 2}).replay
        with pytest.raises(IdempotencyConflict):
            once("a", "k", {"n": 2})


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 256, "a\nb", "a\x00"])
def test_an_unusable_key_is_refused(key: str) -> None:
    with transaction.atomic(), pytest.raises(InvalidInput):
        once("a", key, {})
    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db
def test_old_keys_are_forgotten() -> None:
    with transaction.atomic():
        once("a", "k", {}).save(None)
    assert forget_before(now(), limit=10) in (0, 1)
    IdempotencyKey.objects.update(created_at="2020-01-01T00:00Z")
    forget_before(now())
    assert not IdempotencyKey.objects.exists()


def test_a_failed_call_leaves_no_claim_and_needs_a_transaction(fresh_db: str) -> None:
    with pytest.raises(RuntimeError):
        once("a", "k", {})
    with transaction.atomic():
        once("a", "k", {"n": 1})
        transaction.set_rollback(True)
    with transaction.atomic():
        assert not once("a", "k", {"n": 2}).replay


def test_calls_at_the_same_moment_have_one_effect(fresh_db: str) -> None:
    seen: list[tuple[bool, Any]] = []
    start = threading.Barrier(4)

    def call() -> None:
        try:
            start.wait(10)
            with transaction.atomic():
                found = once("a", "k", {"n": 1})
                if not found.replay:
                    found.save({"done": True})
            seen.append((found.replay, found.answer))
        finally:
            connection.close()

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(replay for replay, _ in seen) == [False, True, True, True]
    assert all(answer == {"done": True} for _, answer in seen)
