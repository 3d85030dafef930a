"""One row that fails holds up no other, and is seen to have failed."""

import pytest
from django.db import OperationalError

from ..apart import each


def test_all_have_their_turn_before_the_fault_is_raised() -> None:
    seen: list[int] = []

    def act(row: int) -> int:
        if row % 2:
            raise ValueError(row)
        seen.append(row)
        return row

    assert each([2, 4], act) == [2, 4]
    with pytest.raises(ExceptionGroup) as raised:
        each([1, 6, 3, 8], act)
    assert [one.args for one in raised.value.exceptions] == [(1,), (3,)]
    assert seen == [2, 4, 6, 8]
    with pytest.raises(ValueError, match="5"):
        each([5, 6], act)


def test_without_a_database_nobody_has_a_turn() -> None:
    seen: list[int] = []

    def act(row: int) -> None:
        seen.append(row)
        raise OperationalError("gone")

    with pytest.raises(OperationalError):
        each([1, 2], act)
    assert seen == [1]
