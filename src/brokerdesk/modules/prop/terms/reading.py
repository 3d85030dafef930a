"""Read terms strictly: unknown, missing and impossible values are refused by their key."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Final, TypeVar

from brokerdesk.kit.countries import COUNTRIES
from brokerdesk.kit.exact import ONE, ZERO
from brokerdesk.kit.money import UnknownAsset, scale_of
from brokerdesk.kit.reading import CaseError, Fields
from brokerdesk.kit.rounding import decimals
from brokerdesk.kit.texts import noop as _

from ..engine.growth import Scaling
from ..engine.news_profit import NewsShare
from .types import (
    BreachPolicy,
    BreachProfit,
    CycleKind,
    Extension,
    Fee,
    FirstPayout,
    Identity,
    IdentityWhen,
    Offer,
    PayoutCycle,
    Retry,
    Review,
    ReviewWhen,
    StartsFrom,
    Terms,
    WinningDays,
)

MOST_DAYS: Final = 3650
_MOST_LEVEL: Final = 99
_T = TypeVar("_T")


def read_terms(body: Mapping[str, object]) -> Terms:
    """Read terms.

    Raises:
        CaseError: a key is unknown, missing or wrong; it names the key.
    """
    row = Fields.of("", body)
    row.only(one.name for one in fields(Terms))
    fee = _fee(row.inner("fee"))
    money = _money(row, fee.currency)
    return Terms(
        fee=fee,
        products=_products(row),
        split=_split(row),
        offer=_sub(row, "offer", _offer, Offer()),
        pay_within_hours=row.default("pay_within_hours", _count(row, least=1), 72),
        max_active=row.maybe("max_active", _count(row, least=1)),
        refund_fee_at=row.maybe("refund_fee_at", _count(row, least=1)),
        first_payout=_sub(row, "first_payout", _first, FirstPayout()),
        cycle=_sub(row, "cycle", _cycle, PayoutCycle()),
        minimum=row.default("minimum", money, ZERO),
        buffer=row.default("buffer", money, ZERO),
        winning_days=_sub(row, "winning_days", _winning(fee.currency), WinningDays()),
        max_share=row.default("max_share", _share(row), ONE),
        cap=row.maybe("cap", _above_zero(row)),
        flat=row.default("flat", row.flag, True),
        news_profit=_sub(row, "news_profit", _news, None),
        identity=_sub(row, "identity", _identity, Identity()),
        review=_sub(row, "review", _review, Review()),
        contract=row.maybe("contract", _short_text(row)),
        appeal_days=row.default("appeal_days", _count(row), 7),
        late_fact_grace_s=row.default("late_fact_grace_s", _count(row, most=86_400), 60),
        breach_profit=_sub(row, "breach_profit", _breach, BreachProfit()),
        reset_percent=row.maybe("reset_percent", _percent(row)),
        retry=_sub(row, "retry", _retry, Retry()),
        extension=_sub(row, "extension", _extension, None),
        scaling=_sub(row, "scaling", _scaling, None),
        scaling_split=row.maybe("scaling_split", _share(row)),
        merge_cap=row.maybe("merge_cap", _above_zero(row)),
    )


def _sub(row: Fields, name: str, read: Callable[[Fields], _T], default: _T) -> _T:
    return default if row.body.get(name) is None else read(row.inner(name))


def _count(row: Fields, *, least: int = 0, most: int = MOST_DAYS) -> Callable[[str], int]:
    def read(name: str) -> int:
        found = row.whole(name)
        if not least <= found <= most:
            fault = _("give a number from %(least)s to %(most)s")
            raise CaseError(row.key(name), fault, least=least, most=most)
        return found

    return read


def _above_zero(row: Fields) -> Callable[[str], Decimal]:
    def read(name: str) -> Decimal:
        found = row.decimal(name)
        if not found:
            raise CaseError(row.key(name), _("give a number above 0"))
        return found

    return read


def _share(row: Fields) -> Callable[[str], Decimal]:
    def read(name: str) -> Decimal:
        found = row.decimal(name)
        if not 0 < found <= 1 or decimals(found) > 6:
            raise CaseError(row.key(name), _("give a share above 0, at most 1, of 6 decimals"))
        return found

    return read


def _percent(row: Fields) -> Callable[[str], Decimal]:
    def read(name: str) -> Decimal:
        found = row.decimal(name)
        if found > 100 or decimals(found) > 4:
            raise CaseError(row.key(name), _("give a percentage from 0 to 100, of 4 decimals"))
        return found

    return read


def _money(row: Fields, currency: str) -> Callable[[str], Decimal]:
    def read(name: str) -> Decimal:
        found = row.decimal(name)
        if decimals(found) > scale_of(currency):
            fault = _("%(currency)s has %(scale)s decimals")
            raise CaseError(row.key(name), fault, currency=currency, scale=scale_of(currency))
        return found

    return read


def _short_text(row: Fields) -> Callable[[str], str]:
    def read(name: str) -> str:
        found = row.text(name).strip()
        if not 0 < len(found) <= 60:
            raise CaseError(row.key(name), _("give a text of 1 to 60 signs"))
        return found

    return read


def _fee(row: Fields) -> Fee:
    row.only(("amount", "currency"))
    currency = row.text("currency")
    try:
        scale_of(currency)
    except UnknownAsset:
        raise CaseError(row.key("currency"), _("give a code such as USD")) from None
    return Fee(_money(row, currency)("amount"), currency)


def _products(row: Fields) -> tuple[str, ...]:
    found = row.texts("products")
    if not found or len(set(found)) != len(found):
        raise CaseError(row.key("products"), _("name at least one product, each once"))
    return found


def _split(row: Fields) -> tuple[Decimal, ...]:
    found = row.decimals("split")
    if not found or any(not 0 < one <= 1 or decimals(one) > 6 for one in found):
        raise CaseError(row.key("split"), _("give shares above 0, at most 1, of 6 decimals"))
    return found


def _offer(row: Fields) -> Offer:
    row.only(("level", "countries"))
    countries = row.texts("countries") if "countries" in row.body else ()
    if any(code not in COUNTRIES for code in countries):
        raise CaseError(row.key("countries"), _("give country codes of two letters"))
    return Offer(row.default("level", _count(row, most=_MOST_LEVEL), 0), countries)


def _first(row: Fields) -> FirstPayout:
    row.only(("days", "starts"))
    starts = StartsFrom.FIRST_TRADE
    if "starts" in row.body:
        starts = row.choice("starts", StartsFrom)
    return FirstPayout(row.default("days", _count(row), 14), starts)


def _cycle(row: Fields) -> PayoutCycle:
    row.only(("kind", "number"))
    kind = row.choice("kind", CycleKind)
    most = 7 if kind is CycleKind.WEEKDAY else MOST_DAYS
    return PayoutCycle(kind, _count(row, least=1, most=most)("number"))


def _winning(currency: str) -> Callable[[Fields], WinningDays]:
    def read(row: Fields) -> WinningDays:
        row.only(("days", "threshold"))
        return WinningDays(
            _count(row)("days"), row.default("threshold", _money(row, currency), ZERO)
        )

    return read


def _news(row: Fields) -> NewsShare:
    row.only(("share", "before_s", "after_s"))
    share = row.decimal("share")
    if not 0 <= share < 1 or decimals(share) > 6:
        raise CaseError(row.key("share"), _("give a share from 0, below 1, of 6 decimals"))
    seconds = _count(row, most=86_400)
    return NewsShare(
        share, row.default("before_s", seconds, 120), row.default("after_s", seconds, 120)
    )


def _identity(row: Fields) -> Identity:
    row.only(("level", "when"))
    when = IdentityWhen.BEFORE_FUNDING
    if "when" in row.body:
        when = row.choice("when", IdentityWhen)
    return Identity(row.default("level", _count(row, most=_MOST_LEVEL), 1), when)


def _review(row: Fields) -> Review:
    row.only(("when", "size"))
    when, size = row.choice("when", ReviewWhen), row.maybe("size", _above_zero(row))
    if (when is ReviewWhen.AT_OR_ABOVE) != (size is not None):
        raise CaseError(row.key("size"), _("a size belongs to at_or_above, and only there"))
    return Review(when, size)


def _breach(row: Fields) -> BreachProfit:
    row.only(("policy", "share", "claim_days"))
    policy = row.choice("policy", BreachPolicy)
    share = row.default("share", row.decimal, ZERO)
    if share > 1 or (policy is BreachPolicy.SHARE) != (share > 0):
        raise CaseError(row.key("share"), _("a share above 0, at most 1, belongs to share"))
    return BreachProfit(policy, share, row.default("claim_days", _count(row), 7))


def _retry(row: Fields) -> Retry:
    row.only(("free", "percent", "days"))
    return Retry(
        row.default("free", row.flag, False),
        row.maybe("percent", _percent(row)),
        row.default("days", _count(row, least=1), 14),
    )


def _extension(row: Fields) -> Extension:
    row.only(one.name for one in fields(Extension))
    return Extension(
        days=_count(row, least=1)("days"),
        times=row.default("times", _count(row, least=1), 1),
        within_days=row.default("within_days", _count(row, least=1), 2),
        min_profit_percent=row.default("min_profit_percent", row.decimal, ZERO),
        min_trading_days=row.default("min_trading_days", _count(row), 0),
        price_percent=row.default("price_percent", _percent(row), ZERO),
    )


def _scaling(row: Fields) -> Scaling:
    row.only(one.name for one in fields(Scaling))
    return Scaling(
        step_percent=_above_zero(row)("step_percent"),
        cap=_above_zero(row)("cap"),
        months=_count(row)("months"),
        min_net_percent=row.decimal("min_net_percent"),
        rewards=_count(row)("rewards"),
    )
