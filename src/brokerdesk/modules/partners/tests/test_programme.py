"""How partners join, what they agree to, what they see of clients; who may see and change it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.ui import url
from brokerdesk.kit.clock import fixed, now
from brokerdesk.modules.clients.testing import make_client as make_person
from brokerdesk.modules.clients.testing import make_staff, make_world, office, portal
from brokerdesk.modules.trading.testing import START, make_client

from ..errors import (
    AgreementNotAccepted,
    AlreadyPartner,
    ApplicationDecided,
    CodeUnknown,
    InvitationNeeded,
    PartnerTermsInvalid,
    ProgrammeInvalid,
    SubPartnerNotFound,
)
from ..models import Acceptance, Application, Click, PartnerParent, PartnerTerms, Programme
from ..services import approve_partner, move_partner
from ..services.programme.agreements import accept_agreement, publish_agreement, to_accept
from ..services.programme.applying import Wish, ask_to_join, reject_application
from ..services.programme.masking import Mask
from ..services.programme.rules import (
    AbuseRules,
    ProgrammeRules,
    masked_email,
    masked_name,
    read_programme,
    written,
)
from ..services.programme.settings import programme_of, set_programme
from ..services.programme.sub_rates import set_sub_rate, sub_rates
from ..services.terms import Terms, set_terms
from ..types import Attribution, JoinMode
from .conftest import Tree

FINN = Actor("staff", "stf_finn", "finn")
DAY = timedelta(days=1)


def rule(tree: Tree, **given: Any) -> None:
    set_programme(tree.world.brand.pk, ProgrammeRules(**given), actor=FINN, at=START)


def ask(tree: Tree, name: str = "Nina", **given: Any) -> Application:
    client = make_client(tree.world.brand, name)
    return again(client, **given)


def again(client: Any, **given: Any) -> Application:
    actor = Actor("client", client.public_id, str(client))
    return ask_to_join(client.public_id, Wish(**given), actor=actor, at=START)


def test_rules_are_read_as_they_were_written() -> None:
    rules = ProgrammeRules(
        join=JoinMode.INVITED, attribution=Attribution.FIRST, questions=("Why?",),
        abuse=AbuseRules(churn_ratio=Decimal("0.5"), hedge=False),
    )  # fmt: skip
    assert read_programme(written(rules)) == rules
    assert read_programme({}) == ProgrammeRules()


def test_rules_hold_from_when_they_were_set(tree: Tree) -> None:
    rule(tree, cookie_days=5)
    brand_pk = tree.world.brand.pk
    assert programme_of(brand_pk, START - DAY) == ProgrammeRules()
    assert programme_of(brand_pk, START).cookie_days == 5


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"cookie_days": 0}, "cookie_days"),
        ({"questions": ("x",) * 9}, "questions"),
        ({"questions": (" ",)}, "questions"),
        ({"abuse": AbuseRules(churn_ratio=Decimal(0))}, "churn_ratio"),
        ({"abuse": AbuseRules(churn_ratio=Decimal("NaN"))}, "churn_ratio"),
        ({"abuse": AbuseRules(farm_registrations=1)}, "farm_registrations"),
    ],
)
def test_rules_out_of_bounds_are_refused(tree: Tree, given: dict[str, Any], field: str) -> None:
    with pytest.raises(ProgrammeInvalid) as caught:
        rule(tree, **given)
    assert caught.value.field == field
    assert not Programme.objects.exists()


def test_an_open_brand_takes_partners_at_once(tree: Tree) -> None:
    rule(tree, join=JoinMode.OPEN)
    found = ask(tree)
    assert (found.state, found.partner.status) == ("approved", "active")


def test_the_tree_is_locked_before_any_partner(tree: Tree) -> None:
    rule(tree, join=JoinMode.OPEN)
    top, direct = tree.partners[2], tree.partners[0]
    ways = (
        lambda: ask(tree),
        lambda: move_partner(direct.public_id, top.public_id, actor=FINN, at=now(), reason="x"),
    )
    for way in ways:
        with CaptureQueriesContext(connection) as seen:
            way()
        asked = [row["sql"] for row in seen.captured_queries]
        of_tree = next(n for n, sql in enumerate(asked) if "partners.tree" in sql)
        of_partner = next(
            n for n, sql in enumerate(asked) if 'FOR NO KEY UPDATE OF "partners' in sql
        )
        assert of_tree < of_partner


def test_on_request_staff_decide(tree: Tree) -> None:
    rule(tree, questions=("Where do you find clients?",))
    with pytest.raises(ProgrammeInvalid):
        ask(tree, "Omar")
    found = ask(tree, answers=("On the radio",))
    assert found.answers == [["Where do you find clients?", "On the radio"]]
    with pytest.raises(AlreadyPartner):
        again(found.partner.client, answers=("x",))
    reject_application(found.public_id, reason="Tell us more", actor=FINN, at=START)
    with pytest.raises(ApplicationDecided):
        reject_application(found.public_id, reason="x", actor=FINN, at=START)
    second = again(found.partner.client, answers=("On the radio and TV",))
    approve_partner(second.partner.public_id, actor=FINN, at=START + DAY)
    second.refresh_from_db()
    assert (second.state, second.decided_by) == ("approved", FINN.ref)
    with pytest.raises(AlreadyPartner):
        again(found.partner.client, answers=("x",))


def test_the_invited_stand_below_who_invited_them(tree: Tree) -> None:
    rule(tree, join=JoinMode.INVITED)
    with pytest.raises(InvitationNeeded):
        ask(tree, "Omar")
    with pytest.raises(CodeUnknown):
        ask(tree, "Pia", invitation="nobody")
    found = ask(tree, invitation=tree.partners[1].code.upper())
    approve_partner(found.partner.public_id, actor=FINN, at=START)
    assert PartnerParent.objects.get(partner=found.partner).parent == tree.partners[1]
    assert Application.objects.count() == 1


def test_the_agreement_is_accepted_and_anew_when_it_changes(tree: Tree) -> None:
    brand_pk, direct = tree.world.brand.pk, tree.partners[0]
    assert to_accept(direct) is None
    publish_agreement(brand_pk, "Be fair.", actor=FINN, at=START)
    with pytest.raises(ProgrammeInvalid):
        publish_agreement(brand_pk, "Be fair. ", actor=FINN, at=START)
    with pytest.raises(AgreementNotAccepted):
        ask(tree, "Omar")
    found = ask(tree, agreement=1, ip="203.0.113.9")
    assert to_accept(found.partner) is None
    publish_agreement(brand_pk, "Be fair and kind.", actor=FINN, at=START + DAY)
    wanted = to_accept(found.partner)
    assert wanted is not None
    with pytest.raises(AgreementNotAccepted):
        accept_agreement(found.partner.public_id, 1, actor=SYSTEM, at=START, ip=None)
    for _ in range(2):
        accept_agreement(found.partner.public_id, wanted.version, actor=SYSTEM, at=START, ip=None)
    rows = Acceptance.objects.filter(partner=found.partner).order_by("pk")
    assert [(row.agreement.version, row.ip) for row in rows] == [(1, "203.0.113.9"), (2, None)]
    assert to_accept(direct) == wanted


def test_what_is_masked() -> None:
    assert masked_name("Ana Maria", "ó Neil") == "A. Ó."
    assert masked_email("alice@mail.example.com") == "a•••@•••.com"


def test_partners_see_clients_masked_unless_the_brand_lets_them(tree: Tree) -> None:
    client, direct = tree.world.client, tree.partners[0].public_id
    shown = Mask(tree.world.brand.pk, START).of(client, direct)
    assert (shown.name, shown.email) == ("A. C.", "a•••@•••.example")
    assert client.public_id not in shown.ref
    rule(tree, mask_clients=False)
    plain = Mask(tree.world.brand.pk, START).of(client, direct)
    assert (plain.ref, plain.name, plain.email) == (shown.ref, "Alice Client", client.email)


def test_the_pages_from_joining_to_the_funnel(db: None) -> None:
    people = make_world()
    brand = people.northwind
    nina = make_person(brand, "Nina")
    staff = office(make_staff("Pam", "partner_manager"))
    settings = url("backoffice", "partners.programme_settings", brand_id=brand.public_id)
    given = {"join": "on_request", "questions": "Why?\n", "cookie_days": 30,
             "attribution": "last", "verified_level": 1, "mask_clients": "on"}  # fmt: skip
    assert staff.post(settings, given).status_code == 303
    text = url("backoffice", "partners.programme_agreement", brand_id=brand.public_id)
    assert staff.post(text, {"text": "Be fair."}).status_code == 303
    home = staff.get(url("backoffice", "partners.programme_brand", brand_id=brand.public_id))
    assert "Be fair." in home.content.decode()
    abuse = url("backoffice", "partners.programme_abuse", brand_id=brand.public_id)
    page = staff.get(abuse).content.decode()
    assert "Find linked hedges" in page
    browser = portal(nina)
    apply = url("portal", "partners.apply")
    assert "Be fair." in browser.get(apply).content.decode()
    answer = {"answer_0": "To earn", "version": 1}
    assert browser.post(apply, answer).status_code == 422
    assert browser.post(apply, answer | {"agreement": "on"}).status_code == 303
    assert "with us" in browser.get(url("portal", "partners.cabinet")).content.decode()
    found = Application.objects.get()
    one = {"application_id": found.public_id}
    assert "To earn" in staff.get(url("backoffice", "partners.application", **one)).content.decode()
    reject = url("backoffice", "partners.application_reject", **one)
    assert staff.post(reject, {"reason": "Not now"}).status_code == 303
    assert "Not now" in browser.get(url("portal", "partners.cabinet")).content.decode()
    assert browser.post(apply, answer | {"agreement": "on"}).status_code == 303
    second = Application.objects.latest("pk")
    approve = url("backoffice", "partners.application_approve", application_id=second.public_id)
    assert staff.post(approve).status_code == 303
    new = {"name": "Videos", "code": "video", "landing": "/"}
    assert browser.post(url("portal", "partners.link_new"), new).status_code == 303
    links = browser.get(url("portal", "partners.links")).content.decode()
    assert "c=video" in links
    campaign = second.partner.campaigns.get()
    link = url("portal", "partners.link", campaign_id=campaign.public_id)
    assert "tag=x%2By" in browser.get(link, {"tag": "x+y"}).content.decode()
    Click.objects.create(
        partner=second.partner, campaign=campaign, visitor="v", origin="o", at=now() - DAY
    )
    funnel = browser.get(url("portal", "partners.funnel"), {"days": "7"}).content.decode()
    assert "Videos" in funnel
    where = {"partner_id": second.partner.public_id}
    assert staff.get(url("backoffice", "partners.partner_funnel", **where)).status_code == 200
    panel = staff.get(url("backoffice", "partners.partner", **where)).content.decode()
    assert "Videos" in panel
    archive = url("portal", "partners.link_archive", campaign_id=campaign.public_id)
    assert browser.post(archive).status_code == 303
    publish = {"text": "Be fair and kind."}
    assert staff.post(text, publish).status_code == 303
    agree = url("portal", "partners.agreement")
    assert agree in browser.get(url("portal", "partners.cabinet")).content.decode()
    assert browser.post(agree, {"version": 2, "agreement": "on"}).status_code == 303
    assert agree not in browser.get(url("portal", "partners.cabinet")).content.decode()


def test_a_sub_partner_gets_a_rate_within_the_budget_from_the_next_period(tree: Tree) -> None:
    direct, middle, top = tree.partners
    give = partial(set_sub_rate, middle.public_id, direct.public_id, actor=SYSTEM, at=START)
    with pytest.raises(PartnerTermsInvalid):
        give(Decimal(1))
    set_terms(middle.public_id, Terms(rate=Decimal(4)), actor=FINN, at=START - DAY, reason="x")
    held = Terms(rank="Gold", rate=Decimal(1), multiplier=Decimal("1.5"))
    set_terms(direct.public_id, held, actor=FINN, at=START - DAY, reason="x")
    for bad in ("-1", "4.00000001"):
        with pytest.raises(PartnerTermsInvalid):
            give(Decimal(bad))
    april = datetime(2026, 4, 1, tzinfo=UTC)
    assert give(Decimal(3)) == april
    assert give(Decimal("2.5")) == april
    (seen,) = sub_rates(middle, START)
    assert [seen.rate, seen.next_rate, seen.next_from] == [1, Decimal("2.5"), april]
    row = PartnerTerms.objects.get(partner=direct, valid__contains=april)
    assert (row.rank, row.rate, row.multiplier) == ("Gold", Decimal("2.5"), Decimal("1.5"))
    with fixed(START):
        new = Terms(rank="Silver", rate=Decimal(2))
        set_terms(direct.public_id, new, actor=FINN, at=START, reason="moved down")
    (seen,) = sub_rates(middle, START, only=direct.public_id)
    assert [seen.rate, seen.next_rate, seen.next_from] == [2, Decimal("2.5"), april]
    row = PartnerTerms.objects.get(partner=direct, valid__contains=april)
    assert (row.rank, row.multiplier) == ("Silver", Decimal(1))
    for stranger in (top, middle):
        with pytest.raises(SubPartnerNotFound):
            set_sub_rate(middle.public_id, stranger.public_id, Decimal(1), actor=SYSTEM, at=START)
