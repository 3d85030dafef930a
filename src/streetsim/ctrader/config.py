"""What a simulated cTrader server is started with."""

from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from streetsim.common.faults import Fault


class Right(IntEnum):
    """Permissions of a manager, by the vendor's numbers."""

    TRADER_READ = 1
    TRADER_CREATE = 2
    TRADER_EDIT = 3
    TRADER_DELETE = 4
    CASHIER = 5
    CHANGE_PASSWORD = 6
    VIEW_ALL = 7
    BONUS_CASHIER = 9
    GROUP_READ = 20
    ORDER_READ = 130
    POSITION_READ = 140
    HISTORY_READ = 150
    EXPOSURE_READ = 170
    INTRODUCING_BROKER = 195


@dataclass(slots=True)
class Manager:
    """A manager; without `enabled` it may not sign in."""

    login: int
    password: str = field(repr=False)
    rights: frozenset[int] = frozenset(Right)
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class OAuthApp:
    """An application of the Open API."""

    client_id: str = "street-app"
    secret: str = field(default="street-secret", repr=False)


DEFAULT_MANAGERS = (Manager(30001, "Manager#2024"),)


@dataclass(frozen=True, slots=True)
class CTraderConfig:
    """Settings of one server. Port 0 lets the system choose; None switches a door off.

    data: folder of the state; None keeps it in a temporary folder, gone at the end.
    chunk: rows of a list at most. rest_limit: non-GET requests per second and token, 0 for any.
    """

    host: str = "127.0.0.1"
    manager_port: int = 0
    rest_port: int | None = 0
    openapi_port: int | None = 0
    control_port: int | None = None
    managers: tuple[Manager, ...] = DEFAULT_MANAGERS
    app: OAuthApp = OAuthApp()
    plant: str = "street"
    environment: str = "demo"
    broker: str = "demobroker"
    cert: Path | None = None
    key: Path | None = None
    data: Path | None = None
    ping_interval_s: float = 25.0
    idle_s: float = 120.0
    auth_s: float = 10.0
    seed: int = 1
    accounts: int = 0
    activity: bool = False
    trades_per_minute: float = 30.0
    always_open: bool = False
    tick_s: float = 0.5
    chunk: int = 1000
    rest_limit: int = 0
    faults: tuple[Fault, ...] = ()
