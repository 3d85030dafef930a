"""Wallets, deposits, withdrawals, transfers, reconciliation."""
