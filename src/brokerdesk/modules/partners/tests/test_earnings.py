"""What is earned without a deal: booked once, taken back once, paid when it is ripe."""

from datetime import timedelta
from decimal import Decimal

from brokerdesk.modules.trading.testing import START

from ..models import Earning
from ..queries.accruals import payable
from ..services import NewEarning, book_earning, reverse_earning
from ..types import EarningKind
from .conftest import Tree


def new_earning(tree: Tree, amount: str = "60", **changed: object) -> NewEarning:
    """An earning of the direct partner."""
    given: dict[str, object] = {
        "partner_id": tree.partners[0].public_id,
        "kind": EarningKind.CPA,
        "key": "test:1",
        "amount": Decimal(amount),
        "currency": "USD",
        "why": {"test": "yes"},
        "occurred_at": START,
    }
    return NewEarning(**(given | changed))  # type: ignore[arg-type]


def test_it_is_booked_once_and_taken_back_once(tree: Tree) -> None:
    partner = tree.partners[0]
    row = book_earning(new_earning(tree), at=START)
    assert row is not None
    assert book_earning(new_earning(tree, "70"), at=START) is None
    assert book_earning(new_earning(tree, "0", key="test:2"), at=START) is None
    assert payable(partner, "USD") == 60
    later = START + timedelta(days=1)
    assert reverse_earning(row, at=later) is not None
    assert reverse_earning(row, at=later) is None
    assert payable(partner, "USD") == 0
    assert Earning.objects.count() == 2
