"""The port's face of a manual bank wire."""

from brokerdesk.kit.texts import noop as _

from .config import BankWireConfig


class BankWire:
    """Implements `ports.payments.ManualProvider`."""

    def __init__(self, config: BankWireConfig) -> None:
        self._config = config

    def check(self) -> None:
        """Nothing can be asked: the account is a person's word."""

    def instructions(self, reference: str, currency: str) -> tuple[tuple[str, str], ...]:
        """Tell the client where to send the money, as label and value."""
        config = self._config
        lines = (
            (_("Beneficiary"), config.beneficiary),
            (_("IBAN or account number"), config.iban),
            (_("BIC / SWIFT"), config.bic),
            (_("Bank"), config.bank_name),
            (_("Bank's address"), config.bank_address),
            (_("Currency"), currency),
            (_("Payment reference"), reference),
            (_("Note"), config.note),
        )
        return tuple((label, value) for label, value in lines if value)
