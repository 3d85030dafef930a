"""The server's events as the Manager API tells them."""

from typing import Any

from ..events import (
    Event,
    Executed,
    GroupChanged,
    Hidden,
    MarginChanged,
    Presence,
    Ticked,
    TraderChanged,
)
from ..hub import Hub
from ..kinds import Crud
from ..proto import MANAGER
from .base import made
from .connection import ManagerConnection
from .market import spot


class ManagerHub(Hub[ManagerConnection]):
    """Tells every signed-in manager."""

    def __call__(self, event: Event) -> None:
        """Tell an event."""
        if isinstance(event, Ticked):
            self._spots(event.symbols)
            return
        name, message = _message(event)
        number = MANAGER.number(name)
        members = [item for item in self.members if item.wants(number)]
        self.publish([(item, message) for item in members], number)

    def _spots(self, symbols: tuple[int, ...]) -> None:
        number = MANAGER.number("SpotEvent")
        for symbol_id in symbols:
            for member in [item for item in self.members if symbol_id in item.spots]:
                member.push(number, spot(member.world, symbol_id))


def _message(event: Event) -> tuple[str, Any]:
    if isinstance(event, Executed):
        return "ExecutionEvent", made("ExecutionEvent", event, executionType=int(event.kind))
    if isinstance(event, TraderChanged):
        return "TraderChangedEvent", made("TraderChangedEvent", event)
    if isinstance(event, MarginChanged):
        return "MarginChangedEvent", made("MarginChangedEvent", event.position)
    if isinstance(event, GroupChanged):
        return "GroupChangedEvent", made("GroupChangedEvent", event, operation=int(Crud.UPDATE))
    if isinstance(event, Presence):
        return _presence(event)
    if isinstance(event, Hidden):
        return "TraderPermissionLose", made("TraderPermissionLose", event)
    raise TypeError(event)


def _presence(event: Presence) -> tuple[str, Any]:
    if event.online:
        session = MANAGER["Session"](
            sessionId=event.session_id, traderId=event.trader_id, proxyId=1, applicationType=1
        )
        return "TraderLogonEvent", made("TraderLogonEvent", session=session)
    message = made(
        "TraderLogoutEvent",
        sessionId=event.session_id,
        traderId=event.trader_id,
        isOnline=event.others,
    )
    return "TraderLogoutEvent", message
