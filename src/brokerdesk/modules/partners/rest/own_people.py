"""REST of a partner's own key: his clients, his tree, his links and what they brought."""

from datetime import datetime

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from brokerdesk.core.rest import (
    Amount,
    ApiRequest,
    Out,
    Page,
    own_scope,
    paginate,
    paginate_by_key,
)
from brokerdesk.core.ui import absolute_url
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brand as brand_of

from ..errors import PartnerNotFound
from ..models import Campaign, Partner
from ..queries.earnings import ClientWork, Sums, clients_of
from ..queries.tree import Node, nodes_below, path_to
from ..services.programme.campaigns import link_path
from ..services.programme.keys import READ
from ..services.programme.masking import Mask
from .own import PeriodQuery, SumOut, own_partner, span_of
from .partners import r
from .programme import FunnelOut, FunnelQuery, funnel_out


class OwnClientOut(Out):
    """A direct client as the programme lets partners see him, with what he brought in a period.

    `ref` names him to this partner alone.
    """

    ref: str
    name: str
    email: str
    since: datetime | None
    deals: int
    lots: Amount
    earned: list[SumOut]


class NodeOut(Out):
    """A partner of the tree: deals and lots are of his direct clients, `earned` is his own."""

    id: str
    name: str
    code: str
    status: str
    clients: int
    children: int
    deals: int
    lots: Amount
    earned: list[SumOut]


class LinkOut(Out):
    """A campaign and its address."""

    id: str
    name: str
    code: str
    link: str
    created_at: datetime
    archived_at: datetime | None


class TreeQuery(PeriodQuery):
    """Whose sub-partners; without `of` the partner's own."""

    of: str = Field(default="", max_length=40)


def _sums(sums: Sums) -> list[SumOut]:
    return [SumOut(currency=currency, amount=amount) for currency, amount in sums]


@r.get("/partner/clients", response=Page[OwnClientOut], tags=["Partner's own"])
@own_scope(READ)
def list_clients(
    request: ApiRequest, which: Query[PeriodQuery], cursor: str = "", limit: int = 50
) -> Page[OwnClientOut]:
    """List direct clients with what each brought in a period."""
    found, span, at = own_partner(request), span_of(which), now()
    mask = Mask(found.brand_id, at)

    def client_out(row: ClientWork) -> OwnClientOut:
        shown = mask.of(row, found.public_id)
        return OwnClientOut(
            **shown._asdict(),
            since=row.since,
            deals=row.deals,
            lots=row.lots,
            earned=_sums(row.earned),
        )

    def fetch(after: int, most: int) -> list[ClientWork]:
        return clients_of(found.pk, span, at=at, after=after, limit=most)

    return paginate_by_key(fetch, cursor, limit, out=client_out)


def _node_out(row: Node) -> NodeOut:
    names = ("name", "code", "status", "clients", "children", "deals", "lots")
    values = {name: getattr(row, name) for name in names}
    return NodeOut(id=row.public_id, earned=_sums(row.earned), **values)


@r.get("/partner/tree", response=Page[NodeOut], tags=["Partner's own"])
@own_scope(READ)
def list_tree(
    request: ApiRequest, which: Query[TreeQuery], cursor: str = "", limit: int = 50
) -> Page[NodeOut]:
    """List those right below the partner, or below one of his tree, with a period's numbers."""
    found, span, at = own_partner(request), span_of(which), now()
    path = path_to(which.of or found.public_id, found.pk, at)
    if not path:
        raise PartnerNotFound(_("there is no such partner"))

    def fetch(after: int, most: int) -> list[Node]:
        return nodes_below(path[-1].pk, span, at=at, after=after, limit=most)

    return paginate_by_key(fetch, cursor, limit, out=_node_out)


@r.get("/partner/links", response=Page[LinkOut], tags=["Partner's own"])
@own_scope(READ)
def list_links(request: ApiRequest, cursor: str = "", limit: int = 50) -> Page[LinkOut]:
    """List campaigns with their addresses, newest first; the plain link is in `/partner`."""
    found = own_partner(request)
    host = brand_of(found.brand_id).host

    def link_out(row: Campaign) -> LinkOut:
        return LinkOut(
            id=row.public_id,
            name=row.name,
            code=row.code,
            link=absolute_url(host, link_path(found, row)),
            created_at=row.created_at,
            archived_at=row.archived_at,
        )

    rows = Campaign.objects.filter(partner=found)
    return paginate(rows, cursor, limit, out=link_out)


@r.get("/partner/funnel", response=FunnelOut, tags=["Partner's own"])
@own_scope(READ)
def get_own_funnel(request: ApiRequest, which: Query[FunnelQuery]) -> FunnelOut:
    """Count what the partner's links brought in the last days, 366 at most."""
    found: Partner = own_partner(request)
    return funnel_out(found, which.days)
