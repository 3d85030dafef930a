"""A programme, read strictly."""

import re
from collections.abc import Callable
from datetime import datetime, time
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from brokerdesk.kit.exact import ONE
from brokerdesk.kit.money import UnknownAsset, scale_of
from brokerdesk.kit.reading import CaseError, Fields, strict_json
from brokerdesk.kit.texts import noop as _

from .clock import Clock
from .programme import (
    Action,
    Amount,
    Anchor,
    BreachWhen,
    Consistency,
    Counts,
    DayLimit,
    Denominator,
    Lock,
    LossMeasure,
    MaxDailyLoss,
    MaxLots,
    MaxOverallLoss,
    MinTradingDays,
    Mode,
    NewsWindow,
    Of,
    OnWithdrawal,
    Phase,
    ProfitMeasure,
    ProfitTarget,
    Programme,
    Rule,
    RuleName,
    Scope,
    WeekendFlat,
    percent,
)

_RESET = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_YEARS = range(2, 9998)  # a reset before and after stays within the calendar
_Choice = TypeVar("_Choice", bound=Any)


def read_programme(text: bytes) -> Programme:
    """Read and check a programme whole.

    Raises:
        CaseError: it is no programme; the key is named.
    """
    top = Fields("", Fields.of("programme", strict_json(text, "programme")).body)
    return parse_programme(top)


def parse_programme(top: Fields) -> Programme:
    """Read a programme's object.

    Raises:
        CaseError: a key is unknown, missing, wrong, or contradicts another.
    """
    top.only(("name", "version", "currency", "initial_balance", "started_at", "clock", "phases"))
    initial = above_zero(top, "initial_balance")
    rows = top.items("phases")
    if not rows:
        raise CaseError("phases", _("give at least one phase"))
    phases = tuple(_phase(row, initial) for row in rows)
    for row, phase in zip(rows[:-1], phases, strict=False):
        if phase.funded:
            raise CaseError(row.key("funded"), _("only the last phase may be funded"))
    return Programme(
        name=top.text("name"),
        version=top.text("version"),
        currency=_currency(top),
        initial_balance=initial,
        started_at=instant(top, "started_at") if "started_at" in top.body else None,
        clock=_clock(top.inner("clock")) if "clock" in top.body else Clock(ZoneInfo("UTC"), time()),
        phases=phases,
    )


def instant(fields: Fields, name: str) -> datetime:
    """An instant whose neighbouring days exist too."""
    at = fields.instant(name)
    if at.year not in _YEARS:
        raise CaseError(fields.key(name), _("there is no such instant"))
    return at


def above_zero(fields: Fields, name: str) -> Decimal:
    """A decimal above zero."""
    number = fields.decimal(name)
    if not number:
        raise CaseError(fields.key(name), _("give a decimal above zero"))
    return number


def _currency(top: Fields) -> str:
    currency = top.text("currency")
    try:
        scale_of(currency)
    except UnknownAsset:
        raise CaseError("currency", _("give a code such as USD")) from None
    return currency


def _clock(row: Fields) -> Clock:
    row.only(("zone", "reset"))
    zone = row.default("zone", row.zone, ZoneInfo("UTC"))
    match = _RESET.fullmatch(row.default("reset", row.text, "00:00"))
    if match is None:
        raise CaseError(row.key("reset"), _("give a time of day such as 17:00"))
    return Clock(zone, time(int(match[1]), int(match[2])))


def _phase(row: Fields, initial: Decimal) -> Phase:
    row.only(("name", "rules", "funded", "split"))
    rules: dict[RuleName, Rule] = {}
    for one in row.items("rules") if "rules" in row.body else ():
        name = one.choice("rule", RuleName)
        if name in rules:
            raise CaseError(one.key("rule"), _("%(rule)s stands twice in a phase"), rule=name)
        keys, read = _READERS[name]
        one.only(("rule", *keys))
        rules[name] = read(one, initial)
    share = rules.get(RuleName.CONSISTENCY)
    needs = isinstance(share, Consistency) and share.denominator is Denominator.TARGET
    if needs and RuleName.PROFIT_TARGET not in rules:
        raise CaseError(row.key("rules"), _("denominator target needs a profit_target"))
    named: dict[str, Any] = {str(name): rule for name, rule in rules.items()}
    funded = row.default("funded", row.flag, False)
    split = row.default("split", row.decimal, None)
    if split is not None and split > ONE:
        raise CaseError(row.key("split"), _("give a share of at most 1"))
    return Phase(row.text("name"), funded, split, tuple(rules), **named)


def _amount(row: Fields, name: str, initial: Decimal, moving: Of | None = None) -> Amount:
    """An amount; `moving` is what it may be a percentage of besides the initial balance."""
    below = row.inner(name)
    if "money" in below.body:
        below.only(("money",))
        money = above_zero(below, "money")
        return Amount(money, None, money)
    below.only(("percent", "of"))
    if "percent" not in below.body:
        raise CaseError(below.path, _("give money, or percent and of"))
    number, of = above_zero(below, "percent"), below.choice("of", Of)
    if of not in {Of.INITIAL, moving}:
        raise CaseError(below.key("of"), _("a percentage of %(what)s has no meaning here"), what=of)
    return Amount(number, of, percent(number, initial) if of is Of.INITIAL else None)


def _chosen(row: Fields, name: str, default: _Choice, *but: _Choice) -> _Choice:
    """One of a kind's choices, the kind being the default's; `but` are not offered here."""
    kind = type(default)
    found = row.default(name, lambda key: row.choice(key, kind), default)
    if found in but:
        offered = ", ".join(str(one) for one in kind if one not in but)
        raise CaseError(row.key(name), _("only %(offered)s is offered"), offered=offered)
    return found


def _days(row: Fields) -> int:
    days = row.whole("days")
    if not days:
        raise CaseError(row.key("days"), _("give an integer above zero"))
    return days


def _daily(row: Fields, initial: Decimal) -> Rule:
    return MaxDailyLoss(
        _amount(row, "amount", initial, Of.ANCHOR),
        _chosen(row, "anchor", Anchor.BALANCE),
        _chosen(row, "measure", LossMeasure.EQUITY),
        _chosen(row, "breach_when", BreachWhen.BELOW),
        _chosen(row, "action", Action.FAIL),
    )


def _overall(row: Fields, initial: Decimal) -> Rule:
    return MaxOverallLoss(
        _chosen(row, "mode", Mode.STATIC),
        _amount(row, "amount", initial, Of.PEAK),
        _lock(row.inner("lock")) if row.body.get("lock") is not None else None,
        _chosen(row, "on_withdrawal", OnWithdrawal.KEEP),
        _chosen(row, "measure", LossMeasure.EQUITY),
        _chosen(row, "breach_when", BreachWhen.BELOW),
        _chosen(row, "action", Action.FAIL, Action.PAUSE_UNTIL_RESET, Action.WARN),
    )


def _lock(row: Fields) -> Lock:
    row.only(("floor_at", "on_withdrawal"))
    return Lock(above_zero(row, "floor_at"), row.default("on_withdrawal", row.flag, False))


def _target(row: Fields, initial: Decimal) -> Rule:
    measure = _chosen(row, "measure", ProfitMeasure.BALANCE)
    return ProfitTarget(
        _amount(row, "amount", initial), measure, row.default("flat", row.flag, True)
    )


def _trading_days(row: Fields, initial: Decimal) -> Rule:
    if "threshold" in row.body:
        threshold = _amount(row, "threshold", initial)
    else:
        half = Decimal("0.5")
        threshold = Amount(half, Of.INITIAL, percent(half, initial))
    return MinTradingDays(_days(row), _chosen(row, "counts", Counts.POSITION_OPENED), threshold)


def _limit(row: Fields, initial: Decimal) -> Rule:
    return DayLimit(_days(row))


def _consistency(row: Fields, initial: Decimal) -> Rule:
    denominator = _chosen(row, "denominator", Denominator.NET)
    share = row.decimal("max_share")
    return Consistency(denominator, share, row.default("strict", row.flag, False))


def _lots(row: Fields, initial: Decimal) -> Rule:
    scope = _chosen(row, "scope", Scope.POSITION)
    return MaxLots(above_zero(row, "lots"), scope, _softer(row))


def _news(row: Fields, initial: Decimal) -> Rule:
    before, after = (row.default(name, row.whole, 120) for name in ("before_s", "after_s"))
    return NewsWindow(before, after, _softer(row))


def _weekend(row: Fields, initial: Decimal) -> Rule:
    return WeekendFlat(_softer(row))


def _softer(row: Fields) -> Action:
    return _chosen(row, "action", Action.FAIL, Action.PAUSE_UNTIL_RESET)


_READERS: dict[RuleName, tuple[tuple[str, ...], Callable[[Fields, Decimal], Rule]]] = {
    RuleName.MAX_DAILY_LOSS: (("amount", "anchor", "measure", "breach_when", "action"), _daily),
    RuleName.MAX_OVERALL_LOSS: (
        ("mode", "amount", "lock", "on_withdrawal", "measure", "breach_when", "action"),
        _overall,
    ),
    RuleName.PROFIT_TARGET: (("amount", "measure", "flat"), _target),
    RuleName.MIN_TRADING_DAYS: (("days", "counts", "threshold"), _trading_days),
    RuleName.MAX_DAYS: (("days",), _limit),
    RuleName.INACTIVITY: (("days",), _limit),
    RuleName.CONSISTENCY: (("denominator", "max_share", "strict"), _consistency),
    RuleName.MAX_LOTS: (("lots", "scope", "action"), _lots),
    RuleName.NEWS_WINDOW: (("before_s", "after_s", "action"), _news),
    RuleName.WEEKEND_FLAT: (("action",), _weekend),
}
