"""Add-ons: what each changes in a programme's rules and terms, resolved once at purchase. Pure.

Works on documents with every default written out (`engine.explain.explained`, `terms_json`).
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from brokerdesk.kit.exact import EXACT, plain
from brokerdesk.kit.reading import CaseError, Fields
from brokerdesk.kit.texts import noop as _

Document = dict[str, Any]


class OverlayKind(StrEnum):
    """What an add-on is sold as."""

    PROFIT_SPLIT_INCREASE = "profit_split_increase"
    DRAWDOWN_LIMIT_INCREASE = "drawdown_limit_increase"
    MINIMUM_TRADING_DAYS_DECREASE = "minimum_trading_days_decrease"
    NEWS_TRADING = "news_trading"
    WEEKEND_HOLDING = "weekend_holding"
    SWING = "swing"
    PAYOUT_CYCLE = "payout_cycle"


@dataclass(frozen=True, slots=True)
class Overlay:
    """amount: split points (0.10) or percent of the initial balance. days: fewer, or a cycle's.

    rule: the loss rule that is widened; empty: both.
    """

    kind: OverlayKind
    amount: Decimal = Decimal(0)
    days: int = 0
    rule: str = ""


_LOSSES: Final = ("max_daily_loss", "max_overall_loss")
_KEYS: Final[Mapping[OverlayKind, tuple[str, ...]]] = {
    OverlayKind.PROFIT_SPLIT_INCREASE: ("amount",),
    OverlayKind.DRAWDOWN_LIMIT_INCREASE: ("amount", "rule"),
    OverlayKind.MINIMUM_TRADING_DAYS_DECREASE: ("days",),
    OverlayKind.PAYOUT_CYCLE: ("days",),
}
_DROPS: Final[Mapping[OverlayKind, tuple[str, ...]]] = {
    OverlayKind.NEWS_TRADING: ("news_window",),
    OverlayKind.WEEKEND_HOLDING: ("weekend_flat",),
    OverlayKind.SWING: ("news_window", "weekend_flat"),
}


def read_overlay(body: Mapping[str, object]) -> Overlay:
    """Read an add-on's overlay.

    Raises:
        CaseError: a key is unknown, missing or wrong; it names the key.
    """
    row = Fields.of("", body)
    kind = row.choice("kind", OverlayKind)
    row.only(("kind", *_KEYS.get(kind, ())))
    rule = row.default("rule", row.text, "")
    if rule and rule not in _LOSSES:
        raise CaseError("rule", _("only %(offered)s is offered"), offered=", ".join(_LOSSES))
    amount = row.decimal("amount") if "amount" in _KEYS.get(kind, ()) else Decimal(0)
    days = row.whole("days") if "days" in _KEYS.get(kind, ()) else 0
    for name in _KEYS.get(kind, ()):
        if name != "rule" and not (amount or days):
            raise CaseError(name, _("give a number above 0"))
    if kind is OverlayKind.PROFIT_SPLIT_INCREASE and amount >= 1:
        raise CaseError("amount", _("give points of the share, such as 0.10"))
    return Overlay(kind, amount, days, rule)


def overlay_json(overlay: Overlay) -> dict[str, object]:
    """The body that `read_overlay` reads."""
    found: dict[str, object] = {"kind": str(overlay.kind)}
    if overlay.amount:
        found["amount"] = plain(overlay.amount)
    if overlay.days:
        found["days"] = overlay.days
    return found | ({"rule": overlay.rule} if overlay.rule else {})


def resolve(document: Document, terms: Document, overlay: Overlay) -> tuple[Document, Document]:
    """Apply one add-on; the given documents stay as they are.

    Raises:
        CaseError: the programme has nothing that it would change.
    """
    document, terms = deepcopy(document), deepcopy(terms)
    before = deepcopy((document, terms))
    _APPLY[overlay.kind](document, terms, overlay)
    if (document, terms) == before:
        raise CaseError(str(overlay.kind), _("it changes nothing in this programme"))
    return document, terms


def _split(document: Document, terms: Document, overlay: Overlay) -> None:
    def raised(share: str) -> str:
        return plain(min(EXACT.add(Decimal(share), overlay.amount), Decimal(1)))

    terms["split"] = [raised(one) for one in terms["split"]]
    for phase in document["phases"]:
        if phase.get("split") is not None:
            phase["split"] = raised(phase["split"])


def _drawdown(document: Document, terms: Document, overlay: Overlay) -> None:
    names = (overlay.rule,) if overlay.rule else _LOSSES
    initial = Decimal(document["initial_balance"])
    for rule in _rules(document, names):
        amount = rule["amount"]
        if "percent" in amount:
            amount["percent"] = plain(EXACT.add(Decimal(amount["percent"]), overlay.amount))
        else:
            more = EXACT.multiply(initial, overlay.amount) / 100
            amount["money"] = plain(EXACT.add(Decimal(amount["money"]), more))


def _fewer_days(document: Document, terms: Document, overlay: Overlay) -> None:
    for rule in _rules(document, ("min_trading_days",)):
        rule["days"] = max(int(rule["days"]) - overlay.days, 0)
    for phase in document["phases"]:
        phase["rules"] = [
            one for one in phase["rules"] if one["rule"] != "min_trading_days" or one["days"]
        ]


def _drop(document: Document, terms: Document, overlay: Overlay) -> None:
    for phase in document["phases"]:
        gone = _DROPS[overlay.kind]
        phase["rules"] = [one for one in phase["rules"] if one["rule"] not in gone]


def _cycle(document: Document, terms: Document, overlay: Overlay) -> None:
    terms["cycle"] = {"kind": "days", "number": overlay.days}
    first = terms["first_payout"]
    first["days"] = min(int(first["days"]), overlay.days)


def _rules(document: Document, names: tuple[str, ...]) -> list[dict[str, Any]]:
    return [one for phase in document["phases"] for one in phase["rules"] if one["rule"] in names]


_APPLY: Final[Mapping[OverlayKind, Callable[[Document, Document, Overlay], None]]] = {
    OverlayKind.PROFIT_SPLIT_INCREASE: _split,
    OverlayKind.DRAWDOWN_LIMIT_INCREASE: _drawdown,
    OverlayKind.MINIMUM_TRADING_DAYS_DECREASE: _fewer_days,
    OverlayKind.NEWS_TRADING: _drop,
    OverlayKind.WEEKEND_HOLDING: _drop,
    OverlayKind.SWING: _drop,
    OverlayKind.PAYOUT_CYCLE: _cycle,
}
