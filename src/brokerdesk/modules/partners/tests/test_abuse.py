"""Rules against abuse: found once, held back, decided by people; the honest get what is theirs."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.events.testing import drain
from brokerdesk.core.ui import url
from brokerdesk.modules.clients.testing import make_staff, office
from brokerdesk.modules.trading.testing import START, make_account, make_client
from brokerdesk.ports.trading import DealEntry, DealKind, PlatformDeal

from ..errors import CaseDecided
from ..models import Accrual, ClientPartner, Hold, Partner, PartnerCase, SelfReferral
from ..queries import payable
from ..services import accrue_batch, attribute_client, recompute_batch
from ..services.abuse.deciding import confirm_case, dismiss_case
from ..services.abuse.finding import found_in, found_of_newcomer
from ..services.abuse.opening import Finding, open_cases
from ..services.programme.clicking import Visit, note_click
from ..services.programme.funnel import arrived
from ..services.programme.rules import AbuseRules, ProgrammeRules
from ..services.programme.settings import set_programme
from ..types import AbuseRule
from .conftest import Tree

CAROL = Actor("staff", "stf_carol", "carol")
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
ALL = ("self_referral", "hedge", "churn", "above_revenue", "quick_out", "farm")


def only(tree: Tree, rule: str, **numbers: Any) -> None:
    """Let one rule be on."""
    rules = AbuseRules(**{name: name == rule for name in ALL} | numbers)
    set_programme(tree.world.brand.pk, ProgrammeRules(abuse=rules), actor=SYSTEM, at=START - DAY)


def look(tree: Tree, at: datetime) -> list[Finding]:
    return found_in(tree.world.brand.pk, at=at)


def opened(tree: Tree, at: datetime) -> list[PartnerCase]:
    return open_cases(tree.world.brand.pk, look(tree, at), at=at)


def brought(tree: Tree, partner: Partner, name: str, login: int, **values: Any) -> Any:
    """A client of a partner with an account."""
    client = make_client(tree.world.brand, name)
    if values:
        type(client).objects.filter(pk=client.pk).update(**values)
    attribute_client(client.public_id, partner.code, actor=SYSTEM, at=START, reason="test")
    make_account(client, tree.world.account.product, login)
    return client


def opening(tree: Tree, login: int, kind: DealKind, at: datetime, lots: str = "1") -> PlatformDeal:
    deal = tree.world.closing(lots=lots, at=at)
    return replace(deal, login=login, kind=kind, entry=DealEntry.IN, lots_closed=Decimal(0))


@pytest.mark.parametrize(
    ("values", "shared"),
    [
        ({"email": "Direct+me@north.example"}, ["email"]),
        ({"phone": "0044 20 7946 0958"}, ["phone"]),
        (
            {"first_name": "direct", "last_name": "CLIENT", "born_on": date(1990, 1, 2)},
            ["identity"],
        ),
        ({"first_name": "Direct", "last_name": "Client"}, []),
    ],
)
def test_partner_and_client_are_one(tree: Tree, values: dict[str, Any], shared: list[str]) -> None:
    direct = tree.partners[0]
    own: Any = direct.client
    type(own).objects.filter(pk=own.pk).update(phone="+442079460958", born_on=date(1990, 1, 2))
    client = brought(tree, direct, "Nina", 7100, **values)
    only(tree, "self_referral")
    found = look(tree, START)
    assert [f.evidence["shared"] for f in found] == ([shared] if shared else [])
    alone = found_of_newcomer(tree.world.brand.pk, client.pk, at=START)
    assert alone == found
    drain()
    assert PartnerCase.objects.filter(client_id=client.pk).count() == len(found), "when he came"


def test_the_same_document_is_one_person(tree: Tree) -> None:
    direct = tree.partners[0]
    client = brought(tree, direct, "Nina", 7100)
    only(tree, "self_referral")
    group = apps.get_model("compliance", "DocumentGroup").objects.create(
        brand=tree.world.brand, code="poi", title="Identity"
    )
    kind = apps.get_model("compliance", "DocumentType").objects.create(
        group=group, code="passport", title="Passport"
    )
    for owner in (direct.client, client):
        apps.get_model("compliance", "Document").objects.create(
            brand=tree.world.brand, client=owner, type=kind, name=owner.public_id,
            original_name="p.png", content_type="image/png", size_bytes=1, sha256="a" * 64,
            uploaded_by="x", uploaded_at=START,
        )  # fmt: skip
    assert [f.evidence["shared"] for f in look(tree, START)] == [["document"]]


def _self_referral(tree: Tree) -> tuple[PartnerCase, list[int]]:
    """A case of it, and the batch of a trade that came after."""
    direct = tree.partners[0]
    brought(tree, direct, "Nina", 7100, email="direct+1@north.example")
    only(tree, "self_referral")
    (case,) = opened(tree, START)
    before = replace(tree.world.closing(at=START - DAY), login=7100)
    after = replace(tree.world.closing(at=START + DAY), login=7100)
    batches = tree.ingest(before, after)
    for batch in batches:
        accrue_batch(batch, at=START + DAY)
    return case, batches


def test_self_referral_pays_nothing_from_when_it_was_found(tree: Tree) -> None:
    case, batches = _self_referral(tree)
    rows = Accrual.objects.order_by("occurred_at", "level")
    assert [(row.occurred_at, row.reason) for row in rows if row.level == 1] == [
        (START - DAY, ""), (START + DAY, "SELF_REFERRAL"),
    ]  # fmt: skip
    assert payable(tree.partners[0], "USD") == 6
    assert [recompute_batch(batch, at=START + DAY) for batch in batches] == [[]] * len(batches)
    assert case.hold is not None
    assert opened(tree, START + DAY) == []


def test_what_was_accrued_while_it_was_found_is_zero_too(tree: Tree) -> None:
    brought(tree, tree.partners[0], "Nina", 7100, email="direct+1@north.example")
    only(tree, "self_referral")
    found = look(tree, START)
    (batch,) = tree.ingest(replace(tree.world.closing(at=START + SECOND), login=7100))
    accrue_batch(batch, at=START + SECOND)
    assert payable(tree.partners[0], "USD") == 6
    open_cases(tree.world.brand.pk, found, at=START)
    assert payable(tree.partners[0], "USD") == 0
    assert recompute_batch(batch, at=START + DAY) == []


def test_who_was_suspected_wrongly_gets_what_is_his(tree: Tree) -> None:
    case, _batches = _self_referral(tree)
    dismiss_case(case.public_id, reason="brothers", actor=CAROL, at=START + 2 * DAY)
    assert payable(tree.partners[0], "USD") == 12
    assert Hold.objects.get().released_by == CAROL.ref
    assert not SelfReferral.objects.exists()
    assert opened(tree, START + 3 * DAY) == []
    with pytest.raises(CaseDecided):
        confirm_case(case.public_id, reason="x", detach=False, actor=CAROL, at=START)


def test_confirmed_abuse_stays_held_and_may_take_the_client_away(tree: Tree) -> None:
    case, _batches = _self_referral(tree)
    at = START + 2 * DAY
    confirm_case(case.public_id, reason="same man", detach=True, actor=CAROL, at=at)
    assert Hold.objects.get().released_at is None
    assert SelfReferral.objects.exists()
    held = ClientPartner.objects.filter(client=case.client, valid__contains=at)
    assert [row.partner for row in held] == [None]


def _hedged(tree: Tree, *pairs: tuple[datetime, str, datetime, str]) -> list[Finding]:
    brought(tree, tree.partners[0], "Nina", 7100)
    brought(tree, tree.partners[1], "Omar", 7101)
    only(tree, "hedge")
    deals: list[PlatformDeal] = []
    for one, lots, other, lots2 in pairs:
        deals += [
            opening(tree, 7100, DealKind.BUY, one, lots),
            opening(tree, 7101, DealKind.SELL, other, lots2),
        ]
    tree.ingest(*deals)
    return look(tree, START + DAY)


def test_opposite_trades_of_one_tree_are_a_linked_hedge(tree: Tree) -> None:
    found = _hedged(
        tree,
        *((START + n * 600 * SECOND, "1", START + (n * 600 + 60) * SECOND, "0.9")
          for n in range(3)),
    )  # fmt: skip
    assert [(f.rule, f.partner_pk, f.evidence["times"]) for f in found] == [
        (AbuseRule.HEDGE, tree.partners[0].pk, 3),
        (AbuseRule.HEDGE, tree.partners[1].pk, 3),
    ]
    cases = open_cases(tree.world.brand.pk, found, at=START + DAY)
    assert {case.hold.client_id for case in cases if case.hold} == {f.client_pk for f in found}


@pytest.mark.parametrize(("later_s", "lots"), [(61, "1"), (10, "0.89")])
def test_trades_apart_in_time_or_volume_are_none(tree: Tree, later_s: int, lots: str) -> None:
    pairs = [(START + n * 600 * SECOND, "1", START + (n * 600 + later_s) * SECOND, lots)
             for n in range(5)]  # fmt: skip
    assert _hedged(tree, *pairs) == []


def test_two_pairs_are_too_few(tree: Tree) -> None:
    pairs = [(START + n * 600 * SECOND, "1", START + n * 600 * SECOND, "1") for n in range(2)]
    assert _hedged(tree, *pairs) == []


def _close(tree: Tree, login: int, times: Iterable[datetime], **values: Any) -> None:
    deals = [replace(tree.world.closing(at=at), login=login, **values) for at in times]
    for batch in tree.ingest(*deals):
        accrue_batch(batch, at=START)


def pay(
    client: Any, amount: str, at: datetime, *, out: bool = False, currency: str = "USD"
) -> None:
    """A deposit that was credited, or a withdrawal that was paid."""
    brand = client.brand
    psp, _made = apps.get_model("cashier", "Psp").objects.get_or_create(
        code="wire",
        defaults={
            "brand": brand,
            "title": "Wire",
            "kind": "wire",
            "config": {},
            "currencies": ["USD"],
        },
    )
    number = apps.get_model("cashier", "Withdrawal" if out else "Deposit").objects.count()
    shared = {"brand": brand, "entity": brand.entity, "client": client, "psp": psp,
              "key": f"{client.pk}:{out}:{number}", "amount": Decimal(amount),
              "currency": currency, "created_at": at, "requested_by": "x"}  # fmt: skip
    if out:
        apps.get_model("cashier", "Withdrawal").objects.create(
            **shared, request_hash="x", destination={}, hint="x", state="paid", paid_at=at
        )
    else:
        apps.get_model("cashier", "Deposit").objects.create(
            **shared, state="credited", received=Decimal(amount), received_currency=currency,
            credited_at=at,
        )  # fmt: skip


def test_commission_near_the_deposit_is_churn(tree: Tree) -> None:
    client = brought(tree, tree.partners[0], "Nina", 7100)
    only(tree, "churn")
    _close(tree, 7100, [START + n * 3600 * SECOND for n in range(7)])  # 7 × 10 USD in all
    assert look(tree, START + DAY) == []  # nothing paid in: nothing to compare with
    pay(client, "100", START - 60 * DAY)
    assert look(tree, START + DAY) == []  # 70 of 100 is not above 0.70
    pay(client, "1", START, out=True)
    (found,) = look(tree, START + DAY)
    assert (found.evidence["commission"], found.evidence["net_deposit"]) == (70, 99)
    assert len(opened(tree, START + DAY)) == 1
    assert opened(tree, START + 2 * DAY) == []


def test_many_short_trades_are_churn(tree: Tree) -> None:
    brought(tree, tree.partners[0], "Nina", 7100)
    only(tree, "churn", churn_trades=3)
    times = [START + n * 600 * SECOND for n in range(4)]
    for n, at in enumerate(times):
        entered = opening(tree, 7100, DealKind.BUY, at - 100 * SECOND)
        tree.ingest(replace(entered, position_id=900 + n))
        tree.ingest(replace(tree.world.closing(at=at), login=7100, position_id=900 + n))
    (found,) = look(tree, START + DAY)
    assert (found.evidence["trades"], found.evidence["median_s"]) == (4, 100)


def test_a_client_who_gives_more_than_he_brings_is_found(tree: Tree) -> None:
    brought(tree, tree.partners[0], "Nina", 7100)
    brought(tree, tree.partners[0], "Omar", 7101)
    brought(tree, tree.partners[0], "Pia", 7102)
    only(tree, "above_revenue")
    _close(tree, 7100, [START], commission=Decimal("-9.99"))
    _close(tree, 7101, [START], commission=Decimal("-10"))
    _close(tree, 7102, [START])  # nothing is known of what it brought
    (found,) = look(tree, START + DAY)
    assert (found.evidence["commission"], found.evidence["revenue"]) == (10, Decimal("9.99"))


def test_deposit_trade_withdraw_is_found(tree: Tree) -> None:
    nina = brought(tree, tree.partners[0], "Nina", 7100)
    omar = brought(tree, tree.partners[0], "Omar", 7101)
    only(tree, "quick_out")
    for client in (nina, omar):
        pay(client, "1000", START)
        pay(client, "801" if client == nina else "800", START + 6 * DAY, out=True)
    assert look(tree, START + 8 * DAY) == []  # nobody has traded
    _close(tree, 7100, [START + DAY])
    _close(tree, 7101, [START + DAY])
    assert [f.client_pk for f in look(tree, START + 8 * DAY)] == [nina.pk]


def test_registrations_of_one_origin_are_a_farm(tree: Tree) -> None:
    direct = tree.partners[0]
    only(tree, "farm", farm_registrations=3, farm_hold=True)
    for n in range(3):
        visit = Visit(
            brand_pk=direct.brand_id, code=direct.code, campaign="", tag="", visitor=f"v{n}",
            address="203.0.113.7", user_agent="Mozilla/5.0 Firefox",
        )  # fmt: skip
        note_click(visit, at=START)
        client = make_client(tree.world.brand, f"N{n}")
        arrived(client.public_id, code="", visitor=f"v{n}", at=START + SECOND)
    (case,) = opened(tree, START + DAY)
    assert case.hold is not None
    assert (case.client, case.hold.client, case.evidence["registrations"]) == (None, None, 3)


def test_the_case_is_decided_on_its_page(tree: Tree) -> None:
    case, _batches = _self_referral(tree)
    staff = office(make_staff("Pam", "partner_manager"))
    seen = staff.get(url("backoffice", "partners.case", case_id=case.public_id)).content.decode()
    assert "e-mail address" in seen
    assert case.public_id in staff.get(url("backoffice", "partners.cases")).content.decode()
    dismiss = url("backoffice", "partners.case_dismiss", case_id=case.public_id)
    assert staff.post(dismiss, {}).status_code == 422
    assert staff.post(dismiss, {"reason": "brothers"}).status_code == 303
    confirm = url("backoffice", "partners.case_confirm", case_id=case.public_id)
    assert staff.post(confirm, {"reason": "x"}).status_code == 422
    case.refresh_from_db()
    assert (case.state, case.answer) == ("dismissed", "brothers")
    stranger = office(make_staff("Sam", "support"))
    assert stranger.post(dismiss, {"reason": "x"}).status_code in {403, 404}
