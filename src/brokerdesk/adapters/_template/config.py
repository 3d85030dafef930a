"""The connection's settings; they render as a form."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from brokerdesk.kit.texts import noop as _


class TemplateConfig(BaseModel):
    """How to reach one server."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = Field(min_length=1, max_length=253, title=_("Server"))
    port: int = Field(ge=1, le=65535, title=_("Port"))
    login: str = Field(min_length=1, title=_("Manager login"))
    password: SecretStr = Field(min_length=1, title=_("Manager password"))
    connect_timeout_s: float = Field(default=10.0, gt=0, le=60, title=_("Time to connect (s)"))
    answer_timeout_s: float = Field(default=15.0, gt=0, le=600, title=_("Time for an answer (s)"))
