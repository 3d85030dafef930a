"""The valuation process: every account marked at every tick. Start as many as wanted.

One elected process per shard marks it; others wait for its place. Importing this module sets
nothing up; `main` does.
"""

from .cli import main

__all__ = ["main"]
