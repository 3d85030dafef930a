"""A trading password: made here, set through the gateway, shown once, stored nowhere."""

import asyncio
import json
import secrets
import string

import nats
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _t

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.words import words
from brokerdesk.kit.ids import new_id
from brokerdesk.ports.trading import PasswordKind

from ..errors import AccountNotReady, GatewayAway
from ..types import AccountRow, AccountState

LENGTH = 12
ANSWER_TIMEOUT_S = 15
CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "#%+=!?")


def make_password() -> str:
    """Make 12 characters of all four classes that MT5 asks for (mt5.md §6.2: 8 to 16)."""
    draw = secrets.SystemRandom()
    chosen = [draw.choice(group) for group in CLASSES]
    chosen += [draw.choice("".join(CLASSES)) for _ in range(LENGTH - len(CLASSES))]
    draw.shuffle(chosen)
    return "".join(chosen)


def new_password(account: AccountRow, kind: PasswordKind, *, actor: Actor) -> str:
    """Give an account a new password of a kind and return it; no other copy exists.

    Raises:
        AccountNotReady: the account is not open on its platform.
        GatewayAway: the gateway did not say that the platform took it; the old one may still hold.
    """
    if account.login is None or account.state not in {AccountState.ACTIVE, AccountState.READ_ONLY}:
        raise AccountNotReady(
            _t("The trading account's state is “%(state)s”.") % {"state": words(account.state)}
        )
    password = make_password()
    asked = {
        "op": "set_password",
        "id": new_id("rpc"),
        "login": account.login,
        "kind": kind.value,
        "password": password,
    }
    answer = asyncio.run(_ask(account.server_code, asked))
    if answer.get("ok") is not True:
        raise GatewayAway(_t("The platform did not confirm the new password. Please try again."))
    with transaction.atomic():
        record(
            "trading.password_set",
            subject=account.public_id,
            actor=actor,
            brand_id=account.brand_pk,
            after={"kind": kind.value},
        )
    return password


async def _ask(server_code: str, asked: dict[str, object]) -> dict[str, object]:
    """Ask the gateway of a server over NATS; nothing of it is kept anywhere."""
    subject = f"{settings.EVENTS_PREFIX}.gw.{server_code}.rpc"
    try:
        connection = await nats.connect(
            settings.NATS_URL, connect_timeout=2, allow_reconnect=False, max_reconnect_attempts=0
        )
    except (OSError, nats.errors.Error, TimeoutError):
        raise GatewayAway(_t("The trading platform cannot be reached now.")) from None
    try:
        reply = await connection.request(
            subject, json.dumps(asked).encode(), timeout=ANSWER_TIMEOUT_S
        )
    except (nats.errors.Error, TimeoutError):
        raise GatewayAway(_t("The trading platform does not answer now.")) from None
    finally:
        await connection.close()
    answer: dict[str, object] = json.loads(reply.data)
    return answer
