"""A server's rows of one sort made what a whole reading shows; what did not change is not written.

Markets stand still for hours: then a reading a second must cost the database no write, however
many rows it has. A row keeps the instant of its last change; readings since are the gateway's.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import connection, models, transaction

from brokerdesk.ports.trading import PlatformOrder, PlatformPosition

from ..locks import lock_server
from ..models import Order, Position

# A row that came, or is other than it was; one that is gone. `k` is what we have, `v` what came.
_SHOWN = """
FROM (SELECT v.*, a.id AS account_id FROM unnest({arrays}) AS v({columns})
    LEFT JOIN trading_account a ON a.server_id = %(server)s AND a.login = v.login) v
LEFT JOIN {table} k ON k.server_id = %(server)s AND k.ticket = v.ticket
WHERE k.id IS NULL OR k.synced_at <= %(at)s
    AND (k.account_id, {kept}) IS DISTINCT FROM (v.account_id, {shown})
"""
_GONE = """
FROM {table} k WHERE k.server_id = %(server)s AND k.synced_at < %(at)s
    AND NOT EXISTS (SELECT 1 FROM unnest(%(ticket)s::bigint[]) v(ticket) WHERE v.ticket = k.ticket)
"""
_ASK = "SELECT EXISTS (SELECT 1 {SHOWN}) OR EXISTS (SELECT 1 {GONE})"
_WRITE = """
INSERT INTO {table} (server_id, account_id, synced_at, {columns})
SELECT %(server)s, v.account_id, %(at)s, {shown} {SHOWN}
ON CONFLICT (server_id, ticket) DO UPDATE SET account_id = EXCLUDED.account_id,
    synced_at = EXCLUDED.synced_at, {updates}
"""
_DROP = "DELETE {GONE}"


def replace_rows(
    table: type[Position] | type[Order],
    server_pk: int,
    items: Sequence[PlatformPosition] | Sequence[PlatformOrder],
    at: datetime,
) -> bool:
    """Write what came, changed or is gone in a reading that began at `at`; say if anything did.

    Locks: server, when there is something to write (two readings never mix).
    """
    kind: type[PlatformPosition | PlatformOrder]
    kind = PlatformPosition if table is Position else PlatformOrder
    names = tuple(kind.__slots__)
    said: dict[str, Any] = {name: [_plain(getattr(i, name)) for i in items] for name in names}
    said |= {"server": server_pk, "at": at}
    ask, write, drop = _statements(table, names)
    with connection.cursor() as cursor:
        cursor.execute(ask, said)
        if not cursor.fetchone()[0]:
            return False
        with transaction.atomic():
            lock_server(server_pk)
            cursor.execute(write, said)
            cursor.execute(drop, said)
    return True


def _plain(value: object) -> object:
    return value.value if isinstance(value, StrEnum) else value


def _statements(table: type[models.Model], names: Sequence[str]) -> tuple[str, str, str]:
    """The question, what writes rows, and what drops them, for one table."""
    quoted = [f'"{name}"' for name in names]
    parts = {
        "table": table._meta.db_table,
        "columns": ", ".join(quoted),
        "arrays": ", ".join(f"%({name})s::{_type(table, name)}[]" for name in names),
        "kept": ", ".join(f"k.{name}" for name in quoted),
        "shown": ", ".join(f"v.{name}" for name in quoted),
        "updates": ", ".join(f"{name} = EXCLUDED.{name}" for name in quoted if name != '"ticket"'),
    }
    parts |= {"SHOWN": _SHOWN.format(**parts), "GONE": _GONE.format(**parts)}
    return _ASK.format(**parts), _WRITE.format(**parts), _DROP.format(**parts)


def _type(table: type[models.Model], name: str) -> str:
    """A column's type; of text without its length, which a cast would cut to without a word."""
    field = table._meta.get_field(name)
    return "text" if isinstance(field, models.CharField) else str(field.db_type(connection))
