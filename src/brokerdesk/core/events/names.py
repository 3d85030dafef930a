"""Names on the bus, all below `settings.EVENTS_PREFIX`."""

from zlib import crc32

from django.conf import settings

PARTITIONS = 16
PAYLOAD_LIMIT = 256 * 1024


def partition_of(aggregate: str) -> int:
    """Map an aggregate to its partition; part of the stored contract, so never change it."""
    return crc32(aggregate.encode()) % PARTITIONS


def prefix() -> str:
    """The installation's prefix, such as `bd`."""
    return str(settings.EVENTS_PREFIX)


def event_subject(group: str, partition: int) -> str:
    """Subject of a group's copies in one partition of the durable stream."""
    return f"{prefix()}.evt.{group}.{partition}"


def event_subjects() -> str:
    """Subjects of all groups and partitions."""
    return f"{prefix()}.evt.*.*"


def stream_name() -> str:
    """Name of the durable stream."""
    return f"{prefix()}_events".replace(".", "_")


def durable_name(group: str, partition: int) -> str:
    """Name of the durable consumer of a group's partition."""
    return f"{group}-{partition}"


def live_subject(brand_id: int | None, event_type: str) -> str:
    """Core-NATS subject for live pages, published after the durable one."""
    return f"{prefix()}.live.{brand_id or 0}.{event_type}"


def wake_subject() -> str:
    """Core-NATS subject that wakes the relay."""
    return f"{prefix()}.wake"
