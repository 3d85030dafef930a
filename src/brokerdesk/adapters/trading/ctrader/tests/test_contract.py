"""The adapter against the cards of the trading port, at the simulated server."""

from brokerdesk.ports.trading_contract import (
    AccountCards,
    BalanceCards,
    CancelCards,
    DealCards,
    DealingCards,
    FaultCards,
    MarketCards,
    OpeningDealCards,
    PollCards,
    PushCards,
    SessionCards,
    required,
)

from .. import SPEC


class TestCTrader(
    SessionCards,
    PollCards,
    AccountCards,
    BalanceCards,
    DealCards,
    OpeningDealCards,
    MarketCards,
    DealingCards,
    CancelCards,
    PushCards,
    FaultCards,
):
    """Runs every card, with the server's faults on."""


def test_every_capability_has_its_cards() -> None:
    assert all(issubclass(TestCTrader, cls) for cls in required(SPEC.capabilities))
