"""Trying deals that wait again. May run twice: what is settled is settled once."""

from brokerdesk.core.jobs import job, periodic
from brokerdesk.kit.clock import now

from .waiting import settle_waiting


@job()
def settle() -> None:
    """Try deals that wait for a rate, a symbol or an opening again."""
    settle_waiting(at=now())


@periodic(every_s=60)
def try_again() -> None:
    """Settle what has become computable: quotes, symbols and openings come without a word."""
    settle_waiting(at=now())
