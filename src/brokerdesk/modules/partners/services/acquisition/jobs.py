"""Looking at clients by the clock, and at those who came or paid in."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from brokerdesk.core.jobs import periodic
from brokerdesk.kit.clock import now

from ...engine.cpa import Qualification as Status
from ...models import Qualification
from ...queries.acquisition import traded_since
from .qualifying import begin, look_at

# Looked at again and again for so long: a trade that arrives later is seen by night.
_LATELY: Final = timedelta(minutes=15)


@periodic(every_s=60)
def look_at_traders() -> None:
    """Look at clients who traded lately."""
    at = now()
    if _open().exists():
        look_at(traded_since(at - _LATELY), at=at)


@periodic(cron="20 2 * * *")
def look_at_all() -> None:
    """Look at all clients who have not ended: time ends the way of some."""
    look_at(_open().values_list("pk", flat=True), at=now())


def _open() -> QuerySet[Qualification]:
    """Clients whose way can still change."""
    return Qualification.objects.filter(
        state__in=(Status.PENDING, Status.QUALIFIED), clawed_at=None
    )


def look_at_client(client_id: str, *, at: datetime) -> None:
    """Look at a client who paid in or has just got a partner."""
    row = begin(client_id)
    if row is not None:
        look_at([row.pk], at=at)
