"""Many numbers out of the database as arrays, with no work in Python for each of them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection
from psycopg import Cursor
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.pq import Format
from psycopg.rows import tuple_row

_HEAD = np.dtype([("dimensions", ">i4"), ("nulls", ">i4"), ("type", ">u4")])
_DIMENSION_BYTES = 8


class _Numbers(Loader):
    """Reads a one-dimensional array of eight-byte numbers as PostgreSQL sends it."""

    format = Format.BINARY
    kind = "i8"

    def load(self, data: Buffer) -> npt.NDArray[Any]:
        """The numbers, in this machine's order of bytes."""
        head = np.frombuffer(data, _HEAD, count=1)[0]
        if head["nulls"] or head["dimensions"] > 1:
            raise ValueError("an array of numbers holds nulls or arrays")
        cells = np.dtype([("length", ">i4"), ("value", f">{self.kind}")])
        start = _HEAD.itemsize + _DIMENSION_BYTES * int(head["dimensions"])
        return np.frombuffer(data, cells, offset=start)["value"].astype(self.kind)


class _Floats(_Numbers):
    kind = "f8"


def read_arrays(query: str, params: Mapping[str, object]) -> tuple[npt.NDArray[Any], ...]:
    """Read the one row of a query whose columns are arrays of bigint, float8 or timestamptz.

    Instants come as PostgreSQL counts them: microseconds since the year 2000.
    """
    connection.ensure_connection()
    with (
        connection.wrap_database_errors,
        Cursor(connection.connection, row_factory=tuple_row) as cursor,
    ):
        for name in ("int8", "timestamptz"):
            cursor.adapters.register_loader(cursor.adapters.types[name].array_oid, _Numbers)
        cursor.adapters.register_loader(cursor.adapters.types["float8"].array_oid, _Floats)
        row = cursor.execute(query.encode(), params, binary=True).fetchone()
    return row or ()
