"""The programmes that are judged: several zones, floors of every kind, pauses, targets, limits."""

from typing import Any

Row = dict[str, Any]


def rule(name: str, **keys: Any) -> Row:
    """Write a rule."""
    return {"rule": name, **keys}


def percent(number: str) -> Row:
    """Write an amount in percent of the initial balance."""
    return {"percent": number, "of": "initial"}


def programme(name: str, zone: str, reset: str, *rules: Row) -> Row:
    """Write a programme of one phase."""
    return {
        "name": name, "version": "1", "currency": "USD", "initial_balance": "100000",
        "clock": {"zone": zone, "reset": reset}, "phases": [{"name": name, "rules": [*rules]}],
    }  # fmt: skip


def programmes() -> tuple[Row, ...]:
    """Write them all."""
    daily, overall, target = "max_daily_loss", "max_overall_loss", "profit_target"
    return (
        programme("Balance", "Europe/Prague", "00:00",
            rule(daily, amount=percent("3"), anchor="balance"),
            rule(overall, amount=percent("6")),
            rule(target, amount=percent("4"))),
        programme("Twice", "Europe/Prague", "02:30",
            rule(daily, amount=percent("2"), anchor="equity"),
            rule(overall, amount=percent("8"), breach_when="touch")),
        programme("Pause", "America/New_York", "17:00",
            rule(daily, amount=percent("1.5"), anchor="max_balance_equity",
                 action="pause_until_reset"),
            rule(overall, amount=percent("5"), mode="trail_eod_balance"),
            rule("weekend_flat", action="warn")),
        programme("Trailing", "UTC", "00:00",
            rule(overall, amount=percent("3"), mode="trail_intraday_equity",
                 lock={"floor_at": "100000"})),
        programme("Peak", "Europe/London", "00:00",
            rule(daily, amount=percent("2.5"), anchor="intraday_peak_equity", action="warn"),
            rule(target, amount=percent("3"), measure="equity", flat=False)),
        programme("Limits", "Europe/Prague", "00:00",
            rule("max_days", days=1), rule("max_lots", lots="9", scope="total"),
            rule(daily, amount=percent("5"), action="pause_until_reset")),
        programme("News", "UTC", "12:00",
            rule("news_window", before_s=300, after_s=300),
            rule(overall, amount=percent("2"), measure="closed_balance"),
            rule("min_trading_days", days=1), rule(target, amount=percent("2")),
            rule("weekend_flat")),
    )  # fmt: skip
