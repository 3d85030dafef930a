"""Emit facts into the outbox."""

import json
import uuid
from itertools import chain
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.context import causation_id, correlation_id
from brokerdesk.core.together import Together
from brokerdesk.kit.clock import now

from . import bus
from .errors import EventTooLarge
from .names import PAYLOAD_LIMIT, wake_subject
from .types import Event

_INSERT = """
INSERT INTO core_events_outbox
    (event_id, type, version, aggregate, brand_id, payload, actor,
     occurred_at, correlation_id, causation_id)
VALUES """
_ROW = "(%s, %s, %s, %s, %s, %s::jsonb, %s, %s, %s, %s)"


def emit(event: Event, *, aggregate: str, brand_id: int | None, actor: Actor = SYSTEM) -> uuid.UUID:
    """Write a fact into the outbox, in the caller's transaction.

    `aggregate` is the public id of what the fact is about: events of one aggregate keep their
    order when they are emitted under its lock.

    Raises:
        EventTooLarge: the payload exceeds 256 KiB; name a batch instead of its rows.
    """
    event_id = uuid.uuid4()
    payload = json.dumps(event.to_payload(), separators=(",", ":"))
    if len(payload) > PAYLOAD_LIMIT:
        raise EventTooLarge(
            _("%(type)s of %(aggregate)s has %(size)s bytes")
            % {"type": event.type, "aggregate": aggregate, "size": len(payload)}
        )
    _FACTS.put(
        (
            event_id, event.type, event.version, aggregate, brand_id, payload, actor.ref,
            now(), correlation_id() or event_id, causation_id(),
        )
    )  # fmt: skip
    return event_id


def _write(rows: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_INSERT + ", ".join([_ROW] * len(rows)), [*chain.from_iterable(rows)])
    wake()


_FACTS = Together(_write)


def wake() -> None:
    """Wake the relay after the commit; nothing without NATS, where the relay polls."""
    transaction.on_commit(_ping)


def _ping() -> None:
    bus.publish_soon(wake_subject(), b"")
