"""Whatever the platform answers about a reward's profit, and when: paid once, nothing lost."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.audit.models import AuditEntry
from brokerdesk.core.events import emit
from brokerdesk.core.events.testing import drain
from brokerdesk.kit.clock import fixed
from brokerdesk.kit.errors import DomainError
from brokerdesk.modules.trading.events import OperationCorrected, OperationNeedsReview
from brokerdesk.modules.trading.models import Operation
from brokerdesk.modules.trading.services.operations import (
    claim_due,
    record_answer,
    record_lookup,
)
from brokerdesk.ports.outcome import Accepted, Rejected, Unknown

from ...commerce_errors import FourEyes, PayoutState, ReasonNeeded
from ...models import Attempt, Payout
from ...services.payouts.answers import (
    UNDECIDED,
    profit_corrected,
    profit_in_doubt,
    profit_refused,
    profit_taken,
)
from ...services.payouts.clearing import clear_trouble, resolve
from ...services.payouts.requesting import cancel_payout, request_payout
from ...services.payouts.reviewing import approve, assess, reject
from .conftest import DANA, FINN, Shop
from .test_payouts import ask, gained

LATER = timedelta(minutes=5)
WHOLE, NOTHING = Decimal("2400"), Decimal(0)


def approved(shop: Shop) -> tuple[Attempt, Payout]:
    """A reward of a profit of 3,000 that two people let pass."""
    attempt = gained(shop)
    payout = ask(shop, attempt)
    shop.block_done(attempt)
    passed(shop, payout)
    return attempt, payout


def passed(shop: Shop, payout: Payout) -> None:
    assess(payout.public_id, actor=FINN, at=shop.at)
    approve(payout.public_id, actor=DANA, at=shop.at)
    payout.refresh_from_db()


def answered(shop: Shop, attempt: Attempt, outcome: Any) -> Any:
    """The platform's answer to the work that waits; gives the work."""
    account = attempt.stages.latest("pk").account
    assert account is not None
    login = account.login
    works = claim_due(shop.world.server.pk, limit=20, at=shop.at)
    work = next(one for one in works if one.login == login and one.comment)
    record_answer(work.work_id, outcome, at=shop.at)
    told(shop)
    return work


def told(shop: Shop) -> None:
    with fixed(shop.at):
        drain(twice=True)


def came(shop: Shop, work: Any, amount: Decimal | None = None) -> None:
    """The deal of a work is ingested, with the ticket that comes next."""
    shop.tickets += 1
    shop.bring(work.login, work.amount if amount is None else amount, work.comment)
    told(shop)


def accepted(shop: Shop) -> Accepted[int]:
    """The platform's yes, with the ticket of the deal that `came` brings next."""
    return Accepted(shop.tickets + 1)


def absent(shop: Shop, attempt: Attempt) -> Any:
    """The answer is lost; two look-ups after the grace find nothing."""
    work = answered(shop, attempt, Unknown("connection lost"))
    for _again in range(2):
        shop.later(LATER)
        record_lookup(work.work_id, None, at=shop.at)
    told(shop)
    return work


def state(payout: Payout) -> str:
    payout.refresh_from_db()
    return payout.state


def asked_of_platform(purpose: str) -> list[Decimal]:
    rows = Operation.objects.filter(purpose=purpose).order_by("pk")
    return list(rows.values_list("amount", flat=True))


def test_a_lost_answer_that_was_done_pays_once(shop: Shop) -> None:
    attempt, payout = approved(shop)
    work = answered(shop, attempt, Unknown("connection lost"))
    assert (state(payout), shop.money()) == ("approved", NOTHING)
    came(shop, work)
    assert (state(payout), shop.money()) == ("paid", WHOLE)
    shop.later(LATER)
    record_lookup(work.work_id, None, at=shop.at)
    told(shop)
    assert (state(payout), shop.money()) == ("paid", WHOLE)


def test_a_lost_answer_that_was_not_done_is_looked_at_again(shop: Shop) -> None:
    attempt, payout = approved(shop)
    absent(shop, attempt)
    assert (state(payout), payout.assessed_by, shop.money()) == ("review", "", NOTHING)
    passed(shop, payout)
    work = answered(shop, attempt, accepted(shop))
    came(shop, work)
    assert (state(payout), shop.money()) == ("paid", WHOLE)
    assert asked_of_platform("prop_reward") == [-3000, -3000]


def test_what_comes_late_is_not_taken_again(shop: Shop) -> None:
    attempt, payout = approved(shop)
    late = absent(shop, attempt)
    came(shop, late)
    assert (state(payout), bool(payout.taken), shop.money()) == ("review", True, NOTHING)
    passed(shop, payout)
    told(shop)
    assert (state(payout), shop.money()) == ("paid", WHOLE)
    assert asked_of_platform("prop_reward") == [-3000]


def test_what_was_taken_twice_is_put_back_once(shop: Shop) -> None:
    attempt, payout = approved(shop)
    late = absent(shop, attempt)
    passed(shop, payout)
    came(shop, answered(shop, attempt, accepted(shop)))
    assert state(payout) == "paid"
    came(shop, late)
    came(shop, late)
    assert (state(payout), shop.money()) == ("paid", WHOLE)
    assert asked_of_platform("prop_reward_back") == [3000]
    assert AuditEntry.objects.filter(action="prop.payout_given_back").count() == 1
    back = answered(shop, attempt, Rejected("no_account", "account is closed"))
    assert state(payout) == "paid"
    assert "account is closed" in payout.trouble
    assert back.amount == 3000


@pytest.mark.parametrize("ending", ["reject", "cancel"])
def test_what_was_taken_of_a_reward_that_is_not_paid_goes_back(shop: Shop, ending: str) -> None:
    attempt, payout = approved(shop)
    came(shop, absent(shop, attempt))
    if ending == "reject":
        reject(payout.public_id, reason="copied", actor=DANA, at=shop.at)
    else:
        cancel_payout(payout.public_id, actor=SYSTEM, at=shop.at)
    assert asked_of_platform("prop_reward_back") == [3000]
    came(shop, answered(shop, attempt, accepted(shop)))
    attempt.refresh_from_db()
    assert (attempt.state, shop.money()) == ("funded", NOTHING)


def test_what_comes_after_a_rejection_goes_back(shop: Shop) -> None:
    attempt, payout = approved(shop)
    late = absent(shop, attempt)
    reject(payout.public_id, reason="copied", actor=DANA, at=shop.at)
    came(shop, late)
    assert (state(payout), payout.taken) == ("rejected", "")
    assert asked_of_platform("prop_reward_back") == [3000]


def test_a_part_only_is_for_people(shop: Shop) -> None:
    attempt, payout = approved(shop)
    work = answered(shop, attempt, accepted(shop))
    came(shop, work, Decimal(-1000))
    assert (state(payout), shop.money()) == ("unresolved", NOTHING)
    assert "1000" in payout.reason
    refusals: tuple[Callable[[], object], ...] = (
        lambda: assess(payout.public_id, actor=FINN, at=shop.at),
        lambda: reject(payout.public_id, reason="x", actor=FINN, at=shop.at),
        lambda: cancel_payout(payout.public_id, actor=SYSTEM, at=shop.at),
        lambda: request_payout(attempt.public_id, actor=SYSTEM, at=shop.at),
    )
    for refused in refusals:
        with pytest.raises(PayoutState):
            refused()
    with pytest.raises(ReasonNeeded):
        resolve(payout.public_id, taken=True, reason=" ", actor=FINN, at=shop.at)
    with pytest.raises(FourEyes):
        resolve(payout.public_id, taken=True, reason="seen", actor=DANA, at=shop.at)
    resolve(payout.public_id, taken=True, reason="seen in the terminal", actor=FINN, at=shop.at)
    told(shop)
    assert (state(payout), shop.money()) == ("paid", WHOLE)
    assert AuditEntry.objects.filter(action="prop.payout_resolved").count() == 1


def test_a_lookup_that_shows_another_amount_can_be_denied(shop: Shop) -> None:
    attempt, payout = approved(shop)
    work = answered(shop, attempt, Unknown("connection lost"))
    event = OperationNeedsReview(
        operation_id=payout.operation_id, reference="x", account_id="x", client_id="x",
        purpose="prop_reward", amount=Decimal(-3000), currency="USD", cause="another amount",
    )  # fmt: skip
    emit(event, aggregate=payout.operation_id, brand_id=shop.world.brand.pk)
    told(shop)
    assert state(payout) == "unresolved"
    resolve(payout.public_id, taken=False, reason="not there", actor=FINN, at=shop.at)
    assert (state(payout), payout.former) == ("review", [payout.figures["doubt"]])
    came(shop, work)
    assert (state(payout), shop.money()) == ("review", NOTHING)


def test_where_a_difference_is_named_it_decides(shop: Shop) -> None:
    attempt, payout = approved(shop)
    operation_id = payout.operation_id
    profit_in_doubt(payout.public_id, operation_id, "late", "dif_1")
    with pytest.raises(PayoutState):
        resolve(payout.public_id, taken=True, reason="seen", actor=FINN, at=shop.at)
    came(shop, answered(shop, attempt, accepted(shop)))
    assert (state(payout), shop.money()) == ("paid", WHOLE)


def test_a_deal_that_is_changed_afterwards_is_named_until_it_is_cleared(shop: Shop) -> None:
    attempt, payout = approved(shop)
    came(shop, answered(shop, attempt, accepted(shop)))
    event = OperationCorrected(
        operation_id=payout.operation_id, reference="x", account_id="x", client_id="x",
        purpose="prop_reward", amount=Decimal(-3000), currency="USD",
        before=Decimal(-3000), after=Decimal(-100), difference_id="dif_1",
    )  # fmt: skip
    emit(event, aggregate=payout.operation_id, brand_id=shop.world.brand.pk)
    told(shop)
    assert (state(payout), shop.money()) == ("paid", WHOLE)
    assert "-100 instead of -3000" in payout.trouble
    with pytest.raises(PayoutState):
        request_payout(attempt.public_id, actor=SYSTEM, at=shop.at)
    clear_trouble(payout.public_id, reason="taken by hand", actor=FINN)
    payout.refresh_from_db()
    assert payout.trouble == ""
    with pytest.raises(PayoutState):
        clear_trouble(payout.public_id, reason="again", actor=FINN)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["refuse", "settle", "settle", "doubt", "undo", "pass", "reject", "yes", "no"]
        ),
        st.integers(0, 2),
    ),
    max_size=14,
)


@pytest.fixture
def waiting(shop: Shop) -> Payout:
    """A reward whose profit the platform was asked for."""
    return approved(shop)[1]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_answers_in_any_order(shop: Shop, waiting: Payout, steps: list[tuple[str, int]]) -> None:
    """What left the account is paid, waits to be, or is put back: each profit exactly once."""
    with transaction.atomic():
        payout = Payout.objects.get(pk=waiting.pk)
        begun, left = shop.money(), set[str]()
        for name, number in steps:
            payout.refresh_from_db()
            works = [one for one in (*payout.former, payout.operation_id) if one]
            _do(shop, payout, name, works[number % len(works)], left)
            payout.refresh_from_db()
            waits = payout.state in ("review", "escalated", "unresolved") and bool(payout.taken)
            kept = len(left) - len(payout.returned)
            assert kept == (payout.state == "paid" or waits)
            assert shop.money() - begun == (WHOLE if payout.state == "paid" else NOTHING)
        transaction.set_rollback(True)


def _do(shop: Shop, payout: Payout, name: str, work: str, left: set[str]) -> None:
    ident = payout.public_id
    if name == "settle":
        left.add(work)
        profit_taken(ident, work, at=shop.at)
    elif work not in left and name == "refuse":
        profit_refused(ident, work, "no")
    elif work not in left and name == "doubt":
        profit_in_doubt(ident, work, "unclear", "")
    elif name == "undo" and payout.taken == work and payout.state != "paid":
        _undo(payout, work, left)
    else:
        _decide(shop, payout, name, left)


def _undo(payout: Payout, work: str, left: set[str]) -> None:
    """The platform undoes it: after it was put back already, people have to see to that."""
    waits = payout.state in UNDECIDED
    profit_corrected(payout.public_id, work, Decimal(-3000), Decimal(0))
    payout.refresh_from_db()
    if waits:
        left.discard(work)
    assert bool(payout.trouble) or waits


def _decide(shop: Shop, payout: Payout, name: str, left: set[str]) -> None:
    ident = payout.public_id
    try:
        if name == "pass":
            passed(shop, payout)
        elif name == "reject":
            reject(ident, reason="x", actor=DANA, at=shop.at)
        elif name == "yes":
            resolve(ident, taken=True, reason="x", actor=FINN, at=shop.at)
            left.add(str(payout.figures["doubt"]))
        elif name == "no":
            resolve(ident, taken=False, reason="x", actor=FINN, at=shop.at)
    except DomainError:
        return
