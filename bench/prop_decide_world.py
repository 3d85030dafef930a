"""A hundred thousand challenges, each with one to three positions; some come to their floors."""

import os
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
from psycopg import sql

ACCOUNTS, CROSSERS, SYMBOLS = 100_000, 400, 29
PIECE = 2_000
FALLING = "SX"
# The falling symbol goes down by so much a tick; each next account breaches so much lower.
STEP, APART = Decimal("0.00002"), Decimal("0.0001")
LOSS = Decimal("0.05")
CHALLENGE: dict[str, Any] = {
    "name": "Challenge",
    "rules": [
        {"rule": "max_daily_loss", "amount": {"percent": "5", "of": "initial"}},
        {"rule": "max_overall_loss", "amount": {"percent": "10", "of": "initial"}},
        {"rule": "profit_target", "amount": {"percent": "10", "of": "initial"}},
    ],
}
_HELD = """
INSERT INTO trading_position (server_id, account_id, login, ticket, symbol, side, lots,
    contract_size, price_open, price_current, stop_loss, take_profit, profit, swap, opened_at,
    synced_at)
SELECT a.server_id, a.id, a.login, a.id * 10 + k, 'S' || ((a.id * 7 + k * 11) %% %s),
    CASE WHEN (a.id + k) %% 2 = 0 THEN 'buy' ELSE 'sell' END, 0.1, 100000, 1, 1, 0, 0, 0, 0,
    %s, %s
FROM trading_account a, generate_series(1, 3) k
WHERE a.id > %s AND a.id <= %s AND k <= 1 + a.id %% 3
"""
_FALLING = """
INSERT INTO trading_position (server_id, account_id, login, ticket, symbol, side, lots,
    contract_size, price_open, price_current, stop_loss, take_profit, profit, swap, opened_at,
    synced_at)
SELECT a.server_id, a.id, a.login, a.id * 10, %s, 'buy', 1, 100000,
    1 + %s - (a.id - %s - 0.5) * %s, 1, 0, 0, 0, 0, %s, %s
FROM trading_account a WHERE a.id > %s AND a.id <= %s
"""
_TAKEN = """
SELECT min(taken) - 1 FROM (
    SELECT nextval(pg_get_serial_sequence(%s, 'id')) AS taken FROM generate_series(1, %s)
) numbers
"""
_TRUSTED = """
INSERT INTO valuation_stand (account_id, balance, credit, floating, equity, margin, positions,
    quality, doubts, gap, compared_at, tick_seq, marked_at)
SELECT id, balance, 0, 0, balance, 0, 1, 'reported', '[]', 0, %s, 0, %s FROM trading_account
"""


def make_house(count: int, at: datetime) -> int:
    """Make it; give the key before the first of the accounts that are to breach."""
    template, server_pk = _template(at)
    first = _clone("trading_account", template["account"], count, {
        "login": "500000 + n", "public_id": "'acc_b' || n",
    })  # fmt: skip
    attempts = _clone("prop_attempt", template["attempt"], count, {"public_id": "'att_b' || n"})
    _clone("prop_stage", template["stage"], count, {
        "public_id": "'stg_b' || n", "attempt_id": f"{attempts} + n", "account_id": f"{first} + n",
    })  # fmt: skip
    opened = at - timedelta(hours=1)
    _run(_FALLING, [FALLING, LOSS, first, APART, opened, opened, first, first + CROSSERS])
    _run(_HELD, [SYMBOLS, opened, opened, first + CROSSERS, first + count])
    _run(_TRUSTED, [at, at])
    _symbols(server_pk, at)
    _analyze("trading_position")
    return first


def names() -> list[str]:
    """All symbols but the falling one."""
    return [f"S{n}" for n in range(SYMBOLS)]


def _template(at: datetime) -> tuple[dict[str, int], int]:
    """One challenge made as the house makes it."""
    from django.utils.timezone import now as clock

    from brokerdesk.modules.prop.models import Order, Programme, ProgrammeVersion, Stage
    from brokerdesk.modules.prop.services.lifecycle import begin_stage, start_attempt
    from brokerdesk.modules.trading.models import Account
    from brokerdesk.modules.trading.testing import World, make_product

    world = World()
    product = make_product(world.brand, world.server, kind="demo")
    document = {
        "name": "P", "version": "1", "currency": "USD", "initial_balance": "100000",
        "clock": {"zone": "UTC", "reset": f"{(clock().hour + 12) % 24:02d}:00"},
        "phases": [CHALLENGE],
    }  # fmt: skip
    terms = {
        "fee": {"amount": "100", "currency": "USD"}, "products": [product.public_id],
        "split": ["0.80"],
    }  # fmt: skip
    programme = Programme.objects.create(
        brand=world.brand, code="p", title="P", family="p", created_at=at
    )
    version = ProgrammeVersion.objects.create(
        programme=programme, number=1, document=document, terms=terms, created_by="bench",
        created_at=at,
    )  # fmt: skip
    order = Order.objects.create(
        brand=world.brand, client=world.client, version=version, state="paid", document=document,
        terms=terms, fingerprint="x", product_id=product.public_id, price=100, currency="USD",
        created_at=at,
    )  # fmt: skip
    start_attempt(order.public_id, at=at)
    stage = Stage.objects.get()
    Account.objects.filter(pk=stage.account_id or 0).update(
        login=499_999, state="active", balance=100_000, equity=100_000, figures_at=at
    )
    begin_stage(stage.public_id, deal_pk=0, began_at=at, at=at)
    rows = {"account": stage.account_id or 0, "attempt": stage.attempt_id, "stage": stage.pk}
    return rows, world.server.pk


def _symbols(server_pk: int, at: datetime) -> None:
    from brokerdesk.modules.trading.models import Quote, Symbol
    from brokerdesk.modules.valuation.models import QuoteRule

    QuoteRule.objects.create(trades_weekends=True)
    for name in (FALLING, *names()):
        Symbol.objects.create(
            server_id=server_pk, name=name, base=name, profit_currency="USD",
            margin_currency="USD", digits=5, contract_size=100_000, tick_size=Decimal("0.00001"),
            tick_value=1, volume_min=1, volume_max=1, volume_step=1, calc_mode="forex",
            synced_at=at,
        )  # fmt: skip
        Quote.objects.create(server_id=server_pk, symbol=name, bid=1, ask=1, at=at)


def _clone(table: str, pk: int, count: int, changed: dict[str, str]) -> int:
    """Copy a row many times; give the key before the first copy's."""
    columns = [row[0] for row in _read(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND table_schema = 'public' ORDER BY ordinal_position", [table],
    )]  # fmt: skip
    base = int(_read(_TAKEN, [table, count])[0][0])
    changed = {**changed, "id": f"{base} + n"}
    copied = sql.SQL("INSERT INTO {table} ({into}) SELECT {given} FROM {table} t,"
                     " generate_series(%s, %s) n WHERE t.id = %s").format(
        table=sql.Identifier(table),
        into=sql.SQL(", ").join(map(sql.Identifier, columns)),
        given=sql.SQL(", ").join(
            sql.SQL(changed[name]) if name in changed else sql.Identifier("t", name)
            for name in columns
        ),
    )  # fmt: skip
    # Each step is its own transaction: a tally's row that one transaction changes a hundred
    # thousand times is slower to find each time.
    for start in range(1, count + 1, PIECE):
        _run(copied, [start, min(start + PIECE - 1, count), pk])
        if start == 1:
            _analyze(table)
    _analyze(table)
    return base


def _analyze(table: str) -> None:
    """As the owner: nobody else may."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as owner:
        owner.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


def _run(statement: "str | sql.Composed", params: list[Any]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def _read(statement: "str | sql.Composed", params: list[Any]) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())
