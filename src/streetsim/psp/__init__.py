"""A simulated payment provider: API, hosted payment page, signed webhooks, faults."""

from .config import PspConfig
from .server import PspServer, PspThread

__all__ = ["PspConfig", "PspServer", "PspThread"]
