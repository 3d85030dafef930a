"""The ledger's speed, through its public service function."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from random import Random

from .clients import Clients, Step, clients
from .harness import Slice, benchmark
from .pgbench import ANCHOR, PgBench
from .world import World

CLIENTS = 4
ACCOUNTS = 10_000
BATCH = 1_000
ASSET = "USD"

Pick = Callable[[Random], tuple[str, str]]


class LedgerContest:
    """Ours: transfers by four clients. Theirs: whatever `anchor` runs."""

    def __init__(self, ours: Clients, anchor: Callable[[float], Slice]) -> None:
        self._ours = ours
        self._anchor = anchor
        self.posted = 0

    def ours(self, seconds: float) -> Slice:
        """Post for so long."""
        done = self._ours.slice(seconds)
        self.posted += done.n
        return done

    def theirs(self, seconds: float) -> Slice:
        """Run the anchor for so long."""
        return self._anchor(seconds)

    def check(self) -> None:
        """Prove every row: the count, each balance, each sum, and an event for each call."""
        check_ledger(self.posted)


def wallet(number: int) -> str:
    """Give the code of one of the prepared running accounts."""
    return f"bench:{number}:wallet"


def house() -> str:
    """Give the code of the one house account that every hot transfer touches."""
    return "bench:house"


def prepare(world: World) -> int:
    """Open the accounts and give the number of transactions that exist by now."""
    from brokerdesk.modules.ledger.services import ensure_accounts
    from brokerdesk.modules.ledger.types import AccountSpec

    entity = _entity()

    def spec(code: str, *, pooled: bool = False) -> AccountSpec:
        return AccountSpec(
            code=code,
            kind="pooled" if pooled else "running",
            cls="liability",
            asset=ASSET,
            scale=2,
            entity_id=entity,
            allow_negative=True,
        )

    count = ACCOUNTS * world.scale
    ensure_accounts([spec(house(), pooled=True), *(spec(wallet(n)) for n in range(count))])
    return _count("SELECT count(*) FROM ledger_tx")


def _entity() -> int:
    """Give the benchmark's legal entity, made at the first call."""
    from brokerdesk.core.actors import SYSTEM
    from brokerdesk.kit import clock
    from brokerdesk.modules.brands.queries import entities
    from brokerdesk.modules.brands.services import EntityDraft, create_entity

    known = {row.code: row.pk for row in entities()}
    if "bench" not in known:
        draft = EntityDraft(code="bench", name="Bench Ltd", country="CY", base_currency=ASSET)
        known["bench"] = create_entity(draft, actor=SYSTEM, at=clock.now()).pk
    return known["bench"]


def poster(size: int, pick: Pick) -> Callable[[Random], Step]:
    """Make clients that post `size` transfers a call."""

    def begin(rng: Random) -> Step:
        from brokerdesk.kit import clock
        from brokerdesk.modules.ledger.services import post_many
        from brokerdesk.modules.ledger.types import Posting, TxRequest

        stem, serial = f"{os.getpid()}-{os.urandom(4).hex()}", 0

        def step() -> int:
            nonlocal serial
            at = clock.now()
            requests = []
            for _ in range(size):
                serial += 1
                source, destination = pick(rng)
                amount = Decimal(rng.randint(1, 100_000)).scaleb(-2)
                postings = (Posting(source, destination, amount, ASSET),)
                requests.append(TxRequest(f"{stem}-{serial}", "bench.transfer", postings, at))
            post_many(requests)
            return size

        return step

    return begin


def any_two(accounts: int) -> Pick:
    """Pick two different wallets."""

    def pick(rng: Random) -> tuple[str, str]:
        source = rng.randrange(accounts)
        return wallet(source), wallet((source + rng.randrange(1, accounts)) % accounts)

    return pick


def with_house(accounts: int) -> Pick:
    """Pick the house account and a wallet."""
    return lambda rng: (house(), wallet(rng.randrange(accounts)))


@contextmanager
def _against_pgbench(world: World, size: int) -> Iterator[LedgerContest]:
    before = prepare(world)
    anchor = PgBench(world)
    with clients(CLIENTS, poster(size, any_two(ACCOUNTS * world.scale))) as ours:
        contest = LedgerContest(ours, anchor.slice)
        contest.posted = before
        yield contest


@benchmark("ledger.post_single", unit="transfers/s", anchor=ANCHOR)
@contextmanager
def post_single(world: World) -> Iterator[LedgerContest]:
    """One transfer a call and commit, over 10,000 accounts."""
    with _against_pgbench(world, 1) as contest:
        yield contest


@benchmark("ledger.post_batch", unit="transfers/s", anchor=ANCHOR)
@contextmanager
def post_batch(world: World) -> Iterator[LedgerContest]:
    """A thousand transfers a call and commit."""
    with _against_pgbench(world, BATCH) as contest:
        yield contest


@benchmark("ledger.post_hot", unit="transfers/s", anchor="ledger.post_single, 4 clients")
@contextmanager
def post_hot(world: World) -> Iterator[LedgerContest]:
    """One transfer a call and commit, each touching the same house account."""
    before = prepare(world)
    accounts = ACCOUNTS * world.scale
    with (
        clients(CLIENTS, poster(1, with_house(accounts))) as hot,
        clients(CLIENTS, poster(1, any_two(accounts))) as single,
    ):

        def anchor(seconds: float) -> Slice:
            done = single.slice(seconds)
            contest.posted += done.n
            return done

        contest = LedgerContest(hot, anchor)
        contest.posted = before
        yield contest


def check_ledger(posted: int) -> None:
    """Raise unless there are exactly so many transactions and all of their rows agree."""
    from brokerdesk.modules.ledger.queries import drifts, trial_balance

    found = {
        "transactions": _count("SELECT count(*) FROM ledger_tx") - posted,
        "entries": _count("SELECT count(*) FROM ledger_entry") - 2 * posted,
        "events": _count(
            "SELECT (SELECT count(DISTINCT batch) FROM ledger_tx)"
            " - (SELECT count(*) FROM core_events_outbox WHERE type = 'ledger.entry_posted')"
        ),
        "unbalanced": _count(
            "SELECT count(*) FROM (SELECT FROM ledger_entry GROUP BY tx_id"
            " HAVING sum(amount) <> 0 OR count(*) <> 2) x"
        ),
        "drifts": len(drifts()),
        "total": sum(row.balance for row in trial_balance()),
    }
    wrong = {name: value for name, value in found.items() if value}
    if wrong:
        raise RuntimeError(f"rows are wrong after the run: {wrong}")


def _count(query: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query)
        found: int = cursor.fetchone()[0]
    return found
