"""Pages of risk: who opens them, what they show, and what their forms do."""

import re
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps

from brokerdesk.core.access.services import ensure_role
from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import ResourceMatrix, Visitors
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.testing import make_staff, make_world, office
from brokerdesk.modules.trading.testing import World
from brokerdesk.modules.trading.tests.visitors import office_visitors, words_of
from tests.harness.worlds import Keeper

from ..models import Alert, AlertRule, BookRule, BookTag, FlowStat, MarginEvent
from ..services.alerts import evaluate_rules
from ..services.book_rules import RuleDraft, save_rule
from ..services.books import Tag, set_book
from ..services.marks import mark_due
from ..types import Book
from .conftest import Desk
from .test_house import DANA

D = Decimal


@dataclass
class Room:
    """A desk in one of two brands, and who knocks."""

    desk: Desk
    visitors: Visitors
    dealer: Any
    own: Any


def _room() -> Room:
    people = make_world()
    ensure_role("desk", "Desk", {"risk.*": "all", "trading.*": "all", "clients.*": "all"})
    brand = apps.get_model("brands", "Brand").objects.get(pk=people.northwind.pk)
    desk = Desk(World(brand))
    at = now()
    for symbol in ("US30", "EURUSD"):
        apps.get_model("trading", "Quote").objects.filter(symbol=symbol).update(at=at)
    mark_due(at=at - timedelta(minutes=5))
    desk.position(desk.alice, "US30", "buy", "2", "39000", synced_at=at)
    apps.get_model("trading", "Account").objects.filter(pk=desk.alice.pk).update(
        balance=-50, equity=-50, margin=0, figures_at=at
    )
    MarginEvent.objects.create(
        account=desk.alice, kind="margin_call", at=at, equity=5, margin=10, level=50,
        quality="reported",
    )  # fmt: skip
    FlowStat.objects.create(
        account=desk.alice, on=at.date(), days=30, trades=7, lots=1, net_profit=12, currency="USD",
        median_hold_s=D("4.5"), under_60s_share=D("0.9"), markouts={"1": None}, computed_at=at,
    )  # fmt: skip
    visitors = office_visitors(people, "desk")
    return Room(
        desk, visitors, office(make_staff("Dora", "desk")),
        office(make_staff("Own", "desk", brand_pk=people.northwind.pk)),
    )  # fmt: skip


@pytest.fixture(scope="module")
def furnished(keep: Keeper) -> Room:
    """Alice is long the Dow and in a margin call; the brand's dealer looks."""
    return keep(_room)


@pytest.fixture
def room(db: None, furnished: Room) -> Room:
    """That room, for one test."""
    return deepcopy(furnished)


@pytest.fixture
def visitors(room: Room) -> Visitors:
    """Those who knock."""
    return room.visitors


class _Page(ResourceMatrix):
    listing = True
    page = ""

    @pytest.fixture(autouse=True)
    def _room(self, room: Room) -> None:
        self.room = room
        self.prepare(room.desk)

    def prepare(self, desk: Desk) -> None:
        """More rows, where a page needs them."""

    def address(self) -> str:
        return url("backoffice", self.page)


class TestExposure(_Page):
    page, secret = "risk.exposure", "US30"


class TestExposureOfCurrencies(_Page):
    page, secret = "risk.exposure", "78,000"

    def address(self) -> str:
        return url("backoffice", self.page) + "?by=currency"


class TestHouse(_Page):
    page, secret = "risk.house", "US30"

    def address(self) -> str:
        return url("backoffice", self.page) + "?by=symbol"


class TestWinners(_Page):
    page, secret = "risk.winners", "Alice Client"


class TestBooks(_Page):
    page, secret = "risk.books", "very large"

    def prepare(self, desk: Desk) -> None:
        tag = Tag(Book.A, D("0.5"))
        set_book(desk.alice.public_id, tag, reason="very large", actor=DANA, at=now())


class TestBookForm(_Page):
    listing = False

    def address(self) -> str:
        return url("backoffice", "risk.book_set", account_id=self.room.desk.alice.public_id)


class TestBookRules(_Page):
    page, secret = "risk.book_rules", "Large ones"

    def prepare(self, desk: Desk) -> None:
        draft = RuleDraft("Large ones", Book.A, brand_pk=desk.alice.brand_id)
        self.rule = save_rule(draft, actor=DANA, at=now())


class TestBookRule(TestBookRules):
    listing, secret = False, "1001"

    def address(self) -> str:
        return url("backoffice", "risk.book_rule", rule_id=self.rule.public_id)


class TestMoves(TestBookRules):
    page, secret = "risk.book_moves", "1001"


class TestMargin(_Page):
    page, secret = "risk.margin", "1001"


class TestNegative(_Page):
    page, secret = "risk.negative", "Compensate"


class TestFlow(_Page):
    page, secret = "risk.flow", "1001"


class TestWhatIf(_Page):
    page, secret = "risk.shock", "1001"

    def address(self) -> str:
        return url("backoffice", self.page) + "?symbols=US30+-10&currencies=&in=USD"


class TestAlerts(_Page):
    page, secret = "risk.alerts", "Owes"

    def prepare(self, desk: Desk) -> None:
        AlertRule.objects.create(
            title="Owes", kind="negative_balance", threshold=1, brand_id=desk.alice.brand_id
        )
        evaluate_rules(at=now())


class TestAlert(TestAlerts):
    listing = False

    def address(self) -> str:
        return url("backoffice", "risk.alert", alert_id=Alert.objects.get().public_id)


class TestAlertRules(TestAlerts):
    page = "risk.alert_rules"


class TestAccountPage(_Page):
    listing, secret = False, "In no book"

    queries = 45

    def address(self) -> str:
        return url("backoffice", "trading.account", account_id=self.room.desk.alice.public_id)


@pytest.mark.parametrize("by", ["group", "book", "server", "brand", "entity", "country", "client",
                                "account"])  # fmt: skip
def test_exposure_leads_down_to_accounts(room: Room, by: str) -> None:
    text = words_of(room.dealer.get(url("backoffice", "risk.exposure") + f"?by={by}"))
    assert "80,004" in text
    assert "2,000.00" in text
    answer = room.dealer.get(url("backoffice", "risk.exposure") + "?by=account&symbol=US30")
    assert "1001" in words_of(answer)


def test_old_prices_and_nothing_at_all_are_told(room: Room) -> None:
    quotes = apps.get_model("trading", "Quote").objects
    quotes.update(at=now() - timedelta(hours=3))
    page = url("backoffice", "risk.exposure")
    assert "old" in words_of(room.dealer.get(page))
    quotes.filter(symbol="US30").delete()
    assert "1 position has no price" in words_of(room.dealer.get(page))
    apps.get_model("trading", "Position").objects.all().delete()
    assert "No client has a position open." in words_of(room.dealer.get(page))


def test_an_account_is_put_into_a_book(room: Room) -> None:
    page = url("backoffice", "risk.book_set", account_id=room.desk.alice.public_id)
    given = {"book": "A", "share": "40", "reason": "large"}
    assert room.own.post(page, given).status_code == 303
    row = BookTag.objects.get()
    assert (row.book, row.share, row.reason) == ("A", D("0.4"), "large")
    assert "40 %" in words_of(room.own.get(url("backoffice", "risk.books")))
    assert room.visitors.wrong_brand.post(page, given).status_code == 404
    past = url("backoffice", "risk.books") + "?as_of=2026-01-01T00:00"
    assert "Nothing matches" in words_of(room.own.get(past))


def test_a_rule_is_made_and_moves_accounts(room: Room) -> None:
    new = url("backoffice", "risk.book_rule_new")
    given = {
        "title": "All", "book": "A", "share": "100", "brand": "", "server": "", "group_mask": "*",
        "currency": "USD", "sort": "10", "enabled": "on", "lots_30d_at_most": "5",
    }  # fmt: skip
    assert room.own.post(new, given).status_code == 403
    assert room.dealer.post(new, given).status_code == 303
    assert BookRule.objects.get().conditions == {"lots_30d_at_most": "5"}
    assert "1001" in words_of(room.dealer.get(url("backoffice", "risk.book_moves")))
    assert room.own.post(url("backoffice", "risk.book_apply")).status_code == 403
    assert room.dealer.post(url("backoffice", "risk.book_apply")).status_code == 303
    assert BookTag.objects.filter(book="A", rule__title="All").count() == 2


def test_an_alert_rule_is_made_and_its_alert_seen(room: Room) -> None:
    new = url("backoffice", "risk.alert_rule_new")
    given = {
        "title": "Owes", "kind": "negative_balance", "brand": "", "currency": "USD", "mask": "*",
        "enabled": "on", "excluded_logins": "7, 8",
    }  # fmt: skip
    assert room.dealer.post(new, given).status_code == 422
    assert room.own.post(new, given | {"threshold": "10"}).status_code == 403
    assert room.dealer.post(new, given | {"threshold": "10"}).status_code == 303
    assert AlertRule.objects.get().excluded_logins == [7, 8]
    evaluate_rules(at=now())
    alert = Alert.objects.get()
    page = url("backoffice", "risk.alert", alert_id=alert.public_id)
    assert "50.00" in words_of(room.dealer.get(page))
    assert room.dealer.post(page).status_code == 200
    alert.refresh_from_db()
    assert alert.state == "seen"


def test_the_form_of_a_rule_asks_for_what_its_kind_needs(room: Room) -> None:
    new = url("backoffice", "risk.alert_rule_new")
    shown = room.dealer.get(new + "?kind=margin_level").content.decode()
    assert 'name="percent"' in shown
    assert 'name="excluded_logins"' in shown
    assert 'name="threshold"' not in shown
    given = {"title": "Thin", "kind": "margin_level", "currency": "USD", "mask": "*"}
    assert room.dealer.post(new, given | {"kind": "x"}).status_code == 422
    given |= {"percent": "120", "threshold": "9", "brand": ""}
    assert room.dealer.post(new, given).status_code == 303
    rule = AlertRule.objects.get()
    assert (rule.kind, rule.percent) == ("margin_level", Decimal(120))
    assert rule.threshold is None
    page = url("backoffice", "risk.alert_rule", rule_id=rule.public_id)
    assert 'name="threshold"' not in room.dealer.get(page).content.decode()


def test_the_feed_of_margin_calls_exports_each_figure_in_a_column(room: Room) -> None:
    page = url("backoffice", "risk.margin")
    lines = room.dealer.get(page, {"export": "csv"}).getvalue().decode("utf-8-sig").splitlines()
    row = dict(zip(lines[0].split(","), lines[1].split(","), strict=True))
    assert (row["Account"], row["Level"], row["Figures"]) == ("1001", "50.0 %", "reported")
    assert row["Client"].startswith("Alice")


def test_a_rule_is_shown_as_people_write_numbers(room: Room) -> None:
    rule = AlertRule.objects.create(
        title="Much", kind="account_profit", threshold=50_000, percent=Decimal("12.5"),
        minimum=Decimal("0.10"), brand_id=room.desk.alice.brand_id,
    )  # fmt: skip
    page = url("backoffice", "risk.alert_rule", rule_id=rule.public_id)
    form = room.dealer.get(page).content.decode()
    for value in ("50000", "12.5", "0.1"):
        assert f'value="{value}"' in form
    assert "12.5000" not in room.dealer.get(url("backoffice", "risk.alert_rules")).content.decode()


def test_figures_of_an_alert_are_shown_as_amounts_and_numbers(room: Room) -> None:
    rule = AlertRule.objects.create(title="Open", kind="exposure", threshold=1)
    figures = {"net": "-115153.30", "net_lots": "1.90000000", "percent": "90.91", "login": "1001"}
    alert = Alert.objects.create(
        rule=rule, subject="US30", brand_id=room.desk.alice.brand_id, day=now().date(),
        value=Decimal("115153.3"), currency="USD", figures=figures, first_at=now(),
        last_at=now(),
    )  # fmt: skip
    page = room.dealer.get(url("backoffice", "risk.alert", alert_id=alert.public_id))
    shown = page.content.decode()
    for text in ("\u2212115,153.30\u00a0USD", "1.9", "90.91\u00a0%", "1001"):
        assert f"<dd>{text}</dd>" in shown
    listed = room.dealer.get(url("backoffice", "risk.alerts")).content.decode()
    assert "115,153.30\u00a0USD" in listed


def test_a_debt_is_compensated_by_what_is_missing(room: Room) -> None:
    account = room.desk.alice
    apps.get_model("trading", "Position").objects.filter(account=account).delete()
    to = url("backoffice", "trading.account_correction", account_id=account.public_id)
    listed = room.dealer.get(url("backoffice", "risk.negative")).content.decode()
    assert f'href="{to}?amount=50"' in listed
    form = room.dealer.get(to, {"amount": "50"}).content.decode()
    assert re.search(r'name="amount"[^>]*value="50"|value="50"[^>]*name="amount"', form)


@pytest.mark.parametrize("asked", ["symbols=US30+many&currencies=", "symbols=&currencies="])
def test_a_question_that_cannot_be_is_refused(room: Room, asked: str) -> None:
    answer = room.dealer.get(url("backoffice", "risk.shock") + f"?{asked}")
    assert answer.status_code == 422


def test_who_only_looks_is_led_to_no_closed_door(room: Room) -> None:
    ensure_role("looks", "Looks", {"risk.view": "all", "trading.account.view": "all"})
    looker = office(make_staff("Lou", "looks", brand_pk=room.desk.alice.brand_id))
    account = room.desk.alice.public_id
    set_book(account, Tag(Book.B), reason="x", actor=DANA, at=now())
    closed = (
        url("backoffice", "risk.book_set", account_id=account),
        url("backoffice", "trading.account_correction", account_id=account),
    )
    pages = ("risk.books", "risk.negative", "risk.book_rules", "risk.alert_rules")
    shown = [looker.get(url("backoffice", name)).content.decode() for name in pages]
    shown.append(
        looker.get(url("backoffice", "trading.account", account_id=account)).content.decode()
    )
    assert not [href for href in closed for html in shown if href in html]
    assert looker.get(closed[0]).status_code == 403


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "²", "x"])
def test_days_that_cannot_be_meant_are_those_of_now(visitors: Visitors, day: str) -> None:
    address = url("backoffice", "risk.house")
    assert visitors.right.get(address, {"since": day, "until": day}).status_code == 200


def test_what_cannot_be_a_name_narrows_to_nothing(visitors: Visitors) -> None:
    address = url("backoffice", "risk.exposure")
    for name in ("symbol", "group", "book", "server", "brand", "client", "account"):
        assert visitors.right.get(address, {name: "a\x00b"}).status_code == 200
