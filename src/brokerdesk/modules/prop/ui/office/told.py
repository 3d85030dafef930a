"""Journal entries and decisions in words."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brokerdesk.core.ui.texts import money_text, number_text
from brokerdesk.core.words import words

from ...types import DecisionType

Row = Mapping[str, Any]


def event_text(event: Row, currency: str) -> str:
    """What the engine was told."""
    kind = event.get("type", "")
    said = {name: _shown(event, name, currency) for name in _AMOUNTS}
    said |= {name: str(event.get(name, "")) for name in ("position", "symbol", "impact", "verdict")}
    said["lots"] = number_text(_number(event.get("lots")))
    match kind:
        case "state":
            return _("Equity %(equity)s, balance %(balance)s") % said
        case "position_opened":
            return _("Position %(position)s opened: %(lots)s lots of %(symbol)s") % said
        case "position_closed":
            said["net"] = _net(event, currency)
            return _("Position %(position)s closed: %(net)s net") % said
        case "deposit":
            return _("Paid in: %(amount)s") % said
        case "withdrawal":
            return _("Taken out: %(amount)s") % said
        case "charge":
            return _("Charged or corrected: %(amount)s") % said
        case "news":
            return _("Release of impact: %(impact)s") % said
        case "clock":
            return _("The clock alone")
        case "review":
            return _("A person decided: %(verdict)s") % (said | {"verdict": words(said["verdict"])})
    return str(kind)


def cause_text(cause: Row) -> str:
    """What an entry came from."""
    kind = str(cause.get("kind", ""))
    if "bid" in cause and "ask" in cause:
        return _("%(kind)s %(symbol)s %(bid)s / %(ask)s, no. %(seq)s") % {
            "kind": words(kind),
            "symbol": cause.get("symbol", ""),
            "bid": cause["bid"],
            "ask": cause["ask"],
            "seq": cause.get("tick_seq", ""),
        }
    about = cause.get("ticket") or cause.get("override") or cause.get("tick_seq") or ""
    return f"{words(kind)} {about}".strip() if kind else ""


def decision_text(line: Row, currency: str) -> str:
    """What a decision rests on."""
    kind = line.get("type", "")
    if kind in (DecisionType.BREACH, DecisionType.HELD):
        if line.get("floor") is None or line.get("measured") is None:
            return words(str(line.get("rule", "")))
        return _("%(rule)s: %(measured)s against the floor %(floor)s") % {
            "rule": words(str(line.get("rule", ""))),
            "measured": _shown(line, "measured", currency),
            "floor": _shown(line, "floor", currency),
        }
    if kind == DecisionType.PHASE_PASSED:
        days = int(line.get("trading_days") or 0)
        said = ngettext("%(phase)s: profit %(profit)s on %(days)s trading day",
                        "%(phase)s: profit %(profit)s on %(days)s trading days", days)  # fmt: skip
        return said % {
            "phase": line.get("phase", ""),
            "profit": _shown(line, "profit", currency),
            "days": days,
        }
    if kind == DecisionType.DAY_STARTED:
        return _("Balance %(balance)s, equity %(equity)s; daily floor %(daily)s") % {
            "balance": _shown(line, "balance", currency),
            "equity": _shown(line, "equity", currency),
            "daily": _shown(line, "daily_floor", currency),
        }
    return words(str(line["rule"])) if line.get("rule") else ""


def deed_text(action: str, before: Row | None, after: Row | None) -> str:
    """What was done with a challenge."""
    if action == "prop.attempt_state" and before and after:
        states = {"was": words(str(before["state"])), "now": words(str(after["state"]))}
        return _("%(was)s → %(now)s") % states
    return _deeds().get(action) or words(action.removeprefix("prop."))


def reason_text(reason: str) -> str:
    """Why it was done: a code in words, a person's words as they are."""
    return reason if " " in reason else words(reason)


def _deeds() -> dict[str, str]:
    return {
        "prop.attempt_blocked": _("Trading blocked"),
        "prop.attempt_unblocked": _("Trading allowed again"),
        "prop.card_shared": _("A card was shared"),
        "prop.card_taken_back": _("A card was taken back"),
        "prop.contract_signed": _("Contract signed"),
        "prop.name_masked": _("Name hidden from others"),
        "prop.name_shown": _("Name shown to others"),
        "prop.review_passed": _("Let go on after a review"),
        "prop.size_changed": _("Size changed"),
        "prop.stage_extended": _("More days given"),
    }


_AMOUNTS = ("equity", "balance", "amount")


def _number(value: Any) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return Decimal(0)


def _shown(row: Row, name: str, currency: str) -> str:
    value = row.get(name)
    return "–" if value is None else money_text(_number(value), currency)


def _net(event: Row, currency: str) -> str:
    parts = (event.get(name) for name in ("profit", "commission", "swap"))
    return money_text(sum((_number(one) for one in parts if one is not None), Decimal(0)), currency)
