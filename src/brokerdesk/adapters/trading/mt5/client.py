"""The Web API's commands under their own names, one method each.

Reads raise `Refused` for any return code but success; `command` hands the answer over as it is,
because what a code proves is decided where the command is known.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from . import wire
from .config import Mt5Config
from .connection import Connection
from .errors import NO_DATA, NOT_FOUND, OK, BadAnswer, Refused
from .names import Row, canonical, canonical_rows

T = TypeVar("T")
PAGE = 100
STATES = ("new", "current")


class Mt5Client:
    """Raw access: strings in, rows of strings out, nothing converted."""

    def __init__(self, connection: Connection, config: Mt5Config) -> None:
        self.connection = connection
        self._config = config

    async def command(
        self, name: str, params: Mapping[str, object], *, body: object = None
    ) -> wire.Answer:
        """Send a command that changes something; the answer comes with whatever code."""
        return await self.connection.request(name, params, body=body)

    async def _read(
        self, name: str, params: Mapping[str, object] | None = None, *, long: bool = False
    ) -> wire.Answer:
        timeout_s = self._config.batch_timeout_s if long else None
        answer = await self.connection.request(name, params, timeout_s=timeout_s)
        if answer.code not in {OK, NO_DATA}:
            raise Refused(name, answer.code, answer.text)
        return answer

    async def _row(self, name: str, params: Mapping[str, object]) -> Row | None:
        """Read one record; a missing one is None."""
        try:
            found = wire.parse_json((await self._read(name, params)).payload)
        except Refused as refused:
            if refused.retcode == NOT_FOUND:
                return None
            raise
        if found is None:
            return None
        if isinstance(found, list):
            found = found[0] if found else {}
        return canonical(_typed(name, found, dict))

    async def _rows(self, name: str, params: Mapping[str, object], witness: str) -> list[Row]:
        """Read a list of records; a missing one is empty."""
        try:
            answer = await self._read(name, params, long=True)
        except Refused as refused:
            if refused.retcode == NOT_FOUND:
                return []
            raise
        found = wire.parse_json(answer.payload)
        return canonical_rows(_typed(name, found or [], list), witness)

    async def _total(self, name: str, params: Mapping[str, object] | None = None) -> int:
        try:
            answer = await self._read(name, params)
        except Refused as refused:
            if refused.retcode == NOT_FOUND:
                return 0
            raise
        return _number(name, answer.params.get("TOTAL", "0"))

    # Session

    async def test_access(self) -> None:
        """TEST_ACCESS: a round trip to the server."""
        await self._read("TEST_ACCESS")

    async def time_server(self) -> int:
        """TIME_SERVER: the server's wall clock in seconds, counted as if it were UTC."""
        answer = await self._read("TIME_SERVER")
        return _number("TIME_SERVER", answer.params.get("TIME", "").split(" ", 1)[0])

    # Users

    async def user_get(self, login: int) -> Row | None:
        """USER_GET: one user's record."""
        return await self._row("USER_GET", {"LOGIN": login})

    async def user_get_batch(self, logins: Iterable[int]) -> list[Row]:
        """USER_GET_BATCH: users' records; unknown logins are left out."""
        return await self._rows("USER_GET_BATCH", {"LOGIN": _list(logins)}, "Login")

    async def user_logins(self, group_mask: str) -> list[int]:
        """USER_LOGINS: the logins of groups."""
        answer = await self._read("USER_LOGINS", {"GROUP": group_mask}, long=True)
        found = _typed("USER_LOGINS", wire.parse_json(answer.payload) or [], list)
        return [_number("USER_LOGINS", login) for login in found]

    async def user_account_get(self, login: int) -> Row | None:
        """USER_ACCOUNT_GET: balance, margin and equity of one login."""
        return await self._row("USER_ACCOUNT_GET", {"LOGIN": login})

    async def user_account_get_batch(self, logins: Iterable[int]) -> list[Row]:
        """USER_ACCOUNT_GET_BATCH: the same of many logins."""
        return await self._rows("USER_ACCOUNT_GET_BATCH", {"LOGIN": _list(logins)}, "Login")

    # Deals

    async def deal_get(self, ticket: int) -> Row | None:
        """DEAL_GET: one deal."""
        return await self._row("DEAL_GET", {"TICKET": ticket})

    async def deal_get_total(self, login: int, from_s: int, to_s: int) -> int:
        """DEAL_GET_TOTAL: how many deals a login has in a window of server time."""
        return await self._total("DEAL_GET_TOTAL", {"LOGIN": login, "FROM": from_s, "TO": to_s})

    async def deal_get_page(self, login: int, from_s: int, to_s: int, *, offset: int) -> list[Row]:
        """DEAL_GET_PAGE: at most 100 deals of a login in a window, from an offset."""
        params = {"LOGIN": login, "FROM": from_s, "TO": to_s, "OFFSET": offset, "TOTAL": PAGE}
        return await self._rows("DEAL_GET_PAGE", params, "Deal")

    async def deal_get_batch(
        self, from_s: int, to_s: int, *, group_mask: str = "", logins: Iterable[int] = ()
    ) -> list[Row]:
        """DEAL_GET_BATCH: the deals of groups or logins in a window."""
        who = {"LOGIN": _list(logins)} if logins else {"GROUP": group_mask}
        return await self._rows("DEAL_GET_BATCH", {**who, "FROM": from_s, "TO": to_s}, "Deal")

    # Positions

    async def position_get_batch(self, group_mask: str) -> list[Row]:
        """POSITION_GET_BATCH: the open positions of groups."""
        return await self._rows("POSITION_GET_BATCH", {"GROUP": group_mask}, "Position")

    async def position_get_total(self, login: int) -> int:
        """POSITION_GET_TOTAL: how many positions a login has."""
        return await self._total("POSITION_GET_TOTAL", {"LOGIN": login})

    async def position_get_page(self, login: int, *, offset: int) -> list[Row]:
        """POSITION_GET_PAGE: at most 100 positions of a login, from an offset."""
        params = {"LOGIN": login, "OFFSET": offset, "TOTAL": PAGE}
        return await self._rows("POSITION_GET_PAGE", params, "Position")

    # Orders

    async def order_get(self, ticket: int) -> Row | None:
        """ORDER_GET: one open order."""
        return await self._row("ORDER_GET", {"TICKET": ticket})

    async def history_get(self, ticket: int) -> Row | None:
        """HISTORY_GET: one order that is no longer open."""
        return await self._row("HISTORY_GET", {"TICKET": ticket})

    async def order_get_batch(self, group_mask: str) -> list[Row]:
        """ORDER_GET_BATCH: the open orders of groups."""
        return await self._rows("ORDER_GET_BATCH", {"GROUP": group_mask}, "Order")

    async def order_get_total(self, login: int) -> int:
        """ORDER_GET_TOTAL: how many open orders a login has."""
        return await self._total("ORDER_GET_TOTAL", {"LOGIN": login})

    async def order_get_page(self, login: int, *, offset: int) -> list[Row]:
        """ORDER_GET_PAGE: at most 100 open orders of a login, from an offset."""
        params = {"LOGIN": login, "OFFSET": offset, "TOTAL": PAGE}
        return await self._rows("ORDER_GET_PAGE", params, "Order")

    # Configuration and prices

    async def group_total(self) -> int:
        """GROUP_TOTAL: how many groups the manager sees."""
        return await self._total("GROUP_TOTAL")

    async def group_next(self, index: int) -> Row | None:
        """GROUP_NEXT: the group at an index from 0."""
        return await self._row("GROUP_NEXT", {"INDEX": index})

    async def symbol_total(self) -> int:
        """SYMBOL_TOTAL: how many symbols there are."""
        return await self._total("SYMBOL_TOTAL")

    async def symbol_next(self, index: int) -> Row | None:
        """SYMBOL_NEXT: the symbol at an index from 0."""
        return await self._row("SYMBOL_NEXT", {"INDEX": index})

    async def tick_last(self, symbols: Iterable[str], trans_id: int = 0) -> tuple[list[Row], int]:
        """TICK_LAST: last prices of symbols that changed after a number, and the number now.

        Some builds call the number TRANDS_ID; without any it is 0, after which all come.
        """
        name = "TICK_LAST"
        params = {"SYMBOL": ",".join(symbols), "TRANS_ID": trans_id}
        try:
            answer = await self._read(name, params, long=True)
        except Refused as refused:
            if refused.retcode == NOT_FOUND:
                return [], 0
            raise
        found = _typed(name, wire.parse_json(answer.payload) or [], list)
        number = answer.params.get("TRANS_ID") or answer.params.get("TRANDS_ID") or 0
        return canonical_rows(found, "Symbol"), _number(name, number)

    # Calculators

    async def check_margin(
        self, login: int, symbol: str, kind: int, volume: int, price: str
    ) -> Mapping[str, Row]:
        """TRADE_CHECK_MARGIN: an account as it is (`current`) and after a trade (`new`)."""
        name = "TRADE_CHECK_MARGIN"
        params = {"LOGIN": login, "SYMBOL": symbol, "TYPE": kind, "VOLUME": volume, "PRICE": price}
        found = _typed(name, wire.parse_json((await self._read(name, params)).payload), dict)
        return {state: canonical(_typed(name, found.get(state), dict)) for state in STATES}

    async def calc_profit(self, params: Mapping[str, object]) -> Row:
        """TRADE_CALC_PROFIT: what a trade of a group would win between two prices."""
        name = "TRADE_CALC_PROFIT"
        found = wire.parse_json((await self._read(name, params)).payload)
        return canonical(_typed(name, found, dict))


def _list(logins: Iterable[int]) -> str:
    return ",".join(map(str, logins))


def _typed(name: str, found: Any, kind: type[T]) -> T:
    if not isinstance(found, kind):
        raise BadAnswer(
            Marked(_("%(name)s: the answer's JSON is not what it should be"), name=name)
        )
    return found


def _number(name: str, value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise BadAnswer(
            Marked(_("%(name)s: %(value)r is not a whole number"), name=name, value=str(value)[:32])
        ) from None
