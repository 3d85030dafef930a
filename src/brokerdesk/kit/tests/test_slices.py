"""Windows and lists in pieces."""

from itertools import pairwise

from brokerdesk.kit.slices import DAY_S, FEW, LONGEST_S, MANY, Slices, chunks


def _lengths(rows_a_second: float, window_s: int) -> list[int]:
    slices, found = Slices(0, window_s - 1, first_s=60), []
    for start, end in slices:
        length = end - start + 1
        found.append(length)
        slices.held(round(length * rows_a_second))
    return found


def test_slices_cover_a_window_without_gaps_or_overlaps() -> None:
    slices = list(Slices(100, 100 + 5 * DAY_S, first_s=DAY_S))
    assert (slices[0][0], slices[-1][1]) == (100, 100 + 5 * DAY_S)
    assert all(end + 1 == start for (_, end), (start, _) in pairwise(slices))
    assert list(Slices(7, 7, first_s=60)) == [(7, 7)]
    assert list(Slices(8, 7, first_s=60)) == []


def test_slices_grow_where_rows_are_few() -> None:
    lengths = _lengths(0, 400 * DAY_S)
    assert lengths[:4] == [60, 240, 960, 3_840]
    assert max(lengths) == LONGEST_S


def test_no_slice_holds_more_than_a_few_where_rows_come_evenly() -> None:
    for rows_a_second in (1, 10, 280, 900):
        lengths = _lengths(rows_a_second, 3_600)
        held = [length * rows_a_second for length in lengths]
        assert max(held[1:-1], default=0) <= max(MANY, 4 * FEW)
        assert sum(lengths) == 3_600


def test_a_slice_is_never_shorter_than_a_second() -> None:
    assert set(_lengths(10 * MANY, 70)[1:]) == {1}


def test_chunks() -> None:
    assert [[*part] for part in chunks([1, 2, 3, 4, 5], 2)] == [[1, 2], [3, 4], [5]]
    assert chunks((), 2) == []
