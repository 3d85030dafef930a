"""What a programme's rules and its terms cannot both mean."""

from collections.abc import Iterator

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from ..engine.programme import Phase, Programme
from .types import BreachPolicy, CycleKind, Terms


def check(programme: Programme, terms: Terms) -> tuple[str, ...]:
    """Name each contradiction, marked for translation; none: both can be sold together."""
    return tuple(
        Marked("%(key)s: %(fault)s", key=key, fault=fault)
        for key, fault in _contradictions(programme, terms)
    )


def _contradictions(programme: Programme, terms: Terms) -> Iterator[tuple[str, str]]:
    last = programme.phases[-1]
    if terms.fee.currency != programme.currency:
        yield "fee.currency", _("fee, accounts and rewards are in one currency")
    if last.funded and last.split is not None and last.split != terms.split[0]:
        yield (
            "split",
            _("the first share is not the share that the rules give the trader when funded"),
        )
    if not last.funded:
        yield from _unfunded(terms)
    if terms.extension and not any(phase.max_days for phase in programme.phases):
        yield "extension", _("no phase has a limit of days to extend")
    if terms.scaling and terms.scaling.cap <= programme.initial_balance:
        yield "scaling.cap", _("it is not above the initial balance")
    if terms.merge_cap and terms.merge_cap < 2 * programme.initial_balance:
        yield "merge_cap", _("no two accounts of this size fit below it")
    if terms.cap is not None and terms.cap < terms.minimum:
        yield "cap", _("it is below the minimum: nothing can be paid")
    if last.funded:
        yield from _payouts(last, terms)
    if not terms.fee.amount:
        yield from _free(terms)


def _unfunded(terms: Terms) -> Iterator[tuple[str, str]]:
    said = _("without a funded phase nothing is ever paid")
    for name in ("refund_fee_at", "scaling", "merge_cap", "contract"):
        if getattr(terms, name) is not None:
            yield name, said
    if terms.breach_profit.policy is BreachPolicy.SHARE:
        yield "breach_profit", said
    if terms.news_profit is not None:
        yield "news_profit", said


def _payouts(last: Phase, terms: Terms) -> Iterator[tuple[str, str]]:
    cycle, winning = terms.cycle, terms.winning_days
    if cycle.kind is CycleKind.DAYS and winning.days > cycle.number:
        yield "winning_days", _("a cycle has fewer days than have to win")
    daily = last.max_daily_loss
    if terms.breach_profit.policy is BreachPolicy.SHARE and daily is None:
        yield "breach_profit", _("the funded phase has no daily loss")


def _free(terms: Terms) -> Iterator[tuple[str, str]]:
    for name, of in (
        ("refund_fee_at", terms.refund_fee_at),
        ("reset_percent", terms.reset_percent),
        ("retry.percent", terms.retry.percent),
    ):
        if of is not None:
            yield name, _("there is no fee that it could be a part of")
