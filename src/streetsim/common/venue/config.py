"""What every simulated trading server is started with."""

from dataclasses import dataclass, field
from pathlib import Path

from ..faults import Fault


@dataclass(slots=True)
class Manager:
    """A manager account; without `enabled` it may not sign in. Rights by the vendor's numbers."""

    login: int
    password: str = field(repr=False)
    rights: frozenset[int]
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueConfig:
    """Settings of one server. Port 0 lets the system choose; None switches a door off.

    cert, key: a TLS pair, made when the files are absent.
    data: folder of the state; None keeps it in a temporary folder, gone at the end.
    bots_for: mask of the e-mail addresses on whose accounts bots trade beside their own.
    """

    host: str = "127.0.0.1"
    control_port: int | None = 0
    cert: Path | None = None
    key: Path | None = None
    data: Path | None = None
    seed: int = 1
    accounts: int = 0
    activity: bool = False
    bots_for: str = "*"
    trades_per_minute: float = 30.0
    always_open: bool = False
    tick_s: float = 0.5
    faults: tuple[Fault, ...] = ()

    @property
    def tls(self) -> bool:
        """Whether a door speaks TLS."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class ZonedConfig(VenueConfig):
    """Settings of a server whose clock runs in a zone of its own.

    utc_offset_min: minutes east of UTC of the server's clock in winter; daylight "us" or "eu"
    adds an hour in summer.
    """

    utc_offset_min: int = 120
    daylight: str = "off"
