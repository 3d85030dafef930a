"""Database types that Django does not have."""

from typing import Any

from django.db import models
from django.db.models import Func


class CurrentXact(Func):
    """`pg_current_xact_id()`: the id of the running transaction."""

    function = "pg_current_xact_id"
    template = "%(function)s()"
    arity = 0


class ClockTimestamp(Func):
    """`clock_timestamp()`: the database's wall clock, not the start of the transaction."""

    function = "clock_timestamp"
    template = "%(function)s()"
    arity = 0


class Xid8Field(models.Field[str, str]):
    """A 64-bit transaction id, written by the database only."""

    description = "transaction id"

    def db_type(self, connection: Any) -> str:
        return "xid8"
