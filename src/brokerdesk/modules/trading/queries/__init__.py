"""Reads of the trading room for others."""

from .accounts import (
    account,
    account_by_pk,
    accounts_of,
    gateway_state,
    held_logins,
    logins_of,
    product,
    products_for,
    server,
    server_by_id,
    servers_enabled,
    waiting_commands,
)
from .deals import (
    batch_as_ingested,
    batch_corrections,
    batch_deals,
    clients_in_batches,
    deal_by_pk,
    deals_between,
    deals_by_pk,
    open_exposure,
)
from .differences import (
    MirrorComparison,
    compare_mirrors,
    difference,
    differences,
    differences_of_operation,
)
from .facts import Opening, PairQuote, SymbolRow, openings, pair_quotes, symbols
from .operations import operation
from .volumes import top_clients, top_symbols

__all__ = [
    "MirrorComparison",
    "Opening",
    "PairQuote",
    "SymbolRow",
    "account",
    "account_by_pk",
    "accounts_of",
    "batch_as_ingested",
    "batch_corrections",
    "batch_deals",
    "clients_in_batches",
    "compare_mirrors",
    "deal_by_pk",
    "deals_between",
    "deals_by_pk",
    "difference",
    "differences",
    "differences_of_operation",
    "gateway_state",
    "held_logins",
    "logins_of",
    "open_exposure",
    "openings",
    "operation",
    "pair_quotes",
    "product",
    "products_for",
    "server",
    "server_by_id",
    "servers_enabled",
    "symbols",
    "top_clients",
    "top_symbols",
    "waiting_commands",
]
