"""Pages of jobs on accounts: who may do what, and what they show."""

from decimal import Decimal
from types import SimpleNamespace
from typing import cast

import pytest
from django.test import Client as Browser

from brokerdesk.core.access.services import ensure_role
from brokerdesk.core.actors import Actor
from brokerdesk.core.ui import UiRequest, url
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.testing import make_staff, office

from ..models import Account, AccountRequest, BulkJob, Operation, Product
from ..services.changes import change_leverage
from ..services.requests import approve_request, propose_correction
from ..testing import World, make_account
from ..ui import passwords
from ..ui.requests import waiting
from .test_jobs import DEALER

TESS = Actor("staff", "stf_tess", "Tess")


def staff_browser(*permissions: str) -> Browser:
    """The browser of a member of staff who holds these rights for all brands."""
    ensure_role("tester", "Tester", dict.fromkeys(permissions, "all"))
    return office(make_staff("Tess", "tester"))


@pytest.fixture
def dealer(world: World) -> Browser:
    return staff_browser("trading.*", "clients.view")


def test_a_bulk_job_is_previewed_and_started(world: World, dealer: Browser) -> None:
    make_account(world.client, world.product, 1002)
    form = {"leverage": "30", "lines": "1001\n1002, 5\n4242", "reason": "x"}
    answer = dealer.post(url("backoffice", "trading.bulk_prepare", action="leverage"), form)
    assert answer.status_code == 303
    text = dealer.get(answer["Location"]).content.decode()
    assert "there is no such account" in text
    assert not Operation.objects.exists()
    job = BulkJob.objects.get()
    start = url("backoffice", "trading.bulk_start", job_id=job.public_id)
    assert dealer.post(start).status_code == 303
    job.refresh_from_db()
    assert job.state == "running"
    assert dealer.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"leverage": ""}, "leverage"), ({"lines": "1001 x y"}, "lines"), ({"lines": ""}, "lines")],
)
def test_a_bulk_form_that_is_wrong_makes_no_job(
    world: World, dealer: Browser, changes: dict[str, str], field: str
) -> None:
    form = {"leverage": "30", "lines": "1001", "reason": "x", **changes}
    answer = dealer.post(url("backoffice", "trading.bulk_prepare", action="leverage"), form)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not BulkJob.objects.exists()


def test_pages_of_one_account(world: World, dealer: Browser) -> None:
    account_id = world.account.public_id
    for name in ("product", "leverage", "credit", "correction", "password"):
        page = url("backoffice", f"trading.account_{name}", account_id=account_id)
        assert dealer.get(page).status_code == 200, name
    answer = dealer.post(
        url("backoffice", "trading.account_leverage", account_id=account_id),
        {"leverage": "30", "reason": "x"},
    )
    assert answer.status_code == 303
    assert Operation.objects.get().change == {"leverage": 30, "was": 100}


def test_a_visitor_without_the_right_does_nothing(world: World) -> None:
    visitor = staff_browser("trading.account.view", "trading.deal.view")
    account_id = world.account.public_id
    for name in ("product", "leverage", "credit", "correction", "password"):
        page = url("backoffice", f"trading.account_{name}", account_id=account_id)
        assert visitor.get(page).status_code == 403, name
        assert visitor.post(page, {"reason": "x"}).status_code == 403, name
    assert visitor.get(url("backoffice", "trading.bulk")).status_code == 403


def test_a_request_is_decided_by_another(world: World, dealer: Browser) -> None:
    asked = propose_correction(
        world.account.public_id, Decimal("5.00"), actor=DEALER, reason="swap", at=now()
    )
    page = url("backoffice", "trading.request", request_id=asked.public_id)
    assert "Approve" in dealer.get(page).content.decode()
    approve = url("backoffice", "trading.request_approve", request_id=asked.public_id)
    assert dealer.post(approve, {"version": asked.version}).status_code == 303
    assert AccountRequest.objects.get().state == "approved"
    text = dealer.get(url("backoffice", "trading.requests")).content.decode()
    assert "5.00" in text
    change_leverage(world.account.public_id, 30, actor=DEALER, reason="x", at=now())


def test_a_correction_says_what_it_does(world: World, dealer: Browser) -> None:
    Account.objects.update(balance=Decimal("14249.61"))
    account_id = world.account.public_id
    asked = propose_correction(account_id, Decimal("12.34"), actor=DEALER, reason="x", at=now())
    page = url("backoffice", "trading.request", request_id=asked.public_id)
    text = dealer.get(page).content.decode()
    assert "Add +12.34\u00a0USD, from 14,249.61\u00a0USD to 14,261.95\u00a0USD" in text
    assert "Balance now" in text
    assert 'data-confirm="Correct 1001 of Alice Client by +12.34\u00a0USD?"' in text
    account_page = url("backoffice", "trading.account", account_id=account_id)
    shown = dealer.get(account_page).content.decode()
    assert f'<a href="{page}">Correction +12.34\u00a0USD</a>' in shown
    approve_request(asked.public_id, version=asked.version, actor=TESS, at=now())
    text = dealer.get(page).content.decode()
    assert "Balance now" not in text
    assert "14,2" not in text
    assert "Queued" in text
    assert f'href="{page}"' not in dealer.get(account_page).content.decode()
    taken = propose_correction(account_id, Decimal("-9.61"), actor=DEALER, reason="x", at=now())
    answer = dealer.get(url("backoffice", "trading.request", request_id=taken.public_id))
    assert "Take −9.61\u00a0USD, from 14,249.61\u00a0USD to 14,240.00" in answer.content.decode()


def test_requests_are_found_by_state_kind_login_and_client(world: World, dealer: Browser) -> None:
    propose_correction(world.account.public_id, Decimal(5), actor=TESS, reason="x", at=now())
    page = url("backoffice", "trading.requests")

    def found(**asked: str) -> bool:
        return "Correction +5.00\u00a0USD</a>" in dealer.get(page, asked).content.decode()

    assert all(
        found(**asked) for asked in ({"state": "pending"}, {"kind": "correction"}, {"q": "1001"})
    )
    assert found(q="Alice")
    assert not any(found(**asked) for asked in ({"state": "approved"}, {"kind": "leverage"}))
    assert not found(q="1002")
    text = dealer.get(page).content.decode()
    assert url("backoffice", "clients.card", client_id=world.client.public_id) in text
    assert "Asked by" in text


def test_ones_own_proposal_does_not_wait_for_oneself(world: World) -> None:
    tess = make_staff("Tess", "dealer")
    me = Actor("staff", tess.public_id, tess.name)
    other = make_account(world.client, world.product, 1002)
    for account, actor in ((world.account, me), (other, DEALER)):
        propose_correction(account.public_id, Decimal(5), actor=actor, reason="x", at=now())
    assert waiting(cast(UiRequest, SimpleNamespace(actor=me))) == 1


def test_an_account_that_no_other_product_fits_is_told_so(world: World, dealer: Browser) -> None:
    page = url("backoffice", "trading.account_product", account_id=world.account.public_id)
    assert "No other product fits" in dealer.get(page).content.decode()
    Product.objects.create(
        brand=world.brand, server=world.server, code="pro", title="Pro", kind="live",
        group="live\\pro", currency="USD", leverages=[30],
    )  # fmt: skip
    assert "Pro (live\\pro)" in dealer.get(page).content.decode()


def test_an_office_password_takes_a_choice_and_a_reason(
    world: World, dealer: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[str, str]] = []

    def make(row: object, kind: str, *, actor: object, reason: str) -> str:
        made.append((kind, reason))
        return "Secret#1"

    monkeypatch.setattr(passwords, "new_password", make)
    page = url("backoffice", "trading.account_password", account_id=world.account.public_id)
    shown = dealer.get(page)
    assert " checked" not in shown.content.decode()
    assert "data-confirm" in shown.content.decode()
    once = {"once": shown.context["once"]}
    assert dealer.post(page, {**once, "kind": "investor"}).status_code == 422
    assert dealer.post(page, {**once, "reason": "lost it"}).status_code == 422
    assert not made
    answer = dealer.post(page, {**once, "kind": "investor", "reason": "lost it"})
    assert "“Investor (read only)” password of account 1001" in answer.content.decode()
    assert 'data-copy="Secret#1"' in answer.content.decode()
    assert made == [("investor", "lost it")]


def test_a_bulk_form_asks_for_its_own_job_alone(world: World, dealer: Browser) -> None:
    chosen = dealer.get(url("backoffice", "trading.bulk_new")).content.decode()
    for action, field in (("leverage", "leverage"), ("group", "product_id"), ("access", "state")):
        page = url("backoffice", "trading.bulk_prepare", action=action)
        assert page in chosen
        fields = dealer.get(page).context["form"].fields
        assert list(fields) == [field, "lines", "reason"]
    assert dealer.get(url("backoffice", "trading.bulk_prepare", action="x")).status_code == 404


def test_a_preview_shows_from_what_to_what(world: World, dealer: Browser) -> None:
    low = make_account(world.client, world.product, 1002)
    Account.objects.filter(pk=low.pk).update(leverage=30)
    page = url("backoffice", "trading.bulk_prepare", action="leverage")
    answer = dealer.post(
        page, {"leverage": "30", "lines": "1001\n1002", "reason": "x"}, follow=True
    )
    text = answer.content.decode()
    assert "1:100 → 1:30" in text
    assert "No change" in text
    assert "Do it for 1 account<" in text
    job = BulkJob.objects.get()
    assert list(job.rows.order_by("position").values_list("state", flat=True)) == [
        "pending",
        "unchanged",
    ]


def test_operations_say_what_they_change(world: World, dealer: Browser) -> None:
    change_leverage(world.account.public_id, 30, actor=DEALER, reason="x", at=now())
    text = dealer.get(url("backoffice", "trading.operations")).content.decode()
    assert "Leverage 1:100 → 1:30" in text
    assert "0.00" not in text
