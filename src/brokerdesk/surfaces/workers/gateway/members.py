"""Who is in the groups that a server's mask names."""

import time

from brokerdesk.modules.trading.queries import held_logins
from brokerdesk.ports.trading import Hint, Session

from .context import Context

EVERYBODY = "*"
# So long a list of logins holds; a login that is not in it is asked for sooner.
KEPT_S, MISSED_S = 60.0, 5.0


class Members:
    """Keeps what is told to the logins of a server's mask: readings do the same by themselves.

    Accounts of ours belong to them from the first moment, before the platform lists them.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._logins: set[int] = set()
        self._read_at: float | None = None

    async def of(self, hint: Hint, session: Session) -> Hint:
        """Leave out of a hint what is not of these logins. Positions and prices stay."""
        told = {*hint.logins, *(deal.login for deal in hint.deals)}
        if self._context.server.group_mask == EVERYBODY or not told:
            return hint
        await self._know(told, session)
        return Hint(
            deals=tuple(deal for deal in hint.deals if deal.login in self._logins),
            logins=tuple(login for login in hint.logins if login in self._logins),
            quotes=hint.quotes,
            positions=hint.positions,
        )

    async def _know(self, told: set[int], session: Session) -> None:
        server = self._context.server
        if unknown := told - self._logins:
            self._logins |= await self._context.database(held_logins, server.pk, unknown)
        age_s = KEPT_S if self._read_at is None else time.monotonic() - self._read_at
        if age_s < (KEPT_S if told <= self._logins else MISSED_S):
            return
        began = time.monotonic()
        listed = set(await session.accounts_port.logins(server.group_mask))
        self._logins = listed | await self._context.database(held_logins, server.pk, told - listed)
        self._read_at = began
