"""Balance operations and the calculators."""

from dataclasses import replace
from decimal import Decimal

from streetsim.market.pricing import profit_rate, raw_profit

from ..config import RIGHT_ACC_READ, RIGHT_ACCOUNTANT
from ..engine.balance import change_balance, check_balance
from ..engine.valuation import account_state, order_margin
from ..groups import Group
from ..records import fixed, lots, money
from ..retcodes import Refusal, Retcode
from .base import Answer, Call, command, record


@command("TRADE_BALANCE", "trade/balance", right=RIGHT_ACCOUNTANT)
def trade_balance(call: Call) -> Answer:
    given = call.params
    ticket = change_balance(
        call.world,
        given.integer("LOGIN", "Login"),
        given.decimal("BALANCE", "Balance"),
        action=given.integer("TYPE", "Type"),
        comment=given.text("COMMENT", "Comment"),
        check=given.integer("CHECK_MARGIN", "CheckMargin", default=1) != 0,
        dealer=call.manager.login,
    )
    return Answer({"TICKET": str(ticket)})


@command("USER_DEPOSIT_CHANGE", "user/deposit_change", right=RIGHT_ACCOUNTANT)
def user_deposit_change(call: Call) -> Answer:
    """Change the balance in the obsolete form, which has no margin switch."""
    return trade_balance(call)


@command("USER_BALANCE_CHECK", "user/check_balance", right=RIGHT_ACCOUNTANT)
def user_balance_check(call: Call) -> Answer:
    given = call.params
    login = given.integer("LOGIN", "Login")
    fix = given.integer("FIXFLAG", "FixFlag", default=0) != 0
    user = call.world.user(login)
    before = (user.balance, user.credit)
    balance, credit = check_balance(call.world, login, fix=fix)
    digits = call.world.group_of(user).digits
    return record(
        {
            "Balance": {"User": fixed(before[0], digits), "History": fixed(balance, digits)},
            "Credit": {"User": fixed(before[1], digits), "History": fixed(credit, digits)},
        }
    )


@command("TRADE_CHECK_MARGIN", "trade/check_margin", right=RIGHT_ACC_READ)
def check_margin(call: Call) -> Answer:
    """Show an account after an order and as it is; VOLUME in 1/10000 lot."""
    world, given = call.world, call.params
    login, symbol = given.integer("LOGIN", "Login"), given.text("SYMBOL", "Symbol")
    state = account_state(world, login)
    price = given.decimal("PRICE", "Price", default=Decimal(0))
    volume = _volume(call)
    world.instrument(symbol)
    quote = world.market.quotes[symbol]
    price = price or (quote.ask if given.integer("TYPE", "Type") % 2 == 0 else quote.bid)
    need = order_margin(world, state.user, symbol, volume, price)
    after = replace(state, margin=state.margin + need)
    return record({"new": after.wire(), "current": state.wire()})


@command("TRADE_CALC_PROFIT", "trade/calc_profit", right=RIGHT_ACC_READ)
def calc_profit(call: Call) -> Answer:
    """Compute the profit of a trade; VOLUME in 1/10000 lot."""
    world, given = call.world, call.params
    item = world.instrument(given.text("SYMBOL", "Symbol"))
    group = _group(call)
    closed = given.decimal("PRICE_CLOSE", "PriceClose")
    raw = raw_profit(
        item,
        buy=given.integer("TYPE", "Type") % 2 == 0,
        lots=lots(_volume(call)),
        opened=given.decimal("PRICE_OPEN", "PriceOpen"),
        now=closed,
    )
    if closed <= 0:
        raise Refusal(Retcode.PARAMS)
    rate = profit_rate(world.market, item, group.currency, closed)
    return record(
        {
            "Profit": fixed(money(raw * rate, group.digits), group.digits),
            "ProfitRaw": fixed(raw, group.digits),
            "RateProfit": fixed(rate, 8),
        }
    )


@command("TRADE_CALC_RATE_BUY", "trade/calc_rate_buy", right=RIGHT_ACC_READ)
def calc_rate_buy(call: Call) -> Answer:
    return _rate(call)


@command("TRADE_CALC_RATE_SELL", "trade/calc_rate_sell", right=RIGHT_ACC_READ)
def calc_rate_sell(call: Call) -> Answer:
    return _rate(call)


def _rate(call: Call) -> Answer:
    base = call.params.text("BASE", "Base").upper()
    currency = call.params.text("CURRENCY", "Currency").upper()
    try:
        rate = call.world.market.rate(base, currency)
    except KeyError:
        raise Refusal(Retcode.NOT_FOUND) from None
    return record({"Rate": fixed(rate, 8)})


def _volume(call: Call) -> int:
    volume = call.params.integer("VOLUME", "Volume") * 10_000
    if volume <= 0:
        raise Refusal(Retcode.INVALID_VOLUME)
    return volume


def _group(call: Call) -> Group:
    group = call.world.groups.get(call.params.group("GROUP", "Group"))
    if group is None:
        raise Refusal(Retcode.NOT_FOUND)
    return group
