"""A programme in sentences: each rule with the figures that it comes to."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brokerdesk.core.ui.texts import money_text

from ...engine import Phase, Programme
from ...engine.programme import (
    Action,
    Amount,
    Anchor,
    Consistency,
    Counts,
    DayLimit,
    MaxDailyLoss,
    MaxLots,
    MaxOverallLoss,
    MinTradingDays,
    Mode,
    NewsWindow,
    Of,
    ProfitTarget,
    RuleName,
    WeekendFlat,
)
from . import words

_HUNDRED = Decimal(100)


class Sentence(NamedTuple):
    """What a rule says."""

    rule: RuleName
    title: str
    text: str


class TellPhase(NamedTuple):
    """A phase and its rules in words."""

    name: str
    funded: bool
    split: str
    rules: list[Sentence]


def told(programme: Programme) -> list[TellPhase]:
    """All phases in words."""
    return [
        TellPhase(
            phase.name,
            phase.funded,
            "" if phase.split is None else f"{_plain(phase.split * _HUNDRED)} %",
            list(_sentences(phase, programme)),
        )
        for phase in programme.phases
    ]


def _sentences(phase: Phase, programme: Programme) -> Iterator[Sentence]:
    teller = _Teller(programme)
    for name in phase.order:
        text = teller.text(name, getattr(phase, name))
        yield Sentence(name, str(words.RULES[name]), text)


def clock_text(programme: Programme) -> str:
    """The reset as people say it: 00:00 Prague."""
    zone = programme.clock.zone.key.rpartition("/")[2].replace("_", " ")
    return f"{programme.clock.reset:%H:%M} {zone}"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


class _Teller:
    """Tells the rules of one programme."""

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._initial, self._currency = programme.initial_balance, programme.currency

    def text(self, name: RuleName, rule: object) -> str:
        """One rule in words."""
        if isinstance(rule, MaxDailyLoss):
            return self._daily(rule)
        if isinstance(rule, MaxOverallLoss):
            return self._overall(rule)
        if isinstance(rule, ProfitTarget):
            return self._target(rule)
        if isinstance(rule, MinTradingDays):
            return self._days(rule)
        if isinstance(rule, DayLimit):
            return _limit(name, rule)
        if isinstance(rule, Consistency):
            return _even(rule)
        if isinstance(rule, MaxLots):
            said = _("Not more than %(lots)s lots %(scope)s; otherwise %(action)s.")
            return said % {"lots": _plain(rule.lots), "scope": words.SCOPES[rule.scope],
                           "action": words.ACTIONS[rule.action]}  # fmt: skip
        return _held(rule)

    def money(self, amount: Decimal) -> str:
        """An amount to read."""
        return money_text(amount, self._currency)

    def _amount(self, amount: Amount) -> str:
        """`5 % of 100,000`, or money."""
        if amount.of is None:
            return self.money(amount.number)
        of = {
            Of.INITIAL: self.money(self._initial),
            Of.ANCHOR: _("that level"),
            Of.PEAK: _("the highest level"),
        }[amount.of]
        return _("%(percent)s %% of %(of)s") % {"percent": _plain(amount.number), "of": of}

    def _daily(self, rule: MaxDailyLoss) -> str:
        floor = self._initial - rule.amount.on(self._initial)
        anchor = words.ANCHORS[rule.anchor]
        at = clock_text(self._programme)
        fixed = rule.anchor in (Anchor.INITIAL, Anchor.INTRADAY_PEAK_EQUITY)
        said = (
            _("A day's floor is %(anchor)s less %(amount)s; on the first day %(floor)s.")
            if fixed
            else _("A day's floor is %(anchor)s (%(at)s) less %(amount)s; on the first day"
                   " %(floor)s.")
        )  # fmt: skip
        values = {"anchor": anchor, "at": at, "amount": self._amount(rule.amount),
                  "floor": self.money(floor)}  # fmt: skip
        return f"{said % values} {_consequence(rule)}"

    def _overall(self, rule: MaxOverallLoss) -> str:
        floor = self._initial - rule.amount.on(self._initial)
        said = _("The floor begins at %(initial)s less %(amount)s = %(floor)s and %(mode)s.") % {
            "initial": self.money(self._initial), "amount": self._amount(rule.amount),
            "floor": self.money(floor), "mode": words.MODES[rule.mode],
        }  # fmt: skip
        if rule.lock:
            said += " " + _("It stops for good at %(level)s.") % {
                "level": self.money(rule.lock.floor_at)
            }
            if rule.lock.on_withdrawal:
                said += " " + _("The first withdrawal puts it there.")
        if rule.mode is not Mode.STATIC:
            said += " " + _("A withdrawal %(does)s.") % {
                "does": words.WITHDRAWALS[rule.on_withdrawal]
            }
        return f"{said} {_consequence(rule)}"

    def _target(self, rule: ProfitTarget) -> str:
        amount = rule.amount.on(self._initial)
        said = _("The phase is passed with a profit of %(amount)s: %(measure)s at %(level)s") % {
            "amount": self._amount(rule.amount), "measure": words.PROFITS[rule.measure],
            "level": self.money(self._initial + amount),
        }  # fmt: skip
        return said + (_(", nothing open.") if rule.flat else ".")

    def _days(self, rule: MinTradingDays) -> str:
        many = ngettext("At least %(n)s day has to count", "At least %(n)s days have to count",
                        rule.days) % {"n": rule.days}  # fmt: skip
        what = str(words.COUNTS[rule.counts])
        if rule.counts is Counts.CLOSED_PROFIT_AT_LEAST:
            what = _("the day brings a profit of at least %(amount)s") % {
                "amount": self.money(rule.threshold.on(self._initial))
            }
        return _("%(many)s; a day counts when %(what)s.") % {"many": many, "what": what}


def _consequence(rule: MaxDailyLoss | MaxOverallLoss) -> str:
    return _("When %(measure)s is %(when)s, %(action)s.") % {
        "measure": words.MEASURES[rule.measure], "when": words.BREACHES[rule.breach_when],
        "action": words.ACTIONS[rule.action],
    }  # fmt: skip


def _limit(name: RuleName, rule: DayLimit) -> str:
    said = (
        ngettext("The phase ends after %(n)s day: that of the first trade.",
                 "The phase ends after %(n)s days, that of the first trade included.", rule.days)
        if name is RuleName.MAX_DAYS
        else ngettext("The phase ends after %(n)s day without a trade.",
                      "The phase ends after %(n)s days without a trade.", rule.days)
    )  # fmt: skip
    return said % {"n": rule.days}


def _even(rule: Consistency) -> str:
    said = (
        _("The best day makes less than %(share)s %% of %(of)s.")
        if rule.strict
        else _("The best day makes at most %(share)s %% of %(of)s.")
    )
    share = rule.max_share * _HUNDRED
    return said % {"share": _plain(share), "of": words.DENOMINATORS[rule.denominator]}


def _held(rule: object) -> str:
    if isinstance(rule, NewsWindow):
        said = _("No opening or closing from %(before)s s before to %(after)s s after a release of"
                 " high impact; otherwise %(action)s.")  # fmt: skip
        return said % {"before": rule.before_s, "after": rule.after_s,
                       "action": words.ACTIONS[rule.action]}  # fmt: skip
    action = rule.action if isinstance(rule, WeekendFlat) else Action.FAIL
    said = _("Nothing is open on Friday at 17:00 in New York; otherwise %(action)s.")
    return said % {"action": words.ACTIONS[action]}
