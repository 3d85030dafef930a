"""The adapter against the cards of the trading port, encrypted, at the simulated server."""

from brokerdesk.ports.trading_contract import (
    CARD_CLASSES,
    REQUIRED,
    AccountCards,
    BalanceCards,
    CalculatorCards,
    DealCards,
    DealingCards,
    FaultCards,
    MarketCards,
    SessionCards,
)

from .. import SPEC


class TestMt5(
    SessionCards,
    AccountCards,
    BalanceCards,
    DealCards,
    MarketCards,
    DealingCards,
    CalculatorCards,
    FaultCards,
):
    """Runs every card, with the server's faults on."""


def test_every_capability_has_its_cards() -> None:
    needed = {cls for name, cls in REQUIRED.items() if name in SPEC.capabilities}
    assert needed <= set(CARD_CLASSES)
    assert all(issubclass(TestMt5, cls) for cls in needed)
