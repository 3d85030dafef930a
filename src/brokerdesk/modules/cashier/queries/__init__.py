"""Reads of the cashier for others."""

from .crediting import newest_credited
from .movements import movements
from .rows import (
    all_psps,
    deposit,
    deposit_of_key,
    deposits_of,
    history_of,
    methods_for,
    psp,
    refunds_of,
    refunds_of_client,
    transfer,
    transfers_of,
    withdrawal,
    withdrawals_of,
)
from .settings import settings_of
from .wallets import wallet, wallets

__all__ = [
    "all_psps",
    "deposit",
    "deposit_of_key",
    "deposits_of",
    "history_of",
    "methods_for",
    "movements",
    "newest_credited",
    "psp",
    "refunds_of",
    "refunds_of_client",
    "settings_of",
    "transfer",
    "transfers_of",
    "wallet",
    "wallets",
    "withdrawal",
    "withdrawals_of",
]
