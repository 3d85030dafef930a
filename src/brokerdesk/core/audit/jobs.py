"""The sealer's clock."""

from brokerdesk.core.jobs import periodic

from .sealing import seal

BATCH = 2000


@periodic(every_s=5)
def seal_entries() -> None:
    """Chain all committed entries."""
    while seal(BATCH) == BATCH:
        pass
