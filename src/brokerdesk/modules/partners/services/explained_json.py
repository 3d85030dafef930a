"""An explanation as JSON: whole for staff, up to his own level for a partner."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ..engine import Basis
from ..engine.numbers import plain
from ..queries.explained import Member
from .explaining import Check, DealSaid, Explanation

_CHARGED = frozenset({Basis.COMMISSION, Basis.PROFIT})


def explained_json(found: Explanation, *, own: bool = False) -> dict[str, Any]:
    """Say everything an explanation holds; decimals are strings.

    own: for the line's partner himself, who sees nobody above him, and of the client's money only
    what his commission is counted from.
    """
    level = max(found.line.level, 1)
    chain = [one for one in found.chain if not own or one.level <= level]
    why = own_why(found.why, level) if own else dict(found.why)
    money = not own or (found.rule is not None and found.rule.basis in _CHARGED)
    return {
        "why": why,
        "deal": deal_json(found.deal, money=money),
        "instant": found.instant,
        "plan": _plan(found),
        "chain": [_member(one) for one in chain],
        "above": len(found.chain) - len(chain),
        "rates": [
            {"pair": r.pair, "rate": plain(r.rate), "source": r.source, "at": r.at}
            for r in found.rates
        ],
        "recomputed": _recomputed(found.check, own=own),
    }


def own_why(why: Mapping[str, Any], level: int) -> dict[str, Any]:
    """A line's derivation for its partner himself: the chain goes up to him."""
    told = dict(why)
    if "chain" in told:
        told["chain"] = told["chain"][: max(level, 1)]
    return told


def deal_json(said: DealSaid, *, money: bool) -> dict[str, Any]:
    """A deal's facts; without its commission and profit when they are not for the reader."""
    row = said.row
    shown: dict[str, Any] = {
        "server": row.server_code,
        "ticket": row.ticket,
        "symbol": row.symbol,
        "lots": plain(said.lots),
        "lot_modifier": plain(said.lot_modifier),
        "symbol_group": said.group,
        "account_type": said.account_type,
        "opened_at": said.opened_at,
        "closed_at": row.occurred_at,
        "seconds": said.seconds,
        "open_price": _text(said.open_price),
        "close_price": plain(row.price),
        "points": _text(said.points),
        "currency": row.currency,
    }
    if money:
        shown |= {"commission": plain(row.commission), "profit": plain(row.profit)}
    return shown


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _plan(found: Explanation) -> dict[str, Any] | None:
    version = found.version
    if version is None:
        return None
    position = found.rule.position if found.rule else None
    return {
        "id": version.plan.public_id,
        "name": version.plan.name,
        "version": version.version,
        "distribution": version.body["distribution"],
        "rule": None if position is None else version.body["rules"][position],
    }


def _member(one: Member) -> dict[str, Any]:
    return {
        "level": one.level,
        "partner": one.public_id,
        "name": one.name,
        "code": one.code,
        "status": one.status,
        "rank": one.rank or None,
        "rate": _text(one.rate),
        "multiplier": plain(one.multiplier),
    }


def _recomputed(check: Check, *, own: bool) -> dict[str, Any]:
    anew = check.anew
    shown: dict[str, Any] = {"state": check.state}
    if check.detail:
        shown["waits_for"] = check.detail
    if anew is not None:
        shown |= {"amount": f"{anew.amount:f}", "currency": anew.currency, "reason": anew.reason}
        if not own:
            shown["why"] = json.loads(anew.why_json)
    return shown
