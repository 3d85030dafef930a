"""REST of what clients were paid of their rebates; the lines are accruals of kind `rebate`."""

from datetime import date, datetime

from brokerdesk.core.rest import Amount, ApiRequest, Out, Page, paginate, scope

from ..models import RebatePayout
from .partners import r


class RebatePayoutOut(Out):
    """A day's payment into the client's wallet; `carried` stayed payable, or was paid too early."""

    id: str
    client_id: str
    day: date
    amount: Amount
    carried: Amount
    currency: str
    paid_at: datetime


def _payout_out(row: RebatePayout) -> RebatePayoutOut:
    return RebatePayoutOut(
        id=row.public_id,
        client_id=row.client.public_id,
        day=row.day,
        amount=row.amount,
        carried=row.carried,
        currency=row.currency,
        paid_at=row.paid_at,
    )


@r.get("/rebate-payouts", response=Page[RebatePayoutOut])
@scope("partners:read")
def list_rebate_payouts(
    request: ApiRequest, client_id: str = "", cursor: str = "", limit: int = 50
) -> Page[RebatePayoutOut]:
    """List what clients were paid of their rebates, newest first."""
    rows = RebatePayout.objects.select_related("client")
    if request.brand_id is not None:
        rows = rows.filter(client__brand_id=request.brand_id)
    if client_id:
        rows = rows.filter(client__public_id=client_id)
    return paginate(rows, cursor, limit, out=_payout_out)
