"""Balance operations and an administrator's changes of deals after the fact."""

import json
from collections.abc import Mapping
from decimal import Decimal

from ..records import MODIFIED_BY_ADMIN, ZERO, Action, Deal, Reason, deal_effect, money
from ..retcodes import Refusal, Retcode
from ..world import World
from .valuation import account_state

MAX_MONEY = Decimal(1_000_000_000)
COMMENT_CHARS = 31
TYPES = (Action.BALANCE, Action.CREDIT, Action.CHARGE, Action.CORRECTION, Action.BONUS)


def change_balance(
    world: World,
    login: int,
    amount: Decimal,
    *,
    action: int = Action.BALANCE,
    comment: str = "",
    check: bool = True,
    dealer: int = 0,
) -> int:
    """Perform a balance operation; return its deal.

    Raises:
        Refusal: NOT_FOUND, PARAMS (type), MAX_MONEY, NO_MONEY (checked withdrawals).
    """
    user = world.user(login)
    digits = world.group_of(user).digits
    if action not in TYPES:
        raise Refusal(Retcode.PARAMS)
    if abs(amount) > MAX_MONEY:
        raise Refusal(Retcode.MAX_MONEY)
    amount = money(amount, digits)
    if not amount:
        raise Refusal(Retcode.PARAMS)
    if check and amount < 0:
        _require_cover(world, login, -amount, action)
    return _book(world, login, amount, action=action, comment=comment, dealer=dealer)


def server_deal(
    world: World, login: int, amount: Decimal, *, action: int, comment: str = ""
) -> int:
    """Book what the server itself charges or gives, whatever the balance; return its deal."""
    amount = money(amount, world.group_of(world.user(login)).digits)
    if not amount or abs(amount) > MAX_MONEY:
        raise Refusal(Retcode.PARAMS)
    return _book(world, login, amount, action=action, comment=comment)


def _book(
    world: World, login: int, amount: Decimal, *, action: int, comment: str, dealer: int = 0
) -> int:
    with world.store.transaction():
        deal = Deal(
            ticket=world.next_deal(),
            login=login,
            action=action,
            time_ms=world.clock.now_ms(),
            digits_currency=world.group_of(world.user(login)).digits,
            profit=amount,
            profit_raw=amount,
            rate_profit=Decimal(1),
            comment=comment[:COMMENT_CHARS],
            dealer=dealer,
            reason=Reason.DEALER,
        )
        world.book(deal)
    return deal.ticket


def _require_cover(world: World, login: int, amount: Decimal, action: int) -> None:
    state = account_state(world, login)
    held = state.user.credit if action == Action.CREDIT else state.user.balance
    if amount > held or amount > state.margin_free:
        raise Refusal(Retcode.NO_MONEY)


def edit_deal(
    world: World,
    ticket: int,
    changes: Mapping[str, object],
    *,
    move_money: bool = True,
    flag: int = MODIFIED_BY_ADMIN,
) -> dict[str, str]:
    """Change a deal after the fact; the account's money follows unless told not to."""
    wire = world.store.one("deals", ticket)
    if wire is None:
        raise Refusal(Retcode.NOT_FOUND)
    unknown = set(changes) - set(wire)
    if unknown or "Deal" in changes:
        raise Refusal(Retcode.PARAMS)
    before, login_before = deal_effect(wire), int(wire["Login"])
    after = _apply(wire, changes)
    wire["ModifyFlags"] = str(int(wire["ModifyFlags"]) | flag)
    login = world.user(int(wire["Login"])).login
    with world.store.transaction():
        world.store.put_deal(wire)
        if move_money:
            _move(world, login_before, (-before[0], -before[1]))
            _move(world, login, after)
    return wire


def _apply(wire: dict[str, str], changes: Mapping[str, object]) -> tuple[Decimal, Decimal]:
    """Change wire fields and return what the deal moves then. Raises: Refusal with PARAMS."""
    try:
        _set_fields(wire, changes)
        return deal_effect(wire)
    except (ArithmeticError, ValueError):
        raise Refusal(Retcode.PARAMS) from None


def _set_fields(wire: dict[str, str], changes: Mapping[str, object]) -> None:
    """Change wire fields and those that say the same in another unit."""
    wire |= {name: str(value) for name, value in changes.items()}
    if "TimeMsc" in changes:
        wire["Time"] = str(int(wire["TimeMsc"]) // 1000)
    elif "Time" in changes:
        wire["TimeMsc"] = str(int(wire["Time"]) * 1000)
    for name in ("Volume", "VolumeClosed"):
        if name in changes and f"{name}Ext" not in changes:
            wire[f"{name}Ext"] = str(int(wire[name]) * 10_000)
    if "Profit" in changes and "ProfitRaw" not in changes and not wire["Symbol"]:
        wire["ProfitRaw"] = wire["Profit"]


def delete_deal(world: World, ticket: int, *, move_money: bool = True) -> None:
    """Delete a deal as an administrator would; the account's money follows unless told not to."""
    wire = world.store.one("deals", ticket)
    if wire is None:
        raise Refusal(Retcode.NOT_FOUND)
    balance, credit = deal_effect(wire)
    with world.store.transaction():
        world.store.delete_deal(ticket)
        if move_money:
            _move(world, int(wire["Login"]), (-balance, -credit))


def late_deal(
    world: World, template: Mapping[str, object], *, seconds: int, move_money: bool = True
) -> dict[str, str]:
    """Insert a new deal whose time lies `seconds` in the past.

    `template` holds wire fields over a balance deal; Login is required.
    """
    login = int(str(template.get("Login", "0")))
    digits = world.group_of(world.user(login)).digits
    time_ms = world.clock.now_ms() - seconds * 1000
    wire = Deal(0, login, Action.BALANCE, time_ms, digits, rate_profit=Decimal(1)).wire()
    if set(template) - set(wire) or "Deal" in template:
        raise Refusal(Retcode.PARAMS)
    moved = _apply(wire, template)
    with world.store.transaction():
        wire["Deal"] = str(world.next_deal())
        world.store.put_deal(wire)
        if move_money:
            _move(world, login, moved)
    return wire


def duplicate_balance(world: World, ticket: int) -> int:
    """Perform a balance deal a second time, as a hasty retry would."""
    wire = world.store.one("deals", ticket)
    if wire is None or int(wire["Action"]) not in TYPES:
        raise Refusal(Retcode.NOT_FOUND)
    return change_balance(
        world,
        int(wire["Login"]),
        Decimal(wire["Profit"]),
        action=int(wire["Action"]),
        comment=wire["Comment"],
        check=False,
        dealer=int(wire["Dealer"]),
    )


def check_balance(world: World, login: int, *, fix: bool) -> tuple[Decimal, Decimal]:
    """Return balance and credit by the deals; with `fix` the account takes them."""
    user = world.user(login)
    balance, credit = ZERO, ZERO
    for text in world.store.batch("deals", [login], (0, 1 << 40), ""):
        moved = deal_effect(json.loads(text))
        balance, credit = balance + moved[0], credit + moved[1]
    if fix:
        user.balance, user.credit = balance, credit
        with world.store.transaction():
            world.save_user(user)
    return balance, credit


def _move(world: World, login: int, amounts: tuple[Decimal, Decimal]) -> None:
    user = world.users.get(login)
    if user is not None:
        user.balance += amounts[0]
        user.credit += amounts[1]
        world.save_user(user)
