"""Two accounts on one platform, a gateway between, and what must be true in the end."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from decimal import Decimal

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.kit.clock import now
from brokerdesk.kit.ids import reference_in
from brokerdesk.modules.compliance.models import Level
from brokerdesk.modules.ledger.queries import trial_balance
from brokerdesk.modules.ledger.services import chart
from brokerdesk.modules.trading.errors import ChangedMeanwhile, StateConflict
from brokerdesk.modules.trading.models import Deal, Difference, Operation
from brokerdesk.modules.trading.services.operations import request_operation
from brokerdesk.modules.trading.services.resolving import approve, propose
from brokerdesk.modules.trading.testing import make_brand, make_client, make_product, make_server
from brokerdesk.modules.trading.types import OperationRequest, WorkKind
from brokerdesk.ports.trading import DealWindow

from ..gateway.running import QUICK, eventually, gateway
from ..gateway.world import Opened, World, mirror, move, opened, settled
from .places import Place
from .plans import Step
from .record import note

PACE = replace(QUICK, pushed_poll_s=1.0)
PATIENCE_S = 120.0
PAUSE_S = 0.7
ACTIONS = ["open_demo", "open_live", "deposit", "trade", "withdraw", "transfer"]
FINAL = {"settled", "rejected"}
CHANGES = ("edited", "deleted")
FINN = Actor("staff", "stf_finn", "Finn")
FAY = Actor("staff", "stf_fay", "Fay")


class Life:
    """Plays steps against a platform and proves that nothing was lost or doubled."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._serving = ExitStack()
        self._hours = 1
        self._accounts: Sequence[Opened] = ()
        self._rows: dict[int, int] = {}
        self._plan = 0
        self._played: Counter[str] = Counter()

    @contextmanager
    def lived(self) -> Iterator["Life"]:
        """Open two accounts with money and serve the platform until the block ends."""
        brand = make_brand()
        Level.objects.create(brand=brand, index=1, title="Verified", actions=ACTIONS)
        server = make_server(brand, self._place.kind)
        server.kind, server.config, server.grace_s = self._place.kind, self._place.config(), 1
        server.save()
        product = make_product(brand, server)
        product.group = self._place.venue.group
        product.save()
        self._serve()
        try:
            people = (World(server, product, make_client(brand, name).public_id) for name in "AB")
            self._accounts = [opened(world) for world in people]
            first = [move(account, "5000.00") for account in self._accounts]
            eventually(lambda: all(settled(operation) for operation in first))
            yield self
        finally:
            self._serving.close()

    def _serve(self) -> None:
        self._serving.enter_context(gateway(PACE))

    def play(self, steps: Sequence[Step]) -> None:
        """Let the steps happen one after another."""
        self._plan += 1
        self._played.clear()
        for step in steps:
            if self._happen(step):
                self._played[step.name] += 1

    def _happen(self, step: Step) -> bool:
        """Let a step happen; False where the platform has no such thing."""
        venue, login = self._place.venue, self._accounts[step.account].login
        match step.what:
            case "deposit" | "withdrawal" | "credit":
                self._move(step)
            case "trade":
                venue.trade(login, "buy", Decimal("0.02"))
            case "part":
                self._place.close_part(login)
            case "close":
                venue.close_trades(login)
            case "late_deal":
                venue.late_deal(login, step.amount, 600)
            case "row" | "edit" | "delete":
                return self._touch_row(step, login)
            case "event":
                return self._place.lose_event(step.fault)
            case "tokens":
                return self._place.expire_tokens()
            case "evening":
                self._place.refuse_for(PAUSE_S)
            case "reading":
                venue.fault("deals", step.fault)
            case "pause":
                time.sleep(PAUSE_S)
            case "restart":
                venue.restart()
            case "clock":
                self._hours = -self._hours
                venue.shift_clock(3600 * self._hours)
            case "away":
                self._away(login)
            case _:
                raise ValueError(step.what)
        return True

    def _touch_row(self, step: Step, login: int) -> bool:
        """Let the server itself move money, or an administrator change the last such row."""
        venue = self._place.venue
        if step.what == "row":
            self._rows[login] = venue.server_row(login, "dividend", str(step.amount))
        elif login not in self._rows:
            return False
        elif step.what == "edit":
            venue.edit_deal(self._rows[login], {"profit": str(step.amount)})
        else:
            venue.delete_deal(self._rows.pop(login))
        return True

    def _move(self, step: Step) -> None:
        if step.fault:
            self._place.venue.fault("balance", step.fault)
        account = self._accounts[step.account]
        counter = chart.suspense("USD", account.entity_pk)
        request = OperationRequest(account.public_id, step.amount, counter, purpose="transfer")
        kind = WorkKind.CREDIT if step.what == "credit" else WorkKind.BALANCE
        request_operation(request, actor=SYSTEM, at=now(), kind=kind)

    def _away(self, login: int) -> None:
        """Nobody reads while trading goes on."""
        self._serving.close()
        for _ in range(3):
            self._place.venue.trade(login, "sell", Decimal("0.02"))
            self._place.venue.close_trades(login)
        self._serve()

    def prove(self) -> None:
        """End the trouble; then every operation is final, done once or not at all, all is equal."""
        venue = self._place.venue
        venue.street.calm()
        for account in self._accounts:
            venue.close_trades(account.login)
        eventually(self._all_final, within_s=PATIENCE_S)
        eventually(self._all_equal, within_s=PATIENCE_S)
        comments, credits = asyncio.run(self._there())
        standing = Deal.objects.filter(deleted_at=None)
        eventually(lambda: standing.count() == len(comments), within_s=PATIENCE_S)
        operations = list(Operation.objects.filter(kind__in=["balance", "credit"]))
        performed = [operation for operation in operations if operation.state == "settled"]
        expected = Counter(operation.reference for operation in performed)
        assert Counter(filter(None, map(reference_in, comments))) == expected
        given = sum(operation.amount for operation in performed if operation.kind == "credit")
        assert sum(credits) == given
        assert sum(row.balance for row in trial_balance()) == 0
        note(
            platform=self._place.kind,
            plan=self._plan,
            steps=dict(sorted(self._played.items())),
            accounts=len(self._accounts),
            deals=len(comments),
            settled=len(performed),
            rejected=len(operations) - len(performed),
            mirrors=[mirror(account) for account in self._accounts],
            difference="0.00",
        )

    def _all_final(self) -> bool:
        return not Operation.objects.exclude(state__in=FINAL).exists()

    def _all_equal(self) -> bool:
        """Whether all mirrors are equal, once people took the platform's word for its changes."""
        for found in Difference.objects.filter(cls__in=CHANGES, closed_at=None).order_by("pk"):
            with suppress(StateConflict, ChangedMeanwhile):
                seen = propose(found.public_id, "accept", "seen", actor=FINN, at=now())
                approve(found.public_id, version=seen.version, actor=FAY, at=now())
        changed = Difference.objects.filter(cls__in=CHANGES, closed_at=None).exists()
        return not changed and all(map(self._equal, self._accounts))

    def _equal(self, account: Opened) -> bool:
        return mirror(account) == self._place.balance_of(account.login)

    async def _there(self) -> tuple[list[str], list[Decimal]]:
        """Read all deals' comments and both credits by a connection beside the gateway's."""
        session = await self._place.venue.platform().connect("proof")
        try:
            clock = await session.market_port.clock()
            window = DealWindow(clock.server_time_s - 40 * 86_400, clock.server_time_s + 86_400)
            deals = [d async for part in session.deals_port.deals(window) for d in part]
            logins = [account.login for account in self._accounts]
            accounts = await session.accounts_port.accounts(logins)
            return [deal.comment for deal in deals], [account.credit for account in accounts]
        finally:
            await session.close()
