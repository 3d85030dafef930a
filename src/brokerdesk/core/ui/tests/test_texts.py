"""How amounts, ages, colours and values look; what exports hold."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerdesk.core.ui.badges import tone_of
from brokerdesk.core.ui.export import safe
from brokerdesk.core.ui.paging import page_number
from brokerdesk.core.ui.templatetags.ui import brand_colour, chart, initials, money, number, tone
from brokerdesk.core.ui.texts import age_text, zone_text
from brokerdesk.core.words import words
from brokerdesk.kit.clock import fixed

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "asset", "shown"),
    [
        (Decimal("1234.5"), "USD", "1,234.50\u00a0USD"),
        (Decimal("-0.1"), "", "−0.10"),
        (Decimal("0.12345678"), "USD", "0.12345678\u00a0USD"),
        (Decimal("1E+3"), "JPY", "1,000\u00a0JPY"),
        ("12", "EUR", "12.00\u00a0EUR"),
        (None, "USD", "–"),
        ("", "", "–"),
        ("NaN", "", "NaN"),
        ("words", "", "words"),
    ],
)
def test_money(amount: object, asset: str, shown: str) -> None:
    assert money(amount, asset) == shown


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=8, min_value=-(10**12), max_value=10**12
    )
)
def test_money_loses_nothing(value: Decimal) -> None:
    assert Decimal(money(value).replace(",", "").replace("−", "-")) == value


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (Decimal("-0.24000000"), None, "−0.24"),
        (Decimal("1E+2"), None, "100"),
        (Decimal("12345.60"), None, "12,345.6"),
        (Decimal("-1234.565"), 2, "−1,234.56"),
        (Decimal("-0.001"), 2, "0.00"),
        (Decimal("-0"), None, "0"),
        ("2.50", None, "2.5"),
        (None, 2, "–"),
    ],
)
def test_number(value: object, places: int | None, shown: str) -> None:
    assert number(value, places) == shown


@pytest.mark.parametrize(
    ("offset_s", "shown"),
    [
        (7_200, "UTC+02:00"),
        (0, "UTC+00:00"),
        (-12_600, "UTC−03:30"),
        (7_203, "UTC+02:00:03"),
    ],
)
def test_a_clocks_zone(offset_s: int, shown: str) -> None:
    assert zone_text(offset_s) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(-5, "now"), (0, "0\u00a0s"), (61, "1\u00a0min"), (7200, "2\u00a0h"), (200_000, "2\u00a0d")],
)
def test_age(seconds: int, shown: str) -> None:
    with fixed(AT):
        assert age_text(AT - timedelta(seconds=seconds)) == shown


def test_tones_initials_and_colours() -> None:
    assert (tone(Decimal("-1")), tone("1"), tone(0), tone("x")) == ("num-down", "num-up", "", "")
    assert (initials("Alice Adler"), initials("<b>"), initials("")) == ("AA", "?", "?")
    assert brand_colour("#0f6e6e") == "#0f6e6e"
    assert brand_colour("red;}</style><script>") == brand_colour("") == "#1f5fbf"
    assert (tone_of("chargeback_lost"), tone_of("whatever")) == ("red", "secondary")
    assert words("in_review") == "In review"


def test_a_chart_cannot_break_out_of_its_script() -> None:
    html = chart({"title": "</script><script>alert(1)</script>"}, label='"><b>')
    assert html.count("<script") == 1
    assert "<b>" not in html


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "-cmd|x", "@x", "\tx", "\r=1", "\n=1"])
def test_exports_hold_no_formula(text: str) -> None:
    assert str(safe(text)).startswith("'")


def test_exports_keep_numbers() -> None:
    assert safe("-12.50") == "-12.50"
    assert safe(Decimal("-3")) == Decimal("-3")
    assert safe(None) == ""
    assert safe(AT) == "2026-03-02T09:00:00+00:00"


@given(st.text())
def test_any_page_number_is_taken(text: str) -> None:
    assert 1 <= page_number(text) <= 1_000_000
