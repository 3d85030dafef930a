"""Reads of the cashier for others."""

from .crediting import newest_credited
from .movements import movements
from .others import OtherRow, others_of
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
    "OtherRow",
    "all_psps",
    "deposit",
    "deposit_of_key",
    "deposits_of",
    "history_of",
    "methods_for",
    "movements",
    "newest_credited",
    "others_of",
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
