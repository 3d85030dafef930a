"""Conformance of payments adapters: numbered cards that each must pass at its venue.

An adapter's test subclasses `PaymentsContract` and gives a fixture `venue` (see `Venue`).
"""

from .cards import PaymentsContract, cards
from .venue import Received, Venue

__all__ = ["PaymentsContract", "Received", "Venue", "cards"]
