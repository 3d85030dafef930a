"""Money at every door, and what the others hear of it."""

import pytest

from .conftest import NOW, Street


async def test_a_rest_deposit_is_told_to_the_manager(street: Street) -> None:
    trader = await street.trader()
    manager = await street.manager()
    path = f"/v2/webserv/traders/{trader.login}/changebalance"
    body = {"login": trader.login, "preciseAmount": 500.00, "type": "DEPOSIT"}
    answer = await street.call("POST", path, {**body, "externalId": "PAY-1", "comment": "PAY-1"})
    assert answer.status_code == 200
    event = await manager.event("ExecutionEvent")
    moved = event.depositWithdraw
    assert event.executionType == 10
    assert moved.balanceHistoryId == answer.json()["balanceHistoryId"]
    assert (moved.delta, moved.balance, moved.externalId) == (50000, 50000, "PAY-1")
    assert (moved.balanceVersion, moved.moneyDigits) == (1, 2)


async def test_the_manager_moves_money_and_credit(street: Street) -> None:
    trader = await street.trader(balance=100_00)
    manager = await street.manager()
    change = {"traderId": trader.trader_id, "newWay": True}
    await manager.ask("ChangeBalanceReq", amount=5000, type=1, externalId="W1", **change)
    await manager.ask("ChangeBalanceReq", amount=700, type=19, **change)
    assert await manager.refused("ChangeBalanceReq", amount=5001, type=1, **change) == (
        "NOT_ENOUGH_MONEY"
    )
    assert await manager.refused("ChangeBalanceReq", amount=0, type=0, **change) == (
        "CHANGE_BALANCE_BAD_AMOUNT"
    )
    history = await manager.ask(
        "BalanceHistoryReq", traderId=trader.trader_id, fromTimestamp=0, toTimestamp=NOW
    )
    rows = [(row.operationType, row.delta, row.balance) for row in history.depositWithdraw]
    assert rows == [(19, 700, 5000), (1, -5000, 5000), (0, 10000, 10000)]
    found = (await manager.ask("TraderByIdReq", traderId=[trader.trader_id])).trader[0]
    assert (found.balance, found.nonWithdrawableBonus, found.balanceVersion) == (5000, 700, 3)
    assert not found.HasField("passwordHash")


@pytest.mark.parametrize(("currency", "digits"), [("USD", 2), ("EUR", 2), ("JPY", 0), ("BTC", 8)])
async def test_amounts_have_the_digits_of_their_asset(
    street: Street, currency: str, digits: int
) -> None:
    trader = await street.trader(depositCurrency=currency)
    path = f"/v2/webserv/traders/{trader.login}/changebalance"
    await street.call("POST", path, {"preciseAmount": "12", "type": "DEPOSIT"})
    found = (await street.call("GET", f"/v2/webserv/traders/{trader.login}")).json()
    assert (found["balance"], found["moneyDigits"]) == (12 * 10**digits, digits)
    assert found["equity"] == found["balance"]


async def test_a_transfer_converts(street: Street) -> None:
    giver = await street.trader(balance=100_00)
    taker = await street.trader(depositCurrency="JPY")
    manager = await street.manager()
    moved = await manager.ask(
        "BalanceTransferReq",
        fromTraderId=giver.trader_id,
        toTraderId=taker.trader_id,
        amount=50_00,
        conversionRate=150.0,
        newWay=True,
    )
    assert (moved.depositedAmount, moved.moneyDigits) == (7500, 0)
    world = street.server.world
    assert world.traders[giver.trader_id].balance == 5000
    assert world.traders[taker.trader_id].balance == 7500


async def test_bonus_is_no_money(street: Street) -> None:
    trader = await street.trader(balance=100_00)
    manager = await street.manager()
    change = {"traderId": trader.trader_id, "amount": 900, "newWay": True}
    await manager.ask("ChangeBonusReq", type=0, **change)
    assert (await manager.event("ExecutionEvent")).bonusDepositWithdraw.managerDelta == 900
    window = {"traderId": trader.trader_id, "fromTimestamp": 0, "toTimestamp": NOW}
    rows = (await manager.ask("BonusHistoryReq", **window)).bonusDepositWithdraw
    assert [row.managerBonus for row in rows] == [900]
    assert street.server.world.traders[trader.trader_id].balance == 100_00


async def test_history_comes_newest_first(street: Street) -> None:
    trader = await street.trader(balance=100)
    manager = await street.manager()
    for amount in (1, 2, 3):
        await manager.ask(
            "ChangeBalanceReq", traderId=trader.trader_id, amount=amount, type=0, newWay=True
        )
    window = {"traderId": trader.trader_id, "fromTimestamp": 0, "toTimestamp": NOW}
    history = await manager.ask("BalanceHistoryReq", **window)
    assert [row.delta for row in history.depositWithdraw] == [3, 2, 1, 100]
    assert not history.hasMore
