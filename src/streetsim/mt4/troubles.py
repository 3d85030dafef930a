"""Server faults that happen beside calls."""

from streetsim.common.faults import Fault

from .codes import Refusal, Ret
from .engine.balance import delete_trade, duplicate_balance, edit_trade, late_trade
from .views import trade_view
from .world import World


def apply_trouble(world: World, fault: Fault) -> dict[str, object]:
    """Let a server fault happen; return what it did. Raises: Refusal, ValueError."""
    options = fault.options
    moves = bool(options.get("move_money", True))
    if fault.do == "no_connect":
        world.set_connected(not options.get("on", True))
        return {"connected": world.connected}
    if fault.do == "late_deal":
        seconds = int(options.get("seconds", 600))
        late = late_trade(world, options.get("trade", {}), seconds=seconds, move_money=moves)
        return {"trade": trade_view(late)}
    ticket = _ticket(world, options)
    if fault.do == "edit_deal":
        edited = edit_trade(world, ticket, options.get("changes", {}), move_money=moves)
        return {"trade": trade_view(edited)}
    if fault.do == "delete_deal":
        return {"deleted": delete_trade(world, ticket, move_money=moves).order}
    return {"trade": trade_view(duplicate_balance(world, ticket))}


def _ticket(world: World, options: dict[str, object]) -> int:
    given = options.get("order", "last")
    ticket = world.store.last_closed() if given == "last" else int(str(given))
    if ticket is None:
        raise Refusal(Ret.INVALID_DATA, "nothing is closed yet")
    return ticket
