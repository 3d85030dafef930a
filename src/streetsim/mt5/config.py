"""What a simulated MT5 server is started with."""

from dataclasses import dataclass, field
from pathlib import Path

from .faults import Fault

# Manager rights by the vendor's numbers.
RIGHT_ADMIN = 0
RIGHT_ACCOUNTANT = 24
RIGHT_ACC_READ = 25
RIGHT_ACC_MANAGER = 27
RIGHT_TRADES_READ = 29
RIGHT_DEALER = 37
RIGHT_ACC_DELETE = 47
ALL_RIGHTS = frozenset(
    {
        RIGHT_ADMIN,
        RIGHT_ACCOUNTANT,
        RIGHT_ACC_READ,
        RIGHT_ACC_MANAGER,
        RIGHT_TRADES_READ,
        RIGHT_DEALER,
        RIGHT_ACC_DELETE,
    }
)


@dataclass(slots=True)
class Manager:
    """A manager account; without `enabled` it may not sign in."""

    login: int
    password: str = field(repr=False)
    rights: frozenset[int] = ALL_RIGHTS
    enabled: bool = True


DEFAULT_MANAGERS = (Manager(1000, "Manager#2024"),)


@dataclass(frozen=True, slots=True)
class Mt5Config:
    """Settings of one server. Port 0 lets the system choose; None switches a door off.

    data: folder of the state; None keeps it in a temporary folder, gone at the end.
    utc_offset_min: minutes east of UTC of the server's clock in winter; daylight "us" or "eu"
    adds an hour in summer. dealer_delay_s: until the result of a dealer request can be read.
    """

    host: str = "127.0.0.1"
    port: int = 0
    rest_port: int | None = 0
    control_port: int | None = 0
    managers: tuple[Manager, ...] = DEFAULT_MANAGERS
    cert: Path | None = None
    key: Path | None = None
    data: Path | None = None
    ping_interval_s: float = 20.0
    idle_s: float = 180.0
    auth_s: float = 10.0
    utc_offset_min: int = 120
    daylight: str = "off"
    seed: int = 1
    accounts: int = 0
    activity: bool = False
    trades_per_minute: float = 30.0
    always_open: bool = False
    tick_s: float = 0.5
    dealer_delay_s: float = 0.0
    raw_backslashes: bool = False
    destructive_update: bool = False
    faults: tuple[Fault, ...] = ()
