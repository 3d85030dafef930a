"""How often the gateway does what."""

from dataclasses import dataclass, field
from typing import Any


def _option(default: Any, help_text: str) -> Any:
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True, slots=True)
class Pace:
    """Intervals in seconds. The defaults suit a live server; tests are quicker."""

    poll_s: float = _option(1.0, "seconds between readings of new deals")
    pushed_poll_s: float = _option(15.0, "the same where the platform tells of deals by itself")
    overlap_s: int = _option(300, "server seconds that each reading goes back")
    history_days: int = _option(35, "days to read at the first contact, and every night")
    rescan_s: float = _option(180.0, "seconds between comparisons of the last 24 hours")
    positions_s: float = _option(1.0, "seconds between readings of open positions")
    orders_s: float = _option(5.0, "seconds between readings of waiting orders")
    accounts_s: float = _option(2.0, "seconds between readings of accounts with positions")
    all_accounts_s: float = _option(60.0, "seconds between readings of all our accounts")
    mirrors_s: float = _option(10.0, "seconds between comparisons of mirrors with balances")
    quotes_s: float = _option(1.0, "seconds between readings of prices")
    clock_s: float = _option(60.0, "seconds between readings of the server's clock")
    catalog_s: float = _option(3600.0, "seconds between readings of groups and symbols")
    work_s: float = _option(0.25, "seconds between looks for commands to send, when not woken")
    health_s: float = _option(5.0, "seconds between reports of health")
    retry_s: float = _option(0.5, "first wait before connecting again; doubled up to 30 s")
