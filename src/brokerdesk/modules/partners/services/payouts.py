"""From payable to wallet: rounded once, the residue kept in view."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.events import emit
from brokerdesk.core.words import words
from brokerdesk.kit.ids import new_id
from brokerdesk.kit.money import scale_of
from brokerdesk.modules.brands.queries import brand
from brokerdesk.modules.ledger.services import chart, post
from brokerdesk.modules.ledger.types import Posting, TxRequest

from ..errors import NothingPayable, PartnerNotActive
from ..events import CommissionPaid
from ..locks import lock_partner
from ..models import Partner, Payout
from ..queries.accruals import payable as payable_now
from ..types import PartnerStatus, PayoutRow


@transaction.atomic
def pay_out(partner_id: str, currency: str, *, actor: Actor, at: datetime) -> PayoutRow:
    """Move all that is payable into the partner's wallet.

    Locks: partner, then payable and wallet.
    Posts: payable → wallet (half up to the currency's minor unit), residue ↔ rounding.
    Emits: CommissionPaid.
    Raises:
        PartnerNotActive: he is not active.
        NothingPayable: less than one minor unit is payable.
    """
    partner = lock_partner(partner_id)
    if partner.status != PartnerStatus.ACTIVE:
        raise PartnerNotActive(
            _("the partner's state is “%(status)s”") % {"status": words(partner.status)}
        )
    exact = payable_now(partner, currency)
    amount = exact.quantize(Decimal(1).scaleb(-scale_of(currency)), ROUND_HALF_UP)
    if amount <= 0:
        raise NothingPayable(
            _("%(exact)s %(currency)s is payable") % {"exact": f"{exact:f}", "currency": currency}
        )
    payout_id, residue = new_id("pay"), exact - amount
    _post(partner, _Sums(payout_id, amount, residue, currency, at), actor)
    payout = Payout.objects.create(
        public_id=payout_id,
        partner=partner,
        amount=amount,
        residue=residue,
        currency=currency,
        paid_at=at,
        paid_by=actor.ref,
    )
    emit(
        CommissionPaid(
            payout_id=payout_id,
            partner_id=partner_id,
            client_id=partner.client.public_id,
            amount=amount,
            currency=currency,
        ),
        aggregate=f"partner:{partner_id}",
        brand_id=partner.brand_id,
        actor=actor,
    )
    return PayoutRow(payout.public_id, partner_id, amount, residue, currency, at)


@dataclass(frozen=True, slots=True)
class _Sums:
    """One payout's amounts: what the wallet gets, and what rounding took (+) or gave (-)."""

    payout_id: str
    amount: Decimal
    residue: Decimal
    currency: str
    at: datetime


def _post(partner: Partner, sums: _Sums, actor: Actor) -> None:
    entity, currency = brand(partner.brand_id).entity_pk, sums.currency
    payable = chart.partner_payable(partner.public_id, currency, entity)
    wallet = chart.client_wallet(partner.client.public_id, currency, entity)
    rounding = chart.rounding(currency, entity)
    postings = [Posting(payable.code, wallet.code, sums.amount, currency)]
    if sums.residue > 0:
        postings.append(Posting(payable.code, rounding.code, sums.residue, currency))
    elif sums.residue < 0:
        postings.append(Posting(rounding.code, payable.code, -sums.residue, currency))
    post(
        TxRequest(
            key=f"payout:{sums.payout_id}",
            kind="commission.paid",
            postings=tuple(postings),
            effective_at=sums.at,
            meta={"partner": partner.public_id, "payout": sums.payout_id},
        ),
        accounts=[payable, wallet, rounding],
        actor=actor,
    )
