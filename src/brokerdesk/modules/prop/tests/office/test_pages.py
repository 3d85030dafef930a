"""Pages of challenges for staff: who may open them, what they show, what their buttons do."""

from typing import Any

import pytest
from django.apps import apps

from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import ResourceMatrix

from ...models import Attempt, Order, Payout, Signal, Stage
from .conftest import Scene, post


@pytest.fixture
def payout(scene: Scene, attempt: Attempt) -> Payout:
    return Payout.objects.create(
        attempt=attempt, stage=scene.stage, number=1, state="review", asked=1000, profit=1000,
        split="0.8", trader=800, firm=200, currency="USD", requested_at=scene.at,
        figures={"unmet": [], "balance_after": "100000"},
    )  # fmt: skip


@pytest.fixture
def signal(scene: Scene, attempt: Attempt) -> Signal:
    return Signal.objects.create(
        attempt=attempt, kind="burst", key="2026-W10", found_at=scene.at,
        evidence={
            "trades": 20, "found": 9, "share": "45 %",
            "deals": [{"position": "17", "symbol": "EURUSD", "side": "buy", "lots": "1"}],
        },
    )  # fmt: skip


class TestChallengeList(ResourceMatrix):
    listing, secret = True, "Two-step 100k"

    @pytest.fixture(autouse=True)
    def _there(self, attempt: Attempt, payout: Payout, signal: Signal, scene: Scene) -> None:
        self.attempt, self.payout, self.signal, self.scene = attempt, payout, signal, scene

    def address(self) -> str:
        return url("backoffice", "prop.challenges")


class TestAttemptPage(TestChallengeList):
    listing, queries = False, 50

    @pytest.fixture(autouse=True)
    def _lost(self, _there: None) -> None:
        self.scene.report(self.scene.lose())

    def address(self) -> str:
        return url("backoffice", "prop.attempt", attempt_id=self.attempt.public_id)


class TestVerdicts(TestAttemptPage):
    listing, queries = True, 30

    def address(self) -> str:
        return url("backoffice", "prop.verdicts")


class TestJournal(TestAttemptPage):
    secret = "EURUSD"
    queries = 30

    def address(self) -> str:
        return url("backoffice", "prop.journal", stage_id=self.scene.stage.public_id)


class TestWaiting(TestChallengeList):
    @pytest.fixture(autouse=True)
    def _passed(self, _there: None) -> None:
        Attempt.objects.update(state="passed")

    def address(self) -> str:
        return url("backoffice", "prop.waiting")


class TestOrders(TestChallengeList):
    secret = "Two-step"

    def address(self) -> str:
        return url("backoffice", "prop.orders")


class TestOrderPage(TestOrders):
    listing = False

    def address(self) -> str:
        order_id = Order.objects.get().public_id
        return url("backoffice", "prop.order", order_id=order_id)


class TestOrderRefund(TestOrderPage):
    secret = ""

    def address(self) -> str:
        order_id = Order.objects.get().public_id
        return url("backoffice", "prop.order_propose_refund", order_id=order_id)


class TestPayouts(TestChallengeList):
    def address(self) -> str:
        return url("backoffice", "prop.payouts")


class TestPayoutPage(TestPayouts):
    listing = False

    def address(self) -> str:
        return url("backoffice", "prop.payout", payout_id=self.payout.public_id)


class TestPayoutAssess(TestPayoutPage):
    secret = ""

    def address(self) -> str:
        return url("backoffice", "prop.payout_assess", payout_id=self.payout.public_id)


class TestSignals(TestChallengeList):
    def address(self) -> str:
        return url("backoffice", "prop.signals")


class TestSignalPage(TestSignals):
    listing = False

    def address(self) -> str:
        return url("backoffice", "prop.signal", signal_id=self.signal.public_id)


class TestSignalDecision(TestSignalPage):
    secret = ""

    def address(self) -> str:
        return url("backoffice", "prop.signal_dismiss", signal_id=self.signal.public_id)


def test_the_nearest_to_a_floor_comes_first_and_filters_narrow(scene: Scene) -> None:
    stage = Stage.objects.get()
    values = {"equity": 95100, "floor": 95000, "room": 100, "room_ratio": 0.001}
    Stage.objects.update(**values, target=110000, marked_at=scene.at)
    listed = url("backoffice", "prop.challenges")
    assert "0.10 %" in scene.visitors.right.get(listed + "?near=floor").content.decode()
    assert stage.attempt.title not in (
        scene.visitors.right.get(listed + "?near=target").content.decode()
    )
    assert "Two-step" not in scene.visitors.right.get(listed + "?which=ended").content.decode()
    assert "Two-step" in scene.visitors.right.get(listed + "?q=7001").content.decode()


def test_a_challenge_is_listed_as_an_estimate_only_where_something_is_to_be_seen(
    scene: Scene,
) -> None:
    money = dict.fromkeys(("balance", "credit", "floating", "equity", "margin"), 0)
    stands = apps.get_model("valuation", "Stand").objects
    stands.create(account=scene.account, marked_at=scene.at, quality="estimated",
                  doubts=[["unsettled", ""]], positions=1, **money)  # fmt: skip
    Stage.objects.update(marked_at=scene.at)
    listed = url("backoffice", "prop.challenges")
    assert "Estimated" not in scene.visitors.right.get(listed).content.decode()
    stands.update(doubts=[["differs", ""], ["unsettled", ""]])
    assert "Estimated" in scene.visitors.right.get(listed).content.decode()
    answer: Any = scene.visitors.right.get(listed + "?export=csv")
    text = b"".join(answer.streaming_content).decode()
    head, line = text.splitlines()[:2]
    assert {"Login", "Phase", "Value"} <= set(head.lstrip("\ufeff").split(","))
    assert "7001" in line
    assert "estimated" in line


def test_room_is_what_the_equity_beside_it_leaves(scene: Scene, attempt: Attempt) -> None:
    money = dict.fromkeys(("credit", "floating", "margin"), 0)
    apps.get_model("valuation", "Stand").objects.create(
        account=scene.account, marked_at=scene.at, quality="reported", doubts=[], positions=1,
        balance=100_000, equity="95101.5", **money,
    )  # fmt: skip
    page = url("backoffice", "prop.attempt", attempt_id=attempt.public_id)
    shown = scene.visitors.right.get(page).content.decode()
    assert "95,101.50" in shown
    assert "101.50\N{NO-BREAK SPACE}USD" in shown.replace("95,101.50", "")


def test_a_signal_is_decided_once_with_a_note(scene: Scene, signal: Signal) -> None:
    where = {"signal_id": signal.public_id}
    assert post(scene, "prop.signal_dismiss", {"note": ""}, **where).status_code == 422
    assert post(scene, "prop.signal_dismiss", {"note": "His own EA"}, **where).status_code == 303
    assert post(scene, "prop.signal_confirm", {"note": "No"}, **where).status_code == 422
    signal.refresh_from_db()
    assert (signal.state, signal.note) == ("dismissed", "His own EA")


def test_a_challenge_is_ended_with_a_reason(scene: Scene, attempt: Attempt) -> None:
    where = {"attempt_id": attempt.public_id}
    assert post(scene, "prop.attempt_end", {"reason": ""}, **where).status_code == 422
    answer = post(scene, "prop.attempt_end", {"reason": "He asked for it"}, **where)
    assert answer.status_code == 303
    attempt.refresh_from_db()
    assert attempt.state == "closed"
    body = scene.visitors.right.get(answer["Location"]).content.decode()
    assert "He asked for it" in body
    assert "Active → Closed" in body
    assert "prop.attempt_state" not in body


def test_the_assessor_does_not_approve(scene: Scene, payout: Payout) -> None:
    where = {"payout_id": payout.public_id}
    assert post(scene, "prop.payout_assess", {}, **where).status_code == 303
    post(scene, "prop.payout_approve", {}, **where)
    payout.refresh_from_db()
    assert (payout.state, payout.approved_by) == ("review", "")
