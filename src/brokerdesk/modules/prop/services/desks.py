"""Tell the desks that rows of accounts changed."""

from collections.abc import Collection

from django.db import transaction

from brokerdesk.core.events.ticks import tell_watchers
from brokerdesk.kit.clock import now

WATCHER = "prop"


def tell(account_pks: Collection[int]) -> None:
    """After the commit, have the watcher of these accounts read them anew."""
    pks = [pk for pk in account_pks if pk]
    if pks:
        transaction.on_commit(lambda: tell_watchers(WATCHER, pks, now()))
