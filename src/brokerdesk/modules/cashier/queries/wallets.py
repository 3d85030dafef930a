"""Wallets: what the ledger holds for a client, by asset."""

from decimal import Decimal

from brokerdesk.modules.brands.queries import brand as brand_of
from brokerdesk.modules.clients.queries import client as client_of
from brokerdesk.modules.ledger.queries import balances
from brokerdesk.modules.ledger.services import chart

from ..types import WalletRow


def wallets(client_pk: int) -> list[WalletRow]:
    """A client's wallets: one per currency of his brand, used or not, in the brand's order."""
    client = client_of(client_pk)
    brand = brand_of(client.brand_pk)
    pairs = {
        asset: (
            chart.client_wallet(client.public_id, asset, brand.entity_pk).code,
            chart.client_reserved(client.public_id, asset, brand.entity_pk).code,
        )
        for asset in brand.currencies
    }
    held = balances([code for pair in pairs.values() for code in pair])
    zero = Decimal("0.00")
    return [
        WalletRow(asset, held.get(available, zero), held.get(reserved, zero))
        for asset, (available, reserved) in pairs.items()
    ]


def wallet(client_pk: int, asset: str) -> WalletRow:
    """One of a client's wallets; an unknown one is empty."""
    found = next((w for w in wallets(client_pk) if w.asset == asset), None)
    return found or WalletRow(asset, Decimal("0.00"), Decimal("0.00"))
