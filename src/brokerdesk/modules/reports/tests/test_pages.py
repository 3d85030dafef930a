"""The dashboard's panels, the list of figures, computing anew, and the API."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.test import Client as Browser

from brokerdesk.core.access.services import KeyRequest, create_api_key
from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events.testing import drain
from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import ResourceMatrix, Visitors, at_most
from brokerdesk.kit.clock import fixed, now
from brokerdesk.modules.brands.queries import brand
from brokerdesk.modules.clients.testing import World as People
from brokerdesk.modules.clients.testing import make_staff, make_world, office
from brokerdesk.modules.trading.tests.visitors import office_visitors

from ..models import DailyFigure
from ..queries import latest_day, todays_of
from ..rules import day_of
from ..types import FigureRow, Metric
from ..ui.charts import MONEY, days_of, money_option, trading_option
from ..ui.panels import net_of, tiles_of

TODAY = date(2026, 3, 2)


def figure(brand_pk: int, metric: Metric, amount: str, **more: Any) -> None:
    fields = {"day": day_of(now(), "UTC"), "currency": "USD", "count": 1, **more}
    DailyFigure.objects.create(
        brand_id=brand_pk, metric=metric, amount=Decimal(amount), updated_at=now(), **fields
    )


@dataclass
class Shop:
    """Two brands with figures of their own."""

    people: People
    visitors: Visitors


@pytest.fixture
def shop(db: None) -> Shop:
    people = make_world()
    drain()
    DailyFigure.objects.all().delete()
    figure(people.northwind.pk, Metric.DEPOSITS, "1234.50")
    figure(people.bluepeak.pk, Metric.DEPOSITS, "9876.25")
    visitors = office_visitors(people, "finance")
    return Shop(people, visitors)


@pytest.fixture
def visitors(shop: Shop) -> Visitors:
    return shop.visitors


class TestFigureList(ResourceMatrix):
    """The list of daily figures."""

    listing = True
    secret = "1,234.5"

    def address(self) -> str:
        return url("backoffice", "reports.figures")


class TestDashboard(ResourceMatrix):
    """The dashboard; without rights it opens and shows none of the figures."""

    listing = True
    secret = "1,234.50"
    queries = 75

    def address(self) -> str:
        return url("backoffice", "home")

    def without_the_right_it_is_closed(self, visitors: Visitors) -> None:
        assert self.secret not in visitors.no_right.get(self.address()).content.decode()


def test_dashboard_queries_do_not_grow_with_figures(shop: Shop) -> None:
    address = url("backoffice", "home")
    shop.visitors.right.get(address)
    for n in range(30):
        for metric in Metric:
            day = day_of(now(), "UTC") - timedelta(days=n + 1)
            figure(shop.people.northwind.pk, metric, "5", day=day)
    with at_most(75):
        text = shop.visitors.right.get(address).content.decode()
    assert "data-chart" in text


@pytest.fixture
def admin(shop: Shop) -> Browser:
    return office(make_staff("Ada", "administrator"))


def test_compute_anew(shop: Shop, admin: Browser) -> None:
    today = day_of(now(), "UTC").isoformat()
    body = {"brand": shop.people.northwind.pk, "since": today, "until": today}
    answer = admin.post(url("backoffice", "reports.rebuild"), body)
    assert answer.status_code == 303
    left = DailyFigure.objects.filter(brand_id=shop.people.northwind.pk)
    assert not left.filter(metric=Metric.DEPOSITS).exists()
    assert DailyFigure.objects.filter(brand_id=shop.people.bluepeak.pk).exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"brand": "999999"},
        {"brand": ""},
        {"brand": "<script>"},
        {"since": "yesterday"},
        {"until": "2020-01-01"},
        {"since": "1990-01-01"},
        {"until": "9" * 300},
    ],
)
def test_bad_periods_change_nothing(shop: Shop, admin: Browser, changes: dict[str, str]) -> None:
    today = day_of(now(), "UTC").isoformat()
    body = {"brand": shop.people.northwind.pk, "since": today, "until": today, **changes}
    before = list(DailyFigure.objects.values_list("brand_id", "metric", "amount"))
    answer = admin.post(url("backoffice", "reports.rebuild"), body)
    assert answer.status_code == 422
    assert "<script>" not in answer.content.decode().replace("<script>self", "")
    assert list(DailyFigure.objects.values_list("brand_id", "metric", "amount")) == before


def api(path: str, brand_pk: int | None, *scopes: str) -> Any:
    request = KeyRequest(title="Test", scopes=scopes, brand_id=brand_pk)
    token = create_api_key(request, actor=SYSTEM, at=now())[1]
    headers = {"host": "localhost", "authorization": f"Bearer {token}"}
    return Browser(headers=headers).get(f"/api/v1{path}")


def test_api_gives_the_keys_brand_only(shop: Shop) -> None:
    rows = api("/figures", shop.people.northwind.pk, "reports:read").json()
    assert [(r["metric"], r["amount"], r["currency"]) for r in rows] == [
        ("deposits", "1234.50000000", "USD")
    ]
    assert len(api("/figures", None, "reports:read").json()) == 1
    assert api("/figures", shop.people.northwind.pk, "clients:read").status_code == 403


@pytest.mark.parametrize(
    "query",
    ["since=2026-02-01&until=2026-01-01", "since=2020-01-01", "metric=profit", "since=soon"],
)
def test_api_refuses_bad_periods(shop: Shop, query: str) -> None:
    answer = api(f"/figures?{query}", shop.people.northwind.pk, "reports:read")
    assert answer.status_code == 422


def row(metric: Metric, amount: str, currency: str = "USD", day: date = TODAY) -> FigureRow:
    return FigureRow(day, metric, currency, 1, Decimal(amount), now())


def test_charts_carry_exact_text_per_currency() -> None:
    found = {
        Metric.DEPOSITS: [row(Metric.DEPOSITS, "0.10"), row(Metric.DEPOSITS, "7", "EUR")],
        Metric.WITHDRAWALS: [row(Metric.WITHDRAWALS, "0.30")],
        Metric.REFUNDS: [],
        Metric.VOLUME: [row(Metric.VOLUME, "2.5", "")],
        Metric.CLIENT_RESULT: [row(Metric.CLIENT_RESULT, "-4.05")],
    }
    series = money_option(found, [TODAY])["series"]
    assert [(s["name"], s["data"]) for s in series] == [
        ("Deposits EUR", ["7"]),
        ("Deposits USD", ["0.10"]),
        ("Withdrawals USD", ["-0.30"]),
    ]
    assert [s["stack"] for s in series] == ["money EUR", "money USD", "money USD"]
    lines = trading_option(found, [TODAY])["series"]
    assert [(s["name"], s["data"]) for s in lines] == [
        ("Volume, lots", ["2.5"]),
        ("Clients' result USD", ["-4.05"]),
    ]


@pytest.mark.parametrize(("ago", "days"), [(None, 7), (0, 7), (11, 12), (400, 30)])
def test_a_young_brands_chart_begins_with_its_first_figure(
    shop: Shop, ago: int | None, days: int
) -> None:
    north = shop.people.northwind.pk
    DailyFigure.objects.all().delete()
    figure(north, Metric.REGISTRATIONS, "1", day=TODAY - timedelta(days=20))
    if ago is not None:
        figure(north, Metric.DEPOSITS, "5", day=TODAY - timedelta(days=ago))
    with fixed(datetime(2026, 3, 2, 12, tzinfo=UTC)):
        found = days_of([north], MONEY)
    assert (found[-1], len(found)) == (TODAY, days)


def test_today_is_each_brands_own(shop: Shop) -> None:
    """Late in the evening of Greenwich it is already tomorrow in Nicosia."""
    north, blue = shop.people.northwind.pk, shop.people.bluepeak.pk
    Brand = apps.get_model("brands", "Brand")  # another room's table: only a test may
    Brand.objects.filter(pk=north).update(reporting_zone="Europe/Nicosia")
    DailyFigure.objects.all().delete()
    figure(north, Metric.DEPOSITS, "7", day=TODAY + timedelta(days=1))
    figure(north, Metric.DEPOSITS, "50", day=TODAY)
    figure(blue, Metric.DEPOSITS, "3", day=TODAY)
    figure(blue, Metric.DEPOSITS, "20", day=TODAY - timedelta(days=1))
    at = datetime(2026, 3, 2, 22, 54, tzinfo=UTC)
    todays = todays_of(None, at)
    assert (todays[north], todays[blue]) == (TODAY + timedelta(days=1), TODAY)
    assert latest_day([blue], at) == TODAY
    assert latest_day(None, at) == TODAY + timedelta(days=1)
    deposits = next(t for t in tiles_of(todays) if t.title == "Deposits")
    assert deposits.today == [("USD", Decimal(10))]
    assert deposits.yesterday == [("USD", Decimal(70))]
    with fixed(at):
        text = shop.visitors.right.get(url("backoffice", "home")).content.decode()
    assert "2026-03-03 · Europe/Nicosia" in text


def test_net_new_money_is_per_currency(shop: Shop) -> None:
    pk = shop.people.northwind.pk
    figure(pk, Metric.WITHDRAWALS, "200")
    figure(pk, Metric.REFUNDS, "34.50")
    figure(pk, Metric.WITHDRAWALS, "5", currency="EUR")
    tiles = {str(t.title): t for t in tiles_of({pk: day_of(now(), "UTC")})}
    assert tiles["Net new money"].today == [("EUR", Decimal(-5)), ("USD", Decimal(1000))]
    empty = net_of(tiles["Registrations"])
    assert empty.today == [("", Decimal(0))]
    assert brand(pk).reporting_zone
