"""How attempts and their stages live: every change of where they stand is made here."""

from .accounts import try_again
from .beginning import begin_stage
from .blocking import block_attempt, unblock_attempt
from .ending import end_attempt, end_by_hand
from .gates import contract_signed, go_on, identity_checked, pass_review, reject_review
from .starting import extend_stage, new_size, reinstate, reset_stage, start_attempt

__all__ = [
    "begin_stage",
    "block_attempt",
    "contract_signed",
    "end_attempt",
    "end_by_hand",
    "extend_stage",
    "go_on",
    "identity_checked",
    "new_size",
    "pass_review",
    "reinstate",
    "reject_review",
    "reset_stage",
    "start_attempt",
    "try_again",
    "unblock_attempt",
]
