"""Commands out: each is marked as sent, sent once, and its answer recorded."""

import asyncio
import logging
from dataclasses import replace

from brokerdesk.kit.clock import now
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.trading.services.operations import (
    claim_due,
    record_answer,
    record_lookup,
)
from brokerdesk.modules.trading.types import ClaimedWork, WorkKind
from brokerdesk.ports.outcome import Accepted, Outcome, Rejected, Unknown
from brokerdesk.ports.trading import (
    AccountAccess,
    AccountChange,
    NewAccount,
    OrderFate,
    PasswordKind,
    PlatformAccount,
    PlatformAway,
    PlatformDeal,
    PlatformError,
    PlatformRefused,
    Session,
)

from . import metrics
from .context import Context
from .passwords import throw_away

log = logging.getLogger(__name__)
LOOKUPS_AT_ONCE = 2


class Commander:
    """Sends due work one by one over its own connection; looks up what is unknown on new ones."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._link = context.link("commands")
        self._lookups: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(LOOKUPS_AT_ONCE)

    async def step(self) -> None:
        """Send all that is due. Nothing is claimed while the platform is away."""
        while not self._context.stop.is_set():
            async with self._link.use() as session:
                claimed = await self._claim()
                if not claimed:
                    return
                for work in claimed:
                    if work.lookup:
                        self._look_up_soon(work)
                    else:
                        await self._send(session, work)

    async def close(self) -> None:
        """Let look-ups end and close the connection."""
        await asyncio.gather(*self._lookups, return_exceptions=True)
        await self._link.close()

    async def _claim(self) -> list[ClaimedWork]:
        """Claim one at a time: what a killed gateway leaves in doubt is one command."""
        context = self._context
        return await context.database(claim_due, context.server.pk, limit=1, at=now())

    async def _send(self, session: Session, work: ClaimedWork) -> None:
        context = self._context
        with metrics.COMMAND.labels(context.server.code).time():
            outcome = await perform(session, work)
        name = type(outcome).__name__.lower()
        context.tally.commanded(work.kind.value, name)
        log.info("%s %s %s: %s", context.server.code, work.kind.value, work.reference, name)
        await context.database(record_answer, work.work_id, outcome, at=now())
        if isinstance(outcome, Accepted):
            context.poll.set()
        elif isinstance(outcome, Unknown):
            await session.close()

    def _look_up_soon(self, work: ClaimedWork) -> None:
        task = asyncio.create_task(self._look_up(work))
        self._lookups.add(task)
        task.add_done_callback(self._looked_up)

    def _looked_up(self, task: asyncio.Task[None]) -> None:
        self._lookups.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("a look-up failed", exc_info=task.exception())

    async def _look_up(self, work: ClaimedWork) -> None:
        """Ask for an unknown command's trace; a failure to ask says nothing and is tried again."""
        context = self._context
        async with self._slots:
            link = context.link("lookup", kept=False)
            try:
                async with link.use() as session:
                    found = await find(session, work)
            except PlatformError as error:
                log.info("%s: %s cannot be looked up: %s", context.server.code, work.work_id, error)
                return
            finally:
                await link.close()
            metrics.LOOKUPS.labels(context.server.code, str(found is not None).lower()).inc()
            await context.database(record_lookup, work.work_id, found, at=now())
            context.work.set()
            context.poll.set()


async def perform(session: Session, work: ClaimedWork) -> Outcome[int] | Outcome[None]:
    """Send one piece of work, once."""
    if work.kind is WorkKind.OPEN_ACCOUNT:
        return await session.accounts_port.open_account(_new_account(work))
    if work.login is None:
        return Rejected("no_login", Marked(_("the account has no login yet")))
    if work.kind is WorkKind.CHANGE:
        return await session.accounts_port.change_account(work.login, work.change)
    if work.close is not None:
        if session.dealing_port is None:
            return Rejected("not_offered", Marked(_("the platform closes no positions for us")))
        return await session.dealing_port.close_position(work.close)
    if work.cancel is not None:
        if session.dealing_port is None:
            return Rejected("not_offered", Marked(_("the platform takes no orders away for us")))
        return await session.dealing_port.cancel_order(work.cancel)
    ports = session.balance_port
    moves = {
        WorkKind.BALANCE: ports.change_balance,
        WorkKind.CREDIT: ports.change_credit,
        WorkKind.CORRECTION: ports.correct_balance,
    }
    move = moves[work.kind]
    return await move(work.login, work.amount, reference=work.reference, comment=work.comment)


async def find(
    session: Session, work: ClaimedWork
) -> PlatformDeal | PlatformAccount | OrderFate | None:
    """Look for the trace of one piece of work; an account that was half opened is finished.

    Raises:
        PlatformError: the platform cannot be asked, or the account not be finished now.
    """
    if work.kind is WorkKind.OPEN_ACCOUNT:
        account = await session.accounts_port.find_account(work.reference)
        if account is not None and account.access is AccountAccess.DISABLED:
            return await _finished(session, account)
        return account
    if work.kind is WorkKind.CHANGE or work.login is None:
        return None
    since = work.sent_at or now()
    if work.close is not None and session.dealing_port is not None:
        return await session.dealing_port.find_close(work.close, since)
    if work.cancel is not None and session.dealing_port is not None:
        return await session.dealing_port.order_fate(work.cancel)
    return await session.balance_port.find_operation(work.login, work.reference, since)


async def _finished(session: Session, account: PlatformAccount) -> PlatformAccount:
    """Give passwords to an account that its opening left disabled, and enable it.

    Nobody knows a password of it yet, so setting them anew takes none away.
    """
    accounts, login = session.accounts_port, account.login
    for kind in PasswordKind:
        _require(await accounts.set_password(login, kind, throw_away()))
    _require(await accounts.change_account(login, AccountChange(access=AccountAccess.ENABLED)))
    return replace(account, access=AccountAccess.ENABLED)


def _require(outcome: Outcome[None]) -> None:
    if isinstance(outcome, Rejected):
        raise PlatformRefused(outcome.code, outcome.reason)
    if isinstance(outcome, Unknown):
        raise PlatformAway(outcome.cause)


def _new_account(work: ClaimedWork) -> NewAccount:
    return NewAccount(
        group=work.group,
        name=work.name,
        email=work.email,
        leverage=work.leverage,
        country=work.country,
        master_password=throw_away(),
        investor_password=throw_away(),
        reference=work.reference,
    )
