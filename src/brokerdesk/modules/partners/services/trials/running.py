"""A trial from its first deal to its last: nothing is posted, and a killed one begins anew."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import Case, Q, Sum, When

from brokerdesk.kit.clock import now
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.trading.queries import deals_by_pk
from brokerdesk.modules.trading.types import DealRow

from ...engine import Distribution, Plan, parse_plan
from ...engine.numbers import plain
from ...locks import lock_trial
from ...models import Accrual, PartnerTerms, Trial, TrialSum
from ...queries.caps import CountedCaps
from ...queries.chains import MAX_DEPTH
from ...queries.plans import DraftBook
from ...queries.rates import RateBook
from ...queries.reach import Reach, clients_below
from ...types import TrialState
from ..computing import Setting, compute_lines
from ..earning import earns
from ..lines import NewLine
from .revenue import Revenues
from .sums import Stands, Sums, Tried
from .telling import tell

PART: Final = 1000


def run_trial(trial_id: str) -> None:
    """Run a trial from the beginning.

    Emits: TrialMoved.
    """
    with transaction.atomic():
        trial = lock_trial(trial_id)
        if trial.state not in (TrialState.WAITING, TrialState.RUNNING):
            return
        run = _Run.of(trial)
        trial.state, trial.done = TrialState.RUNNING, 0
        trial.deals, run.last = run.reach.count()
        trial.save()
        tell(trial)
    while run.go_on():
        with transaction.atomic():
            Trial.objects.filter(pk=trial.pk).update(done=run.done)
            trial.done = run.done
            tell(trial)
    _finish(run)


@dataclass(slots=True)
class _Run:
    """One run: the draft, its deals, and what they sum up to so far."""

    trial: Trial
    reach: Reach
    book: DraftBook
    plan: Plan
    sums: Sums
    setting: Setting
    last: int = 0
    cursor: int = 0
    done: int = 0

    @classmethod
    def of(cls, trial: Trial) -> "_Run":
        book = DraftBook(trial.name, trial.body, currency=trial.currency)
        clients = (
            None if trial.partner_id is None else clients_below([trial.partner_id], trial.since)
        )
        reach = Reach(trial.brand_id, clients, trial.since, trial.until)
        plan = parse_plan(trial.body, currency=trial.currency)
        return cls(trial, reach, book, plan, Sums(trial.currency), Setting(shared=CountedCaps({})))

    def go_on(self) -> bool:
        """Compute the next deals; gives whether there were any."""
        pks = self.reach.following(self.cursor, self.last, limit=PART)
        if not pks:
            return False
        self.cursor = pks[-1]
        self.done += len(pks)
        self._compute([deal for deal in deals_by_pk(pks) if earns(deal)])
        return True

    def _compute(self, deals: Sequence[DealRow]) -> None:
        rates = RateBook.of(deal.pk for deal in deals)
        computed = compute_lines(
            deals, batch_id=0, at=now(), book=self.book, rates=rates, setting=self.setting
        )
        lines: dict[int, list[NewLine]] = defaultdict(list)
        for line in computed.lines:
            lines[line.deal_pk].append(line)
        stands, revenues = _standing(deals), Revenues(deals, self.plan, rates)
        for deal in deals:
            if deal.pk not in lines:
                self.sums.left_out += 1
            elif self._is_wanted(lines[deal.pk]):
                found = Tried(deal, stands[deal.pk], lines[deal.pk], revenues.of(deal))
                self.sums.add(found)

    def _is_wanted(self, lines: Sequence[NewLine]) -> bool:
        wanted = self.trial.partner_id
        return wanted is None or any(
            x.partner is not None and x.partner.pk == wanted for x in lines
        )


def _standing(deals: Sequence[DealRow]) -> dict[int, Stands]:
    """What stands of deals by partner and currency, corrections included; clients' rebates: ""."""
    found: dict[int, Stands] = defaultdict(dict)
    rows = (
        Accrual.objects.filter(deal_id__in=[deal.pk for deal in deals])
        .values_list("deal_id", Case(When(level__gt=0, then="partner__public_id")), "currency")
        .annotate(total=Sum("amount"))
    )
    for deal_pk, partner_id, currency, total in rows.exclude(total=0):
        found[deal_pk][partner_id or "", currency] = total
    return found


def _finish(run: _Run) -> None:
    """Keep the sums and say whether the plan may be saved."""
    with transaction.atomic():
        trial = lock_trial(run.trial.public_id)
        if trial.state != TrialState.RUNNING:
            return
        TrialSum.objects.filter(trial=trial).delete()
        TrialSum.objects.bulk_create(run.sums.stored(trial), batch_size=1000)
        cap, case = _cap(trial, run.plan), run.sums.case()
        trial.findings = {
            "deals": run.sums.deals,
            "unknown": run.sums.unknown,
            "left_out": run.sums.left_out,
            "cap": cap,
            "case": case,
        }
        trial.state = TrialState.REFUSED if cap or case else TrialState.PASSED
        trial.problem = _problem(cap, case)
        trial.finished_at, trial.done = now(), run.done
        trial.save()
        tell(trial)


def _cap(trial: Trial, plan: Plan) -> dict[str, Any] | None:
    """The most that the plan pays per unit, where that is above its cap, and by whose rate."""
    if plan.max_total is None:
        return None
    highest = _highest_rate(trial) if plan.distribution is Distribution.DIFFERENCE else None
    rates = [highest.rate] if highest is not None and highest.rate is not None else []
    if not plan.exceeds(plan.max_total, rates, longest=MAX_DEPTH):
        return None
    return {
        "max_total": plain(plan.max_total),
        "most": plain(plan.most_per_unit(rates, longest=MAX_DEPTH)),
        "partner": highest.partner.public_id if highest is not None else None,
    }


def _highest_rate(trial: Trial) -> PartnerTerms | None:
    """The terms with the highest rate that held in the period, or hold now."""
    period = Q(valid__overlap=(trial.since, trial.until)) | Q(valid__upper_inf=True)
    rows = PartnerTerms.objects.filter(period, partner__brand_id=trial.brand_id, rate__isnull=False)
    return rows.select_related("partner").order_by("-rate", "pk").first()


def _problem(cap: dict[str, Any] | None, case: dict[str, Any] | None) -> str:
    if cap:
        return Marked(
            _("the plan can pay %(most)s per unit, above its cap of %(cap)s"),
            most=cap["most"],
            cap=cap["max_total"],
        )
    if case:
        return Marked(
            _("deal %(ticket)s would cost %(drafted)s and brought %(revenue)s"),
            ticket=case["ticket"],
            drafted=_shown(case["drafted"]),
            revenue=_shown(case["revenue"]),
        )
    return ""


def _shown(amount: str) -> str:
    """An amount to read, with four decimals at most."""
    return plain(round(Decimal(amount), 4))
