"""From where the next window of deals is read, and what of it is handed on."""

from dataclasses import replace
from datetime import UTC, datetime

from brokerdesk.modules.trading.testing import make_deal
from brokerdesk.ports.trading import PlatformDeal
from brokerdesk.surfaces.workers.gateway.progress import (
    BUSY_OVERLAP_S,
    BUSY_ROWS,
    FULL_EVERY_S,
    SHORT_OVERLAP_S,
    Progress,
)

BASE_S = 1_780_000_000
OVERLAP_S = 300


def deal(ticket: int, at_s: int) -> PlatformDeal:
    at = datetime.fromtimestamp(at_s, UTC)
    return make_deal(ticket=ticket, login=1, at=at)


def test_the_watermark_is_the_newest_deal_and_never_now() -> None:
    progress = Progress(BASE_S, OVERLAP_S)
    assert progress.start_s(BASE_S + 9_999) == BASE_S - OVERLAP_S
    progress.stored([deal(1, BASE_S + 50), deal(2, BASE_S + 40)])
    assert progress.watermark_s == BASE_S + 50
    assert progress.start_s(BASE_S + 9_999) == BASE_S + 50 - OVERLAP_S


def test_a_clock_that_goes_back_takes_the_window_with_it() -> None:
    progress = Progress(BASE_S, OVERLAP_S)
    assert progress.start_s(BASE_S - 3_600) == BASE_S - 3_600 - OVERLAP_S
    assert progress.start_s(BASE_S + 10) == BASE_S - OVERLAP_S


def test_a_seen_deal_comes_again_only_when_it_changed() -> None:
    progress = Progress(BASE_S, OVERLAP_S)
    one, two = deal(1, BASE_S), deal(2, BASE_S)
    assert progress.fresh([one, two]) == [one, two]
    progress.stored([one])
    assert progress.fresh([one, two]) == [two]
    edited = replace(one, digest=b"x" * 16)
    assert progress.fresh([edited, two]) == [edited, two]


def test_a_busy_server_is_asked_for_a_long_overlap_now_and_then() -> None:
    progress = Progress(BASE_S, OVERLAP_S)
    starts = []
    for second in range(FULL_EVERY_S + 2):
        start = progress.start_s(BASE_S + second)
        starts.append(BASE_S - start)
        progress.finished(start, BUSY_ROWS + 1 if start == BASE_S - OVERLAP_S else 10)
    assert (starts[0], starts[FULL_EVERY_S]) == (OVERLAP_S, BUSY_OVERLAP_S)
    assert set(starts[1:FULL_EVERY_S]) == {SHORT_OVERLAP_S}
    quiet = Progress(BASE_S, OVERLAP_S)
    for second in range(5):
        start = quiet.start_s(BASE_S + second)
        assert start == BASE_S - OVERLAP_S
        quiet.finished(start, BUSY_ROWS)


def test_memory_does_not_grow() -> None:
    progress = Progress(BASE_S, OVERLAP_S)
    for minute in range(200):
        now_s = BASE_S + minute * 60
        start = progress.start_s(now_s)
        progress.stored([deal(minute * 1000 + n, now_s) for n in range(100)])
        progress.finished(start, 100)
    assert len(progress) <= 2 * BUSY_ROWS
    assert progress.fresh([deal(199_000, BASE_S + 199 * 60)]) == []


def test_a_long_window_is_not_remembered_whole() -> None:
    progress = Progress(BASE_S, OVERLAP_S)
    for minute in range(200):
        at_s = BASE_S + minute * 60
        progress.stored([deal(minute * 1000 + n, at_s) for n in range(500)])
        assert len(progress) <= 3 * BUSY_ROWS
    assert progress.fresh([deal(199_000, BASE_S + 199 * 60)]) == []
