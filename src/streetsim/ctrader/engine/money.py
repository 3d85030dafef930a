"""Balance, credit and bonus operations."""

from dataclasses import dataclass
from decimal import Decimal

from ..errors import Refusal
from ..events import Executed
from ..kinds import (
    BALANCE_IN,
    BALANCE_OUT,
    BONUS_IN,
    BONUS_OUT,
    CREDIT,
    CREDIT_OUT,
    DEPOSIT,
    WITHDRAW,
    Execution,
)
from ..records import BalanceRow, BonusRow, Trader
from ..world import World
from .valuation import account_state, minor

MAX_AMOUNT = 10**17
NOTE_CHARS = 512


@dataclass(frozen=True, slots=True)
class Operation:
    """A change of money: `amount` above zero, in the account's smallest unit."""

    amount: int
    kind: int = DEPOSIT
    comment: str | None = None
    external_note: str | None = None
    source: str | None = None
    external_id: str | None = None


def change_balance(
    world: World, trader_id: int, operation: Operation, *, check: bool = True
) -> BalanceRow:
    """Move balance or credit; returns the row of the history.

    Raises:
        Refusal: TRADER_NOT_FOUND, CHANGE_BALANCE_BAD_AMOUNT, INVALID_REQUEST, NOT_ENOUGH_MONEY.
    """
    trader = world.trader(trader_id)
    if not 0 < operation.amount <= MAX_AMOUNT:
        raise Refusal("CHANGE_BALANCE_BAD_AMOUNT")
    if operation.kind not in BALANCE_IN | BALANCE_OUT | CREDIT:
        raise Refusal("INVALID_REQUEST", f"no such balance operation: {operation.kind}")
    out = operation.kind in BALANCE_OUT or operation.kind == CREDIT_OUT
    if out and check:
        _require_cover(world, trader, operation)
    delta = -operation.amount if out else operation.amount
    with world.change():
        move(trader, credit=operation.kind in CREDIT, delta=delta)
        row = _row(world, trader, operation, delta)
        world.save_trader(trader)
        world.save_balance_row(row)
        world.emit(
            Executed(
                trader_id,
                Execution.DEPOSIT_WITHDRAW,
                world.next("event"),
                deposit_withdraw=row,
                is_server_event=True,
            )
        )
    return row


def move(trader: Trader, *, credit: bool, delta: int) -> None:
    """Move an account's balance or credit; its balance version grows."""
    if credit:
        trader.non_withdrawable_bonus += delta
    else:
        trader.balance += delta
    trader.balance_version += 1


def _row(world: World, trader: Trader, operation: Operation, delta: int) -> BalanceRow:
    now = world.clock.now_ms()
    trader.utc_last_update_timestamp = now
    return BalanceRow(
        balance_history_id=world.next("balance"),
        trader_id=trader.trader_id,
        operation_type=operation.kind,
        delta=delta,
        balance=trader.balance,
        balance_version=trader.balance_version,
        equity=account_state(world, trader).equity,
        non_withdrawable_bonus=trader.non_withdrawable_bonus,
        change_balance_timestamp=now,
        money_digits=trader.money_digits,
        comment=_note(operation.comment),
        external_note=_note(operation.external_note),
        source=_note(operation.source),
        external_id=_note(operation.external_id),
    )


def _note(text: str | None) -> str | None:
    return text[:NOTE_CHARS] if text else None


def _require_cover(world: World, trader: Trader, operation: Operation) -> None:
    state = account_state(world, trader)
    credit = operation.kind in CREDIT
    held = trader.non_withdrawable_bonus if credit else trader.balance
    free = state.free_margin if credit else min(state.free_margin, state.cash_equity)
    if operation.amount > held or (state.margin and operation.amount > free):
        raise Refusal("NOT_ENOUGH_MONEY")


def change_bonus(world: World, trader_id: int, operation: Operation) -> BonusRow:
    """Move an account's margin bonus, which is not its money."""
    trader = world.trader(trader_id)
    if operation.amount <= 0:
        raise Refusal("CHANGE_BONUS_BAD_AMOUNT")
    if operation.kind not in (BONUS_IN, BONUS_OUT):
        raise Refusal("INVALID_REQUEST", f"no such bonus operation: {operation.kind}")
    if operation.kind == BONUS_OUT and operation.amount > trader.manager_bonus:
        raise Refusal("CHANGE_BONUS_BAD_AMOUNT")
    delta = operation.amount if operation.kind == BONUS_IN else -operation.amount
    with world.change():
        trader.manager_bonus += delta
        row = BonusRow(
            bonus_history_id=world.next("bonus"),
            trader_id=trader_id,
            operation_type=operation.kind,
            manager_bonus=trader.manager_bonus,
            manager_delta=delta,
            ib_bonus=trader.ib_bonus,
            ib_delta=0,
            change_bonus_timestamp=world.clock.now_ms(),
            money_digits=trader.money_digits,
            comment=_note(operation.comment),
            external_note=_note(operation.external_note),
        )
        world.save_trader(trader)
        world.save_bonus_row(row)
        kind = Execution.BONUS_DEPOSIT_WITHDRAW
        world.emit(
            Executed(
                trader_id,
                kind,
                world.next("event"),
                bonus_deposit_withdraw=row,
                is_server_event=True,
            )
        )
    return row


def transfer(
    world: World, source: int, target: int, amount: int, *, rate: Decimal | None = None
) -> int:
    """Move balance between accounts; returns what arrived, in the target's smallest unit."""
    giver, taker = world.trader(source), world.trader(target)
    if giver is taker:
        raise Refusal("INVALID_REQUEST", "both accounts are the same")
    if rate is None:
        rate = world.market.rate(world.asset_of(giver).name, world.asset_of(taker).name)
    major = Decimal(amount).scaleb(-giver.money_digits)
    arrives = minor(major * rate, taker.money_digits)
    with world.change():
        note = f"transfer to {taker.login}"
        change_balance(world, source, Operation(amount, WITHDRAW, note))
        note = f"transfer from {giver.login}"
        change_balance(world, target, Operation(arrives, DEPOSIT, note))
    return arrives


def edit_row(
    world: World, number: int, changes: dict[str, object], *, move_money: bool = True
) -> BalanceRow:
    """Change a row of the balance history behind everyone's back.

    `changes` by snake-case field name; the account's money follows `delta` unless told not to.
    """
    row = balance_row(world, number)
    unknown = set(changes) - {
        "delta",
        "comment",
        "external_note",
        "external_id",
        "source",
        "operation_type",
        "change_balance_timestamp",
    }
    if unknown:
        raise Refusal("INVALID_DATA", f"cannot change {', '.join(sorted(unknown))}")
    before, credit_before = row.delta, row.operation_type in CREDIT
    for name, value in changes.items():
        kept = value if isinstance(value, str) or value is None else int(str(value))
        setattr(row, name, kept)
    with world.change():
        if move_money:
            trader = world.traders[row.trader_id]
            move(trader, credit=credit_before, delta=-before)
            move(trader, credit=row.operation_type in CREDIT, delta=row.delta)
            world.save_trader(trader)
        world.save_balance_row(row)
    return row


def delete_row(world: World, number: int, *, move_money: bool = True) -> None:
    """Delete a row of the balance history behind everyone's back."""
    row = balance_row(world, number)
    with world.change():
        if move_money:
            trader = world.traders[row.trader_id]
            move(trader, credit=row.operation_type in CREDIT, delta=-row.delta)
            world.save_trader(trader)
        world.store.remove("balance", number)


def late_row(
    world: World, trader_id: int, delta: int, *, before_s: int, comment: str = ""
) -> BalanceRow:
    """Insert a row of the balance history whose time lies in the past; no event tells of it."""
    trader = world.trader(trader_id)
    with world.change():
        move(trader, credit=False, delta=delta)
        kind = DEPOSIT if delta >= 0 else WITHDRAW
        row = _row(world, trader, Operation(abs(delta), kind, comment), delta)
        row.change_balance_timestamp -= before_s * 1000
        world.save_trader(trader)
        world.save_balance_row(row)
    return row


def balance_row(world: World, number: int) -> BalanceRow:
    """Read a row of the balance history. Raises: Refusal."""
    text = world.store.one("balance", number)
    if text is None:
        raise Refusal("ENTITY_NOT_FOUND", f"no balance history row {number}")
    return BalanceRow.unpack(text)
