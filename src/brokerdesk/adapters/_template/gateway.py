"""The port's Protocols, spoken over one connection."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from brokerdesk.kit.clock import now
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.outcome import Accepted, Outcome, Rejected, Unknown, quoted
from brokerdesk.ports.trading import (
    AccountChange,
    AccountsPort,
    BalancePort,
    CalculatorPort,
    DealingPort,
    DealsPort,
    DealWindow,
    MarketPort,
    NewAccount,
    PasswordKind,
    PlatformAccount,
    PlatformDeal,
    PlatformGroup,
    PlatformOrder,
    PlatformPosition,
    PlatformSymbol,
    PushPort,
    Quote,
    ServerClock,
    Session,
)

from . import mapping
from .client import TemplateClient
from .config import TemplateConfig
from .errors import OK, AnswerLost, BadAnswer, NotSent, Proof, Refused, proof
from .wire import Answer

T = TypeVar("T")


async def outcome(sent: Awaitable[Answer], evidence: Callable[[Answer], T]) -> Outcome[T]:
    """Turn a command's answer, or its absence, into one of the three outcomes."""
    try:
        answer = await sent
        verdict = proof(answer.code)
        if verdict is Proof.DONE:
            return Accepted(evidence(answer))
    except NotSent as error:
        return Rejected("not_sent", str(error), retryable=True)
    except (AnswerLost, BadAnswer) as error:
        return Unknown(str(error))
    if verdict is Proof.NOTHING:
        return Unknown(Marked(_("the server answered %(code)s"), code=answer.code))
    retryable = verdict is Proof.NOT_DONE_NOW
    return Rejected(answer.code, quoted(answer.text), retryable=retryable)


def number(answer: Answer) -> int:
    """The login or ticket that an answer proves."""
    if not isinstance(answer.data, int) or answer.data <= 0:
        raise BadAnswer(Marked(_("accepted without evidence")))
    return answer.data


def nothing(answer: Answer) -> None:
    """A change has no evidence but its code."""
    del answer


class TemplateAccounts:
    """Implements AccountsPort."""

    def __init__(self, client: TemplateClient) -> None:
        self._client = client

    async def open_account(self, account: NewAccount) -> Outcome[int]:
        """Open an account; the reference is kept with it."""
        sent = self._client.command(
            "account.open",
            group=account.group,
            name=account.name,
            leverage=account.leverage,
            master=account.master_password,
            investor=account.investor_password,
            reference=account.reference,
        )
        return await outcome(sent, number)

    async def find_account(self, reference: str) -> PlatformAccount | None:
        """Look an account up by its reference."""
        row = await self._client.read_or_none("account.find", reference=reference)
        return None if row is None else mapping.account(row)

    async def account(self, login: int) -> PlatformAccount | None:
        """Read one account."""
        row = await self._client.read_or_none("account.get", login=login)
        return None if row is None else mapping.account(row)

    async def accounts(self, logins: Sequence[int]) -> list[PlatformAccount]:
        """Read many accounts; unknown logins are left out."""
        found = [await self.account(login) for login in logins]
        return [row for row in found if row is not None]

    async def logins(self, group_mask: str) -> list[int]:
        """Read the logins of groups."""
        return [int(str(n)) for n in await self._client.read("account.logins", mask=group_mask)]

    async def change_account(self, login: int, change: AccountChange) -> Outcome[None]:
        """Change what the change names."""
        fields = {
            name: getattr(change, name)
            for name in ("group", "leverage", "access", "name")
            if getattr(change, name) is not None
        }
        sent = self._client.command("account.change", login=login, **fields)
        return await outcome(sent, nothing)

    async def set_password(self, login: int, kind: PasswordKind, password: str) -> Outcome[None]:
        """Set one of the passwords."""
        sent = self._client.command("password.set", login=login, kind=kind, password=password)
        return await outcome(sent, nothing)

    async def check_password(self, login: int, kind: PasswordKind, password: str) -> bool:
        """Whether a password fits."""
        answer = await self._client.command(
            "password.check", login=login, kind=kind, password=password
        )
        if answer.code not in {OK, "denied"}:
            raise Refused(answer.code, answer.text)
        return answer.code == OK


class TemplateBalance:
    """Implements BalancePort. Nothing here is ever sent twice."""

    def __init__(self, client: TemplateClient) -> None:
        self._client = client

    async def change_balance(
        self, login: int, amount: Decimal, *, reference: str, comment: str
    ) -> Outcome[int]:
        """Deposit or withdraw."""
        return await self._move(login, "balance", amount, _comment(reference, comment))

    async def change_credit(
        self, login: int, amount: Decimal, *, reference: str, comment: str
    ) -> Outcome[int]:
        """Give or take credit."""
        return await self._move(login, "credit", amount, _comment(reference, comment))

    async def correct_balance(
        self, login: int, amount: Decimal, *, reference: str, comment: str
    ) -> Outcome[int]:
        """Correct the balance."""
        return await self._move(login, "correction", amount, _comment(reference, comment))

    async def find_operation(
        self, login: int, reference: str, since: datetime
    ) -> PlatformDeal | None:
        """Look a reference up in the comments of a login's deals since an instant."""
        start = int((since - timedelta(minutes=5)).timestamp())
        end = int((now() + timedelta(days=1)).timestamp())
        for row in await self._client.rows("deals", logins=[login], start=start, end=end):
            found = mapping.deal(row)
            if reference in found.comment.split():
                return found
        return None

    async def _move(self, login: int, kind: str, amount: Decimal, comment: str) -> Outcome[int]:
        sent = self._client.command(
            "balance.change", login=login, kind=kind, amount=f"{amount:f}", comment=comment
        )
        return await outcome(sent, number)


def _comment(reference: str, comment: str) -> str:
    """Put the reference in front, whole."""
    if not reference or len(reference) > 16 or " " in reference:
        raise ValueError("a reference has 1 to 16 characters and no blank")
    return f"{reference} {comment}".strip()[:60]


class TemplateDeals:
    """Implements DealsPort."""

    def __init__(self, client: TemplateClient) -> None:
        self._client = client

    async def deals(self, window: DealWindow) -> AsyncIterator[list[PlatformDeal]]:
        """Read a window; a venue with many deals needs slices of it."""
        rows = await self._client.rows(
            "deals",
            mask=window.group_mask,
            logins=list(window.logins),
            start=window.from_s,
            end=window.to_s,
        )
        found = sorted(map(mapping.deal, rows), key=lambda d: (d.server_time_ms, d.ticket))
        if found:
            yield found

    async def deal(self, ticket: int) -> PlatformDeal | None:
        """Read one deal."""
        row = await self._client.read_or_none("deal.get", ticket=ticket)
        return None if row is None else mapping.deal(row)

    async def deal_count(self, login: int, from_s: int, to_s: int) -> int:
        """Count a login's deals in a window."""
        return len(await self._client.rows("deals", logins=[login], start=from_s, end=to_s))


class TemplateMarket:
    """Implements MarketPort as far as the capabilities say; the rest is refused."""

    def __init__(self, client: TemplateClient) -> None:
        self._client = client

    async def clock(self) -> ServerClock:
        """Read the venue's clock, which is UTC."""
        server_s = int(str(await self._client.read("time")))
        return ServerClock(server_time_s=server_s, read_at=now(), offset_s=0)

    async def positions(self, group_mask: str) -> list[PlatformPosition]:
        """Not a capability of this venue."""
        raise Refused("unsupported", Marked(_("positions cannot be read here")))

    async def orders(self, group_mask: str) -> list[PlatformOrder]:
        """Not a capability of this venue."""
        raise Refused("unsupported", Marked(_("orders cannot be read here")))

    async def groups(self) -> list[PlatformGroup]:
        """Not a capability of this venue."""
        raise Refused("unsupported", Marked(_("groups cannot be read here")))

    async def symbols(self) -> list[PlatformSymbol]:
        """Not a capability of this venue."""
        raise Refused("unsupported", Marked(_("symbols cannot be read here")))

    async def quotes(self, symbols: Sequence[str]) -> list[Quote]:
        """Not a capability of this venue."""
        raise Refused("unsupported", Marked(_("prices cannot be read here")))


class TemplateSession:
    """Implements Session."""

    def __init__(self, client: TemplateClient) -> None:
        self._client = client
        self.accounts_port: AccountsPort = TemplateAccounts(client)
        self.balance_port: BalancePort = TemplateBalance(client)
        self.deals_port: DealsPort = TemplateDeals(client)
        self.market_port: MarketPort = TemplateMarket(client)
        self.dealing_port: DealingPort | None = None
        self.push_port: PushPort | None = None
        self.calculator_port: CalculatorPort | None = None

    @property
    def alive(self) -> bool:
        """Whether commands can be sent."""
        return self._client.alive

    async def close(self) -> None:
        """Close the connection."""
        await self._client.close()

    async def ping(self) -> float:
        """Make a round trip; gives its seconds."""
        started = time.perf_counter()
        await self._client.read("time")
        return time.perf_counter() - started


class TemplatePlatform:
    """Implements TradingPlatform."""

    def __init__(self, config: TemplateConfig) -> None:
        self._config = config

    async def connect(self, purpose: str) -> Session:
        """Open a session."""
        del purpose
        return TemplateSession(await TemplateClient.open(self._config))
