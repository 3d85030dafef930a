"""Records of the server to the port's and back."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.ports.trading import AccountAccess, DealEntry, DealKind, OrderKind, Side

from ..errors import BadAnswer, Proof, proof
from ..gateway.accounts import strong
from ..gateway.lists import newest_first
from ..mapping import (
    OPERATIONS,
    Asset,
    Book,
    DealMapper,
    PositionMapper,
    ServerTime,
    Spot,
    account,
    group,
    group_parts,
    names,
    order,
    spot,
    with_figures,
)
from ..mapping.book import money, price
from ..mapping.rates import path, rate
from ..messages import KINDS

AT_MS = 1767323045000
AT = datetime.fromtimestamp(AT_MS / 1000, UTC)
LOT = 10_000_000


def symbol(number: int, name: str, base: int, quote: int) -> Any:
    return KINDS["Symbol"](
        symbolId=number, name=name, digits=5, lotSize=LOT, baseAssetId=base, quoteAssetId=quote
    )


SYMBOLS = {
    1: symbol(1, "EURUSD", 2, 1),
    2: symbol(2, "USDJPY", 1, 3),
    3: symbol(3, "EURCHF", 2, 4),
}
BOOK = Book(
    assets={1: Asset("USD", 2), 2: Asset("EUR", 2), 3: Asset("JPY", 0), 4: Asset("CHF", 2)},
    groups={7: KINDS["Group"](groupId=7, name="Retail", marginStopout=50.0)},
    symbols=SYMBOLS,
    symbol_ids={row.name: number for number, row in SYMBOLS.items()},
)
PRICES = {1: Decimal("1.25"), 2: Decimal(150), 3: Decimal("0.95")}


def mapper() -> DealMapper:
    return DealMapper(BOOK, ServerTime(), {1001: 8001001})


def dealt(**changes: object) -> Any:
    values: dict[str, object] = {
        "dealId": 4_000_002, "orderId": 7_000_002, "positionId": 6_000_001, "traderId": 1001,
        "volume": 2_000_000, "filledVolume": 2_000_000, "symbolId": 1, "executionPrice": 1.086,
        "executionTimestamp": AT_MS, "tradeSide": 2, "dealStatus": 2, "commission": -70,
        "lotSize": LOT, "moneyDigits": 2, "channel": "ManagerAPI",
    }  # fmt: skip
    return KINDS["Deal"](**(values | changes))


def closed(**changes: object) -> Any:
    values: dict[str, object] = {
        "entryPrice": 1.085, "profit": 2000, "swap": -35, "commission": -140, "balance": 101_825,
        "closedVolume": 2_000_000, "quoteToDepositConversionRate": 1.0, "moneyDigits": 2,
    }  # fmt: skip
    return dealt(closePositionDetail=KINDS["CloseDetail"](**(values | changes)))


def moved(**changes: object) -> Any:
    values: dict[str, object] = {
        "operationType": 0, "balanceHistoryId": 9001, "traderId": 1001, "balance": 150_000,
        "delta": 50_000, "changeBalanceTimestamp": AT_MS, "comment": "PAY-1 card",
        "externalId": "PAY-1", "moneyDigits": 2,
    }  # fmt: skip
    return KINDS["DepositWithdraw"](**(values | changes))


def test_closing_deal_moves_result_swap_commission_and_fee() -> None:
    deal = mapper().trade(closed(pnlConversionFee=-5))
    assert (deal.kind, deal.entry, deal.login) == (DealKind.SELL, DealEntry.OUT, 8001001)
    assert (deal.lots, deal.lots_closed, deal.contract_size) == (
        Decimal("0.2"),
        Decimal("0.2"),
        Decimal(100_000),
    )
    assert deal.balance_effect == Decimal("18.20")
    assert (deal.profit, deal.swap, deal.commission, deal.fee) == (
        Decimal(20),
        Decimal("-0.35"),
        Decimal("-1.40"),
        Decimal("-0.05"),
    )
    assert (deal.price, deal.price_position) == (Decimal("1.086"), Decimal("1.085"))
    assert deal.occurred_at == AT


def test_opening_deal_moves_nothing_yet() -> None:
    deal = mapper().trade(dealt(tradeSide=1))
    assert (deal.kind, deal.entry) == (DealKind.BUY, DealEntry.IN)
    assert deal.balance_effect == deal.commission == deal.lots_closed == 0


def test_deals_that_were_not_filled_are_none() -> None:
    assert mapper().many([dealt(dealStatus=4)], []) == []


@pytest.mark.parametrize(
    "change", [{"tradeSide": 3}, {"traderId": 1}, {"symbolId": 99, "lotSize": 0}]
)
def test_what_is_not_known_fails_loudly(change: dict[str, object]) -> None:
    with pytest.raises(BadAnswer):
        mapper().trade(dealt(**change))


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (0, DealKind.BALANCE), (1, DealKind.BALANCE), (5, DealKind.AGENT), (15, DealKind.DIVIDEND),
        (9, DealKind.COMMISSION), (13, DealKind.AGENT), (17, DealKind.CHARGE), (18, DealKind.SWAP),
        (21, DealKind.SWAP), (22, DealKind.SWAP), (29, DealKind.FEE), (35, DealKind.FEE),
        (38, DealKind.BONUS), (39, DealKind.SO_COMPENSATION), (99, DealKind.CORRECTION),
    ],
)  # fmt: skip
def test_operations_by_type(number: int, kind: DealKind) -> None:
    deal = mapper().operation(moved(operationType=number))
    assert (deal.kind, deal.balance_effect, deal.credit_effect) == (kind, Decimal(500), Decimal(0))
    assert (deal.ticket, deal.entry, deal.position_id) == (OPERATIONS + 9001, DealEntry.NONE, 0)


@pytest.mark.parametrize(("number", "delta"), [(19, 2000), (20, -2000)])
def test_bonus_that_cannot_be_withdrawn_is_credit(number: int, delta: int) -> None:
    deal = mapper().operation(moved(operationType=number, delta=delta))
    assert (deal.kind, deal.balance_effect) == (DealKind.CREDIT, Decimal(0))
    assert deal.credit_effect == Decimal(delta) / 100


def test_the_row_of_a_close_is_not_counted_twice() -> None:
    assert mapper().many([], [moved(operationType=2)]) == []


def test_a_correction_is_known_by_its_source() -> None:
    assert mapper().operation(moved(source="CORRECTION")).kind is DealKind.CORRECTION
    assert mapper().operation(moved(source="CRM")).kind is DealKind.BALANCE


@pytest.mark.parametrize(
    ("fields", "comment"),
    [
        ({"comment": "PAY-1 card"}, "PAY-1 card"),
        ({"comment": "card"}, "PAY-1 card"),
        ({"comment": "", "externalNote": "PAY-1 note"}, "PAY-1 note"),
        ({"comment": "", "externalId": ""}, ""),
        ({"comment": "x" * 90}, ("PAY-1 " + "x" * 90)[:64]),
    ],
)
def test_a_reference_stands_first(fields: dict[str, object], comment: str) -> None:
    assert mapper().operation(moved(**fields)).comment == comment


def test_an_edited_row_is_modified_and_its_digest_another() -> None:
    one = mapper()
    first = one.operation(moved())
    again = one.operation(moved())
    edited = one.operation(moved(delta=40_000))
    assert not first.modified
    assert again == first
    assert edited.modified
    assert edited.digest != first.digest
    assert mapper().operation(moved(delta=40_000)).digest == edited.digest


def test_rows_are_sorted_by_time_and_ticket() -> None:
    rows = [moved(balanceHistoryId=n, changeBalanceTimestamp=AT_MS) for n in (3, 1, 2)]
    found = mapper().many([dealt()], rows)
    assert [deal.ticket for deal in found] == [4_000_002, *(OPERATIONS + n for n in (1, 2, 3))]


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [(1, 2, "0.01"), (1234, 0, "1234"), (5, 8, "0.00000005"), (-150, 2, "-1.50")],
)
def test_money_has_the_digits_of_its_asset(value: int, digits: int, expected: str) -> None:
    assert money(value, digits) == Decimal(expected)


def test_a_record_without_digits_has_two() -> None:
    row = moved()
    row.ClearField("moneyDigits")
    assert mapper().operation(row).balance_effect == 500


@pytest.mark.parametrize(("value", "text"), [(1.085, "1.085"), (100000.0, "100000"), (0.0, "0")])
def test_prices(value: float, text: str) -> None:
    assert f"{price(value):f}" == text


def test_a_clock_that_is_wrong_by_hours_is_an_offset() -> None:
    assert ServerTime(2.5).offset_s == 0
    ahead = ServerTime(3601.0)
    assert ahead.offset_s == 3600
    assert ahead.utc(AT_MS + 3_600_000) == AT
    assert ahead.server_ms(AT) == AT_MS + 3_600_000


@pytest.mark.parametrize(
    ("rights", "access"),
    [
        (0, AccountAccess.ENABLED), (1, AccountAccess.READ_ONLY), (2, AccountAccess.READ_ONLY),
        (3, AccountAccess.DISABLED),
    ],
)  # fmt: skip
def test_account(rights: int, access: AccountAccess) -> None:
    row = KINDS["Trader"](
        traderId=1001, login=8001001, groupId=7, depositAssetId=1, balance=150_000, name="Ann",
        lastName="Lee", description="A1", accessRights=rights, nonWithdrawableBonus=2_000,
        leverageInCents=20_000, moneyDigits=2, registrationTimestamp=AT_MS,
    )  # fmt: skip
    found = account(row, BOOK, ServerTime())
    assert (found.group, found.name, found.leverage, found.access) == (
        "Retail/USD", "Ann Lee", 200, access,
    )  # fmt: skip
    assert [found.balance, found.credit, found.equity] == [*map(Decimal, (1500, 20, 1520))]
    figures = {
        "balance": 150_000, "cashEquity": 149_000, "equity": 151_000, "usedMargin": 50_000,
        "nonWithdrawableBonus": 2_000, "moneyDigits": 2,
    }  # fmt: skip
    valued = with_figures(found, figures)
    told = [valued.equity, valued.floating, valued.margin, valued.level]
    assert told == [*map(Decimal, (1510, -10, 500, 302))]
    with pytest.raises(BadAnswer):
        with_figures(found, {"balance": 1})


@pytest.mark.parametrize("name", ["Ann", "Ann Lee", "Ann van der Lee", 'Al "X" \\ | = é', "A  B"])
def test_a_name_survives_its_two_fields(name: str) -> None:
    parts = names(name)
    assert f"{parts['name']} {parts['lastName']}".strip() == name


def test_group_names() -> None:
    assert group_parts("Retail/USD") == ("Retail", "USD")
    assert group_parts("EU/Retail/USD") == ("EU/Retail", "USD")
    assert group_parts("Retail") == ("Retail", "")
    found = group(BOOK.groups[7], "JPY", BOOK.assets[3])
    assert (found.name, found.currency_digits, found.stop_out_level) == (
        "Retail/JPY", 0, Decimal(50),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [(1, 1, "1"), (2, 1, "1.25"), (1, 2, "0.8"), (3, 2, "0.0053333"), (4, 1, "1.3157895")],
)
def test_conversion(source: int, target: int, expected: str) -> None:
    legs = path(BOOK, source, target)
    assert legs is not None
    found = rate(legs, PRICES.get)
    assert found is not None
    assert round(found, 7) == Decimal(expected)


def test_no_way_and_no_price_give_no_rate() -> None:
    assert path(BOOK, 3, 4) is None
    legs = path(BOOK, 2, 1)
    assert legs
    assert rate(legs, dict[int, Decimal]().get) is None


def position_row() -> Any:
    trade = KINDS["TradeData"](
        symbolId=1, volume=2_000_000, tradeSide=2, traderId=1001, openTimestamp=AT_MS, lotSize=LOT
    )
    return KINDS["Position"](positionId=6, tradeData=trade, swap=-12, price=1.1, moneyDigits=2)


def test_position_valued_at_the_price_it_would_close_at() -> None:
    spots = {1: Spot(Decimal("1.089"), Decimal("1.09"), AT_MS)}
    found = PositionMapper(BOOK, ServerTime(), spots).one(position_row(), 8001001, Decimal(1))
    assert (found.side, found.lots, found.profit, found.swap) == (
        Side.SELL, Decimal("0.2"), Decimal(200), Decimal("-0.12"),
    )  # fmt: skip
    assert found.price_current == Decimal("1.09")


def test_position_without_a_price() -> None:
    found = PositionMapper(BOOK, ServerTime(), {}).one(position_row(), 8001001, None)
    assert (found.profit, found.price_current) == (Decimal(0), Decimal("1.1"))


@pytest.mark.parametrize(
    ("kind", "side", "expected", "value"),
    [(2, 1, OrderKind.BUY_LIMIT, "1.2"), (3, 2, OrderKind.SELL_STOP, "1.3"),
     (6, 1, OrderKind.BUY_STOP_LIMIT, "1.2"), (4, 1, None, "")],
)  # fmt: skip
def test_orders(kind: int, side: int, expected: OrderKind | None, value: str) -> None:
    trade = KINDS["TradeData"](symbolId=1, volume=LOT, tradeSide=side, openTimestamp=AT_MS)
    row = KINDS["Order"](orderId=5, tradeData=trade, orderType=kind, limitPrice=1.2, stopPrice=1.3)
    found = order(row, 8001001, BOOK, ServerTime())
    if expected is None:
        assert found is None
        return
    assert found is not None
    assert (found.kind, found.lots, found.price) == (expected, Decimal(1), Decimal(value))
    assert found.trigger == (Decimal("1.3") if kind == 6 else 0)


def test_a_side_that_a_price_leaves_out_is_unchanged() -> None:
    first = spot(KINDS["Spot"](symbolId=1, bid=108_500, ask=108_512, timestamp=1), None)
    second = spot(KINDS["Spot"](symbolId=1, bid=108_600, timestamp=2), first)
    assert (second.bid, second.ask) == (Decimal("1.086"), Decimal("1.08512"))


def test_only_listed_names_prove_anything() -> None:
    for name in ("NOT_ENOUGH_MONEY", "INVALID_REQUEST", "TRADER_NOT_FOUND"):
        assert proof(name) is Proof.NOT_DONE
    for name in ("REQUEST_FREQUENCY_EXCEEDED", "SERVER_IS_UNDER_MAINTENANCE", "INVALID_TOKEN"):
        assert proof(name) is Proof.NOT_DONE_NOW
    for name in ("UNKNOWN_ERROR", "TIMEOUT_ERROR", "CANT_ROUTE_REQUEST", "NEVER_HEARD", ""):
        assert proof(name) is Proof.NOTHING


@pytest.mark.parametrize(("password", "fits"), [
    ("Master#2024x", True), ("weak", False), ("12345678", False), ("abcdefgh", False),
])  # fmt: skip
def test_passwords(password: str, fits: bool) -> None:
    assert strong(password) is fits


async def test_a_list_that_does_not_go_on_fails() -> None:
    row = KINDS["Deal"](dealId=1, executionTimestamp=5)

    async def same(_first: int, _last: int) -> tuple[list[Any], bool]:
        return [row], True

    found = newest_first(same, lambda item: (item.dealId, item.executionTimestamp), 0, 9)
    with pytest.raises(BadAnswer):
        _ = [item async for item in found]
