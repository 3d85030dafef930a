"""Staff do one thing to many, block one, clear rewards up, change coupons: pages and REST."""

from typing import Any

import pytest

from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import ResourceMatrix

from ...models import AddOn, Attempt, BulkRun, Coupon, Payout
from ...services.bulk import work_bulk
from ..evidence.test_api import caller
from .conftest import Scene, post

BASE = "/api/v1/prop"


@pytest.fixture
def payout(scene: Scene, attempt: Attempt) -> Payout:
    return Payout.objects.create(
        attempt=attempt, stage=scene.stage, number=1, state="unresolved", asked=1000, profit=1000,
        split="0.8", trader=800, firm=200, currency="USD", requested_at=scene.at,
        operation_id="op_1", reason="another amount", approved_by="staff:stf_x",
        figures={"unmet": [], "doubt": "op_1"}, trouble="not put back",
    )  # fmt: skip


class TestPick(ResourceMatrix):
    listing, secret = True, "Two-step 100k"

    @pytest.fixture(autouse=True)
    def _there(self, scene: Scene, attempt: Attempt, payout: Payout) -> None:
        self.scene, self.attempt, self.payout = scene, attempt, payout
        self.run = BulkRun.objects.create(
            brand_id=attempt.brand_id, kind="block", reason="feed is down", by="staff:x",
            rows=[{"attempt": attempt.public_id, "state": "done", "said": ""}],
            created_at=scene.at, ended_at=scene.at, state="done",
        )  # fmt: skip

    def address(self) -> str:
        return url("backoffice", "prop.bulk_pick")


class TestRuns(TestPick):
    secret = "feed is down"

    def address(self) -> str:
        return url("backoffice", "prop.bulk_runs")


class TestRun(TestRuns):
    listing = False

    def address(self) -> str:
        return url("backoffice", "prop.bulk_run", run_id=self.run.public_id)


class TestBlock(TestRun):
    secret = ""

    def address(self) -> str:
        return url("backoffice", "prop.attempt_block", attempt_id=self.attempt.public_id)


class TestResolve(TestBlock):
    def address(self) -> str:
        return url("backoffice", "prop.payout_resolve", payout_id=self.payout.public_id)


class TestClear(TestBlock):
    def address(self) -> str:
        return url("backoffice", "prop.payout_clear", payout_id=self.payout.public_id)


def test_chosen_confirmed_and_done(scene: Scene, attempt: Attempt) -> None:
    chosen = {"pick": [attempt.public_id], "kind": "block"}
    shown = post(scene, "prop.bulk_check", chosen)
    assert shown.status_code == 200
    assert "Nothing can be opened" in shown.content.decode()
    assert not BulkRun.objects.exists()
    asked = post(scene, "prop.bulk_check", chosen | {"go": "1", "reason": ""})
    assert asked.status_code == 200
    assert not BulkRun.objects.exists()
    answer = post(scene, "prop.bulk_check", chosen | {"go": "1", "reason": "feed is down"})
    run = BulkRun.objects.get()
    assert answer["Location"].endswith(f"/prop/bulk/{run.public_id}/")
    work_bulk(run.public_id)
    attempt.refresh_from_db()
    assert attempt.block_reason == "feed is down"
    page = scene.visitors.right.get(answer["Location"]).content.decode()
    assert "1 of 1" in page
    again = post(scene, "prop.bulk_check", chosen).content.decode()
    assert "It is left as it is: its trading is blocked already" in again
    of_it = url("backoffice", "prop.attempt", attempt_id=attempt.public_id)
    assert "Trading is blocked by staff" in scene.visitors.right.get(of_it).content.decode()


@pytest.mark.parametrize("body", [{}, {"kind": "block"}, {"kind": "x", "pick": ["a"]}])
def test_nothing_chosen_goes_back(scene: Scene, body: dict[str, Any]) -> None:
    answer = post(scene, "prop.bulk_check", body)
    assert answer["Location"].endswith("/prop/bulk/pick/")


def test_what_is_not_his_is_left_out(scene: Scene, attempt: Attempt) -> None:
    chosen = {"pick": [attempt.public_id], "kind": "end", "go": "1", "reason": "x"}
    scene.visitors.wrong_brand.post(url("backoffice", "prop.bulk_check"), chosen)
    assert not BulkRun.objects.exists()


def test_an_unclear_reward_is_shown_and_cleared(scene: Scene, payout: Payout) -> None:
    of_it = url("backoffice", "prop.payout", payout_id=payout.public_id)
    body = scene.visitors.right.get(of_it).content.decode()
    assert "another amount" in body
    assert "not put back" in body
    where = {"payout_id": payout.public_id}
    listed = url("backoffice", "prop.payouts") + "?trouble=yes"
    assert payout.attempt.title in scene.visitors.right.get(listed).content.decode()
    assert post(scene, "prop.payout_clear", {"reason": ""}, **where).status_code == 422
    assert post(scene, "prop.payout_clear", {"reason": "by hand"}, **where).status_code == 303
    told = {"taken": "no", "reason": "it is still there"}
    assert post(scene, "prop.payout_resolve", told, **where).status_code == 303
    payout.refresh_from_db()
    assert (payout.state, payout.trouble) == ("review", "")


def test_coupons_and_addons_are_changed(scene: Scene, attempt: Attempt) -> None:
    coupon = Coupon.objects.create(
        brand_id=attempt.brand_id, code="SAVE", percent=10, used=3, max_uses=5,
        created_by="staff:x", created_at=scene.at,
    )  # fmt: skip
    where = {"row_id": coupon.public_id}
    form = scene.visitors.right.get(url("backoffice", "prop.coupon_edit", **where))
    assert 'value="10"' in form.content.decode()
    body = {"code": "OTHER", "percent": "12.5", "max_uses": "2", "per_client": "1"}
    assert post(scene, "prop.coupon_edit", body, **where).status_code == 422
    body |= {"max_uses": "9", "valid_until": "2027-01-01"}
    assert post(scene, "prop.coupon_edit", body, **where).status_code == 303
    coupon.refresh_from_db()
    assert (coupon.code, str(coupon.percent), coupon.max_uses) == ("SAVE", "12.5000", 9)
    addon = AddOn.objects.create(
        brand_id=attempt.brand_id, code="split90", title="90 %", percent=20,
        overlay={"kind": "profit_split_increase", "amount": "0.10"},
    )  # fmt: skip
    body = {"title": "95 %", "percent": "30", "kind": "profit_split_increase", "amount": "0.15"}
    where = {"row_id": addon.public_id}
    assert post(scene, "prop.addon_edit", body, **where).status_code == 303
    addon.refresh_from_db()
    assert (addon.code, addon.title, addon.overlay["amount"]) == ("split90", "95 %", "0.15")


def test_many_over_rest(scene: Scene, attempt: Attempt) -> None:
    program = caller(scene.people.northwind.pk, "prop:read", "prop:write", "prop:decide")
    other = caller(scene.people.bluepeak.pk, "prop:read", "prop:write", "prop:decide")
    body = {"kind": "block", "attempts": [attempt.public_id], "reason": "feed is down"}

    def send(who: Any, path: str, what: Any, key: str) -> Any:
        return who.post(BASE + path, what, "application/json", HTTP_IDEMPOTENCY_KEY=key)

    assert send(other, "/bulk-runs", body, "a").status_code == 404
    answer = send(program, "/bulk-runs", body, "a")
    assert answer.status_code == 201, answer.content
    work_bulk(answer.json()["id"])
    read = program.get(f"{BASE}/bulk-runs/{answer.json()['id']}").json()
    assert (read["state"], read["rows"][0]["state"]) == ("done", "done")
    assert other.get(f"{BASE}/bulk-runs/{answer.json()['id']}").status_code == 404
    assert other.get(f"{BASE}/bulk-runs").json()["items"] == []
    path = f"/attempts/{attempt.public_id}/unblock"
    assert send(other, path, {"reason": "x"}, "b").status_code == 404
    assert send(program, path, {"reason": "feed is back"}, "b").status_code == 204
    attempt.refresh_from_db()
    assert attempt.block_reason == ""
