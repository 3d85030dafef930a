"""Pages and API of the room: who may open them, what they refuse, a partner's own only."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from brokerdesk.core.access.services import KeyRequest, create_api_key
from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events.testing import drain
from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import ResourceMatrix, at_most
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.services import register_client
from brokerdesk.modules.clients.testing import make_client, make_staff, office, portal
from brokerdesk.modules.clients.types import Registration
from brokerdesk.modules.trading.testing import START

from ..models import ClientPartner, PartnerParent, Payout, PlanVersion
from ..queries import months_of, payable
from .shop import Shop, make_partner


class _List(ResourceMatrix):
    listing = True
    name = ""

    def address(self) -> str:
        return url("backoffice", self.name)


class TestPartnerList(_List):
    name, secret = "partners.partners", "Ian Adler"


class TestAccrualList(_List):
    name, secret = "partners.accruals", "1 lots × 6 USD"


class TestPlanList(_List):
    name, secret = "partners.plans", "6 / 3 / 1 USD"


class TestPlanNew(_List):
    name, secret = "partners.plan_new", "Northwind Markets"


class _Page(ResourceMatrix):
    @pytest.fixture(autouse=True)
    def _shop(self, shop: Shop) -> None:
        self.shop = shop


class TestPartnerPage(_Page):
    secret, queries = "Ian Adler", 40

    def address(self) -> str:
        return url("backoffice", "partners.partner", partner_id=self.shop.partner.public_id)


class TestAccrualPage(_Page):
    secret = "1 lots × 6 USD"

    def address(self) -> str:
        return url("backoffice", "partners.accrual", accrual_id=self.shop.accrual.public_id)


class TestMovePage(_Page):
    def address(self) -> str:
        return url("backoffice", "partners.move", partner_id=self.shop.partner.public_id)


class TestStatusPage(_Page):
    def address(self) -> str:
        return url("backoffice", "partners.status", partner_id=self.shop.partner.public_id)


class TestPlanChange(_Page):
    def address(self) -> str:
        return url("backoffice", "partners.plan_change", plan_id=self.shop.plan_id)


class TestMoveClient(_Page):
    def address(self) -> str:
        alice = self.shop.people.alice.public_id
        return url("backoffice", "partners.move_client", client_id=alice)


@pytest.mark.parametrize("name", ["partners.partners", "partners.accruals"])
def test_lists_ask_as_often_for_many_rows(shop: Shop, name: str) -> None:
    address = url("backoffice", name)
    shop.visitors.right.get(address)
    with CaptureQueriesContext(connection) as few:
        shop.visitors.right.get(address)
    shop.trade(20, start=2000)
    for n in range(5):
        make_partner(make_client(shop.people.northwind, f"More{n}").public_id, f"more{n}")
    with at_most(len(few)):
        shop.visitors.right.get(address)


def test_accruals_are_found_by_partner_and_period(shop: Shop) -> None:
    address = url("backoffice", "partners.accruals")
    day = START.date()
    for query, shown in [
        ("partner=IAN", True),
        ("partner=other", False),
        (f"since={day}&until={day}", True),
        (f"since={day + timedelta(days=1)}", False),
    ]:
        text = shop.visitors.right.get(f"{address}?{query}").content.decode()
        assert ("1 lots × 6 USD" in text) is shown, query


def test_a_client_is_moved_from_now_on(shop: Shop) -> None:
    other = make_partner(shop.people.bob.public_id, "bob")
    alice = shop.people.alice.public_id
    page = url("backoffice", "partners.move_client", client_id=alice)
    answer = shop.visitors.right.post(page, {"code": "bob", "reason": "agreed"})
    assert answer.status_code == 303
    links = list(ClientPartner.objects.filter(client_id=shop.people.alice.pk).order_by("id"))
    assert [link.partner_id for link in links] == [shop.partner.pk, other.pk]
    shop.trade(1, start=3000)
    assert payable(shop.partner, "USD") == 12
    assert shop.visitors.right.post(page, {"code": "", "reason": "left"}).status_code == 303
    newest = ClientPartner.objects.latest("id")
    assert (newest.partner, newest.reason) == (None, "left")


@pytest.mark.parametrize(
    "body",
    [
        {"code": "nobody", "reason": "x"},
        {"code": "mallory", "reason": "x"},
        {"code": "bob", "reason": ""},
        {"code": "b" * 99, "reason": "x"},
        {"code": "<script>", "reason": "x"},
        {"code": "alice", "reason": "x"},
        {"code": "bob", "reason": "r" * 201},
    ],
)
def test_bad_moves_change_nothing(shop: Shop, body: dict[str, str]) -> None:
    make_partner(shop.people.bob.public_id, "bob")
    make_partner(shop.people.mallory.public_id, "mallory")
    make_partner(shop.people.alice.public_id, "alice")
    alice = shop.people.alice.public_id
    page = url("backoffice", "partners.move_client", client_id=alice)
    before = ClientPartner.objects.count()
    answer = shop.visitors.right.post(page, body)
    assert answer.status_code == 422
    assert 'value="<script>' not in answer.content.decode()
    assert ClientPartner.objects.count() == before


@pytest.mark.parametrize(
    "levels",
    ["", "-1", "six", "1e3", "6,,3", "1" * 201, "<b>6</b>", "6.123456789", ",".join("1" * 21)],
)
def test_bad_plans_change_nothing(shop: Shop, levels: str) -> None:
    page = url("backoffice", "partners.plan_change", plan_id=shop.plan_id)
    assert shop.visitors.right.post(page, {"levels": levels}).status_code == 422
    new = url("backoffice", "partners.plan_new")
    body = {"brand": shop.people.northwind.pk, "name": "N", "currency": "USD", "levels": levels}
    assert shop.visitors.right.post(new, body).status_code == 422
    assert PlanVersion.objects.count() == 1


def test_a_plan_of_another_brand_is_refused(shop: Shop) -> None:
    body = {"brand": shop.people.bluepeak.pk, "name": "N", "currency": "USD", "levels": "1"}
    answer = shop.visitors.right.post(url("backoffice", "partners.plan_new"), body)
    assert answer.status_code in (403, 422)
    assert PlanVersion.objects.count() == 1


@pytest.mark.parametrize("parent", ["nobody", "self", "p" * 25, "<script>"])
def test_bad_parents_change_nothing(shop: Shop, parent: str) -> None:
    page = url("backoffice", "partners.move", partner_id=shop.partner.public_id)
    wanted = shop.partner.code if parent == "self" else parent
    answer = shop.visitors.right.post(page, {"code": wanted, "reason": "x"})
    assert answer.status_code == 422
    assert PartnerParent.objects.count() == 1


@pytest.fixture
def ian(shop: Shop) -> Browser:
    return portal(shop.ian)


def test_the_cabinet_shows_every_line_month_and_link(shop: Shop, ian: Browser) -> None:
    text = ian.get(url("portal", "partners.cabinet")).content.decode()
    for shown in ("1 lots × 6 USD", "?ref=ian", "6.00"):
        assert shown in text
    assert "2026-03" in ian.get(url("portal", "partners.own_months")).content.decode()
    links = ian.get(url("portal", "partners.links")).content.decode()
    assert "<svg" in links
    assert "?ref=ian" in links
    assert [(m.deals, m.amount) for m in months_of(shop.partner.pk)] == [(1, Decimal(6))]


def test_cabinet_queries_do_not_grow_with_lines(shop: Shop, ian: Browser) -> None:
    address = url("portal", "partners.cabinet")
    ian.get(address)
    with CaptureQueriesContext(connection) as few:
        ian.get(address)
    shop.trade(20, start=2000)
    with at_most(len(few)):
        ian.get(address)


@pytest.mark.parametrize("who", ["bob", "mallory"])
def test_others_see_nothing_of_a_partner(shop: Shop, who: str) -> None:
    browser = portal(getattr(shop.people, who))
    accrual = url("portal", "partners.accrual", accrual_id=shop.accrual.public_id)
    assert browser.get(accrual).status_code == 404
    assert browser.get(url("portal", "partners.links")).status_code == 404
    paid = browser.post(url("portal", "partners.pay_me"), {"currency": "USD"})
    assert paid.status_code == 404
    text = browser.get(url("portal", "partners.cabinet")).content.decode()
    assert "6 USD" not in text
    assert payable(shop.partner, "USD") == 6
    assert not Payout.objects.exists()


def test_mallory_the_partner_sees_only_her_own(shop: Shop) -> None:
    make_partner(shop.people.mallory.public_id, "mallory")
    browser = portal(shop.people.mallory)
    accrual = url("portal", "partners.accrual", accrual_id=shop.accrual.public_id)
    assert browser.get(accrual).status_code == 404
    assert "1 lots" not in browser.get(url("portal", "partners.cabinet")).content.decode()


def test_a_partner_takes_what_is_payable_once(shop: Shop, ian: Browser) -> None:
    page = url("portal", "partners.pay_me")
    assert ian.post(page, {"currency": "EUR"}).status_code >= 400
    assert ian.post(page, {"currency": "<b>"}).status_code >= 400
    assert ian.post(page, {"currency": "USD"}).status_code == 303
    assert ian.post(page, {"currency": "USD"}).status_code >= 400
    assert [p.amount for p in Payout.objects.all()] == [Decimal(6)]


def test_a_referral_link_leads_to_the_partner(shop: Shop) -> None:
    host = "northwind.localhost"
    browser = Browser(headers={"host": host})
    assert browser.get("/?ref=ian").status_code == 302
    code = browser.session["referral_code"]
    for brand, email in (
        (shop.people.northwind, "new@x.example"),
        (shop.people.bluepeak, "b@x.example"),
    ):
        draft = Registration(
            brand_pk=brand.pk, email=email, user_pk=None, terms_accepted=True, first_name="New",
            last_name="Client", country="CY", referral_code=code,
        )  # fmt: skip
        register_client(draft, actor=None, at=now())
    drain(twice=True)
    link = ClientPartner.objects.exclude(client_id=shop.people.alice.pk).get()
    assert (link.partner_id, link.reason) == (shop.partner.pk, "referral link")


def api(path: str, brand_pk: int, *scopes: str) -> Any:
    request = KeyRequest(title="Test", scopes=scopes, brand_id=brand_pk)
    token = create_api_key(request, actor=SYSTEM, at=now())[1]
    headers = {"host": "localhost", "authorization": f"Bearer {token}"}
    return Browser(headers=headers).get(f"/api/v1{path}")


def test_api_gives_the_keys_brand_only(shop: Shop) -> None:
    ours, theirs = shop.people.northwind.pk, shop.people.bluepeak.pk
    one = f"/accruals/{shop.accrual.public_id}"
    assert len(api("/partners", ours, "partners:read").json()["items"]) == 1
    assert api("/partners", theirs, "partners:read").json()["items"] == []
    assert api("/accruals", ours, "partners:read").json()["items"][0]["amount"] == "6.00000000"
    assert api("/accruals", theirs, "partners:read").json()["items"] == []
    assert api(one, ours, "partners:read").json()["why"]["formula"] == "1 lots × 6 USD"
    assert api(one, theirs, "partners:read").status_code == 404
    for path in ("/partners", "/accruals", one):
        assert api(path, ours, "clients:read").status_code == 403
    for bad in ("acr_x", "acr_" + "9" * 30, "acr_0"):
        assert api(f"/accruals/{bad}", ours, "partners:read").status_code == 404


def test_only_those_who_may_change_a_plan_are_led_to_its_form(shop: Shop) -> None:
    plan = PlanVersion.objects.select_related("plan").first()
    assert plan is not None
    change = url("backoffice", "partners.plan_change", plan_id=plan.plan.public_id)
    address = url("backoffice", "partners.plan", plan_id=plan.plan.public_id)
    for role, opens in (("partner_manager", True), ("finance", False)):
        browser = office(make_staff(role.title(), role))
        listed = browser.get(url("backoffice", "partners.plans")).content.decode()
        assert address in listed
        assert (f'href="{change}"' in browser.get(address).content.decode()) is opens
