"""Why a line is zero, or lowered, in sentences; and what would have to be different."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final, NamedTuple

from django.utils.html import format_html
from django.utils.translation import gettext as _

from brokerdesk.core.ui.templatetags.ui import when

from ..engine import Distribution
from ..engine.numbers import plain
from ..services.explaining import Explanation
from ..types import Reason
from .rule_words import COUNTED
from .words import rounded


class Zero(NamedTuple):
    """What kept the money back, and what would have brought it."""

    because: str
    otherwise: str


def zero_words(found: Explanation) -> Zero | None:
    """The sentences of a line's reason; none for a line that pays in full."""
    tell = _TELL.get(Reason(found.line.reason))
    return tell(found) if tell else None


def _number(value: Decimal | int | None) -> str:
    if value is None:
        return "–"
    return rounded(plain(value)) if isinstance(value, Decimal) else str(value)


def _no_partner(found: Explanation) -> Zero:
    return Zero(
        format_html(
            _("When the deal was made, at {at}, its client had no partner."),
            at=when(found.instant),
        ),
        _("The client would have had to come by a partner's link before then."),
    )


def _excluded(found: Explanation) -> Zero:
    return Zero(
        _("The product of account %(login)s pays no commission to partners.")
        % {"login": found.deal.row.login},
        _("The trade would have had to be made on an account whose product pays partners."),
    )


def _own(found: Explanation) -> Zero:
    return Zero(
        _("Partner and client are one person. Nobody is paid for his own trades."),
        _("The trade would have had to be made by a client who is not the partner himself."),
    )


def _too_short(found: Explanation) -> Zero:
    asked = found.plan.filters.min_duration if found.plan else None
    seconds = int(asked.total_seconds()) if asked else None
    return Zero(
        _("The trade was open for %(lived)s seconds; the plan pays from %(asked)s seconds on.")
        % {"lived": _number(found.deal.seconds), "asked": _number(seconds)},
        _("It would have had to stay open for %(asked)s seconds or more.")
        % {"asked": _number(seconds)},
    )


def _too_few(found: Explanation) -> Zero:
    asked = found.plan.filters.min_points if found.plan else None
    return Zero(
        _("The price moved %(moved)s points; the plan pays from %(asked)s points on.")
        % {"moved": _number(found.deal.points), "asked": _number(asked)},
        _("It would have had to move %(asked)s points or more, up or down.")
        % {"asked": _number(asked)},
    )


def _suspended(found: Explanation) -> Zero:
    return Zero(
        format_html(_("At {at} the partner was not active."), at=when(found.instant)),
        _("He would have had to be active then. What others of the chain get is not touched."),
    )


def _no_plan(found: Explanation) -> Zero:
    return Zero(
        format_html(_("No plan held for this partner at {at}."), at=when(found.instant)),
        _("He, or someone above him, would have had to have a plan, or the brand a default plan."),
    )


def _no_fx(found: Explanation) -> Zero:
    return Zero(
        _("No exchange rate was known."), _("A platform, or staff, would have had to give one.")
    )


def _no_rate(found: Explanation) -> Zero:
    deal, plan, member = found.deal, found.plan, found.member
    if plan is None or found.rule is None:
        return Zero(
            _("No rule of the plan covers %(symbol)s on this kind of account.")
            % {"symbol": deal.row.symbol},
            _("The plan would have had to have a rule for it."),
        )
    if member is not None and not member.multiplier:
        return Zero(
            _("The partner's multiplier is zero."), _("It would have had to be above zero.")
        )
    if plan.distribution is Distribution.DIFFERENCE:
        return Zero(
            _("The plan pays by each partner's own rate, and this partner has none."),
            _("He would have had to have a rate of his own."),
        )
    if plan.distribution is Distribution.RANK_SLICES:
        return Zero(
            _("The plan pays by rank, and the partner's rank (%(rank)s) has no slice in it.")
            % {"rank": (member.rank if member else "") or _("none")},
            _("He would have had to have a rank that the plan names."),
        )
    return Zero(
        _("The plan pays nothing at level %(level)s.") % {"level": found.line.level},
        _("The plan would have had to have a rate there, or he to stand nearer to the client."),
    )


def _no_profit(found: Explanation) -> Zero:
    return Zero(
        _("The plan pays a share of what the client gains, and this trade gained nothing."),
        _("The trade would have had to end with a profit."),
    )


def _no_base(found: Explanation) -> Zero:
    plan = found.plan
    if plan and plan.distribution is Distribution.PERCENT_OF_SUB and found.line.level > 1:
        return Zero(
            _("The plan pays a share of what the partner below got, and he got nothing."),
            _("The partner below would have had to be paid."),
        )
    counted = COUNTED.get(found.rule.basis) if found.rule else None
    return Zero(
        _("The plan counts the %(counted)s of the trade, and that was zero.")
        % {"counted": counted or _("volume")},
        _("The trade would have had to bring some."),
    )


def _covered(found: Explanation) -> Zero:
    plan = found.plan
    if plan and plan.distribution is Distribution.SPLIT:
        return Zero(
            _("The partners below share all that this trade is worth."),
            _("The plan would have had to leave a part for this level."),
        )
    return Zero(
        _("A partner below has the same or a better rate, so nothing is left above him."),
        _("This partner's rate or rank would have had to be higher than all below him."),
    )


def _capped(found: Explanation) -> Zero:
    day = found.why.get("day")
    if day is not None:
        return Zero(
            _("Of %(date)s he had %(before)s %(currency)s already, and the plan pays at most "
              "%(cap)s a day.")
            % {
                "date": day["date"], "before": _number(Decimal(day["before"])),
                "cap": _number(found.plan.filters.cap_per_day if found.plan else None),
                "currency": found.line.currency,
            },
            _("Other trades of the day would have had to earn less, or the cap to be higher."),
        )  # fmt: skip
    return Zero(
        _("The plan pays at most %(cap)s %(currency)s for one trade.")
        % {
            "cap": _number(found.plan.filters.cap_per_trade if found.plan else None),
            "currency": found.line.currency,
        },
        _("The cap would have had to be higher."),
    )


def _rebated(found: Explanation) -> Zero:
    return Zero(
        _("All of it went to the client as his rebate."),
        _("The rebate's share would have had to be below 1."),
    )


def _too_small(found: Explanation) -> Zero:
    return Zero(
        _("The amount is below 0.00000001 %(currency)s.") % {"currency": found.line.currency},
        _("The trade would have had to be larger."),
    )


_TELL: Final[dict[Reason, Callable[[Explanation], Zero]]] = {
    Reason.NO_PARTNER_AT_TIME: _no_partner,
    Reason.ACCOUNT_EXCLUDED: _excluded,
    Reason.SELF_REFERRAL: _own,
    Reason.TOO_SHORT: _too_short,
    Reason.TOO_FEW_POINTS: _too_few,
    Reason.PARTNER_SUSPENDED: _suspended,
    Reason.NO_PLAN: _no_plan,
    Reason.NO_FX: _no_fx,
    Reason.NO_RATE: _no_rate,
    Reason.NO_PROFIT: _no_profit,
    Reason.NO_BASE: _no_base,
    Reason.COVERED_BELOW: _covered,
    Reason.CAP_REACHED: _capped,
    Reason.REBATED: _rebated,
    Reason.TOO_SMALL: _too_small,
}
