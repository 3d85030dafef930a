"""Payout runs: made when a period ended, looked through, approved by a second person."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _t

from brokerdesk.core.access.queries import person_behind
from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.audit import actors_of, record
from brokerdesk.core.words import words
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.brands.queries import brand
from brokerdesk.modules.brands.types import BrandRow

from ..errors import FourEyesRequired, LineNotPayable, RunDecided
from ..locks import lock_line, lock_run
from ..models import Partner, PayoutLine, PayoutRun, PayoutTerms
from ..queries.positions import Position, positions, rounded
from ..types import PartnerStatus, PayoutLineState, PayoutPeriod, RunState
from .calendar import period_before, period_ended
from .paying import begin, tell_run

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Group:
    """Partners of a brand who are paid by one run."""

    period: PayoutPeriod
    delay_days: int
    needs_approval: bool


@dataclass(slots=True)
class _Terms:
    """The terms of a brand that hold at an instant."""

    default: PayoutTerms | None
    own: dict[int, PayoutTerms]

    @classmethod
    def read(cls, brand_pk: int, at: datetime) -> "_Terms":
        rows = PayoutTerms.objects.select_related("payee").filter(
            brand_id=brand_pk, valid__contains=at
        )
        by_partner = {row.partner_id: row for row in rows}
        default = by_partner.pop(None, None)
        return cls(default, {pk: row for pk, row in by_partner.items() if pk is not None})

    def of(self, partner_pk: int) -> PayoutTerms | None:
        return self.own.get(partner_pk, self.default)

    def all(self) -> list[PayoutTerms]:
        return [*self.own.values(), *([self.default] if self.default else [])]


def group_of(terms: PayoutTerms) -> Group:
    """The group that terms put a partner in."""
    return Group(PayoutPeriod(terms.period), terms.delay_days, terms.needs_approval)


def make_due_runs(brand_pk: int, *, at: datetime) -> list[PayoutRun]:
    """Make the runs of a brand whose period has ended and whose delay is over, each once.

    Who is paid by a run is told by the terms that held when its period ended.
    """
    row = brand(brand_pk)
    wanted: dict[tuple[PayoutPeriod, int], datetime] = {}
    for terms in PayoutTerms.objects.filter(brand_id=brand_pk).exclude(period="instant"):
        key = (PayoutPeriod(terms.period), terms.delay_days)
        wanted[key] = period_ended(key[0], row.reporting_zone, at, key[1])
    made = []
    for (period, delay), until in wanted.items():
        groups = {group_of(t) for t in _Terms.read(brand_pk, until).all()}
        for group in sorted(groups, key=repr):
            if (group.period, group.delay_days) == (period, delay):
                since = period_before(period, row.reporting_zone, until)
                run = make_run(row, group, (since, until), actor=SYSTEM, at=at)
                made += [run] if run else []
    return made


@transaction.atomic
def make_run(
    of: BrandRow,
    group: Group,
    span: tuple[datetime | None, datetime],
    *,
    actor: Actor,
    at: datetime,
) -> PayoutRun | None:
    """Make one run with a line for each partner and currency; None when there is one already.

    A run that needs no approval is approved by itself; one by hand takes all partners.
    Emits: PayoutRunChanged.
    """
    run, created = PayoutRun.objects.get_or_create(
        brand_id=of.pk,
        period=group.period.value,
        delay_days=group.delay_days,
        needs_approval=group.needs_approval,
        until=span[1],
        defaults={"since": span[0], "made_by": actor.ref, "created_at": at},
    )
    if not created:
        return None
    terms = _Terms.read(of.pk, span[1])
    partners = list(Partner.objects.filter(brand_id=of.pk, status=PartnerStatus.ACTIVE))
    if group.period != PayoutPeriod.MANUAL:
        partners = [p for p in partners if (t := terms.of(p.pk)) and group_of(t) == group]
    lines: list[PayoutLine] = []
    for start in range(0, len(partners), CHUNK):
        lines += _lines(run, of, partners[start : start + CHUNK], terms, at)
    PayoutLine.objects.bulk_create(lines, batch_size=CHUNK)
    if not lines:
        run.state, run.finished_at = RunState.PAID, at
    elif not group.needs_approval:
        run.state, run.approved_at, run.approved_by = RunState.APPROVED, at, SYSTEM.ref
        begin(run)
    run.save()
    record("partners.run_made", subject=run.public_id, actor=actor, brand_id=of.pk)
    tell_run(run, actor)
    return run


def _lines(
    run: PayoutRun, of: BrandRow, partners: Sequence[Partner], terms: _Terms, at: datetime
) -> list[PayoutLine]:
    by_pk = {partner.pk: partner for partner in partners}
    found = positions(
        {p.pk: p.public_id for p in partners},
        of.pk,
        entity_pk=of.entity_pk,
        at=at,
        until=run.until,
    )
    lines = []
    for (pk, currency), position in sorted(found.items()):
        amount = rounded(position.kept, currency)
        if amount <= 0:
            continue
        held = terms.of(by_pk[pk].pk)
        line = PayoutLine(
            run=run,
            partner_id=pk,
            currency=currency,
            exact=position.kept,
            amount=amount,
            payee=held.payee if held else None,
        )
        line.state, line.reason = _state(position, amount, held, currency)
        lines.append(line)
    return lines


def _state(
    position: Position, amount: Decimal, terms: PayoutTerms | None, currency: str
) -> tuple[PayoutLineState, str]:
    if position.stopped:
        return PayoutLineState.HELD, Marked(_("his payouts are held back"))
    if terms is not None and amount < terms.minimum:
        least = f"{terms.minimum.normalize():f}"
        return PayoutLineState.BELOW_MINIMUM, Marked(
            _("less than %(least)s %(currency)s: carried on"), least=least, currency=currency
        )
    if position.held > 0:
        sum_held = f"{position.held.normalize():f}"
        return PayoutLineState.PAY, Marked(
            _("%(sum)s %(currency)s of clients that are held back is left out"),
            sum=sum_held,
            currency=currency,
        )
    if position.unripe > 0:
        waits = f"{position.unripe.normalize():f}"
        return PayoutLineState.PAY, Marked(
            _("%(sum)s %(currency)s that is not payable yet is left out"),
            sum=waits,
            currency=currency,
        )
    return PayoutLineState.PAY, ""


@transaction.atomic
def approve_run(run_id: str, *, actor: Actor, at: datetime) -> PayoutRun:
    """Let a run be paid; who made or changed it may not.

    Locks: run.
    Emits: PayoutRunChanged.
    Raises:
        RunDecided: it was decided already.
        FourEyesRequired: the approver made the run, changed a line of it, or chose who is paid.
    """
    run = _draft(run_id)
    if person_behind(actor.ref) in hands_of(run):
        raise FourEyesRequired(_t("you made or changed this run: a colleague must approve it"))
    run.state, run.approved_by, run.approved_at = RunState.APPROVED, actor.ref, at
    run.save(update_fields=["state", "approved_by", "approved_at"])
    record("partners.run_approved", subject=run_id, actor=actor, brand_id=run.brand_id)
    begin(run)
    tell_run(run, actor)
    return run


def hands_of(run: PayoutRun) -> set[str]:
    """The persons who made a run, changed a line of it, or chose that another is paid."""
    paid_for = run.lines.exclude(payee=None).values("partner")
    terms = PayoutTerms.objects.filter(partner__in=paid_for, valid__contains=run.until)
    refs = {
        run.made_by,
        *actors_of("partners.run_line", run.public_id),
        *terms.values_list("recorded_by", flat=True),
    }
    return {person_behind(ref) for ref in refs}


@transaction.atomic
def cancel_run(run_id: str, *, reason: str, actor: Actor, at: datetime) -> PayoutRun:
    """Cancel a run that is not approved: what its lines were for is payable again.

    Locks: run.
    Emits: PayoutRunChanged.
    Raises:
        RunDecided: it was decided already.
    """
    run = _draft(run_id)
    run.state, run.finished_at = RunState.CANCELLED, at
    run.save(update_fields=["state", "finished_at"])
    record(
        "partners.run_cancelled", subject=run_id, actor=actor, brand_id=run.brand_id, reason=reason
    )
    tell_run(run, actor)
    return run


@transaction.atomic
def change_line(
    run_id: str,
    line_pk: int,
    *,
    reason: str,
    actor: Actor,
    state: PayoutLineState | None = None,
    amount: Decimal | None = None,
) -> PayoutLine:
    """Hold a line back (HELD), let it go (PAY), or pay less of it; the rest stays payable.

    Locks: run, line.
    Emits: PayoutRunChanged.
    Raises:
        RunDecided: the run was decided already.
        LineNotPayable: the amount is not what could be paid.
    """
    run = _draft(run_id)
    line = lock_line(line_pk)
    if line.run_id != run.pk:
        raise LineNotPayable(_t("there is no such line in this run"))
    before = {"state": line.state, "amount": str(line.amount)}
    if amount is not None:
        _check_amount(line, amount)
        line.amount = amount
    if state is not None:
        line.state = state
    line.reason, line.changed_by = reason, actor.ref
    line.save(update_fields=["amount", "state", "reason", "changed_by"])
    record(
        "partners.run_line",
        subject=run_id,
        actor=actor,
        brand_id=run.brand_id,
        before=before,
        after={"line": line.pk, "state": line.state, "amount": str(line.amount)},
        reason=reason,
    )
    tell_run(run, actor)
    return line


def _check_amount(line: PayoutLine, amount: Decimal) -> None:
    most = rounded(line.exact, line.currency)
    if not 0 < amount <= most or amount != rounded(amount, line.currency):
        raise LineNotPayable(
            _t("give more than 0 and at most %(most)s %(currency)s, in whole minor units")
            % {"most": f"{most:f}", "currency": line.currency},
            field="amount",
        )


def _draft(run_id: str) -> PayoutRun:
    run = lock_run(run_id)
    if run.state != RunState.DRAFT:
        raise RunDecided(_t("the run's state is “%(state)s”") % {"state": words(run.state)})
    return run


def sums_of(run: PayoutRun) -> dict[str, dict[str, Decimal]]:
    """A run's amounts by currency and line state."""
    found: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for currency, state, amount in run.lines.values_list("currency", "state", "amount"):
        found[currency][state] += amount
    return {currency: dict(states) for currency, states in sorted(found.items())}
