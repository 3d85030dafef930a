"""Levels of two trailing floors: every new peak is told, and none is looked at too late."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from brokerdesk.modules.valuation.types import Levels

from ...engine import begin, read_programme
from ...services.live.levels import levels_of
from ..engine.cases import programme, text

D = Decimal
DAILY = {
    "rule": "max_daily_loss",
    "amount": {"money": "3000"},
    "anchor": "intraday_peak_equity",
}
OVERALL = {
    "rule": "max_overall_loss",
    "amount": {"money": "5000"},
    "mode": "trail_intraday_equity",
}


@pytest.mark.parametrize(
    ("day_peak", "high", "floor"),
    [(100_000, 104_000, 99_000), (100_000, 101_000, 97_000), (104_000, 104_000, 101_000)],
)
def test_the_lower_peak_and_the_higher_floor_count(day_peak: int, high: int, floor: int) -> None:
    both = read_programme(text(programme(DAILY, OVERALL, initial="100000")))
    state = begin(both, datetime(2026, 3, 2, 8, tzinfo=UTC)).state
    levels = levels_of(replace(state, day_peak=D(day_peak), high=D(high)), both)
    peak = D(min(day_peak, high))
    given = Levels.of(peak=peak, trail=peak - floor)
    assert (levels.peak, levels.trail) == (given.peak, given.trail)
