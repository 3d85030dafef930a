"""Concurrent client processes that work in slices on command."""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from random import Random

from .harness import Slice

Step = Callable[[], int]  # does one unit of work and gives the number of items in it
Begin = Callable[[Random], Step]

_SAMPLE = 20_000


class Clients:
    """A handful of forked processes, each with a database connection of its own."""

    def __init__(self, pipes: list[Connection]) -> None:
        self._pipes = pipes

    def slice(self, seconds: float) -> Slice:
        """Let all of them work at once for so long, and add up what they did."""
        for pipe in self._pipes:
            pipe.send(seconds)
        parts: list[Slice] = []
        for pipe in self._pipes:
            answer = pipe.recv()
            if isinstance(answer, Exception):
                raise answer
            parts.append(answer)
        return Slice(
            n=sum(p.n for p in parts),
            seconds=max(p.seconds for p in parts),
            latencies_ms=[ms for p in parts for ms in p.latencies_ms],
        )


@contextmanager
def clients(count: int, begin: Begin) -> Iterator[Clients]:
    """Fork clients; `begin` runs in each of them with a generator of its own seed."""
    from django.db import connections

    connections.close_all()  # a forked connection would be shared
    context = multiprocessing.get_context("fork")
    pipes: list[Connection] = []
    workers = []
    for seed in range(count):
        near, far = context.Pipe()
        worker = context.Process(target=_serve, args=(far, begin, seed), daemon=True)
        worker.start()
        far.close()
        pipes.append(near)
        workers.append(worker)
    try:
        yield Clients(pipes)
    finally:
        for pipe in pipes:
            pipe.close()
        for worker in workers:
            worker.join(timeout=10)
            worker.kill()


def _serve(pipe: Connection, begin: Begin, seed: int) -> None:
    try:
        step = begin(Random(seed))
        while True:
            pipe.send(_work(step, pipe.recv()))
    except (EOFError, BrokenPipeError):
        return
    except Exception as error:
        pipe.send(RuntimeError(f"{type(error).__name__}: {error}"))
        raise


def _work(step: Step, seconds: float) -> Slice:
    started = time.perf_counter()
    until = started + seconds
    n, last = 0, started
    latencies: list[float] = []
    while last < until:
        n += step()
        now = time.perf_counter()
        if len(latencies) < _SAMPLE:
            latencies.append((now - last) * 1000)
        last = now
    return Slice(n=n, seconds=last - started, latencies_ms=latencies)
