"""The connection's settings; they render as a form."""

from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    model_validator,
)

from brokerdesk.kit.hosts import host_alone
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

Host = Annotated[
    str,
    BeforeValidator(host_alone),
    StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9._:\-]{1,253}$"),
]
Seconds = Annotated[float, Field(gt=0, le=600)]


class Mt5Config(BaseModel):
    """How to reach one MetaTrader 5 server through its Web API."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: Host = Field(title=_("Access server"), description=_("Name or address, without a scheme"))
    port: int = Field(default=443, ge=1, le=65535, title=_("Port"))
    login: int = Field(ge=1, le=2**63 - 1, title=_("Manager login"))
    password: SecretStr = Field(min_length=1, title=_("Manager password"))
    encrypt: bool = Field(
        default=True, title=_("Encrypt"), description=_("AES-256 for every packet")
    )
    daylight: Literal["none", "eu", "us"] = Field(
        default="none",
        title=_("Daylight saving"),
        description=_("Rule by which the server's clock changes; older deals are dated by it"),
    )
    cent_groups: str = Field(
        default="",
        max_length=500,
        title=_("Cent groups"),
        description=_(r"Masks of groups that count in cents, such as real\cent*"),
    )
    cent_factor: Literal[10, 100, 1000] = Field(default=100, title=_("Cents per unit"))
    calculator_lot: Literal[10_000, 100_000_000] = Field(
        default=10_000,
        title=_("Units of a lot in calculators"),
        description=_("Builds differ; compare one margin with the terminal's"),
    )
    connect_timeout_s: Seconds = Field(default=10.0, title=_("Time to connect (s)"))
    answer_timeout_s: Seconds = Field(default=15.0, title=_("Time for an answer (s)"))
    batch_timeout_s: Seconds = Field(default=120.0, title=_("Time for a long list (s)"))
    ping_interval_s: Annotated[float, Field(gt=0, le=150)] = Field(
        default=20.0,
        title=_("Keep-alive (s)"),
        description=_("The server closes after 180 s of silence"),
    )

    @model_validator(mode="after")
    def _batches_take_longer(self) -> "Mt5Config":
        if self.batch_timeout_s < self.answer_timeout_s:
            raise ValueError(
                Marked(_("the time for a long list is at least the time for an answer"))
            )
        return self
