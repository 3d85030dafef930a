"""A programme as it will be applied: every default written out."""

import json
from dataclasses import fields
from hashlib import sha256

from brokerdesk.kit.canonical import canonical

from .decisions import printed
from .programme import Amount, Lock, Phase, Programme, Rule


def explained(programme: Programme) -> dict[str, object]:
    """The programme in its own format, nothing left to defaults but what may be left out."""
    zone, reset = programme.clock.zone.key, f"{programme.clock.reset:%H:%M}"
    started = programme.started_at
    return {
        "name": programme.name,
        "version": programme.version,
        "currency": programme.currency,
        "initial_balance": printed(programme.initial_balance),
        **({"started_at": printed(started)} if started else {}),
        "clock": {"zone": zone, "reset": reset},
        "phases": [_phase(phase) for phase in programme.phases],
    }


def explain(programme: Programme) -> str:
    """The programme with its defaults, as JSON to read."""
    return json.dumps(explained(programme), ensure_ascii=False, indent=1)


def fingerprint(programme: Programme) -> str:
    """SHA-256 of what will be applied: spelling and defaults make no difference."""
    return sha256(canonical(explained(programme))).hexdigest()


def _phase(phase: Phase) -> dict[str, object]:
    split = {} if phase.split is None else {"split": printed(phase.split)}
    rules = [{"rule": str(name)} | _rule(getattr(phase, name)) for name in phase.order]
    return {"name": phase.name, "funded": phase.funded, **split, "rules": rules}


def _rule(rule: Rule) -> dict[str, object]:
    return {one.name: _value(getattr(rule, one.name)) for one in fields(rule)}


def _value(value: object) -> object:
    if isinstance(value, Amount):
        number = printed(value.number)
        return {"money": number} if value.of is None else {"percent": number, "of": str(value.of)}
    if isinstance(value, Lock):
        more = {"on_withdrawal": True} if value.on_withdrawal else {}
        return {"floor_at": printed(value.floor_at)} | more
    return printed(value)
