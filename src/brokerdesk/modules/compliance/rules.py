"""Pure decisions of compliance."""

from collections.abc import Iterable, Mapping

from .types import Action, LevelRow

# A restricted client keeps trading and looking; no money moves until compliance is done.
BLOCKED: Mapping[str, frozenset[str]] = {
    "registered": frozenset(),
    "active": frozenset(),
    "restricted": frozenset({"open_live", "deposit", "withdraw", "transfer"}),
    "suspended": frozenset({"open_demo", "open_live", "deposit", "trade", "withdraw", "transfer"}),
    "closed": frozenset({"open_demo", "open_live", "deposit", "trade", "withdraw", "transfer"}),
}


def blocked(status: str, action: Action) -> bool:
    """Say whether a client's status forbids an action whatever his level."""
    return action in BLOCKED[status]


def level_for(action: Action, levels: Iterable[LevelRow]) -> LevelRow | None:
    """Return the lowest level that allows an action; None when no level does."""
    able = [level for level in levels if action in level.actions]
    return min(able, key=lambda level: level.index, default=None)


def next_level(current: int, levels: Iterable[LevelRow]) -> LevelRow | None:
    """Return the level above the current one; None at the top."""
    above = [level for level in levels if level.index > current]
    return min(above, key=lambda level: level.index, default=None)


def standing_state(needed: Mapping[str, str]) -> str:
    """Derive the state of an upgrade from the state of each needed group.

    A group's state is that of its decisive document; `missing` when there is none.
    """
    states = set(needed.values())
    if "rejected" in states:
        return "rejected"
    if states & {"resubmission"}:
        return "resubmission"
    if "expired" in states:
        return "expired"
    if states <= {"approved"}:
        return "approved"
    if "missing" in states:
        return "not_started" if states == {"missing"} else "in_progress"
    if states <= {"uploaded", "approved"} and "approved" not in states:
        return "submitted"
    return "in_review"
