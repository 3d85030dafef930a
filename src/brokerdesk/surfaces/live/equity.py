"""Equities of the accounts on open pages: from the marking to those who may see them."""

import asyncio
import json
import logging
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error as NatsError

from brokerdesk.modules.valuation.queries import WatchedRow
from brokerdesk.modules.valuation.services.desk.live import equity_subject, watch_equity_subject

from .subscriber import Subscriber

log = logging.getLogger(__name__)
TELL_EVERY_S = 0.25
PING_EVERY_S = 5.0
MOST_NAMED = 1_000
FIGURES = ("equity", "balance", "floating", "margin", "level", "quality", "at")


class Equities:
    """Who looks at which account, in one process. Lives in the hub's event loop."""

    def __init__(self) -> None:
        self._client: Client | None = None
        self._lookers: dict[int, set[Subscriber]] = {}
        self._held: dict[int, Subscription] = {}
        self._turn = asyncio.Lock()  # else two who come at once would subscribe twice

    def connected(self, client: Client) -> None:
        """Use this connection from now on."""
        self._client = client

    async def look(self, subscriber: Subscriber, rows: Iterable[WatchedRow]) -> None:
        """Have a stream told of these accounts, and of no others."""
        wanted = {row.pk: row for row in rows}
        async with self._turn:
            for pk in subscriber.watched.keys() - wanted.keys():
                await self._forget(subscriber, pk)
            fresh = wanted.keys() - subscriber.watched.keys()
            subscriber.watched.update(wanted)
            for pk in fresh:
                self._lookers.setdefault(pk, set()).add(subscriber)
                await self._hold(pk)
        await self._ping(fresh)

    async def leave(self, subscriber: Subscriber) -> None:
        """Forget a stream."""
        async with self._turn:
            for pk in list(subscriber.watched):
                await self._forget(subscriber, pk)

    async def _hold(self, pk: int) -> None:
        if self._client is not None and pk not in self._held:
            self._held[pk] = await self._client.subscribe(equity_subject(pk), cb=self._received)

    async def _forget(self, subscriber: Subscriber, pk: int) -> None:
        subscriber.watched.pop(pk, None)
        subscriber.moved.pop(pk, None)
        lookers = self._lookers.get(pk, set())
        lookers.discard(subscriber)
        if not lookers:
            self._lookers.pop(pk, None)
            held = self._held.pop(pk, None)
            if held is not None:
                with suppress(NatsError):
                    await held.unsubscribe()

    async def _received(self, message: Msg) -> None:
        try:
            said = json.loads(message.data)
            pk, told = int(said["account"]), {name: said[name] for name in FIGURES}
        except (ValueError, KeyError, TypeError):
            log.warning("live: an unreadable equity on %s", message.subject)
            return
        for subscriber in self._lookers.get(pk, ()):
            subscriber.moved[pk] = told

    async def run(self) -> None:
        """Tell what moved, some times a second at most, and keep the marking telling."""
        clock = asyncio.get_running_loop().time
        pinged = clock()
        while True:
            await asyncio.sleep(TELL_EVERY_S)
            for subscriber in {one for lookers in self._lookers.values() for one in lookers}:
                self.tell(subscriber)
            if clock() - pinged >= PING_EVERY_S:
                pinged = clock()
                await self._ping(self._lookers)

    def tell(self, subscriber: Subscriber) -> None:
        """Queue what moved of a stream's accounts; a slow one gets the newest later."""
        if not subscriber.moved or subscriber.queue.full():
            return
        moved, subscriber.moved = subscriber.moved, {}
        subscriber.put({"type": "live.equity", "sequence": None, "rows": [
            _row(subscriber.watched[pk], told) for pk, told in moved.items()
        ]})  # fmt: skip

    async def _ping(self, account_pks: Iterable[int]) -> None:
        if self._client is None or not self._client.is_connected:
            return
        asked = sorted(account_pks)
        for first in range(0, len(asked), MOST_NAMED):
            data = json.dumps({"accounts": asked[first : first + MOST_NAMED]}).encode()
            try:
                await self._client.publish(watch_equity_subject(), data)
            except (NatsError, OSError) as error:
                log.debug("live: nobody was asked for equities: %s", type(error).__name__)


def _row(watched: WatchedRow, told: dict[str, Any]) -> dict[str, Any]:
    return {
        "account": watched.account_id,
        "currency": watched.currency,
        "places": watched.places,
        **told,
    }
