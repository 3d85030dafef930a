"""The adapter against the cards of the trading port that its capabilities ask for."""

from brokerdesk.ports.trading_contract import (
    AccountCards,
    BalanceCards,
    DealCards,
    FaultCards,
    PollCards,
    SessionCards,
    required,
)

from .. import SPEC


class TestTemplate(SessionCards, PollCards, AccountCards, BalanceCards, DealCards, FaultCards):
    """Runs the cards at the pretend venue, with its faults on."""


def test_every_capability_has_its_cards() -> None:
    assert all(issubclass(TestTemplate, cls) for cls in required(SPEC.capabilities))
