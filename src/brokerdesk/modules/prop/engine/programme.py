"""A programme: its clock and, phase by phase, its rules. Names are those of the format."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from brokerdesk.kit.exact import EXACT

from .clock import Clock

_HUNDREDTH = Decimal("0.01")


class RuleName(StrEnum):
    """The rules."""

    MAX_DAILY_LOSS = "max_daily_loss"
    MAX_OVERALL_LOSS = "max_overall_loss"
    PROFIT_TARGET = "profit_target"
    MIN_TRADING_DAYS = "min_trading_days"
    MAX_DAYS = "max_days"
    INACTIVITY = "inactivity"
    CONSISTENCY = "consistency"
    MAX_LOTS = "max_lots"
    NEWS_WINDOW = "news_window"
    WEEKEND_FLAT = "weekend_flat"


class Of(StrEnum):
    """What a percentage is of."""

    INITIAL = "initial"
    ANCHOR = "anchor"
    PEAK = "peak"


class Anchor(StrEnum):
    """What a day's floor hangs from."""

    BALANCE = "balance"
    EQUITY = "equity"
    MAX_BALANCE_EQUITY = "max_balance_equity"
    INITIAL = "initial"
    INTRADAY_PEAK_EQUITY = "intraday_peak_equity"


class LossMeasure(StrEnum):
    """What is compared with a floor."""

    EQUITY = "equity"
    MIN_BALANCE_EQUITY = "min_balance_equity"
    CLOSED_BALANCE = "closed_balance"


class ProfitMeasure(StrEnum):
    """What is compared with a target."""

    BALANCE = "balance"
    EQUITY = "equity"


class BreachWhen(StrEnum):
    """Whether the floor itself is still allowed."""

    BELOW = "below"
    TOUCH = "touch"


class Action(StrEnum):
    """What follows a breach."""

    FAIL = "fail"
    PAUSE_UNTIL_RESET = "pause_until_reset"
    WARN = "warn"


class Mode(StrEnum):
    """What raises the overall floor."""

    STATIC = "static"
    TRAIL_EOD_BALANCE = "trail_eod_balance"
    TRAIL_CLOSED_BALANCE = "trail_closed_balance"
    TRAIL_INTRADAY_EQUITY = "trail_intraday_equity"


class OnWithdrawal(StrEnum):
    """What a withdrawal does to the high-water mark."""

    KEEP = "keep"
    SUBTRACT = "subtract"
    RESET_TO_BALANCE = "reset_to_balance"


class Counts(StrEnum):
    """What makes a day a trading day."""

    POSITION_OPENED = "position_opened"
    OPENED_AND_CLOSED = "opened_and_closed"
    HELD = "held"
    CLOSED_PROFIT_AT_LEAST = "closed_profit_at_least"


class Denominator(StrEnum):
    """What the best day is a share of."""

    NET = "net"
    POSITIVE_DAYS = "positive_days"
    TARGET = "target"


class Scope(StrEnum):
    """Whose lots are limited."""

    POSITION = "position"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Amount:
    """Money, or a percentage `of` something; `fixed` is known beforehand unless that moves."""

    number: Decimal
    of: Of | None
    fixed: Decimal | None

    def on(self, base: Decimal) -> Decimal:
        """The amount, where what it is a percentage of stands at `base`."""
        return percent(self.number, base) if self.fixed is None else self.fixed


def percent(number: Decimal, base: Decimal) -> Decimal:
    """So many per cent of an amount, exactly."""
    return EXACT.multiply(EXACT.multiply(number, _HUNDREDTH), base)


@dataclass(frozen=True, slots=True)
class MaxDailyLoss:
    """Floor of a day: anchor - amount."""

    amount: Amount
    anchor: Anchor
    measure: LossMeasure
    breach_when: BreachWhen
    action: Action


@dataclass(frozen=True, slots=True)
class Lock:
    """Where a floor stops for good; with `on_withdrawal` the first one puts it there."""

    floor_at: Decimal
    on_withdrawal: bool = False


@dataclass(frozen=True, slots=True)
class MaxOverallLoss:
    """Floor of a phase: high-water mark - amount."""

    mode: Mode
    amount: Amount
    lock: Lock | None
    on_withdrawal: OnWithdrawal
    measure: LossMeasure
    breach_when: BreachWhen
    action: Action


@dataclass(frozen=True, slots=True)
class ProfitTarget:
    """What a phase has to earn."""

    amount: Amount
    measure: ProfitMeasure
    flat: bool


@dataclass(frozen=True, slots=True)
class MinTradingDays:
    """How many days have to count, and what makes one count."""

    days: int
    counts: Counts
    threshold: Amount


@dataclass(frozen=True, slots=True)
class DayLimit:
    """A phase expires after so many days."""

    days: int


@dataclass(frozen=True, slots=True)
class Consistency:
    """The best day is at most (strict: less than) a share of the whole."""

    denominator: Denominator
    max_share: Decimal
    strict: bool


@dataclass(frozen=True, slots=True)
class MaxLots:
    """How much may be opened."""

    lots: Decimal
    scope: Scope
    action: Action


@dataclass(frozen=True, slots=True)
class NewsWindow:
    """No opening and closing around a release."""

    before_s: int
    after_s: int
    action: Action


@dataclass(frozen=True, slots=True)
class WeekendFlat:
    """Nothing is held over the weekend."""

    action: Action


Rule = (
    MaxDailyLoss | MaxOverallLoss | ProfitTarget | MinTradingDays | DayLimit
    | Consistency | MaxLots | NewsWindow | WeekendFlat
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phase:
    """One account of a programme: rules by their names, those without one absent."""

    name: str
    funded: bool
    split: Decimal | None
    order: tuple[RuleName, ...]
    max_daily_loss: MaxDailyLoss | None = None
    max_overall_loss: MaxOverallLoss | None = None
    profit_target: ProfitTarget | None = None
    min_trading_days: MinTradingDays | None = None
    max_days: DayLimit | None = None
    inactivity: DayLimit | None = None
    consistency: Consistency | None = None
    max_lots: MaxLots | None = None
    news_window: NewsWindow | None = None
    weekend_flat: WeekendFlat | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """What was bought: a version never changes."""

    name: str
    version: str
    currency: str
    initial_balance: Decimal
    started_at: datetime | None
    clock: Clock
    phases: tuple[Phase, ...]
