"""A trading password: made here, set through the gateway, shown once, stored nowhere."""

import asyncio
import secrets
import string
from collections.abc import Callable, Mapping
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _t

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.core.texts import translated
from brokerdesk.core.words import words
from brokerdesk.kit.errors import DomainError
from brokerdesk.kit.ids import new_id
from brokerdesk.kit.texts import unpacked
from brokerdesk.ports.spec import adapters
from brokerdesk.ports.trading import Capability, PasswordKind

from ..errors import (
    AccountNotReady,
    GatewayAway,
    NotOfferedThere,
    PasswordInDoubt,
    PasswordRefused,
)
from ..events import AccountPasswordChanged
from ..models import Server
from ..types import AccountRow, AccountState
from .asking import AWAY, ask_gateway

LENGTH = 12
ANSWER_TIMEOUT_S = 15
NEEDED = {
    PasswordKind.MASTER: {Capability.PASSWORDS},
    PasswordKind.INVESTOR: {Capability.PASSWORDS, Capability.INVESTOR_PASSWORDS},
}
CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "#%+=!?")


def make_password() -> str:
    """Make 12 characters of all four classes that MT5 asks for (mt5.md §6.2: 8 to 16)."""
    draw = secrets.SystemRandom()
    chosen = [draw.choice(group) for group in CLASSES]
    chosen += [draw.choice("".join(CLASSES)) for _ in range(LENGTH - len(CLASSES))]
    draw.shuffle(chosen)
    return "".join(chosen)


def password_kinds(account: AccountRow) -> tuple[PasswordKind, ...]:
    """The passwords that the account's platform has and lets us set."""
    server = Server.objects.get(code=account.server_code)
    able = adapters.get("trading", server.kind).capabilities
    return tuple(kind for kind, needed in NEEDED.items() if needed <= able)


def new_password(account: AccountRow, kind: PasswordKind, *, actor: Actor, reason: str = "") -> str:
    """Give an account a new password of a kind and return it; no other copy exists.

    The audit says that it was asked for and why, then what became of it.
    Emits: AccountPasswordChanged, once the platform took it.
    Raises:
        AccountNotReady: the account is not open on its platform.
        NotOfferedThere: the platform has no such password.
        GatewayAway: it never reached the platform; the old one still holds.
        PasswordRefused: the platform refused it, in its own words; the old one still holds.
        PasswordInDoubt: no answer came; perhaps neither the old one nor any known one holds.
    """
    if account.login is None or account.state not in {AccountState.ACTIVE, AccountState.READ_ONLY}:
        raise AccountNotReady(
            _t("The trading account's state is “%(state)s”.") % {"state": words(account.state)}
        )
    if kind not in password_kinds(account):
        raise NotOfferedThere(_t("The platform has no such password."), field="kind")
    password = make_password()
    asked = {
        "op": "set_password",
        "id": new_id("rpc"),
        "login": account.login,
        "kind": kind.value,
        "password": password,
    }
    note = partial(_note, account, kind, actor)
    note("asked", reason[:200])
    answer = asyncio.run(ask_gateway(account.server_code, "rpc", asked, timeout_s=ANSWER_TIMEOUT_S))
    if answer.get("ok") is not True:
        raise _failure(answer, note)
    note("set")
    return password


def _failure(answer: Mapping[str, object], note: Callable[[str, str], None]) -> DomainError:
    """Keep what an answer other than yes means, and say it."""
    if "rejected" not in answer:
        note("in_doubt", unpacked(answer.get("unknown", "")))
        return PasswordInDoubt(
            _t("The platform did not say whether it took the new password. Make another one.")
        )
    reason = unpacked(answer["rejected"])
    if answer.get("code") == AWAY:
        note("not_sent", reason)
        return GatewayAway(_t("The trading platform cannot be reached now."))
    note("refused", reason)
    return PasswordRefused(
        _t("The platform refused the new password: %(reason)s") % {"reason": translated(reason)}
    )


@transaction.atomic
def _note(
    account: AccountRow, kind: PasswordKind, actor: Actor, outcome: str, reason: str = ""
) -> None:
    record(
        f"trading.password_{outcome}",
        subject=account.public_id,
        actor=actor,
        brand_id=account.brand_pk,
        after={"kind": kind.value},
        reason=reason,
    )
    if outcome == "set":
        emit(
            AccountPasswordChanged(
                account_id=account.public_id, client_id=account.client_id, kind=kind.value
            ),
            aggregate=f"account:{account.public_id}",
            brand_id=account.brand_pk,
            actor=actor,
        )
