"""The ledger against an independent model: any sequence of calls, one truth."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from brokerdesk.kit.errors import DomainError
from brokerdesk.modules.ledger import errors
from brokerdesk.modules.ledger.queries import (
    balance_as_of,
    balances,
    drifts,
    statement,
    transaction_by_key,
    trial_balance,
)
from brokerdesk.modules.ledger.services import close_account, move_checkpoints, post_many, reverse
from brokerdesk.modules.ledger.types import PostedTx, Posting, TxRequest

from .books import AT, Books, make_entity
from .oracle import Kept, Oracle

AMOUNTS = st.decimals("0.01", 100, places=2) | st.sampled_from([Decimal("0.00000001"), Decimal(3)])
PLACES = st.integers(0, 7)
DAYS = st.integers(-2, 2)
SERIAL = count()


class LedgerMachine(RuleBasedStateMachine):
    """Posts, batches, replays, conflicts, reversals, holds, closings, checkpoints, as-of."""

    entity: ClassVar[int]

    def __init__(self) -> None:
        super().__init__()
        self.books = Books(self.entity, stem=f"m{next(SERIAL)}")
        self.codes = [s.code for s in self.books.specs]
        self.oracle = Oracle({s.code: s for s in self.books.specs})

    def expect(self, batch: list[TxRequest], act: Callable[[], list[PostedTx]]) -> None:
        """Act; the ledger must accept exactly what the oracle accepts."""
        reasons = self.oracle.refusals(batch)
        known = {r.key for r in batch if self.oracle.find(r.key)}
        posted: list[PostedTx] = []
        refusal: type[DomainError] | None = None
        try:
            posted = act()
        except DomainError as error:
            refusal = type(error)
        if reasons or refusal:
            assert refusal in reasons
            return
        for request, tx in zip(batch, posted, strict=True):
            assert tx.replay == (request.key in known)
            kept = self.oracle.find(request.key)
            if kept is None:
                self.oracle.kept.append(Kept(request, tx.id, tx.recorded_at))
            else:
                assert (kept.id, kept.recorded_at) == (tx.id, tx.recorded_at)
            known.add(request.key)

    def transfer(self, data: Any, key: str | None = None) -> TxRequest:
        """Draw a transaction; mostly between accounts that fit, sometimes not."""
        postings = []
        for _ in range(data.draw(st.integers(1, 3), label="postings")):
            source = data.draw(PLACES, label="source")
            other = (source + data.draw(st.integers(1, 7), label="step")) % 8
            asset = self.oracle.specs[self.codes[source]].asset
            postings.append(
                Posting(self.codes[source], self.codes[other], data.draw(AMOUNTS), asset)
            )
        at = AT + timedelta(days=data.draw(DAYS, label="day"))
        return TxRequest(key or self.books.key(), "test.any", tuple(postings), at)

    @rule(amount=st.decimals("0.01", 100, places=2))
    def fund(self, amount: Decimal) -> None:
        request = self.books.request(self.books.psp, self.books.alice, str(amount))
        self.expect([request], lambda: post_many([request]))

    @rule(data=st.data(), size=st.integers(1, 4))
    def post_batch(self, data: Any, size: int) -> None:
        batch = [self.transfer(data) for _ in range(size)]
        self.expect(batch, lambda: post_many(batch))

    @rule(amount=AMOUNTS)
    def hold(self, amount: Decimal) -> None:
        request = self.books.request(self.books.alice, self.books.held, str(amount))
        self.expect([request], lambda: post_many([request]))

    @precondition(lambda self: self.oracle.kept)
    @rule(data=st.data())
    def replay(self, data: Any) -> None:
        kept = data.draw(st.sampled_from(self.oracle.kept))
        batch = [kept.request, self.transfer(data), kept.request]
        self.expect(batch, lambda: post_many(batch))

    @precondition(lambda self: self.oracle.kept)
    @rule(data=st.data())
    def reuse_a_key(self, data: Any) -> None:
        kept = data.draw(st.sampled_from(self.oracle.kept))
        batch = [self.transfer(data, kept.request.key)]
        self.expect(batch, lambda: post_many(batch))

    @precondition(lambda self: self.oracle.kept)
    @rule(data=st.data())
    def undo(self, data: Any) -> None:
        kept = data.draw(st.sampled_from(self.oracle.kept))
        key = data.draw(st.sampled_from([f"undo-{kept.request.key}", self.books.key()]))
        turned = tuple(
            Posting(p.destination, p.source, p.amount, p.asset) for p in kept.request.postings
        )
        request = TxRequest(key, "ledger.reversal", turned, AT, {"reason": "test"}, kept.id)
        self.expect([request], lambda: [reverse(kept.id, key=key, reason="test", at=AT)])

    @rule(place=PLACES)
    def close(self, place: int) -> None:
        code = self.codes[place]
        try:
            close_account(code)
        except errors.AccountNotEmpty:
            assert self.oracle.balance(code) != 0
        else:
            assert self.oracle.balance(code) == 0
            self.oracle.closed.add(code)

    @rule()
    def checkpoint(self) -> None:
        move_checkpoints()

    @rule(place=PLACES, day=DAYS)
    def look_back(self, place: int, day: int) -> None:
        code, at = self.codes[place], AT + timedelta(days=day)
        assert balance_as_of(code, at) == self.oracle.as_of(code, at, "effective")
        for kept in self.oracle.kept[-1:]:
            seen = balance_as_of(code, kept.recorded_at, by="recorded")
            assert seen == self.oracle.as_of(code, kept.recorded_at, "recorded")

    @invariant()
    def agrees(self) -> None:
        found = balances(self.codes)
        assert found == {code: self.oracle.balance(code) for code in self.codes}
        assert all(e.balance_after is None or e.version for e in statement(self.codes[0], limit=2))

    def teardown(self) -> None:
        assert drifts() == []
        assert sum(row.balance for row in trial_balance()) == 0
        for kept in self.oracle.kept:
            row = transaction_by_key(kept.request.key)
            assert row is not None
            assert row.id == kept.id
        for code in self.codes:
            lines = statement(code, limit=10_000)
            assert sum((e.amount for e in lines), Decimal(0)) == self.oracle.balance(code)
            if self.oracle.specs[code].kind == "running":
                assert [e.version for e in lines] == list(range(len(lines), 0, -1))


@pytest.mark.usefixtures("fresh_db")
def test_the_ledger_agrees_with_the_oracle() -> None:
    LedgerMachine.entity = make_entity("north")
    run_state_machine_as_test(
        LedgerMachine,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
