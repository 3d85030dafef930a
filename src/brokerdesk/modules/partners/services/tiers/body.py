"""A tier scheme's body, read strictly."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from brokerdesk.kit.money import UnknownAsset, scale_of
from brokerdesk.kit.texts import noop as _

from ...engine import PlanError
from ...engine.reading import Fields
from ...engine.tiers import TierMode, Tiers

MOST_TIERS = 30
_KEYS = ("measure", "mode", "tiers", "currency", "period", "plans")


class TierMeasure(StrEnum):
    """Whose lots count: those of direct clients, or of all clients below."""

    LOTS = "lots"
    TREE_LOTS = "tree_lots"


class TierPeriod(StrEnum):
    """Over what volume is counted."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class TierRules:
    """What a period's lots pay, in money per lot; `plans` by name, empty: all."""

    measure: TierMeasure
    mode: TierMode
    tiers: Tiers
    currency: str
    period: TierPeriod
    plans: tuple[str, ...]


def read_tiers(body: Mapping[str, object]) -> TierRules:
    """Read a body as tier schemes keep it; how the rate applies must be said.

    Raises:
        PlanError: a key is unknown, missing or wrong; it names the key.
    """
    fields = Fields("", body, PlanError, short=True)
    fields.only(_KEYS)
    rows = fields.items("tiers")
    if not 1 <= len(rows) <= MOST_TIERS:
        raise PlanError("tiers", _("give 1 to %(most)s tiers"), most=MOST_TIERS)
    for row in rows:
        row.only(("from", "rate"))
    borders = tuple(row.decimal("from") for row in rows)
    return TierRules(
        measure=fields.choice("measure", TierMeasure),
        mode=fields.choice("mode", TierMode),
        tiers=Tiers(borders, tuple(row.decimal("rate") for row in rows)),
        currency=_currency(fields),
        period=fields.choice("period", TierPeriod),
        plans=_plans(fields),
    )


def _currency(fields: Fields) -> str:
    currency = fields.text("currency")
    try:
        scale_of(currency)
    except UnknownAsset:
        raise PlanError("currency", _("give a code such as USD")) from None
    return currency


def _plans(fields: Fields) -> tuple[str, ...]:
    names = fields.maybe("plans", fields.listed) or []
    found = tuple(name for name in names if isinstance(name, str))
    if len(found) < len(names):
        raise PlanError("plans", _("give a list of plans' names"))
    return found
