"""Reasons of zero in plain words."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from ..engine.numbers import plain, to_line
from ..types import Reason

REASONS: dict[str, Any] = {
    Reason.NO_PARTNER_AT_TIME: _("no partner then"),
    Reason.ACCOUNT_EXCLUDED: _("account pays none"),
    Reason.SELF_REFERRAL: _("partner and client are one"),
    Reason.TOO_SHORT: _("closed too soon"),
    Reason.TOO_FEW_POINTS: _("price moved too little"),
    Reason.PARTNER_SUSPENDED: _("partner not active"),
    Reason.NO_PLAN: _("no plan"),
    Reason.NO_FX: _("no exchange rate"),
    Reason.NO_RATE: _("no rate at this level"),
    Reason.NO_PROFIT: _("no profit"),
    Reason.NO_BASE: _("no volume"),
    Reason.COVERED_BELOW: _("paid to those below"),
    Reason.CAP_REACHED: _("lowered by a cap"),
    Reason.REBATED: _("passed on to the client"),
    Reason.TOO_SMALL: _("below the smallest unit"),
}


def reason_words(reason: str) -> str:
    """A reason in plain words; the code itself when it is not known."""
    return str(REASONS.get(reason, reason))


_SPOKEN = {
    "lots": _("lots"),
    "commission": _("commission"),
    "spread": _("spread"),
    "markup": _("markup"),
    "profit": _("profit"),
    "per pip": _("per pip"),
    "pips": _("pips"),
    "per point": _("per point"),
    "points": _("points"),
    "million": _("million"),
    "capped at": _("capped at"),
    "rebate": _("rebate"),
}
_WORD = re.compile(r"\b(per pip|per point|capped at|[a-z]+)\b")
_LONG = re.compile(r"\d+\.\d{9,}")


def formula_words(why: Mapping[str, Any]) -> str:
    """How a line was computed, in the page's language; empty for one without a rate."""
    formula = rounded(why.get("formula") or "")
    return _WORD.sub(lambda found: str(_SPOKEN.get(found[1], found[1])), formula)


def rounded(text: object) -> str:
    """A text whose numbers have eight decimals at most; what is stored keeps all."""
    return _LONG.sub(lambda found: plain(to_line(Decimal(found[0]))), str(text))


def plan_words(body: Mapping[str, Any], currency: str) -> str:
    """What a plan pays in a few words: its levels where it pays by them per lot alone."""
    rules = body["rules"]
    if body["distribution"] == "level" and all(rule["basis"] == "lot" for rule in rules):
        return _t("%(levels)s %(currency)s per lot") % {
            "levels": " / ".join(body["levels"]),
            "currency": currency,
        }
    return _t("%(distribution)s, %(number)s rules, %(currency)s") % {
        "distribution": body["distribution"],
        "number": len(rules),
        "currency": currency,
    }
