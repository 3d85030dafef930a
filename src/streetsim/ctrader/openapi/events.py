"""The server's events as the Open API tells them, to who signed in to the account."""

from typing import Any

from ..events import Event, Executed, Ticked, TraderChanged
from ..hub import Hub
from ..proto import OPENAPI
from .base import made, trader_message
from .connection import OpenApiConnection
from .reads import spot


class OpenApiHub(Hub[OpenApiConnection]):
    """Tells every application what concerns its accounts."""

    def __call__(self, event: Event) -> None:
        """Tell an event."""
        if isinstance(event, Ticked):
            self._spots(set(event.symbols))
        elif isinstance(event, Executed):
            self._publish(event.trader_id, "ExecutionEvent", event, executionType=int(event.kind))
        elif isinstance(event, TraderChanged):
            trader = trader_message(event.trader)
            self._publish(event.trader.trader_id, "TraderChangedEvent", None, trader=trader)

    def _publish(self, trader_id: int, name: str, source: object, **more: Any) -> None:
        receivers = []
        for member in self.members:
            trader = member.world.traders[trader_id]
            account = trader.ctid_trader_account_id
            if account in member.accounts:
                message = made(name, source, ctidTraderAccountId=account, **more)
                receivers.append((member, message))
        if receivers:
            self.publish(receivers, OPENAPI.number(name))

    def _spots(self, symbols: set[int]) -> None:
        number = OPENAPI.number("SpotEvent")
        for member in self.members:
            for account, symbol_id in sorted(member.spots):
                if symbol_id in symbols:
                    member.push(number, spot(member.world, account, symbol_id))
