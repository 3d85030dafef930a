"""A programme's rules in words: English that pages translate by its templates."""

from collections.abc import Callable
from typing import Any, Final

from brokerdesk.kit.exact import plain
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from ..engine import Programme
from ..engine.programme import Amount, Phase, Rule, RuleName

_DAILY = _(
    "Daily loss: %(measure)s must not %(breach)s the day's floor. The floor is the day's anchor "
    "(%(anchor)s) less %(amount)s; deposits and withdrawals since the reset move it. What follows: "
    "%(action)s."
)
_OVERALL = _(
    "Overall loss: %(measure)s must not %(breach)s the floor, which is the high-water mark less "
    "%(amount)s. The mark: %(mode)s. What follows: %(action)s."
)
_LOCK = _("The floor stops for good at %(floor)s.")
_TARGET = _("Profit target: %(amount)s by %(measure)s.")
_FLAT = _("No position may be open.")
_DAYS = _("At least %(days)s trading days count; a day counts by: %(counts)s.")
_LIMIT = _("The phase expires %(days)s days after the first trade.")
_IDLE = _("The phase expires after more than %(days)s days without a trade.")
_EVEN = _("The best day is %(than)s %(share)s of %(whole)s.")
_LOTS = _("At most %(lots)s lots %(scope)s. What follows: %(action)s.")
_NEWS = _(
    "No opening and closing from %(before)s s before to %(after)s s after a release of high "
    "impact. What follows: %(action)s."
)
_WEEKEND = _("Nothing is held on Friday at 17:00 in New York. What follows: %(action)s.")

_NAMES: Final = {
    "equity": _("equity"),
    "balance": _("balance"),
    "closed_balance": _("the closed balance"),
    "min_balance_equity": _("the lower of balance and equity"),
    "max_balance_equity": _("the higher of balance and equity at the reset"),
    "initial": _("the initial balance"),
    "intraday_peak_equity": _("the day's highest equity"),
    "below": _("fall below"),
    "touch": _("fall to or below"),
    "fail": _("the phase has failed"),
    "pause_until_reset": _("no trading until the next reset"),
    "warn": _("a warning"),
    "static": _("the initial balance"),
    "trail_eod_balance": _("the highest balance at a reset"),
    "trail_closed_balance": _("the highest balance"),
    "trail_intraday_equity": _("the highest equity"),
    "position_opened": _("a position is opened"),
    "opened_and_closed": _("a position is opened or closed"),
    "held": _("a position is held"),
    "closed_profit_at_least": _("the day's closed result reaches a threshold"),
    "net": _("the net profit"),
    "positive_days": _("the sum of the days with a profit"),
    "target": _("the profit target"),
    "position": _("per position"),
    "total": _("in all"),
    "anchor": _("the anchor"),
    "peak": _("the high-water mark"),
}


def named(code: object) -> Marked:
    """A word of the format as people say it."""
    return Marked(_NAMES[str(code)])


def rule_texts(programme: Programme, phase: int = 0) -> list[tuple[str, Marked]]:
    """Each rule of a phase, by its name, in sentences."""
    found: list[tuple[str, Marked]] = []
    one = programme.phases[phase]
    for name in one.order:
        found += [(str(name), text) for text in _TEXTS[name](getattr(one, name), one)]
    return found


def _amount(amount: Amount) -> Marked:
    if amount.of is None:
        return Marked("%(money)s", money=plain(amount.number))
    return Marked(_("%(percent)s %% of %(of)s"), percent=plain(amount.number), of=named(amount.of))


def _loss(rule: Any, **more: object) -> dict[str, object]:
    return {
        "measure": named(rule.measure),
        "breach": named(rule.breach_when),
        "amount": _amount(rule.amount),
        "action": named(rule.action),
        **more,
    }


def _daily(rule: Any, _phase: Phase) -> list[Marked]:
    anchor = _("balance at the reset") if rule.anchor == "balance" else None
    anchor = anchor or (_("equity at the reset") if rule.anchor == "equity" else None)
    return [Marked(_DAILY, **_loss(rule, anchor=Marked(anchor) if anchor else named(rule.anchor)))]


def _overall(rule: Any, _phase: Phase) -> list[Marked]:
    said = [Marked(_OVERALL, **_loss(rule, mode=named(rule.mode)))]
    if rule.lock:
        said.append(Marked(_LOCK, floor=plain(rule.lock.floor_at)))
    return said


def _target(rule: Any, _phase: Phase) -> list[Marked]:
    said = [Marked(_TARGET, amount=_amount(rule.amount), measure=named(rule.measure))]
    return [*said, Marked(_FLAT)] if rule.flat else said


def _days(rule: Any, _phase: Phase) -> list[Marked]:
    return [Marked(_DAYS, days=rule.days, counts=named(rule.counts))]


def _limit(rule: Any, _phase: Phase) -> list[Marked]:
    return [Marked(_LIMIT, days=rule.days)]


def _idle(rule: Any, _phase: Phase) -> list[Marked]:
    return [Marked(_IDLE, days=rule.days)]


def _even(rule: Any, _phase: Phase) -> list[Marked]:
    than = Marked(_("less than") if rule.strict else _("at most"))
    whole = named(rule.denominator)
    return [Marked(_EVEN, than=than, share=plain(rule.max_share), whole=whole)]


def _lots(rule: Any, _phase: Phase) -> list[Marked]:
    lots, scope = plain(rule.lots), named(rule.scope)
    return [Marked(_LOTS, lots=lots, scope=scope, action=named(rule.action))]


def _news(rule: Any, _phase: Phase) -> list[Marked]:
    return [
        Marked(_NEWS, before=rule.before_s, after=rule.after_s, action=named(rule.action)),
    ]


def _weekend(rule: Any, _phase: Phase) -> list[Marked]:
    return [Marked(_WEEKEND, action=named(rule.action))]


_TEXTS: Final[dict[RuleName, Callable[[Rule, Phase], list[Marked]]]] = {
    RuleName.MAX_DAILY_LOSS: _daily,
    RuleName.MAX_OVERALL_LOSS: _overall,
    RuleName.PROFIT_TARGET: _target,
    RuleName.MIN_TRADING_DAYS: _days,
    RuleName.MAX_DAYS: _limit,
    RuleName.INACTIVITY: _idle,
    RuleName.CONSISTENCY: _even,
    RuleName.MAX_LOTS: _lots,
    RuleName.NEWS_WINDOW: _news,
    RuleName.WEEKEND_FLAT: _weekend,
}
