"""A share of what clients pay for services: booked once, taken back in parts, sums to nothing."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events.testing import drain
from brokerdesk.modules.cashier.errors import InsufficientFunds
from brokerdesk.modules.cashier.services import (
    Purchase,
    charge_service,
    refund_service,
    void_service,
)
from brokerdesk.modules.ledger.queries import balances
from brokerdesk.modules.ledger.services import chart, post
from brokerdesk.modules.ledger.types import Posting, TxRequest
from brokerdesk.modules.trading.testing import START

from ..errors import ProgrammeInvalid
from ..models import Earning
from ..queries.accruals import payable
from ..services import set_status
from ..services.programme.rules import ProgrammeRules, read_programme, written
from ..services.programme.settings import set_programme
from ..types import PartnerStatus
from .conftest import Tree

LATER = START + timedelta(hours=1)


def buy(tree: Tree, amount: str = "155.00", **more: str) -> Purchase:
    """Fill the wallet and pay for something."""
    world = tree.world
    entity = world.brand.entity_id
    wallet = chart.client_wallet(world.client.public_id, "USD", entity)
    suspense = chart.suspense("USD", entity)
    flow = Posting(suspense.code, wallet.code, Decimal("1000"), "USD")
    post(TxRequest("fill", "test.fill", (flow,), START), accounts=(wallet, suspense))
    what = Purchase(
        id=more.get("id", "pro_1"),
        service="prop",
        client_id=world.client.public_id,
        amount=Decimal(amount),
        currency="USD",
        income="prop_fees",
    )
    charge_service(what, actor=SYSTEM, at=LATER)
    drain(twice=True)
    return what


@pytest.fixture
def sharing(tree: Tree) -> Tree:
    rules = ProgrammeRules(service_share=Decimal("0.10"))
    set_programme(tree.world.brand.pk, rules, actor=SYSTEM, at=START)
    return tree


def test_the_direct_partner_has_his_share(sharing: Tree) -> None:
    buy(sharing)
    assert payable(sharing.partners[0], "USD") == Decimal("15.5")
    assert [payable(one, "USD") for one in sharing.partners[1:]] == [0, 0]
    assert Earning.objects.get().why["formula"] == "155.00 USD × 0.10"


def test_parts_that_come_back_are_taken_back(sharing: Tree) -> None:
    what = buy(sharing)
    refund_service(what, Decimal("55"), part="first", actor=SYSTEM, at=LATER)
    drain(twice=True)
    assert payable(sharing.partners[0], "USD") == 10
    refund_service(what, Decimal("100"), part="rest", actor=SYSTEM, at=LATER)
    drain(twice=True)
    assert payable(sharing.partners[0], "USD") == 0
    entity = sharing.world.brand.entity_id
    codes = [
        chart.client_wallet(what.client_id, "USD", entity).code,
        chart.income("prop_fees", "USD", entity).code,
    ]
    held = balances(codes)
    assert [held[code] for code in codes] == [1000, 0]


def test_what_was_charged_back_earns_nothing_and_moves_no_wallet(sharing: Tree) -> None:
    what = buy(sharing)
    void_service(what, part="charge_back", actor=SYSTEM, at=LATER)
    drain(twice=True)
    assert payable(sharing.partners[0], "USD") == 0
    wallet = chart.client_wallet(what.client_id, "USD", sharing.world.brand.entity_id).code
    assert balances([wallet])[wallet] == 845


def test_no_more_is_taken_back_than_was_earned(sharing: Tree) -> None:
    what = buy(sharing)
    refund_service(what, Decimal("55"), part="first", actor=SYSTEM, at=LATER)
    void_service(what, part="charge_back", actor=SYSTEM, at=LATER)
    drain(twice=True)
    assert payable(sharing.partners[0], "USD") == 0


def test_nothing_without_a_share_or_an_active_partner(tree: Tree) -> None:
    buy(tree)
    assert not Earning.objects.exists()
    rules = ProgrammeRules(service_share=Decimal("0.10"))
    set_programme(tree.world.brand.pk, rules, actor=SYSTEM, at=START)
    direct = tree.partners[0].public_id
    set_status(direct, PartnerStatus.SUSPENDED, reason="test", actor=SYSTEM, at=LATER)
    charge_service(replace(buy_again(tree), id="pro_2"), actor=SYSTEM, at=LATER)
    drain()
    assert not Earning.objects.exists()


def buy_again(tree: Tree) -> Purchase:
    """Another purchase of the same kind."""
    return Purchase("pro_2", "prop", tree.world.client.public_id, Decimal(10), "USD", "prop_fees")


def test_a_wallet_never_goes_below_zero(sharing: Tree) -> None:
    what = buy(sharing)
    with pytest.raises(InsufficientFunds):
        charge_service(replace(what, id="pro_3", amount=Decimal(10_000)), actor=SYSTEM, at=LATER)
    drain()
    assert payable(sharing.partners[0], "USD") == Decimal("15.5")


def test_the_share_is_read_as_it_is_written() -> None:
    rules = ProgrammeRules(service_share=Decimal("0.125"))
    assert read_programme(written(rules)) == rules
    assert read_programme({}).service_share == 0


@pytest.mark.parametrize("share", ["-0.1", "1.1", "NaN"])
def test_no_share_is_outside_of_the_whole(tree: Tree, share: str) -> None:
    rules = ProgrammeRules(service_share=Decimal(share))
    with pytest.raises(ProgrammeInvalid):
        set_programme(tree.world.brand.pk, rules, actor=SYSTEM, at=START)
