"""Accrual lines by COPY."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection
from psycopg import sql

from ..queries.chains import Earner

COLUMNS = (
    "deal_id", "deal_version", "partner_id", "level", "kind", "amount", "currency", "reason",
    "plan_version_id", "why", "batch_id", "reverses_id", "occurred_at", "recorded_at",
)  # fmt: skip
_COPY = sql.SQL("COPY partners_accrual ({}) FROM STDIN").format(
    sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
)
_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """What one deal gives one partner, not stored yet."""

    deal_pk: int
    deal_version: int
    partner: Earner | None
    level: int
    kind: str
    amount: Decimal
    currency: str
    reason: str
    plan_version_pk: int | None
    why: Mapping[str, object]
    batch_id: int
    reverses_pk: int | None
    occurred_at: datetime
    recorded_at: datetime


def store_lines(lines: Sequence[NewLine]) -> None:
    """Store lines in their order. Needs an open transaction.

    Raises:
        IntegrityError: a line of the same deal, version, level and kind is stored.
    """
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.cursor.copy(_COPY) as copy,
    ):
        for line in lines:
            copy.write_row(_values(line))


def _values(line: NewLine) -> tuple[object, ...]:
    """One row in the order of COLUMNS."""
    return (
        line.deal_pk, line.deal_version, line.partner.pk if line.partner else None, line.level,
        str(line.kind), line.amount, line.currency, str(line.reason), line.plan_version_pk,
        _to_json(line.why), line.batch_id, line.reverses_pk, line.occurred_at, line.recorded_at,
    )  # fmt: skip
