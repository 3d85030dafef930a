"""Random cases that the contract accepts, with most deals near some edge of it."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from .refusals import BASES, DISTRIBUTIONS, most_per_unit
from .world import Row, read_partner, read_plan

Draw = Any

ANCHORS = (
    datetime(2026, 3, 1, tzinfo=UTC),
    datetime(2026, 3, 10, tzinfo=UTC),
    datetime(2026, 3, 9, 15, tzinfo=UTC),  # midnight in Tokyo
    datetime(2026, 3, 28, 23, tzinfo=UTC),  # midnight in Berlin, the day summer time begins
    datetime(2026, 3, 29, 22, tzinfo=UTC),  # midnight in Berlin, in summer time
)
NEAR = (
    timedelta(0),
    timedelta(0),
    timedelta(microseconds=-1),
    timedelta(microseconds=1),
    timedelta(seconds=-1),
    timedelta(hours=1),
    timedelta(hours=-2),
)
ZONES = ("UTC", "UTC", "Europe/Berlin", "Asia/Tokyo", "America/New_York")
OFFSETS = (UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-8)))
CURRENCIES = ("USD", "USD", "EUR", "JPY", "KWD")
PARTNERS = ("p1", "p10", "p2", "q", "Z")
SYMBOLS = {"EURUSD": "fx_majors", "USDJPY": "fx_majors", "XAUUSD": "metals"}
ACCOUNT_TYPES = ("ECN", "Raw")
RANKS = ("Bronze", "Silver", "Gold", "Diamond")


def text_of(digits: int, decimals: int) -> str:
    """Write an integer of so many decimals as a plain decimal, its trailing zeros kept."""
    if not decimals:
        return str(digits)
    whole, part = divmod(abs(digits), 10**decimals)
    return f"{'-' if digits < 0 else ''}{whole}.{part:0{decimals}d}"


def plain(amount: Fraction, decimals: int) -> str:
    """Write a fraction as a plain decimal, rounded up."""
    scaled = amount * 10**decimals
    text = text_of(-(-scaled.numerator // scaled.denominator), decimals)
    return text.rstrip("0").rstrip(".")


USUAL = st.sampled_from(("1", "2", "3", "5", "0.5", "0.60", "10", "0.1", "1.25", "7", "6.0"))
FEW = st.builds(text_of, st.integers(1, 99_999), st.integers(0, 4))
MANY = st.builds(text_of, st.integers(10**17, 10**21), st.integers(14, 20))
TINY = st.sampled_from(("0.00000001", "0.000000005", "0.0000000049", "0.000001", "0"))


@cache
def numbers() -> st.SearchStrategy[str]:
    """Usual numbers most often, then few digits, many digits, tiny ones and zero."""
    return st.one_of(USUAL, USUAL, USUAL, FEW, FEW, MANY, TINY)


@cache
def shares() -> st.SearchStrategy[str]:
    """Numbers from 0 to 1, both included."""
    few = st.builds(text_of, st.integers(0, 100), st.just(2))
    many = st.builds(text_of, st.integers(0, 10**18), st.just(18))
    return st.one_of(few, many, st.sampled_from(("1", "1.0", "0", "0.5", "0.40")))


ANY_OFFSET = st.sampled_from(OFFSETS)
EITHER = st.booleans()


def instant(draw: Draw, at: datetime) -> str:
    """Write an instant in some zone."""
    zone = draw(ANY_OFFSET)
    text = at.astimezone(zone).isoformat()
    return text.replace("+00:00", "Z") if draw(EITHER) else text


@cache
def below(times: int) -> st.SearchStrategy[int]:
    """A number from zero to one less than so many."""
    return st.integers(0, times - 1)


def one_in(draw: Draw, times: int) -> bool:
    """Decide yes once in so many times."""
    return bool(draw(below(times)) == times - 1)


def some(draw: Draw, row: Row, key: str, values: Any, one_of: int = 3) -> None:
    """Set a key that may be left out once in so many times."""
    if one_in(draw, one_of):
        row[key] = draw(
            values if isinstance(values, st.SearchStrategy) else st.sampled_from(values)
        )


def _rules(draw: Draw, partners: list[str]) -> list[Row]:
    rules: list[Row] = []
    scopes = []
    for _ in range(draw(st.sampled_from((1, 2, 2, 3, 4, 0)))):
        rule: Row = {"basis": draw(st.sampled_from(BASES)), "value": draw(numbers())}
        if not rules:
            some(draw, rule, "symbol", (None, "EURUSD"), 3)
        else:
            scope = draw(st.sampled_from(("symbol", "symbol_group", "neither")))
            if scope != "neither":
                names = tuple(SYMBOLS if scope == "symbol" else ("fx_majors", "metals"))
                rule[scope] = draw(st.sampled_from(names))
            some(draw, rule, "account_type", ACCOUNT_TYPES)
            some(draw, rule, "partner", partners)
        some(draw, rule, "charge_on", ("close", "open", "both"), 2)
        keys = ("symbol", "symbol_group", "account_type", "partner")
        mine = [rule.get(key) for key in keys]
        if mine not in scopes:
            scopes.append(mine)
            rules.append(rule)
    return draw(st.permutations(rules)) if rules else []


def _filters(draw: Draw) -> Row:
    filters: Row = {}
    some(draw, filters, "min_duration_s", (180, 1, 0, None), 2)
    some(draw, filters, "min_points", (30, 30, 0, None), 2)
    some(draw, filters, "max_spread_points", ("35", "10.5", None), 2)
    some(draw, filters, "cap_per_trade", numbers(), 3)
    some(draw, filters, "cap_per_day", numbers(), 2)
    return filters


def _plan(draw: Draw, partners: list[str], distribution: str) -> Row:
    plan: Row = {
        "name": "Plan",
        "version": "1",
        "currency": draw(st.sampled_from(CURRENCIES)),
        "distribution": distribution,
        "rules": _rules(draw, partners),
    }
    some(draw, plan, "time_zone", ZONES, 2)
    some(draw, plan, "rebate", (None,), 4)
    if one_in(draw, 2):
        funded_by = draw(st.sampled_from(("partner", "partner", "broker")))
        plan["rebate"] = {"share": draw(st.one_of(shares(), st.just("1"))), "funded_by": funded_by}
    if draw(st.integers(0, 2)):
        plan["filters"] = _filters(draw)
    if one_in(draw, 3):
        plan["overriding"] = draw(st.one_of(st.none(), st.lists(shares(), max_size=4)))
    if distribution == "rank_slices":
        some(draw, plan, "same_rank_bonus", st.one_of(st.none(), shares(), shares()), 2)
    used = {
        "levels": distribution in ("level", "ratio"),
        "slices": distribution == "rank_slices",
        "keep": distribution == "split",
        "percent_of_sub": distribution == "percent_of_sub",
    }
    ranks = draw(st.permutations(RANKS))[: draw(st.integers(1, 4))]
    values = {
        "levels": st.lists(numbers(), max_size=5),
        "slices": st.fixed_dictionaries({rank: numbers() for rank in ranks}),
        "keep": st.lists(shares(), max_size=4),
        "percent_of_sub": st.one_of(
            st.just("0.20"), st.builds(text_of, st.integers(0, 99), st.just(2))
        ),
    }
    for key, value in values.items():
        if used[key]:
            plan[key] = draw(value)
        elif one_in(draw, 6):
            plan[key] = draw(st.one_of(st.none(), value))
    return plan


def _partners(draw: Draw, names: list[str], anchors: list[datetime]) -> list[Row]:
    rows = []
    for position, name in enumerate(names):
        above = names[position + 1 :]  # parents come later, so no chain ever meets itself
        starts: list[datetime | None] = [None if draw(st.integers(0, 5)) else anchors[0]]
        if one_in(draw, 3):
            later = [anchor for anchor in anchors if anchor != starts[0]]
            starts += later[:1]
        for start in starts:
            row: Row = {"id": name}
            if above and not one_in(draw, 8):
                row["parent"] = (
                    above[0] if draw(st.integers(0, 3)) else draw(st.sampled_from(above))
                )
            if start is not None:
                row["from"] = instant(draw, start)
            some(draw, row, "rank", (*RANKS, *RANKS, "Nobody", None), 1 + one_in(draw, 6))
            some(draw, row, "rate", numbers(), 1 + one_in(draw, 6))
            some(draw, row, "status", ("active", "active", "suspended", "terminated"), 3)
            some(draw, row, "multiplier", numbers(), 4)
            rows.append(row)
    return rows


def _client(draw: Draw, name: str, partners: list[str], anchors: list[datetime]) -> list[Row]:
    rows: list[Row] = []
    cuts: list[datetime | None] = [None, *sorted(anchors)[: draw(st.integers(0, 2))], None]
    for start, end in pairwise(cuts):
        first = partners[0] if draw(st.booleans()) else draw(st.sampled_from(partners))
        row: Row = {"id": name, "partner": None if one_in(draw, 14) else first}
        if start is not None or one_in(draw, 5):
            row["from"] = None if start is None else instant(draw, start)
        if end is not None or one_in(draw, 5):
            row["to"] = None if end is None else instant(draw, end)
        some(draw, row, "self_referral", (True, False), 10)
        if not one_in(draw, 12):  # else a gap
            rows.append(row)
    return rows


def _symbols(draw: Draw) -> list[Row]:
    usual = {
        "EURUSD": ("100000", "0.00001", "0.0001", "1"),
        "USDJPY": ("100000", "0.001", "0.01", "0.006443299"),
        "XAUUSD": ("100", "0.01", "0.1", "0.91234567890123456789"),
    }
    keys = ("contract_size", "point", "pip", "quote_to_plan")
    rows: list[Row] = [
        {"symbol": name, "group": SYMBOLS[name], **dict(zip(keys, values, strict=True))}
        for name, values in usual.items()
    ]
    if one_in(draw, 8):
        draw(st.sampled_from(rows))[draw(st.sampled_from(("contract_size", "pip")))] = draw(TINY)
    return list(draw(st.permutations(rows)))


def _deal(draw: Draw, name: str, anchors: list[datetime]) -> Row:
    symbol = draw(st.sampled_from(("EURUSD", "EURUSD", *SYMBOLS)))
    point = {"EURUSD": 1, "USDJPY": 100, "XAUUSD": 1000}[symbol]  # in 0.00001
    at = draw(st.sampled_from(anchors)) + draw(st.sampled_from(NEAR))
    lasted = timedelta(seconds=draw(st.sampled_from((180, 180, 181, 179, 0, 1, 3600, 86400))))
    lasted += timedelta(microseconds=draw(st.sampled_from((0, 0, 0, 1))))
    opened = at if one_in(draw, 3) else at - lasted
    price = draw(st.sampled_from((110_000, 15_520_000, 1)))
    moved = draw(st.sampled_from((30, 30, 29, 31, 100))) * point + draw(st.sampled_from((0, 0, -1)))
    prices = draw(st.permutations([text_of(price, 5), text_of(price + moved, 5)]))
    deal: Row = {
        "id": name,
        "client": draw(st.sampled_from(("c1",) * 5 + ("c2",) * 4 + ("stranger",))),
        "symbol": symbol,
        "account_type": draw(st.sampled_from(ACCOUNT_TYPES)),
        "lots": draw(numbers()),
        "opened_at": instant(draw, opened),
        "closed_at": instant(draw, opened + lasted),
        "open_price": prices[0],
        "close_price": prices[1],
        "currency": draw(st.sampled_from(CURRENCIES)),
    }
    some(draw, deal, "lot_modifier", ("0.4", "1", "0", "0.01"), 5)
    some(draw, deal, "spread_points", ("14", "35", "35.1", "10.5", "0", "46"), 1 + one_in(draw, 4))
    some(draw, deal, "markup_points", ("3", "0", "0.7"), 1 + one_in(draw, 4))
    for key in ("commission", "profit"):
        money = st.tuples(
            st.sampled_from(("-", "-", "") if key == "commission" else ("", "", "-")), numbers()
        )
        some(draw, deal, key, money.map("".join), 1 + one_in(draw, 4))
    some(draw, deal, "deleted", (False,), 5)
    return deal


def rewritten(draw: Draw, deal: Row) -> Row:
    """Write a deal again with equal values."""
    row = {"deleted": False, "profit": "0", "lot_modifier": "1", **deal}
    for key in ("lots", "open_price", "commission", "profit"):
        if key in row and one_in(draw, 2):
            row[key] += "0" if "." in row[key] else ".0"
    for key in ("opened_at", "closed_at"):
        row[key] = instant(draw, datetime.fromisoformat(row[key]))
    return row


def _deals(draw: Draw, anchors: list[datetime]) -> list[Row]:
    names = draw(st.permutations(("d1", "d10", "d2", "D3", "d4", "d5")))
    rows = []
    for name in names[: draw(st.sampled_from((1, 2, 3, 3, 4, 6)))]:
        deal = _deal(draw, name, anchors)
        fate = draw(st.sampled_from(("once",) * 6 + ("again", "deleted", "both", "never")))
        if fate != "never":
            rows.append(deal)
        if fate in ("again", "both"):
            rows.append(rewritten(draw, deal))
        if fate in ("deleted", "both", "never"):
            rows += [{**deepcopy(deal), "lots": "9.99", "deleted": True}] * draw(st.integers(1, 2))
    return list(draw(st.permutations(rows)))


def _fx(draw: Draw, ours: str) -> Row:
    fx: Row = {}
    for theirs in sorted({*CURRENCIES} - {ours}):
        ways = draw(st.sampled_from(("to", "from", "both")))
        rates = st.sampled_from(("1.0850", "155.20", "0.3", "3", "0.30712345678901234567"))
        if ways != "from":
            fx[f"{theirs}/{ours}"] = draw(rates)
        if ways != "to":
            fx[f"{ours}/{theirs}"] = draw(rates)
    return fx


ANY_DISTRIBUTION = st.sampled_from(DISTRIBUTIONS)


@st.composite
def cases(draw: Draw, distributions: st.SearchStrategy[str] = ANY_DISTRIBUTION) -> Row:
    """Make a case that the contract accepts."""
    names = list(draw(st.permutations(PARTNERS)))[: draw(st.sampled_from((1, 2, 3, 3, 4, 5)))]
    anchors = list(draw(st.permutations(ANCHORS)))[: draw(st.sampled_from((1, 1, 2, 3)))]
    plan = _plan(draw, names, draw(distributions))
    partners = _partners(draw, names, anchors)
    if one_in(draw, 3):
        most = most_per_unit(read_plan(plan), [read_partner(row) for row in partners])
        decimals = 15 if plan["distribution"] == "percent_of_sub" else 60  # a quotient may not end
        plan["max_total"] = plain(most if draw(st.booleans()) else most + 1, decimals)
    case: Row = {
        "plan": plan,
        "partners": draw(st.permutations(partners)),
        "clients": draw(
            st.permutations(
                [row for name in ("c1", "c2") for row in _client(draw, name, names, anchors)]
            )
        ),
        "symbols": _symbols(draw),
        "fx": _fx(draw, plan["currency"]),
        "deals": _deals(draw, anchors),
    }
    return case
