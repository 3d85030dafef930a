"""How much memory a piece of work needs."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psutil


@contextmanager
def most_memory() -> Iterator[list[int]]:
    """Note this process's memory in MB, twice a second."""
    gc.collect()
    process, done = psutil.Process(), threading.Event()
    held_mb: list[int] = []

    def watch() -> None:
        while not done.wait(0.5):
            held_mb.append(round(process.memory_info().rss / 2**20))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield held_mb
    finally:
        done.set()
        watcher.join()
        held_mb.append(round(process.memory_info().rss / 2**20))
