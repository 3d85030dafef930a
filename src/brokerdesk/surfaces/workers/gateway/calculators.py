"""The platform's calculators, asked for by other processes: nothing changes there."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from typing import Any

from brokerdesk.kit.texts import Marked, packed
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.trading import CalculatorPort, PlatformRefused, Side

from .links import Link

Fields = Mapping[str, Any]


async def margin(link: Link, request: Fields) -> dict[str, Any]:
    """What a trade on a login would bind, and the account after it."""
    login, price = int(request["login"]), request.get("price")
    given = None if price is None else _decimal(price)

    async def ask(port: CalculatorPort) -> dict[str, Any]:
        need = await port.margin(login, *_trade(request), price=given)
        said = {k: v if isinstance(v, bool) else f"{v:f}" for k, v in asdict(need).items()}
        return {"ok": True, **said}

    return await _answer(link, ask)


async def profit(link: Link, request: Fields) -> dict[str, Any]:
    """What a trade of a group would win between two prices."""
    group = str(request["group"])
    opened, closed = _decimal(request["price_open"]), _decimal(request["price_close"])

    async def ask(port: CalculatorPort) -> dict[str, Any]:
        won = await port.profit(group, *_trade(request), price_open=opened, price_close=closed)
        return {"ok": True, "profit": f"{won:f}"}

    return await _answer(link, ask)


async def _answer(
    link: Link, ask: Callable[[CalculatorPort], Awaitable[dict[str, Any]]]
) -> dict[str, Any]:
    """Ask, and pass the platform's refusal of the question on; being away is the caller's."""
    async with link.use() as session:
        port = session.calculator_port
        if port is None:
            why = Marked(_("the platform has no calculators"))
            return {"rejected": packed(why), "code": "not_offered"}
        try:
            return await ask(port)
        except PlatformRefused as error:
            return {"rejected": packed(error.reason), "code": error.code}


def _trade(request: Fields) -> tuple[str, Side, Decimal]:
    return str(request["symbol"]), Side(request["side"]), _decimal(request["lots"])


def _decimal(value: object) -> Decimal:
    """Read a number that was sent as text.

    Raises:
        ValueError: it is none, or not finite.
    """
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(str(value)[:32]) from None
    if not number.is_finite():
        raise ValueError(str(number))
    return number
