"""The worker process that a test starts and kills."""

import asyncio
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brokerdesk.config.settings")


def main() -> None:
    """Run a job worker for ever."""
    django.setup()
    from brokerdesk.core.jobs.tests import declared
    from brokerdesk.core.jobs.worker import run_worker

    asyncio.run(run_worker(asyncio.Event(), concurrency=2, queues=[declared.QUEUE]))


if __name__ == "__main__":
    main()
