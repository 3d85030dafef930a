"""What a client's deals gave is brought in line with whether he pays his partner."""

from datetime import datetime

from brokerdesk.modules.trading.queries import deals_by_pk

from ...models import Accrual
from ..accruing import post_differences
from ..posting import new_batch


def settle_client(client_pk: int, since: datetime, *, at: datetime, reason: str) -> None:
    """Compute anew what a client's deals from an instant on gave, and post what differs.

    The history is locked by the caller, so that no deal is accrued meanwhile.
    Posts, emits: as `post_differences`.
    """
    rows = Accrual.objects.filter(deal__account__client_id=client_pk, occurred_at__gte=since)
    deals = deals_by_pk(set(rows.values_list("deal_id", flat=True)))
    if not deals:
        return
    post_differences(deals, batch_id=new_batch(), at=at, reason=reason)
