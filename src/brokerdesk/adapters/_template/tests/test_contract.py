"""The adapter against the cards of the trading port that its capabilities ask for."""

from brokerdesk.ports.trading_contract import (
    REQUIRED,
    AccountCards,
    BalanceCards,
    DealCards,
    FaultCards,
    SessionCards,
)

from .. import SPEC


class TestTemplate(SessionCards, AccountCards, BalanceCards, DealCards, FaultCards):
    """Runs the cards at the pretend venue, with its faults on."""


def test_every_capability_has_its_cards() -> None:
    needed = {cls for name, cls in REQUIRED.items() if name in SPEC.capabilities}
    assert all(issubclass(TestTemplate, cls) for cls in needed)
