"""Who watches which account at what levels."""

from collections.abc import Mapping
from decimal import Decimal

from ...types import Levels, Valued


class Watched:
    """Levels by watcher and account."""

    def __init__(self) -> None:
        self._levels: dict[str, dict[int, Levels]] = {}

    def begin(self, name: str, levels: Mapping[int, Levels]) -> None:
        """Replace all that a watcher watches."""
        self._levels[name] = dict(levels)

    def put(self, name: str, account_pk: int, levels: Levels | None) -> None:
        """Set or drop a watcher's levels of an account."""
        mine = self._levels.setdefault(name, {})
        if levels is None:
            mine.pop(account_pk, None)
        else:
            mine[account_pk] = levels

    def of(self, name: str, account_pk: int) -> Levels | None:
        """A watcher's levels of an account."""
        return self._levels.get(name, {}).get(account_pk)

    def accounts(self) -> set[int]:
        """All that anybody watches."""
        return {pk for mine in self._levels.values() for pk in mine}

    def watches(self, account_pk: int) -> bool:
        """Whether anybody watches an account."""
        return any(account_pk in mine for mine in self._levels.values())

    def trails(self, account_pk: int) -> bool:
        """Whether the highest equity of an account matters to anybody."""
        return any(
            account_pk in mine and mine[account_pk].trail is not None
            for mine in self._levels.values()
        )

    def merged(self, account_pk: int) -> Levels:
        """Levels that wake the desk whenever any watcher's would."""
        found = [mine[account_pk] for mine in self._levels.values() if account_pk in mine]
        if len(found) == 1:
            return found[0]
        return Levels(
            low=max((one.low for one in found if one.low is not None), default=None),
            high=min((one.high for one in found if one.high is not None), default=None),
            trail=min((one.trail for one in found if one.trail is not None), default=None),
            peak=max((one.peak for one in found if one.peak is not None), default=None),
        )


def crosses(levels: Levels, valued: Valued) -> bool:
    """Whether an exact equity is at or beyond a level. A float level is read as it is written."""
    equity = valued.equity
    if levels.low is not None and equity <= _exact(levels.low):
        return True
    if levels.high is not None and equity >= _exact(levels.high):
        return True
    if levels.trail is None:
        return False
    return equity <= _exact(levels.peak or 0.0) - _exact(levels.trail)


def _exact(level: float) -> Decimal:
    return Decimal(repr(level))
