"""What clients get back of the commission on their trades, paid into their wallets day by day."""

import logging
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events import emit
from brokerdesk.core.jobs import periodic
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import DomainError
from brokerdesk.modules.brands.queries import brand as brand_of
from brokerdesk.modules.brands.queries import brands
from brokerdesk.modules.clients.queries import client as client_of
from brokerdesk.modules.ledger.queries import balances, balances_of_form
from brokerdesk.modules.ledger.services import chart, post
from brokerdesk.modules.ledger.types import Posting, TxRequest

from ..events import RebatePaid
from ..locks import lock_rebates
from ..models import RebatePayout
from ..queries.positions import rounded

log = logging.getLogger(__name__)
NOT_PAID = frozenset({"suspended", "closed"})


@periodic(cron="10 3 * * *")
def pay_rebates_daily() -> None:
    """Pay clients what was rebated to them."""
    pay_rebates(at=now())


def pay_rebates(*, at: datetime) -> int:
    """Pay every client what he is owed, a transaction each; return how many were paid.

    Whoever is killed in between has paid whole clients; the next call goes on with the others.
    """
    paid = 0
    for entity_pk in sorted({brand.entity_pk for brand in brands()}):
        for owner, currency, balance in balances_of_form("client:*:rebate:*", entity_pk):
            if rounded(balance, currency) > 0:
                paid += _paid_alone(owner.removeprefix("client:"), currency, at)
    return paid


def _paid_alone(client_id: str, currency: str, at: datetime) -> bool:
    """One that is refused does not keep the others waiting; it stays payable."""
    try:
        return pay_rebate(client_id, currency, at=at) is not None
    except DomainError as error:
        log.warning("the rebates of %s are not paid: %s", client_id, error)
        return False


@transaction.atomic
def pay_rebate(client_id: str, currency: str, *, at: datetime) -> RebatePayout | None:
    """Pay one client what is payable, once a day of his brand's zone.

    Nothing is paid below half a minor unit, nor to one who is suspended or closed: it is carried.
    Locks: the client's rebates, then payable and wallet.
    Posts: the client's rebate payable → his wallet, half up to the minor unit, key
    `rebate:{payout}`; the residue stays payable, or is taken from what comes.
    Emits: RebatePaid.
    """
    client = client_of(client_id)
    brand = brand_of(client.brand_pk)
    day = at.astimezone(ZoneInfo(brand.reporting_zone)).date()
    lock_rebates(client.pk)
    paid_today = RebatePayout.objects.filter(client_id=client.pk, currency=currency, day=day)
    if client.status in NOT_PAID or paid_today.exists():
        return None
    code = chart.client_rebate(client_id, currency, brand.entity_pk).code
    exact = balances([code]).get(code, Decimal(0))
    amount = rounded(exact, currency)
    if amount <= 0:
        return None
    row = RebatePayout.objects.create(
        client_id=client.pk,
        day=day,
        amount=amount,
        carried=exact - amount,
        currency=currency,
        paid_at=at,
    )
    _post(row, client_id, brand.entity_pk)
    emit(
        RebatePaid(payout_id=row.public_id, client_id=client_id, amount=amount, currency=currency),
        aggregate=f"client:{client_id}",
        brand_id=brand.pk,
    )
    return row


def _post(row: RebatePayout, client_id: str, entity_pk: int) -> None:
    owed = chart.client_rebate(client_id, row.currency, entity_pk)
    wallet = chart.client_wallet(client_id, row.currency, entity_pk)
    post(
        TxRequest(
            key=f"rebate:{row.public_id}",
            kind="rebate.paid",
            postings=(Posting(owed.code, wallet.code, row.amount, row.currency),),
            effective_at=row.paid_at,
            meta={"client": client_id, "rebate": row.public_id},
        ),
        accounts=[owed, wallet],
        actor=SYSTEM,
    )
