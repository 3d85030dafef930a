"""The commands of the server; importing this package fills the table."""

from . import dealer, groups, money, records, session, symbols, ticks, users
from .base import COMMANDS, PATHS, Answer, Call, Params, execute

__all__ = [
    "COMMANDS",
    "PATHS",
    "Answer",
    "Call",
    "Params",
    "dealer",
    "execute",
    "groups",
    "money",
    "records",
    "session",
    "symbols",
    "ticks",
    "users",
]
