"""Pages and API of what is earned without a deal: terms, clients paid for, shares of revenue."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client as Browser

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import ResourceMatrix, Visitors
from brokerdesk.modules.clients.testing import portal
from brokerdesk.modules.trading.testing import START

from ..models import AcquisitionTerms, Earning, Qualification, RevenueSettlement, RevenueTerms
from ..services import NewEarning, book_earning
from ..services.acquisition.terms import set_acquisition
from ..services.revenue.terms import set_revenue
from ..types import EarningKind
from .shop import Shop
from .test_acquisition import FIXED
from .test_payout_api import api
from .test_revenue import PLAIN


@dataclass
class Booked:
    """A shop with an earning, a client who is looked at, and a settled month."""

    shop: Shop
    earning: Earning
    client: Qualification
    month: RevenueSettlement


@pytest.fixture
def booked(shop: Shop) -> Booked:
    partner, alice = shop.partner, shop.people.alice
    row = book_earning(
        NewEarning(
            partner_id=partner.public_id, kind=EarningKind.CPA, key="x", amount=Decimal(60),
            currency="USD", occurred_at=START, client_pk=alice.pk,
            why={
                "formula": "60 USD × 1", "part": "1",
                "needs": [{"measure": "lots", "needed": "2", "measured": "3"}],
            },
        ),
        at=START,
    )  # fmt: skip
    assert row is not None
    terms = set_acquisition(partner.brand_id, FIXED, actor=SYSTEM, at=START)
    client = Qualification.objects.create(
        client_id=alice.pk, partner=partner, terms=terms, since=START, measures={"deposited": "40"}
    )
    month = RevenueSettlement.objects.create(
        partner=partner, since=START, until=START + timedelta(days=30), currency="USD",
        terms=set_revenue(partner.brand_id, PLAIN, actor=SYSTEM, at=START), paid=0, carried=-7,
        clients={str(alice.pk): {"client_result": "7"}}, nets={str(alice.pk): "-7"},
        settled_at=START,
    )  # fmt: skip
    return Booked(shop, row, client, month)


@pytest.fixture
def visitors(booked: Booked) -> Visitors:
    return booked.shop.visitors


class _List(ResourceMatrix):
    listing = True
    name = ""

    def address(self) -> str:
        return url("backoffice", self.name)


class TestEarningList(_List):
    name, secret = "partners.earnings", "60 USD × 1"


class TestQualificationList(_List):
    name, secret = "partners.qualifications", "Deposited: 40 / 100"


class TestRevenueList(_List):
    name, secret = "partners.revenue", "7.00"


class TestAcquisitionTerms(_List):
    name, secret = "partners.acquisition_terms", "Northwind Markets"


class TestRevenueTerms(_List):
    name, secret = "partners.revenue_terms", "Northwind Markets"


class _Page(ResourceMatrix):
    @pytest.fixture(autouse=True)
    def _booked(self, booked: Booked) -> None:
        self.booked = booked


class TestEarningPage(_Page):
    secret = "60 USD × 1"

    def address(self) -> str:
        return url("backoffice", "partners.earning", earning_id=self.booked.earning.public_id)


class TestMonthPage(_Page):
    secret = "What clients won by trading"

    def address(self) -> str:
        return url("backoffice", "partners.revenue_month", row_id=self.booked.month.pk)


def shown(browser: Browser, name: str, **parts: Any) -> str:
    answer = browser.get(url("portal", name, **parts))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_partner_sees_his_own_with_masked_clients(booked: Booked) -> None:
    browser = portal(booked.shop.ian)
    assert "60.00" in shown(browser, "partners.own_earnings")
    pages: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("earning", {"earning_id": booked.earning.public_id}, "Lots closed"),
        ("own_qualifications", {}, 'value="40"'),
        ("revenue_month", {"row_id": booked.month.pk}, "What clients won by trading"),
    )
    for name, parts, said in pages:
        page = shown(browser, f"partners.{name}", **parts)
        assert said in page
        assert "A. A." in page
        assert "Alice" not in page
    assert "7.00" in shown(browser, "partners.own_revenue")
    other = portal(booked.shop.people.mallory)
    others: tuple[tuple[str, dict[str, Any]], ...] = (
        ("partners.earning", {"earning_id": booked.earning.public_id}),
        ("partners.revenue_month", {"row_id": booked.month.pk}),
    )
    for name, parts in others:
        assert other.get(url("portal", name, **parts)).status_code == 404


def test_staff_set_terms_by_forms(booked: Booked) -> None:
    browser, brand = booked.shop.visitors.right, booked.shop.partner.brand
    where = url("backoffice", "partners.acquisition_terms_change", brand_id=brand.public_id)
    given = {
        "on": "on", "currency": "usd", "need_lots": "2", "brackets": "100 35\n200 60",
        "part": "0.5", "hold_days": "30",
    }  # fmt: skip
    assert b"brackets rise" in browser.post(where, given | {"brackets": "200 35\n100 60"}).content
    browser.post(where, given)
    row = AcquisitionTerms.objects.latest("pk")
    assert row.given["brackets"] == [{"from": "100", "pay": "35"}, {"from": "200", "pay": "60"}]
    assert (row.given["currency"], row.given["needs"]) == ("USD", {"lots": "2"})
    assert "100 35" in browser.get(where).content.decode()
    browser.post(where, given | {"on": ""})
    assert AcquisitionTerms.objects.latest("pk").body is None
    where = url("backoffice", "partners.revenue_terms_change", brand_id=brand.public_id)
    given = {
        "on": "on", "currency": "USD", "share": "0.3", "carryover": "capped", "limit": "300",
        "sign_markup": "+", "sign_swaps": "-",
    }  # fmt: skip
    browser.post(where, given)
    body = RevenueTerms.objects.latest("pk").given
    assert (body["components"], body["limit"]) == ({"markup": "+", "swaps": "-"}, "300")


def test_staff_reject_a_client(booked: Booked) -> None:
    browser = booked.shop.visitors.right
    where = url("backoffice", "partners.qualification_reject", row_id=booked.client.pk)
    browser.post(where, {"reason": "bought traffic"})
    booked.client.refresh_from_db()
    assert (booked.client.state, str(booked.client.reason)) == ("rejected", "bought traffic")


def test_the_api_reads_its_own_brand_only(booked: Booked) -> None:
    people = booked.shop.people
    own, other = (api(b.pk, "partners:read") for b in (people.northwind, people.bluepeak))
    one = f"/api/v1/partner-earnings/{booked.earning.public_id}"
    assert own.get(one).json()["why"]["formula"] == "60 USD × 1"
    assert other.get(one).status_code == 404
    for path, key, value in (
        ("partner-earnings?kind=cpa", "amount", "60.00000000"),
        ("partner-qualifications?state=pending", "measures", {"deposited": "40"}),
        ("partner-revenue", "carried", "-7.00000000"),
    ):
        (item,) = own.get(f"/api/v1/{path}").json()["items"]
        assert item[key] == value
        assert other.get(f"/api/v1/{path}").json()["items"] == []
