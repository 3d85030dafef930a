"""The bank account that clients pay into."""

from pydantic import BaseModel, ConfigDict, Field

from brokerdesk.kit.texts import noop as _


class BankWireConfig(BaseModel):
    """Shown to clients as it is; nothing here is secret."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    beneficiary: str = Field(title=_("Beneficiary"), min_length=1, max_length=140)
    iban: str = Field(title=_("IBAN or account number"), min_length=4, max_length=40)
    bic: str = Field(default="", title=_("BIC / SWIFT"), max_length=11)
    bank_name: str = Field(default="", title=_("Bank"), max_length=140)
    bank_address: str = Field(default="", title=_("Bank's address"), max_length=200)
    note: str = Field(
        default="", title=_("Note for the client"), max_length=300, description=_("Shown below.")
    )
