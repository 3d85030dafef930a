"""What each row of a bulk job has now, and what it would have."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils.translation import ngettext

from brokerdesk.core.ui.texts import money_text, number_text
from brokerdesk.core.words import words

from ..models import Account, BulkJob, BulkRow, Position, Product
from ..types import BulkAction, BulkRowState, BulkState
from .doings import what_changes


def shown_rows(
    job: BulkJob, rows: Iterable[BulkRow], product: Product | None
) -> list[tuple[BulkRow, str]]:
    """Rows, each with its effect: from what to what; a position's closing says what is closed."""
    found = list(rows)
    products = _products(job, found)
    held = _held([r.account_id for r in found]) if job.action == BulkAction.CLOSE_ALL else {}
    shown = []
    for row in found:
        if job.state != BulkState.PREVIEW:
            effect = _kept(job, row, products)
        elif row.account is None:
            effect = ""
        else:
            now = held.get(row.account.pk) or _now(job, row.account)
            then = _then(job, row, product) if row.state == BulkRowState.PENDING else ""
            effect = f"{now} → {then}" if then else now
        shown.append((row, effect))
    return shown


def _products(job: BulkJob, rows: Iterable[BulkRow]) -> dict[str, str]:
    """What the page calls the products that rows of a begun job keep by their ids."""
    if job.action != BulkAction.GROUP or job.state == BulkState.PREVIEW:
        return {}
    known = Product.objects.filter(
        public_id__in={i for row in rows for i in (row.before, row.after)}
    )
    return {product.public_id: f"{product.title} ({product.group})" for product in known}


def _kept(job: BulkJob, row: BulkRow, products: Mapping[str, str]) -> str:
    if row.operation and (job.action == BulkAction.CLOSE_ALL or not row.before):
        return what_changes(row.operation)
    steps = [_said(job, row, kept, products) for kept in (row.before, row.after) if kept]
    return " → ".join(steps)


def _said(job: BulkJob, row: BulkRow, kept: str, products: Mapping[str, str]) -> str:
    if job.action == BulkAction.LEVERAGE:
        return f"1:{kept}"
    if job.action == BulkAction.GROUP:
        return products.get(kept, kept)
    if job.action == BulkAction.ACCESS:
        return words(kept)
    if job.action == BulkAction.CREDIT:
        return money_text(Decimal(kept), row.account.currency if row.account else "")
    return ngettext("%(n)s position", "%(n)s positions", int(kept)) % {"n": kept}


def _held(account_pks: list[int | None]) -> dict[int, str]:
    """The open positions of accounts, counted."""
    rows = Position.objects.filter(account_id__in=[pk for pk in account_pks if pk])
    totals = rows.values("account_id").annotate(n=Count("pk"), lots=Sum("lots"))
    return {t["account_id"]: _positions(t["n"], number_text(t["lots"])) for t in totals}


def _positions(n: int, lots: str) -> str:
    text = ngettext("%(n)s position, %(lots)s lots", "%(n)s positions, %(lots)s lots", n)
    return text % {"n": n, "lots": lots}


def _now(job: BulkJob, account: Account) -> str:
    if job.action == BulkAction.LEVERAGE:
        return f"1:{account.leverage}"
    if job.action == BulkAction.GROUP:
        return f"{account.product.title} ({account.group})"
    if job.action == BulkAction.ACCESS:
        return words(account.state)
    if job.action == BulkAction.CREDIT:
        return money_text(account.credit, account.currency)
    return _positions(0, "0")


def _then(job: BulkJob, row: BulkRow, product: Product | None) -> str:
    if job.action == BulkAction.LEVERAGE:
        return f"1:{job.params['leverage']}"
    if job.action == BulkAction.GROUP:
        return f"{product.title} ({product.group})" if product else ""
    if job.action == BulkAction.ACCESS:
        return words(job.params["state"])
    if job.action == BulkAction.CREDIT and row.account is not None and row.amount is not None:
        return money_text(row.account.credit + row.amount, row.account.currency)
    return _positions(0, "0")
