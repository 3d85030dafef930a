"""Mails about accounts: one per fact, only to whom the account is shown, in his language."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from brokerdesk.core import mail
from brokerdesk.core.actors import Actor
from brokerdesk.core.events.testing import drain
from brokerdesk.core.mail.models import Message
from brokerdesk.core.ui import url
from brokerdesk.kit.clock import now
from brokerdesk.modules.compliance.services import ensure_brand_defaults
from brokerdesk.ports.outcome import Accepted
from brokerdesk.ports.trading import PasswordKind

from .. import handlers
from ..models import Account
from ..queries import account
from ..services.accounts import request_account, set_access, set_switches
from ..services.changes import change_leverage
from ..services.noticing import notice_changes
from ..services.operations import claim_due, record_answer
from ..services.passwords import new_password
from ..services.requests import approve_request, reject_request, request_leverage
from ..testing import World, make_platform_account, make_product
from ..types import AccountState, Switches
from .test_jobs import DEALER
from .test_passwords import answering


def told() -> list[str]:
    """Hand every fact to the room, twice, and give the mails' subjects in order."""
    drain(twice=True)
    return list(Message.objects.order_by("pk").values_list("subject", flat=True))


def take(world: World, value: int | None = None) -> None:
    """Let the platform take what waits."""
    for work in claim_due(world.server.pk, limit=9, at=now()):
        took = Accepted(None) if value is None else Accepted(value)
        record_answer(work.work_id, took, at=now())


@pytest.fixture
def alice(world: World) -> Actor:
    return Actor(kind="client", id=world.client.public_id, label="Alice")


def opened(world: World, alice: Actor, kind: str) -> Account:
    ensure_brand_defaults(world.brand.pk)
    product = make_product(world.brand, world.server, kind=kind, currency="EUR")
    row = request_account(
        client_id=world.client.public_id, product_id=product.public_id, currency="EUR",
        leverage=30, actor=alice, at=now(),
    )  # fmt: skip
    take(world, 5001)
    return Account.objects.get(public_id=row.public_id)


def test_an_opened_account_says_where_to_sign_in(world: World, alice: Actor) -> None:
    made = opened(world, alice, "demo")
    assert told() == ["Your trading account 5001 is ready"]
    told_so = Message.objects.get()
    for text in (told_so.text, told_so.html):
        for fact in ("5001", "MetaTrader 5", "MT5 mt5a", "Demo EUR"):
            assert fact in text
        assert url("portal", "trading.account_password", account_id=made.public_id) in text
    assert (told_so.to, told_so.brand_id) == ("alice@north.example", world.brand.pk)


def test_a_new_password_is_told_without_it(world: World, nats_url: str) -> None:
    row = account(world.account.public_id)
    with answering({"ok": True}):
        made = [new_password(row, kind, actor=DEALER) for kind in PasswordKind]
    with answering({"rejected": "weak", "code": "x"}), pytest.raises(Exception, match="weak"):
        new_password(row, PasswordKind.MASTER, actor=DEALER)
    assert told() == ["A trading password was changed"] * 2
    first, second = Message.objects.order_by("pk")
    assert "Master" in first.text
    assert "Investor" in second.text
    assert "tell us at once" in first.html
    assert not any(secret in m.text + m.html for secret in made for m in (first, second))


def test_an_approved_leverage_is_told_when_the_platform_took_it(world: World, alice: Actor) -> None:
    asked = request_leverage(world.account.public_id, 30, actor=alice, reason="", at=now())
    approve_request(asked.public_id, version=asked.version, actor=DEALER, at=now())
    assert told() == []
    take(world)
    assert told() == ["The leverage of account 1001 is 1:30 now"]
    assert "from 1:100 to 1:30" in Message.objects.get().text


def test_a_refused_leverage_is_told_with_its_reason(world: World, alice: Actor) -> None:
    asked = request_leverage(world.account.public_id, 30, actor=alice, reason="", at=now())
    reject_request(asked.public_id, version=1, answer="Not <b>yet", actor=DEALER, at=now())
    assert told() == ["Your leverage was not changed"]
    refused = Message.objects.get()
    assert "Not <b>yet" in refused.text
    assert "Not &lt;b&gt;yet" in refused.html


def test_what_staff_asked_for_is_not_refused_to_the_client(world: World) -> None:
    asked = request_leverage(world.account.public_id, 30, actor=DEALER, reason="", at=now())
    reject_request(asked.public_id, version=1, answer="internal", actor=DEALER, at=now())
    assert told() == []


def test_a_leverage_that_staff_or_the_platform_changed_is_told(world: World) -> None:
    change_leverage(world.account.public_id, 30, actor=DEALER, reason="risk", at=now())
    take(world)
    assert told() == ["The leverage of account 1001 is 1:30 now"]
    later = now() + timedelta(seconds=5)
    notice_changes(world.server.pk, [make_platform_account(1001, "0")], later)
    assert told()[1:] == ["The leverage of account 1001 is 1:100 now"]
    assert "risk" not in Message.objects.order_by("pk")[0].text


@pytest.mark.parametrize(
    ("state", "words"),
    [("read_only", "Read-only"), ("disabled", "Disabled"), ("archived", "Archived")],
)
def test_a_state_that_staff_set_is_told(world: World, state: str, words: str) -> None:
    account_id = world.account.public_id
    set_access(account_id, AccountState(state), actor=DEALER, reason="abuse", at=now())
    assert told() == [f"Your trading account 1001 is “{words}” now"]
    assert "abuse" not in Message.objects.get().text


def test_switches_and_an_account_that_is_active_again_are_not_told(world: World) -> None:
    account_id = world.account.public_id
    Account.objects.update(state="disabled")
    set_switches(account_id, Switches(deposit=False), actor=DEALER, reason="x")
    set_access(account_id, AccountState.ACTIVE, actor=DEALER, reason="x", at=now())
    assert told() == []


def test_an_account_that_is_hidden_tells_nothing(world: World) -> None:
    Account.objects.update(visible=False)
    set_access(world.account.public_id, AccountState.DISABLED, actor=DEALER, reason="x", at=now())
    assert told() == []


def test_old_facts_are_no_news(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handlers, "NEWS", timedelta(0))
    set_access(world.account.public_id, AccountState.DISABLED, actor=DEALER, reason="x", at=now())
    assert told() == []


def test_a_mail_is_in_the_clients_language(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    type(world.client).objects.update(language="de")
    seen: list[str] = []
    written = mail.send

    def send(*args: Any, **kwargs: Any) -> bool:
        seen.append(translation.get_language())
        return written(*args, **kwargs)

    monkeypatch.setattr("brokerdesk.core.mail.send", send)
    set_access(world.account.public_id, AccountState.DISABLED, actor=DEALER, reason="x", at=now())
    assert len(told()) == 1
    assert seen == ["de"]
