"""What the partners room does when others tell a fact."""

from brokerdesk.core.events import EventMeta, handles
from brokerdesk.kit.clock import now
from brokerdesk.modules.cashier.events import (
    DepositChargedBack,
    DepositCredited,
    DepositRefunded,
    ServicePurchased,
    ServiceRefunded,
)
from brokerdesk.modules.cashier.types import DepositStatus
from brokerdesk.modules.clients.events import ClientRegistered
from brokerdesk.modules.clients.queries import client as client_of
from brokerdesk.modules.compliance.events import ClientLevelChanged
from brokerdesk.modules.trading.events import DealsCorrected, DealsIngested

from .events import ClientAttributed, FunnelMoved
from .services import accrue_batch, correct_batch
from .services.abuse.jobs import look_at_newcomer
from .services.acquisition.ending import claw_back
from .services.acquisition.jobs import look_at_client
from .services.programme.funnel import arrived, paid_in, step_taken, traded
from .services.programme.postbacks import queue_calls
from .services.programme.settings import programme_of
from .services.sharing import share_purchase, take_share_back
from .types import Step


@handles(ClientRegistered, group="partners")
def attribute(event: ClientRegistered, meta: EventMeta) -> None:
    """Give a client who came by a referral link to its partner."""
    if event.referral_code or event.visit:
        arrived(event.client_id, code=event.referral_code, visitor=event.visit, at=meta.occurred_at)


@handles(ClientLevelChanged, group="partners")
def verified(event: ClientLevelChanged, meta: EventMeta) -> None:
    """Note that a client of a link was verified."""
    client = client_of(event.client_id)
    if event.level >= programme_of(client.brand_pk, meta.occurred_at).verified_level:
        step_taken(event.client_id, Step.VERIFIED, at=meta.occurred_at)


@handles(DepositCredited, group="partners")
def deposited(event: DepositCredited, meta: EventMeta) -> None:
    """Note the first deposit of a client of a link; see whether he is to be paid for."""
    paid_in(event.client_id, event.amount, event.currency, at=meta.occurred_at)
    look_at_client(event.client_id, at=now())


@handles(DepositRefunded, group="partners")
def refunded(event: DepositRefunded, meta: EventMeta) -> None:
    """Take back what was paid for a client whose deposit went back, during the hold."""
    _lost(event.client_id, DepositStatus.REFUNDED, meta)


@handles(DepositChargedBack, group="partners")
def charged_back(event: DepositChargedBack, meta: EventMeta) -> None:
    """The same when it was charged back; one that was won changes nothing."""
    if event.state != DepositStatus.CHARGEBACK_WON:
        _lost(event.client_id, event.state, meta)


def _lost(client_id: str, state: str, meta: EventMeta) -> None:
    claw_back(client_id, charged_at=meta.occurred_at, reason=state, at=now())


@handles(ServicePurchased, group="partners")
def bought(event: ServicePurchased, meta: EventMeta) -> None:
    """Give the client's direct partner his share of what was paid for a service."""
    share_purchase(event, bought_at=meta.occurred_at, at=now())


@handles(ServiceRefunded, group="partners")
def given_back(event: ServiceRefunded, meta: EventMeta) -> None:
    """Take the share back of what is paid no more."""
    take_share_back(event, at=now())


@handles(ClientAttributed, group="partners")
def attributed(event: ClientAttributed, meta: EventMeta) -> None:
    """Look whether a client is his own partner, and whether he is to be paid for already."""
    look_at_newcomer(event.client_id, at=now())
    look_at_client(event.client_id, at=now())


@handles(FunnelMoved, group="partners")
def tell_partner(event: FunnelMoved, meta: EventMeta) -> None:
    """Have a partner's own system told of his client's step."""
    if event.who:
        queue_calls(event.partner_id, Step(event.step), event.who, at=meta.occurred_at)


@handles(DealsIngested, group="partners")
def accrue(event: DealsIngested, meta: EventMeta) -> None:
    """Accrue a batch of deals; note whose first trade it holds."""
    accrue_batch(event.batch_id, at=now())
    traded(event.batch_id)


@handles(DealsCorrected, group="partners")
def correct(event: DealsCorrected, meta: EventMeta) -> None:
    """Reverse and accrue anew what was corrected on the platform."""
    correct_batch(event.batch_id, at=now())
