"""What a simulated provider is started with."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Fault = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class PspConfig:
    """Settings of one provider. Port 0 takes a free one; `data` None keeps nothing.

    webhook_secrets: newest first; every one signs, as a provider does while a secret rotates.
    payout_delay_s, late_s: how long a payout takes, and how late a late success comes.
    retry_s: waits between tries of one webhook; after the last it is given up.
    """

    host: str = "127.0.0.1"
    port: int = 0
    control_port: int | None = None
    public_url: str = ""
    api_key: str = "sk_street"
    webhook_secrets: tuple[str, ...] = ("whsec_street",)
    seed: int = 1
    data: Path | None = None
    faults: tuple[Fault, ...] = ()
    payout_delay_s: float = 2.0
    late_s: float = 20.0
    expires_s: float = 1800.0
    retry_s: tuple[float, ...] = field(default=(1, 2, 5, 10, 30, 60, 300, 600, 600, 600))
