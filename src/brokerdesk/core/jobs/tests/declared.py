"""The declared jobs of the tests."""

from collections.abc import Callable

from brokerdesk.core.jobs import RetryPolicy, defer, job, periodic

from .tasks import hang, note

QUEUE = "test"
failures: list[int] = []
losses: list[Callable[[], None]] = []


@job(queue=QUEUE, retry=RetryPolicy(attempts=3, first_wait_s=0))
def noted(what: str) -> None:
    """Note."""
    note(what)


@job(queue=QUEUE, retry=RetryPolicy(attempts=3, first_wait_s=0))
def failing() -> None:
    """Fail twice, then note."""
    failures.append(1)
    if len(failures) < 3:
        raise RuntimeError("not yet")
    note("at last")


@job(queue=QUEUE)
def chaining() -> None:
    """Defer another job."""
    defer(noted, what="chained")


@job(queue=QUEUE)
def hanging(what: str) -> None:
    """Hang in a process that is told to."""
    hang(what)


@periodic(cron="0 0 1 1 *", queue=QUEUE)
def losing() -> None:
    """Note at the end, unless the database is lost."""
    if losses:
        losses.pop()()
    note("in the end")
