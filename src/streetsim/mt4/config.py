"""What a simulated MT4 server is started with."""

import uuid
from dataclasses import dataclass, field
from pathlib import Path

from streetsim.common.faults import Fault

_PLATFORMS = uuid.UUID("6d5ae1c2-30f4-4b4a-9d1c-6f0f2b7a4d40")


@dataclass(frozen=True, slots=True)
class Client:
    """An API client of the bridge."""

    id: str
    secret: str = field(repr=False)


DEFAULT_CLIENTS = (Client("crm", "Client#2024"),)


@dataclass(frozen=True, slots=True)
class Mt4Config:
    """Settings of one server. Port 0 lets the system choose; control_port None switches it off.

    cert, key: a TLS pair, made when the files are absent; without them the bridge speaks plain
    HTTP on loopback and TLS elsewhere. data: folder of the state; None keeps it in a temporary
    folder, gone at the end. utc_offset_min: minutes east of UTC of the server's clock in winter;
    daylight "us" or "eu" adds an hour in summer. codepage: of the server's texts.
    token_s: life of an access token. key_s, unknown_key_s: how long an Idempotency-Key is known.
    check_withdrawals: refuse a withdrawal beyond the free margin.
    """

    host: str = "127.0.0.1"
    port: int = 0
    control_port: int | None = 0
    clients: tuple[Client, ...] = DEFAULT_CLIENTS
    cert: Path | None = None
    key: Path | None = None
    data: Path | None = None
    ping_interval_s: float = 15.0
    idle_s: float = 180.0
    token_s: float = 3600.0
    key_s: float = 60.0
    unknown_key_s: float = 3600.0
    utc_offset_min: int = 120
    daylight: str = "off"
    codepage: str = "cp1252"
    seed: int = 1
    accounts: int = 0
    activity: bool = False
    trades_per_minute: float = 30.0
    always_open: bool = False
    tick_s: float = 0.5
    check_withdrawals: bool = True
    faults: tuple[Fault, ...] = ()

    @property
    def platform(self) -> str:
        """The id of the trade platform, the same for the same seed."""
        return str(uuid.uuid5(_PLATFORMS, str(self.seed)))

    @property
    def tls(self) -> bool:
        """Whether the bridge speaks TLS."""
        given = self.cert is not None or self.key is not None
        return given or self.host not in ("127.0.0.1", "::1", "localhost")
