"""Groups."""

from decimal import Decimal

from ..config import RIGHT_ACC_READ, RIGHT_ADMIN
from ..groups import MARGIN_HEDGING, MARGIN_NETTING, Group
from ..masks import normal_group
from ..records import ZERO
from ..retcodes import Refusal, Retcode
from .base import Answer, Call, command, record

_MAX_COMMISSION = Decimal(10_000)


def _find(call: Call) -> Group:
    group = call.world.groups.get(call.params.group("GROUP", "Group"))
    if group is None:
        raise Refusal(Retcode.NOT_FOUND)
    return group


@command("GROUP_TOTAL", "group/total", right=RIGHT_ACC_READ)
def group_total(call: Call) -> Answer:
    return Answer({"TOTAL": str(len(call.world.groups))})


@command("GROUP_NEXT", "group/next", right=RIGHT_ACC_READ)
def group_next(call: Call) -> Answer:
    groups, index = sorted(call.world.groups), call.params.integer("INDEX", "Index")
    if not 0 <= index < len(groups):
        raise Refusal(Retcode.NOT_FOUND)
    return record(call.world.groups[groups[index]].wire())


@command("GROUP_GET", "group/get", right=RIGHT_ACC_READ)
def group_get(call: Call) -> Answer:
    return record(_find(call).wire())


@command("GROUP_ADD", "group/add", right=RIGHT_ADMIN)
def group_add(call: Call) -> Answer:
    """Add a group, or change the one of that name; its nature stays once accounts are in it."""
    given, world = call.params, call.world
    name = normal_group(given.text("GROUP", "Group"))
    known = world.groups.get(name)
    base = known or Group(name, "USD")
    if not name or len(name) > 63 or "," in name or "*" in name:
        raise Refusal(Retcode.PARAMS)
    mode = given.integer("MARGINMODE", "MarginMode", default=base.margin_mode)
    if mode not in (MARGIN_NETTING, MARGIN_HEDGING):
        raise Refusal(Retcode.NOT_SUPPORTED)
    group = Group(
        name=name,
        currency=given.text("CURRENCY", "Currency", default=base.currency).upper(),
        digits=given.integer("CURRENCYDIGITS", "CurrencyDigits", default=base.digits),
        margin_mode=mode,
        margin_call=_level(call, "MarginCall", base.margin_call),
        stop_out=_level(call, "MarginStopOut", base.stop_out),
        leverage_max=base.leverage_max,
        password_min=given.integer("PASSWORDMIN", "AuthPasswordMin", default=base.password_min),
        commission=_commission(call, base.commission),
        spread_diff=base.spread_diff,
        demo_leverage=given.integer("DEMOLEVERAGE", "DemoLeverage", default=base.demo_leverage),
        demo_deposit=_level(call, "DemoDeposit", base.demo_deposit),
        info=base.info,
    )
    _require_sound(call, group, known)
    with world.store.transaction():
        world.save_group(group)
    return record(group.wire())


def _level(call: Call, name: str, default: Decimal) -> Decimal:
    value = call.params.decimal(name.upper(), name, default=default)
    if value < 0:
        raise Refusal(Retcode.PARAMS)
    return value


def _commission(call: Call, default: Decimal) -> Decimal:
    """Take a per-lot commission from Commissions[0].Tiers[0].Value."""
    items = call.params.json.get("Commissions")
    if items is None:
        return default
    if not items:
        return ZERO
    try:
        value = Decimal(str(items[0]["Tiers"][0]["Value"]))
    except (LookupError, TypeError, ArithmeticError):
        raise Refusal(Retcode.PARAMS) from None
    if not 0 <= value <= _MAX_COMMISSION:
        raise Refusal(Retcode.PARAMS)
    return value


def _require_sound(call: Call, group: Group, known: Group | None) -> None:
    world = call.world
    try:
        world.market.rate("USD", group.currency)
    except KeyError:
        raise Refusal(Retcode.PARAMS) from None
    if known is not None and _nature(known) != _nature(group) and _members(call, group.name):
        raise Refusal(Retcode.OTHER_CURRENCY)
    if not 0 <= group.digits <= 8 or not 8 <= group.password_min <= 16:
        raise Refusal(Retcode.PARAMS)


def _nature(group: Group) -> tuple[str, int, int]:
    """Return what may not change while accounts are in a group."""
    return group.currency, group.digits, group.margin_mode


def _members(call: Call, name: str) -> bool:
    return any(user.group == name for user in call.world.users.values())


@command("GROUP_DELETE", "group/delete", right=RIGHT_ADMIN)
def group_delete(call: Call) -> Answer:
    group = _find(call)
    if _members(call, group.name):
        raise Refusal(Retcode.GROUP_HAS_ACCOUNTS)
    with call.world.store.transaction():
        call.world.drop_group(group)
    return Answer()
