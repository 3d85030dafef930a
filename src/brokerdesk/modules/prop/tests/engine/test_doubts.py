"""Programmes that are valid and cannot be meant."""

import pytest

from ...engine import doubts, read_programme
from .cases import Body, daily, of_anchor, overall, phase, programme, rule, run, target, text


def keys(body: Body) -> list[str]:
    return [doubt.key for doubt in doubts(read_programme(text(body)))]


def even(share: str, denominator: str = "net") -> Body:
    return rule("consistency", max_share=share, denominator=denominator)


MAX, MIN = rule("max_days", days=3), rule("min_trading_days", days=4)


@pytest.mark.parametrize(
    ("rules", "named"),
    [
        ([target(), MIN, MAX], ["min_trading_days"]),
        ([target(), even("0.33"), MAX], ["consistency"]), ([even("0")], ["consistency"]),
        ([target(), even("0.34"), MAX], []), ([target(), even("0.1", "target"), MAX], []),
        ([daily("100")], ["max_daily_loss"]), ([daily(amount=of_anchor("100"))], []),
        ([overall("100")], ["max_overall_loss"]),
        ([overall(lock={"floor_at": "89999"})], ["max_overall_loss.lock"]),
        ([overall(lock={"floor_at": "90000"})], []),
        ([overall(lock={"floor_at": "90001"})], ["max_overall_loss.lock"]),
        ([overall(lock={"floor_at": "90001", "on_withdrawal": True})], []),
        ([overall(lock={"floor_at": "90001"}, mode="trail_eod_balance")], []),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_named(rules: list[Body], named: list[str]) -> None:
    assert keys(programme(*rules)) == [f"phases[0].{name}" for name in named]


def test_phases_that_never_pass() -> None:
    body = programme(phases=[phase(), phase(target(), funded=True)])
    assert keys(body) == ["phases[0].profit_target", "phases[1].profit_target"]


def test_a_doubt_is_no_refusal(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(programme(target(), MIN, MAX, started_at="2026-03-02T08:00:00Z"), []) == 0
    assert capsys.readouterr().err == ""
