"""What a programme's terms say beside its rules, as pairs of words."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brokerdesk.core.ui.texts import money_text, number_text

from ...engine.news_profit import NewsShare
from ...terms import Terms
from ...terms.types import BreachPolicy, CycleKind, StartsFrom

Pair = tuple[str, str]
_HUNDRED = Decimal(100)


def conditions(terms: Terms, size: Decimal) -> list[Pair]:
    """Share, rewards, checks, second chances and growth, each with its figures."""
    return [*_rewards(terms), *_checks(terms, size), *_chances(terms)]


def _percent(number: Decimal) -> str:
    return f"{number_text(number)} %"


def _days(number: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", number) % {"n": number}


def _rewards(terms: Terms) -> Iterator[Pair]:
    currency = terms.fee.currency
    shares = " → ".join(_percent(one * _HUNDRED) for one in terms.split)
    yield _("Your share of the profit"), shares
    begins = (
        _("from the first trade on")
        if terms.first_payout.starts is StartsFrom.FIRST_TRADE
        else _("from the start on")
    )
    wait = terms.first_payout.days
    yield (
        _("First reward"),
        _("after %(days)s %(begins)s") % {"days": _days(wait), "begins": begins}
        if wait
        else begins,
    )
    yield _("Then"), _cycle(terms)
    if terms.minimum:
        yield _("Smallest reward"), money_text(terms.minimum, currency)
    if terms.buffer:
        yield _("Stays on the account"), money_text(terms.buffer, currency)
    if terms.max_share < 1:
        yield _("Most of the profit at once"), _percent(terms.max_share * _HUNDRED)
    if terms.cap is not None:
        yield _("Largest reward"), money_text(terms.cap, currency)
    if terms.news_profit is not None:
        yield _("Gains around news"), _news(terms.news_profit)
    if terms.winning_days.days:
        said = _("%(days)s of at least %(amount)s since the last reward")
        yield (
            _("Winning days"),
            said
            % {
                "days": _days(terms.winning_days.days),
                "amount": money_text(terms.winning_days.threshold, currency),
            },
        )
    if terms.refund_fee_at is not None:
        yield _("The fee comes back"), _("with reward %(n)s") % {"n": terms.refund_fee_at}
    if terms.breach_profit.policy is BreachPolicy.SHARE:
        yield (
            _("Profit when a daily loss ends the account"),
            _("%(share)s is paid") % {"share": _percent(terms.breach_profit.share * _HUNDRED)},
        )


def _cycle(terms: Terms) -> str:
    number = terms.cycle.number
    if terms.cycle.kind is CycleKind.WEEKDAY:
        names = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"),
                 _("Saturday"), _("Sunday"))  # fmt: skip
        return _("every week on %(day)s") % {"day": names[number - 1]}
    if terms.cycle.kind is CycleKind.BUSINESS_DAYS:
        return ngettext("every weekday", "every %(n)s weekdays", number) % {"n": number}
    return ngettext("every day", "every %(n)s days", number) % {"n": number}


def _checks(terms: Terms, size: Decimal) -> Iterator[Pair]:
    if terms.identity.level:
        yield (
            _("Identity"),
            _("level %(level)s is needed before money is paid") % {"level": terms.identity.level},
        )
    if terms.reviewed(size):
        yield _("Review"), _("a person looks at each passed phase")
    if terms.contract:
        yield _("Contract"), _("is signed before the funded account opens")
    yield _("Contesting a decision"), _("within %(days)s") % {"days": _days(terms.appeal_days)}


def _chances(terms: Terms) -> Iterator[Pair]:
    of_fee = _("%(percent)s of the fee")
    if terms.reset_percent is not None:
        yield _("Reset"), of_fee % {"percent": _percent(terms.reset_percent)}
    if terms.retry.free:
        yield _("Free retry"), _("when the time is over in profit and without a breach")
    if terms.retry.percent is not None:
        yield _("Retry"), of_fee % {"percent": _percent(terms.retry.percent)}
    if terms.extension is not None:
        yield (
            _("Extension"),
            _("%(days)s for %(percent)s of the fee")
            % {
                "days": _days(terms.extension.days),
                "percent": _percent(terms.extension.price_percent),
            },
        )
    if terms.scaling is not None:
        yield _("Growth"), _("larger accounts are offered to those who earn steadily")


def _news(rule: NewsShare) -> str:
    values = {
        "before": rule.before_s, "after": rule.after_s, "share": _percent(rule.share * _HUNDRED)
    }  # fmt: skip
    said = (
        _("%(share)s of what was opened or closed from %(before)s s before to %(after)s s after a"
          " release of high impact counts; losses count in full")
        if rule.share
        else _("What was opened or closed from %(before)s s before to %(after)s s after a release"
               " of high impact does not count; losses count in full")
    )  # fmt: skip
    return said % values
