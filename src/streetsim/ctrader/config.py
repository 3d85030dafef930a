"""What a simulated cTrader server is started with."""

from dataclasses import dataclass, field
from enum import IntEnum

from streetsim.common.venue.config import Manager, VenueConfig


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


ALL_RIGHTS: frozenset[int] = frozenset(Right)


@dataclass(frozen=True, slots=True)
class OAuthApp:
    """An application of the Open API."""

    client_id: str = "street-app"
    secret: str = field(default="street-secret", repr=False)


DEFAULT_MANAGERS = (Manager(30001, "Manager#2024", ALL_RIGHTS),)


@dataclass(frozen=True, slots=True, kw_only=True)
class CTraderConfig(VenueConfig):
    """Settings of one server.

    chunk: rows of a list at most. rest_limit: non-GET requests per second and token, 0 for any.
    """

    manager_port: int = 0
    rest_port: int | None = 0
    openapi_port: int | None = 0
    control_port: int | None = None
    managers: tuple[Manager, ...] = DEFAULT_MANAGERS
    app: OAuthApp = OAuthApp()
    plant: str = "street"
    environment: str = "demo"
    broker: str = "demobroker"
    ping_interval_s: float = 25.0
    idle_s: float = 120.0
    auth_s: float = 10.0
    chunk: int = 1000
    rest_limit: int = 0
