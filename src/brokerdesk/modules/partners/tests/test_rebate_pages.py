"""What a client with rebates sees, and staff of him; add-ons explained."""

from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.ui import url
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.testing import portal
from brokerdesk.modules.trading.testing import START

from ..engine import parse_plan
from ..models import Accrual
from ..queries.accruals import accruals_of
from ..services import add_plan_version, pay_rebates, set_status
from ..services.adjustments import approve_adjustment
from ..services.disputes import Claim, accept, open_dispute
from ..services.explaining import explain_line
from ..services.past.amending import Wish, carry_out
from ..services.recompute import recompute_batch
from ..types import PartnerStatus, PastKind
from ..ui.explained import explained
from ..ui.plan_page import limits
from .apart import shop, tree
from .conftest import Tree
from .shop import BODY, Shop
from .test_disputes import CAROL, FINN, own
from .test_payout_api import api
from .test_rebates import DAY, GIVING, allow_in, trade

__all__ = ["shop", "tree"]

D = Decimal
ON_TOP = BODY | {"overriding": ["0.10", "0.05"]}


@pytest.fixture
def paid(shop: Shop) -> Shop:
    """Alice got 2.40 USD back for a lot, and it was paid."""
    brand: Any = shop.partner.brand
    allow_in(brand.pk, at=START)
    wish = Wish(brand.pk, PastKind.PLAN_VERSION, shop.plan_id, {"body": GIVING}, START - DAY)
    carry_out(wish, by="test", reason="test")
    shop.trade(start=950)
    pay_rebates(at=now())
    return shop


def test_a_client_sees_what_came_back_and_not_what_his_partner_gets(paid: Shop) -> None:
    browser = portal(paid.people.alice)
    home = browser.get("/").content.decode()
    assert url("portal", "partners.rebates") in home
    page = browser.get(url("portal", "partners.rebates")).content.decode()
    assert "2.40" in page
    assert "950" in page
    assert "6 USD" not in page
    assert "3.60" not in page
    other = portal(paid.people.bob)
    assert url("portal", "partners.rebates") not in other.get("/").content.decode()
    assert "2.40" not in other.get(url("portal", "partners.rebates")).content.decode()
    assert [row.amount for row in accruals_of(paid.partner.pk)] == [D("3.6"), 6]
    ian, line = portal(paid.ian), Accrual.objects.get(kind="rebate")
    theirs = url("portal", "partners.accrual", accrual_id=line.public_id)
    assert ian.get(theirs).status_code == 404


def test_staff_see_it_on_the_clients_card(paid: Shop) -> None:
    card = url("backoffice", "clients.card", client_id=paid.people.alice.public_id)
    page = paid.visitors.right.get(card).content.decode()
    assert "Rebates" in page
    assert "2.40" in page
    line = Accrual.objects.get(kind="rebate")
    address = url("backoffice", "partners.accrual", accrual_id=line.public_id)
    assert address in page
    assert "6 USD × 0.4" in paid.visitors.right.get(address).content.decode()


def test_the_api_lists_what_clients_were_paid(paid: Shop) -> None:
    own_key = api(paid.people.northwind.pk, "partners:read")
    (row,) = own_key.get("/api/v1/rebate-payouts").json()["items"]
    assert (row["client_id"], D(row["amount"])) == (paid.people.alice.public_id, D("2.4"))
    other = api(paid.people.mallory.brand_pk, "partners:read")
    assert other.get("/api/v1/rebate-payouts").json()["items"] == []


@pytest.fixture
def on_top(tree: Tree) -> Tree:
    """A lot gives 6, 3 and 1, and on top 0.60 to the middle, 0.30 + 0.30 to the top."""
    add_plan_version(tree.plan_id, ON_TOP, actor=SYSTEM, at=START - DAY)
    return tree


def given(tree: Tree) -> list[tuple[int, str, Decimal, str]]:
    rows = Accrual.objects.filter(kind__in=("overriding", "same_rank")).order_by("level")
    return [(row.level, row.kind, row.amount, row.reason) for row in rows]


def test_what_comes_on_top_is_explained_and_contested(on_top: Tree) -> None:
    (batch,) = trade(on_top, "1")
    assert given(on_top) == [(2, "overriding", D("0.6"), ""), (3, "overriding", D("0.6"), "")]
    line = Accrual.objects.get(kind="overriding", level=3)
    assert line.why["formula"] == "3 USD × 0.1 + 6 USD × 0.05"
    found = explain_line(line, at=START)
    assert found.check.state == "same"
    steps = dict(explained(found)["steps"])
    assert steps["Of level 1"] == "6 USD × 0.05"
    top = on_top.partners[2]
    claim = Claim(text="more", accrual_id=line.public_id)
    dispute = open_dispute(top.public_id, claim, actor=own(top), at=START)
    row = accept(dispute.public_id, D(2), "agreed", actor=FINN, at=START)
    approve_adjustment(row.public_id, actor=CAROL, at=START)
    assert recompute_batch(batch, at=START) == []
    assert ("On top, of those below", "0.1 / 0.05") in limits(parse_plan(ON_TOP, currency="USD"))


def test_who_is_suspended_gets_nothing_on_top_and_keeps_nobody_from_it(on_top: Tree) -> None:
    middle = on_top.partners[1].public_id
    set_status(middle, PartnerStatus.SUSPENDED, actor=SYSTEM, at=START - DAY, reason="test")
    trade(on_top, "1")
    assert given(on_top) == [
        (2, "overriding", D(0), "PARTNER_SUSPENDED"),
        (3, "overriding", D("0.6"), ""),
    ]
    zero = explained(explain_line(Accrual.objects.get(kind="overriding", level=2), at=START))
    assert "not active" in zero["zero"].because


def test_a_cap_per_day_counts_the_basic_lines_alone(on_top: Tree) -> None:
    capped = ON_TOP | {"filters": {"cap_per_day": "5"}}
    add_plan_version(on_top.plan_id, capped, actor=SYSTEM, at=START - DAY / 2)
    for _ in range(2):
        trade(on_top, "1")
    basic = Accrual.objects.filter(kind="commission").order_by("level", "pk")
    assert list(basic.values_list("amount", flat=True)) == [5, 0, 3, 2, 1, 1]
    assert sum(row[2] for row in given(on_top)) == 2 * D("1.2")
