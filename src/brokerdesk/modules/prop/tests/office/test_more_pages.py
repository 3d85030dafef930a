"""Pages of what is sold, held, kept and reported: who may open them, and what they do."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import ValidationError

from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import ResourceMatrix
from brokerdesk.kit.clock import fixed
from brokerdesk.modules.trading.models import Position

from ...models import (
    AddOn,
    Attempt,
    Competition,
    Coupon,
    Order,
    Payout,
    Programme,
    ProgrammeVersion,
    Release,
    SignalRule,
)
from ...queries.book import book, open_by
from ...queries.reports import cohorts, sales
from ...ui.office.competitions import unnamed
from ...ui.office.release_lines import read_lines
from .conftest import Scene

OPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)


def brand_pk(scene: Scene) -> int:
    return scene.stage.attempt.brand_id


def post(scene: Scene, name: str, body: dict[str, Any], **where: Any) -> Any:
    return scene.visitors.right.post(url("backoffice", name, **where), body)


def position(scene: Scene, ticket: int = 1, side: str = "buy", lots: str = "2") -> None:
    Position.objects.create(
        server=scene.account.server, ticket=ticket, login=7001, account=scene.account,
        symbol="EURUSD", side=side, lots=lots, contract_size=100000, price_open="1.1",
        price_current="1.1", stop_loss=0, take_profit=0, profit="-12.50", swap="-0.50",
        opened_at=OPENED, synced_at=OPENED,
    )  # fmt: skip


@pytest.fixture
def held(scene: Scene) -> Competition:
    programme = Programme.objects.create(
        brand_id=brand_pk(scene), code="cup", title="Cup", family="cup", kind="competition",
        created_at=OPENED,
    )  # fmt: skip
    return Competition.objects.create(
        brand_id=brand_pk(scene), programme=programme, title="Spring Cup", opens_at=OPENED,
        starts_at=OPENED.replace(day=20), ends_at=OPENED.replace(day=30), created_at=OPENED,
    )  # fmt: skip


class TestExposure(ResourceMatrix):
    listing, secret, name = True, "EURUSD", "prop.exposure"

    @pytest.fixture(autouse=True)
    def _there(self, scene: Scene, held: Competition) -> None:
        position(scene)
        self.scene, self.held = scene, held
        Coupon.objects.create(
            brand_id=brand_pk(scene), code="SPRING20", percent=20, created_by="x", created_at=OPENED
        )
        AddOn.objects.create(brand_id=brand_pk(scene), code="swing", title="Swing", overlay={})
        Release.objects.create(
            brand_id=brand_pk(scene), at=OPENED, title="CPI of March", impact="high",
            recorded_at=OPENED,
        )  # fmt: skip
        Order.objects.update(paid_at=OPENED)

    def address(self) -> str:
        return url("backoffice", self.name)


class TestCompetitions(TestExposure):
    secret, name = "Spring Cup", "prop.competitions"


class TestCompetition(TestExposure):
    listing, secret = False, "Spring Cup"

    def address(self) -> str:
        return url("backoffice", "prop.competition", competition_id=self.held.public_id)


class TestNewCompetition(TestExposure):
    secret, name = "Cup", "prop.competition_new"


class TestCoupons(TestExposure):
    secret, name = "SPRING20", "prop.coupons"


class TestAddOns(TestExposure):
    secret, name = "Swing", "prop.addons"


class TestReleases(TestExposure):
    secret, name = "CPI of March", "prop.releases"


class TestSignalLimits(TestExposure):
    secret, name = "Northwind", "prop.signal_limits"


class TestBusiness(TestExposure):
    secret, name = "Two-step", "prop.business"

    def address(self) -> str:
        return url("backoffice", self.name) + "?since=2026-01&until=2026-12"


def test_open_positions_are_added_up_by_name(scene: Scene) -> None:
    position(scene)
    position(scene, 2, "sell", "0.5")
    (row,) = open_by("symbol", [brand_pk(scene)])
    assert (row.name, row.buy, row.sell, row.net) == (
        "EURUSD",
        Decimal(2),
        Decimal("0.5"),
        Decimal("1.5"),
    )
    assert (row.challenges, row.positions, row.floating) == (1, 2, Decimal(-26))
    assert not open_by("symbol", [brand_pk(scene)], all_phases=False)
    assert not open_by("symbol", [])
    scene.stage.equity, scene.stage.room = Decimal(99000), Decimal(4000)
    scene.stage.save()
    (whole,) = book(None)
    assert (whole.profit, whole.room, whole.due) == (Decimal(-1000), Decimal(4000), Decimal(0))


def test_sales_and_cohorts_count_what_was_paid(scene: Scene) -> None:
    Order.objects.update(paid_at=OPENED, refunded=55)
    until = OPENED.replace(month=4)
    (sold,) = sales(OPENED.replace(day=1), until, [brand_pk(scene)])
    assert (sold.month.isoformat(), sold.orders, sold.paid, sold.kept) == (
        "2026-03-01", 1, Decimal(155), Decimal(100),
    )  # fmt: skip
    (begun,) = cohorts(OPENED.replace(day=1), until, None)
    assert (begun.begun, begun.traded, begun.passed, begun.pass_rate) == (1, 1, 0, Decimal(0))
    assert (begun.fees, begun.payout_ratio) == (Decimal(100), Decimal(0))
    assert not cohorts(until, until.replace(month=5), None)
    address = url("backoffice", "prop.business") + "?since=2026-03&until=2026-03&export=sales"
    text = scene.visitors.right.get(address).content.decode()
    assert text.splitlines()[1].startswith("2026-03-01,Two-step,challenge,USD,1,0,155")


def test_coupons_are_made_and_switched_off(scene: Scene) -> None:
    body = {"brand": brand_pk(scene), "code": "may15", "percent": "15", "per_client": "1"}
    assert post(scene, "prop.coupon_new", body).status_code == 303
    assert post(scene, "prop.coupon_new", body).status_code == 422, "the code is taken"
    row = Coupon.objects.get()
    assert (row.code, row.enabled) == ("MAY15", True)
    assert post(scene, "prop.coupon_switch", {}, row_id=row.public_id).status_code == 303
    row.refresh_from_db()
    assert not row.enabled


def test_addons_are_made(scene: Scene) -> None:
    body = {
        "brand": brand_pk(scene), "code": "split90", "title": "90 %", "percent": "20",
        "kind": "profit_split_increase", "amount": "0.10",
    }  # fmt: skip
    assert post(scene, "prop.addon_new", body).status_code == 303
    assert AddOn.objects.get().overlay["kind"] == "profit_split_increase"
    wrong = body | {"code": "other", "amount": ""}
    assert post(scene, "prop.addon_new", wrong).status_code == 422


def test_a_currency_behind_the_amount_of_a_prize_is_not_said_twice() -> None:
    given = ({"rank": "1", "money": "100", "text": "USD and a mug"},
             {"rank": "2", "money": "", "text": "USD for charity"})  # fmt: skip
    assert [one["text"] for one in unnamed(given, "USD")] == ["and a mug", "USD for charity"]


def test_a_competition_is_drafted_and_opened(scene: Scene, held: Competition) -> None:
    body = {
        "programme": held.programme.public_id, "title": "May Cup", "metric": "profit",
        "opens_at": "2026-05-01 09:00", "starts_at": "2026-05-02 09:00",
        "ends_at": "2026-05-30 09:00", "prizes": "1000 and a cup\nA medal",
    }  # fmt: skip
    assert post(scene, "prop.competition_new", body).status_code == 422, "nothing is published"
    sold = ProgrammeVersion.objects.latest("pk")
    ProgrammeVersion.objects.create(
        programme=held.programme, number=1, document=sold.document, terms=sold.terms,
        created_by="x", created_at=OPENED, published_at=OPENED,
    )  # fmt: skip
    assert post(scene, "prop.competition_new", body).status_code == 303
    made = Competition.objects.get(title="May Cup")
    assert made.prizes == [
        {"rank": "1", "money": "1000", "text": "and a cup"},
        {"rank": "2", "money": "", "text": "A medal"},
    ]
    post(scene, "prop.competition_open", {}, competition_id=made.public_id)
    made.refresh_from_db()
    assert made.state == "open"


def test_a_competition_past_its_end_says_what_it_waits_for(scene: Scene, held: Competition) -> None:
    page = url("backoffice", "prop.competition", competition_id=held.public_id)
    Competition.objects.update(state="running")
    attempt = scene.stage.attempt
    Order.objects.update(competition=held)
    Attempt.objects.update(state="held")
    before, after = held.ends_at - timedelta(hours=1), held.ends_at + timedelta(hours=1)
    with fixed(before):
        assert "Its time is over" not in scene.visitors.right.get(page).content.decode()
    with fixed(after):
        waits = scene.visitors.right.get(page).content.decode()
        Attempt.objects.update(state="closed")
        closes = scene.visitors.right.get(page).content.decode()
    assert "when what is held" in waits
    assert url("backoffice", "prop.attempt", attempt_id=attempt.public_id) in waits
    assert "are being closed" in closes


def test_somebody_is_taken_out_by_name(scene: Scene, held: Competition) -> None:
    page = url("backoffice", "prop.competition", competition_id=held.public_id)
    Competition.objects.update(state="running")
    Order.objects.update(competition=held)
    attempt = scene.stage.attempt
    form = url("backoffice", "prop.competition_exclude", competition_id=held.public_id)
    assert f">{attempt.client}</option>" in scene.visitors.right.get(form).content.decode()
    assert post(
        scene, "prop.competition_exclude", {"attempt_id": "att_no", "reason": "copied"},
        competition_id=held.public_id,
    ).status_code == 422  # fmt: skip
    body = {"attempt_id": attempt.public_id, "reason": "copied"}
    answer = post(scene, "prop.competition_exclude", body, competition_id=held.public_id)
    assert answer.status_code == 303
    assert f"{attempt.client}: copied" in scene.visitors.right.get(page).content.decode()


def test_instants_are_chosen_in_a_calendar_and_kept_in_utc(scene: Scene) -> None:
    body = {
        "brand": brand_pk(scene), "at": "2026-12-04T13:30", "title": "NFP", "impact": "high",
        "currency": "USD",
    }  # fmt: skip
    again = post(scene, "prop.release_new", body | {"title": ""}).content.decode()
    assert 'type="datetime-local"' in again
    assert 'value="2026-12-04T13:30"' in again
    assert post(scene, "prop.release_new", body).status_code == 303
    assert Release.objects.get().at == datetime(2026, 12, 4, 13, 30, tzinfo=UTC)


def test_releases_come_from_a_file_and_go_while_nobody_was_told(scene: Scene) -> None:
    text = "at,title,impact,currency,symbols\n2026-03-20T13:30Z,CPI,high,usd,\n"
    body = {"brand": brand_pk(scene), "file": SimpleUploadedFile("r.csv", text.encode())}
    assert post(scene, "prop.release_import", body).status_code == 303
    row = Release.objects.get()
    assert (row.title, row.currency, row.symbols) == ("CPI", "USD", None)
    listed = url("backoffice", "prop.releases")
    assert "1 release is kept." in scene.visitors.right.get(listed).content.decode()
    other = text.replace("high", "low") + "2026-03-21T13:30Z,PPI,high,usd,\n"
    body["file"] = SimpleUploadedFile("r.csv", other.encode())
    assert post(scene, "prop.release_import", body).status_code == 303
    said = scene.visitors.right.get(listed).content.decode()
    assert "1 release is kept. 1 was known already and stays as it is." in said
    assert Release.objects.get(pk=row.pk).impact == "high"
    assert post(scene, "prop.release_remove", {}, release_pk=row.pk).status_code == 303
    assert Release.objects.get().title == "PPI"


@pytest.mark.parametrize(
    "text",
    ["", "time,name\n", "at,title\nyesterday,CPI\n", "at,title,impact\n2026-03-20,CPI,huge\n",
     "at,title\n2026-03-20T13:30Z,\n"],
)  # fmt: skip
def test_files_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        read_lines(text)


def test_limits_of_signals_are_set_by_brand(scene: Scene) -> None:
    where = {"brand_pk": brand_pk(scene), "kind": "copied"}
    body = {"enabled": "on", "least": "3", "share": "2.5", "seconds": "2"}
    assert post(scene, "prop.signal_limits_edit", body, **where).status_code == 303
    limits = SignalRule.objects.get().limits
    assert (limits["share"], limits["seconds"]) == ("0.025", "2")
    form = scene.visitors.right.get(url("backoffice", "prop.signal_limits_edit", **where))
    assert 'name="share" value="2.5"' in form.content.decode()
    page = scene.visitors.right.get(url("backoffice", "prop.signal_limits")).content.decode()
    assert "From such a share of all, %: 2.5<" in page
    off = {"least": "3", "share": "40", "seconds": "2"}
    post(scene, "prop.signal_limits_edit", off, **where)
    page = scene.visitors.right.get(url("backoffice", "prop.signal_limits")).content.decode()
    assert "Not looked for" in page


def test_a_reward_whose_price_went_back_is_only_rejected(scene: Scene) -> None:
    attempt = scene.stage.attempt
    payout = Payout.objects.create(
        attempt=attempt, stage=scene.stage, number=1, kind="reward", state="review", asked=500,
        profit=500, trader=400, firm=100, split="0.8", currency="USD", requested_at=OPENED,
    )  # fmt: skip
    where = {"payout_id": payout.public_id}
    seen = url("backoffice", "prop.payout", **where)
    ways = [url("backoffice", f"prop.payout_{one}", **where) for one in ("assess", "reject")]
    assert all(way in scene.visitors.right.get(seen).content.decode() for way in ways)
    order = attempt.order
    order.state = "refunded"
    order.save()
    page = scene.visitors.right.get(seen).content.decode()
    assert [way in page for way in ways] == [False, True]
    assert "Nothing of it is paid" in page
