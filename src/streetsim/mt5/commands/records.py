"""Deals, positions, open and closed orders."""

from collections.abc import Sequence

from ..config import RIGHT_TRADES_READ
from ..engine.valuation import account_state
from ..records import Order, Position, dumps
from ..retcodes import Refusal, Retcode
from .base import Answer, Call, command, rows
from .users import known_logins

PAGE_CAP = 100
_FOREVER = 1 << 40


def _login(call: Call) -> int:
    return call.world.user(call.params.integer("LOGIN", "Login")).login


def _window(call: Call, *, required: bool = True) -> tuple[int, int]:
    first = call.params.integer("FROM", "From", default=None if required else 0)
    last = call.params.integer("TO", "To", default=None if required else _FOREVER)
    return first, last


def _slice(call: Call) -> tuple[int, int]:
    offset = call.params.integer("OFFSET", "Offset", default=0)
    limit = call.params.integer("TOTAL", "Total", default=PAGE_CAP)
    if offset < 0 or limit < 0:
        raise Refusal(Retcode.PARAMS)
    return offset, min(limit, PAGE_CAP)


def _table(call: Call) -> str:
    return "deals" if call.name.startswith("DEAL") else "history"


@command("DEAL_GET", "deal/get", right=RIGHT_TRADES_READ)
@command("HISTORY_GET", "history/get", right=RIGHT_TRADES_READ)
def stored_one(call: Call) -> Answer:
    found = call.world.store.one(_table(call), call.params.integer("TICKET", "Ticket"))
    if found is None:
        raise Refusal(Retcode.NOT_FOUND)
    return Answer(json=dumps(found))


@command("DEAL_GET_TOTAL", "deal/get_total", right=RIGHT_TRADES_READ)
@command("HISTORY_GET_TOTAL", "history/get_total", right=RIGHT_TRADES_READ)
def stored_total(call: Call) -> Answer:
    count = call.world.store.count(_table(call), _login(call), *_window(call))
    return Answer({"TOTAL": str(count)})


@command("DEAL_GET_PAGE", "deal/get_page", right=RIGHT_TRADES_READ)
@command("HISTORY_GET_PAGE", "history/get_page", right=RIGHT_TRADES_READ)
def stored_page(call: Call) -> Answer:
    return rows(call.world.store.page(_table(call), _login(call), _window(call), *_slice(call)))


@command("DEAL_GET_BATCH", "deal/get_batch", right=RIGHT_TRADES_READ)
@command("HISTORY_GET_BATCH", "history/get_batch", right=RIGHT_TRADES_READ)
def stored_batch(call: Call) -> Answer:
    given, store, table = call.params, call.world.store, _table(call)
    if given.text("TICKET", "Ticket"):
        found = (store.one(table, ticket) for ticket in given.numbers("TICKET", "Ticket"))
        return rows([dumps(item) for item in found if item is not None])
    everyone = not given.text("LOGIN", "Login") and given.group("GROUP", "Group") == "*"
    logins = None if everyone else known_logins(call)
    symbol = given.text("SYMBOL", "Symbol")
    return rows(store.batch(table, logins, _window(call), symbol))


def _positions(call: Call, logins: Sequence[int]) -> list[Position]:
    """Return positions of logins valued now, by ticket."""
    found = []
    for login in logins:
        if call.world.by_login.get(login):
            account_state(call.world, login)
            found += call.world.positions_of(login)
    return sorted(found, key=lambda item: item.ticket)


def _orders(call: Call, logins: Sequence[int]) -> list[Order]:
    wanted = set(logins)
    found = (order for order in call.world.orders.values() if order.login in wanted)
    return sorted(found, key=lambda item: item.ticket)


def _live(call: Call, logins: Sequence[int]) -> Sequence[Position | Order]:
    if call.name.startswith("POSITION"):
        return _positions(call, logins)
    return _orders(call, logins)


@command("POSITION_GET_PAGE", "position/get_page", right=RIGHT_TRADES_READ)
@command("ORDER_GET_PAGE", "order/get_page", right=RIGHT_TRADES_READ)
def live_page(call: Call) -> Answer:
    found = _live(call, [_login(call)])
    offset, limit = _slice(call)
    return rows([dumps(item.wire()) for item in found[offset : offset + limit]])


@command("POSITION_GET_BATCH", "position/get_batch", right=RIGHT_TRADES_READ)
@command("ORDER_GET_BATCH", "order/get_batch", right=RIGHT_TRADES_READ)
def live_batch(call: Call) -> Answer:
    given = call.params
    if given.text("TICKET", "Ticket"):
        wanted = set(given.numbers("TICKET", "Ticket"))
        found = [item for item in _live(call, list(call.world.users)) if item.ticket in wanted]
    else:
        found = [*_live(call, known_logins(call))]
    symbol = given.text("SYMBOL", "Symbol")
    return rows([dumps(item.wire()) for item in found if symbol in ("", item.symbol)])


@command("POSITION_GET", "position/get", right=RIGHT_TRADES_READ)
def position_get(call: Call) -> Answer:
    """Return a login's position in a symbol; with hedging the oldest one, or by TICKET."""
    symbol, ticket = call.params.text("SYMBOL", "Symbol"), call.params.text("TICKET", "Ticket")
    for position in _positions(call, [_login(call)]):
        if position.symbol == symbol or str(position.ticket) == ticket:
            return Answer(json=dumps(position.wire()))
    raise Refusal(Retcode.NOT_FOUND)


@command("POSITION_GET_TOTAL", "position/get_total", right=RIGHT_TRADES_READ)
def position_get_total(call: Call) -> Answer:
    return Answer({"TOTAL": str(len(call.world.by_login.get(_login(call), ())))})


@command("ORDER_GET", "order/get", right=RIGHT_TRADES_READ)
def order_get(call: Call) -> Answer:
    order = call.world.orders.get(call.params.integer("TICKET", "Ticket"))
    if order is None:
        raise Refusal(Retcode.NOT_FOUND)
    return Answer(json=dumps(order.wire()))


@command("ORDER_GET_TOTAL", "order/get_total", right=RIGHT_TRADES_READ)
def order_get_total(call: Call) -> Answer:
    return Answer({"TOTAL": str(len(_orders(call, [_login(call)])))})
