"""From payable to wallet: rounded once, the residue kept in view."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.events import emit
from brokerdesk.core.words import words
from brokerdesk.kit.ids import new_id
from brokerdesk.modules.brands.queries import brand
from brokerdesk.modules.ledger.services import chart, post
from brokerdesk.modules.ledger.types import Posting, TxRequest

from ..errors import NothingPayable, PaidByRuns, PartnerNotActive
from ..events import CommissionPaid
from ..locks import lock_partner
from ..models import Partner, Payout
from ..queries.positions import Position, positions, rounded
from ..types import PartnerStatus, PayoutRow
from .payout_terms import by_calendar, terms_of

NOTHING = Position(Decimal(0), Decimal(0), Decimal(0), Decimal(0), stopped=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What one payout takes of a payable, and what the wallet gets of it.

    `until`: it is of deals before then; none for all. `payee`: who gets it, if another.
    """

    currency: str
    exact: Decimal
    amount: Decimal
    until: datetime | None = None
    payee: Partner | None = None


@transaction.atomic
def pay_out(partner_id: str, currency: str, *, actor: Actor, at: datetime) -> PayoutRow:
    """Move all that is payable, and neither held back nor promised to a run, into the wallet.

    Locks: partner, then payable and wallet.
    Posts: payable → wallet (half up to the currency's minor unit), residue ↔ rounding.
    Emits: CommissionPaid.
    Raises:
        PartnerNotActive: he, or who is paid for him, is not active.
        PaidByRuns: a partner asks whose brand pays by the calendar, or somebody whose terms want
            a second person's approval.
        NothingPayable: less than one minor unit is payable.
    """
    partner = lock_partner(partner_id)
    terms = terms_of(partner, at)
    if actor.kind == "client" and by_calendar(partner, at):
        raise PaidByRuns(_("you are paid by the calendar, not on request"))
    if terms is not None and terms.needs_approval:
        raise PaidByRuns(_("a second person approves his payouts: make a run"))
    exact = position_of(partner, currency, at=at).free
    due = Due(
        currency=currency,
        exact=exact,
        amount=rounded(exact, currency),
        payee=terms.payee if terms else None,
    )
    if due.amount <= 0:
        raise NothingPayable(
            _("%(exact)s %(currency)s is payable") % {"exact": f"{exact:f}", "currency": currency}
        )
    return settle(partner, due, actor=actor, at=at)


def position_of(
    partner: Partner,
    currency: str,
    *,
    at: datetime,
    until: datetime | None = None,
    but_line: int | None = None,
) -> Position:
    """One partner's position in one currency; all zero before his first commission."""
    found = positions(
        {partner.pk: partner.public_id},
        partner.brand_id,
        entity_pk=brand(partner.brand_id).entity_pk,
        at=at,
        until=until,
        but_line=but_line,
    )
    return found.get((partner.pk, currency), NOTHING)


def settle(partner: Partner, due: Due, *, actor: Actor, at: datetime) -> PayoutRow:
    """Pay a locked partner what is due; the caller knows that it is free.

    Raises:
        PartnerNotActive: he, or who is paid for him, is not active.
    """
    for person in (partner, due.payee):
        if person is not None and person.status != PartnerStatus.ACTIVE:
            raise PartnerNotActive(
                _("the partner's state is “%(status)s”") % {"status": words(person.status)}
            )
    payout_id, residue = new_id("pay"), due.exact - due.amount
    _post(partner, due, payout_id, actor, at)
    payout = Payout.objects.create(
        public_id=payout_id,
        partner=partner,
        amount=due.amount,
        residue=residue,
        currency=due.currency,
        paid_at=at,
        paid_by=actor.ref,
        payee=due.payee,
        until=due.until,
    )
    emit(
        CommissionPaid(
            payout_id=payout_id,
            partner_id=partner.public_id,
            client_id=partner.client.public_id,
            amount=due.amount,
            currency=due.currency,
        ),
        aggregate=f"partner:{partner.public_id}",
        brand_id=partner.brand_id,
        actor=actor,
    )
    return PayoutRow(
        payout.public_id, partner.public_id, due.amount, residue, due.currency, at, payout.pk
    )


def _post(partner: Partner, due: Due, payout_id: str, actor: Actor, at: datetime) -> None:
    entity, currency = brand(partner.brand_id).entity_pk, due.currency
    payable = chart.partner_payable(partner.public_id, currency, entity)
    wallet = chart.client_wallet((due.payee or partner).client.public_id, currency, entity)
    rounding = chart.rounding(currency, entity)
    residue = due.exact - due.amount
    postings = [Posting(payable.code, wallet.code, due.amount, currency)]
    if residue > 0:
        postings.append(Posting(payable.code, rounding.code, residue, currency))
    elif residue < 0:
        postings.append(Posting(rounding.code, payable.code, -residue, currency))
    post(
        TxRequest(
            key=f"payout:{payout_id}",
            kind="commission.paid",
            postings=tuple(postings),
            effective_at=at,
            meta={"partner": partner.public_id, "payout": payout_id},
        ),
        accounts=[payable, wallet, rounding],
        actor=actor,
    )
