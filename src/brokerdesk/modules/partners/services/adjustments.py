"""Corrections of a payable that one proposed and another approves: disputes and write-offs."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from brokerdesk.core.access.queries import person_behind
from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.core.words import words
from brokerdesk.modules.brands.queries import brand
from brokerdesk.modules.ledger.services import chart, post
from brokerdesk.modules.ledger.types import Posting, TxRequest

from ..errors import AdjustmentDecided, FourEyesRequired, NothingPayable
from ..events import CommissionReversed, PayableAdjusted
from ..locks import lock_adjustment, lock_dispute, lock_partner
from ..models import Accrual, Adjustment, Dispute
from ..queries.accruals import payable
from ..queries.disputes import stands
from ..types import AccrualKind, AdjustmentState
from .disputes import reopened, settled
from .posting import new_batch


@transaction.atomic
def propose_write_off(
    partner_id: str, currency: str, *, reason: str, actor: Actor, at: datetime
) -> Adjustment:
    """Propose to forgive what a partner owes after clawbacks; another has to approve it.

    Locks: partner.
    Raises:
        NothingPayable: he owes nothing.
        AdjustmentDecided: a write-off waits already.
    """
    partner = lock_partner(partner_id)
    owed = payable(partner, currency)
    if owed >= 0:
        raise NothingPayable(_("the partner owes nothing in %(asset)s") % {"asset": currency})
    try:
        with transaction.atomic():
            row = Adjustment.objects.create(
                partner=partner,
                kind="write_off",
                amount=-owed,
                currency=currency,
                reason=reason,
                proposed_by=actor.ref,
                proposed_at=at,
            )
    except IntegrityError:
        raise AdjustmentDecided(_("a write-off waits for its approval already")) from None
    _record("proposed", row, actor)
    return row


@transaction.atomic
def approve_adjustment(adjustment_id: str, *, actor: Actor, at: datetime) -> Adjustment:
    """Post a correction that another proposed, once.

    Locks: dispute, correction, partner.
    Posts: commission expense ↔ payable, key `adjustment:{id}`.
    Emits: CommissionReversed (a line's) or PayableAdjusted; DisputeChanged.
    Raises:
        AdjustmentDecided: it was decided, or what it corrects is not so any more.
        FourEyesRequired: the approver proposed it.
    """
    dispute, row = _locked(adjustment_id)
    if person_behind(row.proposed_by) == person_behind(actor.ref):
        raise FourEyesRequired(_("you proposed this correction: a colleague must approve it"))
    partner = lock_partner(row.partner.public_id)
    if row.kind == "write_off" and payable(partner, row.currency) + row.amount > 0:
        raise AdjustmentDecided(_("the partner owes less by now: propose it anew"))
    _post(row, actor, at)
    _decide(row, AdjustmentState.POSTED, actor, at)
    if row.accrual is None:
        _tell_booked(row, actor)
    else:
        batch = _correct_line(row, row.accrual, at)
        if dispute is not None:
            dispute.correction = batch
    if dispute is not None:
        settled(dispute, row, actor=actor, at=at)
    return row


@transaction.atomic
def refuse_adjustment(adjustment_id: str, *, reason: str, actor: Actor, at: datetime) -> Adjustment:
    """Refuse a correction; its dispute goes back to who answers.

    Locks: dispute, correction.
    Raises:
        AdjustmentDecided: it was decided.
    """
    dispute, row = _locked(adjustment_id)
    _decide(row, AdjustmentState.REFUSED, actor, at, reason)
    if dispute is not None:
        reopened(dispute, actor=actor)
    return row


def _locked(adjustment_id: str) -> tuple[Dispute | None, Adjustment]:
    of = Adjustment.objects.filter(public_id=adjustment_id).exclude(dispute=None)
    dispute_id = of.values_list("dispute__public_id", flat=True).first()
    dispute = lock_dispute(dispute_id) if dispute_id else None
    row = lock_adjustment(adjustment_id)
    if row.state != AdjustmentState.PROPOSED:
        raise AdjustmentDecided(
            _("the correction's state is “%(state)s”") % {"state": words(row.state)}
        )
    return dispute, row


def _decide(
    row: Adjustment, state: AdjustmentState, actor: Actor, at: datetime, reason: str = ""
) -> None:
    row.state, row.decided_by, row.decided_at = state, actor.ref, at
    row.save(update_fields=["state", "decided_by", "decided_at"])
    _record(str(state), row, actor, reason)


def _correct_line(row: Adjustment, line: Accrual, at: datetime) -> int:
    """Reverse the line and store the one decided, as a batch of its own."""
    if not stands(line):
        raise AdjustmentDecided(_("the line was reversed meanwhile: another took its place"))
    batch = new_batch()
    newest = Accrual.objects.filter(deal_id=line.deal_id).aggregate(most=Max("deal_version"))
    same = {
        "deal_id": line.deal_id,
        "partner_id": line.partner_id,
        "level": line.level,
        "currency": line.currency,
        "plan_version_id": line.plan_version_id,
        "batch_id": batch,
        "occurred_at": line.occurred_at,
        "recorded_at": at,
    }
    names = ("plan", "version", "chain", "kind")
    kept = {name: line.why[name] for name in names if name in line.why}
    if line.kind != AccrualKind.ADJUSTMENT:
        kept["kind"] = line.kind
    Accrual.objects.create(
        **same,
        deal_version=line.deal_version,
        kind=AccrualKind.REVERSAL,
        amount=-line.amount,
        why={"reverses": line.public_id},
        reverses=line,
    )
    Accrual.objects.create(
        **same,
        deal_version=newest["most"] + 1,
        kind=AccrualKind.ADJUSTMENT,
        amount=line.amount + row.amount,
        why={**kept, "instead_of": line.public_id, "decided": row.reason},
    )
    emit(
        CommissionReversed(
            batch_id=batch, lines=2, partner_client_ids=(row.partner.client.public_id,)
        ),
        aggregate=f"accruals:{batch}",
        brand_id=row.partner.brand_id,
    )
    return batch


def _tell_booked(row: Adjustment, actor: Actor) -> None:
    emit(
        PayableAdjusted(
            adjustment_id=row.public_id,
            partner_id=row.partner.public_id,
            client_id=row.partner.client.public_id,
            amount=row.amount,
            currency=row.currency,
        ),
        aggregate=f"partner:{row.partner.public_id}",
        brand_id=row.partner.brand_id,
        actor=actor,
    )


def _post(row: Adjustment, actor: Actor, at: datetime) -> None:
    entity, partner = brand(row.partner.brand_id).entity_pk, row.partner
    owed = chart.partner_payable(partner.public_id, row.currency, entity)
    cost = chart.expense("commission", row.currency, entity)
    source, destination = (cost, owed) if row.amount > 0 else (owed, cost)
    post(
        TxRequest(
            key=f"adjustment:{row.public_id}",
            kind="commission.adjusted",
            postings=(Posting(source.code, destination.code, abs(row.amount), row.currency),),
            effective_at=at,
            meta={"partner": partner.public_id, "adjustment": row.public_id},
        ),
        accounts=[owed, cost],
        actor=actor,
    )


def _record(action: str, row: Adjustment, actor: Actor, reason: str = "") -> None:
    record(
        f"partners.adjustment_{action}",
        subject=row.partner.public_id,
        actor=actor,
        brand_id=row.partner.brand_id,
        after={"adjustment": row.public_id, "amount": str(row.amount), "currency": row.currency},
        reason=reason or row.reason,
    )
