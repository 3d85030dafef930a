"""Changes of the past: previewed, decided by a second person, posted as differences only."""

from .passes import advance
from .proposing import Proposal, approve_change, propose_change, reject_change

__all__ = ["Proposal", "advance", "approve_change", "propose_change", "reject_change"]
