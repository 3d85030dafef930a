"""Conformance of trading adapters: numbered cards that each must pass at its venue.

An adapter's test subclasses the card classes that its capabilities name (`REQUIRED`) and gives a
fixture `venue` (see `Venue`). Every fault of the venue is played through the adapter's real wire.
"""

from .accounts import AccountCards
from .balance import BalanceCards
from .calculators import CalculatorCards
from .dealing import DealingCards
from .deals import DealCards
from .faults import FaultCards
from .market import MarketCards
from .register import CARD_CLASSES, REQUIRED, cards
from .session import SessionCards
from .venue import Venue, opened

__all__ = [
    "CARD_CLASSES",
    "REQUIRED",
    "AccountCards",
    "BalanceCards",
    "CalculatorCards",
    "DealCards",
    "DealingCards",
    "FaultCards",
    "MarketCards",
    "SessionCards",
    "Venue",
    "cards",
    "opened",
]
