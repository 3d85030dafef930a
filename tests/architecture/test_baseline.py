"""A new database begins with the baseline; it must be what the migrations make."""

import os
import re
import subprocess
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from brokerdesk.surfaces.cli import baseline
from brokerdesk.surfaces.cli.house import command
from conftest import BED
from scripts.baseline import dump
from tests.harness.testbed import drop

_CASTS = re.compile(r"[()]|::(text|character varying)(\[\])?")
_TABLES = """
SELECT relname FROM pg_class
WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY 1
"""


@pytest.fixture
def empty() -> Iterator[str]:
    """Give an empty database's URL."""
    name = f"empty_{BED.worker}"
    drop(BED, name)
    with psycopg.connect(BED.url("postgres"), autocommit=True) as link:
        link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield BED.url(name)
    drop(BED, name)


def _schema(url: str) -> list[str]:
    """Give the dump's lines without casts: the server adds some to what it reads from a dump."""
    return [_CASTS.sub("", line) for line in dump(url, "--schema-only").splitlines()]


def _rows(url: str) -> dict[str, int]:
    with psycopg.connect(url) as link:
        names = [row[0] for row in link.execute(_TABLES)]
        counts = (
            link.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))).fetchone()
            for name in names
        )
        return {name: row[0] for name, row in zip(names, counts, strict=True) if row}


def _applied(url: str) -> list[tuple[str, str]]:
    with psycopg.connect(url) as link:
        rows = link.execute("SELECT app, name FROM django_migrations ORDER BY 1, 2").fetchall()
    return [(str(app), str(name)) for app, name in rows]


def test_the_baseline_makes_what_the_migrations_make(empty: str, fresh_db: str) -> None:
    """The template, from which `fresh_db` is cloned, began with the baseline."""
    environment = {**BED.environment(), "DATABASE_URL": empty}
    replay = command("migrate", "--replay", "--verbosity", "0")
    subprocess.run(replay, env={**os.environ, **environment}, check=True)
    assert _schema(fresh_db) == _schema(empty)
    assert _applied(fresh_db) == _applied(empty)
    assert _rows(fresh_db) == _rows(empty)


def test_only_an_empty_database_begins_with_it(empty: str) -> None:
    with psycopg.connect(empty) as link:
        assert baseline.fits(link)
        link.execute("CREATE TABLE mine (id int)")
        assert not baseline.fits(link)
        link.rollback()
        link.execute("ALTER DEFAULT PRIVILEGES GRANT UPDATE ON TABLES TO brokerdesk_app")
        assert not baseline.fits(link)
