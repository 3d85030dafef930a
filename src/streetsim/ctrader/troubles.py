"""Server faults that happen beside requests."""

from decimal import Decimal

from streetsim.common.faults import Fault

from .engine.money import delete_row, edit_row, late_row
from .engine.valuation import minor
from .errors import Refusal
from .render import snake
from .tokens import expire_all
from .world import World


def apply_trouble(world: World, fault: Fault) -> dict[str, object]:
    """Let a server fault happen; return what it did. Raises: Refusal, ValueError."""
    options = fault.options
    moves = bool(options.get("move_money", True))
    if fault.do == "expire_tokens":
        return {"expired": expire_all(world)}
    if fault.do == "late_row":
        trader = world.trader_by_login(int(options["login"]))
        delta = minor(Decimal(str(options["amount"])), trader.money_digits)
        seconds = int(options.get("before_s", 600))
        comment = str(options.get("comment", ""))
        row = late_row(world, trader.trader_id, delta, before_s=seconds, comment=comment)
        return {"row": row.balance_history_id}
    number = _row(world, options)
    if fault.do == "edit_row":
        changes = {snake(name): value for name, value in options.get("changes", {}).items()}
        edit_row(world, number, changes, move_money=moves)
        return {"row": number}
    delete_row(world, number, move_money=moves)
    return {"deleted": number}


def _row(world: World, options: dict[str, object]) -> int:
    given = options.get("row", "last")
    number = world.store.last("balance") if given == "last" else int(str(given))
    if number is None:
        raise Refusal("ENTITY_NOT_FOUND")
    return number
