"""Run jobs until stopped, and free the jobs of workers that died."""

import asyncio
import contextlib
import logging
from typing import cast

import psycopg
from procrastinate import App
from procrastinate.app import WorkerOptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status

log = logging.getLogger(__name__)
HEARTBEAT_S = 3.0
DEAD_AFTER_S = 15.0
RESCUE_S = 5.0
POLL_S = 2.0
STOP_S = 20.0
BACKOFF_S = 1.0
# A job that took so many workers with it is not given to another one.
MAX_ATTEMPTS = 25
FAULTS = (ConnectorException, psycopg.Error, OSError)


async def run_worker(stop: asyncio.Event, *, concurrency: int, queues: list[str] | None) -> None:
    """Run due jobs, up to `concurrency` at once, until stopped; then let the running ones end."""
    while not stop.is_set():
        try:
            await _session(stop, concurrency, queues)
        except FAULTS as error:
            log.warning("the job worker starts anew after %s", type(error).__name__)
            await _pause(stop, BACKOFF_S)


def _worker_app() -> App:
    """Build the app that fetches jobs with its own asynchronous pool.

    Its tasks stay bound to Django's app: a job that defers another one does so in its transaction.
    """
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    made = App(connector=connector, worker_defaults=app.worker_defaults)
    made.tasks = app.tasks
    made.periodic_registry = app.periodic_registry
    return made


def _options(concurrency: int, queues: list[str] | None) -> WorkerOptions:
    options: WorkerOptions = {
        "concurrency": concurrency,
        "fetch_job_polling_interval": POLL_S,
        "update_heartbeat_interval": HEARTBEAT_S,
        "stalled_worker_timeout": DEAD_AFTER_S,
        "shutdown_graceful_timeout": STOP_S,
        "delete_jobs": "successful",
        "install_signal_handlers": False,
    }
    if queues is not None:
        options["queues"] = queues
    return options


async def _session(stop: asyncio.Event, concurrency: int, queues: list[str] | None) -> None:
    async with _worker_app().open_async() as worker_app:
        work = asyncio.create_task(worker_app.run_worker_async(**_options(concurrency, queues)))
        rescuer = asyncio.create_task(_rescue_for_ever(worker_app))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait([work, rescuer, stopped], return_when=asyncio.FIRST_COMPLETED)
        for task in (work, rescuer, stopped):
            task.cancel()
        results = await asyncio.gather(work, rescuer, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise result


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


async def _rescue_for_ever(worker_app: App) -> None:
    while True:
        await rescue(worker_app)
        await asyncio.sleep(RESCUE_S)


async def rescue(worker_app: App) -> int:
    """Give the jobs of workers without a heartbeat to others; return how many."""
    manager = worker_app.job_manager
    stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_S))
    for job in stalled:
        await _free(worker_app, job)
    return len(stalled)


async def _free(worker_app: App, job: Job) -> None:
    if job.id is None:
        return
    manager = worker_app.job_manager
    try:
        if job.attempts + 1 < MAX_ATTEMPTS:
            await manager.retry_job(job)
            log.warning("job %s of a dead worker starts again", job.task_name)
            return
    except UniqueViolation:
        log.info("job %s of a dead worker is waiting already", job.task_name)
    except ConnectorException:
        log.info("job %s was freed by another worker", job.task_name)
        return
    await manager.finish_job_by_id_async(job_id=job.id, status=Status.FAILED, delete_job=False)
