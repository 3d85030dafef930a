"""What the server tells its connections, independent of their interface."""

from dataclasses import dataclass

from .kinds import Crud, Execution
from .records import BalanceRow, BonusRow, Deal, Group, Order, Position, Trader


@dataclass(frozen=True, slots=True)
class Executed:
    """An order, a deal or a change of money."""

    trader_id: int
    kind: Execution
    event_id: int
    position: Position | None = None
    order: Order | None = None
    deal: Deal | None = None
    deposit_withdraw: BalanceRow | None = None
    bonus_deposit_withdraw: BonusRow | None = None
    is_server_event: bool = False


@dataclass(frozen=True, slots=True)
class TraderChanged:
    """An account was made, changed or deleted."""

    trader: Trader
    operation: Crud


@dataclass(frozen=True, slots=True)
class MarginChanged:
    """A position takes another margin."""

    position: Position


@dataclass(frozen=True, slots=True)
class GroupChanged:
    """A group was changed."""

    group: Group


@dataclass(frozen=True, slots=True)
class Presence:
    """The owner of an account came or went."""

    trader_id: int
    session_id: int
    online: bool
    others: bool = False


@dataclass(frozen=True, slots=True)
class Hidden:
    """An account went out of the managers' sight."""

    trader_id: int


@dataclass(frozen=True, slots=True)
class Ticked:
    """Symbols whose prices changed."""

    symbols: tuple[int, ...]


Event = Executed | TraderChanged | MarginChanged | GroupChanged | Presence | Hidden | Ticked
