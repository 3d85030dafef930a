"""Requests about accounts and groups."""

from collections.abc import Callable
from typing import Any

from ..config import Right
from ..engine import accounts
from ..errors import Refusal
from ..kinds import Crud
from ..records import Trader
from ..render import values
from .base import Call, made, request


@request("LightGroupListReq", "MARKET", Right.GROUP_READ)
def groups(call: Call) -> Any:
    """List the groups."""
    return made("LightGroupListRes", group=[*call.world.groups.values()])


@request("GroupByIdReq", "MARKET", Right.GROUP_READ)
def group(call: Call) -> Any:
    """Read a group."""
    return made("GroupByIdRes", group=call.world.group(call.request.groupId))


def _chunk(
    call: Call, passes: Callable[[Trader], bool], key: Callable[[Trader], int]
) -> tuple[list[Trader], bool]:
    """Return accounts newest first; every account has a time of its own."""
    wanted = call.request.groupId
    found = [
        item
        for item in call.world.traders.values()
        if not item.deleted and passes(item) and (not wanted or item.group_id == wanted)
    ]
    found.sort(key=lambda item: (key(item), item.trader_id), reverse=True)
    chunk = call.world.config.chunk
    return found[:chunk], len(found) > chunk


def _registered(call: Call) -> tuple[list[Trader], bool]:
    first, last = call.request.fromTimestamp, call.request.toTimestamp
    return _chunk(
        call,
        lambda item: first <= item.registration_timestamp <= last,
        lambda item: item.registration_timestamp,
    )


@request("TraderListReq", "TRADERS", Right.TRADER_READ)
def traders(call: Call) -> Any:
    """List accounts by registration."""
    found, more = _registered(call)
    return made("TraderListRes", trader=found, hasMore=more)


@request("LightTraderListReq", "TRADERS", Right.TRADER_READ)
def light_traders(call: Call) -> Any:
    """List accounts by registration, briefly."""
    found, more = _registered(call)
    return made("LightTraderListRes", trader=found, hasMore=more)


@request("TraderDeltaReq", "TRADERS", Right.TRADER_READ)
def delta(call: Call) -> Any:
    """List what changed since a time, oldest first, so that the last time goes on."""
    first, wanted = call.request.fromTimestamp, call.request.groupId
    found = [
        item
        for item in call.world.traders.values()
        if item.utc_last_update_timestamp >= first and (not wanted or item.group_id == wanted)
    ]
    found.sort(key=lambda item: (item.utc_last_update_timestamp, item.trader_id))
    chunk = call.world.config.chunk
    page, more = found[:chunk], len(found) > chunk
    until = page[-1].utc_last_update_timestamp if more else call.world.clock.now_ms()
    return made(
        "TraderDeltaRes",
        trader=[item for item in page if not item.deleted],
        notAvailableTraderId=[item.trader_id for item in page if item.deleted],
        utcLastUpdateTimestamp=until,
        hasMore=more,
    )


@request("TraderByIdReq", "TRADERS", Right.TRADER_READ)
def by_id(call: Call) -> Any:
    """Read accounts; unknown ones are left out, one alone is refused."""
    wanted = [*call.request.traderId]
    if len(wanted) == 1:
        return made("TraderByIdRes", trader=[call.world.trader(wanted[0])])
    known = [call.world.traders.get(number) for number in wanted]
    return made("TraderByIdRes", trader=[item for item in known if item and not item.deleted])


@request("CrudTraderReq", "UPDATE", Right.TRADER_EDIT)
def crud(call: Call) -> Any:
    """Make, change or delete an account."""
    wanted, operation = call.request.trader, call.request.operation
    if operation == Crud.CREATE:
        _require(call, Right.TRADER_CREATE)
        made_now = accounts.create_trader(call.world, values(wanted), balance=wanted.balance)
        return made("CrudTraderRes", operation=operation, traderId=made_now.trader_id)
    trader = call.world.traders.get(wanted.traderId) or call.world.trader(wanted.traderId)
    if call.request.validateVersion and wanted.version != trader.version:
        raise Refusal("CONCURRENT_MODIFICATION")
    if operation == Crud.DELETE:
        _require(call, Right.TRADER_DELETE)
        accounts.delete_trader(call.world, trader.trader_id)
    elif operation in (Crud.UPDATE, Crud.UPDATE_DIFF):
        changes = _changes(wanted, whole=operation == Crud.UPDATE)
        accounts.update_trader(call.world, trader.trader_id, changes)
    else:
        raise Refusal("INVALID_REQUEST", f"no such operation: {operation}")
    return made("CrudTraderRes", operation=operation, traderId=trader.trader_id)


def _changes(wanted: Any, *, whole: bool) -> dict[str, Any]:
    """Return what an update sets; a whole one resets what is missing."""
    given = values(wanted)
    if not given.get("group_id"):
        # The field is required on the wire; zero leaves the group alone.
        given.pop("group_id", None)
    if given.pop("parent_introducing_broker_id_is_null", False):
        given["parent_introducing_broker_id"] = None
    return {**accounts.EDITABLE, **given} if whole else given


def _require(call: Call, right: Right) -> None:
    if right not in call.manager.rights:
        raise Refusal("NOT_ENOUGH_RIGHTS")


@request("ChangePasswordReq", "PASSWORD", Right.CHANGE_PASSWORD)
def change_password(call: Call) -> Any:
    """Set an account's password."""
    accounts.change_password(call.world, call.request.traderId, call.request.passwordHash)
    return made("ChangePasswordRes")


@request("CheckPasswordReq", "PASSWORD", Right.TRADER_READ)
def check_password(call: Call) -> Any:
    """Check an account's password."""
    wanted = call.request
    world = call.world
    trader = (
        world.trader(wanted.traderId) if wanted.traderId else world.trader_by_login(wanted.login)
    )
    accounts.check_password(trader, wanted.passwordHash)
    return made("CheckPasswordRes")
