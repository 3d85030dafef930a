"""Balance and credit operations, and an administrator's changes of records after the fact."""

from collections.abc import Mapping
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from streetsim.common.records import ZERO, money

from ..codes import Refusal, Ret
from ..records import COMMENT_BYTES, Cmd, Reason, State, Trade, effect
from ..world import World
from .valuation import account_state

MAX_MONEY = Decimal(1_000_000_000)


def change_balance(
    world: World,
    login: int,
    amount: Decimal,
    *,
    cmd: Cmd = Cmd.BALANCE,
    comment: str = "",
    expiration: int = 0,
    check: bool = True,
) -> Trade:
    """Book a balance or credit operation: a trade record of its own, closed at once.

    Raises:
        Refusal: BadAccountInfo, InvalidData (no such amount), TradeNoMoney (checked).
    """
    group = world.group_of(login)
    if not amount.is_finite() or abs(amount) > MAX_MONEY or not money(amount, group.digits):
        raise Refusal(Ret.INVALID_DATA, "amount")
    amount = money(amount, group.digits)
    if amount < 0 and check:
        _require_cover(world, login, -amount, cmd)
    now = world.clock.now_s()
    with world.store.transaction():
        trade = Trade(
            order=world.next_ticket(),
            login=login,
            cmd=cmd,
            open_time=now,
            close_time=now,
            state=State.CLOSED_NORMAL,
            reason=Reason.DEALER,
            profit=amount,
            expiration=expiration,
            comment=world.text(comment, COMMENT_BYTES),
        )
        world.close_trade(trade, "Added")
    return trade


def _require_cover(world: World, login: int, amount: Decimal, cmd: Cmd) -> None:
    state = account_state(world, login)
    held = state.user.credit if cmd == Cmd.CREDIT else state.user.balance
    if amount > held or amount > state.free:
        raise Refusal(Ret.TRADE_NO_MONEY)


def _closed(world: World, ticket: int) -> Trade:
    trade = world.store.trade(ticket)
    if trade is None or trade.is_open:
        raise Refusal(Ret.INVALID_DATA, f"no closed trade: {ticket}")
    return trade


def edit_trade(
    world: World, ticket: int, changes: Mapping[str, object], *, move_money: bool = True
) -> Trade:
    """Change a closed record after the fact; the account's money follows unless told not to."""
    before = _closed(world, ticket)
    after = replace(before, **_typed(changes), timestamp=world.clock.now_s())
    world.user(after.login)
    with world.store.transaction():
        world.store.put_trade(after)
        if move_money:
            _move(world, before, -1)
            _move(world, after, 1)
    return after


def delete_trade(world: World, ticket: int, *, move_money: bool = True) -> Trade:
    """Delete a closed record as an administrator would."""
    trade = _closed(world, ticket)
    with world.store.transaction():
        world.store.delete_trade(ticket)
        if move_money:
            _move(world, trade, -1)
    return trade


def late_trade(
    world: World, values: Mapping[str, object], *, seconds: int, move_money: bool = True
) -> Trade:
    """Insert a closed record whose time lies `seconds` in the past; `login` is required."""
    moment = world.clock.now_s() - seconds
    blank = Trade(0, 0, Cmd.BALANCE, moment, close_time=moment, state=State.CLOSED_NORMAL)
    trade = replace(blank, **{"reason": Reason.DEALER, **_typed(values)})
    world.user(trade.login)
    trade.timestamp = world.clock.now_s()
    with world.store.transaction():
        trade.order = world.next_ticket()
        world.store.put_trade(trade)
        if move_money:
            _move(world, trade, 1)
    return trade


_FIELDS = {item.name: item.type for item in fields(Trade)}


def _typed(values: Mapping[str, object]) -> dict[str, Any]:
    """Take record fields from JSON. Raises: Refusal with InvalidData for any other."""
    typed: dict[str, Any] = {}
    for name, value in values.items():
        kind = _FIELDS.get(name)
        if kind is None or name == "order":
            raise Refusal(Ret.INVALID_DATA, f"no such field: {name}")
        text = str(value)
        typed[name] = Decimal(text) if kind is Decimal else int(text) if kind is int else text
    return typed


def _move(world: World, trade: Trade, sign: int) -> None:
    user = world.users.get(trade.login)
    balance, credit = effect(trade)
    if user is not None and (balance or credit):
        user.balance += balance * sign
        user.credit += credit * sign
        world.save_user(user)


def duplicate_balance(world: World, ticket: int) -> Trade:
    """Book a balance operation a second time, as a hasty retry would."""
    trade = _closed(world, ticket)
    if trade.cmd < Cmd.BALANCE:
        raise Refusal(Ret.INVALID_DATA, f"no balance operation: {ticket}")
    return change_balance(
        world, trade.login, trade.profit, cmd=Cmd(trade.cmd), comment=trade.comment, check=False
    )


def balance_diff(world: World, login: int) -> Decimal:
    """Return the account's balance minus the sum of its closed records."""
    booked = sum((effect(item)[0] for item in world.store.closed([login], 0, 1 << 40)), ZERO)
    return world.user(login).balance - booked
