"""The port's face of a manual bank wire."""

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
            ("Beneficiary", config.beneficiary),
            ("IBAN or account number", config.iban),
            ("BIC / SWIFT", config.bic),
            ("Bank", config.bank_name),
            ("Bank's address", config.bank_address),
            ("Currency", currency),
            ("Payment reference", reference),
            ("Note", config.note),
        )
        return tuple((label, value) for label, value in lines if value)
