"""Pages of runs, holds, terms, statements and disputes: who may open them, and what they do."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client as Browser

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.ui import url
from brokerdesk.core.ui.testing import ResourceMatrix, Visitors
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.models import Brand
from brokerdesk.modules.brands.queries import brand
from brokerdesk.modules.clients.testing import make_client, make_staff, office, portal

from ..models import Accrual, Adjustment, Dispute, Hold, PayoutRun, PayoutTerms
from ..queries import payable
from ..services import NewTerms, make_run, put_hold, set_payout_terms
from ..services.disputes import Claim, open_dispute
from ..services.runs import Group
from ..types import PayoutPeriod
from .shop import Shop, make_partner
from .test_disputes import owing


def run_of(shop: Shop) -> PayoutRun:
    at = now()
    group = Group(PayoutPeriod.MANUAL, 0, True)
    run = make_run(brand(shop.partner.brand_id), group, (None, at), actor=SYSTEM, at=at)
    assert run is not None
    return run


def dispute_of(shop: Shop) -> Dispute:
    claim = Claim(text="Two lots, not one", accrual_id=shop.accrual.public_id)
    actor = Actor("client", shop.ian.public_id, "Ian")
    return open_dispute(shop.partner.public_id, claim, actor=actor, at=now())


class _Page(ResourceMatrix):
    @pytest.fixture(autouse=True)
    def _shop(self, shop: Shop) -> None:
        self.shop = shop


class TestRunList(_Page):
    listing = True

    @pytest.fixture(autouse=True)
    def _run(self, shop: Shop) -> None:
        self.secret = run_of(shop).public_id

    def address(self) -> str:
        return url("backoffice", "partners.runs")


class TestRunPage(_Page):
    secret = "Ian Adler"

    @pytest.fixture(autouse=True)
    def _run(self, shop: Shop) -> None:
        self.run = run_of(shop).public_id

    def address(self) -> str:
        return url("backoffice", "partners.run", run_id=self.run)


class TestRunLines(TestRunPage):
    def address(self) -> str:
        return url("backoffice", "partners.run_lines", run_id=self.run)


class TestDisputeList(_Page):
    listing, secret = True, "Two lots, not one"

    @pytest.fixture(autouse=True)
    def _dispute(self, shop: Shop) -> None:
        dispute_of(shop)

    def address(self) -> str:
        return url("backoffice", "partners.disputes")


class TestDisputePage(_Page):
    secret, queries = "Two lots, not one", 44

    @pytest.fixture(autouse=True)
    def _dispute(self, shop: Shop) -> None:
        self.dispute = dispute_of(shop).public_id

    def address(self) -> str:
        return url("backoffice", "partners.dispute", dispute_id=self.dispute)


class TestAnswerPage(TestDisputePage):
    secret = ""

    def address(self) -> str:
        return url("backoffice", "partners.dispute_answer", dispute_id=self.dispute)


class TestStatementPage(_Page):
    secret = "EURUSD"

    def address(self) -> str:
        page = url("backoffice", "partners.statement", partner_id=self.shop.partner.public_id)
        return f"{page}?since=2026-01-01&until=2027-12-31"


class TestTermsPage(_Page):
    def address(self) -> str:
        return url("backoffice", "partners.payout_terms", partner_id=self.shop.partner.public_id)


class TestHoldPage(_Page):
    def address(self) -> str:
        return url("backoffice", "partners.hold_put", partner_id=self.shop.partner.public_id)


class TestWriteOffPage(_Page):
    def address(self) -> str:
        return url("backoffice", "partners.write_off", partner_id=self.shop.partner.public_id)


class TestNewRunPage(_Page):
    listing, secret = True, "Make the run"

    def address(self) -> str:
        return url("backoffice", "partners.run_new")

    def wrong_brand_sees_nothing(self, visitors: Visitors) -> None:
        body = {"brand": self.shop.people.northwind.pk}
        assert visitors.wrong_brand.post(self.address(), body).status_code in (403, 422)
        assert not PayoutRun.objects.exists()


@pytest.fixture
def ian(shop: Shop) -> Browser:
    return portal(shop.ian)


@pytest.fixture
def colleague(shop: Shop) -> Browser:
    """A second partner manager of the brand."""
    return office(make_staff("carla", "partner_manager", brand_pk=shop.people.northwind.pk))


def test_a_run_is_made_changed_and_approved_by_another(shop: Shop, colleague: Browser) -> None:
    made = shop.visitors.right.post(
        url("backoffice", "partners.run_new"), {"brand": shop.people.northwind.pk}
    )
    run = PayoutRun.objects.get()
    assert made["Location"] == url("backoffice", "partners.run", run_id=run.public_id)
    line = run.lines.get()
    where: dict[str, Any] = {"run_id": run.public_id, "line": line.pk}
    address = url("backoffice", "partners.run_line_amount", **where)
    assert shop.visitors.right.post(address, {"amount": "7", "reason": "x"}).status_code == 422
    assert shop.visitors.right.post(address, {"amount": "5", "reason": "x"}).status_code == 303
    approve = url("backoffice", "partners.run_approve", run_id=run.public_id)
    shop.visitors.right.post(approve)
    assert PayoutRun.objects.get().state == "draft"
    colleague.post(approve)
    assert PayoutRun.objects.get().state == "approved"


def test_a_line_is_held_back_and_let_go_and_a_run_cancelled(shop: Shop) -> None:
    run = run_of(shop)
    where: dict[str, Any] = {"run_id": run.public_id, "line": run.lines.get().pk}
    for path, state in (("hold", "held"), ("pay", "pay")):
        address = url("backoffice", f"partners.run_line_{path}", **where)
        assert shop.visitors.right.post(address, {"reason": "x"}).status_code == 303
        assert run.lines.get().state == state
    cancel = url("backoffice", "partners.run_cancel", run_id=run.public_id)
    assert shop.visitors.right.post(cancel, {"reason": "wrong"}).status_code == 303
    run.refresh_from_db()
    assert run.state == "cancelled"


def test_holds_terms_and_write_offs_have_their_forms(shop: Shop, colleague: Browser) -> None:
    who = {"partner_id": shop.partner.public_id}
    right = shop.visitors.right
    body = {"period": "weekly", "delay_days": "2", "minimum": "10", "needs_approval": "on"}
    assert right.post(url("backoffice", "partners.payout_terms", **who), body).status_code == 303
    brand_body = body | {"brand": shop.people.northwind.pk, "period": "monthly"}
    brand_page = url("backoffice", "partners.brand_payout_terms")
    assert right.post(brand_page, brand_body).status_code == 303
    assert sorted(PayoutTerms.objects.values_list("period", flat=True)) == ["monthly", "weekly"]
    hold = {"client_id": shop.people.alice.public_id, "reason": "checks"}
    assert right.post(url("backoffice", "partners.hold_put", **who), hold).status_code == 303
    held = Hold.objects.get().public_id
    shown = right.get(url("backoffice", "partners.partner", **who)).content.decode()
    release = url("backoffice", "partners.hold_release", hold_id=held)
    assert right.post(release, {"reason": "fine"}).status_code == 303
    assert Hold.objects.get().released_at is not None
    owing(shop.partner, Decimal(10))
    off = url("backoffice", "partners.write_off", **who)
    assert right.post(off, {"currency": "USD", "reason": "gone"}).status_code == 303
    row = Adjustment.objects.get().public_id
    approve = url("backoffice", "partners.write_off_approve", adjustment_id=row)
    right.post(approve)
    assert payable(shop.partner, "USD") == -4
    colleague.post(approve)
    assert payable(shop.partner, "USD") == 0
    assert release in shown


def test_a_partner_contests_a_line_and_it_is_corrected(
    shop: Shop, ian: Browser, colleague: Browser
) -> None:
    line = {"accrual_id": shop.accrual.public_id}
    disagree = url("portal", "partners.disagree", **line)
    assert disagree in ian.get(url("portal", "partners.accrual", **line)).content.decode()
    body = {"text": "It was two lots", "expected": "12"}
    assert ian.post(disagree, body).status_code == 303
    found = {"dispute_id": Dispute.objects.get().public_id}
    right = shop.visitors.right
    assert right.post(url("backoffice", "partners.dispute_take", **found)).status_code == 303
    answer = url("backoffice", "partners.dispute_answer", **found)
    assert right.post(answer, {"text": "Let us see."}).status_code == 303
    word = url("portal", "partners.portal_dispute_say", **found)
    assert ian.post(word, {"text": "Thank you."}).status_code == 303
    accept = url("backoffice", "partners.dispute_accept", **found)
    assert right.post(accept, {"amount": "12", "reason": "you are right"}).status_code == 303
    approve = url("backoffice", "partners.dispute_approve", **found)
    right.post(approve)
    assert payable(shop.partner, "USD") == 6
    assert approve in colleague.get(url("backoffice", "partners.dispute", **found)).content.decode()
    colleague.post(approve)
    assert payable(shop.partner, "USD") == 12
    text = ian.get(url("portal", "partners.portal_dispute", **found)).content.decode()
    for shown in ("It was two lots", "Let us see.", "Thank you.", "you are right"):
        assert shown in text
    assert "6.00 → 12.00 (+6.00)\xa0USD" in text
    old = ian.get(url("portal", "partners.accrual", **line)).content.decode()
    taken = Accrual.objects.get(kind="adjustment").public_id
    newer = url("portal", "partners.accrual", accrual_id=taken)
    assert f'href="{newer}">The line that took its place' in old
    assert disagree not in old
    assert newer in ian.get(disagree).content.decode()
    late = ian.post(disagree, body)
    assert late.status_code == 422
    assert "The line was reversed meanwhile" in late.content.decode()
    assert url("portal", "partners.disagree", accrual_id=taken) in ian.get(newer).content.decode()
    statement = ian.get(url("portal", "partners.portal_statement")).content.decode()
    assert "Equal to the ledger" in statement


def test_a_correction_is_refused_and_a_dispute_rejected(shop: Shop, colleague: Browser) -> None:
    found = {"dispute_id": dispute_of(shop).public_id}
    right = shop.visitors.right
    accept = url("backoffice", "partners.dispute_accept", **found)
    approve = url("backoffice", "partners.dispute_approve", **found)
    assert colleague.post(approve).status_code == 303  # there is nothing to approve yet
    assert right.post(accept, {"amount": "12", "reason": "x"}).status_code == 303
    refuse = url("backoffice", "partners.dispute_refuse", **found)
    assert colleague.post(refuse, {"reason": "no"}).status_code == 303
    reject = url("backoffice", "partners.dispute_reject", **found)
    assert right.post(reject, {"text": "One lot."}).status_code == 303
    assert right.post(reject, {"text": "One lot."}).status_code == 422
    assert Dispute.objects.get().state == "rejected"


def test_a_period_is_contested_and_taken_back(shop: Shop, ian: Browser) -> None:
    new = url("portal", "partners.portal_dispute_new")
    body = {"currency": "USD", "since": "2026-03-01", "until": "2026-03-31", "text": "too little"}
    for until in ("2026-02-01", "9999-12-31"):
        assert ian.post(new, body | {"until": until}).status_code == 422
    Brand.objects.update(reporting_zone="Asia/Tokyo")
    assert ian.post(new, body).status_code == 303
    assert f"{Dispute.objects.get().since:%m-%d %H}" == "02-28 15"  # midnight of his brand
    found = {"dispute_id": Dispute.objects.get().public_id}
    assert "too little" in ian.get(url("portal", "partners.portal_disputes")).content.decode()
    page = url("backoffice", "partners.dispute", **found)
    assert shop.visitors.right.get(page).status_code == 200
    ian.post(url("portal", "partners.portal_dispute_withdraw", **found))
    assert Dispute.objects.get().state == "withdrawn"


def test_another_partner_sees_no_dispute(shop: Shop) -> None:
    found = {"dispute_id": dispute_of(shop).public_id}
    make_partner(shop.people.bob.public_id, "bob")
    bob = portal(shop.people.bob)
    for name in ("portal_dispute", "portal_dispute_say", "portal_dispute_withdraw"):
        assert bob.post(url("portal", f"partners.{name}", **found)).status_code == 404
    outsider = portal(make_client(shop.people.northwind, "Out"))
    for name in ("portal_disputes", "portal_dispute_new", "portal_statement"):
        assert outsider.get(url("portal", f"partners.{name}")).status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200),
        ("?since=2026-03-02&until=2026-03-01", 422),
        ("?since=yesterday", 422),
        ("?since=0001-01-01", 422),
        ("?until=9999-12-31", 422),
        ("?currency=XYZ", 422),
        ("?by=client", 422),
    ],
)
def test_a_cabinet_statement_is_asked_for_by_days(
    shop: Shop, ian: Browser, query: str, status: int
) -> None:
    page = url("portal", "partners.portal_statement")
    assert ian.get(page + query).status_code == status


def test_a_statement_is_given_as_csv_and_pdf(shop: Shop) -> None:
    page = url("backoffice", "partners.statement", partner_id=shop.partner.public_id)
    until = now() + timedelta(days=1)
    query = f"{page}?since=2026-01-01&until={until:%Y-%m-%d}&format="
    table = shop.visitors.right.get(f"{query}csv").content.decode("utf-8-sig")
    assert "Payable at the beginning,2026-01-01,,,0" in table
    assert "Commission,,EURUSD,1,6.00000000,USD" in table
    assert f"Payable at the end,{until:%Y-%m-%d},,,6.00000000,USD" in table
    assert "0E-" not in table
    printed = shop.visitors.right.get(f"{query}pdf")
    assert printed["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF-")


def test_a_held_partner_says_so_on_his_page(shop: Shop) -> None:
    put_hold(shop.partner.public_id, reason="passport", actor=SYSTEM, at=now())
    page = url("backoffice", "partners.partner", partner_id=shop.partner.public_id)
    assert "passport" in shop.visitors.right.get(page).content.decode()


def test_nobody_pays_by_hand_where_a_second_person_is_wanted(shop: Shop) -> None:
    daily = NewTerms(period=PayoutPeriod.DAILY)
    found = {"partner_id": shop.partner.public_id}
    page, pay = (url("backoffice", f"partners.{name}", **found) for name in ("partner", "pay"))
    assert "Pay into wallet" in shop.visitors.right.get(page).content.decode()
    set_payout_terms(shop.partner.brand_id, "", daily, actor=SYSTEM, at=now())
    assert "Pay into wallet" not in shop.visitors.right.get(page).content.decode()
    before = payable(shop.partner, "USD")
    assert shop.visitors.right.post(pay, {"currency": "USD"}).status_code == 409
    assert payable(shop.partner, "USD") == before > 0


def test_a_cabinet_says_when_he_is_paid(shop: Shop, ian: Browser) -> None:
    page, pay_me = url("portal", "partners.cabinet"), url("portal", "partners.pay_me")
    assert pay_me in ian.get(page).content.decode()
    new = NewTerms(period=PayoutPeriod.WEEKLY)
    set_payout_terms(shop.partner.brand_id, "", new, actor=SYSTEM, at=now())
    text = ian.get(page).content.decode()
    assert "Weekly" in text
    assert pay_me not in text
    assert ian.post(pay_me, {"currency": "USD"}).status_code == 409
    assert payable(shop.partner, "USD") == 6
