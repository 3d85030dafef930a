"""Background work of the ledger."""

from brokerdesk.core.jobs import periodic

from .services.checkpoints import move_checkpoints


@periodic(every_s=30)
def checkpoint_pooled_accounts() -> None:
    """Keep the balances of pooled accounts cheap to read."""
    move_checkpoints()
