from decimal import Decimal
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerdesk.kit.money import (
    AssetMismatch,
    BadAmount,
    Money,
    UnknownAsset,
    Unrounded,
    parse_amount,
    plain,
    scale_of,
)
from brokerdesk.kit.rounding import Rounding

ASSETS = st.sampled_from(["USD", "JPY", "KWD", "BTC", "USDT"])
CENTS = st.integers(-(10**15), 10**15)


def money(units: int, asset: str) -> Money:
    return Money(Decimal(units).scaleb(-scale_of(asset)), asset)


@pytest.mark.parametrize(
    ("asset", "scale"),
    [
        ("USD", 2),
        ("JPY", 0),
        ("KWD", 3),
        ("BHD", 3),
        ("JOD", 3),
        ("OMR", 3),
        ("TND", 3),
        ("BTC", 8),
        ("USDT", 6),
        ("XAU", 2),
    ],
)
def test_scale_of(asset: str, scale: int) -> None:
    assert scale_of(asset) == scale


@pytest.mark.parametrize("asset", ["", "us", "usd", "US D", "TOOLONGASSET", "1USD", "ＵＳＤ"])
def test_what_is_not_an_asset(asset: str) -> None:
    with pytest.raises(UnknownAsset):
        scale_of(asset)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 1",
        "1 ",
        "+1",
        "1e3",
        "1E+2",
        "NaN",
        "inf",
        "-inf",
        ".5",
        "5.",
        "01",
        "1,000",
        "0x1",
        "1_000",
        "١٢",
        "--1",
        "1.2.3",
        "1" * 19,
        "0." + "1" * 19,
        "1" * 10_000,
        "1\n",
    ],
)
def test_what_is_not_an_amount(text: str) -> None:
    with pytest.raises(BadAmount):
        parse_amount(text)


def test_parse_is_bounded_by_the_scale() -> None:
    assert parse_amount("12.50", scale=2, field="amount") == Decimal("12.50")
    with pytest.raises(BadAmount) as refused:
        parse_amount("12.505", scale=2, field="amount")
    assert refused.value.field == "amount"
    assert Money.parse("-0.5", "USD") == Money(Decimal("-0.50"), "USD")
    with pytest.raises(BadAmount):
        Money.parse("0.5", "JPY")


def test_money_refuses_floats_and_infinity() -> None:
    with pytest.raises(TypeError):
        Money(cast(Decimal, 1.5), "USD")
    with pytest.raises(BadAmount):
        Money(Decimal("NaN"), "USD")
    with pytest.raises(TypeError):
        Money.zero("USD") * cast(Decimal, 0.5)


def test_assets_do_not_mix() -> None:
    one, other = Money.parse("1", "USD"), Money.parse("1", "EUR")
    for mix in (one.__add__, one.__sub__, one.__lt__, one.__le__, one.__gt__, one.__ge__):
        with pytest.raises(AssetMismatch):
            mix(other)
    assert one != other


def test_a_product_is_no_money_until_it_is_rounded() -> None:
    product = Money.parse("10.00", "USD") * Decimal("0.333333")
    assert isinstance(product, Unrounded)
    assert product.to_money("USD", rounding=Rounding.HALF_UP) == Money.parse("3.33", "USD")
    assert (product + product).to_money("EUR", rounding=Rounding.UP) == Money.parse("6.67", "EUR")
    assert (product * 3).value == Decimal("9.999990000")


@given(CENTS, CENTS, ASSETS)
def test_sums_are_exact(a: int, b: int, asset: str) -> None:
    assert money(a, asset) + money(b, asset) == money(a + b, asset)
    assert money(a, asset) - money(b, asset) == money(a - b, asset)
    assert -money(a, asset) == money(-a, asset)
    assert (money(a, asset) < money(b, asset)) == (a < b)
    assert bool(money(a, asset)) == (a != 0)


@given(CENTS, ASSETS)
def test_text_is_read_back(units: int, asset: str) -> None:
    amount = money(units, asset)
    assert Money.parse(plain(amount.amount), asset) == amount
    assert str(amount) == f"{plain(amount.amount)} {asset}"


@given(CENTS, ASSETS, st.lists(st.integers(0, 1000), min_size=1, max_size=9).filter(any))
def test_splits_lose_nothing(units: int, asset: str, weights: list[int]) -> None:
    whole = money(units, asset)
    parts = whole.split(weights)
    assert sum((p.amount for p in parts), Decimal(0)) == whole.amount
    assert all(not p for p, w in zip(parts, weights, strict=True) if w == 0)
