"""What is earned without a deal: booked once, taken back once, paid when it is ripe."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.core.actors import Actor
from brokerdesk.modules.trading.testing import START

from ..errors import NothingPayable
from ..models import Earning
from ..queries import months_of
from ..queries.accruals import payable
from ..queries.currencies import currencies_of
from ..queries.earnings import PeriodSum, clients_of, earned_in, earned_lately
from ..queries.numbers import numbers_of
from ..queries.positions import Position
from ..queries.statements import statement
from ..queries.tree import node
from ..services import NewEarning, book_earning, pay_out, put_hold, reverse_earning
from ..services.payouts import position_of
from ..types import EarningKind
from .conftest import Tree

FINN = Actor("staff", "stf_finn", "finn")
DAY = timedelta(days=1)


def new_earning(tree: Tree, amount: str = "60", **changed: Any) -> NewEarning:
    """An earning of the direct partner."""
    given: dict[str, Any] = {
        "partner_id": tree.partners[0].public_id,
        "kind": EarningKind.CPA,
        "key": "test:1",
        "amount": Decimal(amount),
        "currency": "USD",
        "why": {"test": "yes"},
        "occurred_at": START,
    }
    return NewEarning(**given | changed)


def test_it_is_booked_once_and_taken_back_once(tree: Tree) -> None:
    partner = tree.partners[0]
    row = book_earning(new_earning(tree), at=START)
    assert row is not None
    assert book_earning(new_earning(tree, "70"), at=START) is None
    assert book_earning(new_earning(tree, "0", key="test:2"), at=START) is None
    assert payable(partner, "USD") == 60
    later = START + DAY
    assert reverse_earning(row, at=later) is not None
    assert reverse_earning(row, at=later) is None
    assert payable(partner, "USD") == 0
    assert Earning.objects.count() == 2


def position(tree: Tree, at: datetime, until: datetime | None = None) -> Position:
    """The direct partner's position."""
    return position_of(tree.partners[0], "USD", at=at, until=until)


def test_what_is_not_payable_yet_is_kept_from_payouts(tree: Tree) -> None:
    partner, ripe = tree.partners[0], START + 10 * DAY
    row = book_earning(new_earning(tree, payable_at=ripe), at=START)
    assert row is not None
    assert position(tree, START + DAY).free == 0
    assert position(tree, ripe).free == 60
    # A run of a period that ended before it was payable leaves it out.
    assert position(tree, ripe + DAY, ripe).free == 0
    assert position(tree, ripe + DAY, ripe + DAY).free == 60
    with pytest.raises(NothingPayable):
        pay_out(partner.public_id, "USD", actor=FINN, at=START + DAY)
    book_earning(new_earning(tree, "5", key="test:2"), at=START)
    assert pay_out(partner.public_id, "USD", actor=FINN, at=START + DAY).amount == 5
    reverse_earning(row, at=START + 2 * DAY, kind=EarningKind.CLAWBACK)
    assert position(tree, START + 3 * DAY).free == 0
    assert position(tree, ripe).free == 0
    assert payable(partner, "USD") == 0


def test_what_is_taken_back_after_a_payout_is_netted(tree: Tree) -> None:
    partner = tree.partners[0]
    row = book_earning(new_earning(tree), at=START)
    assert row is not None
    pay_out(partner.public_id, "USD", actor=FINN, at=START)
    reverse_earning(row, at=START + DAY)
    book_earning(new_earning(tree, "70", key="test:2"), at=START + DAY)
    assert position(tree, START + DAY).free == 10


def test_a_held_clients_earnings_are_held(tree: Tree) -> None:
    partner, client = tree.partners[0], tree.world.client
    book_earning(new_earning(tree, client_pk=client.pk), at=START)
    put_hold(
        partner.public_id, reason="look", actor=FINN, at=START + DAY, client_id=client.public_id
    )
    assert position(tree, START + 2 * DAY).free == 0


def test_statement_numbers_and_currencies_know_it(tree: Tree) -> None:
    partner, client = tree.partners[0], tree.world.client
    book_earning(new_earning(tree, client_pk=client.pk, currency="EUR"), at=START + DAY)
    span = (START, START + 2 * DAY)
    found = statement(partner, "EUR", *span, by="client")
    assert found.proved
    assert found.closing == found.total("cpa") == 60
    assert statement(partner, "EUR", *span).proved
    assert currencies_of(partner) == ["EUR", "USD"]
    assert earned_in(partner.pk, *span) == [PeriodSum("EUR", Decimal(60), 0)]
    (lately,) = earned_lately(partner.pk, "UTC", START)
    assert lately.month == 60
    assert [(m.currency, m.amount) for m in months_of(partner.pk)] == [("EUR", Decimal(60))]
    (work,) = clients_of(partner.pk, span, at=START + DAY, after=0, limit=5)
    assert (work.earned, work.deals) == ((("EUR", Decimal(60)),), 0)
    assert node(partner.pk, span, at=START + DAY).earned == (("EUR", Decimal(60)),)
    numbers = numbers_of([partner], at=START + DAY)[partner.pk]
    assert numbers.earned == numbers.payable == (("EUR", Decimal(60)),)
