"""Who brought a client: a room above knows, and registers its answers here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Introducer:
    """Who brought clients, by the public id that the room above gave him."""

    public_id: str
    name: str


class Introducers(Protocol):
    """The answers of the room that knows."""

    def of(self, client_pks: Collection[int]) -> Mapping[int, Introducer]:
        """The present introducer of each client who has one."""
        ...

    def names(self, public_ids: Collection[str]) -> Mapping[str, str]:
        """What introducers are called."""
        ...

    def brought(self, public_id: str) -> Collection[int]:
        """The clients whom an introducer brought himself."""
        ...


_known: list[Introducers] = []


def register_introducers(found: Introducers) -> None:
    """Have a room answer; called from its `apps.py`."""
    _known[:] = [found]


def introducers(client_pks: Collection[int]) -> Mapping[int, Introducer]:
    """The present introducer of each client who has one; nobody's where no room knows."""
    return _known[0].of(client_pks) if _known and client_pks else {}


def introducer_names(public_ids: Collection[str]) -> Mapping[str, str]:
    """What introducers are called."""
    return _known[0].names(public_ids) if _known and public_ids else {}


def brought_by(public_id: str) -> Collection[int]:
    """The clients whom an introducer brought himself."""
    return _known[0].brought(public_id) if _known else ()
