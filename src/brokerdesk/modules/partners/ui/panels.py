"""What the partners room shows on other rooms' pages."""

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import Panel, UiRequest, panel, url
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.queries import client_in_scope

from ..models import ClientPartner, Partner
from ..queries.people import people_from

SHOWN = (
    "valid", "reason", "partner__public_id", "partner__client__first_name",
    "partner__client__last_name",
)  # fmt: skip


@panel(
    "client_card",
    title=_("Partners above"),
    order=60,
    permission="partners.partner.view",
    live=("partner.",),
    width=6,
)
def chain_panel(request: UiRequest, client_id: str) -> Panel | None:
    """The chain above the client as it stands, and whether he is a partner himself."""
    row = client_in_scope(request.actor, client_id, "partners.partner.view")
    if row is None:
        return None
    links = ClientPartner.objects.select_related("partner__client").only(*SHOWN)
    history = list(links.filter(client_id=row.pk).order_by("-id"))
    at = now()
    direct = next((link.partner_id for link in history if at in link.valid), None)
    own = Partner.objects.filter(client_id=row.pk).values("public_id", "code", "status").first()
    move = url("backoffice", "partners.move_client", client_id=client_id)
    may_move = client_in_scope(request.actor, client_id, "partners.partner.manage") is not None
    return Panel(
        "partners/panels/chain.html",
        {"chain": people_from(direct, at), "own": own, "history": history},
        actions=((_("Move"), move),) if may_move else (),
    )
