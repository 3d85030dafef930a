"""A backup brings back database, files and keys; a damaged one changes nothing."""

import stat
import tarfile
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from brokerdesk.core.events.numbering import number
from brokerdesk.core.events.queries import events_since
from brokerdesk.core.events.retention import make_weeks
from brokerdesk.core.events.tests.facts import emit_counted
from brokerdesk.core.events.tests.weeks import emit_at, lies_in, monday, named
from brokerdesk.stack import attached

from .operator import brokerdesk


def _run(data_dir: Path, *arguments: str) -> tuple[int, str]:
    done = brokerdesk(*arguments, DATA_DIR=str(data_dir))
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one kept row, one file and one key."""
    folder = tmp_path_factory.mktemp("house") / "data"
    with attached(folder) as addresses, psycopg.connect(addresses.database_url) as link:
        link.execute("CREATE TABLE kept (n int); GRANT SELECT ON kept TO brokerdesk_app")
        link.execute(
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT INSERT ON TABLES TO brokerdesk_app"
        )
        link.execute("INSERT INTO kept VALUES (42)")
    for name in ("files/ab/scan.pdf", "keys/secrets.key"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(name)
    return folder


@pytest.fixture(scope="module")
def saved(house: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the house."""
    archive = tmp_path_factory.mktemp("saved") / "house.tar"
    status, said = _run(house, "backup", str(archive))
    assert status == 0, said
    return archive


def _kept(data_dir: Path) -> list[tuple[int]]:
    with attached(data_dir) as addresses, psycopg.connect(addresses.database_url) as link:
        return link.execute("SELECT n FROM kept").fetchall()


def test_a_new_folder_gets_everything_back(saved: Path, tmp_path: Path) -> None:
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    status, said = _run(tmp_path / "new", "restore", str(saved))
    assert status == 0, said
    assert _kept(tmp_path / "new") == [(42,)]
    assert (tmp_path / "new/files/ab/scan.pdf").read_text() == "files/ab/scan.pdf"
    key = tmp_path / "new/keys/secrets.key"
    assert key.read_text() == "keys/secrets.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    with (
        attached(tmp_path / "new") as addresses,
        psycopg.connect(addresses.database_url) as link,
    ):
        link.execute("CREATE TABLE later (n int)")
        rights = link.execute(
            "SELECT has_table_privilege('brokerdesk_app', 'kept', 'SELECT'),"
            " has_table_privilege('brokerdesk_app', 'kept', 'DELETE'),"
            " has_table_privilege('brokerdesk_app', 'later', 'INSERT'),"
            " has_schema_privilege('brokerdesk_app', 'public', 'CREATE')"
        ).fetchone()
    assert rights == (True, False, True, False)


def test_a_full_database_is_replaced_only_when_asked(saved: Path, house: Path) -> None:
    with attached(house) as addresses, psycopg.connect(addresses.database_url) as link:
        link.execute("INSERT INTO kept VALUES (43)")
    status, said = _run(house, "restore", str(saved))
    assert (status, "--replace" in said) == (1, True)
    assert _kept(house) == [(42,), (43,)]
    assert _run(house, "restore", str(saved), "--replace")[0] == 0
    assert _kept(house) == [(42,)]


def test_a_house_in_use_is_not_replaced(saved: Path, house: Path) -> None:
    with attached(house) as addresses, psycopg.connect(addresses.database_url):
        status, said = _run(house, "restore", str(saved), "--replace")
    assert (status, "stop the house first" in said) == (1, True)
    assert _kept(house) == [(42,)]


def test_a_damaged_or_foreign_file_changes_nothing(saved: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.tar"
    content = bytearray(saved.read_bytes())
    place = content.index(b"files/ab/scan.pdf", content.index(b"PGDMP"))
    content[content.index(b"files/ab/scan.pdf", place + 512)] ^= 1
    damaged.write_bytes(content)
    foreign = tmp_path / "foreign.tar"
    with tarfile.open(foreign, "w") as tar:
        tar.add(__file__, arcname="manifest.json")
    for archive, reason in ((damaged, "is damaged: files/ab/scan.pdf"), (foreign, "not a backup")):
        status, said = _run(tmp_path / "data", "restore", str(archive))
        assert (status, reason in said, said.count("\n")) == (1, True, 1), said
    assert not (tmp_path / "data" / "files").exists()


def test_an_archive_cannot_write_outside_the_folder(tmp_path: Path) -> None:
    evil = tmp_path / "evil.tar"
    with tarfile.open(evil, "w") as tar:
        tar.add(__file__, arcname="../outside")
    status, said = _run(tmp_path / "deep" / "data", "restore", str(evil))
    assert (status, "not a backup" in said) == (1, True)
    assert not list(tmp_path.rglob("outside"))


def test_the_weeks_of_events_come_back_and_go_on(fresh_db: str, tmp_path: Path) -> None:
    make_weeks()
    emit_counted("a", 1, 2)
    number(patience_s=0)
    emit_counted("a", 3)
    emit_at(monday(20), "old")
    connection.close()
    outside = {"DATABASE_URL": fresh_db, "DATA_DIR": str(tmp_path)}
    archive = str(tmp_path / "house.tar")
    for arguments in (("backup", archive), ("restore", archive, "--replace")):
        done = brokerdesk(*arguments, **outside)
        assert done.returncode == 0, done.stderr
    assert [week.outcome for week in make_weeks()] == ["made"], "by the application role"
    emit_counted("b", 4)
    assert number(patience_s=0) == 3
    assert [e.aggregate for e in events_since(0, limit=9)] == ["a", "a", "a", "old", "b"]
    assert lies_in("core_events_outbox") == [named(monday(20)), *[named(monday(0))] * 4]
