"""Windows and lists in pieces."""

from itertools import pairwise

from brokerdesk.kit.slices import DAY_S, FEW, FIRST_S, LONGEST_S, MANY, SHORTEST_S, Slices, chunks


def _lengths(rows: int, days: int) -> list[int]:
    slices, found = Slices(0, days * DAY_S - 1), []
    for start, end in slices:
        found.append(end - start + 1)
        slices.held(rows)
    return found


def test_slices_cover_a_window_without_gaps_or_overlaps() -> None:
    slices = list(Slices(100, 100 + 5 * DAY_S))
    assert (slices[0][0], slices[-1][1]) == (100, 100 + 5 * DAY_S)
    assert all(end + 1 == start for (_, end), (start, _) in pairwise(slices))
    assert list(Slices(7, 7)) == [(7, 7)]
    assert list(Slices(8, 7)) == []


def test_slices_grow_where_rows_are_few_and_shrink_where_they_are_many() -> None:
    assert _lengths(FEW - 1, 400)[:6] == [FIRST_S * 2**n for n in range(5)] + [LONGEST_S]
    assert set(_lengths(FEW, 10)) == {FIRST_S}
    shrunk = _lengths(MANY + 1, 4)
    assert shrunk[1] == FIRST_S // 2
    assert min(shrunk[:-1]) == SHORTEST_S


def test_chunks() -> None:
    assert [[*part] for part in chunks([1, 2, 3, 4, 5], 2)] == [[1, 2], [3, 4], [5]]
    assert chunks((), 2) == []
