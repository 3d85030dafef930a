"""Pages and API of changes of the past and of trials: who opens them, and what they do."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from brokerdesk.core.access.services import KeyRequest, create_api_key
from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.jobs.testing import run_jobs
from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import ResourceMatrix, Visitors
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.testing import make_staff, office
from brokerdesk.modules.trading.testing import START

from ..models import PastChange, PlanVersion, Trial
from ..queries import payable
from ..services.past import Proposal, propose_change
from ..services.trials import Draft, start_trial
from ..types import PastKind
from .shop import BODY, Shop, make_partner

ROOM = "brokerdesk.modules.partners"
DAY = timedelta(days=1)
SINCE = START - DAY


def change_of(shop: Shop) -> PastChange:
    body = {"body": BODY | {"levels": ["10"]}}
    wanted = Proposal(
        shop.partner.brand_id, PastKind.PLAN_VERSION, shop.plan_id, body, SINCE, "agreed by mail"
    )
    change = propose_change(wanted, actor=SYSTEM, at=now())
    run_jobs(name=ROOM)
    change.refresh_from_db()
    return change


def trial_of(shop: Shop, **body: object) -> Trial:
    draft = Draft(
        brand_pk=shop.partner.brand_id, name="x", currency="USD", body=BODY | body, since=SINCE,
        until=now(), plan_id=shop.plan_id,
    )  # fmt: skip
    trial = start_trial(draft, actor=SYSTEM, at=now())
    run_jobs(name=ROOM)
    trial.refresh_from_db()
    return trial


class _Page(ResourceMatrix):
    @pytest.fixture(autouse=True)
    def _shop(self, shop: Shop) -> None:
        self.shop = shop
        self.change, self.trial = change_of(shop), trial_of(shop)


class TestPastList(_Page):
    listing, secret = True, "pays by another body"

    def address(self) -> str:
        return url("backoffice", "partners.past")


class TestPastPage(_Page):
    secret = "10.00"

    def address(self) -> str:
        return url("backoffice", "partners.past_change", change_id=self.change.public_id)


class TestPastLines(_Page):
    secret = "10.00"

    def address(self) -> str:
        return url("backoffice", "partners.past_lines", change_id=self.change.public_id)


class TestPastReject(_Page):
    def address(self) -> str:
        return url("backoffice", "partners.past_reject", change_id=self.change.public_id)


class TestTrialList(_Page):
    listing, secret = True, "Lots"

    def address(self) -> str:
        return url("backoffice", "partners.trials")


class TestTrialPage(_Page):
    secret, queries = "EURUSD", 40

    def address(self) -> str:
        return url("backoffice", "partners.trial", trial_id=self.trial.public_id)


class TestTrialSums(_Page):
    secret = "EURUSD"

    def address(self) -> str:
        return url("backoffice", "partners.trial_sums", trial_id=self.trial.public_id)


class TestTrialNew(_Page):
    listing, secret = True, "Northwind Markets"

    def address(self) -> str:
        return url("backoffice", "partners.trial_new")


class _Propose(_Page):
    kind = ""

    def address(self) -> str:
        partner, alice = self.shop.partner.public_id, self.shop.people.alice.public_id
        subject = {"client": alice, "plan_version": self.shop.plan_id}.get(self.kind, partner)
        return url("backoffice", "partners.past_new", kind=self.kind, subject=subject)


class TestProposeClient(_Propose):
    kind = "client"


class TestProposeParent(_Propose):
    kind = "parent"


class TestProposePlan(_Propose):
    kind, secret = "plan", "Lots"


class TestProposeVersion(_Propose):
    kind, secret = "plan_version", "distribution"


class TestProposeTerms(_Propose):
    kind = "terms"


class TestProposeStanding(_Propose):
    kind = "standing"


@pytest.fixture
def second(shop: Shop) -> Browser:
    return office(make_staff("Sue", "partner_manager", brand_pk=shop.people.northwind.pk))


def test_a_client_is_moved_in_the_past_by_two_people(
    shop: Shop, visitors: Visitors, second: Browser
) -> None:
    other = make_partner(shop.people.bob.public_id, "bob")
    alice = shop.people.alice.public_id
    page = url("backoffice", "partners.past_new", kind="client", subject=alice)
    wanted = {"code": "bob", "at": SINCE.strftime("%Y-%m-%dT%H:%M"), "reason": "was his all along"}
    assert visitors.right.get(page).status_code == 200
    for bad in ({"code": "nobody"}, {"at": "2199-01-01T00:00"}, {"at": ""}, {"reason": ""}):
        assert visitors.right.post(page, wanted | bad).status_code == 422
    assert not PastChange.objects.exists()
    assert visitors.right.post(page, wanted).status_code == 303
    assert visitors.right.post(page, wanted).status_code == 422
    run_jobs(name=ROOM)
    change = PastChange.objects.get()
    shown = url("backoffice", "partners.past_change", change_id=change.public_id)
    approve = url("backoffice", "partners.past_approve", change_id=change.public_id)
    assert approve not in visitors.right.get(shown).content.decode()
    assert approve in second.get(shown).content.decode()
    each = url("backoffice", "partners.past_lines", change_id=change.public_id)
    assert visitors.right.get(each).content.decode().count("no line") == 2
    visitors.right.post(approve, {"digest": change.digest})
    visitors.wrong_brand.post(approve, {"digest": change.digest})
    second.post(approve, {"digest": "another"})
    run_jobs(name=ROOM)
    assert [payable(shop.partner, "USD"), payable(other, "USD")] == [6, 0]
    assert second.post(approve, {"digest": change.digest}).status_code == 303
    run_jobs(name=ROOM)
    assert [payable(shop.partner, "USD"), payable(other, "USD")] == [0, 6]
    card = url("backoffice", "clients.card", client_id=alice)
    assert shown in visitors.right.get(card).content.decode()


def test_a_partners_page_proposes_and_tells(shop: Shop, visitors: Visitors) -> None:
    partner = shop.partner.public_id
    page = url("backoffice", "partners.past_new", kind="terms", subject=partner)
    wanted = {
        "rank": "Gold", "rate": "", "multiplier": "2", "at": "2026-01-01T00:00", "reason": "agreed"
    }  # fmt: skip
    assert visitors.right.post(page, wanted | {"multiplier": "-1"}).status_code == 422
    assert visitors.right.post(page, wanted).status_code == 303
    change = PastChange.objects.get()
    assert change.params == {"rank": "Gold", "multiplier": "2"}
    text = visitors.right.get(url("backoffice", "partners.partner", partner_id=partner))
    assert change.public_id in text.content.decode()
    reject = url("backoffice", "partners.past_reject", change_id=change.public_id)
    assert visitors.right.post(reject, {"answer": ""}).status_code == 422
    assert visitors.right.post(reject, {"answer": "mistyped"}).status_code == 303
    run_jobs(name=ROOM)
    change.refresh_from_db()
    assert (change.state, change.answer) == ("rejected", "mistyped")


def test_unknown_kinds_and_subjects_are_not_there(shop: Shop, visitors: Visitors) -> None:
    for kind, subject in (("magic", "x"), ("client", "x"), ("parent", "x"), ("plan_version", "x")):
        page = url("backoffice", "partners.past_new", kind=kind, subject=subject)
        assert visitors.right.get(page).status_code == 404


def test_a_plan_is_tried_from_its_form_and_saved(shop: Shop, visitors: Visitors) -> None:
    change = url("backoffice", "partners.plan_change", plan_id=shop.plan_id)
    assert visitors.right.post(change, {"levels": "8, 3", "try": "1"}).status_code == 303
    new = url("backoffice", "partners.plan_new")
    body = {"brand": shop.people.northwind.pk, "name": "N", "currency": "USD", "levels": "1"}
    assert visitors.right.post(new, body | {"try": "1"}).status_code == 303
    assert PlanVersion.objects.count() == 1
    run_jobs(name=ROOM)
    saved, unsaved = Trial.objects.order_by("pk")
    assert saved.body["levels"] == ["8", "3"]
    save = url("backoffice", "partners.trial_save", trial_id=saved.public_id)
    page = url("backoffice", "partners.trial", trial_id=saved.public_id)
    assert save in visitors.right.get(page).content.decode()
    visitors.wrong_brand.post(save)
    assert PlanVersion.objects.count() == 1
    assert visitors.right.post(save).status_code == 303
    assert PlanVersion.objects.latest("pk").version == 2
    assert save not in visitors.right.get(page).content.decode()
    assert unsaved.plan is None


def test_any_body_is_tried_and_saved(shop: Shop, visitors: Visitors) -> None:
    page = url("backoffice", "partners.trial_new")
    body = {"distribution": "difference", "rules": [{"basis": "lot"}], "max_total": "10"}
    given = {
        "brand": shop.people.northwind.pk, "name": "Diff", "currency": "USD", "plan": shop.plan_id,
        "body": json.dumps(body), "since": "2026-01-01", "until": "9999-12-31", "code": "",
    }  # fmt: skip
    assert visitors.right.post(page, given | {"body": "[" * 9000}).status_code == 422
    for bad in ({"body": "{"}, {"body": "[]"}, {"body": "{}"}, {"code": "no"}, {"until": "x"}):
        assert visitors.right.post(page, given | bad).status_code == 422
    assert not Trial.objects.exists()
    assert "distribution" in visitors.right.get(f"{page}?plan={shop.plan_id}").content.decode()
    assert visitors.right.post(page, given).status_code == 303
    run_jobs(name=ROOM)
    trial = Trial.objects.get()
    visitors.right.post(url("backoffice", "partners.trial_save", trial_id=trial.public_id))
    assert PlanVersion.objects.latest("pk").body == body
    assert visitors.right.get(url("backoffice", "partners.plans")).status_code == 200


def test_the_case_that_refuses_a_plan_is_shown(shop: Shop, visitors: Visitors) -> None:
    trial = trial_of(shop, levels=["12"], max_total=None)
    Trial.objects.filter(pk=trial.pk).update(
        state="refused",
        findings=trial.findings
        | {
            "case": {
                "deal": 1, "ticket": 900, "symbol": "EURUSD", "at": "2026-03-02T09:00:00+00:00",
                "revenue": "7", "drafted": "12",
                "lines": [
                    {
                        "partner": shop.partner.public_id, "level": 1, "kind": "commission",
                        "amount": "12.00000000", "why": {"formula": "1 lots × 12 USD"},
                    }
                ],
            }
        },
    )  # fmt: skip
    page = url("backoffice", "partners.trial", trial_id=trial.public_id)
    text = visitors.right.get(page).content.decode()
    assert "1 lots × 12 USD" in text
    assert "7.00" in text
    sums = url("backoffice", "partners.trial_sums", trial_id=trial.public_id)
    csv: Any = visitors.right.get(f"{sums}?export=csv&dimension=symbol")
    rows = b"".join(csv.streaming_content if csv.streaming else [csv.content]).decode()
    assert "EURUSD" in rows


def caller(brand_pk: int | None, *scopes: str) -> Browser:
    request = KeyRequest(title="Test", scopes=scopes, brand_id=brand_pk)
    token = create_api_key(request, actor=SYSTEM, at=now())[1]
    return Browser(headers={"host": "localhost", "authorization": f"Bearer {token}"})


def send(browser: Browser, path: str, body: dict[str, Any]) -> Any:
    return browser.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")


def test_the_api_proposes_reads_and_lists_but_does_not_approve(shop: Shop) -> None:
    ours, theirs = shop.people.northwind.pk, shop.people.bluepeak.pk
    wanted = {
        "kind": "standing", "subject": shop.partner.public_id, "params": {"status": "suspended"},
        "effective_at": SINCE.isoformat(), "reason": "found late",
    }  # fmt: skip
    scopes = ("partners:propose", "partners:read")
    key, other = caller(ours, *scopes), caller(theirs, *scopes)
    assert send(other, "/past-changes", wanted).status_code == 404
    assert send(caller(ours, "partners:read"), "/past-changes", wanted).status_code == 403
    bad: dict[str, Any]
    for bad in (
        {"params": {"status": "magic"}},
        {"params": {"status": "\x00"}},
        {"params": {"status": ["active"]}},
        {"effective_at": "2199-01-01T00:00:00Z"},
    ):
        assert send(key, "/past-changes", wanted | bad).status_code == 422
    answer = send(key, "/past-changes", wanted)
    assert answer.status_code == 201, answer.content
    assert send(key, "/past-changes", wanted).json()["code"] == "past_overlap"
    run_jobs(name=ROOM)
    path = f"/api/v1/past-changes/{answer.json()['id']}"
    found = key.get(path).json()
    assert (found["state"], found["deals"], found["lines"]) == ("proposed", 1, 1)
    (line,) = key.get(f"{path}/lines").json()["items"]
    assert (line["before"], line["after"]) == ("6.00000000", "0.00000000")
    assert line["after_reason"] == "PARTNER_SUSPENDED"
    assert len(key.get("/api/v1/past-changes?state=proposed&kind=standing").json()["items"]) == 1
    assert key.get("/api/v1/past-changes?subject=x").json()["items"] == []
    assert other.get("/api/v1/past-changes").json()["items"] == []
    for hidden in (path, f"{path}/lines"):
        assert other.get(hidden).status_code == 404
    assert send(key, f"/past-changes/{found['id']}/approve", {}).status_code == 404


def test_the_api_tries_a_plan(shop: Shop) -> None:
    ours, theirs = shop.people.northwind.pk, shop.people.bluepeak.pk
    scopes = ("partners:try", "partners:read")
    key, other = caller(ours, *scopes), caller(theirs, *scopes)
    wanted = {
        "body": BODY | {"levels": ["7"]}, "since": SINCE.isoformat(), "until": now().isoformat(),
        "name": "Seven",
    }  # fmt: skip
    assert send(key, "/trials", wanted | {"body": {}}).json()["code"] == "plan_invalid"
    for broken in ("\x00", "\ud800"):
        body = BODY | {"slices": {broken: "1"}}
        assert send(key, "/trials", wanted | {"body": body}).status_code == 422
    assert send(key, "/trials", wanted | {"brand": "bluepeak"}).status_code == 422
    assert send(other, "/trials", wanted | {"plan_id": shop.plan_id}).status_code == 404
    answer = send(key, "/trials", wanted)
    assert answer.status_code == 201, answer.content
    run_jobs(name=ROOM)
    path = f"/api/v1/trials/{answer.json()['id']}"
    assert key.get(path).json()["findings"]["deals"] == 1
    (total,) = key.get(f"{path}/sums?dimension=all").json()["items"]
    assert (total["accrued"], total["drafted"]) == ("6.00000000", "7.00000000")
    assert len(key.get("/api/v1/trials").json()["items"]) == 1
    assert other.get("/api/v1/trials").json()["items"] == []
    for hidden in (path, f"{path}/sums"):
        assert other.get(hidden).status_code == 404
