"""How a brand takes and treats partners, as stored and as read."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ...errors import ProgrammeInvalid
from ...types import Attribution, JoinMode

MOST_QUESTIONS = 8
_BOT = re.compile(
    r"bot|crawl|spider|slurp|preview|scan|monitor|headless|curl|wget|python|java/|libwww|http-client",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AbuseRules:
    """The numbers of the rules against abuse; a rule whose switch is off finds nothing.

    hedge: pairs of one tree, opened within `hedge_within_s`, volumes within `hedge_volume_ratio`,
    at least `hedge_times` in `days`. churn: commission above `churn_ratio` of the net deposit, or
    more than `churn_trades` a day held `churn_held_s` at the median. quick_out: of the deposit,
    `quick_out_ratio` is out within `quick_out_days`. farm: registrations of one origin and day.
    """

    days: int = 30
    self_referral: bool = True
    self_referral_zero: bool = True
    hedge: bool = True
    hedge_within_s: int = 60
    hedge_volume_ratio: Decimal = Decimal("0.10")
    hedge_times: int = 3
    hedge_hold: bool = True
    churn: bool = True
    churn_ratio: Decimal = Decimal("0.70")
    churn_trades: int = 20
    churn_held_s: int = 300
    churn_hold: bool = True
    above_revenue: bool = True
    above_revenue_hold: bool = True
    quick_out: bool = True
    quick_out_ratio: Decimal = Decimal("0.80")
    quick_out_days: int = 7
    quick_out_hold: bool = True
    farm: bool = True
    farm_registrations: int = 5
    farm_hold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeRules:
    """How partners join, how long a click counts and which, what they see of clients.

    verified_level: the level from which a client counts as verified. partner_keys: whether
    partners may read what is theirs by API keys of their own. rebates_allowed: whether plans may
    give clients a share, which is an incentive that regulators ban for retail clients of CFDs.
    service_share: of what a client pays for services, to his direct partner.
    """

    join: JoinMode = JoinMode.ON_REQUEST
    questions: tuple[str, ...] = ()
    cookie_days: int = 30
    attribution: Attribution = Attribution.LAST
    mask_clients: bool = True
    verified_level: int = 1
    partner_keys: bool = True
    rebates_allowed: bool = False
    service_share: Decimal = Decimal(0)
    abuse: AbuseRules = AbuseRules()


_BOUNDS: Mapping[str, tuple[int, int]] = {
    "cookie_days": (1, 365), "verified_level": (1, 20), "days": (1, 365),
    "hedge_within_s": (1, 86_400), "hedge_times": (1, 1000), "churn_trades": (1, 100_000),
    "churn_held_s": (1, 86_400), "quick_out_days": (1, 365), "farm_registrations": (2, 10_000),
}  # fmt: skip


def read_programme(body: Mapping[str, Any]) -> ProgrammeRules:
    """A stored body; what it does not name is as by default."""
    abuse = body.get("abuse", {})
    ratios = {
        name for name, default in asdict(AbuseRules()).items() if isinstance(default, Decimal)
    }
    named: dict[str, Any] = {
        name: Decimal(abuse[name]) if name in ratios else abuse[name]
        for name in (f.name for f in fields(AbuseRules))
        if name in abuse
    }
    names = ("cookie_days", "mask_clients", "verified_level", "partner_keys", "rebates_allowed")
    plain = {name: body[name] for name in names if name in body}
    rules = ProgrammeRules(**plain, abuse=AbuseRules(**named))
    return replace(
        rules,
        join=JoinMode(body.get("join", rules.join)),
        attribution=Attribution(body.get("attribution", rules.attribution)),
        questions=tuple(body.get("questions", ())),
        service_share=Decimal(body.get("service_share", "0")),
    )


def written(rules: ProgrammeRules) -> dict[str, Any]:
    """The body that `read_programme` reads."""
    body = asdict(rules)
    body["questions"] = list(rules.questions)
    body["service_share"] = f"{rules.service_share:f}"
    body["abuse"] = {
        name: f"{value:f}" if isinstance(value, Decimal) else value
        for name, value in body["abuse"].items()
    }
    return body


def check_programme(rules: ProgrammeRules) -> None:
    """Refuse what no brand can have.

    Raises:
        ProgrammeInvalid: a number is out of its bounds, or there are too many questions.
    """
    given = asdict(rules) | asdict(rules.abuse)
    for name, (least, most) in _BOUNDS.items():
        if not least <= given[name] <= most:
            raise ProgrammeInvalid(
                _("give a number from %(least)s to %(most)s") % {"least": least, "most": most},
                field=name,
            )
    if not (rules.service_share.is_finite() and 0 <= rules.service_share <= 1):
        raise ProgrammeInvalid(_("give a share from 0 to 1"), field="service_share")
    for name, value in asdict(rules.abuse).items():
        if isinstance(value, Decimal) and not (value.is_finite() and 0 < value <= 10):
            raise ProgrammeInvalid(_("give a share above 0, 10 at most"), field=name)
    if len(rules.questions) > MOST_QUESTIONS:
        raise ProgrammeInvalid(
            _("ask %(most)s questions at most") % {"most": MOST_QUESTIONS}, field="questions"
        )
    if any(not question.strip() or len(question) > 200 for question in rules.questions):
        raise ProgrammeInvalid(_("a question has 1 to 200 characters"), field="questions")


def is_bot(user_agent: str) -> bool:
    """Whether a visitor says of himself that he is no person, or says nothing."""
    return not user_agent.strip() or bool(_BOT.search(user_agent))


def masked_name(first_name: str, last_name: str) -> str:
    """A person by his initials."""
    return " ".join(
        f"{part.strip()[0].upper()}." for part in (first_name, last_name) if part.strip()
    )


def masked_email(email: str) -> str:
    """An address that keeps its first letter and its country or kind: `a•••@•••.com`."""
    name, _at, host = email.partition("@")
    ending = host.rpartition(".")[2]
    return f"{name[:1]}•••@•••.{ending}" if ending else f"{name[:1]}•••"
