"""From what to what each row of a bulk job goes: codes and numbers, kept once it begins."""

from collections.abc import Iterable, Mapping

from django.db.models import Count

from ..models import Account, BulkJob, BulkRow, Position
from ..types import BulkAction, BulkRowState, BulkState

PARAMS = {
    BulkAction.LEVERAGE: "leverage",
    BulkAction.GROUP: "product_id",
    BulkAction.ACCESS: "state",
}


def effect_of(job: BulkJob, row: BulkRow, held: Mapping[int, int]) -> tuple[str, str]:
    """What a row's account has and would have: leverage, product, state, credit or positions.

    held: `held_by` of the rows, while the job has not begun.
    """
    if job.state != BulkState.PREVIEW:
        return row.before, row.after
    if row.account is None:
        return "", ""
    before = _before(BulkAction(job.action), row.account, held)
    return before, _after(job, row, row.account) if row.state == BulkRowState.PENDING else ""


def held_by(job: BulkJob) -> dict[int, int]:
    """The open positions of the accounts of a job that closes them, counted."""
    if job.action != BulkAction.CLOSE_ALL or job.state != BulkState.PREVIEW:
        return {}
    rows = Position.objects.filter(account_id__in=job.rows.values("account_id"))
    return dict(rows.values_list("account_id").annotate(n=Count("pk")).order_by())


def keep_effects(job: BulkJob) -> None:
    """Keep what the rows of a preview show: their accounts change as the job goes on."""
    held = held_by(job)
    rows: Iterable[BulkRow] = job.rows.select_related("account__product").exclude(account=None)
    kept = list(rows)
    for row in kept:
        row.before, row.after = effect_of(job, row, held)
    BulkRow.objects.bulk_update(kept, ["before", "after"])


def _before(action: BulkAction, account: Account, held: Mapping[int, int]) -> str:
    if action == BulkAction.LEVERAGE:
        return str(account.leverage)
    if action == BulkAction.GROUP:
        return account.product.public_id
    if action == BulkAction.ACCESS:
        return account.state
    if action == BulkAction.CREDIT:
        return format(account.credit, "f")
    return str(held.get(account.pk, 0))


def _after(job: BulkJob, row: BulkRow, account: Account) -> str:
    name = PARAMS.get(BulkAction(job.action))
    if name is not None:
        return str(job.params[name])
    return "0" if row.amount is None else format(account.credit + row.amount, "f")
