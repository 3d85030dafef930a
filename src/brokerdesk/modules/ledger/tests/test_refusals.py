"""What the database refuses to anyone, its owner included, and what only to the application."""

from collections.abc import Iterator

import psycopg
import pytest

from .books import Books

FORBIDDEN = [
    "UPDATE ledger_entry SET amount = amount + 1",
    "UPDATE ledger_entry SET line = line WHERE false",
    "DELETE FROM ledger_entry",
    "TRUNCATE ledger_entry",
    "UPDATE ledger_tx SET effective_at = now()",
    "DELETE FROM ledger_tx",
    "TRUNCATE ledger_tx CASCADE",
    "DELETE FROM ledger_account",
    "TRUNCATE ledger_account CASCADE",
    "UPDATE ledger_account SET asset = 'EUR'",
    "UPDATE ledger_account SET code = code || 'x'",
]
TX = (
    "INSERT INTO ledger_tx (id, batch, effective_at, digest, key, kind, actor)"
    " VALUES (900, 900, now(), sha256('x'), %s, 'raw.test', 'owner')"
)
ENTRIES = (
    "INSERT INTO ledger_entry (tx_id, account_id, line, amount, version, balance_after)"
    " SELECT 900, a.id, 1, x.amount, CASE a.kind WHEN 'running' THEN 77 END,"
    " CASE a.kind WHEN 'running' THEN 0 END"
    " FROM (VALUES (%s, %s), (%s, %s)) x(code, amount) JOIN ledger_account a ON a.code = x.code"
)

DENIED = [
    *FORBIDDEN,
    "INSERT INTO ledger_entry (tx_id, account_id, line, amount) VALUES (1, 1, 1, 1)",
    TX.replace("%s", "'raw'"),
    "UPDATE ledger_account SET balance = 1000000",
    "UPDATE ledger_account SET allow_negative = true",
    "INSERT INTO ledger_account (code, kind, cls, asset, scale, entity_id, allow_negative)"
    " SELECT 'x', 'running', 'asset', 'USD', 2, id, true FROM brands_legalentity LIMIT 1",
    "DELETE FROM ledger_checkpoint",
    "UPDATE ledger_checkpoint_mark SET through = 0",
    "SELECT nextval('ledger_tx_id_seq')",
    "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
    "DROP TABLE ledger_entry",
]


@pytest.fixture
def funded(kept_books: Books) -> Books:
    kept_books.fund("10")
    return kept_books


@pytest.fixture
def owner(fresh_db: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(fresh_db, autocommit=True) as link:
        yield link


@pytest.fixture
def app(owner: psycopg.Connection) -> psycopg.Connection:
    owner.execute("SET ROLE brokerdesk_app")
    return owner


@pytest.mark.usefixtures("funded")
def test_posted_rows_do_not_change(owner: psycopg.Connection) -> None:
    for statement in FORBIDDEN:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            owner.execute(statement)


def insert(link: psycopg.Connection, *legs: object, tx: bool = True) -> None:
    with link.transaction():
        if tx:
            link.execute(TX, ["raw"])
        link.execute(ENTRIES, legs)


def test_a_transaction_sums_to_zero(owner: psycopg.Connection, funded: Books) -> None:
    psp, fees = funded.psp.code, funded.fees.code
    insert(owner, psp, -3, fees, 3)
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="does not balance"):
        insert(owner, psp, -3, fees, 4, tx=False)
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="does not balance"):
        insert(owner, psp, -3, "no such account", 3, tx=False)


def test_assets_do_not_cross(owner: psycopg.Connection, funded: Books) -> None:
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="does not balance"):
        insert(owner, funded.psp.code, -3, funded.euros.code, 3)


def test_amounts_fit_the_scale(owner: psycopg.Connection, funded: Books) -> None:
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="fit"):
        insert(owner, funded.psp.code, -0.001, funded.fees.code, 0.001)


def test_entries_need_their_transaction(owner: psycopg.Connection, funded: Books) -> None:
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="exist"):
        insert(owner, funded.psp.code, -3, funded.fees.code, 3, tx=False)


def test_a_wallet_stays_above_zero(owner: psycopg.Connection, funded: Books) -> None:
    for balance in ("-1", "0.001"):
        with pytest.raises(psycopg.errors.CheckViolation):
            owner.execute(
                "UPDATE ledger_account SET balance = %s::numeric WHERE code = %s",
                [balance, funded.alice.code],
            )
    with pytest.raises(psycopg.errors.CheckViolation):
        owner.execute("UPDATE ledger_account SET balance = 1 WHERE kind = 'pooled'")
    with pytest.raises(psycopg.errors.CheckViolation):
        owner.execute("UPDATE ledger_account SET closed_at = now() WHERE balance > 0")


def test_a_key_and_a_reversal_are_unique(owner: psycopg.Connection, funded: Books) -> None:
    owner.execute(TX, ["raw"])
    with pytest.raises(psycopg.errors.UniqueViolation):
        owner.execute(TX.replace("900, 900", "901, 901"), ["raw"])
    again = (
        "INSERT INTO ledger_tx (batch, effective_at, digest, key, kind, actor, reverses)"
        " VALUES (1, now(), sha256('x'), %s, 'raw.test', 'owner', 900)"
    )
    owner.execute(again, ["first"])
    with pytest.raises(psycopg.errors.UniqueViolation):
        owner.execute(again, ["second"])


@pytest.mark.usefixtures("funded")
def test_the_application_writes_through_functions_only(app: psycopg.Connection) -> None:
    for statement in DENIED:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(statement)
