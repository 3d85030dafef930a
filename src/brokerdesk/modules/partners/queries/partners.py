"""Partners, their tree and plans."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from ..errors import PartnerNotFound
from ..models import Accrual, ClientPartner, Partner, PartnerParent, PlanVersion
from ..types import PartnerRow, PartnerStatus, PlanVersionRow, TreeNode

_SUBTREE = """
WITH RECURSIVE below(partner_id, depth) AS (
    SELECT %s::bigint, 0
    UNION
    SELECT l.partner_id, b.depth + 1 FROM partners_partnerparent l
    JOIN below b ON l.parent_id = b.partner_id
    WHERE l.valid @> %s::timestamptz AND b.depth < %s
)
SELECT partner_id, depth FROM below ORDER BY depth, partner_id
"""


def partner_row(partner: Partner, parent_id: str | None = None) -> PartnerRow:
    """Needs `client` joined, or it asks for it."""
    return PartnerRow(
        pk=partner.pk,
        public_id=partner.public_id,
        brand_pk=partner.brand_id,
        client_pk=partner.client_id,
        client_id=partner.client.public_id,
        name=str(partner.client),
        code=partner.code,
        status=PartnerStatus(partner.status),
        parent_id=parent_id,
        created_at=partner.created_at,
    )


def plan_version_row(version: PlanVersion) -> PlanVersionRow:
    """Needs `plan` joined, or it asks for it."""
    return PlanVersionRow(
        pk=version.pk,
        plan_id=version.plan.public_id,
        name=version.plan.name,
        version=version.version,
        currency=version.plan.currency,
        body=version.body,
        valid_from=version.valid.lower or version.recorded_at,
    )


def partner(partner_id: str, *, at: datetime) -> PartnerRow:
    """One partner with the parent he has at an instant.

    Raises:
        PartnerNotFound: there is none.
    """
    row = Partner.objects.select_related("client").filter(public_id=partner_id).first()
    if row is None:
        raise PartnerNotFound(_("there is no such partner"))
    link = (
        PartnerParent.objects.select_related("parent")
        .filter(partner=row, valid__contains=at)
        .first()
    )
    return partner_row(row, link.parent.public_id if link and link.parent else None)


def partner_by_code(brand_pk: int, code: str) -> Partner | None:
    """The partner of a referral code."""
    return (
        Partner.objects.select_related("client")
        .filter(brand_id=brand_pk, code=code.strip().lower())
        .first()
    )


def partner_of_client(client_pk: int) -> PartnerRow | None:
    """The partner that a client is, if he is one."""
    row = Partner.objects.select_related("client").filter(client_id=client_pk).first()
    return partner_row(row) if row else None


def plans_of(brand_pk: int) -> list[PlanVersionRow]:
    """The version of each plan of a brand that holds from its instant on."""
    rows = (
        PlanVersion.objects.select_related("plan")
        .filter(plan__brand_id=brand_pk, valid__upper_inf=True)
        .order_by("plan_id")
    )
    return [plan_version_row(v) for v in rows]


def subtree(partner_pk: int, *, at: datetime, depth: int = 20) -> list[TreeNode]:
    """A partner and all below him as of an instant, floor by floor, with direct clients and sums.

    `earned` is what the node earned on deals, all time, by currency.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SUBTREE, [partner_pk, at, depth])
        floors = dict(cursor.fetchall())
    rows = Partner.objects.select_related("client").in_bulk(floors)
    links = PartnerParent.objects.select_related("parent").filter(
        partner_id__in=floors, valid__contains=at
    )
    parents = {link.partner_id: link.parent.public_id if link.parent else None for link in links}
    clients = dict(
        ClientPartner.objects.filter(partner_id__in=floors, valid__contains=at)
        .values_list("partner_id")
        .annotate(n=Count("id"))
    )
    earned = _earned(floors)
    children = dict(
        PartnerParent.objects.filter(Q(parent_id__in=floors), valid__contains=at)
        .values_list("parent_id")
        .annotate(n=Count("id"))
    )
    return [
        TreeNode(
            partner=partner_row(rows[pk], parents.get(pk)),
            depth=floor,
            clients=clients.get(pk, 0),
            earned=tuple(earned[pk]),
            children=children.get(pk, 0),
        )
        for pk, floor in floors.items()
    ]


def _earned(partner_pks: Iterable[int]) -> dict[int, list[tuple[str, Decimal]]]:
    found: dict[int, list[tuple[str, Decimal]]] = defaultdict(list)
    sums = (
        Accrual.objects.filter(partner_id__in=list(partner_pks))
        .values_list("partner_id", "currency")
        .annotate(total=Sum("amount"))
        .order_by("currency")
    )
    for partner_pk, currency, total in sums:
        if partner_pk is not None and total:
            found[partner_pk].append((currency, total))
    return found
