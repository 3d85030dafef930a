"""The details that a client sees."""

import pytest
from pydantic import ValidationError

from brokerdesk.adapters.payments.bank_wire import SPEC
from brokerdesk.ports.payments import ManualProvider


def test_instructions_name_the_reference_and_skip_what_is_empty() -> None:
    config = SPEC.config.model_validate({"beneficiary": "Northwind Ltd", "iban": "DE02 1203"})
    provider: ManualProvider = SPEC.build(config)
    assert provider.instructions("DEP123", "EUR") == (
        ("Beneficiary", "Northwind Ltd"),
        ("IBAN or account number", "DE02 1203"),
        ("Currency", "EUR"),
        ("Payment reference", "DEP123"),
    )


@pytest.mark.parametrize("bad", [{}, {"beneficiary": "x", "iban": "1"}, {"secret": "x"}])
def test_incomplete_details_are_refused(bad: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        SPEC.config.model_validate(bad)
