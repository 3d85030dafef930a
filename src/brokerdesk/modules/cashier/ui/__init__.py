"""Pages of the cashier; importing registers them."""

from . import (
    deposits,
    lists,
    panels,
    portal,
    portal_deposit,
    portal_out,
    psps,
    reconciliation,
    refunds,
    transfers,
    withdrawals,
)

__all__ = [
    "deposits",
    "lists",
    "panels",
    "portal",
    "portal_deposit",
    "portal_out",
    "psps",
    "reconciliation",
    "refunds",
    "transfers",
    "withdrawals",
]
