"""Deals, positions, open and closed orders."""

from collections.abc import Callable, Sequence

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


def _stored_one(call: Call, table: str) -> Answer:
    found = call.world.store.one(table, call.params.integer("TICKET", "Ticket"))
    if found is None:
        raise Refusal(Retcode.NOT_FOUND)
    return Answer(json=dumps(found))


def _stored_total(call: Call, table: str) -> Answer:
    return Answer({"TOTAL": str(call.world.store.count(table, _login(call), *_window(call)))})


def _stored_page(call: Call, table: str) -> Answer:
    return rows(call.world.store.page(table, _login(call), _window(call), *_slice(call)))


def _stored_batch(call: Call, table: str) -> Answer:
    given, store = call.params, call.world.store
    if given.text("TICKET", "Ticket"):
        found = (store.one(table, ticket) for ticket in given.numbers("TICKET", "Ticket"))
        return rows([dumps(item) for item in found if item is not None])
    everyone = not given.text("LOGIN", "Login") and given.group("GROUP", "Group") == "*"
    logins = None if everyone else known_logins(call)
    symbol = given.text("SYMBOL", "Symbol")
    return rows(store.batch(table, logins, _window(call), symbol))


@command("DEAL_GET", "deal/get", right=RIGHT_TRADES_READ)
def deal_get(call: Call) -> Answer:
    return _stored_one(call, "deals")


@command("DEAL_GET_TOTAL", "deal/get_total", right=RIGHT_TRADES_READ)
def deal_get_total(call: Call) -> Answer:
    return _stored_total(call, "deals")


@command("DEAL_GET_PAGE", "deal/get_page", right=RIGHT_TRADES_READ)
def deal_get_page(call: Call) -> Answer:
    return _stored_page(call, "deals")


@command("DEAL_GET_BATCH", "deal/get_batch", right=RIGHT_TRADES_READ)
def deal_get_batch(call: Call) -> Answer:
    return _stored_batch(call, "deals")


@command("HISTORY_GET", "history/get", right=RIGHT_TRADES_READ)
def history_get(call: Call) -> Answer:
    return _stored_one(call, "history")


@command("HISTORY_GET_TOTAL", "history/get_total", right=RIGHT_TRADES_READ)
def history_get_total(call: Call) -> Answer:
    return _stored_total(call, "history")


@command("HISTORY_GET_PAGE", "history/get_page", right=RIGHT_TRADES_READ)
def history_get_page(call: Call) -> Answer:
    return _stored_page(call, "history")


@command("HISTORY_GET_BATCH", "history/get_batch", right=RIGHT_TRADES_READ)
def history_get_batch(call: Call) -> Answer:
    return _stored_batch(call, "history")


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


def _live_page(call: Call, found: Sequence[Position | Order]) -> Answer:
    offset, limit = _slice(call)
    return rows([dumps(item.wire()) for item in found[offset : offset + limit]])


def _live_batch(
    call: Call, read: Callable[[Call, Sequence[int]], Sequence[Position | Order]]
) -> Answer:
    given = call.params
    if given.text("TICKET", "Ticket"):
        wanted = set(given.numbers("TICKET", "Ticket"))
        found = [item for item in read(call, list(call.world.users)) if item.ticket in wanted]
    else:
        found = list(read(call, known_logins(call)))
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


@command("POSITION_GET_PAGE", "position/get_page", right=RIGHT_TRADES_READ)
def position_get_page(call: Call) -> Answer:
    return _live_page(call, _positions(call, [_login(call)]))


@command("POSITION_GET_BATCH", "position/get_batch", right=RIGHT_TRADES_READ)
def position_get_batch(call: Call) -> Answer:
    return _live_batch(call, _positions)


@command("ORDER_GET", "order/get", right=RIGHT_TRADES_READ)
def order_get(call: Call) -> Answer:
    order = call.world.orders.get(call.params.integer("TICKET", "Ticket"))
    if order is None:
        raise Refusal(Retcode.NOT_FOUND)
    return Answer(json=dumps(order.wire()))


@command("ORDER_GET_TOTAL", "order/get_total", right=RIGHT_TRADES_READ)
def order_get_total(call: Call) -> Answer:
    return Answer({"TOTAL": str(len(_orders(call, [_login(call)])))})


@command("ORDER_GET_PAGE", "order/get_page", right=RIGHT_TRADES_READ)
def order_get_page(call: Call) -> Answer:
    return _live_page(call, _orders(call, [_login(call)]))


@command("ORDER_GET_BATCH", "order/get_batch", right=RIGHT_TRADES_READ)
def order_get_batch(call: Call) -> Answer:
    return _live_batch(call, _orders)
