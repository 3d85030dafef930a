"""What an account's own trading moved its balance by, as its journal says."""

from collections.abc import Mapping
from decimal import Decimal
from functools import reduce
from typing import Any

from brokerdesk.kit.exact import EXACT, ZERO

from ..models import Stage
from .lines import told

MOVING = ("position_opened", "position_closed", "charge")
TRADED = ("position_opened", "position_closed")
_PARTS = {
    "position_opened": ("commission",),
    "position_closed": ("profit", "commission", "swap"),
    "charge": ("amount",),
}


def result_of(event: Mapping[str, Any]) -> Decimal:
    """What one of the `MOVING` events moved the balance by: an opening by its commission."""
    parts = (Decimal(event.get(name, 0)) for name in _PARTS[event["type"]])
    return reduce(EXACT.add, parts, ZERO)


def gains_of(stage: Stage) -> dict[str, Decimal]:
    """What each position of which something was closed brought, with what its opening cost."""
    found: dict[str, Decimal] = {}
    closed: set[str] = set()
    for _line, _at, event in told([stage.pk], TRADED):
        name = str(event["position"])
        found[name] = EXACT.add(found.get(name, ZERO), result_of(event))
        if event["type"] == "position_closed":
            closed.add(name)
    return {name: found[name] for name in found if name in closed}
