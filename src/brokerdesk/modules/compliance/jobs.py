"""Expires documents."""

from brokerdesk.core.jobs import periodic
from brokerdesk.kit.clock import now

from .services import expire_documents


@periodic(every_s=3_600)
def expire_due_documents() -> None:
    """Expire documents past their last valid day."""
    while expire_documents(at=now()):
        continue
