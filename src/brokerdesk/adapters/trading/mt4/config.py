"""The connection's settings; they render as a form."""

import codecs
import ipaddress
import ssl
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    model_validator,
)

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from .comments import DEFAULT, RowKinds, row_kinds

Seconds = Annotated[float, Field(gt=0, le=300)]


def is_safe(url: str) -> bool:
    """Whether a secret may be sent there: encrypted, or within this machine."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        return True
    host = parts.hostname or ""
    if host == "localhost":
        return parts.scheme == "http"
    try:
        return parts.scheme == "http" and ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _address(url: str) -> str:
    if not is_safe(url):
        raise ValueError(
            Marked(_("an address begins with https:// (http:// for this machine only)"))
        )
    return url.rstrip("/")


def _code_page(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise ValueError(Marked(_("there is no such code page"))) from None


def _row_kinds(text: str) -> str:
    row_kinds(text)
    return text


Address = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, max_length=200, pattern=r"^https?://[^\s/?#@]+(/[^\s?#]*)?$"
    ),
    AfterValidator(_address),
]


class Mt4Config(BaseModel):
    """How to reach one MetaTrader 4 server through a bridge that speaks CPlugin WebAPI v2."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base_url: Address = Field(
        title=_("Bridge address"), description=_("For example https://bridge.example.com")
    )
    authority: Address = Field(
        title=_("Sign-in authority"), description=_("Where the bridge's access tokens come from")
    )
    client_id: str = Field(min_length=1, max_length=200, title=_("Client id"))
    client_secret: SecretStr = Field(min_length=1, title=_("Client secret"))
    platform: str = Field(
        default="",
        max_length=100,
        title=_("Trade platform"),
        description=_("Its name or id at the bridge; empty when it serves one only"),
    )
    balance_type: str = Field(
        default="BrBalance",
        pattern=r"^[A-Za-z]{1,40}$",
        title=_("Balance operation"),
        description=_("The bridge's name of the transaction that moves money"),
    )
    ca_file: str = Field(
        default="",
        max_length=300,
        title=_("CA file"),
        description=_("Path on this machine to a private authority's PEM; empty: public ones"),
    )
    code_page: Annotated[str, AfterValidator(_code_page)] = Field(
        default="cp1252",
        title=_("Code page"),
        description=_("Of the server's texts; comments are cut by its bytes"),
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
        description=_("Masks of groups that count in cents, such as cent*"),
    )
    cent_factor: Literal[10, 100, 1000] = Field(default=100, title=_("Cents per unit"))
    row_kinds: Annotated[
        str, StringConstraints(strip_whitespace=True), AfterValidator(_row_kinds)
    ] = Field(
        default=DEFAULT,
        max_length=2000,
        json_schema_extra={"multiline": True},
        title=_("Kinds of balance rows by comment"),
        description=_(
            "A line for each kind: kind = mask, mask. The first that fits decides; a row that fits "
            "none is a deposit or withdrawal by hand. “none” tells no kinds"
        ),
    )
    push_prices: bool = Field(
        default=True,
        title=_("Live prices"),
        description=_("Take prices from the bridge's live connection too"),
    )
    connect_timeout_s: Seconds = Field(default=10.0, title=_("Time to connect (s)"))
    answer_timeout_s: Seconds = Field(default=15.0, title=_("Time for an answer (s)"))
    batch_timeout_s: Seconds = Field(default=120.0, title=_("Time for a long list (s)"))
    ping_interval_s: Annotated[float, Field(gt=0, le=60)] = Field(
        default=15.0,
        title=_("Keep-alive (s)"),
        description=_("Of the live connection; twice as long in silence ends it"),
    )

    @model_validator(mode="after")
    def _batches_take_longer(self) -> "Mt4Config":
        if self.batch_timeout_s < self.answer_timeout_s:
            raise ValueError(
                Marked(_("the time for a long list is at least the time for an answer"))
            )
        return self

    @model_validator(mode="after")
    def _certificates_exist(self) -> "Mt4Config":
        if self.ca_file and not Path(self.ca_file).is_file():
            raise ValueError(Marked(_("there is no such CA file")))
        return self

    def kinds(self) -> RowKinds:
        """What balance rows are by their comments."""
        return row_kinds(self.row_kinds)

    def tls(self) -> ssl.SSLContext:
        """Make the context of encrypted connections; certificates are always checked."""
        return ssl.create_default_context(cafile=self.ca_file or None)
