"""What a funded trader is paid: shares, conditions, refunds. Amounts are of one currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum

from brokerdesk.kit.exact import EXACT, ONE, ZERO
from brokerdesk.kit.money import scale_of
from brokerdesk.kit.rounding import quantum

from .programme import percent


@dataclass(frozen=True, slots=True)
class Shares:
    """A profit in two parts that sum to it."""

    trader: Decimal
    firm: Decimal


class Unmet(StrEnum):
    """Why nothing can be paid yet."""

    NOT_FUNDED = "not_funded"
    TOO_EARLY = "too_early"
    NOT_FLAT = "not_flat"
    NOT_CONSISTENT = "not_consistent"
    TOO_FEW_WINNING_DAYS = "too_few_winning_days"
    BELOW_MINIMUM = "below_minimum"
    HELD_FOR_REVIEW = "held_for_review"
    IDENTITY_NOT_CHECKED = "identity_not_checked"


@dataclass(frozen=True, slots=True)
class PayoutTerms:
    """What a programme asks before it pays; what it does not ask stays at its default.

    buffer: what has to stay above the initial balance. max_share: of the profit, per reward.
    """

    minimum: Decimal = ZERO
    buffer: Decimal = ZERO
    winning_days: int = 0
    flat: bool = True
    identity: bool = True
    max_share: Decimal = ONE
    cap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PayoutFacts:
    """How an account stands when its trader asks; `profit` is closed and since the last reward."""

    funded: bool
    today: date
    due_on: date
    profit: Decimal
    open_positions: int = 0
    winning_days: int = 0
    consistent: bool | None = None
    held: bool = False
    identity_checked: bool = True


def share_out(profit: Decimal, split: Decimal, currency: str) -> Shares:
    """Split a profit; the trader's part rounds half up to the currency, the firm has the rest.

    A loss is nobody's: both parts are zero.
    """
    with localcontext(EXACT):
        profit = max(profit, ZERO)
        trader = (profit * split).quantize(quantum(scale_of(currency)))
        return Shares(min(trader, profit), profit - min(trader, profit))


def split_after(steps: Sequence[Decimal], rewards: int) -> Decimal:
    """The split that holds after so many rewards; the last step holds from then on."""
    return steps[min(rewards, len(steps) - 1)]


def refund(fee: Decimal, at_reward: int | None, number: int) -> Decimal:
    """What comes back of the fee with a reward; `at_reward` None means never."""
    return fee if at_reward == number else ZERO


def counted_news_profit(other: Decimal, news_profit: Decimal, share: Decimal) -> Decimal:
    """Count a share of what trades around news gained; their losses are in `other`, in full."""
    if news_profit < 0:
        raise ValueError("losses around news belong to the other results")
    with localcontext(EXACT):
        return other + news_profit * share


def breach_reward(
    profit: Decimal, share: Decimal, *, stops_on_all: bool, worst_trade: Decimal, initial: Decimal
) -> Decimal:
    """What is paid of a profit that a daily loss ended: nothing unless every trade had a stop
    and none lost more than 1 % of the initial balance (`worst_trade` is its result).
    """
    fair = stops_on_all and -worst_trade <= percent(ONE, initial)
    return EXACT.multiply(max(profit, ZERO), share) if fair else ZERO


def payable(terms: PayoutTerms, facts: PayoutFacts) -> Decimal:
    """The most that a reward may be computed from."""
    with localcontext(EXACT):
        above = max(facts.profit - terms.buffer, ZERO)
        most = min(above, max(facts.profit, ZERO) * terms.max_share)
        return most if terms.cap is None else min(most, terms.cap)


def unmet(terms: PayoutTerms, facts: PayoutFacts) -> tuple[Unmet, ...]:
    """All that stands between a trader and his reward, in the order in which pages list it."""
    amount = payable(terms, facts)
    found = {
        Unmet.NOT_FUNDED: not facts.funded,
        Unmet.TOO_EARLY: facts.today < facts.due_on,
        Unmet.NOT_FLAT: terms.flat and facts.open_positions > 0,
        Unmet.NOT_CONSISTENT: facts.consistent is False,
        Unmet.TOO_FEW_WINNING_DAYS: facts.winning_days < terms.winning_days,
        Unmet.BELOW_MINIMUM: amount <= 0 or amount < terms.minimum,
        Unmet.HELD_FOR_REVIEW: facts.held,
        Unmet.IDENTITY_NOT_CHECKED: terms.identity and not facts.identity_checked,
    }
    return tuple(reason for reason, stands in found.items() if stands)
