"""The trader's terminal: orders over the platform's own wire, by a dealer's connection."""

import asyncio
import time
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import SecretStr

from brokerdesk.adapters.trading.mt5 import wire
from brokerdesk.adapters.trading.mt5.client import Mt5Client
from brokerdesk.adapters.trading.mt5.config import Mt5Config
from brokerdesk.adapters.trading.mt5.connection import Connection

from .browser import DemoError
from .house import House

EXECUTE = "200"
DONE = 10009
ANSWER_S = 10.0
UNITS_PER_LOT = 10_000


class Trader:
    """Opens and closes one position on a login of the house's MT5 server (mt5.md §6.4)."""

    def __init__(self, house: House, login: int) -> None:
        self._login = login
        self._config = Mt5Config(
            host="127.0.0.1",
            port=int(house.facts["mt5_port"]),
            login=1000,
            password=SecretStr(house.facts["mt5_manager"]),
        )

    def round_trip(self, symbol: str, lots: Decimal) -> list[int]:
        """Buy and sell again; give the deals' tickets.

        Raises:
            DemoError: the platform does not confirm.
        """
        return asyncio.run(self._round_trip(symbol, lots))

    async def _round_trip(self, symbol: str, lots: Decimal) -> list[int]:
        connection = await Connection.open(self._config)
        try:
            client = Mt5Client(connection, self._config)
            opened = await self._deal(client, symbol, lots, side=0, position="")
            position = opened["ResultOrder"]
            closed = await self._deal(client, symbol, lots, side=1, position=position)
            return [int(answer["ResultDeal"]) for answer in (opened, closed)]
        finally:
            await connection.close()

    async def _deal(
        self, client: Mt5Client, symbol: str, lots: Decimal, *, side: int, position: str
    ) -> Mapping[str, str]:
        body = {
            "Action": EXECUTE,
            "Login": str(self._login),
            "Symbol": symbol,
            "Volume": str(int(lots * UNITS_PER_LOT)),
            "Type": str(side),
            "TypeFill": "0",
            "PriceOrder": "0",
            "Position": position or "0",
        }
        sent = await client.command("DEALER_SEND", {}, body=body)
        if sent.code != 0:
            raise DemoError(f"DEALER_SEND answers {sent.code} {sent.text}")
        return await self._confirmed(client, sent.params["ID"])

    async def _confirmed(self, client: Mt5Client, request: str) -> Mapping[str, str]:
        until = time.monotonic() + ANSWER_S
        while time.monotonic() < until:
            answer = await client.command("DEALER_UPDATES", {"ID": request})
            news: Any = wire.parse_json(answer.payload) or {}
            for part in news.get(request, []):
                found: dict[str, str] = part.get("answer", {})
                code = found.get("ResultRetcode", "")
                if code.partition(" ")[0] == str(DONE):
                    return found
                if code:
                    raise DemoError(f"the platform refuses the order: {code}")
            await asyncio.sleep(0.05)
        raise DemoError("the platform did not confirm the order")
