"""What the page of one accrual shows, for staff and for the partner himself."""

from typing import Any

from django.http import JsonResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from ..models import Accrual
from ..queries.accruals import accrual_row
from ..services.explained_json import explained_json
from ..services.explaining import Explanation
from ..types import AccrualKind
from .rule_words import DISTRIBUTIONS, rule_words, shares_words
from .zeros import zero_words

CHECKS: dict[str, Any] = {
    "same": _("Computed again now: the same."),
    "differs": _("Computed again now it would differ."),
    "waits": _("It cannot be computed again now: something is not known."),
    "superseded": _("This line does not count any more: it was reversed, or is a reversal."),
    "decided": _("A person decided this line; it is not computed."),
}
_ROUNDED = _("half up, to 8 decimals; a payout to the currency's unit")


def explained(found: Explanation, *, own: bool = False) -> dict[str, Any]:
    """The context of the page; `own` as of `explained_json`."""
    chain = found.chain
    if own:
        chain = tuple(one for one in chain if one.level <= max(found.line.level, 1))
    return {
        "accrual": accrual_row(found.line),
        "found": found,
        "said": explained_json(found, own=own),
        "chain": chain,
        "above": len(found.chain) - len(chain),
        "zero": zero_words(found),
        "rule_words": rule_words(found.rule) if found.rule else "",
        "shares": _shares(found),
        "check_words": CHECKS[found.check.state],
        "same": found.check.state == "same",
        "steps": _steps(found),
    }


def _shares(found: Explanation) -> str:
    if found.plan is None:
        return ""
    return f"{DISTRIBUTIONS[found.plan.distribution]}: {shares_words(found.plan)}"


def _steps(found: Explanation) -> list[tuple[str, str]]:
    """What was done to the amount after units × rate."""
    plan, line, why = found.plan, found.line, found.why
    if "of" in why:
        return _parts(why["of"], line.currency, line.kind)
    steps: list[tuple[str, str]] = []
    if plan is not None and plan.filters.cap_per_trade is not None:
        steps.append((_t("Cap per trade"), f"{plan.filters.cap_per_trade:f} {line.currency}"))
    if plan is not None and plan.filters.cap_per_day is not None:
        day = why.get("day") or {}
        used = _t("%(cap)s %(currency)s a day; used before: %(before)s") % {
            "cap": f"{plan.filters.cap_per_day:f}",
            "currency": line.currency,
            "before": day.get("before", "0"),
        }
        steps.append((_t("Cap per day"), used))
    if plan is not None and plan.rebate is not None and line.level <= 1:
        steps.append((_t("Rebate to the client"), f"{plan.rebate.share:f}"))
    return [*steps, (_t("Rounding"), str(_ROUNDED))]


def _parts(of: list[dict[str, Any]], currency: str, kind: str) -> list[tuple[str, str]]:
    """Of what an add-on is a share."""
    if kind == AccrualKind.SAME_RANK:
        said = _t("a share of what the partner of equal rank below got, who leaves him nothing")
    else:
        said = _t("shares of what those below got for this deal")
    counted = _t("%(said)s, before caps and rebates") % {"said": said}
    parts = [
        (_t("Of level %(level)s") % {"level": part["level"]},
         f"{part['amount']} {currency} × {part['share']}")
        for part in of
    ]  # fmt: skip
    return [(_t("On top"), counted), *parts, (_t("Rounding"), str(_ROUNDED))]


def explained_file(line: Accrual, found: Explanation, *, own: bool) -> JsonResponse:
    """The same as JSON."""
    body = {
        "id": line.public_id,
        "level": line.level,
        "kind": line.kind,
        "amount": f"{line.amount:f}",
        "currency": line.currency,
        "reason": line.reason,
        "occurred_at": line.occurred_at,
        "recorded_at": line.recorded_at,
        **explained_json(found, own=own),
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False, "indent": 2})
