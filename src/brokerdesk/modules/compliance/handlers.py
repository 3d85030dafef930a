"""What compliance does about facts of lower rooms."""

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events import EventMeta, handles
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.events import BrandChanged
from brokerdesk.modules.clients.events import ClientEmailVerified

from .services import ensure_brand_defaults, refresh_standing


@handles(BrandChanged, group="compliance")
def on_brand_changed(event: BrandChanged, meta: EventMeta) -> None:
    """A new brand begins with the usual levels, documents and reasons."""
    if meta.brand_id is not None:
        ensure_brand_defaults(meta.brand_id)


@handles(ClientEmailVerified, group="compliance")
def on_email_verified(event: ClientEmailVerified, meta: EventMeta) -> None:
    """A verified address may be the last thing that a level waited for."""
    refresh_standing(event.client_id, actor=SYSTEM, at=now())
