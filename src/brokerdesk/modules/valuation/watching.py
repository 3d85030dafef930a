"""Who watches accounts: the rooms above register here, the desk of each shard calls them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from .types import Cause, Facts, Key, Levels, Price, Valued


class Desk(Protocol):
    """What a watcher may ask of the shard that it works in. One thread; never across threads."""

    @property
    def shard(self) -> int: ...
    @property
    def shards(self) -> int: ...
    def owns(self, account_pk: int) -> bool:
        """Whether the account is of this shard."""
        ...

    def value(self, account_pk: int, at: datetime | None = None) -> Valued:
        """Value an account exactly: now, or with what stood at `at` (kept for some minutes)."""
        ...

    def prices(self, key: Key, since: datetime, until: datetime) -> Sequence[Price]:
        """The ticks of a symbol, faulty ones too, both ends included."""
        ...

    def watch(self, name: str, account_pk: int, levels: Levels | None) -> None:
        """Set a watcher's levels of an account; None: it watches the account no longer."""
        ...


class Watcher(Protocol):
    """A room's part in a shard. Levels are given as answers, or through `Desk.watch`."""

    name: str

    def begin(self, desk: Desk) -> Mapping[int, Levels]:
        """Read what is stored of the shard's accounts; give all that are watched."""
        ...

    def reload(self, account_pks: Collection[int]) -> None:
        """Rows of these accounts changed: read them anew, watch and forget as they say."""
        ...

    def crossed(self, valued: Valued, cause: Cause) -> None:
        """A level may be crossed: an exact look. An estimate (`UNSETTLED`) comes again later
        with the same `cause.at`, as CONFIRMED or REFUTED.
        """
        ...

    def told(self, facts: Facts, valued: Valued) -> None:
        """The platform told something of a watched account."""
        ...

    def peaked(self, valued: Valued, cause: Cause) -> None:
        """The equity of an account with `trail` reached a new peak at `cause.at`."""
        ...

    def next_instant(self) -> datetime | None:
        """The next instant at which accounts have to be looked at whatever happens (a reset)."""
        ...

    def accounts_at(self, instant: datetime) -> Collection[int]:
        """Which accounts those are. Each comes as `at_instant`, before anything later of it."""
        ...

    def at_instant(self, instant: datetime, valued: Valued) -> None:
        """An account as it stood just before the instant."""
        ...

    def store(self, seq: int, at: datetime) -> None:
        """Write what was decided since the last time, in the shard's transaction."""
        ...

    def stored(self) -> None:
        """The transaction is committed: tell browsers, gateways and the like."""
        ...


@runtime_checkable
class Unhurried(Protocol):
    """A watcher who also has work that may wait until there is time between ticks."""

    def spare(self, at: datetime) -> None:
        """Do some milliseconds of it; all is marked up to `at`."""
        ...


_factories: dict[str, Callable[[], Watcher]] = {}


def register(name: str, factory: Callable[[], Watcher]) -> None:
    """Have each shard's desk make one of these; called from the room's `apps.py`."""
    _factories[name] = factory


def watchers() -> list[Watcher]:
    """Make one of each kind, in order of name."""
    return [_factories[name]() for name in sorted(_factories)]
