"""A simulated MetaTrader 5 server: raw Web API, REST form and a control door."""

from .config import ALL_RIGHTS, Manager, Mt5Config
from .faults import Fault, FaultError, parse_fault, read_faults
from .server import Mt5Server

__all__ = [
    "ALL_RIGHTS",
    "Fault",
    "FaultError",
    "Manager",
    "Mt5Config",
    "Mt5Server",
    "parse_fault",
    "read_faults",
]
