"""Work that is done later, retried, or done at set times.

A job is deferred in the caller's transaction: it exists exactly when the fact that asked for it
does. Jobs may run twice after a crash, so each one calls a command that bears it.
"""

from .services import RetryPolicy, defer, defer_together, job, periodic

__all__ = ["RetryPolicy", "defer", "defer_together", "job", "periodic"]
