"""Who is in which group, read once and kept for a moment."""

import time
from collections.abc import Iterable

from brokerdesk.kit.masks import matches

from ..api import Mt4Api
from ..mapping.values import integer, text

KEPT_S = 15.0
ALL = frozenset({"", "*"})


class Directory:
    """Groups by login. The server tells no list of logins but with their whole records."""

    def __init__(self, api: Mt4Api) -> None:
        self._api = api
        self._groups: dict[int, str] = {}
        self._read_at: float | None = None

    def forget(self) -> None:
        """Read anew at the next question: an account was opened or moved."""
        self._read_at = None

    async def logins(
        self, mask: str, *, knowing: Iterable[int] = (), fresh: bool = False
    ) -> list[int]:
        """The logins of groups; read anew when one of `knowing` is not known."""
        groups = await self.groups(knowing=knowing, fresh=fresh)
        if mask in ALL:
            return sorted(groups)
        fits = {name for name in set(groups.values()) if matches(mask, name)}
        return sorted(login for login, name in groups.items() if name in fits)

    async def groups(self, *, knowing: Iterable[int] = (), fresh: bool = False) -> dict[int, str]:
        """Groups by login."""
        age = None if self._read_at is None else time.monotonic() - self._read_at
        if fresh or age is None or age > KEPT_S or not set(knowing) <= self._groups.keys():
            found: dict[int, str] = {}
            async for page in self._api.pages("UsersRequest"):
                found.update((integer(row, "login"), text(row, "group")) for row in page)
            self._groups, self._read_at = found, time.monotonic()
        return self._groups
