"""Read a case into fractions and instants, and find a deal's rule, instant and chain."""

import re
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

Row = dict[str, Any]

# Reading: what may be left out is filled in, decimals become fractions, instants are compared.


def _instant(text: str | None) -> Fraction | None:
    """Count the seconds since 1970, with all the digits given behind the point."""
    if text is None:
        return None
    part = re.search(r"\.[0-9]+", text)
    whole = datetime.fromisoformat(text[: part.start()] + text[part.end() :] if part else text)
    return int(whole.timestamp()) + Fraction("0" + part[0] if part else 0)


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _filled(row: Row, defaults: Row, decimals: str = "", instants: str = "") -> Row:
    full = {**defaults, **row}
    for key in decimals.split():
        full[key] = _fraction(full[key])
    for key in instants.split():
        full[key] = _instant(full[key])
    return full


def read_rule(row: Row) -> Row:
    """Read a rule of the plan."""
    nothing = dict.fromkeys(("symbol", "symbol_group", "account_type", "partner"))
    return _filled(row, {**nothing, "charge_on": "close"}, "value")


def read_plan(row: Row) -> Row:
    """Read the plan with its rules, filters and rebate."""
    nothing = dict.fromkeys(("max_total", "rebate", "filters", "percent_of_sub", "same_rank_bonus"))
    decimals = "percent_of_sub max_total same_rank_bonus"
    plan = _filled(row, {**nothing, "time_zone": "UTC"}, decimals)
    plan["overriding"] = [Fraction(text) for text in row.get("overriding") or []]
    plan["levels"] = [Fraction(text) for text in row.get("levels") or []]
    plan["keep"] = [Fraction(text) for text in row.get("keep") or []]
    plan["slices"] = {rank: Fraction(text) for rank, text in (row.get("slices") or {}).items()}
    plan["rules"] = [read_rule(rule) for rule in row["rules"]]
    off = ("min_duration_s", "min_points", "max_spread_points", "cap_per_trade", "cap_per_day")
    plan["filters"] = _filled(
        row.get("filters") or {}, dict.fromkeys(off), "max_spread_points cap_per_trade cap_per_day"
    )
    if row.get("rebate"):
        plan["rebate"] = _filled(row["rebate"], {}, "share")
    return plan


def read_partner(row: Row) -> Row:
    """Read one row of a partner's history."""
    nothing = dict.fromkeys(("parent", "rank", "rate", "from"))
    return _filled(
        row, {**nothing, "status": "active", "multiplier": "1"}, "rate multiplier", "from"
    )


def read_client(row: Row) -> Row:
    """Read one row of a client's history."""
    return _filled(row, {"from": None, "to": None, "self_referral": False}, "", "from to")


def read_symbol(row: Row) -> Row:
    """Read a symbol."""
    return _filled(row, {}, "contract_size point pip quote_to_plan")


def read_deal(row: Row) -> Row:
    """Read one row of a deal."""
    zeros = dict.fromkeys(("spread_points", "commission", "markup_points", "profit"), "0")
    return _filled(
        row,
        {**zeros, "lot_modifier": "1", "deleted": False},
        "lots lot_modifier open_price close_price spread_points commission markup_points profit",
        "opened_at closed_at",
    )


@dataclass
class World:
    """A case as read."""

    plan: Row
    partners: list[Row]
    clients: list[Row]
    symbols: list[Row]
    fx: dict[str, Fraction]
    deals: list[Row]

    def symbol(self, name: str) -> Row:
        """Find a symbol."""
        return next(row for row in self.symbols if row["symbol"] == name)


def read(case: Row) -> World:
    """Read a case."""
    return World(
        read_plan(case["plan"]),
        [read_partner(row) for row in case["partners"]],
        [read_client(row) for row in case["clients"]],
        [read_symbol(row) for row in case["symbols"]],
        {pair: Fraction(rate) for pair, rate in case.get("fx", {}).items()},
        [read_deal(row) for row in case["deals"]],
    )


# Instant, chain and rule.


def best_rule(world: World, deal: Row, partner: str | None) -> int | None:
    """Find the position of the most specific rule that names the partner or none."""
    best, best_weight = None, [False]
    for position, rule in enumerate(world.plan["rules"]):
        group = world.symbol(deal["symbol"])["group"]
        matches = (
            rule["partner"] in (None, partner)
            and rule["account_type"] in (None, deal["account_type"])
            and rule["symbol"] in (None, deal["symbol"])
            and rule["symbol_group"] in (None, group)
        )
        named = ("partner", "account_type", "symbol", "symbol_group")
        weight = [rule[key] is not None for key in named]
        if matches and (best is None or weight > best_weight):
            best, best_weight = position, weight
    return best


def instant_of(world: World, deal: Row) -> Fraction:
    """Tell the one instant that decides client row, partner rows and day."""
    position = best_rule(world, deal, None)
    opens = position is not None and world.plan["rules"][position]["charge_on"] == "open"
    instant: Fraction = deal["opened_at"] if opens else deal["closed_at"]
    return instant


def client_row(world: World, client: str, at: Fraction) -> Row | None:
    """Find the client's row at the instant."""
    for row in world.clients:
        started = row["from"] is None or row["from"] <= at
        ended = row["to"] is not None and row["to"] <= at
        if row["id"] == client and started and not ended:
            return row
    return None


def partner_row(world: World, partner: str, at: Fraction) -> Row | None:
    """Find the partner's latest row that has begun at the instant."""
    begun = [
        row
        for row in world.partners
        if row["id"] == partner and (row["from"] is None or row["from"] <= at)
    ]
    dated = [row for row in begun if row["from"] is not None]
    latest: Row | None = max(dated, key=lambda row: row["from"]) if dated else None
    return latest or (begun[0] if begun else None)


def chain_of(world: World, row: Row | None, at: Fraction) -> list[Row]:
    """List the partners' rows from the client up."""
    chain: list[Row] = []
    name = row["partner"] if row else None
    while name is not None:
        partner = partner_row(world, name, at)
        if partner is None:
            break
        if name in [one["id"] for one in chain]:
            raise ValueError(name)
        chain.append(partner)
        name = partner["parent"]
    return chain
