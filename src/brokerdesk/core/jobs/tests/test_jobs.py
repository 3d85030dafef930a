"""Jobs exist with the fact that asked for them, are retried, and outlive their worker."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any, TypeVar

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from brokerdesk.core.jobs import defer, periodic, services, worker
from brokerdesk.core.jobs.services import RetryPolicy, cron_of
from brokerdesk.core.jobs.testing import run_jobs
from brokerdesk.kit.clock import now

from . import declared
from .tasks import EFFECTS, notes

T = TypeVar("T")
TIMEOUT_S = 40.0
PAUSE_S = 0.05


@pytest.fixture
def table(fresh_db: str) -> str:
    """Give a fresh database with a table that jobs write to."""
    with psycopg.connect(fresh_db) as owner:
        owner.execute(EFFECTS)
    declared.failures.clear()
    return fresh_db


async def db(work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Run database work in a thread that keeps no connection."""

    def closing() -> T:
        try:
            return work(*args, **kwargs)
        finally:
            connection.close()

    return await asyncio.to_thread(closing)


async def until(*expected: str) -> None:
    """Wait until jobs did what is expected."""
    for _ in range(int(TIMEOUT_S / PAUSE_S)):
        if await db(notes) == list(expected):
            return
        await asyncio.sleep(PAUSE_S)
    assert await db(notes) == list(expected)


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Run a job worker in this loop."""
    stop = asyncio.Event()
    task = asyncio.create_task(worker.run_worker(stop, concurrency=2, queues=[declared.QUEUE]))
    try:
        yield
    finally:
        stop.set()
        await task


@contextmanager
def hanging_worker() -> Iterator[None]:
    """Run a worker process whose job hangs; kill it at the end."""
    command = [sys.executable, "-m", "brokerdesk.core.jobs.tests.process"]
    process = subprocess.Popen(command, env={**os.environ, "TEST_JOB_HANGS": "1"})
    try:
        yield
    finally:
        process.kill()
        process.wait()


def test_a_job_exists_only_with_its_fact(table: str) -> None:
    with transaction.atomic():
        defer(declared.noted, what="rolled back")
        transaction.set_rollback(True)
    with transaction.atomic():
        defer(declared.noted, what="kept")
    assert run_jobs(name=declared.noted.name) == 1
    assert notes() == ["kept"]


def test_one_waiting_job_is_enough(table: str) -> None:
    assert defer(declared.noted, once="k", what="first") is not None
    assert defer(declared.noted, once="k", what="second") is None
    run_jobs(name=declared.noted.name)
    assert defer(declared.noted, once="k", what="third") is not None
    run_jobs(name=declared.noted.name)
    assert notes() == ["first", "third"]


def test_a_later_job_waits_for_its_time(table: str) -> None:
    later = now() + timedelta(hours=1)
    defer(declared.noted, at=later, what="later")
    assert run_jobs(name=declared.noted.name) == 0
    assert run_jobs(at=later, name=declared.noted.name) == 1


def test_a_failing_job_is_raised_and_stays(table: str) -> None:
    defer(declared.failing)
    for _ in range(2):
        with pytest.raises(RuntimeError, match="not yet"):
            run_jobs(name=declared.failing.name)
    assert run_jobs(name=declared.failing.name) == 1
    assert notes() == ["at last"]


async def test_the_worker_runs_retries_and_chains(table: str) -> None:
    async with running():
        await db(defer, declared.failing)
        await until("at last")
        await db(defer, declared.chaining)
        await until("at last", "chained")


async def test_the_job_of_a_killed_worker_runs_again(
    table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "DEAD_AFTER_S", 4.0)
    monkeypatch.setattr(worker, "RESCUE_S", 0.5)
    await db(defer, declared.hanging, what="tried")
    with hanging_worker():
        await until("tried")
    async with running():
        await until("tried", "tried")


def end_connection() -> None:
    """End this thread's database connection from outside, as a dying server does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    with psycopg.connect(os.environ["DATABASE_URL"]) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])


def test_a_job_does_not_begin_on_a_dead_connection(table: str) -> None:
    notes()
    end_connection()
    declared.noted.task(what="alive")
    assert notes() == ["alive"]


def test_a_periodic_job_that_loses_the_database_runs_again(
    table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "LOST_WAITS_S", (0.0, 0.0))
    declared.losses[:] = [end_connection, end_connection]
    declared.losing.task(timestamp=1)
    assert notes() == ["in the end"]
    declared.losses[:] = [end_connection] * 3
    with pytest.raises(OperationalError):
        declared.losing.task(timestamp=2)


@pytest.mark.parametrize(
    ("every_s", "line"),
    [(1, "* * * * * */1"), (30, "* * * * * */30"), (300, "*/5 * * * *"), (86_400, "0 0 * * *")],
)
def test_an_interval_is_a_cron_line(every_s: int, line: str) -> None:
    assert cron_of(every_s) == line


@pytest.mark.parametrize("every_s", [0, -5, 7, 61, 5400, 100_000])
def test_an_uneven_interval_is_refused(every_s: int) -> None:
    with pytest.raises(ValueError, match="does not divide"):
        cron_of(every_s)


def test_a_period_is_given_once() -> None:
    with pytest.raises(ValueError, match="either"):
        periodic()


def test_waits_grow_up_to_a_limit() -> None:
    policy = RetryPolicy(first_wait_s=2, factor=3, max_wait_s=20)
    assert [policy.wait_s(n) for n in range(4)] == [2, 6, 18, 20]
