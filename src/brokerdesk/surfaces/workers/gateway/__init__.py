"""The gateway process: platforms' deals in, our commands out.

One elected gateway per server polls, sends and answers; others wait for its place. Importing this
module sets nothing up; `main` does.
"""

from .cli import main

__all__ = ["main"]
