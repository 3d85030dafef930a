"""Arrays of numbers as the database sends them."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from ..arrays import read_arrays


@pytest.mark.django_db
def test_numbers_and_instants_come_as_they_are() -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    ints, floats, instants, none = read_arrays(
        "SELECT ARRAY[1, -2]::bigint[], ARRAY[0.5, '-inf']::float8[],"
        " ARRAY[%(at)s]::timestamptz[], '{}'::bigint[]",
        {"at": at},
    )
    assert (ints.tolist(), floats.tolist(), none.tolist()) == ([1, -2], [0.5, -np.inf], [])
    since = timedelta(microseconds=instants.tolist()[0])
    assert datetime(2000, 1, 1, tzinfo=UTC) + since == at


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["ARRAY[1, null]::bigint[]", "ARRAY[[1], [2]]::bigint[]"])
def test_what_is_no_row_of_numbers_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="holds nulls or arrays"):
        read_arrays(f"SELECT {text}", {})
