"""What a simulated MT4 server is started with."""

import uuid
from dataclasses import dataclass, field

from streetsim.common.venue.config import ZonedConfig

_PLATFORMS = uuid.UUID("6d5ae1c2-30f4-4b4a-9d1c-6f0f2b7a4d40")


@dataclass(frozen=True, slots=True)
class Client:
    """An API client of the bridge."""

    id: str
    secret: str = field(repr=False)


DEFAULT_CLIENTS = (Client("crm", "Client#2024"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mt4Config(ZonedConfig):
    """Settings of one server.

    cert, key: without them the bridge speaks plain HTTP on loopback, and TLS elsewhere.
    codepage: of the server's texts. token_s: life of an access token.
    key_s, unknown_key_s: how long an Idempotency-Key is known.
    check_withdrawals: refuse a withdrawal beyond the free margin.
    """

    port: int = 0
    clients: tuple[Client, ...] = DEFAULT_CLIENTS
    ping_interval_s: float = 15.0
    idle_s: float = 180.0
    token_s: float = 3600.0
    key_s: float = 60.0
    unknown_key_s: float = 3600.0
    codepage: str = "cp1252"
    check_withdrawals: bool = True

    @property
    def platform(self) -> str:
        """The id of the trade platform, the same for the same seed."""
        return str(uuid.uuid5(_PLATFORMS, str(self.seed)))

    @property
    def tls(self) -> bool:
        """Whether the bridge speaks TLS."""
        given = self.cert is not None or self.key is not None
        return given or self.host not in ("127.0.0.1", "::1", "localhost")
