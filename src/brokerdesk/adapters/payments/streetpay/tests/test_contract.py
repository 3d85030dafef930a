"""StreetPay against the cards of the payments port."""

from brokerdesk.ports.payments_contract import PaymentsContract


class TestStreetPay(PaymentsContract):
    """Runs every card at the simulated provider, with its faults on."""
