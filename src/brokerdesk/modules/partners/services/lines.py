"""Accrual lines by COPY."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from psycopg import sql

from ..engine import Line
from ..queries.chains import Earner

COLUMNS = (
    "deal_id", "deal_version", "partner_id", "level", "kind", "amount", "currency", "reason",
    "plan_version_id", "why", "batch_id", "reverses_id", "occurred_at", "recorded_at",
)  # fmt: skip
_COPY = sql.SQL("COPY partners_accrual ({}) FROM STDIN").format(
    sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
)

_WHY = COLUMNS.index("why")


class NewLine(NamedTuple):
    """What one deal gives one partner, not stored yet.

    why: its derivation as JSON, or the engine's line, which writes it when it is stored.
    """

    deal_pk: int
    deal_version: int
    partner: Earner | None
    level: int
    kind: str
    amount: Decimal
    currency: str
    reason: str
    plan_version_pk: int | None
    why: str | Line
    batch_id: int
    reverses_pk: int | None
    occurred_at: datetime
    recorded_at: datetime

    @property
    def why_json(self) -> str:
        """Its derivation as JSON."""
        return self.why if isinstance(self.why, str) else self.why.why_json

    @property
    def is_rebate(self) -> bool:
        """Whether it is the client's: his rebate, or what takes it back."""
        return self.level == 0 and self.partner is not None


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
        for line in lines:  # the database takes rows in while derivations are written
            partner = line.partner.pk if line.partner else None
            copy.write_row((*line[:2], partner, *line[3:_WHY], line.why_json, *line[_WHY + 1 :]))
