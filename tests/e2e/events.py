"""Events as the relay publishes them, for tests that need no workers."""

import asyncio
import json
import threading

from django.conf import settings
from django.db import connection

from brokerdesk.core.events.bus import connect

_NUMBER = """
WITH counted AS (
    UPDATE core_events_relay SET numbered = numbered + 1 WHERE id = 1 RETURNING numbered
)
INSERT INTO core_events_outbox (event_id, sequence, type, version, aggregate, brand_id, payload,
                                actor, occurred_at, correlation_id)
SELECT gen_random_uuid(), numbered, %s, 1, %s, %s, %s, 'system:test', now(), gen_random_uuid()
FROM counted
RETURNING sequence
"""


def publish_event(kind: str, *, aggregate: str, brand: int, **payload: str) -> int:
    """Store and tell one event; return its sequence."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER, [kind, aggregate, brand, json.dumps(payload)])
        (sequence,) = cursor.fetchone()
    event = {"type": kind, "aggregate": aggregate, "brand_id": brand, "payload": payload}

    async def tell() -> None:
        client = await connect("test")
        data = json.dumps({**event, "sequence": sequence}).encode()
        await client.publish(f"{settings.EVENTS_PREFIX}.live.{brand}.{kind}", data)
        await client.flush()
        await client.close()

    told = threading.Thread(target=lambda: asyncio.run(tell()))
    told.start()
    told.join(10)
    return int(sequence)
