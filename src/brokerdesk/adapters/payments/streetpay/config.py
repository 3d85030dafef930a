"""What an operator must know to connect an account at StreetPay."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from brokerdesk.kit.texts import noop as _


class StreetPayConfig(BaseModel):
    """Secrets never print. Two webhook secrets are good while one is being rotated."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base_url: str = Field(
        title=_("API address"),
        description=_("For example http://127.0.0.1:8081"),
        pattern=r"^https?://[^\s/?#]+/?$",
        max_length=200,
    )
    api_key: SecretStr = Field(title=_("API key"), min_length=1)
    webhook_secret: SecretStr = Field(title=_("Webhook secret"), min_length=1)
    previous_webhook_secret: SecretStr = Field(
        default=SecretStr(""),
        title=_("Previous webhook secret"),
        description=_("Only while the secret is being rotated."),
    )
    timeout_s: int = Field(default=10, ge=1, le=60, title=_("Time-out in seconds"))
    tolerance_s: int = Field(
        default=300, ge=10, le=3600, title=_("Oldest webhook accepted, in seconds")
    )

    def webhook_secrets(self) -> tuple[str, ...]:
        """All secrets that may have signed."""
        both = (self.webhook_secret, self.previous_webhook_secret)
        return tuple(s.get_secret_value() for s in both if s.get_secret_value())
