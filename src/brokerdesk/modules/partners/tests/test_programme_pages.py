"""Pages and API of programme, links and cases: who may open them, whose they show."""

from datetime import timedelta
from decimal import Decimal

import pytest

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import ResourceMatrix
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.testing import make_client, portal
from brokerdesk.modules.trading.testing import START

from ..models import Application, Campaign, Click, Funnel, PartnerCase
from ..services import Terms, move_partner, set_terms
from ..services.abuse.opening import Finding, open_cases
from ..services.programme.applying import Wish, ask_to_join
from ..services.programme.campaigns import add_campaign
from ..types import AbuseRule
from .shop import Shop, make_partner
from .test_pages import api


@pytest.fixture
def applied(shop: Shop) -> Application:
    """Olga wants to be a partner of Northwind."""
    olga = make_client(shop.people.northwind, "Olga")
    return ask_to_join(olga.public_id, Wish(), actor=SYSTEM, at=START)


@pytest.fixture
def case(shop: Shop) -> PartnerCase:
    """Ian and Alice look like one person."""
    finding = Finding(
        rule=AbuseRule.SELF_REFERRAL,
        partner_pk=shop.partner.pk,
        client_pk=shop.people.alice.pk,
        evidence={"shared": ["phone"]},
        hold=True,
    )
    (found,) = open_cases(shop.partner.brand_id, [finding], at=START)
    return found


@pytest.fixture
def campaign(shop: Shop) -> Campaign:
    """Ian's videos brought Alice."""
    row = add_campaign(
        shop.partner.public_id, "Videos", "video", landing="", actor=SYSTEM, at=START
    )
    at = now() - timedelta(days=1)
    click = Click.objects.create(
        partner=shop.partner, campaign=row, visitor="v", origin="o", tag="blog", at=at
    )
    Funnel.objects.create(
        client_id=shop.people.alice.pk, partner=shop.partner, campaign=row, click=click,
        registered_at=at,
    )  # fmt: skip
    return row


class _Listed(ResourceMatrix):
    listing = True
    name = ""

    def address(self) -> str:
        return url("backoffice", self.name)


class TestProgrammes(_Listed):
    name, secret = "partners.programme", "Northwind Markets"


class TestApplicationList(_Listed):
    name, secret = "partners.applications", "Olga"

    @pytest.fixture(autouse=True)
    def _applied(self, applied: Application) -> None:
        self.applied = applied


class TestApplicationPage(ResourceMatrix):
    secret = "Olga"

    @pytest.fixture(autouse=True)
    def _applied(self, applied: Application) -> None:
        self.applied = applied

    def address(self) -> str:
        given = {"application_id": self.applied.public_id}
        return url("backoffice", "partners.application", **given)


class TestCaseList(_Listed):
    name, secret = "partners.cases", "pcs_"

    @pytest.fixture(autouse=True)
    def _case(self, case: PartnerCase) -> None:
        self.case = case


class TestCasePage(ResourceMatrix):
    secret = "phone number"

    @pytest.fixture(autouse=True)
    def _case(self, case: PartnerCase) -> None:
        self.case = case

    def address(self) -> str:
        return url("backoffice", "partners.case", case_id=self.case.public_id)


class TestCaseConfirm(TestCasePage):
    secret = "belongs to no partner"

    def address(self) -> str:
        return url("backoffice", "partners.case_confirm", case_id=self.case.public_id)


class _OfBrand(ResourceMatrix):
    name = ""

    @pytest.fixture(autouse=True)
    def _shop(self, shop: Shop) -> None:
        self.shop = shop

    def address(self) -> str:
        return url("backoffice", self.name, brand_id=self.shop.people.northwind.public_id)


class TestProgramme(_OfBrand):
    name, secret = "partners.programme_brand", "On request"


class TestProgrammeSettings(_OfBrand):
    name = "partners.programme_settings"


class TestProgrammeAbuse(_OfBrand):
    name = "partners.programme_abuse"


class TestProgrammeAgreement(_OfBrand):
    name = "partners.programme_agreement"


class TestPartnerFunnel(ResourceMatrix):
    secret = "Videos"

    @pytest.fixture(autouse=True)
    def _campaign(self, shop: Shop, campaign: Campaign) -> None:
        self.shop = shop

    def address(self) -> str:
        given = {"partner_id": self.shop.partner.public_id}
        return url("backoffice", "partners.partner_funnel", **given)


def test_a_partner_sees_his_own_links_and_masked_clients_only(
    shop: Shop, campaign: Campaign
) -> None:
    ian = portal(shop.ian)
    seen = ian.get(url("portal", "partners.funnel")).content.decode()
    alice = shop.people.alice
    assert "a•••@•••.com" in seen
    assert alice.email not in seen
    assert f"{alice.first_name} {alice.last_name}" not in seen
    omar = make_client(shop.people.northwind, "Omar")
    make_partner(omar.public_id, "omar")
    stranger = portal(omar)
    assert "Videos" not in stranger.get(url("portal", "partners.funnel")).content.decode()
    for name in ("partners.link", "partners.link_archive"):
        address = url("portal", name, campaign_id=campaign.public_id)
        assert stranger.post(address).status_code == 404
    other = portal(shop.people.alice)
    for name in ("links", "funnel", "postbacks", "subs", "link_new", "agreement"):
        assert other.get(url("portal", f"partners.{name}")).status_code == 404


def test_postbacks_and_sub_partners_have_their_pages(shop: Shop) -> None:
    ian = portal(shop.ian)
    home, new = url("portal", "partners.postbacks"), url("portal", "partners.postback_new")
    bad = ian.post(new, {"url": "https://10.0.0.1/", "steps": ["active"]})
    assert bad.status_code == 422
    made = ian.post(new, {"url": "https://t.example/?c={click}", "steps": ["active"]}, follow=True)
    assert "shown this once" in made.content.decode()
    row = shop.partner.postback_set.get()
    assert row.secret["key"] not in ian.get(home).content.decode()
    test = url("portal", "partners.postback_test", postback_id=row.public_id)
    assert "on its way" in ian.post(test, follow=True).content.decode()
    stop = url("portal", "partners.postback_stop", postback_id=row.public_id)
    assert ian.post(stop).status_code == 303
    assert "t.example" not in ian.get(home).content.decode()
    assert ian.get(url("portal", "partners.subs")).status_code == 200
    rate = url("portal", "partners.sub_rate", sub_id=shop.partner.public_id)
    assert ian.get(rate).status_code == 404
    own = shop.partner.public_id
    sub = make_partner(make_client(shop.people.northwind, "Sub").public_id, "sub")
    move_partner(sub.public_id, own, actor=SYSTEM, at=now(), reason="x")
    set_terms(own, Terms(rate=Decimal(4)), actor=SYSTEM, at=now(), reason="x")
    rate = url("portal", "partners.sub_rate", sub_id=sub.public_id)
    assert "From <time" in ian.get(rate).content.decode()
    assert "It holds from <time" in ian.post(rate, {"rate": "3"}, follow=True).content.decode()


def test_the_api_gives_funnel_and_cases_of_its_brand(
    shop: Shop, campaign: Campaign, case: PartnerCase
) -> None:
    ours, theirs = shop.people.northwind.pk, shop.people.bluepeak.pk
    funnel = f"/partners/{shop.partner.public_id}/funnel"
    body = api(funnel, ours, "partners:read").json()
    assert body["total"] == {
        "click": 1, "registered": 1, "verified": 0, "deposited": 0, "active": 0,
    }  # fmt: skip
    assert [row["code"] for row in body["campaigns"]] == [None, "video"]
    assert api(funnel, theirs, "partners:read").status_code == 404
    for days in ("-1", "0", "367"):
        assert api(f"{funnel}?days={days}", ours, "partners:read").status_code == 422
    listed = api("/partner-cases", ours, "partners:read").json()["items"]
    assert [row["id"] for row in listed] == [case.public_id]
    assert api("/partner-cases", theirs, "partners:read").json()["items"] == []
    one = f"/partner-cases/{case.public_id}"
    assert api(one, ours, "partners:read").json()["evidence"] == {"shared": ["phone"]}
    assert api(one, theirs, "partners:read").status_code == 404
    assert api(one, ours, "clients:read").status_code == 403
