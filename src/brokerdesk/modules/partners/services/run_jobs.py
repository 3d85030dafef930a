"""What payouts do by the clock."""

from brokerdesk.core.jobs import periodic
from brokerdesk.kit.clock import now

from ..models import PayoutRun, PayoutTerms
from ..types import RunState
from .paying import begin, pay_at_once
from .runs import make_due_runs


def _brands() -> list[int]:
    return sorted(set(PayoutTerms.objects.values_list("brand_id", flat=True)))


@periodic(every_s=60)
def make_runs() -> None:
    """Make the runs of periods that have ended, and go on with those whose worker died."""
    for brand_pk in _brands():
        make_due_runs(brand_pk, at=now())
    for run in PayoutRun.objects.filter(state=RunState.APPROVED):
        begin(run)


@periodic(every_s=60)
def pay_instantly() -> None:
    """Pay what was accrued to those who are paid at once."""
    for brand_pk in _brands():
        pay_at_once(brand_pk, at=now())
