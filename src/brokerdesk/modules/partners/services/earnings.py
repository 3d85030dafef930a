"""What partners earn without a deal, booked once each, and taken back once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from brokerdesk.core.events import emit
from brokerdesk.modules.brands.queries import brand
from brokerdesk.modules.ledger.services import chart, post
from brokerdesk.modules.ledger.types import Posting, TxRequest

from ..engine.numbers import to_line
from ..events import EarningBooked
from ..locks import lock_partner
from ..models import Earning, Partner
from ..types import EarningKind


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEarning:
    """What is to be booked to a partner; a negative amount is what he gives back.

    key: books it once. why: its derivation as JSON. occurred_at: payouts of periods that end
    later take it, yet none before `payable_at`. period: [since, until), where it is for one.
    """

    partner_id: str
    kind: EarningKind
    key: str
    amount: Decimal
    currency: str
    why: Mapping[str, Any]
    occurred_at: datetime
    payable_at: datetime | None = None
    client_pk: int | None = None
    period: tuple[datetime, datetime] | None = None
    reverses: Earning | None = None


@transaction.atomic
def book_earning(new: NewEarning, *, at: datetime) -> Earning | None:
    """Book what a partner earned without a deal; nothing when it is zero or was booked before.

    Locks: partner, then payable.
    Posts: commission expense ↔ partner payable, key `earning:{key}`.
    Emits: EarningBooked.
    """
    partner = lock_partner(new.partner_id)
    amount = to_line(new.amount)
    if not amount or Earning.objects.filter(key=new.key).exists():
        return None
    row = Earning.objects.create(
        partner=partner,
        client_id=new.client_pk,
        kind=new.kind,
        key=new.key,
        amount=amount,
        currency=new.currency,
        why=dict(new.why),
        period=DateTimeTZRange(*new.period, "[)") if new.period else None,
        occurred_at=new.occurred_at,
        payable_at=new.payable_at,
        recorded_at=at,
        reverses=new.reverses,
    )
    _post(row, partner, at)
    emit(
        EarningBooked(
            earning_id=row.public_id,
            partner_id=partner.public_id,
            client_id=partner.client.public_id,
            kind=new.kind,
            amount=amount,
            currency=new.currency,
        ),
        aggregate=f"partner:{partner.public_id}",
        brand_id=partner.brand_id,
    )
    return row


def reverse_earning(
    earning: Earning,
    *,
    at: datetime,
    why: Mapping[str, Any] | None = None,
    kind: EarningKind | None = None,
) -> Earning | None:
    """Take back what was booked, whole and once; nothing when that was done before.

    What is not payable yet is never paid; what was paid is netted from what comes.
    kind: of the reversing row, the earning's own by default.
    Locks, posts, emits: as `book_earning`.
    """
    waits = earning.payable_at is not None and earning.payable_at > at
    return book_earning(
        NewEarning(
            partner_id=earning.partner.public_id,
            kind=kind or EarningKind(earning.kind),
            key=f"{earning.key}:reversed",
            amount=-earning.amount,
            currency=earning.currency,
            why={**(why or {}), "reverses": earning.public_id},
            occurred_at=at,
            payable_at=earning.payable_at if waits else None,
            client_pk=earning.client_id,
            period=(earning.period.lower, earning.period.upper) if earning.period else None,
            reverses=earning,
        ),
        at=at,
    )


def _post(row: Earning, partner: Partner, at: datetime) -> None:
    entity = brand(partner.brand_id).entity_pk
    owed = chart.partner_payable(partner.public_id, row.currency, entity)
    cost = chart.expense("commission", row.currency, entity)
    source, destination = (cost, owed) if row.amount > 0 else (owed, cost)
    post(
        TxRequest(
            key=f"earning:{row.key}",
            kind="commission.earned",
            postings=(Posting(source.code, destination.code, abs(row.amount), row.currency),),
            effective_at=at,
            meta={"partner": partner.public_id, "earning": row.public_id},
        ),
        accounts=[owed, cost],
    )
