"""Work on many rows, none of which holds up the others."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from .services import LOST

T = TypeVar("T")
R = TypeVar("R")
log = logging.getLogger(__name__)


def each(rows: Iterable[T], act: Callable[[T], R]) -> list[R]:
    """Do an act for each row; each act is a transaction of its own.

    Raises:
        Exception: what failed, when all others had their turn, of several an ExceptionGroup: so
            the job is seen to have failed.
        OperationalError, InterfaceError: at once, as nobody has a turn without a database.
    """
    done: list[R] = []
    faults: list[Exception] = []
    for row in rows:
        try:
            done.append(act(row))
        except LOST:
            raise
        except Exception as fault:  # the boundary: the rows behind must not wait for this one
            log.exception("%s failed for %s", getattr(act, "__qualname__", act), row)
            faults.append(fault)
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise ExceptionGroup(f"{len(faults)} rows failed", faults)
    return done
