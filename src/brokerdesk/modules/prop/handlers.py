"""What the prop room does when others tell a fact."""

from brokerdesk.core.events import EventMeta, handles
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.queries import client as client_of
from brokerdesk.modules.compliance.events import ClientLevelChanged
from brokerdesk.modules.trading.events import (
    AccountProvisioned,
    DealsCorrected,
    DealsIngested,
    OperationSettled,
)

from .commerce import handlers as commerce_handlers
from .notices import handlers as notice_handlers
from .services.lifecycle import identity_checked
from .services.watching import deals_came, deals_corrected, opening_settled

__all__ = ["commerce_handlers", "notice_handlers"]


@handles(AccountProvisioned, group="prop")
def account_ready(event: AccountProvisioned, meta: EventMeta) -> None:
    """Judge a stage whose account was opened with its balance already."""
    opening_settled(event.account_id, at=now())


@handles(OperationSettled, group="prop")
def balance_there(event: OperationSettled, meta: EventMeta) -> None:
    """Judge a stage whose opening balance has arrived."""
    opening_settled(event.account_id, at=now())


@handles(ClientLevelChanged, group="prop")
def level_changed(event: ClientLevelChanged, meta: EventMeta) -> None:
    """Let those go on who waited for their identity."""
    if event.level > event.before:
        identity_checked(client_of(event.client_id).pk, at=now())


@handles(DealsIngested, group="prop")
def late_deals(event: DealsIngested, meta: EventMeta) -> None:
    """Raise deals that came after the end of the stage in which they occurred."""
    deals_came(event.batch_id, at=now())


@handles(DealsCorrected, group="prop")
def changed_deals(event: DealsCorrected, meta: EventMeta) -> None:
    """Raise deals that were changed after the engine was told of them."""
    deals_corrected(event.batch_id, at=now())
