"""What a simulated MT5 server is started with."""

from dataclasses import dataclass

from streetsim.common.venue.config import Manager, ZonedConfig

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


DEFAULT_MANAGERS = (Manager(1000, "Manager#2024", ALL_RIGHTS),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mt5Config(ZonedConfig):
    """Settings of one server.

    dealer_delay_s: until the result of a dealer request can be read.
    """

    port: int = 0
    rest_port: int | None = 0
    managers: tuple[Manager, ...] = DEFAULT_MANAGERS
    ping_interval_s: float = 20.0
    idle_s: float = 180.0
    auth_s: float = 10.0
    dealer_delay_s: float = 0.0
    raw_backslashes: bool = False
    destructive_update: bool = False
