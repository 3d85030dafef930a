"""The provider's objects as its API shows them."""

import json
from datetime import UTC, datetime
from typing import Any

from .store import Row


def stamp(at_s: float) -> str:
    """Write an instant as ISO 8601 in UTC."""
    return datetime.fromtimestamp(at_s, UTC).isoformat(timespec="milliseconds")


def payment_view(row: Row, base_url: str) -> dict[str, Any]:
    """A hosted payment. `received` is what was paid; amounts in minor units."""
    return {
        "object": "payment",
        "id": row["id"],
        "reference": row["reference"],
        "customer": row["customer"],
        "description": row["description"],
        "amount": row["amount"],
        "currency": row["currency"],
        "status": row["status"],
        "received": row["received"],
        "fee": row["fee"],
        "refunded": row["refunded"],
        "dispute_fee": row["dispute_fee"],
        "reason": row["reason"],
        "card": row["card"],
        "checkout_url": f"{base_url}/pay/{row['id']}",
        "created_at": stamp(row["created"]),
        "updated_at": stamp(row["updated"]),
        "expires_at": stamp(row["expires"]),
    }


def payout_view(row: Row) -> dict[str, Any]:
    """A payout."""
    return {
        "object": "payout",
        "id": row["id"],
        "reference": row["reference"],
        "customer": row["customer"],
        "amount": row["amount"],
        "currency": row["currency"],
        "destination": json.loads(row["destination"]),
        "status": row["status"],
        "fee": row["fee"],
        "reason": row["reason"],
        "created_at": stamp(row["created"]),
        "updated_at": stamp(row["updated"]),
    }


def refund_view(row: Row, currency: str) -> dict[str, Any]:
    """A refund of a payment."""
    return {
        "object": "refund",
        "id": row["id"],
        "payment": row["payment"],
        "reference": row["reference"],
        "amount": row["amount"],
        "currency": currency,
        "status": "succeeded",
        "created_at": stamp(row["created"]),
    }


def line_view(row: Row) -> dict[str, Any]:
    """A statement line: `amount` + in, - out, before `fee`."""
    return {
        "object": "line",
        "id": row["id"],
        "kind": row["kind"],
        "payment": row["payment"],
        "reference": row["reference"],
        "amount": row["amount"],
        "fee": row["fee"],
        "currency": row["currency"],
        "booked_at": stamp(row["booked"]),
    }
