"""A simulated MetaTrader 4 server behind CPlugin WebAPI v2: REST, SignalR and a control door."""

from .config import Client, Mt4Config
from .faults import Fault, FaultError, parse_fault, read_faults
from .server import Mt4Server

__all__ = [
    "Client",
    "Fault",
    "FaultError",
    "Mt4Config",
    "Mt4Server",
    "parse_fault",
    "read_faults",
]
