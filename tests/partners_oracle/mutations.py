"""Changes of a good case that the contract refuses, each with what the refusal may name."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import datetime, timedelta
from fractions import Fraction

from hypothesis import assume
from hypothesis import strategies as st

from .cases import Draw, cases, instant, plain, rewritten
from .oracle import calculate
from .refusals import (
    CASE,
    CLIENT,
    DEAL,
    FILTERS,
    PARTNER,
    PLAN,
    REBATE,
    RULE,
    SYMBOL,
    USES,
    Check,
    Shape,
    most_per_unit,
)
from .world import Row, chain_of, client_row, instant_of, read

Names = tuple[str, ...]
Mutation = Callable[[Draw, Row], Names]

NO_DECIMALS: tuple[object, ...] = (
    1,
    1.5,
    True,
    "1e3",
    "NaN",
    "Infinity",
    "abc",
    "",
    " 1",
    "1,5",
    "0x1",
    "1_000",
    [],
)
NO_INSTANTS = (
    "2026-03-01",
    "2026-03-01T00:00:00",
    "2026-13-01T00:00:00Z",
    "soon",
    "",
    1_772_323_200,
)
NO_INTEGERS: tuple[object, ...] = ("180", 1.5, True, [])
NO_FLAGS = ("yes", 1, "true", 0)
NO_TEXTS: tuple[object, ...] = (5, ["x"], True, {})


def _places(case: Row) -> Iterator[tuple[Row, Shape]]:
    """Go through every object of a case whose keys are known."""
    plan = case["plan"]
    yield case, CASE
    yield plan, PLAN
    for rule in plan["rules"]:
        yield rule, RULE
    if plan.get("filters") is not None:
        yield plan["filters"], FILTERS
    if plan.get("rebate") is not None:
        yield plan["rebate"], REBATE
    kinds = (("partners", PARTNER), ("clients", CLIENT), ("symbols", SYMBOL), ("deals", DEAL))
    for key, shape in kinds:
        for row in case[key]:
            if not row.get("deleted"):
                yield row, shape


def _place(draw: Draw, case: Row) -> tuple[Row, Shape]:
    """Choose a kind of object, then one of them."""
    places = list(_places(case))
    kinds = list({id(shape): shape for _, shape in places}.values())
    kind = kinds[draw(st.integers(0, len(kinds) - 1))]
    place: tuple[Row, Shape] = draw(st.sampled_from([one for one in places if one[1] is kind]))
    return place


def _wrong(check: Check) -> tuple[object, ...]:
    """List values that a key of some type refuses, finding its type by what it takes."""
    if check("x"):
        return NO_TEXTS
    if check("1"):
        return NO_DECIMALS if check("-1") else (*NO_DECIMALS, "-1", "-0.5")
    if check("2026-01-01T00:00:00Z"):
        return NO_INSTANTS
    if check(1):
        return NO_INTEGERS
    if check(True):
        return NO_FLAGS
    if check(["1"]):
        return (["1", 2], ["-1"], "1", {"0": "1"})
    if check({"x": "1"}) and not check({"x": "y"}):
        return ({"Gold": 1}, {"Gold": "-1"}, ["1"], "1")
    if check([{}]):
        return ({}, "x", 5, None)
    if check({}):
        return ([], "x", 5)
    return ("nonsense", "", 5)  # a listed choice


def unknown_key(draw: Draw, case: Row) -> Names:
    """Put a key in that nobody knows."""
    _place(draw, case)[0]["colour"] = "blue"
    return ("colour",)


def missing_key(draw: Draw, case: Row) -> Names:
    """Leave out a key that must be there."""
    row, (required, _) = _place(draw, case)
    assume(required)
    key = draw(st.sampled_from(sorted(required)))
    del row[key]
    return (key,)


def missing_for_distribution(draw: Draw, case: Row) -> Names:
    """Leave out the field that the distribution uses."""
    key = USES.get(case["plan"]["distribution"])
    assume(key)
    del case["plan"][key]
    return (str(key),)


def wrong_type(draw: Draw, case: Row) -> Names:
    """Give a key a value of a wrong type, or none of the listed choices."""
    row, (required, optional) = _place(draw, case)
    key = draw(st.sampled_from(sorted({**required, **optional})))
    row[key] = draw(st.sampled_from(_wrong({**required, **optional}[key])))
    return (key,)


def null_for_value(draw: Draw, case: Row) -> Names:
    """Give null for a key that must have a value."""
    row, (required, _) = _place(draw, case)
    keys = sorted(key for key, check in required.items() if not check(None))
    assume(keys)
    key = draw(st.sampled_from(keys))
    row[key] = None
    return (key,)


def _rule(draw: Draw, case: Row) -> Row:
    assume(len(case["plan"]["rules"]) > 0)
    rule: Row = draw(st.sampled_from(case["plan"]["rules"]))
    return rule


def symbol_and_group(draw: Draw, case: Row) -> Names:
    """Let one rule name a symbol and a group."""
    _rule(draw, case).update(symbol="EURUSD", symbol_group="metals")
    return ("symbol",)


def equal_scope(draw: Draw, case: Row) -> Names:
    """Put a rule in again, with another basis."""
    scope = ("symbol", "symbol_group", "account_type", "partner")
    rule = {key: value for key, value in _rule(draw, case).items() if key in scope}
    case["plan"]["rules"].append({**rule, "basis": "lot", "value": "0"})
    return ("rule", "scope")


def overlap(draw: Draw, case: Row) -> Names:
    """Let two rows of one client hold at one instant."""
    assume(len(case["clients"]) > 0)
    row = dict(draw(st.sampled_from(case["clients"])))
    if draw(st.booleans()):
        row.update({"from": None, "to": None})
    case["clients"].append(row)
    return (row["id"],)


def overlap_by_a_moment(draw: Draw, case: Row) -> Names:
    """Let a client's row end a microsecond after the next begins."""
    ended = [row for row in case["clients"] if row.get("to")]
    assume(ended)
    row = draw(st.sampled_from(ended))
    started = datetime.fromisoformat(row["to"]) - timedelta(microseconds=1)
    case["clients"].append({**row, "from": instant(draw, started), "to": None})
    return (row["id"],)


def equal_from(draw: Draw, case: Row) -> Names:
    """Let two rows of one partner begin at one instant."""
    row = dict(draw(st.sampled_from(case["partners"])))
    if row.get("from"):
        row["from"] = instant(draw, datetime.fromisoformat(row["from"]))
    case["partners"].append({**row, "status": "terminated"})
    return (row["id"],)


def unlisted(draw: Draw, case: Row) -> Names:
    """Name a symbol or partner that is not listed."""
    deals = [deal for deal in case["deals"] if not deal.get("deleted")]
    places = [
        *(("symbol", row) for row in deals),
        *(("parent", row) for row in case["partners"]),
        *(("partner", row) for row in [*case["clients"], *case["plan"]["rules"]]),
        *(("symbol", row) for row in case["plan"]["rules"] if row.get("symbol_group") is None),
    ]
    key, row = draw(st.sampled_from(places))
    row[key] = "nowhere"
    return ("nowhere",)


def circle(draw: Draw, case: Row) -> Names:
    """Make the top partner of a deal's chain the child of one below him, or of himself."""
    world = read(case)
    chains = []
    for deal in world.deals:
        at = instant_of(world, deal)
        if not deal["deleted"]:
            chains.append(chain_of(world, client_row(world, deal["client"], at), at))
    chains = [chain for chain in chains if chain and chain[-1]["parent"] is None]
    assume(chains)
    chain = draw(st.sampled_from(chains))
    below = draw(st.sampled_from(chain))["id"]
    for row in case["partners"]:
        if row["id"] == chain[-1]["id"]:
            row["parent"] = below
    return tuple(row["id"] for row in case["partners"])


def absent_rate(draw: Draw, case: Row) -> Names:
    """Take away the rate by which a paid deal was converted."""
    lines = [line for line in calculate(case)["accruals"] if Fraction(line["amount"]) != 0]
    pairs = [line["why"]["fx"][0] for line in lines if line["why"]["fx"]]
    assume(pairs)
    one, two = draw(st.sampled_from(pairs)).split("/")
    case["fx"] = {
        pair: rate for pair, rate in case["fx"].items() if set(pair.split("/")) != {one, two}
    }
    return (two if one == case["plan"]["currency"] else one,)


def closed_before(draw: Draw, case: Row) -> Names:
    """Close a deal a microsecond before it was opened."""
    ids = [deal["id"] for deal in case["deals"]]
    once = [deal for deal in case["deals"] if ids.count(deal["id"]) == 1]
    once = [deal for deal in once if not deal.get("deleted")]
    assume(once)
    deal = draw(st.sampled_from(once))
    opened = datetime.fromisoformat(deal["opened_at"])
    deal["closed_at"] = instant(draw, opened - timedelta(microseconds=1))
    return (deal["id"], "closed_at")


def differing_rows(draw: Draw, case: Row) -> Names:
    """Tell a deal a second time, with one value changed."""
    live = [deal for deal in case["deals"] if not deal.get("deleted")]
    assume(live)
    deal = draw(st.sampled_from(live))
    key, value = draw(
        st.sampled_from(
            (
                ("lots", deal["lots"] + "1" if "." in deal["lots"] else deal["lots"] + ".1"),
                ("profit", "-0.125"),
                ("account_type", "Other"),
                ("client", "c9"),
                ("spread_points", "0.333"),
                ("lot_modifier", "0.77"),
            )
        )
    )
    case["deals"].append({**rewritten(draw, deal), key: value})
    return (deal["id"],)


def above_one(draw: Draw, case: Row) -> Names:
    """Let somebody pass on or keep more than there is."""
    plan = case["plan"]
    key = {"split": "keep", "percent_of_sub": "percent_of_sub"}.get(plan["distribution"], "share")
    if key == "keep":
        plan["keep"] = [*plan["keep"], "1.0000000000000000000000000001"]
    elif key == "percent_of_sub":
        plan["percent_of_sub"] = draw(st.sampled_from(("1", "1.00", "1.2")))
    else:
        plan["rebate"] = {"share": "1.01", "funded_by": "broker"}
    return (key,)


def add_on_not_offered(draw: Draw, case: Row) -> Names:
    """Let an add-on pay more than what it is of, or reward a rank where ranks do not count."""
    plan = case["plan"]
    if draw(st.booleans()):
        plan["overriding"] = ["0.5", "1.01"]
        return ("overriding",)
    plan["same_rank_bonus"] = "1.01" if plan["distribution"] == "rank_slices" else "0.1"
    return ("same_rank_bonus",)


def above_max_total(draw: Draw, case: Row) -> Names:
    """Allow the plan a little less than it could pay."""
    world = read(case)
    most = most_per_unit(world.plan, world.partners)
    quotient = world.plan["distribution"] == "percent_of_sub"  # of at least 28 digits
    least = Fraction(1, 10 ** (12 if quotient else 40))
    assume(most > least)
    case["plan"]["max_total"] = (
        plain(most - least, 13 if quotient else 60) if draw(st.booleans()) else "0"
    )
    return ("max_total",)


def no_zone(draw: Draw, case: Row) -> Names:
    """Name a time zone that there is not."""
    case["plan"]["time_zone"] = "Europe/Atlantis"
    return ("time_zone", "Europe/Atlantis")


MUTATIONS: tuple[Mutation, ...] = (
    unknown_key,
    missing_key,
    missing_for_distribution,
    wrong_type,
    wrong_type,
    wrong_type,
    null_for_value,
    symbol_and_group,
    equal_scope,
    overlap,
    overlap_by_a_moment,
    equal_from,
    unlisted,
    circle,
    absent_rate,
    closed_before,
    differing_rows,
    above_one,
    add_on_not_offered,
    above_max_total,
    no_zone,
)


ANY_MUTATION = st.sampled_from(MUTATIONS)


@st.composite
def refused_cases(
    draw: Draw, mutations: st.SearchStrategy[Mutation] = ANY_MUTATION
) -> tuple[Row, Names, str]:
    """Make a case that the contract refuses, what may be named, and what was done."""
    mutation = draw(mutations)
    case = deepcopy(draw(cases()))
    return case, mutation(draw, case), mutation.__name__
