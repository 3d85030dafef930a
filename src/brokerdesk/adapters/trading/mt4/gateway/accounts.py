"""Accounts at one bridge."""

import asyncio
import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from brokerdesk.kit.slices import chunks
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.outcome import Accepted, Outcome, Rejected
from brokerdesk.ports.trading import (
    AccountChange,
    NewAccount,
    PasswordKind,
    PlatformAccount,
    PlatformError,
    PlatformRefused,
)

from ..api import Call
from ..errors import BadAnswer
from ..mapping import account, changed_fields, is_weak, user_fields
from ..mapping.values import integer, text
from ..names import Row
from ..wire import body_text
from .link import Link, nothing, nothing_sent

LOGINS_PER_CALL = 300
# Up to here margins are asked for one by one, live; beyond, all of them come in one answer.
FEW = 10


class Mt4Accounts:
    """Implements AccountsPort."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._api = link.api

    async def open_account(self, account: NewAccount) -> Outcome[int]:
        """UserRecordNew, disabled, the reference in its comment; then both passwords; then enabled.

        An account that exists but whose passwords are in doubt is Unknown: `find_account` finds it
        disabled.
        """
        code_page = self._link.config.code_page
        if is_weak(account.master_password, code_page) or is_weak(
            account.investor_password, code_page
        ):
            return Rejected("password", Marked(_("the password is too weak")))
        body = body_text(user_fields(account, code_page))
        call = Call("POST", "UserRecordNew", body=body)
        opened = await self._link.outcome(self._api.change(call, account.reference), _login)
        if isinstance(opened, Accepted):
            self._link.directory.forget()
            return await self._with_passwords(opened, account)
        return opened

    async def _with_passwords(self, opened: Accepted[int], account: NewAccount) -> Outcome[int]:
        login, master, investor = opened.value, account.master_password, account.investor_password
        for step in (
            partial(self.set_password, login, PasswordKind.MASTER, master),
            partial(self.set_password, login, PasswordKind.INVESTOR, investor),
            partial(self._group_op, "Enable", login),
        ):
            done = await step()
            if isinstance(done, Rejected) and not done.retryable:
                return await self._taken_back(login, done)
            if not isinstance(done, Accepted):
                return await self._link.unknown(
                    Marked(_("login %(value)s may have no passwords yet"), value=login)
                )
        return opened

    async def _taken_back(self, login: int, why: Rejected) -> Outcome[int]:
        """Delete an account that was never enabled: the opening was refused as a whole."""
        gone = await self._group_op("Delete", login)
        if isinstance(gone, Accepted):
            return why
        return await self._link.unknown(
            Marked(_("login %(login)s was opened without passwords"), login=login)
        )

    async def find_account(self, reference: str) -> PlatformAccount | None:
        """Look an account up by the reference it was opened with, in all users' comments."""
        async for page in self._api.pages("UsersRequest"):
            for user in page:
                if reference in text(user, "comment").split():
                    return await self.account(integer(user, "login"))
        return None

    async def account(self, login: int) -> PlatformAccount | None:
        """UserRecordRequest and MarginLevelRequest."""
        user = await self._api.row(f"UserRecordRequest/{login}")
        if user is None:
            return None
        margin = await self._link.margin(login)
        return account(user, margin, self._link.time, await self._link.cents([login]))

    async def accounts(self, logins: Sequence[int]) -> list[PlatformAccount]:
        """UserRecordsRequest in pieces, and the margins; unknown logins are left out."""
        users: list[Row] = []
        for part in chunks(logins, LOGINS_PER_CALL):
            users += await self._api.rows("UserRecordsRequest", {"logins": list(part)})
        margins = await self._margins([integer(user, "login") for user in users])
        cents = await self._link.cents(integer(user, "login") for user in users)
        return [
            account(user, margins.get(integer(user, "login"), {}), self._link.time, cents)
            for user in users
        ]

    async def logins(self, group_mask: str) -> list[int]:
        """The logins of groups, read anew."""
        return await self._link.directory.logins(group_mask, fresh=True)

    async def change_account(self, login: int, change: AccountChange) -> Outcome[None]:
        """PATCH UserRecord with the changed fields alone."""
        flags = 0
        if change.access is not None:
            try:
                user = await self._api.row(f"UserRecordRequest/{login}")
            except PlatformError as error:
                return nothing_sent(error)
            if user is None:
                return Rejected("BadAccountInfo", Marked(_("there is no such login on the server")))
            flags = integer(user, "enableFlags")
        body = body_text(changed_fields(change, flags, self._link.config.code_page))
        call = Call("PATCH", f"UserRecord/{login}", body=body)
        done = await self._link.outcome(self._api.change(call), nothing)
        if change.group is not None:
            self._link.directory.forget()
        return done

    async def set_password(self, login: int, kind: PasswordKind, password: str) -> Outcome[None]:
        """UserPasswordSet."""
        if is_weak(password, self._link.config.code_page):
            return Rejected("password", Marked(_("the password is too weak")))
        investor = "true" if kind is PasswordKind.INVESTOR else "false"
        params = {"changeInvestor": investor, "cleanPubkey": "false"}
        call = Call("POST", f"UserPasswordSet/{login}", params, json.dumps(password))
        return await self._link.outcome(self._api.change(call), nothing)

    async def check_password(self, login: int, kind: PasswordKind, password: str) -> bool:
        """UserPasswordCheck, which knows the master password only.

        Raises:
            PlatformRefused: the investor's was asked for.
        """
        if kind is not PasswordKind.MASTER:
            raise PlatformRefused(
                "password_kind", Marked(_("the server checks master passwords only"))
            )
        call = Call("POST", f"UserPasswordCheck/{login}", body=json.dumps(password))
        found = await self._api.ask(call)
        if not isinstance(found, bool):
            raise BadAnswer(Marked(_("UserPasswordCheck: neither yes nor no")))
        return found

    async def _group_op(self, command: str, login: int) -> Outcome[None]:
        fields = {"command": command, "logins": [login]}
        call = Call("POST", "UsersGroupOp", body=body_text(fields))
        return await self._link.outcome(self._api.change(call), nothing)

    async def _margins(self, logins: Sequence[int]) -> dict[int, Row]:
        if len(logins) <= FEW:
            found = await asyncio.gather(*(self._link.margin(login) for login in logins))
            return dict(zip(logins, found, strict=True))
        rows = await self._api.rows("MarginsGet")
        return {integer(row, "login"): row for row in rows}


def _login(data: Any) -> int:
    login = integer(data, "login") if isinstance(data, dict) else 0
    if login <= 0:
        raise BadAnswer(Marked(_("UserRecordNew: accepted without a login")))
    return login
