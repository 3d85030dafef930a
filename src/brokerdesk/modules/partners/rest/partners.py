"""REST of partners, and the router of the room."""

from datetime import datetime

from brokerdesk.core.rest import ApiRequest, Out, Page, paginate, router, scope

from ..models import Partner

r = router("partners", tags=["Partners"])


class PartnerOut(Out):
    """A partner."""

    id: str
    client_id: str
    code: str
    status: str
    created_at: datetime


def _partner_out(row: Partner) -> PartnerOut:
    return PartnerOut(
        id=row.public_id,
        client_id=row.client.public_id,
        code=row.code,
        status=row.status,
        created_at=row.created_at,
    )


@r.get("/partners", response=Page[PartnerOut])
@scope("partners:read")
def list_partners(request: ApiRequest, cursor: str = "", limit: int = 50) -> Page[PartnerOut]:
    """List partners, newest first."""
    rows = Partner.objects.select_related("client")
    if request.brand_id is not None:
        rows = rows.filter(brand_id=request.brand_id)
    return paginate(rows, cursor, limit, out=_partner_out)
