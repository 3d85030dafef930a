"""Accounts over one connection."""

from collections.abc import Sequence

from brokerdesk.kit.slices import chunks
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.outcome import Outcome, Rejected
from brokerdesk.ports.trading import (
    AccountChange,
    NewAccount,
    PasswordKind,
    PlatformAccount,
    PlatformError,
)

from ..errors import BAD_PASSWORD, OK, UNSUPPORTED, BadAnswer, Refused
from ..mapping import account, rights_for, user_record
from ..mapping.accounts import SERVER_OWNED
from ..mapping.money import integer, text
from ..names import Row
from ..wire import Answer
from .link import Link, nothing_sent, outcome

BATCH = 500
TYPES = {PasswordKind.MASTER: "MAIN", PasswordKind.INVESTOR: "INVESTOR"}
# Fields that are also sent in the command line, as old builds read nothing else.
_LINE = ("Group", "Rights", "Name", "Leverage", "Email", "Country", "Comment")


class Mt5Accounts:
    """Implements AccountsPort."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._client = link.client

    async def open_account(self, account: NewAccount) -> Outcome[int]:
        """USER_ADD; the reference goes into the record's Comment."""
        record = user_record(account)
        params: dict[str, object] = {
            "LOGIN": account.login,
            "PASS_MAIN": account.master_password,
            "PASS_INVESTOR": account.investor_password,
            **_line(record),
        }
        secrets = {"PassMain": account.master_password, "PassInvestor": account.investor_password}
        sent = self._client.command("USER_ADD", params, body={**record, **secrets})
        return await outcome(sent, _login)

    async def find_account(self, reference: str) -> PlatformAccount | None:
        """Look an account up by the reference it was opened with, newest logins first."""
        logins = sorted(await self._client.user_logins("*"), reverse=True)
        for part in chunks(logins, BATCH):
            for user in await self._users(part):
                if reference in text(user, "Comment").split():
                    return await self.account(integer(user, "Login"))
        return None

    async def account(self, login: int) -> PlatformAccount | None:
        """USER_GET and USER_ACCOUNT_GET."""
        user = await self._client.user_get(login)
        if user is None:
            return None
        figures = await self._client.user_account_get(login) or {}
        return account(user, figures, self._link.time, await self._link.cents())

    async def accounts(self, logins: Sequence[int]) -> list[PlatformAccount]:
        """Users and their figures in batches; unknown logins are left out."""
        found: list[PlatformAccount] = []
        cents = await self._link.cents()
        for part in chunks(logins, BATCH):
            figures = {integer(row, "Login"): row for row in await self._figures(part)}
            for user in await self._users(part):
                row = figures.get(integer(user, "Login"))
                if row is not None:
                    found.append(account(user, row, self._link.time, cents))
        return found

    async def logins(self, group_mask: str) -> list[int]:
        """USER_LOGINS."""
        return await self._client.user_logins(group_mask)

    async def change_account(self, login: int, change: AccountChange) -> Outcome[None]:
        """Read the whole record, change it, write it whole: a partial one may wipe the rest."""
        try:
            user = await self._client.user_get(login)
        except PlatformError as error:
            return nothing_sent(error)
        if user is None:
            return Rejected("13", Marked(_("there is no such login on the server")))
        record = {name: value for name, value in user.items() if name not in SERVER_OWNED}
        record.update(_changes(user, change))
        params = {"LOGIN": login, **_line(record)}
        return await outcome(self._client.command("USER_UPDATE", params, body=record), _nothing)

    async def set_password(self, login: int, kind: PasswordKind, password: str) -> Outcome[None]:
        """USER_PASS_CHANGE."""
        params = {"LOGIN": login, "TYPE": TYPES[kind], "PASSWORD": password}
        return await outcome(self._client.command("USER_PASS_CHANGE", params), _nothing)

    async def check_password(self, login: int, kind: PasswordKind, password: str) -> bool:
        """USER_PASS_CHECK."""
        params = {"LOGIN": login, "TYPE": TYPES[kind], "PASSWORD": password}
        answer = await self._client.command("USER_PASS_CHECK", params)
        if answer.code not in {OK, BAD_PASSWORD}:
            raise Refused("USER_PASS_CHECK", answer.code, answer.text)
        return answer.code == OK

    async def _users(self, logins: Sequence[int]) -> list[Row]:
        """Read users in one batch, or one by one where the build has no batches."""
        try:
            return await self._client.user_get_batch(logins)
        except Refused as error:
            if error.retcode not in UNSUPPORTED:
                raise
        found = [await self._client.user_get(login) for login in logins]
        return [row for row in found if row is not None]

    async def _figures(self, logins: Sequence[int]) -> list[Row]:
        try:
            return await self._client.user_account_get_batch(logins)
        except Refused as error:
            if error.retcode not in UNSUPPORTED:
                raise
        found = [await self._client.user_account_get(login) for login in logins]
        return [row for row in found if row is not None]


def _line(record: Row) -> dict[str, object]:
    return {name.upper(): record[name] for name in _LINE if record.get(name) not in {None, ""}}


def _changes(user: Row, change: AccountChange) -> Row:
    """The fields to write; what the change leaves out stays."""
    fields: Row = {}
    if change.group is not None:
        fields["Group"] = change.group
    if change.leverage is not None:
        fields["Leverage"] = str(change.leverage)
    if change.name is not None:
        fields["Name"] = change.name[:127]
    if change.email is not None:
        fields["Email"] = change.email
    if change.access is not None:
        fields["Rights"] = str(rights_for(integer(user, "Rights"), change.access))
    return fields


def _login(answer: Answer) -> int:
    value = answer.params.get("LOGIN", "")
    if not value.isdecimal() or int(value) == 0:
        raise BadAnswer(Marked(_("USER_ADD: accepted without a login")))
    return int(value)


def _nothing(answer: Answer) -> None:
    """A change has no evidence but its code."""
    del answer
