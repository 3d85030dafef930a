"""What an adapter's test must be able to make happen at its venue."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Protocol

from brokerdesk.kit.clock import now
from brokerdesk.kit.ids import new_reference
from brokerdesk.ports.outcome import Accepted
from brokerdesk.ports.trading import (
    DealWindow,
    NewAccount,
    PasswordKind,
    PlatformAccount,
    PlatformDeal,
    Session,
    TradingPlatform,
)

PASSWORD = "Master#2024x"


class Venue(Protocol):
    """The venue from the other side. `offset_s` is its wall clock minus UTC.

    `place_order` places a limit order far from the market, so that it waits.
    `fill_orders` lets the market reach the waiting orders of a login.
    Commands of `fault`, for the next one only: open, change, balance, deals, close, cancel, and
    push for the next event of a deal or order that the venue tells, where it tells any.
    Faults: lost (performed, no answer), cut (performed, the connection breaks inside the answer),
    late (performed, answered after the adapter's patience), refused (not performed, for good),
    busy (not performed now), twice (answered twice), reversed (rows in another order).
    """

    group: str
    other_group: str
    currency: str
    symbol: str
    password_kinds: tuple[PasswordKind, ...]

    @property
    def offset_s(self) -> int: ...
    def platform(self) -> TradingPlatform: ...
    def unreachable(self) -> TradingPlatform: ...
    def stranger(self) -> TradingPlatform: ...
    def fault(self, command: str, kind: str) -> None: ...
    def trade(self, login: int, side: str, lots: Decimal) -> None: ...
    def close_trades(self, login: int) -> None: ...
    def place_order(self, login: int, side: str, lots: Decimal) -> None: ...
    def fill_orders(self, login: int) -> None: ...
    def edit_deal(self, ticket: int, changes: Mapping[str, str]) -> None: ...
    def delete_deal(self, ticket: int) -> None: ...
    def late_deal(self, login: int, amount: Decimal, before_s: int) -> None: ...
    def shift_clock(self, seconds: int) -> None: ...
    def restart(self) -> None: ...


@asynccontextmanager
async def session(venue: Venue) -> AsyncIterator[Session]:
    """Open a session and close it."""
    found = await venue.platform().connect("contract")
    try:
        yield found
    finally:
        await found.close()


def new_account(venue: Venue) -> NewAccount:
    """An account to open, with a fresh reference."""
    return NewAccount(
        group=venue.group,
        name=f"Alice {secrets.token_hex(3)}",
        email="alice@example.test",
        leverage=100,
        country="Malta",
        master_password=PASSWORD,
        investor_password=PASSWORD[::-1],
        reference=new_reference("A"),
    )


async def opened(venue: Venue, link: Session, money: Decimal = Decimal(0)) -> PlatformAccount:
    """Open an account that must be accepted, with some money on it."""
    order = new_account(venue)
    outcome = await link.accounts_port.open_account(order)
    assert isinstance(outcome, Accepted), outcome
    if money:
        await deposited(link, outcome.value, money)
    return await held(link, outcome.value)


async def deposited(link: Session, login: int, amount: Decimal) -> int:
    """Move money that must be accepted; gives the deal's ticket."""
    outcome = await link.balance_port.change_balance(
        login, amount, reference=new_reference("T"), comment="contract"
    )
    assert isinstance(outcome, Accepted), outcome
    return outcome.value


async def held(link: Session, login: int) -> PlatformAccount:
    """Read an account that must exist."""
    found = await link.accounts_port.account(login)
    assert found is not None
    return found


def window(venue: Venue, login: int) -> DealWindow:
    """Two days around the venue's now, of one login."""
    center = int(now().timestamp()) + venue.offset_s
    day_s = int(timedelta(days=1).total_seconds())
    return DealWindow(center - day_s, center + day_s, logins=(login,))


async def deals_of(link: Session, venue: Venue, login: int) -> list[PlatformDeal]:
    """Read all deals of one login."""
    return [d async for part in link.deals_port.deals(window(venue, login)) for d in part]
