"""Say which cases the contract refuses, and what the refusal must name."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from .world import Row, World, best_rule, chain_of, client_row, instant_of, read, read_plan

Check = Callable[[Any], bool]

DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})"
)


def _signed(value: Any) -> bool:
    return isinstance(value, str) and DECIMAL.fullmatch(value) is not None


def _decimal(value: Any) -> bool:
    return _signed(value) and Fraction(value) >= 0


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _instant(value: Any) -> bool:
    if not isinstance(value, str) or INSTANT.fullmatch(value) is None:
        return False
    try:
        return datetime.fromisoformat(value) is not None
    except ValueError:
        return False


def _object(value: Any) -> bool:
    return isinstance(value, dict)


def _rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


def _decimals(value: Any) -> bool:
    return isinstance(value, list) and all(_decimal(one) for one in value)


def _rates(value: Any) -> bool:
    return isinstance(value, dict) and all(_decimal(one) for one in value.values())


def _choice(*names: str) -> Check:
    return lambda value: isinstance(value, str) and value in names


def _or_null(check: Check) -> Check:
    return lambda value: value is None or check(value)


BASES = ("lot", "commission", "spread", "pip", "markup", "turnover_per_million", "profit", "points")
DISTRIBUTIONS = ("level", "difference", "rank_slices", "split", "percent_of_sub", "ratio")
USES = {
    "level": "levels",
    "ratio": "levels",
    "rank_slices": "slices",
    "split": "keep",
    "percent_of_sub": "percent_of_sub",
}

# What must be there, and what may be left out.
Shape = tuple[dict[str, Check], dict[str, Check]]

CASE: Shape = (
    {"plan": _object, "partners": _rows, "clients": _rows, "symbols": _rows, "deals": _rows},
    {"fx": _rates},
)
PLAN: Shape = (
    {
        "name": _text,
        "version": _text,
        "currency": _text,
        "distribution": _choice(*DISTRIBUTIONS),
        "rules": _rows,
    },
    {
        "time_zone": _text,
        "levels": _or_null(_decimals),
        "slices": _or_null(_rates),
        "keep": _or_null(_decimals),
        "percent_of_sub": _or_null(_decimal),
        "overriding": _or_null(_decimals),
        "same_rank_bonus": _or_null(_decimal),
        "max_total": _or_null(_decimal),
        "filters": _or_null(_object),
        "rebate": _or_null(_object),
    },
)
RULE: Shape = (
    {"basis": _choice(*BASES), "value": _decimal},
    {
        "charge_on": _choice("close", "open", "both"),
        **{key: _or_null(_text) for key in ("symbol", "symbol_group", "account_type", "partner")},
    },
)
FILTERS: Shape = (
    {},
    {
        "min_duration_s": _or_null(_integer),
        "min_points": _or_null(_integer),
        "max_spread_points": _or_null(_decimal),
        "cap_per_trade": _or_null(_decimal),
        "cap_per_day": _or_null(_decimal),
    },
)
REBATE: Shape = ({"share": _decimal, "funded_by": _choice("partner", "broker")}, {})
PARTNER: Shape = (
    {"id": _text},
    {
        "parent": _or_null(_text),
        "rank": _or_null(_text),
        "rate": _or_null(_decimal),
        "from": _or_null(_instant),
        "status": _choice("active", "suspended", "terminated"),
        "multiplier": _decimal,
    },
)
CLIENT: Shape = (
    {"id": _text, "partner": _or_null(_text)},
    {"from": _or_null(_instant), "to": _or_null(_instant), "self_referral": _flag},
)
SYMBOL: Shape = (
    {
        "symbol": _text,
        "group": _text,
        "contract_size": _decimal,
        "point": _decimal,
        "pip": _decimal,
        "quote_to_plan": _decimal,
    },
    {},
)
DEAL: Shape = (
    {
        **dict.fromkeys(("id", "client", "symbol", "account_type", "currency"), _text),
        **dict.fromkeys(("lots", "open_price", "close_price"), _decimal),
        **dict.fromkeys(("opened_at", "closed_at"), _instant),
    },
    {
        **dict.fromkeys(("lot_modifier", "spread_points", "markup_points"), _decimal),
        **dict.fromkeys(("commission", "profit"), _signed),
        "deleted": _flag,
    },
)


def _misshapen(row: Row, shape: Shape) -> Iterator[str]:
    required, optional = shape
    checks = {**required, **optional}
    for key in required:
        if key not in row:
            yield key
    for key, value in row.items():
        if key not in checks or not checks[key](value):
            yield key


def _shapes(case: Row) -> Iterator[str]:
    yield from _misshapen(case, CASE)
    plan = case["plan"]
    yield from _misshapen(plan, PLAN)
    used = USES.get(plan["distribution"])
    if used and plan.get(used) is None:
        yield used
    for rule in plan["rules"]:
        yield from _misshapen(rule, RULE)
    yield from _misshapen(plan.get("filters") or {}, FILTERS)
    if plan.get("rebate") is not None:
        yield from _misshapen(plan["rebate"], REBATE)
    for key, shape in (
        ("partners", PARTNER),
        ("clients", CLIENT),
        ("symbols", SYMBOL),
        ("deals", DEAL),
    ):
        for row in case[key]:
            yield from _misshapen(row, shape)


def most_per_unit(plan: Row, partners: list[Row]) -> Fraction:
    """Tell the most that a plan can pay per unit: all that is basic, and each share of all that."""
    others = max(len({row["id"] for row in partners}) - 1, 0)
    on_top = sum(plan["overriding"], Fraction(0)) + (plan["same_rank_bonus"] or 0) * others
    return _basic_per_unit(plan, partners) * (1 + on_top)


def _basic_per_unit(plan: Row, partners: list[Row]) -> Fraction:
    highest = max((rule["value"] for rule in plan["rules"]), default=Fraction(0))
    if plan["distribution"] == "level":
        return sum(plan["levels"], Fraction(0))
    if plan["distribution"] == "ratio":
        return Fraction(highest * sum(plan["levels"], Fraction(0)))
    if plan["distribution"] == "difference":
        return max((Fraction(row["rate"] or 0) for row in partners), default=Fraction(0))
    if plan["distribution"] == "rank_slices":
        return sum(plan["slices"].values(), Fraction(0))
    if plan["distribution"] == "split":
        return Fraction(highest)
    return Fraction(highest / (1 - plan["percent_of_sub"]))


def _plans(case: Row) -> Iterator[str]:
    plan = read_plan(case["plan"])
    try:
        ZoneInfo(plan["time_zone"])
    except (KeyError, ValueError):  # KeyError: no such zone; ValueError: no name of one
        yield "time_zone"
    scopes = []
    for rule in plan["rules"]:
        if rule["symbol"] is not None and rule["symbol_group"] is not None:
            yield "symbol"
        scopes.append([rule[key] for key in ("symbol", "symbol_group", "account_type", "partner")])
        if scopes.count(scopes[-1]) > 1:
            yield "rule"
    if any(part > 1 for part in plan["keep"]):
        yield "keep"
    if any(part > 1 for part in plan["overriding"]):
        yield "overriding"
    alike = plan["same_rank_bonus"]
    if alike is not None and (alike > 1 or plan["distribution"] != "rank_slices"):
        yield "same_rank_bonus"
    if plan["rebate"] and plan["rebate"]["share"] > 1:
        yield "share"
    if plan["percent_of_sub"] is not None and plan["percent_of_sub"] >= 1:
        yield "percent_of_sub"
    elif plan["max_total"] is not None and (
        most_per_unit(plan, read(case).partners) > plan["max_total"]
    ):
        yield "max_total"


def _unlisted(world: World) -> Iterator[str]:
    symbols = {row["symbol"] for row in world.symbols}
    partners = {row["id"] for row in world.partners}
    named = [rule["symbol"] for rule in world.plan["rules"]]
    yield from (
        name
        for name in [*named, *(deal["symbol"] for deal in world.deals)]
        if name is not None and name not in symbols
    )
    named = [rule["partner"] for rule in world.plan["rules"]]
    named += [row["parent"] for row in world.partners]
    named += [row["partner"] for row in world.clients]
    yield from (name for name in named if name is not None and name not in partners)


def _histories(world: World) -> Iterator[str]:
    begun = [(row["id"], row["from"]) for row in world.partners]
    yield from (name for name, start in begun if begun.count((name, start)) > 1)
    for position, row in enumerate(world.clients):
        for other in world.clients[position + 1 :]:
            if row["id"] == other["id"]:
                # Two half-open spans overlap when each begins before the other ends.
                ordered = [
                    one["from"] is None or two["to"] is None or one["from"] < two["to"]
                    for one, two in ((row, other), (other, row))
                ]
                if all(ordered):
                    yield row["id"]


def _deals(world: World) -> Iterator[str]:
    seen: dict[str, Row] = {}
    for deal in world.deals:
        if deal["closed_at"] < deal["opened_at"]:
            yield deal["id"]
        if not deal["deleted"] and seen.setdefault(deal["id"], deal) != deal:
            yield deal["id"]
    for deal in seen.values():
        at = instant_of(world, deal)
        try:
            chain = chain_of(world, client_row(world, deal["client"], at), at)
        except ValueError as circle:
            yield str(circle)
            continue
        yield from _missing_rate(world, deal, [partner["id"] for partner in chain])


def _missing_rate(world: World, deal: Row, chain: list[str]) -> Iterator[str]:
    ours, theirs = world.plan["currency"], deal["currency"]
    known = {f"{theirs}/{ours}", f"{ours}/{theirs}"} & set(world.fx)
    if theirs == ours or known:
        return
    for partner in chain:
        position = best_rule(world, deal, partner)
        if position is None:
            continue
        basis = world.plan["rules"][position]["basis"]
        charged = basis == "commission" and deal["commission"] < 0
        if charged or (basis == "profit" and deal["profit"] > 0):  # nothing needs no rate
            yield theirs


def refused(case: Row) -> str | None:
    """Name the key, id or currency for which a case is refused, or none."""
    for fault in _shapes(case):
        return fault
    for fault in _plans(case):
        return fault
    world = read(case)
    for checks in (_unlisted(world), _histories(world), _deals(world)):
        for fault in checks:
            return fault
    return None
