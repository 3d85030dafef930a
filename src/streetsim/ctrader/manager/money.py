"""Requests that move money or read its history."""

from decimal import Decimal
from typing import Any

from ..config import Right
from ..engine.money import Operation, change_balance, change_bonus, transfer
from ..engine.valuation import minor
from ..records import BalanceRow, BonusRow
from .base import Call, made, one_trader, request, window


def _amount(call: Call, trader_id: int) -> int:
    """Return the amount in the account's smallest unit; the old way counts in hundredths."""
    amount: int = call.request.amount
    if call.request.newWay:
        return amount
    return minor(Decimal(amount) / 100, call.world.trader(trader_id).money_digits)


@request("ChangeBalanceReq", "BALANCE", Right.CASHIER)
def balance(call: Call) -> Any:
    """Deposit, withdraw, or move credit."""
    wanted = call.request
    operation = Operation(
        amount=_amount(call, wanted.traderId),
        kind=wanted.type,
        comment=wanted.comment,
        external_note=wanted.externalNote,
        source=wanted.source,
        external_id=wanted.externalId,
    )
    check = not wanted.skipMarginValidation
    row = change_balance(call.world, wanted.traderId, operation, check=check)
    return made("ChangeBalanceRes", row)


@request("BalanceTransferReq", "TRANSFER", Right.CASHIER)
def balance_transfer(call: Call) -> Any:
    """Move balance between two accounts."""
    wanted = call.request
    rate = Decimal(repr(wanted.conversionRate)) if wanted.HasField("conversionRate") else None
    arrived = transfer(
        call.world,
        wanted.fromTraderId,
        wanted.toTraderId,
        _amount(call, wanted.fromTraderId),
        rate=rate,
    )
    digits = call.world.trader(wanted.toTraderId).money_digits
    return made("BalanceTransferRes", depositedAmount=arrived, moneyDigits=digits)


@request("ChangeBonusReq", "BONUS", Right.BONUS_CASHIER)
def bonus(call: Call) -> Any:
    """Give or take margin bonus."""
    wanted = call.request
    operation = Operation(
        amount=_amount(call, wanted.traderId),
        kind=wanted.type,
        comment=wanted.comment,
        external_note=wanted.externalNote,
    )
    return made("ChangeBonusRes", change_bonus(call.world, wanted.traderId, operation))


@request("BalanceHistoryReq", "HISTORY", Right.HISTORY_READ)
def balance_history(call: Call) -> Any:
    """List balance operations, newest first."""
    rows, more = call.world.store.newest("balance", window(call, traders=one_trader(call)))
    return made(
        "BalanceHistoryRes",
        traderId=call.request.traderId or None,
        depositWithdraw=[BalanceRow.unpack(row) for row in rows],
        hasMore=more,
    )


@request("BonusHistoryReq", "HISTORY", Right.HISTORY_READ)
def bonus_history(call: Call) -> Any:
    """List bonus operations, newest first."""
    rows, more = call.world.store.newest("bonus", window(call, traders=one_trader(call)))
    return made(
        "BonusHistoryRes",
        traderId=call.request.traderId or None,
        bonusDepositWithdraw=[BonusRow.unpack(row) for row in rows],
        hasMore=more,
    )
