"""What a client's deals gave is brought in line with whether he pays his partner."""

from datetime import datetime

from django.db import connection

from brokerdesk.modules.trading.queries import deals_by_pk

from ...models import Accrual
from ..accruing import post_differences

_BATCH = "SELECT nextval(pg_get_serial_sequence('trading_dealbatch', 'id'))"


def settle_client(client_pk: int, since: datetime, *, at: datetime, reason: str) -> None:
    """Compute anew what a client's deals from an instant on gave, and post what differs.

    The history is locked by the caller, so that no deal is accrued meanwhile.
    Posts, emits: as `post_differences`.
    """
    rows = Accrual.objects.filter(deal__account__client_id=client_pk, occurred_at__gte=since)
    deals = deals_by_pk(set(rows.values_list("deal_id", flat=True)))
    if not deals:
        return
    with connection.cursor() as cursor:
        cursor.execute(_BATCH)
        (batch_id,) = cursor.fetchone()
    post_differences(deals, batch_id=batch_id, at=at, reason=reason)
