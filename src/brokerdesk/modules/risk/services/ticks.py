"""What the stream of ticks holds of some symbols since an instant."""

import asyncio
from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.conf import settings

from brokerdesk.core.events import bus
from brokerdesk.core.events.ticks import WATCH, TickReader
from brokerdesk.modules.valuation.engine import Quote, fault_of
from brokerdesk.modules.valuation.services.desk.gate import Gate
from brokerdesk.modules.valuation.services.desk.lots import Lot, read_lot
from brokerdesk.modules.valuation.types import Key

from ..engine.markouts import Track

LONGEST_S = 30.0
LOOK_S = 0.02


class Tracks:
    """The wanted symbols' ticks, with the gate's judgement of each."""

    def __init__(self, keys: Collection[Key], gate: Gate) -> None:
        self.found: dict[Key, Track] = {key: Track() for key in keys}
        self._gate = gate
        self._believed: dict[Key, Quote] = {}

    def take(self, seq: int, which: str, data: bytes) -> None:
        """Take a message of the stream."""
        lot = read_lot(seq, which, data) if which != WATCH else None
        if not isinstance(lot, Lot):
            return
        for symbol, bid, ask, at in lot.quotes:
            track = self.found.get((lot.server_pk, symbol))
            if track is not None:
                key, quote = (lot.server_pk, symbol), Quote(at, bid, ask)
                fault = fault_of(
                    quote, self._believed.get(key), self._gate.policy(key), lot.received_at
                )
                if fault is None:
                    self._believed[key] = quote
                mid = (bid + ask) / Decimal(2) if fault is None else None
                track.add(min(at, lot.received_at), mid)
        for (server_pk, _symbol), track in self.found.items():
            if server_pk == lot.server_pk:
                track.heard_at = lot.received_at

    def lost(self, first: int, last: int) -> None:
        """Lots are missing: what was known before them says nothing of what came after."""
        for track in self.found.values():
            track.at, track.mids, track.heard_at = [], [], None


def tracks_since(since: datetime, keys: Collection[Key]) -> dict[Key, Track]:
    """Read what the stream holds of symbols since an instant. Not inside a transaction.

    Raises:
        OSError, TimeoutError, nats.errors.Error: the bus is away.
    """
    gate = Gate()
    gate.load()
    tracks = Tracks(keys, gate)
    if settings.NATS_URL and keys:
        asyncio.run(_read(since, tracks))
    return tracks.found


async def _read(since: datetime, tracks: Tracks) -> None:
    client = await bus.connect("brokerdesk-markouts")
    stop = asyncio.Event()
    reader = TickReader(since, tracks.take, tracks.lost)
    reading = asyncio.create_task(reader.run(client, stop))
    try:
        async with asyncio.timeout(LONGEST_S):
            await _until_read(reader)
    finally:
        stop.set()
        await reading
        await client.close()


async def _until_read(reader: TickReader) -> None:
    for _look in iter(lambda: reader.caught_up, True):
        await asyncio.sleep(LOOK_S)
