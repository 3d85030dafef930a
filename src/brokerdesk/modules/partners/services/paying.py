"""Paying approved runs line by line, and those who are paid at once."""

import logging
from datetime import datetime

from django.db import transaction

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.events import emit
from brokerdesk.core.jobs import defer, job
from brokerdesk.core.texts import note
from brokerdesk.core.words import worded
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import DomainError
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.brands.queries import brand

from ..events import PayoutRunChanged
from ..locks import lock_line, lock_partner, lock_run
from ..models import Partner, PayoutLine, PayoutRun, PayoutTerms
from ..queries.positions import positions, rounded, taken
from ..types import PartnerStatus, PayoutLineState, PayoutPeriod, RunState
from .payouts import Due, pay_out, position_of, settle

log = logging.getLogger(__name__)


@job()
def pay_approved(run_id: str) -> None:
    """Pay an approved run."""
    pay_run(run_id, at=now())


def begin(run: PayoutRun) -> None:
    """Let an approved run be paid soon, by one worker at a time."""
    defer(pay_approved, lock=f"payrun:{run.pk}", once=f"payrun:{run.pk}", run_id=run.public_id)


def pay_run(run_id: str, *, at: datetime) -> int:
    """Pay what is left of an approved run, a line a transaction; return how many lines.

    Whoever is killed in between has paid whole lines; the next call goes on behind them.
    """
    lines = PayoutLine.objects.filter(
        run__public_id=run_id, run__state=RunState.APPROVED, state=PayoutLineState.PAY
    )
    todo = list(lines.order_by("pk").values_list("pk", "partner__public_id"))
    for line_pk, partner_id in todo:
        pay_line(line_pk, partner_id, at=at)
    _finish(run_id, at)
    return len(todo)


@transaction.atomic
def pay_line(line_pk: int, partner_id: str, *, at: datetime) -> None:
    """Pay one line of an approved run, once, or say why it cannot be paid: it is carried on.

    Locks: partner, line, then payable and wallet.
    Posts: as `pay_out` does.
    Emits: CommissionPaid.
    """
    partner = lock_partner(partner_id)
    line = lock_line(line_pk)
    run = PayoutRun.objects.get(pk=line.run_id)
    if line.state != PayoutLineState.PAY or run.state != RunState.APPROVED:
        return
    reason = _hindrance(partner, line, at) or _settled(partner, line, run, at)
    if reason:
        line.state, line.reason = PayoutLineState.FAILED, reason
    line.save(update_fields=["state", "reason", "payout"])


def _settled(partner: Partner, line: PayoutLine, run: PayoutRun, at: datetime) -> str:
    """Pay a line; give why the ledger or a wallet refuses, so that others are paid all the same."""
    due = Due(
        currency=line.currency,
        exact=taken(line.exact, line.amount, line.currency),
        amount=line.amount,
        until=run.until,
        payee=line.payee,
    )
    try:
        with transaction.atomic():
            paid = settle(partner, due, actor=_approver(run), at=at)
    except DomainError as error:
        return note(error)
    line.state, line.payout_id = PayoutLineState.PAID, paid.pk
    return ""


def _hindrance(partner: Partner, line: PayoutLine, at: datetime) -> str:
    """Why a line cannot be paid now; empty when it can."""
    for person in (partner, line.payee):
        if person is not None and person.status != PartnerStatus.ACTIVE:
            return Marked(_("the partner's state is “%(state)s”"), state=worded(person.status))
    position = position_of(partner, line.currency, at=at, but_line=line.pk)
    if position.stopped:
        return Marked(_("his payouts are held back"))
    if position.free < taken(line.exact, line.amount, line.currency):
        return Marked(_("only %(free)s is payable now"), free=f"{position.free.normalize():f}")
    return ""


def _approver(run: PayoutRun) -> Actor:
    """Who let a run be paid, as the one who pays."""
    kind, _sign, public_id = run.approved_by.partition(":")
    return Actor("staff", public_id, public_id, run.brand_id) if kind == "staff" else SYSTEM


@transaction.atomic
def _finish(run_id: str, at: datetime) -> None:
    run = lock_run(run_id)
    if run.state == RunState.APPROVED and not run.lines.filter(state=PayoutLineState.PAY).exists():
        run.state, run.finished_at = RunState.PAID, at
        run.save(update_fields=["state", "finished_at"])
        tell_run(run, SYSTEM)


def tell_run(run: PayoutRun, actor: Actor) -> None:
    """Emit that a run changed."""
    emit(
        PayoutRunChanged(run_id=run.public_id, state=str(run.state)),
        aggregate=f"payout_run:{run.public_id}",
        brand_id=run.brand_id,
        actor=actor,
    )


def pay_at_once(brand_pk: int, *, at: datetime) -> int:
    """Pay a brand's partners whose terms say so; return how many payouts."""
    rows = PayoutTerms.objects.filter(brand_id=brand_pk, valid__contains=at)
    terms = {row.partner_id: row for row in rows}
    if not any(row.period == PayoutPeriod.INSTANT for row in terms.values()):
        return 0
    active = Partner.objects.filter(brand_id=brand_pk, status=PartnerStatus.ACTIVE)
    wanted = {
        pk: (public_id, row.minimum)
        for pk, public_id in active.values_list("pk", "public_id")
        if (row := terms.get(pk, terms.get(None))) and row.period == PayoutPeriod.INSTANT
    }
    found = positions(
        {pk: public_id for pk, (public_id, _minimum) in wanted.items()},
        brand_pk,
        entity_pk=brand(brand_pk).entity_pk,
        at=at,
    )
    paid = 0
    for (pk, currency), position in sorted(found.items()):
        public_id, minimum = wanted[pk]
        amount = rounded(position.free, currency)
        if amount > 0 and amount >= minimum:
            paid += _paid_alone(public_id, currency, at)
    return paid


def _paid_alone(partner_id: str, currency: str, at: datetime) -> bool:
    """One that is refused does not keep the others waiting; it stays payable."""
    try:
        pay_out(partner_id, currency, actor=SYSTEM, at=at)
    except DomainError as error:
        log.warning("%s is not paid: %s", partner_id, error)
        return False
    return True
