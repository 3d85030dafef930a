"""Pages of reports, appeals and overrides: who may open them, and what they do."""

from typing import Any

import pytest

from brokerdesk.core.access.services import ensure_role
from brokerdesk.core.actors import Actor
from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import ResourceMatrix
from brokerdesk.modules.clients.testing import make_staff, office, portal

from ...evidence import verify
from ...models import Appeal, Decision, Override, Report
from ...services.appeals import open_appeal
from ...services.overrides import Proposal, propose_override
from ...types import OverrideKind
from .conftest import ROLE, Scene

CAROL = Actor("staff", "stf_carol", "Carol")


@pytest.fixture
def report(scene: Scene) -> Report:
    return scene.report(scene.lose())


@pytest.fixture
def appeal(scene: Scene, report: Report) -> Appeal:
    actor = Actor("client", scene.people.alice.public_id, "Alice")
    return open_appeal(
        report.decision.public_id, "A spike of one tick", client_pk=scene.people.alice.pk,
        actor=actor, at=scene.at,
    )  # fmt: skip


@pytest.fixture
def override(scene: Scene, report: Report) -> Override:
    proposal = Proposal(kind=OverrideKind.REINSTATE, reason="The feed was wrong")
    return propose_override(scene.stage.public_id, proposal, actor=CAROL, at=scene.at)


class TestReportPage(ResourceMatrix):
    secret, queries = "daily floor = anchor - amount", 40

    @pytest.fixture(autouse=True)
    def _report(self, report: Report) -> None:
        self.report = report

    def address(self) -> str:
        return url("backoffice", "prop.report", report_id=self.report.public_id)


class TestReportFile(TestReportPage):
    secret = "brokerdesk.prop.evidence/1"

    def address(self) -> str:
        return url("backoffice", "prop.report_file", report_id=self.report.public_id)


class TestReportPdf(TestReportPage):
    secret = ""

    def address(self) -> str:
        return url("backoffice", "prop.report_pdf", report_id=self.report.public_id)


class TestAppealList(ResourceMatrix):
    listing, secret = True, "A spike of one tick"

    @pytest.fixture(autouse=True)
    def _appeal(self, appeal: Appeal) -> None:
        self.appeal = appeal

    def address(self) -> str:
        return url("backoffice", "prop.appeals")


class TestAppealPage(TestAppealList):
    listing = False

    def address(self) -> str:
        return url("backoffice", "prop.appeal", appeal_id=self.appeal.public_id)


class TestAnswerPage(TestAppealPage):
    secret = ""

    def address(self) -> str:
        return url("backoffice", "prop.appeal_answer", appeal_id=self.appeal.public_id)


class TestUpholdPage(TestAnswerPage):
    def address(self) -> str:
        return url("backoffice", "prop.appeal_uphold", appeal_id=self.appeal.public_id)


class TestOverrideList(ResourceMatrix):
    listing, secret = True, "The feed was wrong"

    @pytest.fixture(autouse=True)
    def _override(self, override: Override) -> None:
        self.override = override

    def address(self) -> str:
        return url("backoffice", "prop.overrides")


class TestOverridePage(TestOverrideList):
    listing = False

    def address(self) -> str:
        return url("backoffice", "prop.override", override_id=self.override.public_id)


class TestRefusePage(TestOverridePage):
    secret = ""

    def address(self) -> str:
        return url("backoffice", "prop.override_refuse", override_id=self.override.public_id)


class TestProposePage(ResourceMatrix):
    @pytest.fixture(autouse=True)
    def _scene(self, scene: Scene) -> None:
        self.scene = scene

    def address(self) -> str:
        return url("backoffice", "prop.override_new", stage_id=self.scene.stage.public_id)


def test_a_trader_reads_his_own_report_and_no_other(scene: Scene, report: Report) -> None:
    own = url("portal", "prop.portal_report", report_id=report.public_id)
    alice, bob = portal(scene.people.alice), portal(scene.people.bob)
    page = alice.get(own).content.decode()
    assert "daily floor = anchor - amount" in page
    assert "Contest this decision" in page
    assert "SHA-256 of the rules of this phase alone" in page
    states = page[page.index("State before and after") :]
    assert ">No<" in states
    assert ">False<" not in states
    for address in (own, f"{own}report.json", f"{own}report.pdf"):
        assert alice.get(address).status_code == 200
        assert bob.get(address).status_code == 404
        assert portal(scene.people.mallory).get(address).status_code == 404


def test_what_is_downloaded_verifies(scene: Scene, report: Report) -> None:
    address = url("portal", "prop.portal_report_file", report_id=report.public_id)
    answer: Any = portal(scene.people.alice).get(address)
    assert verify(answer.content).ok
    assert "attachment" in answer["Content-Disposition"]


def test_a_report_that_waits_says_so(scene: Scene) -> None:
    from ...services.reports import begin_report

    begin_report(scene.lose(), at=scene.at)
    found = Report.objects.get()
    alice = portal(scene.people.alice)
    own = url("portal", "prop.portal_report", report_id=found.public_id)
    assert "The report is being made" in alice.get(own).content.decode()
    assert alice.get(f"{own}report.json").status_code == 409
    assert alice.get(f"{own}report.pdf").status_code == 409


def test_an_appeal_lives_on_pages(scene: Scene, report: Report) -> None:
    alice, bob = portal(scene.people.alice), portal(scene.people.bob)
    decision: Decision = report.decision
    contest = url("portal", "prop.contest", decision_id=decision.public_id)
    assert bob.get(contest).status_code == 404
    assert alice.post(contest, {"claim": "A spike"}).status_code == 303
    row = Appeal.objects.get()
    assert "cannot be contested" in alice.get(contest).content.decode()
    own = url("portal", "prop.portal_appeal", appeal_id=row.public_id)
    assert "A spike" in alice.get(own).content.decode()
    assert bob.get(own).status_code == 404
    assert "A spike" in alice.get(url("portal", "prop.portal_appeals")).content.decode()
    staff = scene.visitors.right
    answer = url("backoffice", "prop.appeal_answer", appeal_id=row.public_id)
    assert staff.post(answer, {"text": "We look."}).status_code == 303
    staff.post(url("backoffice", "prop.appeal_take", appeal_id=row.public_id))
    page = alice.get(own).content.decode()
    assert "We look." in page
    assert "Ron" not in page
    alice.post(url("portal", "prop.portal_appeal_say", appeal_id=row.public_id), {"text": "So?"})
    bob.post(url("portal", "prop.portal_appeal_withdraw", appeal_id=row.public_id))
    row.refresh_from_db()
    assert row.state == "open"
    alice.post(url("portal", "prop.portal_appeal_withdraw", appeal_id=row.public_id))
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_two_people_change_a_verdict(scene: Scene, appeal: Appeal) -> None:
    northwind = scene.people.northwind.pk
    first = office(make_staff("Pia", ROLE, brand_pk=northwind))
    new = url("backoffice", "prop.override_new", stage_id=scene.stage.public_id)
    values = {"kind": "reinstate", "reason": "The feed was wrong", "balance": ""}
    offered = first.get(new).content.decode()
    assert "Reinstate" in offered
    assert not any(f'value="{one}"' in offered for one in ("confirm", "dismiss", "fail", "pass"))
    assert first.post(f"{new}?appeal={appeal.public_id}", values).status_code == 303
    row = Override.objects.get()
    assert row.appeal == appeal
    approve = url("backoffice", "prop.override_approve", override_id=row.public_id)
    first.post(approve)
    row.refresh_from_db()
    assert row.state == "proposed"
    scene.visitors.right.post(approve)
    row.refresh_from_db()
    appeal.refresh_from_db()
    assert (row.state, appeal.state) == ("done", "overturned")
    page = scene.visitors.right.get(url("backoffice", "prop.override", override_id=row.public_id))
    assert "Ron" in page.content.decode()


def test_keys_are_for_everybody_and_replaced_by_few(scene: Scene, report: Report) -> None:
    key = report.key
    assert key is not None
    portal_page = portal(scene.people.alice).get(url("portal", "prop.portal_seal_keys"))
    assert key.key_id in portal_page.content.decode()
    office_page = scene.visitors.right.get(url("backoffice", "prop.seal_keys"))
    assert key.key_id in office_page.content.decode()
    replace = url("backoffice", "prop.seal_key_replace")
    ensure_role("sealer", "Sealer", {"prop.attempt.view": "all", "prop.seal.replace": "all"})
    of_a_brand = office(make_staff("Sal", "sealer", brand_pk=scene.stage.attempt.brand_id))
    assert replace not in of_a_brand.get(url("backoffice", "prop.seal_keys")).content.decode()
    for browser in (scene.visitors.no_right, of_a_brand):
        browser.post(replace)
        key.refresh_from_db()
        assert key.retired_at is None
    office(make_staff("Sue", "sealer")).post(replace)
    key.refresh_from_db()
    assert key.retired_at is not None
