"""A trading password by the API: answered once, kept nowhere, each failure with its own code."""

import json
from typing import Any

import pytest
from django.db import connection
from psycopg import sql

from ..models import Account
from ..queries import account
from ..services import passwords
from ..testing import World, make_brand
from ..types import AccountRow
from .robots import robot
from .test_passwords import answering, audited

WISH = {"kind": "master", "reason": "he lost it"}


@pytest.fixture
def row(world: World, nats_url: str) -> AccountRow:
    return account(world.account.public_id)


def stored_anywhere(text: str) -> bool:
    """Whether any table of the database holds a text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        for name in tables:
            table = sql.Identifier(name)
            cursor.execute(
                sql.SQL("SELECT 1 FROM {} t WHERE strpos(t::text, %s) > 0").format(table), [text]
            )
            if cursor.fetchone():
                return True
    return False


def test_a_password_is_answered_once_and_kept_nowhere(
    row: AccountRow, caplog: pytest.LogCaptureFixture
) -> None:
    caller = robot("passwords:write", brand_pk=row.brand_pk)
    with answering({"ok": True}) as asked:
        answer = caller.post(
            f"/accounts/{row.public_id}/passwords", WISH, headers={"Idempotency-Key": "k"}
        )
        again = caller.post(
            f"/accounts/{row.public_id}/passwords", WISH, headers={"Idempotency-Key": "k"}
        )
    made, other = answer.json()["password"], again.json()["password"]
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert [request["password"] for request in asked] == [made, other]
    assert made != other
    assert audited() == ["asked", "set"] * 2
    assert stored_anywhere("he lost it")
    assert not stored_anywhere(made)
    assert made not in caplog.text


@pytest.mark.parametrize(
    ("reply", "status", "code"),
    [
        ({"rejected": "no such login", "code": "13"}, 409, "password_refused"),
        ({"rejected": "no connection", "code": "platform_away"}, 503, "gateway_away"),
        ({"unknown": "timed out"}, 503, "password_in_doubt"),
        (None, 503, "password_in_doubt"),
    ],
)
def test_each_failure_has_its_code(
    row: AccountRow,
    monkeypatch: pytest.MonkeyPatch,
    reply: dict[str, Any] | None,
    status: int,
    code: str,
) -> None:
    monkeypatch.setattr(passwords, "ANSWER_TIMEOUT_S", 0.3)
    with answering(reply):
        answer = robot("passwords:write").post(f"/accounts/{row.public_id}/passwords", WISH)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "password" not in answer.json()


def test_a_platform_without_the_kind_is_not_asked(world: World) -> None:
    type(world.server).objects.update(kind="ctrader")
    wish = {**WISH, "kind": "investor"}
    answer = robot("passwords:write").post(f"/accounts/{world.account.public_id}/passwords", wish)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_offered_there")
    assert audited() == []


def test_a_disabled_account_takes_none(world: World) -> None:
    Account.objects.update(state="disabled")
    answer = robot("passwords:write").post(f"/accounts/{world.account.public_id}/passwords", WISH)
    assert answer.json()["code"] == "account_not_ready"


def test_another_brands_key_finds_no_account(world: World) -> None:
    other = robot("passwords:write", brand_pk=make_brand("south").pk)
    answer = other.post(f"/accounts/{world.account.public_id}/passwords", WISH)
    assert (answer.status_code, answer.json()["code"]) == (404, "account_not_found")


@pytest.mark.parametrize(
    "wish", [{"kind": "master"}, {**WISH, "reason": " "}, {**WISH, "kind": "x"}]
)
def test_a_wish_without_reason_or_kind_is_refused(world: World, wish: dict[str, str]) -> None:
    answer = robot("passwords:write").post(f"/accounts/{world.account.public_id}/passwords", wish)
    assert answer.status_code == 422
    assert json.loads(answer.content)["code"] == "invalid_input"
