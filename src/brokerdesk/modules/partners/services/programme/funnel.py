"""How far the clients of links came: each step is noted once, when it was done first."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection, transaction

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.db import read_rows
from brokerdesk.core.events import emit
from brokerdesk.kit.clock import now
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.clients.queries import client as client_of
from brokerdesk.modules.clients.types import ClientRow

from ...events import FunnelMoved
from ...models import Click, ClientPartner, Funnel, Partner
from ...queries.partners import partner_by_code
from ...types import Attribution, PartnerStatus, Step
from ..tree import attribute_client
from .settings import programme_of

_COLUMNS: Mapping[Step, str] = {
    Step.VERIFIED: "verified_at",
    Step.DEPOSITED: "deposited_at",
    Step.ACTIVE: "traded_at",
}
_FIRST_TRADES = """
UPDATE partners_funnel f SET traded_at = t.at
FROM (
    SELECT a.client_id, min(d.occurred_at) AS at
    FROM trading_deal d JOIN trading_account a ON a.id = d.account_id
    WHERE d.batch_id = %s AND d.kind IN ('buy', 'sell') AND a.kind = 'live'
    GROUP BY a.client_id
) t
WHERE f.client_id = t.client_id AND f.traded_at IS NULL
RETURNING f.id
"""

# What a client did already, whoever told of it first.
_PAID_IN = """
SELECT received, received_currency, credited_at FROM cashier_deposit
WHERE client_id = %s AND credited_at IS NOT NULL ORDER BY credited_at, id LIMIT 1
"""
_TRADED = """
SELECT min(d.occurred_at) FROM trading_account a JOIN trading_deal d ON d.account_id = a.id
WHERE a.client_id = %s AND a.kind = 'live' AND d.kind IN ('buy', 'sell')
"""


def tell_step(partner: Partner, step: Step, *, actor: Actor, who: str = "") -> None:
    """Tell pages and postbacks that somebody took a step."""
    emit(
        FunnelMoved(
            partner_id=partner.public_id,
            step=step,
            who=who,
            partner_client_ids=(partner.client.public_id,),
        ),
        aggregate=f"partner:{partner.public_id}",
        brand_id=partner.brand_id,
        actor=actor,
    )


@transaction.atomic
def arrived(client_id: str, *, code: str, visitor: str, at: datetime) -> Funnel | None:
    """Give a new client to the partner whose link brought him, and begin his funnel.

    Of a visitor's clicks within the life of his cookie the brand takes the first or the last;
    the code decides where no click was kept. A client who has arrived, or whom staff have given
    to somebody or nobody, is left as he is.
    Emits: ClientAttributed, FunnelMoved.
    """
    client = client_of(client_id)
    if (
        Funnel.objects.filter(client_id=client.pk).exists()
        or ClientPartner.objects.filter(client_id=client.pk).exists()
    ):
        return None
    click, partner = _bringer(client.brand_pk, code, visitor, at)
    if partner is None or partner.client_id == client.pk:
        return None
    reason = Marked(_("referral link"))
    if not attribute_client(client_id, partner.code, actor=SYSTEM, at=now(), reason=reason):
        return None
    row = Funnel.objects.create(
        client_id=client.pk,
        partner=partner,
        campaign=click.campaign if click else None,
        click=click,
        registered_at=at,
    )
    tell_step(partner, Step.REGISTERED, actor=SYSTEM, who=client_id)
    _catch_up(client, at)
    return row


def _catch_up(client: ClientRow, at: datetime) -> None:
    """Note the steps that were heard of before the registration, and found no funnel."""
    if client.level >= programme_of(client.brand_pk, at).verified_level:
        step_taken(client.public_id, Step.VERIFIED, at=at)
    for amount, currency, credited_at in read_rows(_PAID_IN, [client.pk]):
        paid_in(client.public_id, amount, currency, at=credited_at)
    for (traded_at,) in read_rows(_TRADED, [client.pk]):
        if traded_at is not None:
            step_taken(client.public_id, Step.ACTIVE, at=traded_at)


def _bringer(
    brand_pk: int, code: str, visitor: str, at: datetime
) -> tuple[Click | None, Partner | None]:
    """The click that brought a visitor, and its partner."""
    rules = programme_of(brand_pk, at)
    clicks = Click.objects.filter(visitor=visitor, partner__brand_id=brand_pk) if visitor else None
    if clicks is not None and clicks.exists():
        first = rules.attribution == Attribution.FIRST
        alive = clicks.filter(
            at__gt=at - timedelta(days=rules.cookie_days),
            at__lte=at,
            partner__status=PartnerStatus.ACTIVE,
        )
        rows = alive.select_related("campaign", "partner__client")
        click = rows.order_by(*(("at", "pk") if first else ("-at", "-pk"))).first()
        return click, click.partner if click else None
    return None, partner_by_code(brand_pk, code) if code else None


@transaction.atomic
def step_taken(client_id: str, step: Step, *, at: datetime) -> bool:
    """Note that a client of a link did something first; False when it is no news.

    Emits: FunnelMoved.
    """
    return _note(client_id, step, {_COLUMNS[step]: at})


@transaction.atomic
def paid_in(client_id: str, amount: Decimal, currency: str, *, at: datetime) -> bool:
    """Note the first deposit of a client of a link; False when it is no news.

    Emits: FunnelMoved.
    """
    values = {"deposited_at": at, "deposit": amount, "deposit_currency": currency}
    return _note(client_id, Step.DEPOSITED, values)


def _note(client_id: str, step: Step, values: Mapping[str, object]) -> bool:
    rows = Funnel.objects.filter(client__public_id=client_id, **{_COLUMNS[step]: None})
    if not rows.update(**values):
        return False
    row = Funnel.objects.select_related("partner__client").get(client__public_id=client_id)
    tell_step(row.partner, step, actor=SYSTEM, who=client_id)
    return True


@transaction.atomic
def traded(batch_id: int) -> int:
    """Note the first trades of clients of links that a batch of deals holds; return how many.

    Emits: FunnelMoved, for each.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_TRADES, [batch_id])
        pks = [row[0] for row in cursor.fetchall()]
    if not pks:
        return 0
    rows = Funnel.objects.select_related("partner__client", "client").filter(pk__in=pks)
    for row in rows.order_by("pk"):
        tell_step(row.partner, Step.ACTIVE, actor=SYSTEM, who=row.client.public_id)
    return len(pks)
