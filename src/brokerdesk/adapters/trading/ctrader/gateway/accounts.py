"""Accounts: read by the Manager API, changed by the WebServices."""

import asyncio
import logging
from collections.abc import Sequence

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

from ..commands import CHECK_PASSWORD
from ..errors import ABSENT, BAD_PASSWORD, BadAnswer, Refused
from ..mapping import RIGHTS, account, group_parts, names, with_figures
from ..messages import Message
from ..rest import READERS, Row
from ..stream import hashed
from .link import Link, nothing_sent
from .positions import open_positions

log = logging.getLogger(__name__)
PATH = "/v2/webserv/traders"
# Few accounts are asked for their positions one by one, many by one list of all.
FEW = 5
SHORTEST = 8
NO_INVESTOR = Marked(_("cTrader has no investor password"))


class CTraderAccounts:
    """Implements AccountsPort."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def open_account(self, account: NewAccount) -> Outcome[int]:
        """Create a trader; the reference goes into its description. The server draws the login."""
        group, asset = group_parts(account.group)
        if not group or not asset:
            return Rejected(
                "TRADER_GROUP_NOT_FOUND", Marked(_("a group is written as Group/ASSET"))
            )
        if not strong(account.master_password):
            return Rejected(BAD_PASSWORD, Marked(_("the password is too weak")))
        try:
            body = await self._record(account, group, asset)
        except PlatformError as error:
            return nothing_sent(error)
        rest = self._link.rest
        outcome = await self._link.change(lambda: rest.send("POST", PATH, body), _login)
        if isinstance(outcome, Accepted) and self._link.config.create_ctid:
            await self._give_owner(account, outcome.value)
        return outcome

    async def _record(self, account: NewAccount, group: str, asset: str) -> Row:
        contact: Row = {"email": account.email}
        country = await self._link.catalog.country_id(account.country)
        if country is not None:
            contact["countryId"] = country
        return {
            "accessRights": "FULL_ACCESS",
            "accountType": "HEDGED",
            "balance": 0,
            "brokerName": self._link.config.broker,
            "depositCurrency": asset,
            "groupName": group,
            "hashedPassword": hashed(account.master_password),
            "leverageInCents": account.leverage * 100,
            "totalMarginCalculationType": "MAX",
            "description": account.reference,
            "contactDetails": contact,
            **names(account.name),
        }

    async def _give_owner(self, account: NewAccount, login: int) -> None:
        """Link a new account to its owner's cTrader ID; the account exists whatever happens."""
        config, rest = self._link.config, self._link.rest
        try:
            owner = {"email": account.email, "brokerName": config.broker}
            user = await rest.send("POST", "/cid/ctid/create", owner)
            link = {
                "traderLogin": login,
                "traderPasswordHash": hashed(account.master_password),
                "userId": user["userId"],
                "brokerName": config.broker,
                "environmentName": config.environment,
                "returnAccountDetails": False,
            }
            await rest.send("POST", "/cid/ctid/link", link)
        except (KeyError, PlatformError) as error:
            log.warning("login %s has no cTrader ID: %s", login, type(error).__name__)

    async def find_account(self, reference: str) -> PlatformAccount | None:
        """Look an account up by the reference it was opened with, newest first."""
        async for row in self._link.traders.every():
            if reference in row.description.split():
                return await self.account(row.login)
        return None

    async def account(self, login: int) -> PlatformAccount | None:
        """Read one account."""
        found = await self.accounts([login])
        return found[0] if found else None

    async def accounts(self, logins: Sequence[int]) -> list[PlatformAccount]:
        """Read accounts; of those with positions the WebServices tell the figures."""
        trader_ids = await self._link.traders.ids(dict.fromkeys(logins))
        if not trader_ids:
            return []
        rows = await self._link.traders.read(trader_ids)
        dealing = await self._dealing(trader_ids)
        slots = asyncio.Semaphore(READERS)

        async def one(row: Message) -> PlatformAccount | None:
            async with slots:
                return await self._whole(row, dealing=row.traderId in dealing)

        found = await asyncio.gather(*(one(row) for row in rows))
        return [item for item in found if item is not None]

    async def _dealing(self, trader_ids: Sequence[int]) -> set[int]:
        """The traders that have open positions."""
        owners: list[int] = [0] if len(trader_ids) > FEW else [*trader_ids]
        found = [row for owner in owners async for row in open_positions(self._link.stream, owner)]
        return {row.tradeData.traderId for row in found}

    async def _whole(self, row: Message, *, dealing: bool) -> PlatformAccount | None:
        known = account(row, await self._link.catalog.book(), self._link.time)
        if not dealing:
            return known
        try:
            return with_figures(known, await self._link.rest.read(f"{PATH}/{known.login}"))
        except Refused as error:
            if error.code in ABSENT:
                return None
            raise

    async def logins(self, group_mask: str) -> list[int]:
        """The logins of the groups that fit."""
        everyone = await self._link.traders.all()
        fits, logins = await self._link.members(group_mask), self._link.traders.logins
        return sorted(logins[trader_id] for trader_id in everyone if fits(trader_id))

    async def change_account(self, login: int, change: AccountChange) -> Outcome[None]:
        """Write the changed fields and no other."""
        try:
            refused, body = await self._changes(login, change)
        except PlatformError as error:
            return nothing_sent(error)
        if refused is not None:
            return refused
        rest = self._link.rest
        return await self._link.change(
            lambda: rest.send("PATCH", f"{PATH}/{login}", body), _nothing
        )

    async def _changes(self, login: int, change: AccountChange) -> tuple[Rejected | None, Row]:
        """The fields to write, or why they cannot be written."""
        body: Row = {}
        if change.group is not None:
            known = await self._link.traders.by_login(login)
            group, asset = group_parts(change.group)
            book = await self._link.catalog.book()
            if known and asset != book.asset_name(known.asset_id):
                return Rejected("currency", Marked(_("the account is held in another asset"))), body
            body["groupName"] = group
        if change.leverage is not None:
            body["leverageInCents"] = change.leverage * 100
        if change.access is not None:
            body["accessRights"] = RIGHTS[change.access]
        if change.name is not None:
            body |= names(change.name)
        if change.email is not None:
            # Whether a part of the contact details resets the others is not documented.
            row = await self._link.rest.read(f"{PATH}/{login}")
            body["contactDetails"] = {**(row.get("contactDetails") or {}), "email": change.email}
        return None, body

    async def set_password(self, login: int, kind: PasswordKind, password: str) -> Outcome[None]:
        """Set the password's hash; the server cannot judge the password, so we do."""
        if kind is PasswordKind.INVESTOR:
            return Rejected("unsupported", NO_INVESTOR)
        if not strong(password):
            return Rejected(BAD_PASSWORD, Marked(_("the password is too weak")))
        body = {"login": login, "hashedPassword": hashed(password)}
        rest = self._link.rest
        return await self._link.change(
            lambda: rest.send("POST", f"{PATH}/{login}/changepassword", body), _nothing
        )

    async def check_password(self, login: int, kind: PasswordKind, password: str) -> bool:
        """CheckTraderPassword."""
        if kind is PasswordKind.INVESTOR:
            raise PlatformRefused("unsupported", NO_INVESTOR)
        known = await self._link.traders.by_login(login)
        if known is None:
            raise Refused(CHECK_PASSWORD.name, "TRADER_NOT_FOUND", "")
        try:
            await self._link.stream.ask(
                CHECK_PASSWORD, traderId=known.trader_id, passwordHash=hashed(password)
            )
        except Refused as error:
            if error.code != BAD_PASSWORD:
                raise
            return False
        return True


def strong(password: str) -> bool:
    """Whether a password is long enough and of letters and digits."""
    kinds = (str.isalpha, str.isdigit)
    return len(password) >= SHORTEST and all(any(map(kind, password)) for kind in kinds)


def _login(row: Row) -> int:
    login = row.get("login")
    if not isinstance(login, int) or login <= 0:
        raise BadAnswer(Marked(_("an account was created without a login")))
    return login


def _nothing(row: Row) -> None:
    """A change has no evidence but that it was accepted."""
    del row
