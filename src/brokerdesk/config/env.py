"""The typed environment: every setting an operator may give, with its default."""

from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from .files import s3_place

EVENTS_KEEP_LEAST_DAYS = 14
# A cookie lives for a year at most, and so far back funnels are shown.
CLICKS_KEEP_LEAST_DAYS = 367


class Environment(BaseSettings):
    """Environment variables by the same names in upper case."""

    model_config = SettingsConfigDict(env_file=None, extra="ignore", frozen=True)

    database_url: str = "postgresql://brokerdesk@127.0.0.1:5432/brokerdesk"
    brokerdesk_db_role: str = "brokerdesk_app"
    nats_url: str = ""
    events_prefix: str = "bd"
    events_replicas: int = Field(default=1, ge=1, le=5)
    events_keep_days: int = 90
    valuation_shards: int = Field(default=1, ge=1, le=64)
    valuation_max_shards: int = Field(default=64, ge=1, le=64)
    quote_faults_keep_days: int = Field(default=90, ge=7)
    flow_keep_days: int = Field(default=400, ge=35)
    margin_events_keep_days: int = Field(default=400, ge=35)
    alerts_keep_days: int = Field(default=400, ge=35)
    dispute_answer_days: int = Field(default=5, ge=1, le=90)
    clicks_keep_days: int = Field(default=400, ge=CLICKS_KEEP_LEAST_DAYS)
    data_dir: Path = Path(".data")
    secret_key: SecretStr = SecretStr("")
    secrets_keys: str = ""
    email_url: str = "smtp://127.0.0.1:1025"
    email_from: str = "no-reply@brokerdesk.localhost"
    office_host: str = "office.localhost"
    public_scheme: str = "http"
    public_port: int = Field(default=8000, ge=1, le=65535)
    allowed_hosts: str = ""
    mailbox_url: str = ""
    file_storage: str = ""
    debug: bool = False
    log_level: str = "INFO"

    @field_validator("events_keep_days")
    @classmethod
    def longer_than_the_stream(cls, value: int) -> int:
        """Refuse to forget what may still come; the database refuses it as well."""
        if value < EVENTS_KEEP_LEAST_DAYS:
            raise ValueError(
                f"give {EVENTS_KEEP_LEAST_DAYS} days or more: for 7 days the stream may deliver"
                " an event again"
            )
        return value

    @field_validator("file_storage")
    @classmethod
    def known_storage(cls, value: str) -> str:
        """Refuse a storage that is not known, before a file is lost in it."""
        s3_place(value)
        return value

    def keys(self) -> tuple[str, ...]:
        """Encryption keys, newest first; the environment's or the data folder's 0600 file."""
        if self.secrets_keys:
            return tuple(k.strip() for k in self.secrets_keys.split(",") if k.strip())
        from .keys import data_folder_keys

        return data_folder_keys(self.data_dir)

    def django_secret(self) -> str:
        """Django's signing key; the environment's or the data folder's 0600 file."""
        given = self.secret_key.get_secret_value()
        if given:
            return given
        from .keys import data_folder_signing_key

        return data_folder_signing_key(self.data_dir)
