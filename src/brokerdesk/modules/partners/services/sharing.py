"""A partner's share of what his client pays for services, and what he gives back of it."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from brokerdesk.modules.cashier.events import ServicePurchased, ServiceRefunded
from brokerdesk.modules.clients.queries import client as client_of

from ..engine.numbers import mul, to_line
from ..locks import lock_partner
from ..models import Earning, Partner
from ..queries.abuse import barred, direct_partners
from ..types import EarningKind, PartnerStatus
from .earnings import NewEarning, book_earning
from .programme.settings import programme_of


@transaction.atomic
def share_purchase(event: ServicePurchased, *, bought_at: datetime, at: datetime) -> Earning | None:
    """Book the direct partner's share of a purchase, once; by the brand's terms of that instant.

    Nothing where no share is set, nobody stood above the client, the partner was not active, or
    the client seems to be the partner himself.
    Locks, posts, emits: as `book_earning`.
    """
    client = client_of(event.client_id)
    share = programme_of(client.brand_pk, bought_at).service_share
    partner_pk = direct_partners([client.pk], bought_at).get(client.pk)
    if not share or partner_pk is None or _is_barred(client.pk, partner_pk, bought_at):
        return None
    partner = lock_partner(Partner.objects.values_list("public_id", flat=True).get(pk=partner_pk))
    if partner.status != PartnerStatus.ACTIVE:
        return None
    return book_earning(
        NewEarning(
            partner_id=partner.public_id,
            kind=EarningKind.SERVICE,
            key=_key(event.purchase_id),
            amount=to_line(mul(event.amount, share)),
            currency=event.currency,
            why={
                "service": event.service,
                "purchase": event.purchase_id,
                "paid": f"{event.amount:f}",
                "share": f"{share:f}",
                "formula": f"{event.amount:f} {event.currency} × {share:f}",
            },
            occurred_at=bought_at,
            client_pk=client.pk,
        ),
        at=at,
    )


@transaction.atomic
def take_share_back(event: ServiceRefunded, *, at: datetime) -> Earning | None:
    """Take back the share of a refunded part, once per part; never more than was earned.

    Locks, posts, emits: as `book_earning`.
    """
    key = _key(event.purchase_id)
    earned = Earning.objects.select_related("partner").filter(key=key).first()
    if earned is None:
        return None
    lock_partner(earned.partner.public_id)
    share, left = Decimal(earned.why["share"]), _left(earned, event.part)
    return book_earning(
        NewEarning(
            partner_id=earned.partner.public_id,
            kind=EarningKind.SERVICE,
            key=f"{key}:{event.part}",
            amount=-min(to_line(mul(event.amount, share)), left),
            currency=event.currency,
            why={
                "service": event.service,
                "purchase": event.purchase_id,
                "refunded": f"{event.amount:f}",
                "share": f"{share:f}",
                "of": earned.public_id,
                "reason": "charged_back" if event.charged_back else "refunded",
            },
            occurred_at=at,
            client_pk=earned.client_id,
        ),
        at=at,
    )


def _left(earned: Earning, part: str) -> Decimal:
    """What of a share was not taken back yet, this part aside."""
    taken = Earning.objects.filter(key__startswith=f"{earned.key}:", partner=earned.partner_id)
    others = taken.exclude(key=f"{earned.key}:{part}").values_list("amount", flat=True)
    return sum(others, earned.amount)


def _key(purchase_id: str) -> str:
    return f"service:{purchase_id}"


def _is_barred(client_pk: int, partner_pk: int, at: datetime) -> bool:
    spans = barred([client_pk]).get((client_pk, partner_pk), [])
    return any(since <= at and (until is None or at < until) for since, until in spans)
