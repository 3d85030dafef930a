"""Measures, tiers and their periods in words."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from ..engine.tiers import TierMode
from ..services.tiers.body import TierMeasure, TierPeriod

MEASURES: Final[Mapping[str, Any]] = {
    "lots": _("Lots of direct clients"),
    "tree_lots": _("Lots of all clients below"),
    "active_clients": _("Active direct clients"),
    "net_deposits": _("Net deposits of direct clients"),
    "referrals": _("Active sub-partners right below"),
    "earned": _("Earned"),
}
MODES: Final[Mapping[str, Any]] = {
    TierMode.RETROACTIVE: _("Retroactive: all lots at the rate reached"),
    TierMode.MARGINAL: _("Marginal: each slice at its own rate"),
    TierMode.PROSPECTIVE: _("Prospective: each deal at the rate reached before it"),
}
TIER_MEASURES: Final[Mapping[str, Any]] = {
    TierMeasure.LOTS: MEASURES["lots"],
    TierMeasure.TREE_LOTS: MEASURES["tree_lots"],
}
PERIODS: Final[Mapping[str, Any]] = {
    TierPeriod.WEEK: _("Week"),
    TierPeriod.MONTH: _("Month"),
    TierPeriod.QUARTER: _("Quarter"),
}
