"""A new trading password: what each answer of the gateway means to the one who asked."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import nats
import pytest
from django.conf import settings
from nats.aio.msg import Msg

from brokerdesk.core.audit.models import AuditEntry
from brokerdesk.core.ui import url
from brokerdesk.kit.texts import Marked, packed
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.trading import PasswordKind

from ..errors import GatewayAway, NotOfferedThere, PasswordInDoubt, PasswordRefused
from ..models import Account, Server
from ..queries import account
from ..services import passwords
from ..services.passwords import new_password
from ..testing import World
from ..types import AccountRow
from .test_job_pages import staff_browser
from .test_jobs import DEALER


@contextmanager
def answering(reply: dict[str, Any] | None) -> Iterator[list[dict[str, Any]]]:
    """Stand in for the gateway of the world's server: one reply to all, or silence."""
    asked: list[dict[str, Any]] = []
    ready = threading.Event()
    loop, stop = asyncio.new_event_loop(), asyncio.Event()

    async def on_request(message: Msg) -> None:
        asked.append(json.loads(message.data))
        if reply is not None:
            await message.respond(json.dumps(reply).encode())

    async def serve() -> None:
        client = await nats.connect(settings.NATS_URL)
        await client.subscribe(f"{settings.EVENTS_PREFIX}.gw.mt5a.*", cb=on_request)
        await client.flush()
        ready.set()
        await stop.wait()
        await client.close()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(5)
    try:
        yield asked
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(5)
        loop.close()


def audited() -> list[str]:
    """What was written about passwords, oldest first."""
    rows = AuditEntry.objects.filter(action__startswith="trading.password_").order_by("pk")
    return [
        action.removeprefix("trading.password_") for action in rows.values_list("action", flat=True)
    ]


@pytest.fixture
def row(world: World, nats_url: str) -> AccountRow:
    """The world's account as others see it."""
    return account(world.account.public_id)


def test_a_password_that_the_platform_took_is_returned(row: AccountRow) -> None:
    with answering({"ok": True}) as asked:
        password = new_password(row, PasswordKind.INVESTOR, actor=DEALER, reason="lost it")
    (request,) = asked
    assert (request["op"], request["login"], request["kind"]) == ("set_password", 1001, "investor")
    assert request["password"] == password
    assert audited() == ["asked", "set"]
    entry = AuditEntry.objects.get(action="trading.password_asked")
    assert entry.details.reason == "lost it"


def test_the_platforms_own_reason_is_passed_on(row: AccountRow) -> None:
    with (
        answering({"rejected": "there is no such login", "code": "13"}),
        pytest.raises(PasswordRefused, match="there is no such login"),
    ):
        new_password(row, PasswordKind.MASTER, actor=DEALER)
    assert audited() == ["asked", "refused"]


def test_our_adapters_reason_is_said_in_the_readers_language(
    row: AccountRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.translation._trans.gettext", lambda text: f"⟦{text}⟧")
    weak = packed(Marked(_("the password is too weak")))
    with (
        answering({"rejected": weak, "code": "password"}),
        pytest.raises(PasswordRefused, match=r"⟦The platform .*⟦the password is too weak⟧"),
    ):
        new_password(row, PasswordKind.MASTER, actor=DEALER)
    entry = AuditEntry.objects.get(action="trading.password_refused")
    assert entry.details.reason == "the password is too weak"


@pytest.mark.parametrize("reply", [{"unknown": "timed out"}, {}, None])
def test_an_unknown_outcome_is_said_and_kept(
    row: AccountRow, monkeypatch: pytest.MonkeyPatch, reply: dict[str, Any] | None
) -> None:
    """The platform may have taken it: the old password is no longer to be relied on."""
    monkeypatch.setattr(passwords, "ANSWER_TIMEOUT_S", 0.3)
    with answering(reply), pytest.raises(PasswordInDoubt):
        new_password(row, PasswordKind.MASTER, actor=DEALER)
    assert audited() == ["asked", "in_doubt"]


def test_nobody_at_the_gateway_means_that_nothing_was_changed(row: AccountRow) -> None:
    with pytest.raises(GatewayAway):
        new_password(row, PasswordKind.MASTER, actor=DEALER)
    assert audited() == ["asked", "not_sent"]


def test_a_platform_that_is_away_changed_nothing(row: AccountRow) -> None:
    with (
        answering({"rejected": "no connection", "code": "platform_away"}),
        pytest.raises(GatewayAway),
    ):
        new_password(row, PasswordKind.MASTER, actor=DEALER)
    assert audited() == ["asked", "not_sent"]


def test_only_passwords_that_the_platform_has_are_offered(world: World) -> None:
    browser = staff_browser("trading.*", "clients.view")
    page = url("backoffice", "trading.account_password", account_id=world.account.public_id)
    assert 'value="investor"' in browser.get(page).content.decode()
    Server.objects.filter(pk=world.server.pk).update(kind="ctrader")
    text = browser.get(page).content.decode()
    assert 'value="investor"' not in text
    row = account(Account.objects.get().public_id)
    with pytest.raises(NotOfferedThere):
        new_password(row, PasswordKind.INVESTOR, actor=DEALER)
    assert audited() == []
