"""A plan tried on one made-up deal, and the rules of it that meet."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from brokerdesk.core.words import words

from ..engine import (
    DayCaps,
    DealFact,
    Distribution,
    Link,
    NoRate,
    Plan,
    Rates,
    Rule,
    SymbolFact,
    compute,
)
from ..engine.numbers import plain
from ..services.offered import current_book
from .rule_words import scope_words
from .words import formula_words, reason_words

_CLOSED = datetime(2026, 1, 7, 12, tzinfo=UTC)
_RATES: Final = (Decimal(3), Decimal(5), Decimal(7))
SYMBOL: Final = "EURUSD"


class Shown(NamedTuple):
    """A line of the example."""

    who: str
    kind: str
    amount: Decimal
    formula: str
    reason: str


class Example(NamedTuple):
    """What a deal gives a chain of three; `said` is what the deal and the chain are."""

    said: str
    lines: list[Shown]
    total: Decimal
    meets: list[str]


def example(plan: Plan, brand_pk: int) -> Example:
    """Compute a deal of one lot EURUSD for a chain of three, without storing anything."""
    book = current_book(brand_pk)
    types = sorted(set(book.account_types.values()))
    named = next((r.account_type for r in plan.rules.rules if r.account_type in types), "") or ""
    deal = DealFact(
        id="example", client="example", symbol=SYMBOL, account_type=named, lots=Decimal(1),
        opened_at=_CLOSED - timedelta(hours=1), closed_at=_CLOSED,
        open_price=Decimal("1.10000"), close_price=Decimal("1.10050"),
        spread_points=Decimal(14), commission=Decimal(-7), markup_points=Decimal(5),
        profit=Decimal(50), currency=plan.currency,
    )  # fmt: skip
    symbol = SymbolFact(
        SYMBOL, book.group(SYMBOL), Decimal(100_000), Decimal("0.00001"), Decimal("0.0001"),
        Decimal(1),
    )  # fmt: skip
    chain = _chain(plan)
    try:
        lines = compute(plan, deal, symbol, chain, caps=DayCaps(), fx=Rates({}))
    except NoRate:  # nothing of the example is in another currency
        lines = []
    names = (_("the client"), _("direct partner"), _("above him"), _("on top"))
    shown = [
        Shown(
            names[line.level],
            words(line.kind),
            line.amount,
            formula_words(line.why),
            _reason(line.reason),
        )
        for line in sorted(lines, key=lambda line: line.level)
    ]
    total = sum((line.amount for line in lines), Decimal(0))
    return Example(_said(plan, named), shown, total, meetings(plan, brand_pk))


def _reason(reason: str) -> str:
    return reason_words(reason) if reason else ""


def _chain(plan: Plan) -> list[Link]:
    """Three partners; with rates of 3, 5 and 7, or the lowest, middle and top rank.

    Where a rank's equals get a bonus, the second has the rank of the first.
    """
    ranks = [rank for rank, _value in plan.slices]
    picked: list[str | None] = [None] * 3
    if ranks:
        picked = [ranks[0], ranks[len(ranks) // 2], ranks[-1]]
    if plan.same_rank_bonus:
        picked[1] = picked[0]  # so that one keeps another out
    return [
        Link(f"partner {n}", rank=rank, rate=rate)
        for n, (rank, rate) in enumerate(zip(picked, _RATES, strict=True), start=1)
    ]


def _said(plan: Plan, account_type: str) -> str:
    said = _(
        "1 lot EURUSD, open for an hour, 1.10000 to 1.10050, commission 7.00, spread 14 and markup "
        "5 points, profit 50.00 %(currency)s."
    ) % {"currency": plan.currency}
    if account_type:
        said += " " + _("Account type %(name)s.") % {"name": account_type}
    if plan.distribution is Distribution.DIFFERENCE:
        rates = ", ".join(plain(rate) for rate in _RATES)
        said += " " + _("The partners' own rates are %(rates)s.") % {"rates": rates}
    if plan.distribution is Distribution.RANK_SLICES:
        ranks = ", ".join(link.rank or "" for link in _chain(plan))
        said += " " + _("The partners' ranks are %(ranks)s.") % {"ranks": ranks}
    return said


def meetings(plan: Plan, brand_pk: int) -> list[str]:
    """Rules that can meet on one deal though neither is a special case of the other."""
    groups = current_book(brand_pk)
    found = []
    for one, other in combinations(plan.rules.rules, 2):
        if not _meet(one, other) or _within(one, other) or _within(other, one):
            continue
        if one.symbol and other.symbol_group and groups.group(one.symbol) != other.symbol_group:
            continue
        if other.symbol and one.symbol_group and groups.group(other.symbol) != one.symbol_group:
            continue
        wins, loses = (one, other) if _rank(one) > _rank(other) else (other, one)
        found.append(
            _("Rules %(one)s and %(other)s meet (%(first)s; %(second)s): rule %(wins)s is used.")
            % {
                "one": one.position + 1, "other": other.position + 1,
                "first": scope_words(one), "second": scope_words(other),
                "wins": wins.position + 1, "loses": loses.position + 1,
            }
        )  # fmt: skip
    return found


def _rank(rule: Rule) -> tuple[bool, ...]:
    return tuple(part is not None for part in rule.scope)


def _meet(one: Rule, other: Rule) -> bool:
    """Whether a deal can match both."""
    pairs = zip(one.scope, other.scope, strict=True)
    return all(a is None or b is None or a == b for a, b in pairs)


def _within(one: Rule, other: Rule) -> bool:
    """Whether all that the other names, this one names too."""
    pairs = zip(one.scope, other.scope, strict=True)
    return all(b is None or a is not None for a, b in pairs)
