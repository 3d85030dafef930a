"""A back office with many clients: made once per database, for all benchmarks of pages."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import LiteralString

import psycopg
from psycopg import sql

from .world import World

CLIENTS = 100_000
FIRST_ACCOUNT = 1_000_000
STATUSES = ("active",) * 15 + ("registered",) * 3 + ("restricted", "closed")
ENDINGS = ("", "a", "ani", "berg", "dal", "ec", "er", "ez", "feld", "ic", "ier", "in", "is", "mann",
           "o", "os", "sen", "ski", "son", "stein")  # fmt: skip
START = datetime(2023, 1, 2, tzinfo=UTC)
COLUMNS = (
    "public_id", "brand_id", "kind", "email", "first_name", "last_name", "phone", "country",
    "born_on", "language", "status", "level", "owner_staff_id", "referral_code",
    "email_verified_at", "version", "created_at",
)  # fmt: skip
TRACKED = (
    "clients_client", "clients_note", "clients_task", "compliance_standing", "trading_account",
)  # fmt: skip
LIFE = Path(__file__).with_name("pages_life.sql")


def prepare(world: World) -> None:
    """Make brand, staff, clients and what these did, unless they are there."""
    from brokerdesk.modules.clients.models import Client

    if Client.objects.filter(brand__code="pages").exists():
        return
    brand_pk, owners = _house()
    with psycopg.connect(world.database_url) as owner:
        keep_history(owner, "DISABLE")
        _copy_clients(owner, _people(brand_pk, owners, CLIENTS * world.scale))
        owner.execute(LIFE.read_bytes())
        owner.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table changes with checks pending
        keep_history(owner, "ENABLE")
    with psycopg.connect(world.database_url, autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")


def keep_history(owner: psycopg.Connection[object], word: LiteralString) -> None:
    """Let tables keep their history, or not: making rows would spend most of the time on it."""
    for table in map(sql.Identifier, TRACKED):
        owner.execute(sql.SQL("ALTER TABLE {} " + word + " TRIGGER USER").format(table))


def _house() -> tuple[int, list[str]]:
    """Make brand, managers, payment method, server and product; give brand and managers."""
    from django.apps import apps

    from brokerdesk.config.bootstrap import ensure_defaults
    from brokerdesk.core.actors import SYSTEM
    from brokerdesk.modules.cashier.services.psps import add_psp
    from brokerdesk.modules.cashier.types import PspTerms
    from brokerdesk.modules.clients.testing import make_brand, make_staff
    from brokerdesk.modules.trading.testing import make_product, make_server

    row = make_brand("pages", name="Pages Markets")
    ensure_defaults()
    brand = apps.get_model("brands", "Brand").objects.get(pk=row.pk)
    make_product(brand, make_server(brand, "pages"))
    add_psp(
        brand_pk=row.pk,
        code="pages-wire",
        kind="bank_wire",
        terms=PspTerms(title="Bank wire", currencies=("USD",)),
        config={"beneficiary": "Pages", "iban": "CY17002001280000001200527600", "bank_name": "B"},
        actor=SYSTEM,
    )
    managers = [make_staff(f"Manager{n}", "support").public_id for n in range(10)]
    return row.pk, [*managers, ""]


def _people(brand_pk: int, owners: list[str], count: int) -> Iterator[tuple[object, ...]]:
    """Give clients in order of registration; some names are frequent and most are rare."""
    from brokerdesk.config.demo_people import COUNTRIES, FIRST, LAST
    from brokerdesk.kit.ids import new_id

    draw = Random(47)
    last_names = [stem + ending for ending in ENDINGS for stem in LAST]
    for n in range(count):
        first = FIRST[int(len(FIRST) * draw.random() ** 2)]
        last = last_names[int(len(last_names) * draw.random() ** 2)]
        status = draw.choice(STATUSES)
        at = START + timedelta(minutes=10 * n, seconds=draw.randrange(600))
        yield (
            new_id("cli"),
            brand_pk,
            "individual",
            f"{first}.{last}.{n}@mail{n % 40}.example".lower(),
            first,
            last,
            f"+3579{draw.randrange(1_000_000, 9_999_999)}",
            draw.choice(COUNTRIES),
            date(1960 + n % 40, 1 + n % 12, 1 + n % 28),
            "en",
            status,
            0 if status == "registered" else 1 + n % 2,
            draw.choice(owners),
            "",
            None if status == "registered" else at,
            1,
            at,
        )


def _copy_clients(owner: psycopg.Connection[object], rows: Iterator[tuple[object, ...]]) -> None:
    copy = sql.SQL("COPY clients_client ({}) FROM STDIN").format(
        sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
    )
    with owner.cursor() as cursor, cursor.copy(copy) as sink:
        for row in rows:
            sink.write_row(row)
