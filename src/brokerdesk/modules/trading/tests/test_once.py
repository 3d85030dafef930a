"""Credit and part closes asked for twice are done once."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client as Browser

from brokerdesk.core.access.services import KeyRequest, create_api_key
from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.ui import url
from brokerdesk.kit.clock import now
from brokerdesk.ports.outcome import Accepted

from ..errors import AmountInvalid
from ..models import Account, AccountRequest, Operation
from ..services.changes import change_credit
from ..services.operations import claim_due, record_answer
from ..testing import World
from .test_job_pages import staff_browser
from .test_jobs import DEALER, position

CREDIT = {"amount": "100.00", "reason": "welcome"}
PART = {"lots": "0.10", "reason": "risk"}


@pytest.fixture
def office(world: World) -> Browser:
    return staff_browser("trading.*", "clients.view")


@pytest.fixture
def robot(world: World) -> Browser:
    wanted = KeyRequest(title="robot", scopes=("credit:*", "corrections:*", "positions:*"))
    token = create_api_key(wanted, actor=SYSTEM, at=now())[1]
    return Browser(headers={"host": "office.localhost", "authorization": f"Bearer {token}"})


def post(robot: Browser, path: str, body: dict[str, str], key: str = "k1") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return robot.post(
        f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers
    )


def settle(world: World) -> None:
    (work,) = claim_due(world.server.pk, limit=9, at=now())
    record_answer(work.work_id, Accepted(901), at=now())


def test_a_repeated_call_gives_the_first_answer(world: World, robot: Browser) -> None:
    position(world)
    account = f"/accounts/{world.account.public_id}"
    for key, path, body in (
        ("k1", f"{account}/credit", CREDIT),
        ("k2", f"{account}/positions/77/close", PART),
        ("k3", f"{account}/corrections", CREDIT),
    ):
        assert post(robot, path, body, key="").status_code == 400, path
        first = post(robot, path, body, key)
        assert first.status_code == 202, path
        if "close" in path:
            Operation.objects.filter(kind="close").update(state="settled")
        again = post(robot, path, body, key)
        assert (again.status_code, again.content) == (202, first.content)
        other = post(robot, path, {**body, "reason": "other"}, key)
        assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")
    kinds = Operation.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["credit", "close"]
    assert AccountRequest.objects.count() == 1


def form_of(browser: Browser, page: str, **values: str) -> dict[str, str]:
    answer = browser.get(page)
    return {**values, "key": answer.context["form"]["key"].value()}


def test_a_form_sent_twice_does_once(world: World, office: Browser) -> None:
    position(world)
    account_id = world.account.public_id
    pages = {
        url("backoffice", "trading.account_credit", account_id=account_id): CREDIT,
        url("backoffice", "trading.position_close", account_id=account_id, ticket=77): PART,
        url("backoffice", "trading.account_correction", account_id=account_id): CREDIT,
    }
    for page, values in pages.items():
        form = form_of(office, page, **values)
        assert office.post(page, form).status_code == 303, page
        Operation.objects.filter(kind="close").update(state="settled")
        assert office.post(page, form).status_code == 303, page
        assert office.post(page, {**form, "reason": "other"}).status_code == 422, page
        assert office.post(page, {**form, "key": ""}).status_code == 422, page
    assert Operation.objects.count() == 2
    assert AccountRequest.objects.count() == 1


def test_a_refused_form_can_be_sent_again(world: World, office: Browser) -> None:
    page = url("backoffice", "trading.account_credit", account_id=world.account.public_id)
    form = form_of(office, page, amount="-5.00", reason="back")
    assert office.post(page, form).status_code == 422
    Account.objects.filter(pk=world.account.pk).update(credit=5)
    assert office.post(page, form).status_code == 303


def test_credit_is_taken_once(world: World) -> None:
    account_id, amount = world.account.public_id, Decimal(-100)
    Account.objects.filter(pk=world.account.pk).update(credit=100, figures_at=now())
    change_credit(account_id, amount, actor=DEALER, reason="x", at=now())
    with pytest.raises(AmountInvalid):
        change_credit(account_id, amount, actor=DEALER, reason="x", at=now())
    settle(world)
    Operation.objects.update(state="settled", settled_at=now())
    with pytest.raises(AmountInvalid):
        change_credit(account_id, amount, actor=DEALER, reason="x", at=now())
    later = now() + timedelta(seconds=5)
    Account.objects.filter(pk=world.account.pk).update(credit=100, figures_at=later)
    change_credit(account_id, amount, actor=DEALER, reason="new credit", at=now())
