"""Server faults that happen beside commands."""

from streetsim.common.faults import Fault

from .engine.balance import delete_deal, duplicate_balance, edit_deal, late_deal
from .retcodes import Refusal, Retcode
from .world import World

_SWITCHES = ("raw_backslashes", "destructive_update", "end_of_day")


def apply_trouble(world: World, fault: Fault) -> dict[str, object]:
    """Let a server fault happen; return what it did. Raises: Refusal, ValueError."""
    options = fault.options
    moves = bool(options.get("move_money", True))
    if fault.do in _SWITCHES:
        setattr(world.switches, fault.do, bool(options.get("on", True)))
        return {fault.do: bool(options.get("on", True))}
    if fault.do == "late_deal":
        seconds = int(options.get("seconds", 600))
        deal = late_deal(world, options.get("deal", {}), seconds=seconds, move_money=moves)
        return {"deal": deal}
    ticket = _ticket(world, options)
    if fault.do == "edit_deal":
        changes = options.get("changes", {})
        return {"deal": edit_deal(world, ticket, changes, move_money=moves)}
    if fault.do == "delete_deal":
        delete_deal(world, ticket, move_money=moves)
        return {"deleted": ticket}
    return {"ticket": duplicate_balance(world, ticket)}


def _ticket(world: World, options: dict[str, object]) -> int:
    given = options.get("deal", "last")
    ticket = world.store.last_deal() if given == "last" else int(str(given))
    if ticket is None:
        raise Refusal(Retcode.NOT_FOUND)
    return ticket
