"""Where an operating command works: the environment's database, or the data folder's."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from brokerdesk.stack import StackError, attached

from .command import Failure
from .launch import default_data_dir


@contextmanager
def database() -> Iterator[str]:
    """Give the database's URL, and let Django and child processes find database and bus.

    Raises:
        Failure: the data folder's services can neither be found nor started.
    """
    os.environ.setdefault("DATA_DIR", str(default_data_dir()))
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    try:
        with attached(default_data_dir()) as addresses:
            former = {name: os.environ.get(name) for name in addresses.environment()}
            os.environ |= {k: v for k, v in addresses.environment().items() if not former[k]}
            try:
                yield addresses.database_url
            finally:
                _restore(former)
    except StackError as error:
        raise Failure(str(error)) from error


def _restore(former: dict[str, str | None]) -> None:
    for name, value in former.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
