"""From a platform's wire to stored deals, and from an event to its stored deal."""

import asyncio
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from .deals import COPY_ANCHOR, CopyAnchor, DealFactory
from .harness import SLICES, Slice, benchmark
from .memory import most_memory
from .world import World

if TYPE_CHECKING:
    from brokerdesk.modules.trading.models import Server
    from brokerdesk.surfaces.workers.gateway.context import Context

ACCOUNTS = 20
MONEY = Decimal(1_000_000)
TRIPS = 2_500
MISSED_TRIPS, MISSED_PARTS, MISSED_S = 5_000, 10, 3_600  # a slice of what was missed in an hour
STEADY_S, STEADY_TRIPS_S = 5.0, 100
SETTLE_S = 8.0  # until what was missed is no more read again
PATIENCE_S = 60.0
SYMBOL = "EURUSD"
Ready = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Venue:
    """A simulated platform: how it starts, how the adapter reaches it, how one trade is told."""

    kind: str
    arguments: tuple[str, ...]
    group: str
    config: Callable[[Ready], dict[str, object]]
    opened: str
    deals: Callable[[Ready, Ready], tuple[int, ...]]


def _mt5_config(ready: Ready) -> dict[str, object]:
    return {
        "host": "127.0.0.1",
        "port": ready["port"],
        "login": 1000,
        "password": "Manager#2024",
        "encrypt": False,
    }


MT5 = Venue(
    kind="mt5",
    arguments=("--manager", "1000:Manager#2024"),
    group="real\\standard-USD",
    config=_mt5_config,
    opened="position",
    deals=lambda opened, closed: (int(opened["deal"]), int(closed["deal"])),
)


def _mt4_config(ready: Ready) -> dict[str, object]:
    address = f"http://127.0.0.1:{ready['port']}"
    return {
        "base_url": address,
        "authority": address,
        "client_id": "crm",
        "client_secret": "Client#2024",
    }


MT4 = Venue(
    kind="mt4",
    arguments=("--client", "crm:Client#2024"),
    group="std-USD",
    config=_mt4_config,
    opened="order",
    deals=lambda opened, closed: (int(closed["order"]),),
)


def _ctrader_config(ready: Ready) -> dict[str, object]:
    return {
        "rest_url": f"https://127.0.0.1:{ready['rest_port']}",
        "host": "127.0.0.1",
        "port": ready["manager_port"],
        "plant": "street",
        "environment": "demo",
        "broker": "demobroker",
        "login": 30001,
        "password": "Manager#2024",
        "certificate": Path(ready["certificate"]).read_text(),
    }


CTRADER = Venue(
    kind="ctrader",
    arguments=("--manager", "30001:Manager#2024"),
    group="Retail_Standard/USD",
    config=_ctrader_config,
    opened="position",
    deals=lambda opened, closed: (int(opened["deal"]), int(closed["deal"])),
)


@contextmanager
def street(venue: Venue) -> Iterator[tuple[Ready, httpx.Client]]:
    """Run a simulated platform; gives its ports and its control door."""
    starter = "import sys; from streetsim.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", starter, venue.kind, "--control-port", "0"]
    command += ["--always-open", "--die-with-parent", *venue.arguments]
    with (
        tempfile.TemporaryDirectory(prefix="brokerdesk-street-") as folder,
        subprocess.Popen(
            [*command, "--data", folder],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process,
    ):
        try:
            ready = json.loads(process.stdout.readline() if process.stdout else "{}")
            ready["certificate"] = str(Path(folder) / "cert.pem")
            door = httpx.Client(base_url=f"http://127.0.0.1:{ready['control_port']}", timeout=120)
            yield ready, door
            door.close()
        finally:
            process.terminate()
            process.wait(timeout=10)


def make_server(name: str, venue: Venue, config: dict[str, object]) -> "tuple[Server, list[int]]":
    """Make a brand, a server and live accounts that the platform has opened and funded."""
    from brokerdesk.modules.trading.models import Server
    from brokerdesk.modules.trading.testing import make_account, make_brand, make_client
    from brokerdesk.modules.trading.testing import make_product as product_of

    brand = make_brand(f"gateway-{name}")
    server = Server.objects.create(
        code=f"b-{name}", title="Bench", kind=venue.kind, entity=brand.entity,
        config=dict(config),
    )  # fmt: skip
    product = product_of(brand, server)
    logins = asyncio.run(_open(venue, config))
    for login in logins:
        make_account(make_client(brand, f"c{login}"), product, login)
    return server, logins


async def _open(venue: Venue, config: dict[str, object]) -> list[int]:
    from brokerdesk.kit.ids import new_reference
    from brokerdesk.modules.trading.services.servers import platform_of
    from brokerdesk.ports.outcome import Accepted
    from brokerdesk.ports.trading import NewAccount

    session = await platform_of(venue.kind, config).connect("bench")
    logins = []
    for n in range(ACCOUNTS):
        account = NewAccount(
            venue.group, f"Bench {n}", f"b{n}@bench.example", 100, "CY",
            "Master#2024x", "Invest#2024x", new_reference("A"),
        )  # fmt: skip
        made = await session.accounts_port.open_account(account)
        if not isinstance(made, Accepted):
            raise RuntimeError(f"the platform opens no account: {made}")
        paid = await session.balance_port.change_balance(
            made.value, MONEY, reference=new_reference("T"), comment="bench"
        )
        if not isinstance(paid, Accepted):
            raise RuntimeError(f"the platform takes no money: {paid}")
        logins.append(made.value)
    await session.close()
    return logins


def make_context(server: "Server") -> "Context":
    """What a gateway's tasks of one server share."""
    from brokerdesk.modules.trading.rows import server_row
    from brokerdesk.modules.trading.services.servers import platform_of
    from brokerdesk.ports.spec import adapters
    from brokerdesk.surfaces.workers.gateway.context import Context
    from brokerdesk.surfaces.workers.gateway.database import Database
    from brokerdesk.surfaces.workers.gateway.pace import Pace
    from brokerdesk.surfaces.workers.gateway.progress import SHORT_OVERLAP_S

    row = server_row(server)
    capabilities = adapters.get("trading", row.kind).capabilities
    pace = Pace(overlap_s=SHORT_OVERLAP_S)  # as where deals are many
    return Context(
        row, platform_of(row.kind, row.config), Database(), pace, capabilities, asyncio.Event()
    )


class GatewayContest:
    """Ours: a gateway's own reader of deals over the real wire, in this process."""

    suffix = ""  # of the names that it takes in the database

    def __init__(self, world: World, venue: Venue, ready: Ready, door: httpx.Client) -> None:
        from brokerdesk.modules.trading.models import Deal

        self._venue, self._door = venue, door
        self._server, self._logins = make_server(
            f"{venue.kind}{self.suffix}", venue, venue.config(ready)
        )
        self._rows = Deal.objects.filter(server=self._server)
        self._told = self._turn = 0
        self._scale, self._trips = world.scale, TRIPS * world.scale
        factory = DealFactory(self._logins, closing=True)
        self._anchor = CopyAnchor(world.database_url, self._server.pk, factory)

    def ours(self, seconds: float) -> Slice:
        """Miss so many deals, then read them; at the end, time single deals at 200 a second."""
        self._turn += 1
        trips = self._trips if seconds >= 1 else 200
        n, spent, latencies = asyncio.run(self._run(trips, steady=self._turn > SLICES))
        self._told += n
        return Slice(n=n, seconds=spent, latencies_ms=latencies)

    def _miss(self, trips: int) -> int:
        """Let the platform's clients deal while nobody reads; gives how many deals they made."""
        body = {"logins": self._logins, "trips": trips, "symbol": SYMBOL}
        told: Ready = self._door.post("/fill", json=body).raise_for_status().json()
        return int(told["deals"])

    async def _run(self, trips: int, *, steady: bool) -> tuple[int, float, list[float]]:
        from brokerdesk.surfaces.workers.gateway.context import repeat
        from brokerdesk.surfaces.workers.gateway.deals import DealPoller
        from brokerdesk.surfaces.workers.gateway.feeds import Feeds
        from brokerdesk.surfaces.workers.gateway.pushes import PushReader

        context = await asyncio.to_thread(make_context, self._server)
        poller = DealPoller(context)
        pushes = PushReader(context, poller, Feeds(context))
        await poller.step()  # connects, and reads what was told before
        before = await asyncio.to_thread(self._rows.count)
        missed = await asyncio.to_thread(self._miss, trips)
        started = time.perf_counter()
        while await asyncio.to_thread(self._rows.count) < before + missed:
            await poller.step()
            if time.perf_counter() - started > PATIENCE_S * self._scale:
                raise RuntimeError("the gateway did not catch up")
        spent = time.perf_counter() - started
        latencies: list[float] = []
        if steady:
            polls = repeat(context, context.poll_s, poller.step, context.poll)
            tasks = [asyncio.create_task(polls)]
            if context.told:
                tasks.append(asyncio.create_task(repeat(context, 1.0, pushes.step)))
            await asyncio.sleep(1.0 if context.told else SETTLE_S)
            latencies = await asyncio.to_thread(self._steady)
            context.stop.set()
            await asyncio.gather(*tasks)
        await poller.close()
        await pushes.close()
        await asyncio.to_thread(context.database.close)
        return missed, spent, latencies

    def _steady(self) -> list[float]:
        """Trade at a steady pace; time each deal from its answer to its stored row."""
        since: dict[int, float] = {}
        found: list[float] = []
        done = threading.Event()
        follower = threading.Thread(target=self._follow, args=(since, found, done))
        follower.start()
        began = time.perf_counter()
        for n in range(int(STEADY_S * STEADY_TRIPS_S)):
            pause = began + n / STEADY_TRIPS_S - time.perf_counter()
            if pause > 0:
                time.sleep(pause)
            for ticket in self._trip(self._logins[n % len(self._logins)]):
                since[ticket] = time.perf_counter()
        done.set()
        follower.join()
        return found

    def _trip(self, login: int) -> tuple[int, ...]:
        order = {"login": login, "symbol": SYMBOL, "side": "buy", "lots": "0.01"}
        opened: Ready = self._door.post("/trade", json=order).raise_for_status().json()
        named = self._venue.opened
        closed: Ready = self._door.post("/trade", json={named: opened[named]}).json()
        return self._venue.deals(opened, closed)

    def _follow(self, since: dict[int, float], found: list[float], done: threading.Event) -> None:
        from django.db import connection

        until = time.perf_counter() + STEADY_S + PATIENCE_S
        while (since or not done.is_set()) and time.perf_counter() < until:
            waiting = list(since)
            rows = self._rows.filter(ticket__in=waiting).values_list("ticket", flat=True)
            stored = list(rows) if waiting else []
            now = time.perf_counter()
            found.extend((now - since.pop(ticket)) * 1000 for ticket in stored)
            time.sleep(0.004)
        connection.close()
        if since:
            raise RuntimeError(f"{len(since)} deals were not stored")

    def theirs(self, seconds: float) -> Slice:
        """Copy for a part of that: to make the rows takes as long again."""
        return self._anchor.slice(seconds / 4)

    def check(self) -> None:
        """Every deal is stored once, and the mirrors are what the platform holds."""
        from brokerdesk.modules.trading.models import Difference

        if (
            Difference.objects.filter(server=self._server, closed_at=None)
            .exclude(cls="unmatched")
            .exists()
        ):
            raise RuntimeError("differences were found after the run")
        if self._rows.count() < self._told:
            raise RuntimeError("deals are missing after the run")


class CatchUpContest(GatewayContest):
    """Ours: an hour of deals that were missed, read in one go, again and again."""

    suffix = "-cu"

    def ours(self, seconds: float) -> Slice:
        """Miss an hour's deals and read them; tells the most memory that the process held."""
        trips = MISSED_TRIPS * self._scale if seconds >= 1 else 200
        with most_memory() as held_mb:
            n, spent, _ = asyncio.run(self._run(trips, steady=False))
        self._told += n
        return Slice(n=n, seconds=spent, rss_mb=max(held_mb))

    def _miss(self, trips: int) -> int:
        """Let clients deal through an hour of the platform's clock."""
        missed = 0
        for _ in range(MISSED_PARTS):
            missed += super()._miss(trips // MISSED_PARTS)
            shift = {"seconds": MISSED_S // MISSED_PARTS}
            self._door.post("/clock", json=shift).raise_for_status()
        return missed


@contextmanager
def contest(world: World, venue: Venue) -> Iterator[GatewayContest]:
    """A contest at a simulated platform of its own."""
    with street(venue) as (ready, door):
        yield GatewayContest(world, venue, ready, door)


@benchmark("gateway.mt5", unit="deals/s", anchor=COPY_ANCHOR)
@contextmanager
def mt5(world: World) -> Iterator[GatewayContest]:
    """MT5's Web API, polled each second."""
    with contest(world, MT5) as made:
        yield made


@benchmark("gateway.mt4", unit="deals/s", anchor=COPY_ANCHOR)
@contextmanager
def mt4(world: World) -> Iterator[GatewayContest]:
    """MT4 behind a bridge, which tells of trades by itself."""
    with contest(world, MT4) as made:
        yield made


@benchmark("gateway.catch_up", unit="deals/s", anchor=COPY_ANCHOR)
@contextmanager
def catch_up(world: World) -> Iterator[GatewayContest]:
    """Hours of deals that were missed on MT5; `--scale 20` makes it a million."""
    with street(MT5) as (ready, door):
        yield CatchUpContest(world, MT5, ready, door)


@benchmark("gateway.ctrader", unit="deals/s", anchor=COPY_ANCHOR)
@contextmanager
def ctrader(world: World) -> Iterator[GatewayContest]:
    """cTrader's Manager API, which tells of deals by itself."""
    with contest(world, CTRADER) as made:
        yield made
