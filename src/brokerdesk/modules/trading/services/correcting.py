"""Overwriting a stored deal by what the platform now shows."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from brokerdesk.ports.trading import DealEntry, DealKind, PlatformDeal

from ..models import Deal

_TEXT = ("symbol", "comment", "reason")
_INTEGER = ("position_id", "order_id", "server_time_ms")
_DECIMAL = (
    "lots", "lots_closed", "contract_size", "price", "price_position", "profit", "commission",
    "swap", "fee", "balance_effect", "credit_effect", "rate_profit",
)  # fmt: skip


def as_platform_deal(deal: Deal) -> dict[str, object]:
    """A stored deal as JSON, for the record of its correction."""
    names = ("ticket", "login", "kind", "entry", *_TEXT, *_INTEGER)
    return {
        **{name: getattr(deal, name) for name in names},
        **{name: f"{getattr(deal, name):f}" for name in _DECIMAL},
        "occurred_at": deal.occurred_at.isoformat(),
        "deleted": deal.deleted_at is not None,
    }


def overwrite(deal: Deal, found: Mapping[str, object] | None, at: datetime) -> PlatformDeal | None:
    """Give a stored deal its next version: the platform's values, or deletion when None."""
    deal.version += 1
    if found is None:
        deal.deleted_at = at
        deal.save(update_fields=["version", "deleted_at"])
        return None
    shown = _parse(found)
    for name in (*_TEXT, *_INTEGER, *_DECIMAL, "kind", "entry", "occurred_at", "digest",
                 "opened_at"):  # fmt: skip
        setattr(deal, name, getattr(shown, name))
    deal.deleted_at = None
    deal.save()
    return shown


def _parse(found: Mapping[str, object]) -> PlatformDeal:
    """Read back what `differences.deal_json` kept."""
    opened = found.get("opened_at")
    values: dict[str, Any] = {
        **{name: str(found[name]) for name in _TEXT},
        **{name: int(str(found[name])) for name in ("ticket", "login", *_INTEGER)},
        **{name: Decimal(str(found[name])) for name in _DECIMAL},
        "kind": DealKind(str(found["kind"])),
        "entry": DealEntry(str(found["entry"])),
        "occurred_at": datetime.fromisoformat(str(found["occurred_at"])),
        "modified": bool(found["modified"]),
        "digest": bytes.fromhex(str(found["digest"])),
        "opened_at": datetime.fromisoformat(str(opened)) if opened else None,
    }
    return PlatformDeal(**values)
