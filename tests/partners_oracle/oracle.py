"""Partner commissions in fractions: the contract said slowly and plainly, to prove the engine by.

It calculates cases that the contract accepts; `refusals` says which it does not.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from .refusals import refused
from .world import Row, World, best_rule, chain_of, client_row, instant_of, read

__all__ = ["calculate", "refused"]

UNIT = Fraction(1, 10**8)
MINOR_UNITS = {"JPY": 0, "KRW": 0, "CLP": 0, "VND": 0, "KWD": 3, "BHD": 3, "JOD": 3, "TND": 3}


# Units.


def converted(world: World, amount: Fraction, currency: str) -> tuple[Fraction, str | None]:
    """Bring money to the plan's currency; give the pair used too."""
    ours = world.plan["currency"]
    if currency == ours:
        return amount, None
    if f"{currency}/{ours}" in world.fx:
        return amount * world.fx[f"{currency}/{ours}"], f"{currency}/{ours}"
    if f"{ours}/{currency}" in world.fx:
        return amount / world.fx[f"{ours}/{currency}"], f"{ours}/{currency}"
    raise LookupError(currency)


def units_of(world: World, rule: Row, deal: Row) -> tuple[Fraction, str | None]:
    """Tell how many units the deal is under a rule, and the pair used."""
    basis, on = rule["basis"], rule["charge_on"]
    symbol = world.symbol(deal["symbol"])
    lots = deal["lots"] * deal["lot_modifier"]
    volume = lots * symbol["contract_size"] * symbol["quote_to_plan"]
    if basis == "commission":
        return converted(world, max(Fraction(0), -deal["commission"]), deal["currency"])
    if basis == "profit":
        return converted(world, max(Fraction(0), deal["profit"]), deal["currency"])
    if basis == "turnover_per_million":
        price = {
            "close": deal["close_price"],
            "open": deal["open_price"],
            "both": deal["open_price"] + deal["close_price"],
        }[on]
        return price * volume / 1_000_000, None
    if basis == "spread":
        ceiling = world.plan["filters"]["max_spread_points"]
        points = deal["spread_points"]
        if ceiling is not None and points > ceiling:
            points = ceiling
        return points * symbol["point"] * volume, None
    if basis == "markup":
        return deal["markup_points"] * symbol["point"] * volume, None
    times = 2 if on == "both" else 1
    once = {"lot": lots, "pip": symbol["pip"] * volume, "points": symbol["point"] * volume}[basis]
    return once * times, None


# Distribution: what each partner of the chain would get if all were active and no cap held.


@dataclass
class Share:
    """A partner's part, or why he has none; `factors` are what the units were multiplied by."""

    amount: Fraction
    reason: str | None
    rule: int | None = None
    units: Fraction | None = None
    factors: tuple[Fraction, ...] = ()
    fx: str | None = None


def _entry(entries: list[Fraction], level: int) -> Fraction | None:
    return entries[level - 1] if level <= len(entries) else None


def _share(world: World, deal: Row, position: int | None, *factors: Fraction | None) -> Share:
    """Multiply the units by the factors, or say what is absent or zero."""
    if position is None:
        return Share(Fraction(0), "NO_RATE")
    rule = world.plan["rules"][position]
    if any(factor is None or factor == 0 for factor in factors):
        return Share(Fraction(0), "NO_RATE", position)
    units, pair = units_of(world, rule, deal)
    if units == 0:
        reason = "NO_PROFIT" if rule["basis"] == "profit" else "NO_BASE"
        return Share(Fraction(0), reason, position, units, (), pair)
    amount, used = units, tuple(factor for factor in factors if factor is not None)
    for factor in used:
        amount = amount * factor
    return Share(amount, None, position, units, used, pair)


def by_level(world: World, deal: Row, chain: list[Row]) -> list[Share]:
    """Pay each by his distance from the client."""
    shares = []
    for level, partner in enumerate(chain, start=1):
        position = best_rule(world, deal, partner["id"])
        rate = _entry(world.plan["levels"], level)
        if position is not None and world.plan["rules"][position]["partner"] is not None:
            rate = world.plan["rules"][position]["value"]
        shares.append(_share(world, deal, position, rate, partner["multiplier"]))
    return shares


def by_ratio(world: World, deal: Row, chain: list[Row]) -> list[Share]:
    """Pay each the rule's value times the ratio of his distance."""
    shares = []
    for level, partner in enumerate(chain, start=1):
        position = best_rule(world, deal, partner["id"])
        value = None if position is None else world.plan["rules"][position]["value"]
        ratio = _entry(world.plan["levels"], level)
        shares.append(_share(world, deal, position, value, ratio, partner["multiplier"]))
    return shares


def _by_difference(world: World, deal: Row, chain: list[Row], rates: list[Fraction]) -> list[Share]:
    position = best_rule(world, deal, chain[0]["id"])
    shares, best = [], Fraction(0)
    for partner, rate in zip(chain, rates, strict=True):
        share = _share(world, deal, position, rate, partner["multiplier"])
        if share.reason is None and rate <= best:
            share = Share(Fraction(0), "COVERED_BELOW", position, share.units, (), share.fx)
        elif share.reason is None:
            share = _share(world, deal, position, rate - best, partner["multiplier"])
        best = max(best, rate)
        shares.append(share)
    return shares


def by_difference(world: World, deal: Row, chain: list[Row]) -> list[Share]:
    """Pay each what his rate exceeds the best below."""
    return _by_difference(world, deal, chain, [one["rate"] or Fraction(0) for one in chain])


def by_rank_slices(world: World, deal: Row, chain: list[Row]) -> list[Share]:
    """Pay each the slices up to his rank that none below took."""
    ranks = list(world.plan["slices"])
    rates = []
    for partner in chain:
        known = partner["rank"] in ranks
        reached = ranks[: ranks.index(partner["rank"]) + 1] if known else []
        rates.append(sum((world.plan["slices"][rank] for rank in reached), Fraction(0)))
    return _by_difference(world, deal, chain, rates)


def by_split(world: World, deal: Row, chain: list[Row]) -> list[Share]:
    """Divide one pool; parts are cut down and the missing units go to the largest remainders."""
    position, keep = best_rule(world, deal, chain[0]["id"]), world.plan["keep"]
    value = None if position is None else world.plan["rules"][position]["value"]
    pool = rounded(_share(world, deal, position, value).amount, 8)
    left, shares = Fraction(1), []
    for level in range(1, len(chain) + 1):
        takes_rest = level >= min(len(keep) + 1, len(chain))
        kept = Fraction(1) if takes_rest else keep[level - 1]
        share = _share(world, deal, position, value, kept)
        share.factors = share.factors[:1]
        if share.reason is None and left == 0:
            share.reason = "COVERED_BELOW"
        share.amount = pool * left * kept if share.reason is None else Fraction(0)
        left = left - left * kept
        shares.append(share)
    exact = [share.amount for share in shares]
    for share in shares:
        share.amount = share.amount // UNIT * UNIT
    missing = (sum(exact, Fraction(0)) - sum((one.amount for one in shares), Fraction(0))) / UNIT
    remainders = [whole - cut.amount for whole, cut in zip(exact, shares, strict=True)]
    for _ in range(int(missing)):
        largest = remainders.index(max(remainders))  # the first, so the lowest level of equals
        shares[largest].amount += UNIT
        remainders[largest] = Fraction(0)
    return shares


def by_percent_of_sub(world: World, deal: Row, chain: list[Row]) -> list[Share]:
    """Pay the direct partner by the rule, and each next a percentage of the one below, on top."""
    position = best_rule(world, deal, chain[0]["id"])
    value = None if position is None else world.plan["rules"][position]["value"]
    shares = [_share(world, deal, position, value, chain[0]["multiplier"])]
    rebate = world.plan["rebate"]
    below = shares[0].amount
    if rebate and rebate["funded_by"] == "partner":
        below = below * (1 - rebate["share"])
    for partner in chain[1:]:
        factors = (world.plan["percent_of_sub"], partner["multiplier"])
        share = _share(world, deal, position, *factors)
        if share.reason is None and below == 0:
            share = Share(Fraction(0), "NO_BASE", position)
        elif share.reason is None:
            amount = below * factors[0] * factors[1]
            share = Share(amount, None, position, below, factors, share.fx)
        shares.append(share)
        below = share.amount
    return shares


DISTRIBUTIONS: dict[str, Callable[[World, Row, list[Row]], list[Share]]] = {
    "level": by_level,
    "ratio": by_ratio,
    "difference": by_difference,
    "rank_slices": by_rank_slices,
    "split": by_split,
    "percent_of_sub": by_percent_of_sub,
}


# Add-ons: shares of what those below got, before caps and rebate and as if all were active.


@dataclass
class OnTop:
    """One add-on of a partner: of whose level, of what amount, which share."""

    level: int
    kind: str
    of: list[tuple[int, Fraction, Fraction]]

    @property
    def amount(self) -> Fraction:
        """Tell what it comes to."""
        return sum((amount * part for _, amount, part in self.of), Fraction(0))


def on_top(world: World, chain: list[Row], shares: list[Share]) -> list[OnTop]:
    """List the add-ons of a chain that are not nothing."""
    got = [share.amount for share in shares]
    found = []
    for level in range(1, len(chain) + 1):
        below = []
        for generation, part in enumerate(world.plan["overriding"], start=1):
            if generation < level:
                below.append((level - generation, got[level - generation - 1], part))
        alike = _of_same_rank(world, chain, got, level)
        found += [OnTop(level, "overriding", below), OnTop(level, "same_rank", alike)]
    return [one for one in found if one.amount != 0]


def _of_same_rank(
    world: World, chain: list[Row], got: list[Fraction], level: int
) -> list[tuple[int, Fraction, Fraction]]:
    """Find whom a partner who got nothing was kept out by."""
    rank, part = chain[level - 1]["rank"], world.plan["same_rank_bonus"]
    if part is None or rank is None or got[level - 1] != 0:
        return []
    for lower in range(level - 1, 0, -1):
        if chain[lower - 1]["rank"] == rank and got[lower - 1] != 0:
            return [(lower, got[lower - 1], part)]
    return []


# Lines.


def rounded(amount: Fraction, decimals: int) -> Fraction:
    """Round half up, away from zero."""
    scaled = abs(amount) * 10**decimals
    whole = scaled.numerator // scaled.denominator
    if scaled - whole >= Fraction(1, 2):
        whole += 1
    return Fraction(whole if amount >= 0 else -whole, 10**decimals)


def printed(amount: Fraction, decimals: int) -> str:
    """Print an amount with so many decimals."""
    exact = rounded(amount, decimals)
    whole, part = divmod(abs(exact.numerator) * 10**decimals // exact.denominator, 10**decimals)
    sign = "-" if exact < 0 else ""
    return f"{sign}{whole}.{part:0{decimals}d}" if decimals else f"{sign}{whole}"


def _reason_for_all(world: World, deal: Row, client: Row) -> str | None:
    """Tell what zeroes every line of the deal."""
    filters, point = world.plan["filters"], world.symbol(deal["symbol"])["point"]
    seconds = deal["closed_at"] - deal["opened_at"]
    if client["self_referral"]:
        return "SELF_REFERRAL"
    if filters["min_duration_s"] and seconds < filters["min_duration_s"]:
        return "TOO_SHORT"
    moved = abs(deal["close_price"] - deal["open_price"])
    if filters["min_points"] and moved / point < filters["min_points"]:
        return "TOO_FEW_POINTS"
    return None


Used = dict[tuple[str, date], Fraction]


def _capped(world: World, amount: Fraction, who: str, day: date, used: Used) -> Fraction:
    """Bound a commission by the trade's cap, then by what is left of the day's."""
    filters = world.plan["filters"]
    if filters["cap_per_trade"] is not None:
        amount = min(amount, filters["cap_per_trade"])
    if filters["cap_per_day"] is not None:
        amount = min(amount, filters["cap_per_day"] - used.get((who, day), Fraction(0)))
    used[who, day] = used.get((who, day), Fraction(0)) + amount
    return amount


@dataclass
class Line:
    """One accrual before it is printed."""

    deal: Row
    at: Fraction
    chain: list[str]
    partner: str | None
    level: int
    kind: str
    amount: Fraction
    reason: str | None
    share: Share
    of: list[tuple[int, Fraction, Fraction]] | None = None


def _bonus_line(line: Line, one: OnTop, active: bool) -> Line:
    """Write an add-on beside a partner's basic line."""
    amount = one.amount if active else Fraction(0)
    reason = None if rounded(amount, 8) != 0 else "TOO_SMALL" if active else "PARTNER_SUSPENDED"
    of = [entry for entry in one.of if entry[1] * entry[2] != 0]
    nothing = Share(Fraction(0), None)
    return replace(line, kind=one.kind, amount=amount, reason=reason, share=nothing, of=of)


def lines_of(world: World, deal: Row, used: Used) -> list[Line]:
    """List a deal's lines, the rebate included, as if it were never deleted."""
    at = instant_of(world, deal)
    client = client_row(world, deal["client"], at)
    chain = chain_of(world, client, at)
    if client is None or not chain:
        none = Share(Fraction(0), "NO_PARTNER_AT_TIME")
        return [Line(deal, at, [], None, 0, "commission", none.amount, none.reason, none)]
    day = datetime.fromtimestamp(at // 1, ZoneInfo(world.plan["time_zone"])).date()
    for_all = _reason_for_all(world, deal, client)
    names = [partner["id"] for partner in chain]
    lines: list[Line] = []
    shares = DISTRIBUTIONS[world.plan["distribution"]](world, deal, chain)
    for level, (partner, share) in enumerate(zip(chain, shares, strict=True), start=1):
        suspended = None if partner["status"] == "active" else "PARTNER_SUSPENDED"
        reason = for_all or suspended or share.reason
        before = Fraction(0) if reason else share.amount
        amount = _capped(world, before, partner["id"], day, used)
        if amount < before:
            reason = "CAP_REACHED"
        rebate = world.plan["rebate"]
        if level == 1 and rebate:
            passed = amount * rebate["share"]
            if rounded(passed, 8) != 0:
                lines.append(Line(deal, at, names, partner["id"], 0, "rebate", passed, None, share))
            if rebate["funded_by"] == "partner":
                amount = amount - passed
                if reason is None and passed > 0 and amount == 0:
                    reason = "REBATED"
        if reason is None and rounded(amount, 8) == 0:
            reason = "TOO_SMALL"
        lines.append(
            Line(deal, at, names, partner["id"], level, "commission", amount, reason, share)
        )
        basic = lines[-1]
        for one in [] if for_all else on_top(world, chain, shares):
            if one.level == level:
                lines.append(_bonus_line(basic, one, suspended is None))
    return lines


def _row(world: World, line: Line, kind: str, sign: int, reason: str | None) -> Row:
    share, rules = line.share, world.plan["rules"]
    why = {
        "rule": share.rule,
        "basis": None if share.rule is None else rules[share.rule]["basis"],
        "units": share.units,
        "factors": share.factors,
        "chain": line.chain,
        "fx": share.fx and (share.fx, world.fx[share.fx]),
        **({} if line.of is None else {"of": line.of}),
    }
    return {
        "deal": line.deal["id"],
        "partner": line.partner,
        "level": line.level,
        "amount": printed(sign * rounded(line.amount, 8), 8),
        "currency": world.plan["currency"],
        "kind": kind,
        "reason": reason,
        "why": why,
    }


def calculate(case: Row) -> Row:
    """Calculate a case; `why` holds `units` and `factors` as fractions, and no formula."""
    world = read(case)
    deleted = {deal["id"] for deal in world.deals if deal["deleted"]}
    live = {deal["id"]: deal for deal in world.deals if not deal["deleted"]}
    used: Used = {}
    accruals = []
    owed: dict[str, Fraction] = {}
    for deal in sorted(live.values(), key=lambda deal: (instant_of(world, deal), deal["id"])):
        for line in lines_of(world, deal, used):
            accruals.append(_row(world, line, line.kind, 1, line.reason))
            amount = rounded(line.amount, 8)
            if amount != 0 and deal["id"] in deleted:
                accruals.append(_row(world, line, "reversal", -1, None))
                amount = Fraction(0)
            if line.kind != "rebate" and line.partner is not None:
                owed[line.partner] = owed.get(line.partner, Fraction(0)) + amount
    currency = world.plan["currency"]
    decimals = MINOR_UNITS.get(currency, 2)
    payouts = [
        {"partner": partner, "currency": currency, "amount": printed(owed[partner], decimals)}
        for partner in sorted(owed)
        if rounded(owed[partner], decimals) != 0
    ]
    return {"accruals": accruals, "payouts": payouts}
