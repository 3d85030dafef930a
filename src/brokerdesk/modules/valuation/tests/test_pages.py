"""Pages and API of the room: who may open them, and what they do."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.test import Client as Browser

from brokerdesk.core.access.services import KeyRequest, create_api_key
from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import ResourceMatrix, Visitors
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.testing import World as People
from brokerdesk.modules.clients.testing import make_staff, make_world, office
from brokerdesk.modules.trading.models import Account, Quote, Server
from brokerdesk.modules.trading.testing import make_account, make_product, make_server
from brokerdesk.modules.trading.tests.visitors import office_visitors, words_of

from ..models import QuoteFaultSeen, QuoteRule, Shard, Stand, SymbolStop
from ..queries import trust
from ..queries.stands import stand_row
from ..services.desk.gate import Gate


@dataclass
class Floor:
    """Northwind's account 7001 whose value differs; EURUSD has a price and a fault."""

    people: People = field(default_factory=make_world)
    server: Server = field(init=False)
    account: Account = field(init=False)

    def __post_init__(self) -> None:
        brand: Any = apps.get_model("brands", "Brand").objects.get(pk=self.people.northwind.pk)
        self.server = make_server(brand)
        alice: Any = apps.get_model("clients", "Client").objects.get(pk=self.people.alice.pk)
        self.account = make_account(alice, make_product(brand, self.server), 7001)
        money = dict.fromkeys(("balance", "credit", "floating", "equity", "margin"), 100)
        Stand.objects.create(
            account=self.account, quality="estimated", doubts=[["differs", ""]], gap="-1.5",
            marked_at=now(), positions=2, **money,
        )  # fmt: skip
        Shard.objects.create(number=0, owner="desk-7:42", stored_at=now(), gap_from=3, gap_to=9,
                             gap_at=now())  # fmt: skip
        Quote.objects.create(server=self.server, symbol="EURUSD", bid="1.1", ask="1.2", at=now())
        QuoteFaultSeen.objects.create(
            server=self.server, symbol="EURUSD", fault="jump", count=4, first_at=now(),
            last_at=now(), bid=2, ask=3,
        )  # fmt: skip


@pytest.fixture
def floor(db: None) -> Floor:
    return Floor()


@pytest.fixture
def visitors(floor: Floor) -> Visitors:
    return office_visitors(floor.people, "dealer")


@pytest.fixture
def boss(floor: Floor) -> Browser:
    return office(make_staff("Ada", "administrator"))


class _Page(ResourceMatrix):
    name = ""

    def address(self) -> str:
        return url("backoffice", self.name)


class TestDoubts(_Page):
    name, secret, listing = "valuation.doubts", "Differs from the platform", True


class _OfServers(_Page):
    """Servers and their prices are of no brand: whoever has the right sees them."""

    def wrong_brand_sees_nothing(self, visitors: Visitors) -> None:
        assert visitors.wrong_brand.get(self.address()).status_code == 200


class TestPrices(_OfServers):
    name, secret = "valuation.prices", "Jump × 4"


class TestFaults(_OfServers):
    name, secret = "valuation.faults", "EURUSD"


class TestShards(_OfServers):
    name, secret = "valuation.shards", "desk-7:42"


class TestStopForm(_OfServers):
    name = "valuation.stop_new"


class TestRules(_OfServers):
    name = "valuation.rules"


class TestRuleForm(_OfServers):
    name = "valuation.rule_new"


def test_a_stop_is_given_with_a_reason_and_lifted(floor: Floor, boss: Browser) -> None:
    new = url("backoffice", "valuation.stop_new")
    assert boss.post(new, {"server": "", "symbol": "EURUSD", "reason": ""}).status_code == 422
    assert not SymbolStop.objects.exists()
    given = {"server": floor.server.public_id, "symbol": "EURUSD", "reason": "split"}
    assert boss.post(new, given).status_code == 303
    assert boss.post(new, given).status_code == 422
    stop = SymbolStop.objects.get()
    gate = Gate()
    gate.load()
    assert gate.stopped((floor.server.pk, "EURUSD"))
    assert not gate.stopped((floor.server.pk, "GBPUSD"))
    shown = words_of(boss.get(url("backoffice", "valuation.prices")))
    assert f"EURUSD ({floor.server.title})" in shown
    assert "split" in shown
    assert "No: stopped" in shown
    lift = url("backoffice", "valuation.stop_lift", stop_id=stop.public_id)
    assert boss.post(lift, {"reason": "done"}).status_code == 303
    gate.load()
    assert not gate.stopped((floor.server.pk, "EURUSD"))
    assert boss.post(lift, {"reason": "again"}).status_code in (404, 422)


def test_who_works_for_one_brand_stops_nothing(floor: Floor, visitors: Visitors) -> None:
    given = {"server": "", "symbol": "*", "reason": "panic"}
    answer = visitors.right.post(url("backoffice", "valuation.stop_new"), given)
    assert answer.status_code in (403, 422)
    assert not SymbolStop.objects.exists()


def test_rules_are_added_changed_and_removed(floor: Floor, boss: Browser) -> None:
    given = {
        "mask": "BTC*", "server": "", "sort": "10", "max_age_s": "60", "max_ahead_s": "5",
        "max_spread": "5", "max_jump": "20", "jump_within_s": "300", "trades_weekends": "on",
    }  # fmt: skip
    assert boss.post(url("backoffice", "valuation.rule_new"), given).status_code == 303
    rule = QuoteRule.objects.get()
    gate = Gate()
    gate.load()
    assert gate.policy((floor.server.pk, "BTCUSD")).trades_weekends
    assert not gate.policy((floor.server.pk, "EURUSD")).trades_weekends
    one = url("backoffice", "valuation.rule", rule_pk=rule.pk)
    assert 'value="5.00000000"' in boss.get(one).content.decode()
    assert boss.post(one, {**given, "max_spread": "1"}).status_code == 303
    assert QuoteRule.objects.get().max_spread.normalize().as_tuple().digits == (1,)
    boss.post(url("backoffice", "valuation.rule_drop", rule_pk=rule.pk))
    assert not QuoteRule.objects.exists()


def _api(path: str, brand_pk: int | None, *scopes: str, body: Any = None) -> Any:
    token = create_api_key(
        KeyRequest(title="Test", scopes=scopes, brand_id=brand_pk), actor=SYSTEM, at=now()
    )[1]
    browser = Browser(headers={"host": "localhost", "authorization": f"Bearer {token}"})
    address = f"/api/v1{path}"
    if body is None:
        return browser.get(address)
    return browser.post(address, body, content_type="application/json")


def test_the_api_shows_stands_of_its_brand_alone(floor: Floor) -> None:
    path = f"/valuation/accounts/{floor.account.public_id}"
    ours, theirs = floor.people.northwind.pk, floor.people.bluepeak.pk
    shown = _api(path, ours, "valuation:read").json()
    assert (shown["quality"], shown["doubts"][0]["doubt"]) == ("estimated", "differs")
    assert _api(path, theirs, "valuation:read").status_code == 404
    assert _api(path, ours, "clients:read").status_code == 403
    assert _api("/valuation/prices", ours, "valuation:read").json()[0]["symbol"] == "EURUSD"
    assert _api("/valuation/shards", ours, "valuation:read").json()[0]["gap_to"] == 9


@pytest.mark.parametrize(
    ("codes", "positions", "said"),
    [
        ([], 2, "reported"),
        (["unsettled"], 2, "reported"),
        (["not_compared", "unsettled"], 0, "reported"),
        (["not_compared", "unsettled"], 2, "estimated"),
        (["unsettled", "overdue"], 0, "estimated"),
        (["differs"], 0, "estimated"),
    ],
)
def test_what_is_always_so_is_no_doubt_to_show(
    floor: Floor, boss: Browser, codes: list[str], positions: int, said: str
) -> None:
    quality = "estimated" if codes else "reported"
    doubts = [[code, ""] for code in codes]
    Stand.objects.update(doubts=doubts, positions=positions, quality=quality)
    (row,) = Stand.objects.annotate(said=trust())
    assert (row.said, stand_row(row).trust) == (said, said)
    listed = words_of(boss.get(url("backoffice", "valuation.doubts")))
    assert ("7001" in listed) == (said != "reported")


def test_the_api_stops_and_lifts_for_the_whole_house_alone(floor: Floor) -> None:
    body = {"symbol": "EURUSD", "reason": "feed"}
    brand = floor.people.northwind.pk
    assert _api("/valuation/stops", brand, "valuation:stop", body=body).status_code == 403
    made = _api("/valuation/stops", None, "valuation:stop", body=body)
    assert made.status_code == 201
    path = f"/valuation/stops/{made.json()['id']}/lift"
    assert _api(path, None, "valuation:stop", body={"reason": "well"}).status_code == 200
    assert SymbolStop.objects.get().lifted_at is not None


def test_a_search_that_is_no_login_finds_nothing(floor: Floor, boss: Browser) -> None:
    doubts = url("backoffice", "valuation.doubts")
    assert "7001" in words_of(boss.get(doubts, {"q": "7001"}))
    for text in ("²", "9" * 40, "-7001", "x"):
        answer = boss.get(doubts, {"q": text})
        assert answer.status_code == 200
        assert "7001" not in words_of(answer)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"symbol": "", "reason": "feed"}, "symbol"),
        ({"symbol": " ", "reason": "feed"}, "symbol"),
        ({"symbol": "E" * 65, "reason": "feed"}, "symbol"),
        ({"symbol": "EURUSD", "reason": "f" * 301}, "reason"),
        ({"symbol": "EURUSD", "reason": " "}, "reason"),
    ],
)
def test_a_stop_that_cannot_be_meant_is_refused(
    floor: Floor, body: dict[str, str], field: str
) -> None:
    answer = _api("/valuation/stops", None, "valuation:stop", body=body)
    assert answer.status_code == 422
    assert field in answer.content.decode()
    assert not SymbolStop.objects.exists()
