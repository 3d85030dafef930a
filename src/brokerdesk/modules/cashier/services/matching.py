"""Matching one provider's statement with what the ledger booked there, item by item.

Passes: the provider's reference and kind; then, for refunds made at the provider, kind, amount
and currency within two days. What is left over is named.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext as _

from brokerdesk.core.words import words
from brokerdesk.modules.ledger.queries import balances
from brokerdesk.modules.ledger.services import chart

from ..models import Deposit, Movement, Psp, Refund, StatementFetch, StatementLine, Withdrawal
from ..rules import at_scale
from ..types import (
    BreakClass,
    Check,
    DepositStatus,
    Difference,
    MovementKind,
    WithdrawalStatus,
)

IN_FLIGHT_FOR = timedelta(minutes=10)
NEAR = timedelta(days=2)
_OPEN_STATES = frozenset(
    {
        DepositStatus.CREATED,
        DepositStatus.REDIRECTED,
        DepositStatus.PENDING,
        WithdrawalStatus.SUBMITTED,
        WithdrawalStatus.IN_FLIGHT,
        DepositStatus.CREDITED,
        DepositStatus.PARTIALLY_REFUNDED,
        DepositStatus.CHARGEBACK_OPEN,
        WithdrawalStatus.PAID,
    }
)
Key = tuple[str, str]


def compare_psp(psp: Psp, at: datetime) -> Check:
    """Compare one provider by item, and in sum with the ledger's clearing accounts."""
    fetch = StatementFetch.objects.filter(psp=psp).first()
    if fetch is None or fetch.error:
        cause = fetch.error if fetch else _("its statement was not read yet")
        last = fetch.fetched_at if fetch else psp.created_at
        silent = Difference(
            psp.code, BreakClass.NOT_ASKED, _age(last, at), Decimal("0.00"), "", cause
        )
        return Check(1, (silent,))
    # A movement is posted when the provider has moved the money, never long before.
    recent = Movement.objects.filter(psp=psp, posted_at__gte=fetch.since - NEAR)
    movements = {(m.kind, m.provider_ref): m for m in recent.select_related("psp")}
    lines = list(StatementLine.objects.filter(psp=psp).order_by("booked_at", "pk"))
    found: list[Difference] = []
    matched: set[Key] = set()
    elsewhere = _of_other_methods(psp, lines)
    for line in lines:
        if line.reference not in elsewhere:
            found += _compare_line(line, movements, matched, at)
    for key, movement in movements.items():
        if key not in matched:
            found += _unmatched(movement, fetch, at)
    found += _sums(psp)
    return Check(len(movements) + sum(1 for d in found if _extra(d)), tuple(found))


def _of_other_methods(psp: Psp, lines: list[StatementLine]) -> set[str]:
    """References of items that another method of ours owns at the same kind of provider.

    Two brands may share one account there; each line is compared where it belongs.
    """
    asked = {line.reference for line in lines if line.reference}
    others = Psp.objects.filter(kind=psp.kind).exclude(pk=psp.pk)
    if not asked or not others.exists():
        return set()
    found: set[str] = set()
    tables: tuple[QuerySet[Any], ...] = (
        Deposit.objects.filter(psp__in=others),
        Withdrawal.objects.filter(psp__in=others),
        Refund.objects.filter(deposit__psp__in=others),
    )
    for rows in tables:
        found.update(rows.filter(public_id__in=asked).values_list("public_id", flat=True))
    return found


def _extra(difference: Difference) -> bool:
    return difference.cls in {BreakClass.MISSING_IN_LEDGER, BreakClass.DUPLICATE}


def _compare_line(
    line: StatementLine, movements: dict[Key, Movement], matched: set[Key], at: datetime
) -> Iterable[Difference]:
    key = (line.kind, line.provider_ref)
    if key in matched:
        yield _of_line(line, BreakClass.DUPLICATE, at, _("the provider has this twice"))
        return
    movement = movements.get(key)
    if movement is None and line.kind == MovementKind.REFUND:
        key, movement = _near(line, movements, matched) or (key, None)
    if movement is None:
        yield _not_booked(line, at)
        return
    matched.add(key)
    if movement.currency != line.currency or movement.amount != line.amount:
        amount = movement.amount - line.amount
        booked, stated = (at_scale(x.amount, x.currency) for x in (movement, line))
        told = _("booked %(booked)s, provider %(stated)s") % {
            "booked": f"{booked} {movement.currency}",
            "stated": f"{stated} {line.currency}",
        }
        yield _of_line(line, BreakClass.AMOUNT, at, told, abs(amount))
    if movement.fee != line.fee:
        booked, stated = (at_scale(x.fee, x.currency) for x in (movement, line))
        told = _("booked fee %(booked)s, provider %(stated)s") % {
            "booked": booked,
            "stated": stated,
        }
        yield _of_line(line, BreakClass.FEE, at, told, abs(movement.fee - line.fee))


def _near(
    line: StatementLine, movements: dict[Key, Movement], matched: set[Key]
) -> tuple[Key, Movement] | None:
    for key, movement in movements.items():
        same = (movement.kind, movement.amount, movement.currency) == (
            line.kind,
            line.amount,
            line.currency,
        )
        free = ":" in movement.provider_ref and key not in matched
        if same and free and abs(movement.posted_at - line.booked_at) <= NEAR:
            return key, movement
    return None


def _not_booked(line: StatementLine, at: datetime) -> Difference:
    """The provider moved money that the ledger does not know."""
    state = _state_of(line)
    if state is None:
        return _of_line(line, BreakClass.MISSING_IN_LEDGER, at, _("no item of ours"))
    told = _("the state of our item is “%(state)s”") % {"state": words(state)}
    if state not in _OPEN_STATES:
        return _of_line(line, BreakClass.STATUS, at, told)
    if at - line.booked_at <= IN_FLIGHT_FOR:
        return _of_line(line, BreakClass.IN_FLIGHT, at, told)
    return _of_line(line, BreakClass.MISSING_IN_LEDGER, at, told)


def _state_of(line: StatementLine) -> str | None:
    table: type[Deposit] | type[Withdrawal] = Deposit
    if line.kind in {MovementKind.PAYOUT, MovementKind.PAYOUT_RETURN}:
        table = Withdrawal
    rows = table._default_manager.filter(psp_id=line.psp_id)
    found = rows.filter(public_id=line.reference).first()
    if found is None:
        found = rows.filter(provider_ref=line.provider_ref).first()
    return found.state if found else None


def _unmatched(movement: Movement, fetch: StatementFetch, at: datetime) -> Iterable[Difference]:
    """The ledger booked what the provider's statement does not show."""
    if movement.posted_at < fetch.since + NEAR and movement.psp.created_at < fetch.since:
        return  # its line may lie before the period that was read
    fresh = movement.posted_at > fetch.until
    yield Difference(
        f"{movement.kind}:{movement.reference}",
        BreakClass.IN_FLIGHT if fresh else BreakClass.MISSING_AT_PSP,
        _age(movement.posted_at, at),
        at_scale(abs(movement.amount), movement.currency),
        movement.currency,
        _("payment %(reference)s") % {"reference": movement.provider_ref},
    )


def _sums(psp: Psp) -> Iterable[Difference]:
    """What was booked by item is what the clearing account holds, per currency."""
    booked = Movement.objects.filter(psp=psp).order_by().values("currency")
    sums: dict[str, Decimal] = {
        row["currency"]: row["total"] for row in booked.annotate(total=Sum(F("amount") - F("fee")))
    }
    codes = {c: chart.psp_clearing(psp.code, c, psp.brand.entity_id).code for c in psp.currencies}
    held = balances(codes.values())
    for currency, code in codes.items():
        gap = sums.get(currency, Decimal(0)) + held.get(code, Decimal(0))
        if gap:
            yield Difference(
                code,
                BreakClass.UNBALANCED,
                0,
                abs(gap),
                currency,
                _("clearing differs from its items"),
            )


def _of_line(
    line: StatementLine, cls: BreakClass, at: datetime, detail: str, amount: Decimal | None = None
) -> Difference:
    return Difference(
        f"{line.kind}:{line.reference or line.provider_ref}",
        cls,
        _age(line.booked_at, at),
        at_scale(abs(line.amount) if amount is None else amount, line.currency),
        line.currency,
        detail,
    )


def _age(since: datetime, at: datetime) -> int:
    return max(0, int((at - since).total_seconds()))
