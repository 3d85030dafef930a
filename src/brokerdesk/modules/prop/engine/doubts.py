"""What a programme says that cannot be meant: valid, and to be shown before it is sold."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext

from brokerdesk.kit.exact import EXACT
from brokerdesk.kit.texts import noop as _

from .programme import Denominator, Mode, Of, Phase, Programme


@dataclass(frozen=True, slots=True)
class Doubt:
    """A key of the programme and what follows from what stands there."""

    key: str
    text: str


def doubts(programme: Programme) -> tuple[Doubt, ...]:
    """Name what makes a phase impossible to pass, or a rule without effect."""
    found: list[Doubt] = []
    last = len(programme.phases) - 1
    with localcontext(EXACT):
        for number, phase in enumerate(programme.phases):
            said = [*_passing(phase, more=number < last)]
            said += _floors(phase, programme.initial_balance)
            found += [Doubt(f"phases[{number}].{name}", text) for name, text in said]
    return tuple(found)


def _passing(phase: Phase, *, more: bool) -> Iterator[tuple[str, str]]:
    target, days, limit = phase.profit_target, phase.min_trading_days, phase.max_days
    even = phase.consistency
    by_days = even and even.denominator is not Denominator.TARGET
    if more and target is None:
        yield "profit_target", _("without one the phase never passes, and the next never begins")
    if phase.funded and target:
        yield "profit_target", _("a funded phase never passes")
    if days and limit and days.days > limit.days:
        yield "min_trading_days", _("the phase expires before so many days can count")
    if even and not even.max_share:
        yield "consistency", _("no best day is small enough")
    elif even and limit and by_days and even.max_share * limit.days < 1:
        yield "consistency", _("the phase expires before the days can be so even")


def _floors(phase: Phase, initial: Decimal) -> Iterator[tuple[str, str]]:
    daily, overall = phase.max_daily_loss, phase.max_overall_loss
    if daily and daily.amount.of is not Of.ANCHOR and daily.amount.on(initial) >= initial:
        yield "max_daily_loss", _("the floor of the first day is not above zero")
    if overall is None:
        return
    floor = initial - overall.amount.on(initial)
    if floor <= 0:
        yield "max_overall_loss", _("the floor is not above zero at the start")
    if overall.lock and overall.lock.floor_at < floor:
        yield "max_overall_loss.lock", _("the lock lowers the floor from the start")
    still = overall.mode is Mode.STATIC and overall.lock and not overall.lock.on_withdrawal
    if still and overall.lock and floor < overall.lock.floor_at:
        yield "max_overall_loss.lock", _("only deposits raise a static floor to its lock")
