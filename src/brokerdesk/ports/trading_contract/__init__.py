"""Conformance of trading adapters: numbered cards that each must pass at its venue.

An adapter's test subclasses the card classes that its capabilities name (`required`) and gives a
fixture `venue` (see `Venue`). Every fault of the venue is played through the adapter's real wire.
"""

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
from .register import CARD_CLASSES, REQUIRED, cards, required
from .session import SessionCards
from .venue import Venue, opened

__all__ = [
    "CARD_CLASSES",
    "REQUIRED",
    "AccountCards",
    "BalanceCards",
    "CalculatorCards",
    "CancelCards",
    "ClosedTicketCards",
    "DealCards",
    "DealingCards",
    "FaultCards",
    "MarketCards",
    "OpeningDealCards",
    "PollCards",
    "PushCards",
    "SessionCards",
    "Venue",
    "cards",
    "opened",
    "required",
]
