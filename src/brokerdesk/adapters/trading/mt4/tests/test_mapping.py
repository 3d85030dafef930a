"""The bridge's records to the port's and back."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from brokerdesk.kit.cents import Cents
from brokerdesk.kit.servertime import ServerTime
from brokerdesk.ports.trading import (
    AccountAccess,
    AccountChange,
    DealEntry,
    DealKind,
    NewAccount,
    OrderKind,
    Side,
)

from ..config import Mt4Config
from ..errors import BadAnswer, Proof, Refused
from ..mapping import (
    DealMapper,
    account,
    changed_fields,
    is_deal,
    is_weak,
    order,
    position,
    symbol,
    user_fields,
)
from ..mapping.accounts import access_of, flags_for
from ..mapping.values import cut, seconds
from ..names import COMMANDS, Row
from ..wire import body_text, iso, parse_json

UTC_PLUS_3 = ServerTime(10_800, datetime(2026, 7, 1, tzinfo=UTC), "eu")
SIZES = {"EURUSD": Decimal(100_000)}
CLOSED: Row = {
    "order": 4217, "login": 1023, "symbol": "EURUSD", "digits": 5, "tradeCommand": "Buy",
    "volume": 30, "volumeLots": Decimal("0.3"), "tradeRecordState": "ClosedPart",
    "openPrice": Decimal("1.1"), "sl": Decimal(0), "tp": Decimal(0),
    "openTime": "2026-06-30T12:00:00Z", "closeTime": "2026-07-01T12:00:00Z",
    "closePrice": Decimal("1.10035"), "commission": Decimal("-0.07"), "storage": Decimal("-1.2"),
    "profit": Decimal("10.5"), "taxes": Decimal(0), "comment": "to #4300",
    "expiration": "1970-01-01T00:00:00Z", "tradeRecordReason": "Client",
    "timeStamp": "2026-07-01T12:00:01Z",
}  # fmt: skip
LIVE: Row = {
    "kind": "Deleted", "order": 4217, "login": 1023, "symbol": "EURUSD", "cmd": 0,
    "volumeLots": Decimal("0.30"), "openPrice": Decimal("1.10000"),
    "openTime": "2026-06-30T12:00:00.0000000Z", "sl": 0, "tp": 0,
    "closePrice": Decimal("1.10035"), "closeTime": "2026-07-01T12:00:00", "taxes": 0,
    "commission": Decimal("-0.07"), "storage": Decimal("-1.2000000000000002"),
    "profit": Decimal("10.50"), "comment": "to #4300",
}  # fmt: skip


def mapper() -> DealMapper:
    return DealMapper(UTC_PLUS_3, SIZES)


def test_a_part_that_closed_is_one_deal_of_its_volume() -> None:
    deal = mapper().one(CLOSED)
    assert (deal.ticket, deal.position_id, deal.order_id, deal.login) == (4217, 4217, 4217, 1023)
    assert (deal.kind, deal.entry) == (DealKind.SELL, DealEntry.OUT)
    assert deal.lots == deal.lots_closed == Decimal("0.30")
    assert (deal.price_position, deal.price) == (Decimal("1.1"), Decimal("1.10035"))
    assert deal.balance_effect == Decimal("9.23")
    assert deal.credit_effect == 0
    assert deal.contract_size == 100_000
    assert deal.occurred_at == datetime(2026, 7, 1, 9, tzinfo=UTC)
    assert deal.server_time_ms == 1_782_907_200_000


def test_a_live_update_maps_as_the_record_does() -> None:
    assert mapper().one(LIVE) == mapper().one(CLOSED)


def test_balance_and_credit() -> None:
    row = CLOSED | {"tradeCommand": "Credit", "symbol": "", "volume": 0, "volumeLots": 0}
    row |= {"profit": Decimal("100.5"), "storage": 0, "commission": 0}
    credit = mapper().one(row)
    assert (credit.kind, credit.entry, credit.position_id) == (DealKind.CREDIT, DealEntry.NONE, 0)
    assert (credit.balance_effect, credit.credit_effect) == (Decimal(0), Decimal("100.50"))
    paid = mapper().one(row | {"tradeCommand": "Balance", "closeTime": "0001-01-01T00:00:00"})
    assert (paid.balance_effect, paid.credit_effect) == (Decimal("100.50"), Decimal(0))
    assert paid.occurred_at == datetime(2026, 6, 30, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"closeTime": "1970-01-01T00:00:00Z"}, False),
        ({"closeTime": "0001-01-01T00:00:00"}, False),
        ({"tradeCommand": "BuyLimit"}, False),
        ({"tradeCommand": "SellStop"}, False),
        ({"tradeCommand": "Balance", "closeTime": None}, True),
    ],
)
def test_what_is_a_deal(changes: Row, expected: bool) -> None:
    assert is_deal(CLOSED | changes) is expected
    assert len(mapper().many([CLOSED | changes])) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"profit": Decimal("10.51")},
        {"comment": "x"},
        {"closeTime": "2026-07-01T12:00:01Z"},
        {"openPrice": Decimal("1.10001")},
        {"volume": 31},
        {"login": 1024},
        {"tradeCommand": "Sell"},
        {"taxes": Decimal("0.01")},
    ],
)
def test_digest_sees_every_edit(changes: Row) -> None:
    assert mapper().one(CLOSED | changes).digest != mapper().one(CLOSED).digest


def test_digest_depends_neither_on_the_clock_nor_on_the_symbol() -> None:
    winter = DealMapper(ServerTime(7200, datetime(2026, 1, 1, tzinfo=UTC)))
    assert winter.one(CLOSED | {"timeStamp": ""}).digest == mapper().one(CLOSED).digest


@pytest.mark.parametrize(
    ("name", "value"),
    [("tradeCommand", "Swap"), ("tradeCommand", 8), ("profit", "x"), ("profit", Decimal("NaN")),
     ("closeTime", "soon"), ("login", "a")],
)  # fmt: skip
def test_what_is_not_known_fails_loudly(name: str, value: object) -> None:
    with pytest.raises(BadAnswer):
        mapper().one(CLOSED | {name: value})


@pytest.mark.parametrize(
    ("comment", "reason"),
    [("x[sl]", "stop_loss"), ("[tp]", "take_profit"), ("so: 49.9%/1/2", "stop_out"), ("x", "")],
)
def test_reasons_by_the_servers_marks(comment: str, reason: str) -> None:
    assert mapper().one(CLOSED | {"comment": comment}).reason == reason


def test_daylight_dates_older_deals() -> None:
    winter = mapper().one(CLOSED | {"closeTime": "2026-01-15T12:00:00Z"})
    assert winter.occurred_at == datetime(2026, 1, 15, 10, tzinfo=UTC)
    assert winter.server_time_ms == 1_768_478_400_000


def test_cents_become_units() -> None:
    cents = Cents(Decimal(100), frozenset({1023}))
    deal = DealMapper(UTC_PLUS_3, SIZES, cents).one(CLOSED)
    assert (deal.profit, deal.balance_effect) == (Decimal("0.105"), Decimal("0.0923"))
    assert deal.digest == mapper().one(CLOSED).digest


def test_open_tickets_are_positions_or_orders() -> None:
    held = CLOSED | {"closeTime": "1970-01-01T00:00:00Z"}
    found = position(held, Decimal(100_000), UTC_PLUS_3, Cents())
    assert found is not None
    assert (found.ticket, found.side, found.lots) == (4217, Side.BUY, Decimal("0.30"))
    assert found.opened_at == datetime(2026, 6, 30, 9, tzinfo=UTC)
    assert order(held, UTC_PLUS_3) is None
    waiting = held | {"tradeCommand": "SellStop", "expiration": "2026-07-02T12:00:00Z"}
    pending = order(waiting, UTC_PLUS_3)
    assert pending is not None
    assert (pending.kind, pending.price) == (OrderKind.SELL_STOP, Decimal("1.1"))
    assert pending.expires_at == datetime(2026, 7, 2, 9, tzinfo=UTC)
    assert position(waiting, Decimal(1), UTC_PLUS_3, Cents()) is None


def test_an_accounts_figures_add_up_though_margin_is_older() -> None:
    user = {"login": 7, "group": "g", "balance": Decimal(120), "credit": Decimal(20),
            "enableFlags": 3, "comment": "Aref"}  # fmt: skip
    margin = {"balance": Decimal(130), "equity": Decimal("117.5"), "margin": Decimal(50),
              "free": Decimal("67.5"), "level": Decimal("235.0000001")}  # fmt: skip
    found = account(user, margin, UTC_PLUS_3, Cents())
    assert (found.floating, found.equity) == (Decimal("-12.5"), Decimal("127.5"))
    assert (found.margin_free, found.level) == (Decimal("77.5"), Decimal(235))
    idle = account(user, {}, UTC_PLUS_3, Cents())
    assert (idle.equity, idle.margin_free, idle.level) == (Decimal(140), Decimal(140), Decimal(0))


@given(st.integers(0, 15), st.sampled_from(list(AccountAccess)))
def test_access_bits_round_trip_and_leave_the_rest(flags: int, access: AccountAccess) -> None:
    changed = flags_for(flags, access)
    assert access_of(changed) is access
    assert (changed ^ flags) & ~5 == 0


def test_records_to_write() -> None:
    new = NewAccount("g", "Al é", "a@x.test", 100, "Malta", "Secret#1", "Secret#2", "Aref")
    fields = user_fields(new, "cp1252")
    assert (fields["login"], fields["comment"], fields["enableFlags"]) == (0, "Aref", 2)
    assert "Secret" not in json.dumps(fields)
    assert changed_fields(AccountChange(leverage=5), 0, "cp1252") == {"leverage": 5}


def test_texts_are_cut_by_the_bytes_of_the_code_page() -> None:
    assert cut("Тест ✓", 5, "cp1251") == "Тест "
    assert cut("é" * 40, 31, "cp1252") == "é" * 31
    assert cut("汉字汉字", 5, "cp936") == "汉字"
    assert cut("日本", 31, "cp1252") == "??"


@pytest.mark.parametrize(
    ("password", "weak"),
    [("weak", True), ("weakweak", True), ("Weak1", False), ("W1" * 8, True), ("Aé1x#", False)],
)
def test_weak_passwords(password: str, weak: bool) -> None:
    assert is_weak(password, "cp1252") is weak


def test_symbols_of_pairs_and_others() -> None:
    pair = {"symbol": "EURUSD.x", "currency": "EUR", "profitCalculationMode": "Forex",
            "contractSize": 100_000, "point": Decimal("0.00001")}  # fmt: skip
    found = symbol(pair)
    assert (found.base, found.profit_currency, found.tick_size) == (
        "EUR", "USD", Decimal("0.00001"),
    )  # fmt: skip
    gold = symbol(pair | {"symbol": "GOLD", "currency": "USD", "profitCalculationMode": "CFD"})
    assert (gold.base, gold.profit_currency, gold.calc_mode) == ("USD", "USD", "cfd")


@given(st.integers(86_400 * 400, 2**31 - 1))
def test_times_round_trip(at_s: int) -> None:
    assert seconds(iso(at_s)) == at_s


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, max_value=10**9, min_value=0))
def test_amounts_cross_the_wire_as_they_are(amount: Decimal) -> None:
    text = body_text({"price": amount, "comment": 'a"\\é', "login": 7})
    assert parse_json(text) == {"price": amount, "comment": 'a"\\é', "login": 7}


def test_every_command_is_known() -> None:
    kinds = [mapper().one(CLOSED | {"tradeCommand": name}).kind for name in
             (COMMANDS[0], COMMANDS[1], *COMMANDS[6:])]  # fmt: skip
    assert kinds == [DealKind.SELL, DealKind.BUY, DealKind.BALANCE, DealKind.CREDIT]


@pytest.mark.parametrize(
    ("code", "manager", "outcome", "proof"),
    [
        ("Validation", "", "", Proof.NOT_DONE),
        ("MT4Error", "TradeNoMoney", "", Proof.NOT_DONE),
        ("MT4Error", "134", "", Proof.NOT_DONE),
        ("MT4Error", "TooFrequent", "", Proof.NOT_DONE_NOW),
        ("Busy", "", "not-started", Proof.NOT_DONE_NOW),
        ("NoConnect", "NoConnect", "", Proof.NOT_DONE_NOW),
        ("NoConnect", "NoConnect", "unknown", Proof.NOTHING),
        ("Busy", "", "in-progress", Proof.NOTHING),
        ("MT4Error", "TradeTimeout", "", Proof.NOTHING),
        ("MT4Error", "", "", Proof.NOTHING),
        ("Timeout", "", "", Proof.NOTHING),
        ("OutcomeUnknown", "", "", Proof.NOTHING),
        ("Internal", "", "", Proof.NOTHING),
        ("Surprise", "TradeNoMoney", "", Proof.NOTHING),
    ],
)
def test_only_listed_answers_prove_anything(
    code: str, manager: str, outcome: str, proof: Proof
) -> None:
    assert Refused("X", code, manager, "", outcome).proof is proof


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        ("https://bridge.example/x/", True),
        ("http://127.0.0.1:4440", True),
        ("http://localhost:1", True),
        ("http://[::1]:4440", True),
        ("http://bridge.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("http://127.0.0.1@evil.example", False),
        ("ftp://127.0.0.1", False),
    ],
)
def test_secrets_go_encrypted_or_stay_on_this_machine(url: str, fits: bool) -> None:
    fields = {"base_url": url, "authority": url, "client_id": "a", "client_secret": "b"}
    try:
        assert not Mt4Config.model_validate(fields).base_url.endswith("/")
    except ValidationError:
        assert not fits
    else:
        assert fits
