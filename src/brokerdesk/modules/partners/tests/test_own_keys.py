"""A partner's own API keys: what is his alone, never staff's operations, withdrawn at once."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client as Browser

from brokerdesk.core.access.models import ApiKey
from brokerdesk.core.access.services import KeyRequest, create_api_key
from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.audit.models import AuditEntry
from brokerdesk.core.identity.services import set_active
from brokerdesk.core.rest import scopes
from brokerdesk.core.ui import url
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import Forbidden
from brokerdesk.modules.clients.testing import PASSWORD, make_client, portal
from brokerdesk.modules.trading.testing import START
from brokerdesk.surfaces.api.build import build

from ..errors import KeysOff, PartnerNotActive, TooManyKeys
from ..models import Dispute, Partner
from ..services import attribute_client, pay_out, set_status
from ..services.earnings import NewEarning, book_earning
from ..services.programme.campaigns import add_campaign
from ..services.programme.keys import DISPUTE, MOST_KEYS, READ, make_key
from ..services.programme.rules import ProgrammeRules
from ..services.programme.settings import set_programme
from ..types import EarningKind, PartnerStatus
from .shop import Shop, make_partner
from .test_payout_api import api
from .test_payout_pages import dispute_of

SPAN = "since=2020-01-01T00:00:00Z&until=2100-01-01T00:00:00Z"
STATEMENT = f"/partner/statement?currency=USD&{SPAN}"
READS = (
    "/partner", f"/partner/earned?{SPAN}", "/partner/lines", "/partner/lines/{line}",
    f"/partner/clients?{SPAN}", f"/partner/tree?{SPAN}", "/partner/links", "/partner/funnel",
    "/partner/earnings", "/partner/rank", "/partner/payouts", STATEMENT, "/partner/disputes",
    "/partner/disputes/{dispute}",
)  # fmt: skip


def actor_of(partner: Partner) -> Actor:
    return Actor("client", partner.client.public_id, str(partner.client), partner.brand_id)


def own(partner: Partner, *, disputes: bool = True) -> Browser:
    """A program with a partner's own key."""
    made = make_key(
        partner.public_id, "Robot", disputes=disputes, actor=actor_of(partner), at=now()
    )
    headers = {"host": partner.brand.host, "authorization": f"Bearer {made[1]}"}
    return Browser(headers=headers)


def get(browser: Browser, path: str) -> Any:
    return browser.get(f"/api/v1{path}")


@pytest.fixture
def neighbour(shop: Shop) -> Partner:
    """Another partner of the same brand, who has nothing."""
    return make_partner(make_client(shop.people.northwind, "Nora").public_id, "nora")


def test_a_partner_reads_what_is_his(shop: Shop) -> None:
    browser, dispute = own(shop.partner), dispute_of(shop)
    add_campaign(shop.partner.public_id, "Blog", "blog", landing="/", actor=SYSTEM, at=now())
    me = get(browser, "/partner").json()
    assert (me["id"], me["payable"]) == (
        shop.partner.public_id, [{"currency": "USD", "amount": "6.00000000"}],
    )  # fmt: skip
    assert me["link"].endswith("/?ref=ian")
    assert get(browser, READS[1]).json() == [
        {"currency": "USD", "amount": "6.00000000", "deals": 1}
    ]
    (line,) = get(browser, "/partner/lines?paid=true").json()["items"]
    assert (line["id"], line["amount"], line["why"]["chain"]) == (
        shop.accrual.public_id, "6.00000000", [shop.partner.public_id],
    )  # fmt: skip
    assert get(browser, "/partner/lines?paid=false").json()["items"] == []
    told = get(browser, f"/partner/lines/{line['id']}").json()
    assert (told["recomputed"]["state"], told["above"]) == ("same", 0)
    assert "profit" not in told["facts"]
    (client,) = get(browser, READS[4]).json()["items"]
    assert (client["name"], client["email"]) == ("A. A.", "a•••@•••.com")
    assert shop.people.alice.public_id not in str(client)
    assert [x["code"] for x in get(browser, "/partner/links").json()["items"]] == ["blog"]
    assert get(browser, "/partner/disputes").json()["items"][0]["id"] == dispute.public_id
    pay_out(shop.partner.public_id, "USD", actor=SYSTEM, at=now())
    (paid,) = get(browser, "/partner/payouts").json()["items"]
    assert paid["amount"] == "6.00000000"
    found = get(browser, STATEMENT).json()
    assert (found["closing"], found["ledger"]) == ("0.00000000", "0.00000000")
    new = NewEarning(
        partner_id=shop.partner.public_id, kind=EarningKind.CPA, key="t", amount=Decimal(50),
        why={}, currency="USD", occurred_at=START, client_pk=shop.people.alice.pk,
    )  # fmt: skip
    book_earning(new, at=now())
    (earned,) = get(browser, "/partner/earnings").json()["items"]
    assert (earned["amount"], earned["client"]) == ("50.00000000", client["ref"])
    assert get(browser, "/partner/rank").json() == {"rank": None, "tiers": None}


def test_his_tree_comes_in_pages(shop: Shop) -> None:
    for name in ("Nora", "Omar", "Pia"):
        row = make_client(shop.people.northwind, name)
        attribute_client(row.public_id, "ian", actor=SYSTEM, at=START, reason="test")
        make_partner(row.public_id, name.lower())
    browser, path = own(shop.partner), f"/partner/tree?limit=2&{SPAN}"
    first = get(browser, path).json()
    second = get(browser, f"{path}&cursor={first['next_cursor']}").json()
    assert second["next_cursor"] is None
    assert [x["code"] for x in first["items"] + second["items"]] == ["nora", "omar", "pia"]
    below = get(browser, f"{path}&of={first['items'][0]['id']}").json()
    assert below["items"] == []
    assert {
        get(browser, f"/partner/tree?{SPAN}&{odd}").status_code for odd in ("cursor=x", "limit=0")
    } == {422}


def test_another_partner_sees_nothing_of_it(shop: Shop, neighbour: Partner) -> None:
    browser, dispute = own(neighbour), dispute_of(shop)
    pay_out(shop.partner.public_id, "USD", actor=SYSTEM, at=now())
    for path in READS:
        answer = get(browser, path.format(line=shop.accrual.public_id, dispute=dispute.public_id))
        hidden = "{" in path
        assert answer.status_code == (404 if hidden else 200), path
        for secret in (shop.partner.public_id, shop.accrual.public_id, dispute.public_id, "Alice"):
            assert secret not in answer.content.decode(), path
    body = {"text": "mine", "accrual_id": shop.accrual.public_id}
    answer = browser.post("/api/v1/partner/disputes", body, content_type="application/json")
    assert answer.status_code == 404
    elsewhere = get(browser, f"/partner/tree?of={shop.partner.public_id}&{SPAN}")
    assert elsewhere.status_code == 404


def test_his_key_opens_no_operation_of_staff_nor_theirs_his(shop: Shop) -> None:
    """Whatever the scopes say: every operation is asked."""
    browser = own(shop.partner)
    ApiKey.objects.update(scopes=[*scopes(), READ, DISPUTE], rate_per_minute=10_000)
    document: Any = build().get_openapi_schema(path_prefix="/api/v1/")
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            mine = path.startswith("/api/v1/partner/") or path == "/api/v1/partner"
            if mine or not operation.get("security"):
                continue
            answer = browser.generic(
                method.upper(), path, b"{}", "application/json", headers={"Idempotency-Key": path}
            )
            assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing"), path
    request = KeyRequest(title="House", scopes=(READ, DISPUTE), brand_id=shop.partner.brand_id)
    token = create_api_key(request, actor=SYSTEM, at=now())[1]
    browser = Browser(headers={"host": "office.localhost", "authorization": f"Bearer {token}"})
    assert {get(browser, path).status_code for path in READS} == {403}
    assert {READ, DISPUTE}.isdisjoint(scopes())
    assert get(api(shop.partner.brand_id, "partners:*"), "/partner").status_code == 403


def test_a_dispute_is_opened_where_the_key_may(shop: Shop) -> None:
    body = {"text": "Two lots, not one", "accrual_id": shop.accrual.public_id, "expected": "12.00"}
    path, kind = "/api/v1/partner/disputes", "application/json"
    reader = own(shop.partner, disputes=False)
    assert reader.post(path, body, content_type=kind).status_code == 403
    browser = own(shop.partner)
    answer = browser.post(path, body, content_type=kind)
    assert (answer.status_code, answer.json()["expected"]) == (201, "12.00")
    assert browser.post(path, body, content_type=kind).status_code == 409
    assert (
        browser.post(path, {"text": "x", "currency": "XYZ"}, content_type=kind).status_code == 422
    )
    entry = AuditEntry.objects.get(action="partners.dispute_opened")
    assert entry.actor == f"client:{shop.ian.public_id}"
    assert Dispute.objects.count() == 1


def test_a_key_counts_while_its_partner_does(shop: Shop) -> None:
    browser, brand_pk = own(shop.partner), shop.partner.brand_id
    rules = ProgrammeRules()
    set_programme(brand_pk, replace(rules, partner_keys=False), actor=SYSTEM, at=now())
    answer = get(browser, "/partner")
    assert (answer.status_code, answer.json()["code"]) == (403, "partner_keys_off")
    with pytest.raises(KeysOff):
        own(shop.partner)
    set_programme(brand_pk, rules, actor=SYSTEM, at=now())
    assert get(browser, "/partner").status_code == 200
    set_status(
        shop.partner.public_id, PartnerStatus.SUSPENDED, actor=SYSTEM, at=now(), reason="look"
    )
    assert get(browser, "/partner").json()["code"] == "partner_not_active"
    set_active(shop.ian.user_pk, False)
    assert get(browser, "/partner").status_code == 401


def test_so_many_keys_and_by_himself(shop: Shop, neighbour: Partner) -> None:
    for _n in range(MOST_KEYS):
        own(shop.partner)
    with pytest.raises(TooManyKeys):
        own(shop.partner)
    for actor in (SYSTEM, actor_of(shop.partner)):
        with pytest.raises(Forbidden):
            make_key(neighbour.public_id, "Not mine", disputes=False, actor=actor, at=now())
    neighbour.status = PartnerStatus.SUSPENDED
    neighbour.save()
    with pytest.raises(PartnerNotActive):
        own(neighbour)


def test_a_key_is_made_in_the_cabinet_and_shown_once(shop: Shop) -> None:
    browser, new = portal(shop.ian), url("portal", "partners.key_new")
    form = {"title": "Sheet", "disputes": "on"}
    asked = browser.get(new)["Location"]
    assert asked.startswith("/accounts/reauthenticate/")
    assert browser.post(new, form)["Location"] == new
    assert not ApiKey.objects.exists()
    assert browser.post(asked, {"password": PASSWORD})["Location"] == new
    assert browser.get(new).status_code == 200
    shown = browser.post(new, form)
    key = ApiKey.objects.get()
    assert (shown["Cache-Control"], key.scopes) == ("no-store", sorted([READ, DISPUTE]))
    token = shown.content.decode().partition("bdk_")[2].partition("<")[0]
    assert len(token) > 40
    listed = browser.get(url("portal", "partners.keys")).content.decode()
    assert "Sheet" in listed
    assert token not in listed
    revoke = url("portal", "partners.key_revoke", key_id=key.public_id)
    portal(make_client(shop.people.northwind, "Omar")).post(revoke)
    assert ApiKey.objects.filter(revoked_at=None).exists()
    assert browser.post(revoke).status_code == 303
    assert not ApiKey.objects.filter(revoked_at=None).exists()
    program = Browser(headers={"host": "office.localhost", "authorization": f"Bearer bdk_{token}"})
    assert get(program, "/partner").status_code == 401
