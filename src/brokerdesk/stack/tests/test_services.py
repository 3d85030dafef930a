"""The embedded servers keep their promises on a folder of their own."""

import os
import signal
import socket
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import nats
import nats.errors
import psycopg
import pytest

from brokerdesk.stack import Addresses, Services, start_services
from brokerdesk.stack.errors import DataFolderBusy, WrongDataVersion
from brokerdesk.stack.identity import Identity

Start = Callable[[Path], tuple[Services, Addresses]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start services as operators have them (durable); they end with the test."""
    running: list[Services] = []

    def begin(folder: Path) -> tuple[Services, Addresses]:
        services, addresses = start_services(folder)
        running.append(services)
        return services, addresses

    yield begin
    for services in running:
        services.stop()


def _port(url: str) -> int:
    return int(url.rpartition(":")[2].partition("/")[0])


def test_data_ports_and_passwords_outlive_a_restart(start: Start, tmp_path: Path) -> None:
    services, first = start(tmp_path / "data")
    with psycopg.connect(first.database_url) as link:
        link.execute("CREATE TABLE kept AS SELECT 42 AS n")
    services.stop()
    _, second = start(tmp_path / "data")
    assert second == first
    with psycopg.connect(second.database_url) as link:
        assert link.execute("SELECT n FROM kept").fetchone() == (42,)


def test_nothing_is_trusted_and_nothing_is_lost(start: Start, tmp_path: Path) -> None:
    _, addresses = start(tmp_path / "data")
    with psycopg.connect(addresses.database_url) as link:
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums"):
            assert link.execute(f"SHOW {setting}").fetchone() == ("on",)
        roles = link.execute(
            "SELECT rolname, rolsuper, rolcanlogin FROM pg_roles WHERE rolname ~ '^brokerdesk'"
        ).fetchall()
    assert sorted(roles) == [("brokerdesk", False, True), ("brokerdesk_app", False, False)]
    port = _port(addresses.database_url)
    for user in ("postgres", "brokerdesk"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(f"postgresql://{user}@127.0.0.1:{port}/postgres")
    passwords = tmp_path / "data" / "stack.json"
    assert stat.S_IMODE(passwords.stat().st_mode) == 0o600
    assert '"sync_interval": "always"' in (tmp_path / "data/services/nats.conf").read_text()


async def test_the_bus_refuses_strangers(start: Start, tmp_path: Path) -> None:
    _, addresses = start(tmp_path / "data")
    client = await nats.connect(addresses.nats_url)
    assert (await client.jetstream().account_info()).streams == 0
    await client.close()
    with pytest.raises(nats.errors.Error, match=r"(?i)authorization"):
        await nats.connect(f"nats://127.0.0.1:{_port(addresses.nats_url)}", allow_reconnect=False)


def test_the_servers_listen_on_loopback_only_and_not_as_root(start: Start, tmp_path: Path) -> None:
    services, _ = start(tmp_path / "data")
    for child in services.children:
        assert child.pid
        uid = Path(f"/proc/{child.pid}").stat().st_uid
        assert uid != 0
        assert os.geteuid() in (0, uid)


def test_a_folder_below_a_closed_home_works(start: Start, tmp_path: Path) -> None:
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)
    _, addresses = start(closed / "checkout" / ".data")
    with psycopg.connect(addresses.database_url) as link:
        assert link.execute("SELECT 1").fetchone() == (1,)


def test_a_second_owner_of_the_folder_is_refused(start: Start, tmp_path: Path) -> None:
    start(tmp_path / "data")
    with pytest.raises(DataFolderBusy, match=f"in use by process {os.getpid()}"):
        start(tmp_path / "data")


def test_a_taken_port_is_left_to_its_owner(start: Start, tmp_path: Path) -> None:
    services, first = start(tmp_path / "data")
    services.stop()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", _port(first.database_url)))
        other.listen()
        _, second = start(tmp_path / "data")
        assert _port(second.database_url) != _port(first.database_url)
        with psycopg.connect(second.database_url) as link:
            assert link.execute("SELECT 1").fetchone() == (1,)


def test_data_of_another_major_version_is_refused_with_the_way_out(
    start: Start, tmp_path: Path
) -> None:
    services, _ = start(tmp_path / "data")
    services.stop()
    version = tmp_path / "data" / "services" / "pgdata" / "PG_VERSION"
    version.write_text("16\n")
    with pytest.raises(WrongDataVersion, match=r"PostgreSQL 16.*backup FILE.*restore FILE"):
        start(tmp_path / "data")
    assert version.read_text() == "16\n"


def test_a_killed_postmaster_starts_again_with_every_commit(start: Start, tmp_path: Path) -> None:
    services, addresses = start(tmp_path / "data")
    with psycopg.connect(addresses.database_url) as link:
        link.execute("CREATE TABLE kept (n int)")
        link.commit()
        link.execute("INSERT INTO kept VALUES (1)")
        link.commit()
        child = next(c for c in services.children if c.spec.name == "postgres")
        assert child.pid
        os.kill(child.pid, signal.SIGKILL)
        _wait(lambda: not child.running())
        child.start()
        child.wait_ready()
    with psycopg.connect(addresses.database_url) as link:
        assert link.execute("SELECT n FROM kept").fetchall() == [(1,)]


def test_stopping_leaves_no_process(start: Start, tmp_path: Path) -> None:
    services, _ = start(tmp_path / "data")
    identities = [Identity.of(child.pid) for child in services.children if child.pid]
    assert len(identities) == 2
    services.stop()
    assert not any(identity.alive() for identity in identities if identity)
    assert not list((tmp_path / "data" / "run").iterdir())


def _wait(true: Callable[[], bool], limit_s: float = 10.0) -> None:
    until = monotonic() + limit_s
    while not true():
        assert monotonic() < until, "it never came true"
        sleep(0.02)
