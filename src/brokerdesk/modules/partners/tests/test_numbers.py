"""What partners earned, by whom, and where in the tree: in the cabinet and in the back office."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client as Browser

from brokerdesk.core.events.testing import drain
from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import ResourceMatrix, at_most
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brand
from brokerdesk.modules.clients.testing import portal
from brokerdesk.modules.trading.testing import START
from brokerdesk.ports.trading import DealEntry

from ..models import Accrual, Partner, PlanAssignment
from ..queries.earnings import (
    borders,
    clients_of,
    earned_in,
    earned_lately,
    earned_lately_and_in,
    first_line_since,
)
from ..queries.numbers import numbers_of
from ..queries.tree import node, nodes_below, path_to
from ..rules import read_symbol_rules
from ..ui.symbol_preview import fallen
from .apart import shop, tree
from .conftest import Tree
from .shop import Shop, make_partner

__all__ = ["shop", "tree"]

DAY = timedelta(days=1)
MARCH = (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))


def trade(tree: Tree, at: datetime, lots: str = "1") -> None:
    """Close a trade of the tree's client."""
    size = Decimal(lots)
    tree.ingest(tree.world.deal(entry=DealEntry.OUT, lots=size, lots_closed=size, occurred_at=at))
    drain()


def test_earnings_of_day_week_month_and_period(tree: Tree) -> None:
    at = datetime(2026, 3, 12, 12, tzinfo=UTC)  # a Thursday
    for days, lots in ((0, "1"), (2, "10"), (9, "100"), (20, "1000")):
        trade(tree, at - days * DAY, lots)
    direct = tree.partners[0]
    (row,) = earned_lately(direct.pk, "UTC", at)
    assert (row.today, row.week, row.month) == (Decimal(6), Decimal(66), Decimal(666))
    since = at - 3 * DAY
    (found,) = earned_in(direct.pk, since, at)
    assert (found.amount, found.deals) == (Decimal(60), 1)
    assert earned_in(tree.partners[2].pk, at + DAY, at + 2 * DAY) == []
    for period in ((since, at), (at - 60 * DAY, at), (at + DAY, at + 2 * DAY)):
        both = earned_lately_and_in(direct.pk, "UTC", at, period)
        assert both == ([row], earned_in(direct.pk, *period))


def test_days_begin_at_the_zones_midnight() -> None:
    at = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    today, week, month = borders("Asia/Tokyo", at)
    assert today == week == datetime(2026, 3, 1, 15, tzinfo=UTC)
    assert month == datetime(2026, 2, 28, 15, tzinfo=UTC)


def test_older_lines_are_left_out_by_their_key(tree: Tree) -> None:
    trade(tree, START)
    keys = Accrual.objects.values_list("pk", flat=True)
    assert first_line_since(START - 30 * DAY) <= min(keys)
    assert first_line_since(datetime.min.replace(tzinfo=UTC)) <= min(keys)
    assert first_line_since(now() + 2 * DAY) > max(keys)


def test_the_tree_is_read_level_by_level(tree: Tree) -> None:
    direct, middle, top = tree.partners
    at = START + DAY
    trade(tree, START, "2")
    (below,) = nodes_below(top.pk, MARCH, at=at, after=0, limit=10)
    assert (below.public_id, below.children, below.clients) == (middle.public_id, 1, 1)
    assert (below.deals, below.earned) == (0, (("USD", Decimal(6)),))
    (leaf,) = nodes_below(middle.pk, MARCH, at=at, after=0, limit=10)
    assert (leaf.deals, leaf.lots, leaf.earned) == (1, Decimal(2), (("USD", Decimal(12)),))
    assert nodes_below(middle.pk, MARCH, at=at, after=leaf.pk, limit=10) == []
    assert node(direct.pk, MARCH, at=at).children == 0
    assert [p.pk for p in path_to(direct.public_id, top.pk, at)] == [top.pk, middle.pk, direct.pk]
    assert path_to(top.public_id, direct.pk, at) == []


def test_clients_with_what_they_brought(tree: Tree) -> None:
    trade(tree, START, "3")
    direct = tree.partners[0]
    (row,) = clients_of(direct.pk, MARCH, at=START + DAY, after=0, limit=10)
    assert (row.deals, row.lots, row.earned) == (1, Decimal(3), (("USD", Decimal(18)),))
    later = (MARCH[1], MARCH[1] + DAY)
    (idle,) = clients_of(direct.pk, later, at=START + DAY, after=0, limit=10)
    assert (idle.deals, idle.earned) == (0, ())


def test_a_list_asks_as_often_for_many_partners(tree: Tree) -> None:
    trade(tree, START)
    partners = list(Partner.objects.select_related("brand").order_by("pk"))
    with at_most(6):
        found = numbers_of(partners, at=START)
    assert found[tree.partners[0].pk].earned == (("USD", Decimal(6)),)
    assert found[tree.partners[0].pk].payable == (("USD", Decimal(6)),)


@pytest.fixture
def ian(shop: Shop) -> Browser:
    return portal(shop.ian)


PORTAL = ("partners.own_deals", "partners.own_clients", "partners.own_tree", "partners.own_months")


@pytest.mark.parametrize("name", PORTAL)
def test_only_partners_open_the_pages_of_numbers(shop: Shop, ian: Browser, name: str) -> None:
    assert ian.get(url("portal", name)).status_code == 200
    assert portal(shop.people.bob).get(url("portal", name)).status_code == 404


def test_deals_are_filtered_by_whether_they_paid(shop: Shop, ian: Browser) -> None:
    address = url("portal", "partners.own_deals")
    for query, shown in (("paid=yes", True), ("paid=no", False), ("reason=TOO_SHORT", False),
                         ("symbol=eurusd", True), ("symbol=x", False)):  # fmt: skip
        text = ian.get(f"{address}?{query}").content.decode()
        assert ("1 lots × 6 USD" in text) is shown, query


@pytest.mark.parametrize("query", ["since=x", "since=9999-12-31", "until=2026-13-01", "after=-1",
                                   "since=2026-03-01&until=2026-03-31", "after=9" * 9])  # fmt: skip
def test_odd_periods_are_taken_as_this_month(shop: Shop, ian: Browser, query: str) -> None:
    for name in ("partners.own_clients", "partners.own_tree"):
        assert ian.get(f"{url('portal', name)}?{query}").status_code == 200


def test_a_partner_walks_down_his_own_tree_only(shop: Shop, ian: Browser) -> None:
    other = make_partner(shop.people.bob.public_id, "bob")
    address = url("portal", "partners.own_tree")
    assert ian.get(f"{address}?of={shop.partner.public_id}").status_code == 200
    assert ian.get(f"{address}?of={other.public_id}").status_code == 404
    assert ian.get(f"{address}?of=%00").status_code == 404


def test_a_partner_is_given_a_plan(shop: Shop) -> None:
    address = url("backoffice", "partners.assign", partner_id=shop.partner.public_id)
    browser = shop.visitors.right
    assert browser.post(address, {"plan_id": "pln_x"}).status_code == 422
    assert browser.post(address, {"plan_id": shop.plan_id}).status_code == 303
    assert PlanAssignment.objects.get().plan.public_id == shop.plan_id
    page = url("backoffice", "partners.partner", partner_id=shop.partner.public_id)
    assert url("backoffice", "partners.plan", plan_id=shop.plan_id) in (
        browser.get(page).content.decode()
    )


class _OfPartner(ResourceMatrix):
    name = ""

    @pytest.fixture(autouse=True)
    def _shop(self, shop: Shop) -> None:
        self.shop = shop

    def address(self) -> str:
        return url("backoffice", self.name, partner_id=self.shop.partner.public_id)


class TestTree(_OfPartner):
    name = "partners.tree"


class TestMonths(_OfPartner):
    name = "partners.months"


class TestAssign(_OfPartner):
    name = "partners.assign"


class TestKnownSymbols(ResourceMatrix):
    @pytest.fixture(autouse=True)
    def _shop(self, shop: Shop) -> None:
        self.code = brand(shop.people.northwind.pk).code

    def address(self) -> str:
        return url("backoffice", "partners.symbols_known", brand_code=self.code)


class TestRecompute(ResourceMatrix):
    listing, secret = True, "Northwind Markets"

    def address(self) -> str:
        return url("backoffice", "partners.recompute")


def test_symbols_fall_where_the_book_says() -> None:
    book = read_symbol_rules({"groups": {"fx": ["EUR*"]}, "pips": {"EURUSD": "0.0001"}})
    found = {row.name: (row.group, row.pip) for row in fallen(book, {"EURUSD", "XAUUSD"})}
    assert found == {"EURUSD": ("fx", Decimal("0.0001")), "XAUUSD": ("", None)}
