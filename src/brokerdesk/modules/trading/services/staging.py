"""Deals by COPY: staged, then stored once by (server, ticket)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from psycopg import sql

from brokerdesk.ports.trading import DealEntry, DealKind, PlatformDeal

from .postings import MirrorTarget

COLUMNS = (
    "server_id", "ticket", "login", "account_id", "batch_id", "kind", "entry", "symbol",
    "position_id", "order_id", "lots", "lots_closed", "contract_size", "price", "price_position",
    "profit", "commission", "swap", "fee", "balance_effect", "credit_effect", "rate_profit",
    "comment", "reason", "group", "currency", "server_time_ms", "occurred_at", "recorded_at",
    "digest", "version",
)  # fmt: skip
STAGE = "trading_deal_stage"
_NAMES = sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
_CREATE = sql.SQL(
    "CREATE TEMP TABLE IF NOT EXISTS {stage} ON COMMIT DELETE ROWS AS"
    " SELECT {names} FROM trading_deal WITH NO DATA"
).format(stage=sql.Identifier(STAGE), names=_NAMES)
_EMPTY = sql.SQL("DELETE FROM {}").format(sql.Identifier(STAGE))
_COPY = sql.SQL("COPY {stage} ({names}) FROM STDIN").format(
    stage=sql.Identifier(STAGE), names=_NAMES
)
_STORE = sql.SQL(
    "INSERT INTO trading_deal ({names}) SELECT {names} FROM {stage}"
    " ON CONFLICT (server_id, ticket) DO NOTHING RETURNING ticket"
).format(stage=sql.Identifier(STAGE), names=_NAMES)
_CHANGED = sql.SQL(
    "SELECT d.id, s.ticket FROM {stage} s JOIN trading_deal d USING (server_id, ticket)"
    " WHERE d.digest <> s.digest OR d.deleted_at IS NOT NULL"
).format(stage=sql.Identifier(STAGE))


_KINDS = {kind: kind.value for kind in DealKind}  # a value is slow to ask an enum for
_ENTRIES = {entry: entry.value for entry in DealEntry}


def deal_values(
    server_pk: int,
    deal: PlatformDeal,
    batch_id: int,
    target: MirrorTarget | None,
    recorded_at: datetime,
) -> tuple[object, ...]:
    """One row in the order of COLUMNS."""
    return (
        server_pk, deal.ticket, deal.login, target.account_pk if target else None, batch_id,
        _KINDS[deal.kind], _ENTRIES[deal.entry], deal.symbol, deal.position_id, deal.order_id,
        deal.lots, deal.lots_closed, deal.contract_size, deal.price, deal.price_position,
        deal.profit, deal.commission, deal.swap, deal.fee, deal.balance_effect,
        deal.credit_effect, deal.rate_profit, deal.comment, deal.reason,
        target.group if target else "", target.currency if target else "",
        deal.server_time_ms, deal.occurred_at, recorded_at, deal.digest, 1,
    )  # fmt: skip


def store_new(rows: Sequence[tuple[object, ...]]) -> tuple[set[int], dict[int, int]]:
    """Store rows that are not stored yet.

    Returns the tickets stored now, and {ticket: deal pk} of rows that were stored before with
    other values (edited, or deleted and back). Needs an open transaction.
    """
    with connection.cursor() as cursor:
        raw = cursor.cursor
        raw.execute(_CREATE)
        raw.execute(_EMPTY)
        with raw.copy(_COPY) as copy:
            for row in rows:
                copy.write_row(row)
        raw.execute(_STORE)
        stored = {ticket for (ticket,) in raw.fetchall()}
        if len(stored) == len(rows):
            changed: dict[int, int] = {}
        else:
            raw.execute(_CHANGED)
            changed = {ticket: pk for pk, ticket in raw.fetchall() if ticket not in stored}
    return stored, changed
