"""Drafts made of templates, of nothing, and of other sizes. Nothing is stored here."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from brokerdesk.kit.exact import plain

from ..catalogue_data import Template, template, templates
from ..documents import stage_document
from ..types import ProgrammeKind
from .programmes import Draft, Named

__all__ = ["Template", "blank", "drafted", "resized", "template", "templates"]
_VERSION = "1"
_TENTH = {"percent": "10", "of": "initial"}
_FLOOR = {"rule": "max_overall_loss", "amount": _TENTH}
_CHALLENGE = {"name": "Challenge", "rules": [_FLOOR, {"rule": "profit_target", "amount": _TENTH}]}
_FUNDED = {"name": "Funded", "funded": True, "split": "0.80", "rules": [_FLOOR]}
_CONTEST = {"name": "Competition", "rules": [_FLOOR]}


def drafted(
    template: Template, size: str, variant: str, *, fee: Decimal, products: Sequence[str]
) -> Draft:
    """A template as a draft, with the fee and products that are the operator's.

    Raises:
        KeyError: the template has no such size or reading.
    """
    document = template.document(size, variant)
    terms = _priced(template.terms(size), fee, document["currency"], products)
    return Draft(document, terms, template.origin(size, variant))


def blank(
    named: Named, currency: str, initial: Decimal, *, fee: Decimal, products: Sequence[str]
) -> Draft:
    """A draft to be changed: a phase with a target and a floor, and a funded one.

    A competition has one phase, with a floor: it ends by time.
    """
    contest = named.kind is ProgrammeKind.COMPETITION
    document = {
        "name": named.title[:80],
        "version": _VERSION,
        "currency": currency,
        "initial_balance": plain(initial),
        "clock": {"zone": "UTC", "reset": "00:00"},
        "phases": [_CONTEST] if contest else [_CHALLENGE, _FUNDED],
    }
    return Draft(document, _priced({"split": ["0.80"]}, fee, currency, products))


def resized(document: Mapping[str, Any], initial: Decimal) -> dict[str, Any]:
    """A programme on another size: amounts of money are fitted, the rest stays."""
    count = len(document["phases"])
    phases = [stage_document(document, n, initial)["phases"][0] for n in range(count)]
    return {**document, "initial_balance": plain(initial), "phases": phases}


def _priced(
    terms: Mapping[str, Any], fee: Decimal, currency: str, products: Sequence[str]
) -> dict[str, Any]:
    return {**terms, "fee": {"amount": plain(fee), "currency": currency},
            "products": list(products)}  # fmt: skip
