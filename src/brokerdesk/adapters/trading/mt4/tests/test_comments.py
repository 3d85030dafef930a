"""What a balance row is by its comment, and which settings are refused."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from brokerdesk.kit.ids import new_reference
from brokerdesk.kit.servertime import ServerTime
from brokerdesk.ports.trading import DealKind, PlatformDeal

from ..comments import DEFAULT, row_kinds
from ..config import Mt4Config
from ..mapping import DealMapper

UTC_TIME = ServerTime(0, datetime(2026, 7, 1, tzinfo=UTC))
ADDRESS = "https://bridge.example.com"
NEEDED = {"base_url": ADDRESS, "authority": ADDRESS, "client_id": "a", "client_secret": "b"}
ROW: dict[str, Any] = {
    "order": 7, "login": 1023, "tradeCommand": "Balance", "profit": "-1.50",
    "openTime": "2026-07-01T12:00:00", "closeTime": "2026-07-01T12:00:00",
}  # fmt: skip


def mapped(comment: str, setting: str = DEFAULT, **fields: Any) -> PlatformDeal:
    row = {**ROW, "comment": comment, **fields}
    row = {name: value for name, value in row.items() if value is not None}
    return DealMapper(UTC_TIME, kinds=row_kinds(setting)).one(row)


@pytest.mark.parametrize(
    ("comment", "kind"),
    [
        ("Dividend EURUSD", DealKind.DIVIDEND),
        ("ROLLOVER 2026.07.01", DealKind.SWAP),
        ("so compensation", DealKind.SO_COMPENSATION),
        ("NULL_compensation", DealKind.SO_COMPENSATION),
        ("Bonus 50%", DealKind.BONUS),
        ("Agent commission", DealKind.AGENT),
        ("Commission", DealKind.COMMISSION),
        ("Deposit", DealKind.BALANCE),
        ("my bonus", DealKind.BALANCE),
        ("", DealKind.BALANCE),
    ],
)
def test_kinds_by_comment(comment: str, kind: DealKind) -> None:
    assert mapped(comment).kind is kind


def test_what_bears_our_reference_is_what_we_sent() -> None:
    for place in ("{} bonus", "bonus {}", "Dividend {}"):
        assert mapped(place.format(new_reference("T"))).kind is DealKind.BALANCE


def test_only_balance_rows_have_kinds() -> None:
    assert mapped("Bonus", tradeCommand="Credit").kind is DealKind.CREDIT
    trade = mapped("Bonus", tradeCommand="Buy", symbol="EURUSD", volume=10)
    assert trade.kind is DealKind.SELL


def test_another_setting_is_no_edit() -> None:
    one, other = mapped("Dividend"), mapped("Dividend", "none")
    assert (one.kind, other.kind) == (DealKind.DIVIDEND, DealKind.BALANCE)
    assert one.digest == other.digest


def test_live_updates_and_readings_are_alike() -> None:
    read, told = mapped("Swap 3 days"), mapped("Swap 3 days", tradeCommand=None, cmd=6)
    assert (read.kind, told.kind) == (DealKind.SWAP, DealKind.SWAP)
    assert read == told


def test_lines_masks_and_exclusions() -> None:
    text = " Fee = admin fee*, *handling* \n\n bonus=promo*,!promo return* "
    assert mapped("Admin fee May", text).kind is DealKind.FEE
    assert mapped("a handling charge", text).kind is DealKind.FEE
    assert mapped("Promo 7", text).kind is DealKind.BONUS
    assert mapped("Promo return", text).kind is DealKind.BALANCE
    assert mapped("Dividend", text).kind is DealKind.BALANCE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("dividend", "is no line such as"),
        ("dividend = ", "is no line such as"),
        ("dividend = a*,,b*", "is no line such as"),
        ("coupon = coupon*", "“coupon” is no kind of a balance row; there are: dividend, swap"),
        ("credit = credit*", "is no kind of a balance row"),
        ("bonus = *", "a mask that fits every comment would make deposits bonus"),
        ("bonus = bonus*, **", "a mask that fits every comment"),
    ],
)
def test_bad_settings_are_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(ValidationError, match="row_kinds") as caught:
        Mt4Config.model_validate({**NEEDED, "row_kinds": text})
    assert said in str(caught.value)


def test_the_default_is_valid_and_none_tells_nothing() -> None:
    assert Mt4Config.model_validate(NEEDED).kinds().of("Dividend X") is DealKind.DIVIDEND
    empty = Mt4Config.model_validate({**NEEDED, "row_kinds": " None "})
    assert empty.kinds().of("Dividend X") is DealKind.BALANCE
