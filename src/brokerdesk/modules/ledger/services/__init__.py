"""Commands of the ledger. `chart` names the accounts and what they are."""

from . import chart
from .accounts import close_account, ensure_accounts
from .checkpoints import move_checkpoints
from .posting import post, post_many
from .reversal import reverse

__all__ = [
    "chart",
    "close_account",
    "ensure_accounts",
    "move_checkpoints",
    "post",
    "post_many",
    "reverse",
]
