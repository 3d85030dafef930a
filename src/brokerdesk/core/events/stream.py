"""The durable stream and its consumers in JetStream."""

import contextlib

from django.conf import settings
from nats.js import JetStreamContext
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DeliverPolicy,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)
from nats.js.errors import NotFoundError

from .names import durable_name, event_subject, event_subjects, stream_name

SEQUENCE_HEADER = "Bd-Sequence"
MAX_AGE_S = 7 * 24 * 3600
DUPLICATE_WINDOW_S = 120
ACK_WAIT_S = 6.0
BEAT_S = 1.5


async def find_stream(js: JetStreamContext, reached: int) -> bool:
    """Tell whether the stream is there and whole.

    One of another layout, or one that ends before the copy number `reached` which it has
    confirmed, is deleted: it is made anew and refilled like a lost one.
    """
    try:
        info = await js.stream_info(stream_name())
    except NotFoundError:
        return False
    if info.config.subjects == [event_subjects()] and info.state.last_seq >= reached:
        return True
    await js.delete_stream(stream_name())
    return False


async def create_stream(js: JetStreamContext) -> None:
    """Make the stream. The outbox keeps everything, so the stream needs only recent days."""
    await js.add_stream(
        StreamConfig(
            name=stream_name(),
            subjects=[event_subjects()],
            retention=RetentionPolicy.LIMITS,
            storage=StorageType.FILE,
            max_age=MAX_AGE_S,
            duplicate_window=DUPLICATE_WINDOW_S,
            num_replicas=settings.EVENTS_REPLICAS,
        )
    )


async def reach(js: JetStreamContext) -> int:
    """The number of the last copy in the stream."""
    return (await js.stream_info(stream_name())).state.last_seq


async def ensure_consumer(js: JetStreamContext, group: str, partition: int) -> None:
    """Make the durable consumer of a group's partition unless it is there.

    One message in flight keeps the order; a message not confirmed in time goes to another worker.
    One of another layout, which a process of an older release made, would hear nothing.

    Raises:
        NotFoundError: the stream is not there (yet).
    """
    name, subject = durable_name(group, partition), event_subject(group, partition)
    with contextlib.suppress(NotFoundError):
        info = await js.consumer_info(stream_name(), name)
        if info.config.filter_subject == subject:
            return
        await js.delete_consumer(stream_name(), name)
    await js.add_consumer(
        stream_name(),
        ConsumerConfig(
            durable_name=name,
            deliver_policy=DeliverPolicy.ALL,
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=ACK_WAIT_S,
            max_deliver=-1,
            max_ack_pending=1,
            filter_subject=subject,
        ),
    )
