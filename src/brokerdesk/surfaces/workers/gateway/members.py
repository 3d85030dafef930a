"""Who is in the groups that a server's mask names."""

import time
from collections.abc import Collection

from brokerdesk.ports.trading import Hint, Session

EVERYBODY = "*"
# So long a list of logins holds; a login that is not in it is asked for sooner.
KEPT_S, MISSED_S = 60.0, 5.0


class Members:
    """Keeps what is told to the logins of a mask: readings do the same by themselves."""

    def __init__(self, mask: str) -> None:
        self._mask = mask
        self._logins: frozenset[int] = frozenset()
        self._read_at: float | None = None

    async def of(self, hint: Hint, session: Session) -> Hint:
        """Leave out of a hint what is not of these logins. Positions and prices stay."""
        told = {*hint.logins, *(deal.login for deal in hint.deals)}
        if self._mask == EVERYBODY or not told:
            return hint
        await self._know(told, session)
        return Hint(
            deals=tuple(deal for deal in hint.deals if deal.login in self._logins),
            logins=tuple(login for login in hint.logins if login in self._logins),
            quotes=hint.quotes,
            positions=hint.positions,
        )

    async def _know(self, logins: Collection[int], session: Session) -> None:
        age_s = KEPT_S if self._read_at is None else time.monotonic() - self._read_at
        if age_s < (KEPT_S if self._logins.issuperset(logins) else MISSED_S):
            return
        began = time.monotonic()
        self._logins = frozenset(await session.accounts_port.logins(self._mask))
        self._read_at = began
