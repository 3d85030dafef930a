"""Paying for clients: when they count, what they are worth, when it is paid or taken back."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.events import emit
from brokerdesk.core.events.testing import drain
from brokerdesk.modules.cashier.events import DepositCredited, DepositRefunded
from brokerdesk.modules.trading.testing import START, make_account, make_client

from ..engine.cpa import Qualification as Status
from ..errors import AcquisitionInvalid, QualificationDecided
from ..models import Earning, Qualification
from ..queries.acquisition import traded_since
from ..services import attribute_client
from ..services.acquisition.ending import claw_back, reject
from ..services.acquisition.jobs import look_at_client
from ..services.acquisition.qualifying import look_at
from ..services.acquisition.terms import set_acquisition
from ..services.payouts import position_of
from .conftest import Tree

FINN = Actor("staff", "stf_finn", "finn")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
J2T = [
    {"from": f, "pay": p}
    for f, p in (("0.01", "6"), ("100", "35"), ("200", "60"), ("500", "120"), ("1000", "150"))
]
FIXED: dict[str, Any] = {"currency": "USD", "needs": {"deposited": "100"}, "payment": "60"}


def terms(tree: Tree, **body: Any) -> None:
    set_acquisition(tree.world.brand.pk, FIXED | body, actor=FINN, at=START - DAY)


def client_of(tree: Tree, name: str = "Nina", login: int = 7100, **values: Any) -> Any:
    """A client who comes to the direct partner."""
    client = make_client(tree.world.brand, name)
    if values:
        type(client).objects.filter(pk=client.pk).update(**values)
    attribute_client(client.public_id, tree.partners[0].code, actor=SYSTEM, at=START, reason="test")
    make_account(client, tree.world.account.product, login)
    return client


def pays(tree: Tree, client: Any, amount: str, at: datetime, currency: str = "USD") -> None:
    """A credited deposit, looked at."""
    deposit_of(tree, client, amount, at, currency)
    look_at_client(client.public_id, at=at)


def deposit_of(tree: Tree, client: Any, amount: str, at: datetime, currency: str = "USD") -> Any:
    """A credited deposit."""
    get = apps.get_model
    psp, _new = get("cashier", "Psp").objects.get_or_create(
        brand=tree.world.brand,
        code="p",
        defaults={"title": "P", "kind": "wire", "config": {}, "currencies": ["USD", "SEK"]},
    )
    return get("cashier", "Deposit").objects.create(
        brand=tree.world.brand, entity=tree.world.brand.entity, client=client, psp=psp,
        key=f"{client.pk}:{at}:{amount}", amount=Decimal(amount), currency=currency,
        state="credited", received=Decimal(amount), received_currency=currency,
        requested_by="x", created_at=at, credited_at=at,
    )  # fmt: skip


def of(client: Any) -> Qualification:
    return Qualification.objects.get(client=client)


def booked() -> list[tuple[str, Decimal]]:
    return [(row.kind, row.amount) for row in Earning.objects.order_by("pk")]


def test_a_client_counts_once_and_is_paid_after_the_hold(tree: Tree) -> None:
    terms(tree, hold_days=30)
    client = client_of(tree)
    pays(tree, client, "40", START + DAY)
    assert (of(client).state, of(client).measures) == (Status.PENDING, {"deposited": "40"})
    pays(tree, client, "60", START + 2 * DAY)
    pays(tree, client, "500", START + 3 * DAY)
    look_at([of(client).pk], at=START + 3 * DAY)
    assert booked() == [("cpa", Decimal(60))]
    direct = tree.partners[0]
    for days, free in ((31, 0), (32, 60)):
        assert position_of(direct, "USD", at=START + days * DAY).free == free
    why = Earning.objects.get().why
    assert why["needs"] == [{"measure": "deposited", "needed": "100", "measured": "100"}]
    assert why["formula"] == "60 USD × 1"


def test_a_charge_back_in_the_hold_takes_it_back_once(tree: Tree) -> None:
    terms(tree, hold_days=30)
    kept, lost = client_of(tree), client_of(tree, "Otto", 7200)
    for client in (kept, lost):
        pays(tree, client, "100", START + DAY)
    for _again in range(2):
        claw_back(lost.public_id, at=START + 5 * DAY, reason="chargeback_open")
    assert claw_back(kept.public_id, at=START + 31 * DAY, reason="refunded") == 0
    assert booked() == [("cpa", Decimal(60))] * 2 + [("clawback", Decimal(-60))]
    pays(tree, lost, "1000", START + 6 * DAY)
    assert len(booked()) == 3
    assert position_of(tree.partners[0], "USD", at=START + 40 * DAY).free == 60


def test_the_rooms_facts_lead_to_it(tree: Tree) -> None:
    terms(tree, hold_days=30)
    client = client_of(tree)
    drain(twice=True)
    assert of(client).state == Status.PENDING
    row = deposit_of(tree, client, "100", START + DAY)
    told = {
        "deposit_id": row.public_id, "client_id": client.public_id, "psp_id": "p",
        "amount": Decimal(100), "currency": "USD",
    }  # fmt: skip
    for fact in (DepositCredited(**told, fee=Decimal(0)), DepositRefunded(**told)):
        emit(fact, aggregate=f"deposit:{row.public_id}", brand_id=tree.world.brand.pk)
        drain(twice=True)
    assert booked() == [("cpa", Decimal(60)), ("clawback", Decimal(-60))]
    assert of(client).clawed_at is not None


@pytest.mark.parametrize(("part", "paid"), [("1", [60, 90]), ("0.5", [30, 45])])
def test_a_higher_bracket_pays_the_difference(tree: Tree, part: str, paid: list[int]) -> None:
    terms(tree, payment=None, brackets=J2T, part=part)
    client = client_of(tree)
    pays(tree, client, "200", START + DAY)
    pays(tree, client, "800", START + 2 * DAY)
    assert [amount for _kind, amount in booked()] == paid


def test_the_first_deposit_is_that_of_a_day(tree: Tree) -> None:
    terms(tree, needs={"first_deposit": "11"})
    client = client_of(tree)
    pays(tree, client, "5", START + 10 * HOUR)
    pays(tree, client, "5.99", START + 34 * HOUR - DAY / 1440)
    pays(tree, client, "100", START + 34 * HOUR)
    assert of(client).measures == {"first_deposit": "10.99"}
    other = client_of(tree, "Otto", 7200)
    pays(tree, other, "5", START + 10 * HOUR)
    pays(tree, other, "6", START + 34 * HOUR - DAY / 1440)
    assert of(other).state == Status.QUALIFIED


def test_lots_count_in_time_and_time_runs_out(tree: Tree) -> None:
    terms(tree, needs={"lots": "2", "trades": "2"}, within_days=10)
    client, late = client_of(tree, login=7100), client_of(tree, "Otto", 7200)
    look_at_client(client.public_id, at=START)
    look_at_client(late.public_id, at=START)
    for n, at in enumerate((START + DAY, START + 9 * DAY)):
        tree.ingest(replace(tree.world.closing(lots="1", at=at, ticket=900 + n), login=7100))
    assert of(client).pk in traded_since(START + 9 * DAY)
    # Seen late, it still counts: it was done in time.
    look_at([of(client).pk, of(late).pk], at=START + 11 * DAY)
    assert (of(client).state, of(late).state) == (Status.QUALIFIED, Status.EXPIRED)
    assert of(late).ended_at == START + 10 * DAY


def test_one_person_counts_once_and_never_for_himself(tree: Tree) -> None:
    terms(tree)
    person: dict[str, Any] = {"first_name": "Nina", "last_name": "Ray", "born_on": date(1990, 1, 2)}
    own: Any = tree.partners[0].client
    type(own).objects.filter(pk=own.pk).update(phone="+442079460958")
    first, second = client_of(tree, **person), client_of(tree, "Otto", 7200, **person)
    himself = client_of(tree, "Paul", 7300, phone="0044 20 7946 0958")
    for client in (first, second, himself):
        pays(tree, client, "100", START + DAY)
    states = [of(client).state for client in (first, second, himself)]
    assert states == [Status.QUALIFIED, Status.REJECTED, Status.REJECTED]
    assert str(of(second).reason) == "he seems to be a client who counts already"
    assert str(of(himself).reason) == "he seems to be the partner himself"
    assert booked() == [("cpa", Decimal(60))]


def test_a_missing_rate_is_said_and_waits(tree: Tree) -> None:
    terms(tree)
    client = client_of(tree)
    pays(tree, client, "500", START + DAY, currency="SEK")
    assert of(client).state == Status.PENDING
    assert str(of(client).reason) == "there is no rate for SEK/USD"


def test_monthly_payment_waits_for_the_month(tree: Tree) -> None:
    terms(tree, hold_days=1, monthly=True)
    client = client_of(tree)
    pays(tree, client, "100", START + DAY)
    assert of(client).payable_at == datetime(2026, 4, 1, tzinfo=START.tzinfo)


def test_staff_reject_who_has_not_qualified(tree: Tree) -> None:
    terms(tree)
    client, done = client_of(tree), client_of(tree, "Otto", 7200)
    look_at_client(client.public_id, at=START)
    pays(tree, done, "100", START + DAY)
    reject(of(client).pk, reason="bought traffic", actor=FINN, at=START)
    pays(tree, client, "100", START + DAY)
    assert of(client).state == Status.REJECTED
    with pytest.raises(QualificationDecided):
        reject(of(done).pk, reason="x", actor=FINN, at=START)


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ({"brackets": J2T}, "payment"),
        ({"payment": None}, "payment"),
        ({"needs": {}}, "needs"),
        ({"needs": {"hugs": "1"}}, "needs.hugs"),
        ({"part": "1.5"}, "part"),
        ({"currency": "usd!"}, "currency"),
        ({"within_days": 0}, "within_days"),
        ({"payment": None, "brackets": J2T[::-1]}, "brackets[1].from"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_wrong_terms_are_refused_by_name(tree: Tree, body: dict[str, Any], key: str) -> None:
    with pytest.raises(AcquisitionInvalid) as caught:
        terms(tree, **body)
    assert caught.value.field == key
