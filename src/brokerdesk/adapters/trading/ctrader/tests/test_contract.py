"""The adapter against the cards of the trading port, at the simulated server."""

from brokerdesk.ports.trading_contract import (
    CARD_CLASSES,
    REQUIRED,
    AccountCards,
    BalanceCards,
    DealCards,
    DealingCards,
    FaultCards,
    MarketCards,
    SessionCards,
)

from .. import SPEC


class TestCTrader(
    SessionCards, AccountCards, BalanceCards, DealCards, MarketCards, DealingCards, FaultCards
):
    """Runs every card, with the server's faults on."""


def test_every_capability_has_its_cards() -> None:
    needed = {cls for name, cls in REQUIRED.items() if name in SPEC.capabilities}
    assert needed <= set(CARD_CLASSES)
    assert all(issubclass(TestCTrader, cls) for cls in needed)
