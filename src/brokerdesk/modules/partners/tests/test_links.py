"""Links: clicks kept once and without addresses, clients brought by them, steps noted once."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client as Browser

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events.models import OutboxEvent
from brokerdesk.core.events.testing import drain
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.services import register_client
from brokerdesk.modules.clients.types import Registration
from brokerdesk.modules.trading.testing import START, make_account, make_client

from ..errors import CampaignInvalid
from ..models import Campaign, Click, ClientPartner, Funnel, Partner
from ..services import accrue_batch, assign_client
from ..services.programme.campaigns import add_campaign, archive_campaign, link_path
from ..services.programme.clicking import Visit, note_click
from ..services.programme.funnel import arrived, paid_in, step_taken, traded
from ..services.programme.jobs import purge
from ..services.programme.rules import ProgrammeRules
from ..services.programme.settings import set_programme
from ..types import Attribution, Step
from .conftest import Tree
from .test_acquisition import deposit_of

DAY = timedelta(days=1)
PERSON = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"


def visit(partner: Partner, **more: Any) -> Visit:
    given = {
        "brand_pk": partner.brand_id, "code": partner.code, "campaign": "", "tag": "",
        "visitor": "v1", "address": "203.0.113.7", "user_agent": PERSON,
    }  # fmt: skip
    return Visit(**{**given, **more})


def newcomer(tree: Tree, name: str) -> str:
    return str(make_client(tree.world.brand, name, level=0).public_id)


def bring(tree: Tree, name: str, *, visitor: str = "", code: str = "", at: datetime) -> Any:
    return arrived(newcomer(tree, name), code=code, visitor=visitor, at=at)


def test_a_click_keeps_no_address_and_repeats_are_not_kept(tree: Tree) -> None:
    direct = tree.partners[0]
    campaign = add_campaign(direct.public_id, "Videos", "Video", landing="", actor=SYSTEM, at=START)
    first = note_click(visit(direct, campaign="VIDEO", tag="blog"), at=START)
    assert first is not None
    assert (first.campaign_id, first.tag) == (campaign.pk, "blog")
    assert "203.0.113.7" not in str(vars(first))
    again = START + timedelta(seconds=59)
    assert note_click(visit(direct, campaign="video", tag="blog"), at=again) is None
    assert note_click(visit(direct, campaign="video", tag="blog"), at=START + DAY) is not None
    origins = set(Click.objects.values_list("origin", flat=True))
    assert len(origins) == 2  # another day, another salt


@pytest.mark.parametrize("agent", ["", "Googlebot/2.1", "curl/8.5", "HeadlessChrome/120"])
def test_bots_are_not_kept(tree: Tree, agent: str) -> None:
    assert note_click(visit(tree.partners[0], user_agent=agent), at=START) is None


def test_one_origin_may_click_only_so_often(tree: Tree) -> None:
    found = [note_click(visit(tree.partners[0], visitor=f"v{n}"), at=START) for n in range(40)]
    assert sum(click is not None for click in found) == 30


@pytest.mark.parametrize(("model", "expected"), [("first", 0), ("last", 1)])
def test_the_brand_takes_the_first_or_the_last_click(tree: Tree, model: str, expected: int) -> None:
    rules = ProgrammeRules(attribution=Attribution(model))
    set_programme(tree.world.brand.pk, rules, actor=SYSTEM, at=START)
    for days, partner in enumerate(tree.partners[:2]):
        note_click(visit(partner), at=START + days * DAY)
    row = bring(tree, "Nina", visitor="v1", code="unknown", at=START + 5 * DAY)
    assert row.partner == tree.partners[expected]
    held = ClientPartner.objects.get(client_id=row.client_id)
    assert (held.partner, held.valid.lower) == (tree.partners[expected], None)


def test_an_old_click_does_not_count(tree: Tree) -> None:
    direct, middle = tree.partners[:2]
    rules = ProgrammeRules(attribution=Attribution.FIRST, cookie_days=10)
    set_programme(tree.world.brand.pk, rules, actor=SYSTEM, at=START)
    note_click(visit(direct), at=START)
    assert bring(tree, "Nina", visitor="v1", code=direct.code, at=START + 11 * DAY) is None
    note_click(visit(middle), at=START + 5 * DAY)
    row = bring(tree, "Omar", visitor="v1", at=START + 11 * DAY)
    assert row.partner == middle


def test_without_a_click_the_code_decides(tree: Tree) -> None:
    row = bring(tree, "Nina", code=tree.partners[0].code.upper(), at=START)
    assert (row.partner, row.click) == (tree.partners[0], None)
    assert bring(tree, "Omar", code="nobody", at=START) is None
    direct = tree.partners[0]
    assert arrived(direct.client.public_id, code=direct.code, visitor="", at=START) is None


def test_each_step_is_noted_once(tree: Tree) -> None:
    direct = tree.partners[0]
    row = bring(tree, "Nina", code=direct.code, at=START)
    client_id = row.client.public_id
    assert step_taken(client_id, Step.VERIFIED, at=START + DAY)
    assert not step_taken(client_id, Step.VERIFIED, at=START + 2 * DAY)
    assert paid_in(client_id, Decimal(250), "EUR", at=START + DAY)
    assert not paid_in(client_id, Decimal(900), "USD", at=START + 2 * DAY)
    account = make_account(row.client, tree.world.account.product, 7123)
    deal = tree.world.closing(lots="1", at=START + DAY)
    assert account.login is not None
    found = tree.ingest(replace(deal, login=account.login))
    assert [traded(batch) for batch in found] == [1]
    assert [traded(batch) for batch in found] == [0]
    row.refresh_from_db()
    assert (row.verified_at, row.deposit, row.deposit_currency) == (START + DAY, 250, "EUR")
    assert row.traded_at == START + DAY
    told = OutboxEvent.objects.filter(type="partner.funnel_moved").order_by("pk")
    assert [event.payload["step"] for event in told] == [
        "registered", "verified", "deposited", "active",
    ]  # fmt: skip


def test_what_was_heard_of_before_the_registration_is_noted_with_it(tree: Tree) -> None:
    client = make_client(tree.world.brand, "Nina", level=9)
    deposit_of(tree, client, "250", START + DAY)
    account = make_account(client, tree.world.account.product, 7123)
    deal = tree.world.closing(lots="1", at=START + 2 * DAY)
    assert account.login is not None
    tree.ingest(replace(deal, login=account.login))
    code, at = tree.partners[0].code, START + 3 * DAY
    row = arrived(client.public_id, code=code, visitor="", at=at)
    assert row is not None
    row.refresh_from_db()
    assert (row.verified_at, row.deposited_at, row.traded_at) == (at, START + DAY, START + 2 * DAY)
    assert (row.deposit, row.deposit_currency) == (Decimal(250), "USD")


def test_old_clicks_that_brought_nobody_are_forgotten(tree: Tree) -> None:
    direct, late = tree.partners[0], START + 401 * DAY
    for visitor, at in (("v1", START), ("v2", START), ("v3", late)):
        note_click(visit(direct, visitor=visitor), at=at)
    row = bring(tree, "Nina", visitor="v2", at=START + DAY)
    assert [purge(at=late) for _again in range(2)] == [1, 0]
    assert list(Click.objects.order_by("pk").values_list("visitor", flat=True)) == ["v2", "v3"]
    assert row.click.visitor == "v2"


def test_a_client_of_no_link_has_no_funnel(tree: Tree) -> None:
    assert not step_taken(newcomer(tree, "Nina"), Step.VERIFIED, at=START)
    assert not Funnel.objects.exists()


@pytest.mark.parametrize(
    ("name", "code", "landing", "field"),
    [
        ("", "a", "/", "name"),
        ("A", "no blank", "/", "code"),
        ("A", "a", "//evil.example/", "landing"),
        ("A", "a", "https://evil.example/", "landing"),
        ("A", "a", "/x?y=1", "landing"),
        ("A", "taken", "/", "code"),
    ],
)
def test_a_bad_campaign_is_refused(
    tree: Tree, name: str, code: str, landing: str, field: str
) -> None:
    owner = tree.partners[0].public_id
    add_campaign(owner, "Taken", "taken", landing="", actor=SYSTEM, at=START)
    with pytest.raises(CampaignInvalid) as caught:
        add_campaign(owner, name, code, landing=landing, actor=SYSTEM, at=START)
    assert caught.value.field == field
    assert Campaign.objects.count() == 1


def test_an_archived_campaign_goes_on_to_bring(tree: Tree) -> None:
    direct = tree.partners[0]
    row = add_campaign(
        direct.public_id, "Shop", "shop", landing="/register/", actor=SYSTEM, at=START
    )
    assert link_path(direct, row, "a b") == f"/register/?ref={direct.code}&c=shop&tag=a+b"
    archive_campaign(direct.public_id, row.public_id, archived=True, actor=SYSTEM, at=START)
    click = note_click(visit(direct, campaign="shop"), at=START)
    assert click is not None
    assert click.campaign == row


def test_a_visitor_who_comes_back_is_known_by_his_cookie(tree: Tree) -> None:
    direct, host = tree.partners[0], tree.world.brand.host
    add_campaign(direct.public_id, "Shop", "shop", landing="", actor=SYSTEM, at=START)
    browser = Browser(headers={"host": host, "user-agent": PERSON})
    answer = browser.get(f"/?ref={direct.code}&c=shop&tag=x")
    assert answer.status_code == 302
    cookie = browser.cookies["visit"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    click = Click.objects.get()
    browser.cookies.pop("sessionid", None)
    browser.get("/register/")
    assert browser.session["visit"] == click.visitor
    browser.cookies["visit"] = "forged:x:y"
    browser.cookies.pop("sessionid", None)
    browser.get("/register/")
    assert "visit" not in browser.session


@pytest.mark.parametrize("query", ["ref=%00", "ref={code}&c=%00&tag=a%00b"])
def test_an_address_with_odd_characters_does_no_harm(tree: Tree, query: str) -> None:
    browser = Browser(headers={"host": tree.world.brand.host, "user-agent": PERSON})
    answer = browser.get("/?" + query.format(code=tree.partners[0].code))
    assert answer.status_code == 302
    assert set(Click.objects.values_list("tag", flat=True)) <= {"ab"}


def test_a_registration_that_is_heard_late_counts_though_deals_were_paid_since(tree: Tree) -> None:
    for batch in tree.ingest(tree.world.closing(lots="1", at=START + DAY)):
        accrue_batch(batch, at=START + DAY)
    row = bring(tree, "Nina", code=tree.partners[0].code, at=START)
    assert ClientPartner.objects.get(client_id=row.client_id).valid.lower is None


def test_whom_staff_gave_to_another_stays_there(tree: Tree) -> None:
    direct, middle = tree.partners[:2]
    client_id = newcomer(tree, "Nina")
    assign_client(client_id, middle.code, actor=SYSTEM, at=START + DAY, reason="by phone")
    assert arrived(client_id, code=direct.code, visitor="", at=START) is None
    assert ClientPartner.objects.get(client__public_id=client_id).partner == middle


def test_a_registration_tells_who_came(tree: Tree) -> None:
    direct = tree.partners[0]
    note_click(visit(direct), at=now())
    row = register_client(
        Registration(
            brand_pk=direct.brand_id, email="nina@example.com", first_name="Nina",
            last_name="Ray", country="CY", visit="v1",
        ),
        actor=SYSTEM,
        at=now(),
    )  # fmt: skip
    drain()
    found = Funnel.objects.get()
    assert (found.client_id, found.partner, found.click) == (row.pk, direct, Click.objects.get())
