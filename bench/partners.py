"""Commission of a large tree under a large plan: computed, stored and posted, and computed anew."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import psycopg

from .harness import Slice, benchmark
from .world import World

if TYPE_CHECKING:
    from brokerdesk.ports.trading import PlatformDeal

BATCH = 1_000
LANES = 2  # a server's deals are ingested, and accrued, in two lanes
FLOORS = (20, 180, 1_200, 4_600, 14_000)  # partners from the top down: 20,000
LEVELS = len(FLOORS)
CLIENTS = 5_000
RULES = 500
SYMBOLS = 100
FAVOURITES = 4
TYPES = ("Standard", "Raw", "Pro", "Cent")
ANCHOR = "COPY of the same accrual rows into a table with the same indexes"


def make_tree(brand: Any) -> list[int]:
    """Make a tree of five floors; give the keys of the partners on the lowest."""
    from brokerdesk.modules.partners.models import Partner, PartnerParent, PartnerStanding
    from brokerdesk.modules.partners.models import PartnerTerms as Terms

    clients = make_people(brand, "p", sum(FLOORS))
    partners = Partner.objects.bulk_create(
        Partner(brand=brand, client_id=pk, code=f"bench{n}", status="active")
        for n, pk in enumerate(clients)
    )
    always: Any = (None, None)
    starts = [sum(FLOORS[:floor]) for floor in range(LEVELS + 1)]
    above: list[Any] = [None] * FLOORS[0]
    for start, count, below in zip(starts, FLOORS, FLOORS[1:], strict=False):
        above += [partners[start + n % count] for n in range(below)]
    links, standings, terms = [], [], []
    for n, (partner, parent) in enumerate(zip(partners, above, strict=True)):
        common: dict[str, Any] = {"partner": partner, "valid": always, "recorded_by": "bench"}
        links.append(PartnerParent(parent=parent, **common))
        standings.append(PartnerStanding(status="active", **common))
        terms.append(Terms(rank="", rate=Decimal(n % 7), multiplier=Decimal(1), **common))
    PartnerParent.objects.bulk_create(links)
    PartnerStanding.objects.bulk_create(standings)
    Terms.objects.bulk_create(terms)
    return [partner.pk for partner in partners[-FLOORS[-1] :]]


def make_people(brand: Any, prefix: str, count: int) -> list[int]:
    """Make clients in one go; give their keys."""
    from django.apps import apps

    from brokerdesk.modules.trading.testing import START

    model = apps.get_model("clients", "Client")
    rows = model.objects.bulk_create(
        model(
            brand=brand,
            email=f"{prefix}{n}@{brand.code}.example",
            first_name=f"{prefix}{n}",
            last_name="Client",
            country="CY",
            status="active",
            level=1,
            created_at=START,
        )
        for n in range(count)
    )
    return [row.pk for row in rows]


def make_market(brand: Any, server: Any) -> None:
    """Make symbols with prices, a symbol book and a plan of 500 rules on every basis."""
    from brokerdesk.core.actors import SYSTEM
    from brokerdesk.modules.partners.services import add_plan, set_symbols
    from brokerdesk.modules.trading.models import Quote, Symbol
    from brokerdesk.modules.trading.testing import START

    names = [f"SYM{n}" for n in range(SYMBOLS)] + ["USDJPY"]
    Symbol.objects.bulk_create(
        Symbol(
            server=server, name=name, path=name, description=name,
            base="USD" if name == "USDJPY" else "EUR",
            profit_currency="JPY" if n % 4 == 0 else "USD", margin_currency="USD", digits=5,
            contract_size=100_000, tick_size=Decimal("0.00001"), tick_value=1, volume_min=1,
            volume_max=1, volume_step=1, calc_mode="forex", synced_at=START,
        )
        for n, name in enumerate(names)
    )  # fmt: skip
    Quote.objects.create(server=server, symbol="USDJPY", bid="155.19", ask="155.21", at=START)
    book = {
        "groups": {"benched": ["SYM*"]},
        "account_types": {f"live\\{name}*": name for name in TYPES},
        "lot_modifiers": {"live\\Cent*": "0.01"},
        "spreads": {"*": "14"},
    }
    set_symbols(brand.pk, book, actor=SYSTEM, at=START)
    bases = ("lot", "pip", "spread", "turnover_per_million", "commission")
    named = [(symbol, name) for symbol in names[:SYMBOLS] for name in (*TYPES, None)]
    rules = [
        {"basis": bases[n % len(bases)], "value": "0.5", "symbol": symbol, "account_type": name}
        for n, (symbol, name) in enumerate(named[: RULES - 1])
    ]
    body = {
        "distribution": "ratio",
        "levels": ["1", "0.5", "0.25", "0.1", "0.05"],
        "rules": [*rules, {"basis": "lot", "value": "6"}],
    }
    add_plan(brand_pk=brand.pk, name="Bench", currency="USD", body=body, default=True, actor=SYSTEM)


def make_traders(brand: Any, server: Any, partners: list[int]) -> list[int]:
    """Make clients below the lowest partners, with an account each; give the logins."""
    from brokerdesk.modules.partners.models import ClientPartner
    from brokerdesk.modules.trading.models import Account
    from brokerdesk.modules.trading.testing import make_product

    product = make_product(brand, server)
    clients = make_people(brand, "c", CLIENTS)
    always: Any = (None, None)
    ClientPartner.objects.bulk_create(
        ClientPartner(
            client_id=pk, partner_id=partners[n % len(partners)], valid=always, recorded_by="bench"
        )
        for n, pk in enumerate(clients)
    )
    Account.objects.bulk_create(
        Account(
            brand=brand, entity=brand.entity, client_id=pk, product=product, server=server,
            kind="live", group=f"live\\{TYPES[n % len(TYPES)]}", currency="USD", leverage=100,
            login=500_000 + n, state="active",
        )
        for n, pk in enumerate(clients)
    )  # fmt: skip
    return [500_000 + n for n in range(CLIENTS)]


class AccrueContest:
    """Ours: accrue ingested batches. Theirs: copy the rows that came of it."""

    def __init__(self, world: World, code: str = "accrue") -> None:
        from brokerdesk.modules.trading.testing import make_brand, make_server

        brand = make_brand(code)
        server = make_server(brand, code)
        make_market(brand, server)
        self._brand, self._server = brand, server
        self._logins = make_traders(brand, server, make_tree(brand))
        self._random, self._ticket, self._copied = random.Random(7), 0, 0
        self._rows: list[tuple[Any, ...]] = []
        self._open_accounts()
        with psycopg.connect(world.database_url) as owner:
            owner.execute("ANALYZE")
            owner.execute("DROP TABLE IF EXISTS bench_accrual")
            owner.execute("CREATE TABLE bench_accrual (LIKE partners_accrual INCLUDING ALL)")
            owner.execute("GRANT INSERT ON bench_accrual TO brokerdesk_app")

    def _open_accounts(self) -> None:
        """Open what is payable to each partner, as in a house that works for a while."""
        from brokerdesk.modules.ledger.services import chart, ensure_accounts
        from brokerdesk.modules.partners.models import Partner

        entity = self._brand.entity_id
        ids = Partner.objects.filter(brand=self._brand).values_list("public_id", flat=True)
        ensure_accounts([chart.partner_payable(one, "USD", entity) for one in ids])

    def _deals(self) -> "list[PlatformDeal]":
        from brokerdesk.modules.trading.testing import START, make_deal
        from brokerdesk.ports.trading import DealEntry

        deals: list[PlatformDeal] = []
        for _ in range(BATCH * LANES):
            self._ticket += 1
            lots = Decimal(self._random.randint(1, 300)) / 100
            login = self._random.choice(self._logins)
            liked = self._random.randrange(FAVOURITES)  # who trades, trades a few symbols
            deals.append(
                make_deal(
                    ticket=self._ticket,
                    login=login,
                    symbol=f"SYM{(login + 13 * liked) % SYMBOLS}",
                    entry=DealEntry.OUT,
                    lots=lots,
                    lots_closed=lots,
                    commission=Decimal("-7"),
                    balance_effect=Decimal("-7"),
                    at=START + timedelta(milliseconds=self._ticket),
                )
            )
        return deals

    def ours(self, seconds: float) -> Slice:
        """Accrue batches for so long; their ingest is not timed."""
        from brokerdesk.kit.clock import now
        from brokerdesk.modules.partners.services import accrue_batch
        from brokerdesk.modules.trading.services.ingest import ingest_deals

        n, spent = 0, 0.0
        batches: tuple[int, ...] = ()
        while spent < seconds:
            done = ingest_deals(self._server.pk, self._deals(), watermark_s=None, at=now())
            batches = done.batch_ids
            started = time.perf_counter()
            for batch_id in batches:
                accrue_batch(batch_id, at=now())
            spent += time.perf_counter() - started
            n += BATCH * LANES
        self._rows = _accruals(batches)
        return Slice(n=n, seconds=spent)

    def theirs(self, seconds: float) -> Slice:
        """Copy the rows of the last batches again and again for so long."""
        from django.db import connection, transaction
        from psycopg import sql

        from brokerdesk.modules.partners.services.lines import COLUMNS

        copy = sql.SQL("COPY bench_accrual ({}) FROM STDIN").format(
            sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
        )
        n, started = 0, time.perf_counter()
        while time.perf_counter() - started < seconds:
            self._copied += 1
            with (
                transaction.atomic(),
                connection.cursor() as cursor,
                cursor.cursor.copy(copy) as sink,
            ):
                for deal_pk, *rest in self._rows:
                    sink.write_row((deal_pk + self._copied * 100_000_000, *rest))
            n += BATCH * LANES
        return Slice(n=n, seconds=time.perf_counter() - started)

    def check(self) -> None:
        """Every deal has its five lines, what is payable is their sum, and all is right anew."""
        from django.db.models import Sum

        from brokerdesk.kit.clock import now
        from brokerdesk.modules.ledger.queries import drifts, trial_balance
        from brokerdesk.modules.partners.models import Accrual
        from brokerdesk.modules.partners.services import recompute
        from brokerdesk.modules.trading.testing import START

        lines = Accrual.objects.filter(deal__server_id=self._server.pk)
        paid = lines.aggregate(n=Sum("amount"))["n"]
        ours = set(lines.values_list("partner__public_id", flat=True).distinct())
        payable = sum(row.balance for row in trial_balance() if row.code.split(":")[1] in ours)
        until = START + timedelta(days=1)
        anew = recompute(self._brand.pk, START, until, at=now())
        if lines.count() != self._ticket * LEVELS or paid != payable or drifts():
            raise RuntimeError(f"{lines.count()} lines of {self._ticket} deals, {paid} {payable}")
        if anew.differing or anew.lines != self._ticket * LEVELS:
            raise RuntimeError(f"{len(anew.differing)} lines differ when computed anew")


def _accruals(batch_ids: tuple[int, ...]) -> list[tuple[Any, ...]]:
    """The rows of some batches as they were copied."""
    from django.db import connection
    from psycopg import sql

    from brokerdesk.modules.partners.services.lines import COLUMNS

    columns = [sql.SQL("why::text") if name == "why" else sql.Identifier(name) for name in COLUMNS]
    query = sql.SQL("SELECT {} FROM partners_accrual WHERE batch_id = ANY(%s) ORDER BY id")
    with connection.cursor() as cursor:
        cursor.execute(query.format(sql.SQL(", ").join(columns)), [list(batch_ids)])
        return list(cursor.fetchall())


@benchmark("partners.accrue", unit="deals/s", anchor=ANCHOR)
@contextmanager
def accrue(world: World) -> Iterator[AccrueContest]:
    """Five levels, 500 rules, 20,000 partners."""
    yield AccrueContest(world)
