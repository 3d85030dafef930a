"""What the tasks of one server's gateway share."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from brokerdesk.kit.clock import now
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.trading.types import Reading, ServerRow
from brokerdesk.ports.trading import Capability, PlatformError, ServerClock, TradingPlatform

from .database import Database
from .links import Link
from .pace import Pace
from .tally import Tally
from .ticks import Teller
from .waiting import BackOff, pause

BREATH_S = 0.05


@dataclass(slots=True)
class Context:
    """One server, its platform, and how it is doing; `unread` says why deals cannot be read.

    `rescans_done`: the last of those asked for before the last comparison began.
    """

    server: ServerRow
    platform: TradingPlatform
    database: Database
    pace: Pace
    capabilities: frozenset[str]
    stop: asyncio.Event
    work: asyncio.Event = field(default_factory=asyncio.Event)
    poll: asyncio.Event = field(default_factory=asyncio.Event)
    rescan: asyncio.Event = field(default_factory=asyncio.Event)
    rescans_asked: int = 0
    rescans_done: int = 0
    clock: ServerClock | None = None
    polled_at: datetime | None = None
    told_at: datetime | None = None
    unread: str = ""
    moved_logins: set[int] = field(default_factory=set)
    read_at: dict[str, datetime] = field(default_factory=dict)
    tally: Tally = field(init=False)
    teller: Teller = field(init=False)

    def __post_init__(self) -> None:
        """Begin to count, and to tell."""
        self.tally = Tally(self.server.code)
        self.teller = Teller(self.server.pk, pushed=self.told)

    @property
    def told(self) -> bool:
        """Whether the platform tells of deals by itself."""
        return Capability.PUSH in self.capabilities

    @property
    def poll_s(self) -> float:
        """Seconds between readings of new deals."""
        return self.pace.pushed_poll_s if self.told else self.pace.poll_s

    def readings(self) -> dict[str, Reading]:
        """When each sort of data was read last, and how often it is."""
        pace = self.pace
        every_s = {
            "positions": pace.positions_s,
            "orders": pace.orders_s,
            "figures": pace.accounts_s,
            "all_figures": pace.all_accounts_s,
            "prices": pace.quotes_s,
            "catalog": pace.catalog_s,
        }
        if Capability.ORDERS not in self.capabilities:
            del every_s["orders"]
        found = {what: Reading(self.read_at.get(what), s) for what, s in every_s.items()}
        return {"deals": Reading(self.polled_at, self.poll_s), **found}

    def link(self, purpose: str, *, kept: bool = True) -> Link:
        """Make a connection of its own for a purpose."""
        return Link(self.platform, self.tally, purpose, kept=kept)

    def server_now_s(self) -> int:
        """The server's wall clock now, from its last reading.

        Raises:
            PlatformError: it was never read.
        """
        if self.clock is None:
            raise PlatformError(Marked(_("the server's clock was not read yet")))
        return self.clock.server_time_s + int((now() - self.clock.read_at).total_seconds())


def in_words(error: PlatformError) -> str:
    """Say a failure in words for operators."""
    return str(error) or type(error).__name__


async def repeat(
    context: Context,
    every_s: float,
    step: Callable[[], Awaitable[None]],
    wake: asyncio.Event | None = None,
) -> None:
    """Begin a step every so often until stopped; back off while the platform is away.

    A step that takes longer than that is followed by the next after a short breath.
    Anything but a platform's failure is not caught: the server's gateway starts over.
    """
    back_off = BackOff(context.pace.retry_s)
    while not context.stop.is_set():
        began = time.monotonic()
        try:
            await step()
        except PlatformError as error:
            context.tally.failed(in_words(error))
            await back_off.wait(context.stop)
            continue
        back_off.reset()
        left_s = every_s - (time.monotonic() - began)
        await pause(context.stop, max(left_s, min(every_s, BREATH_S)), wake)
