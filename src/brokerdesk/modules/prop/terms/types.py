"""Terms as they are applied. Field names are those of the format."""

from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum

from brokerdesk.kit.exact import ONE, ZERO

from ..engine.decisions import printed
from ..engine.growth import Scaling
from ..engine.news_profit import NewsShare


class StartsFrom(StrEnum):
    """What a first payout's days are counted from."""

    FIRST_TRADE = "first_trade"
    ACTIVATION = "activation"


class CycleKind(StrEnum):
    """How the next payout's day is found: days, weekdays, or every week on one day."""

    DAYS = "days"
    BUSINESS_DAYS = "business_days"
    WEEKDAY = "weekday"


class IdentityWhen(StrEnum):
    """When a trader's identity has to be checked at the latest."""

    BEFORE_FUNDING = "before_funding"
    AT_PAYOUT = "at_payout"


class ReviewWhen(StrEnum):
    """Whether a person looks at a passed phase before the next begins."""

    NEVER = "never"
    ALWAYS = "always"
    AT_OR_ABOVE = "at_or_above"


class BreachPolicy(StrEnum):
    """What becomes of a funded account's profit when a daily loss ends it."""

    FORFEIT = "forfeit"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Fee:
    """What an attempt costs."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class FirstPayout:
    """How long a trader waits for his first reward."""

    days: int = 14
    starts: StartsFrom = StartsFrom.FIRST_TRADE


@dataclass(frozen=True, slots=True)
class PayoutCycle:
    """From one reward to the next. number: days, or the weekday (Monday is 1)."""

    kind: CycleKind = CycleKind.DAYS
    number: int = 14


@dataclass(frozen=True, slots=True)
class WinningDays:
    """How many days have to end with at least so much profit since the last reward."""

    days: int = 0
    threshold: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Identity:
    """The verification level a trader needs, and when."""

    level: int = 1
    when: IdentityWhen = IdentityWhen.BEFORE_FUNDING


@dataclass(frozen=True, slots=True)
class Review:
    """Reviews between phases; `size` for those at or above a size."""

    when: ReviewWhen = ReviewWhen.NEVER
    size: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BreachProfit:
    """What is paid of a profit that a daily loss ended; conditions as `rewards.breach_reward`.

    claim_days: until when a trader may ask.
    """

    policy: BreachPolicy = BreachPolicy.FORFEIT
    share: Decimal = ZERO
    claim_days: int = 7


@dataclass(frozen=True, slots=True)
class Retry:
    """A second attempt after one that expired in profit and unbreached, or that failed.

    free: for those who ended in profit and unbreached. percent: of the fee, for all others; None
    is not offered. days: until when it may be taken.
    """

    free: bool = False
    percent: Decimal | None = None
    days: int = 14


@dataclass(frozen=True, slots=True)
class Extension:
    """More days for a phase with a limit; asked for in the last `within_days` days.

    min_profit_percent: of the initial balance. price_percent: of the fee.
    """

    days: int
    times: int = 1
    within_days: int = 2
    min_profit_percent: Decimal = ZERO
    min_trading_days: int = 0
    price_percent: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Offer:
    """Who may buy. level: the verification level needed; countries: those it is not offered in."""

    level: int = 0
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """All that a programme's version says beside its rules.

    products: public ids of what can be chosen, one per platform. split: the trader's share, step
    by step. refund_fee_at: the number of the reward that brings the fee back.
    """

    fee: Fee
    products: tuple[str, ...]
    split: tuple[Decimal, ...]
    offer: Offer = Offer()
    pay_within_hours: int = 72
    max_active: int | None = None
    refund_fee_at: int | None = None
    first_payout: FirstPayout = FirstPayout()
    cycle: PayoutCycle = PayoutCycle()
    minimum: Decimal = ZERO
    buffer: Decimal = ZERO
    winning_days: WinningDays = WinningDays()
    max_share: Decimal = ONE
    cap: Decimal | None = None
    flat: bool = True
    news_profit: NewsShare | None = None
    identity: Identity = Identity()
    review: Review = Review()
    contract: str | None = None
    appeal_days: int = 7
    late_fact_grace_s: int = 60
    breach_profit: BreachProfit = BreachProfit()
    reset_percent: Decimal | None = None
    retry: Retry = Retry()
    extension: Extension | None = None
    scaling: Scaling | None = None
    scaling_split: Decimal | None = None
    merge_cap: Decimal | None = None

    def reviewed(self, initial: Decimal) -> bool:
        """Whether a person looks at a passed phase of such a size."""
        if self.review.when is ReviewWhen.AT_OR_ABOVE:
            return self.review.size is not None and initial >= self.review.size
        return self.review.when is ReviewWhen.ALWAYS


def terms_json(terms: Terms) -> dict[str, object]:
    """Terms in their own format, every default written out."""
    return {one.name: _written(getattr(terms, one.name)) for one in fields(terms)}


def _written(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _written(getattr(value, one.name)) for one in fields(value)}
    return printed(value)
