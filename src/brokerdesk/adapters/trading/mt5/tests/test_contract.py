"""The adapter against the cards of the trading port, encrypted, at the simulated server."""

from brokerdesk.ports.trading_contract import (
    AccountCards,
    BalanceCards,
    CalculatorCards,
    CancelCards,
    DealCards,
    DealingCards,
    FaultCards,
    MarketCards,
    OpeningDealCards,
    PollCards,
    SessionCards,
    required,
)

from .. import SPEC


class TestMt5(
    SessionCards,
    PollCards,
    AccountCards,
    BalanceCards,
    DealCards,
    OpeningDealCards,
    MarketCards,
    DealingCards,
    CancelCards,
    CalculatorCards,
    FaultCards,
):
    """Runs every card, with the server's faults on."""


def test_every_capability_has_its_cards() -> None:
    assert all(issubclass(TestMt5, cls) for cls in required(SPEC.capabilities))
