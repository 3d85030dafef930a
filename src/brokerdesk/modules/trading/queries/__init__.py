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
    open_exposure,
)
from .differences import (
    MirrorComparison,
    compare_mirrors,
    difference,
    differences,
    differences_of_operation,
)
from .operations import operation
from .volumes import top_clients, top_symbols

__all__ = [
    "MirrorComparison",
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
    "difference",
    "differences",
    "differences_of_operation",
    "gateway_state",
    "held_logins",
    "logins_of",
    "open_exposure",
    "operation",
    "product",
    "products_for",
    "server",
    "server_by_id",
    "servers_enabled",
    "top_clients",
    "top_symbols",
    "waiting_commands",
]
