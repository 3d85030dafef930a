"""The connection's settings; they render as a form."""

import base64
import binascii
import ssl
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    field_validator,
)

from brokerdesk.kit.hosts import host_alone
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

Host = Annotated[
    str,
    BeforeValidator(host_alone),
    StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9._:\-]{1,253}$"),
]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Seconds = Annotated[float, Field(gt=0, le=600)]
_BEGIN, _END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"


class CTraderConfig(BaseModel):
    """How to reach one environment of a cTrader plant. TLS is always verified."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rest_url: Annotated[
        str, StringConstraints(strip_whitespace=True, pattern=r"^https://[^\s/?#@]+/?$")
    ] = Field(
        title=_("WebServices address"),
        description=_("Such as https://demo-plant.webapi.example.com:8443"),
    )
    host: Host = Field(title=_("Manager API server"), description=_("Name or address"))
    port: int = Field(default=5011, ge=1, le=65535, title=_("Manager API port"))
    plant: Name = Field(title=_("Plant"))
    environment: Literal["demo", "live"] = Field(title=_("Environment"))
    broker: Name = Field(title=_("Broker name"), description=_("The white label of new accounts"))
    login: int = Field(ge=1, le=2**63 - 1, title=_("Manager login"))
    password: SecretStr = Field(min_length=1, title=_("Manager password"))
    certificate: Annotated[str, StringConstraints(strip_whitespace=True)] = Field(
        default="",
        max_length=20_000,
        json_schema_extra={"multiline": True},
        title=_("Certificate"),
        description=_("PEM of a private authority or of the server; empty: public authorities"),
    )
    deposit_assets: Annotated[str, StringConstraints(strip_whitespace=True)] = Field(
        default="USD",
        max_length=200,
        pattern=r"^[A-Za-z0-9]{2,12}( *, *[A-Za-z0-9]{2,12})*$",
        title=_("Deposit assets"),
        description=_("Accounts can be opened in these; each group is offered once for each"),
    )
    create_ctid: bool = Field(
        default=False,
        title=_("Create cTrader IDs"),
        description=_("A new account is linked to its owner's cTrader ID, made if need be"),
    )
    connect_timeout_s: Seconds = Field(default=10.0, title=_("Time to connect (s)"))
    answer_timeout_s: Seconds = Field(default=15.0, title=_("Time for an answer (s)"))
    list_timeout_s: Seconds = Field(default=60.0, title=_("Time for a list (s)"))
    heartbeat_s: Annotated[float, Field(gt=0, le=30)] = Field(
        default=25.0, title=_("Keep-alive (s)"), description=_("The server asks for 25 s")
    )

    @field_validator("certificate")
    @classmethod
    def _readable(cls, value: str) -> str:
        if value:
            try:
                ssl.create_default_context(cadata=pem(value))
            except ssl.SSLError:
                raise ValueError(Marked(_("the certificate cannot be read"))) from None
        return value

    @property
    def assets(self) -> tuple[str, ...]:
        """The deposit assets, each once."""
        names = (part.strip() for part in self.deposit_assets.split(","))
        return tuple(dict.fromkeys(names))

    def tls(self) -> ssl.SSLContext:
        """A context that verifies names and certificates; a given certificate is the only one."""
        if not self.certificate:
            return ssl.create_default_context()
        context = ssl.create_default_context(cadata=pem(self.certificate))
        context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
        return context


def pem(text: str) -> str:
    """Lay certificates out again, however their lines are broken.

    Raises:
        ValueError: there is no certificate in it.
    """
    found = []
    for part in text.split(_BEGIN)[1:]:
        body, end, _rest = part.partition(_END)
        try:
            der = base64.b64decode("".join(body.split()), validate=True)
        except binascii.Error:
            der = b""
        if not end or not der:
            raise ValueError(Marked(_("the certificate is no PEM")))
        found.append(ssl.DER_cert_to_PEM_cert(der))
    if not found:
        raise ValueError(Marked(_("the certificate is no PEM")))
    return "".join(found)
