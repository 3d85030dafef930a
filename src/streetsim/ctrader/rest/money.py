"""Calls that move money."""

from ..config import Right
from ..engine.money import Operation, change_balance, change_bonus
from ..engine.valuation import minor
from ..errors import Refusal
from ..kinds import BONUS_IN, BONUS_OUT, CREDIT_IN, CREDIT_OUT, DEPOSIT, WITHDRAW
from ..records import Trader
from .base import Answer, Call, route

_TYPES = {
    "DEPOSIT": DEPOSIT,
    "WITHDRAW": WITHDRAW,
    "DEPOSIT_NONWITHDRAWABLE_BONUS": CREDIT_IN,
    "WITHDRAW_NONWITHDRAWABLE_BONUS": CREDIT_OUT,
}
_BONUS_TYPES = {"DEPOSIT": BONUS_IN, "WITHDRAW": BONUS_OUT}


def _operation(call: Call, trader: Trader, types: dict[str, int]) -> Operation:
    kind = types.get(call.text("type"))
    if kind is None:
        raise Refusal("INVALID_REQUEST", f"type must be one of {', '.join(types)}")
    if call.number("login", trader.login) != trader.login:
        raise Refusal("INVALID_REQUEST", "the login differs from the path's")
    return Operation(
        amount=minor(call.amount(), trader.money_digits),
        kind=kind,
        comment=call.text("comment", ""),
        external_note=call.text("externalNote", ""),
        source=call.text("source", ""),
        external_id=call.text("externalId", ""),
    )


@route("POST", "/v2/webserv/traders/{login}/changebalance", "BALANCE", Right.CASHIER)
def balance(call: Call) -> Answer:
    """Deposit, withdraw, or move credit."""
    trader = call.trader()
    row = change_balance(call.world, trader.trader_id, _operation(call, trader, _TYPES))
    return Answer(value={"balanceHistoryId": row.balance_history_id})


@route("POST", "/v2/webserv/traders/{login}/changebonus", "BONUS", Right.BONUS_CASHIER)
def bonus(call: Call) -> Answer:
    """Give or take margin bonus."""
    trader = call.trader()
    row = change_bonus(call.world, trader.trader_id, _operation(call, trader, _BONUS_TYPES))
    return Answer(value={"bonusHistoryId": row.bonus_history_id})
