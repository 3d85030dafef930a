"""The list of cards, and which capabilities ask for which."""

from collections.abc import Iterable

from brokerdesk.ports.trading import Capability

from .accounts import AccountCards
from .balance import BalanceCards
from .calculators import CalculatorCards
from .cancelling import CancelCards
from .dealing import DealingCards
from .deals import DealCards
from .faults import FaultCards
from .market import MarketCards
from .openings import ClosedTicketCards, OpeningDealCards
from .poll import PollCards
from .push import PushCards
from .session import SessionCards

CARD_CLASSES: tuple[type, ...] = (
    SessionCards,
    PollCards,
    AccountCards,
    BalanceCards,
    DealCards,
    OpeningDealCards,
    ClosedTicketCards,
    MarketCards,
    DealingCards,
    CancelCards,
    CalculatorCards,
    PushCards,
    FaultCards,
)
REQUIRED: dict[Capability, type] = {
    Capability.ACCOUNTS: AccountCards,
    Capability.PASSWORDS: AccountCards,
    Capability.INVESTOR_PASSWORDS: AccountCards,
    Capability.BLOCK_TRADING: AccountCards,
    Capability.BALANCE: BalanceCards,
    Capability.CREDIT: BalanceCards,
    Capability.DEALS: DealCards,
    Capability.POSITIONS: MarketCards,
    Capability.OPENING_DEALS: OpeningDealCards,
    Capability.ORDERS: MarketCards,
    Capability.LEVERAGE: AccountCards,
    Capability.RIGHTS: AccountCards,
    Capability.CLOCK: SessionCards,
    Capability.CLOSE_POSITIONS: DealingCards,
    Capability.CANCEL_ORDERS: CancelCards,
    Capability.SYMBOLS: MarketCards,
    Capability.GROUPS: MarketCards,
    Capability.QUOTES: MarketCards,
    Capability.MARGIN: MarketCards,
    Capability.POLL: PollCards,
    Capability.PUSH: PushCards,
    Capability.CALCULATORS: CalculatorCards,
}


def required(capabilities: Iterable[str]) -> set[type]:
    """The classes that an adapter of these capabilities must pass."""
    has = frozenset(map(Capability, capabilities))
    found = {REQUIRED[name] for name in has}
    if Capability.POSITIONS in has and Capability.OPENING_DEALS not in has:
        found.add(ClosedTicketCards)
    return found


def cards() -> list[tuple[str, str]]:
    """Number and text of each card, in order, for the conformance matrix."""
    texts = [
        (method.__doc__ or "").split(" ", 1)
        for cls in CARD_CLASSES
        for name, method in vars(cls).items()
        if name.startswith("test_t")
    ]
    return sorted((number, text) for number, text in texts)
