"""What a gateway tells of its own work; `types` is where others import it from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Reading:
    """When something was read from a platform last (its begin), and how often it is."""

    at: datetime | None
    every_s: float


@dataclass(frozen=True, slots=True)
class GatewayTally:
    """What a gateway did for one server since it was elected; `process` is host:pid.

    `readings` by what is read: deals, positions, orders, figures, all_figures, prices, catalog.
    """

    process: str
    since: datetime
    polled_at: datetime | None
    told_at: datetime | None
    deals: int
    deals_per_s: Decimal
    commands: int
    connects: int
    reconnects: int
    errors: int
    error: str
    error_at: datetime | None
    readings: Mapping[str, Reading] = field(default_factory=dict)
