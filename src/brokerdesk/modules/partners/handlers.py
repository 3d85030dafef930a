"""What the partners room does when others tell a fact."""

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events import EventMeta, handles
from brokerdesk.kit.clock import now
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.clients.events import ClientRegistered
from brokerdesk.modules.trading.events import DealsCorrected, DealsIngested

from .services import accrue_batch, attribute_client, correct_batch


@handles(ClientRegistered, group="partners")
def attribute(event: ClientRegistered, meta: EventMeta) -> None:
    """Give a client who came by a referral link to its partner."""
    if event.referral_code:
        attribute_client(
            event.client_id,
            event.referral_code,
            actor=SYSTEM,
            at=meta.occurred_at,
            reason=Marked(_("referral link")),
        )


@handles(DealsIngested, group="partners")
def accrue(event: DealsIngested, meta: EventMeta) -> None:
    """Accrue a batch of deals."""
    accrue_batch(event.batch_id, at=now())


@handles(DealsCorrected, group="partners")
def correct(event: DealsCorrected, meta: EventMeta) -> None:
    """Reverse and accrue anew what was corrected on the platform."""
    correct_batch(event.batch_id, at=now())
