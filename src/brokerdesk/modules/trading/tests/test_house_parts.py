"""Which house account each part of a deal belongs to."""

from decimal import Decimal

import pytest

from brokerdesk.modules.ledger.services.chart import HOUSE_NAMES
from brokerdesk.ports.trading import DealKind

from ..rules import HOUSE_ACCOUNT, house_parts
from ..testing import make_deal

OWN = {
    DealKind.CHARGE: "charge",
    DealKind.SWAP: "swap",
    DealKind.FEE: "fee",
    DealKind.CORRECTION: "correction",
    DealKind.BONUS: "bonus",
    DealKind.COMMISSION: "commission",
    DealKind.AGENT: "agent",
    DealKind.INTEREST: "interest",
    DealKind.DIVIDEND: "dividend",
    DealKind.TAX: "tax",
    DealKind.SO_COMPENSATION: "so_compensation",
}


def test_every_kind_has_an_account_that_is_in_the_chart() -> None:
    assert set(HOUSE_ACCOUNT) == set(DealKind)
    assert set(HOUSE_ACCOUNT.values()) <= set(HOUSE_NAMES)


@pytest.mark.parametrize(("kind", "name"), OWN.items())
def test_a_movement_of_the_platform_is_of_its_kind(kind: DealKind, name: str) -> None:
    deal = make_deal(
        ticket=1, login=1, kind=kind, profit=Decimal("-4.20"), balance_effect=Decimal("-4.20")
    )
    assert dict(house_parts(deal)) == {name: Decimal("-4.20")}


def test_costs_of_a_movement_have_their_own_accounts_and_the_parts_sum() -> None:
    parts = {"commission": Decimal("-0.10"), "swap": Decimal("-0.20"), "fee": Decimal("-0.31")}
    for kind in (DealKind.SELL, DealKind.SELL_CANCELED, DealKind.DIVIDEND, DealKind.COMMISSION):
        deal = make_deal(
            ticket=1, login=1, kind=kind, profit=Decimal(5), balance_effect=Decimal("4.40"), **parts
        )
        found = dict(house_parts(deal))
        assert sum(found.values()) == deal.balance_effect
        assert (found["swap"], found["fee"]) == (Decimal("-0.20"), Decimal("-0.31"))
        own = Decimal("5.01")  # what rounding left over
        shared = kind is DealKind.COMMISSION
        assert found[HOUSE_ACCOUNT[kind]] == (own + parts["commission"] if shared else own)


def test_credit_is_never_cash() -> None:
    for kind in (DealKind.CREDIT, DealKind.SO_COMPENSATION_CREDIT):
        deal = make_deal(ticket=1, login=1, kind=kind, profit=Decimal(5), credit_effect=Decimal(5))
        assert not dict(house_parts(deal))
