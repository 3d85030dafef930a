"""Declare and defer jobs, on Procrastinate."""

import functools
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, ParamSpec, cast

from django.db import (
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job as StoredJob
from procrastinate.tasks import ConfigureTaskOptions, Task

from brokerdesk.core.together import Together

P = ParamSpec("P")
log = logging.getLogger(__name__)
# Seconds to wait before a periodic job that lost the database is run again.
LOST_WAITS_S = (0.5, 2.0, 5.0, 10.0, 20.0)
LOST = (OperationalError, InterfaceError, ConnectorException)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often a failing job is tried again. The wait grows by `factor` up to `max_wait_s`."""

    attempts: int = 8
    first_wait_s: int = 1
    factor: int = 3
    max_wait_s: int = 900

    def wait_s(self, attempt: int) -> int:
        """Seconds to wait after the given failed attempt, counted from 0."""
        return int(min(self.max_wait_s, self.first_wait_s * self.factor**attempt))


DEFAULT_RETRY = RetryPolicy()


class _Strategy(BaseRetryStrategy):
    """Procrastinate's form of a policy."""

    def __init__(self, policy: RetryPolicy) -> None:
        self.policy = policy

    def get_retry_decision(
        self, *, exception: BaseException, job: StoredJob
    ) -> RetryDecision | None:
        """Retry unless the attempts are used up."""
        if job.attempts + 1 >= self.policy.attempts:
            return None
        return RetryDecision(retry_in={"seconds": self.policy.wait_s(job.attempts)})


class JobTask(Generic[P]):
    """A declared job: call it to run it now, `defer` it to run it later."""

    def __init__(self, run: Callable[P, None], task: "Task[Any, Any, Any]") -> None:
        self.run = run
        self.task = task
        self.__doc__ = run.__doc__

    @property
    def name(self) -> str:
        """The name under which the job is stored: never rename its function or module."""
        return self.task.name

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        self.run(*args, **kwargs)


def _name(run: Callable[..., None]) -> str:
    return f"{run.__module__}.{run.__qualname__}"


def _connected(run: Callable[P, None]) -> Callable[P, None]:
    """Let each run check its thread's connection: it may have died since the run before."""

    @functools.wraps(run)
    def connected(*args: P.args, **kwargs: P.kwargs) -> None:
        if not connection.in_atomic_block:
            close_old_connections()
        run(*args, **kwargs)

    return connected


def job(
    *, queue: str = "default", retry: RetryPolicy | None = DEFAULT_RETRY
) -> Callable[[Callable[P, None]], JobTask[P]]:
    """Declare a job. Its arguments must be JSON values."""

    def declare(run: Callable[P, None]) -> JobTask[P]:
        strategy = _Strategy(retry) if retry else False
        task = app.task(name=_name(run), queue=queue, retry=strategy)(_connected(run))
        return JobTask(run, cast("Task[Any, Any, Any]", task))

    return declare


def defer(
    task: JobTask[Any],
    *,
    at: datetime | None = None,
    lock: str | None = None,
    once: str | None = None,
    **kwargs: Any,
) -> int | None:
    """Enqueue a job in the caller's transaction; return its id.

    Jobs of one `lock` run one after the other. A job with the same `once` key that still waits
    makes this one unnecessary: then nothing is enqueued and None is returned.
    """
    options: ConfigureTaskOptions = {}
    if at is not None:
        options["schedule_at"] = at
    if lock is not None:
        options["lock"] = lock
    if once is None:
        return task.task.configure(**options).defer(**kwargs)
    options["queueing_lock"] = once
    try:
        with transaction.atomic():
            return task.task.configure(**options).defer(**kwargs)
    except AlreadyEnqueued:
        return None


def defer_together(task: JobTask[Any], *, lock: str, **kwargs: Any) -> None:
    """Enqueue a job in the caller's transaction; within `together` with others, by one statement.

    Jobs of one `lock` run one after the other.
    """
    _JOBS.put(task.task.configure(lock=lock).make_new_job(**kwargs))


def _enqueue(jobs: list[StoredJob]) -> None:
    app.job_manager.batch_defer_jobs(jobs)


_JOBS = Together(_enqueue)


def cron_of(every_s: int) -> str:
    """Write an interval as a cron line (with seconds as its sixth field where needed).

    Raises:
        ValueError: the interval does not divide a minute, an hour or a day evenly.
    """
    if 0 < every_s < 60 and 60 % every_s == 0:
        return f"* * * * * */{every_s}"
    minutes, rest = divmod(every_s, 60)
    if rest == 0 and 0 < minutes < 60 and 60 % minutes == 0:
        return f"*/{minutes} * * * *"
    hours, rest = divmod(every_s, 3600)
    if rest == 0 and 0 < hours <= 24 and 24 % hours == 0:
        return f"0 */{hours} * * *" if hours < 24 else "0 0 * * *"
    raise ValueError(f"an interval of {every_s} s does not divide a minute, an hour or a day")


def periodic(
    *, every_s: int | None = None, cron: str | None = None, queue: str = "default"
) -> Callable[[Callable[[], None]], JobTask[[]]]:
    """Run a function at set times: `every_s` seconds, or by a cron line in UTC.

    One worker of all runs it, never two at a time; a run that still waits is not enqueued twice.
    A run that the database failed (lost, out of locks) is run again after a while: what is left
    to do is found anew.
    """
    if (every_s is None) == (cron is None):
        raise ValueError("give either every_s or cron")
    line = cron_of(every_s) if every_s is not None else str(cron)

    def declare(run: Callable[[], None]) -> JobTask[[]]:
        name = _name(run)

        connected = _connected(run)

        def run_at(timestamp: int = 0) -> None:
            for wait_s in (*LOST_WAITS_S, None):
                try:
                    connected()
                except LOST as error:
                    if wait_s is None or connection.in_atomic_block:
                        raise
                    log.warning("%s runs again after %s", name, type(error).__name__)
                    time.sleep(wait_s)
                else:
                    return

        task = app.task(name=name, queue=queue, lock=name, queueing_lock=name)(run_at)
        app.periodic(cron=line, periodic_id="")(task)
        return JobTask(run, cast("Task[Any, Any, Any]", task))

    return declare
