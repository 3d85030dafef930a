"""Deals by COPY, stored once by (server, ticket)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import cast

from django.db import connection
from psycopg import sql

from brokerdesk.core.db import read_rows
from brokerdesk.ports.trading import DealEntry, DealKind, PlatformDeal

from .postings import MirrorTarget

COLUMNS = (
    "server_id", "ticket", "login", "account_id", "batch_id", "kind", "entry", "symbol",
    "position_id", "order_id", "lots", "lots_closed", "contract_size", "price", "price_position",
    "profit", "commission", "swap", "fee", "balance_effect", "credit_effect", "rate_profit",
    "comment", "reason", "group", "currency", "server_time_ms", "occurred_at", "recorded_at",
    "digest", "opened_at", "version",
)  # fmt: skip
_TICKET, _DIGEST = COLUMNS.index("ticket"), COLUMNS.index("digest")
# A look-up by the unique key for each ticket, whatever the planner knows of a table that grows.
_KNOWN = """
SELECT known.* FROM unnest(%s::bigint[]) AS wanted (ticket) CROSS JOIN LATERAL (
    SELECT id, ticket, digest, deleted_at IS NOT NULL FROM trading_deal
    WHERE server_id = %s AND ticket = wanted.ticket LIMIT 1
) known
"""
_COPY = sql.SQL("COPY trading_deal ({}) FROM STDIN").format(
    sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
)


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
        deal.server_time_ms, deal.occurred_at, recorded_at, deal.digest,
        deal.opened_at, 1,
    )  # fmt: skip


def store_new(
    server_pk: int, rows: Sequence[tuple[object, ...]]
) -> tuple[set[int], dict[int, int]]:
    """Store rows of one server that are not stored yet.

    Returns the tickets stored now, and {ticket: deal pk} of rows that were stored before with
    other values (edited, or deleted and back). The server's deals must be locked, so that what is
    looked up stays true until the copy. Should a writer come around the lock, the unique key of
    (server, ticket) refuses.
    """
    by_ticket = {_ticket(row): row for row in rows}
    changed: dict[int, int] = {}
    for pk, ticket, digest, deleted in read_rows(_KNOWN, [list(by_ticket), server_pk]):
        if by_ticket.pop(ticket)[_DIGEST] != digest or deleted:
            changed[ticket] = pk
    if by_ticket:
        _copy(by_ticket.values())
    return set(by_ticket), changed


def _ticket(row: tuple[object, ...]) -> int:
    return cast("int", row[_TICKET])


def _copy(rows: Iterable[tuple[object, ...]]) -> None:
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.cursor.copy(_COPY) as copy,
    ):
        for row in rows:
            copy.write_row(row)
