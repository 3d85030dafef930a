"""Wire records to the port's and back."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerdesk.kit.cents import Cents
from brokerdesk.ports.trading import AccountAccess, DealEntry, DealKind, NewAccount, Side

from ..errors import BadAnswer, Proof, proof
from ..mapping import (
    DealMapper,
    ServerTime,
    access_of,
    account,
    position,
    rights_for,
    user_record,
)
from ..mapping.deals import KINDS, digest
from ..names import Row, canonical_rows

PAYLOADS = Path(__file__).parent / "payloads"
UTC_PLUS_3 = ServerTime(10_800, datetime(2026, 7, 1, tzinfo=UTC), "eu")


def payload(name: str) -> Row:
    row: Row = json.loads((PAYLOADS / f"{name}.json").read_text())
    return row


def test_closing_trade() -> None:
    deal = DealMapper(UTC_PLUS_3).one(payload("deal_close"))
    assert (deal.ticket, deal.login, deal.kind, deal.entry) == (
        4217, 1023, DealKind.SELL, DealEntry.OUT,
    )  # fmt: skip
    assert (deal.lots, deal.lots_closed) == (Decimal("0.01"), Decimal("0.01"))
    assert (deal.profit, deal.commission, deal.swap) == (
        Decimal("10.50"), Decimal("-0.07"), Decimal("-1.20"),
    )  # fmt: skip
    assert deal.balance_effect == Decimal("9.23")
    assert deal.credit_effect == 0
    assert deal.occurred_at == datetime(2026, 7, 1, 9, 0, 0, 250_000, tzinfo=UTC)
    assert deal.server_time_ms == 1_782_907_200_250
    assert deal.reason == "take_profit"
    assert not deal.modified


def test_credit_moves_no_balance() -> None:
    row = payload("deal_balance") | {"Action": "3"}
    deal = DealMapper(UTC_PLUS_3).one(row)
    assert (deal.balance_effect, deal.credit_effect) == (Decimal("0.00"), Decimal("100.50"))
    assert deal.entry is DealEntry.NONE


def test_old_builds_without_ext_fields_or_milliseconds() -> None:
    row = payload("deal_close")
    old = {k: v for k, v in row.items() if not k.endswith("Ext") and k != "TimeMsc"}
    deal = DealMapper(UTC_PLUS_3).one(old)
    assert deal.lots == Decimal("0.01")
    assert deal.server_time_ms == 1_782_907_200_000


def test_other_casing_and_numbers_instead_of_strings() -> None:
    row = {name[0].lower() + name[1:]: value for name, value in payload("deal_close").items()}
    row |= {"deal": 4217, "login": 1023, "profit": "10.5"}
    rows = canonical_rows([row], "Deal")
    plain = DealMapper(UTC_PLUS_3).one(payload("deal_close"))
    assert DealMapper(UTC_PLUS_3).one(rows[0]).digest == plain.digest


@pytest.mark.parametrize(
    "change",
    [
        {"Profit": "10.51"},
        {"Comment": "x"},
        {"TimeMsc": "1782907200251"},
        {"VolumeExt": "2000000"},
        {"Login": "1024"},
        {"Storage": "0.00"},
    ],
)
def test_digest_sees_every_edit(change: Row) -> None:
    row = payload("deal_close")
    mapper = DealMapper(UTC_PLUS_3)
    assert mapper.one(row | change).digest != mapper.one(row).digest


def test_digest_does_not_depend_on_form_or_clock() -> None:
    row = payload("deal_close")
    old = {k: v for k, v in row.items() if not k.endswith("Ext")} | {"Profit": "10.5000"}
    winter = DealMapper(ServerTime(7200, datetime(2026, 1, 1, tzinfo=UTC)))
    assert winter.one(old).digest == DealMapper(UTC_PLUS_3).one(row).digest
    assert digest(row | {"ModifyFlags": "1"}, 1) == digest(row, 1)


@pytest.mark.parametrize(
    ("name", "value"),
    [("Action", "21"), ("Action", ""), ("Entry", "255"), ("Profit", "NaN"), ("Fee", "x")],
)
def test_unknown_action_or_entry_fails_loudly(name: str, value: str) -> None:
    with pytest.raises(BadAnswer):
        DealMapper(UTC_PLUS_3).one(payload("deal_close") | {name: value})


def test_unknown_reason_keeps_its_number() -> None:
    assert (
        DealMapper(UTC_PLUS_3).one(payload("deal_close") | {"Reason": "77"}).reason == "unknown_77"
    )


def test_every_kind_is_mapped() -> None:
    assert set(KINDS) == set(range(21))
    # Swaps and fees have no action of their own here: trades state them.
    assert set(KINDS.values()) == set(DealKind) - {DealKind.SWAP, DealKind.FEE}


def test_cents_become_units() -> None:
    cents = Cents(Decimal(100), frozenset({1023}))
    deal = DealMapper(UTC_PLUS_3, cents).one(payload("deal_close"))
    assert deal.profit == Decimal("0.1050")
    assert deal.balance_effect == Decimal("0.0923")
    assert DealMapper(UTC_PLUS_3, Cents(Decimal(100))).one(payload("deal_close")).profit == Decimal(
        "10.50"
    )


def test_position() -> None:
    found = position(payload("position"), UTC_PLUS_3, Cents())
    assert (found.ticket, found.side, found.lots) == (99, Side.SELL, Decimal("1.5"))
    assert found.opened_at == datetime(2026, 7, 1, 9, tzinfo=UTC)
    with pytest.raises(BadAnswer):
        position(payload("position") | {"Action": "2"}, UTC_PLUS_3, Cents())


def test_account() -> None:
    found = account(payload("user"), payload("account"), UTC_PLUS_3, Cents())
    assert (found.login, found.group, found.reference) == (1023, r"real\standard-USD", "Aabc")
    assert (found.balance, found.equity, found.level) == (
        Decimal("1000.00"), Decimal("990.50"), Decimal("845.32"),
    )  # fmt: skip
    assert found.access is AccountAccess.ENABLED


def test_may_change_password_is_not_trade_disabled() -> None:
    assert access_of(0x163) is AccountAccess.ENABLED
    assert access_of(0x161) is AccountAccess.ENABLED
    assert access_of(0x167) is AccountAccess.READ_ONLY
    assert access_of(0x162) is AccountAccess.DISABLED


@given(st.integers(0, 0x3FFFF), st.sampled_from(list(AccountAccess)))
def test_access_bits_round_trip_and_leave_the_rest(rights: int, access: AccountAccess) -> None:
    changed = rights_for(rights, access)
    assert access_of(changed) is access
    assert (changed ^ rights) & ~0x205 == 0


def test_new_user_has_no_secret_in_its_record() -> None:
    new = NewAccount(r"real\a", "Al", "a@x.test", 100, "Malta", "Secret#1", "Secret#2", "Aref")
    assert "Secret" not in json.dumps(user_record(new))


def test_daylight_rule_dates_older_deals() -> None:
    winter = int(datetime(2026, 1, 15, 12, tzinfo=UTC).timestamp()) * 1000
    assert UTC_PLUS_3.utc(winter) == datetime(2026, 1, 15, 10, tzinfo=UTC)
    assert UTC_PLUS_3.server_s(datetime(2026, 1, 15, 10, tzinfo=UTC)) * 1000 == winter


@given(st.integers(1_577_836_800, 1_893_456_000), st.sampled_from(["none", "eu", "us"]))
def test_server_time_round_trips(at_s: int, daylight: str) -> None:
    at = datetime.fromtimestamp(at_s, UTC)
    clock = ServerTime(7200, datetime(2026, 1, 1, tzinfo=UTC), daylight)
    server_ms = clock.server_s(at) * 1000
    assert clock.server_s(clock.utc(server_ms)) * 1000 == server_ms


def test_only_listed_codes_prove_anything() -> None:
    assert proof(0) is Proof.DONE
    for code in (3, 8, 13, 10019, 4005, 3006):
        assert proof(code) is Proof.NOT_DONE
    for code in (12, 10018):
        assert proof(code) is Proof.NOT_DONE_NOW
    for code in (1, 2, 7, 9, 10, 15, 10002, 10008, 10009, 10010, 10012, 12003, 99_999):
        assert proof(code) is Proof.NOTHING
