"""What the format's words mean, as pages say it."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from ...engine.programme import (
    Action,
    Anchor,
    BreachWhen,
    Counts,
    Denominator,
    LossMeasure,
    Mode,
    OnWithdrawal,
    ProfitMeasure,
    RuleName,
    Scope,
)

RULES: Final[Mapping[RuleName, Any]] = {
    RuleName.MAX_DAILY_LOSS: _("Daily loss"),
    RuleName.MAX_OVERALL_LOSS: _("Overall loss"),
    RuleName.PROFIT_TARGET: _("Profit target"),
    RuleName.MIN_TRADING_DAYS: _("Trading days"),
    RuleName.MAX_DAYS: _("Limit of days"),
    RuleName.INACTIVITY: _("Inactivity"),
    RuleName.CONSISTENCY: _("Best day"),
    RuleName.MAX_LOTS: _("Limit of lots"),
    RuleName.NEWS_WINDOW: _("Around news"),
    RuleName.WEEKEND_FLAT: _("Flat over the weekend"),
}
ANCHORS: Final[Mapping[Anchor, Any]] = {
    Anchor.BALANCE: _("the balance at the reset"),
    Anchor.EQUITY: _("the equity at the reset"),
    Anchor.MAX_BALANCE_EQUITY: _("the higher of balance and equity at the reset"),
    Anchor.INITIAL: _("the initial balance"),
    Anchor.INTRADAY_PEAK_EQUITY: _("the highest equity of the day"),
}
MEASURES: Final[Mapping[LossMeasure, Any]] = {
    LossMeasure.EQUITY: _("equity"),
    LossMeasure.MIN_BALANCE_EQUITY: _("the lower of balance and equity"),
    LossMeasure.CLOSED_BALANCE: _("the closed balance"),
}
BREACHES: Final[Mapping[BreachWhen, Any]] = {
    BreachWhen.BELOW: _("below the floor"),
    BreachWhen.TOUCH: _("at the floor or below"),
}
ACTIONS: Final[Mapping[Action, Any]] = {
    Action.FAIL: _("the challenge is failed"),
    Action.PAUSE_UNTIL_RESET: _("trading pauses until the next reset"),
    Action.WARN: _("it is noted, and trading goes on"),
}
MODES: Final[Mapping[Mode, Any]] = {
    Mode.STATIC: _("stays where it is"),
    Mode.TRAIL_EOD_BALANCE: _("follows the balance at each reset"),
    Mode.TRAIL_CLOSED_BALANCE: _("follows the closed balance at once"),
    Mode.TRAIL_INTRADAY_EQUITY: _("follows the equity at once"),
}
WITHDRAWALS: Final[Mapping[OnWithdrawal, Any]] = {
    OnWithdrawal.KEEP: _("leaves the floor where it is"),
    OnWithdrawal.SUBTRACT: _("lowers the floor by its amount"),
    OnWithdrawal.RESET_TO_BALANCE: _("sets the floor anew from the balance that is left"),
}
COUNTS: Final[Mapping[Counts, Any]] = {
    Counts.POSITION_OPENED: _("a position is opened"),
    Counts.OPENED_AND_CLOSED: _("a position is closed"),
    Counts.HELD: _("a position is held"),
    Counts.CLOSED_PROFIT_AT_LEAST: _("the day brings a profit of at least the threshold"),
}
DENOMINATORS: Final[Mapping[Denominator, Any]] = {
    Denominator.NET: _("the whole profit"),
    Denominator.POSITIVE_DAYS: _("the sum of the days in profit"),
    Denominator.TARGET: _("the profit target"),
}
SCOPES: Final[Mapping[Scope, Any]] = {
    Scope.POSITION: _("in one position"),
    Scope.TOTAL: _("in all open positions together"),
}
PROFITS: Final[Mapping[ProfitMeasure, Any]] = {
    ProfitMeasure.BALANCE: _("the balance"),
    ProfitMeasure.EQUITY: _("the equity"),
}
KINDS: Final[Mapping[str, Any]] = {
    "challenge": _("Challenge"),
    "instant": _("Instant funding"),
    "trial": _("Free trial"),
    "competition": _("Competition"),
}
STATES: Final[Mapping[str, Any]] = {
    "draft": _("Draft"),
    "offered": _("Offered"),
    "retired": _("Retired"),
}
EVIDENCE: Final[Mapping[str, Any]] = {
    "F": _("the firm's own page"),
    "S": _("a third party's page"),
    "C": _("an open data set"),
    "D": _("worked out from these"),
}
