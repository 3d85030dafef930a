"""What the partners room shows on other rooms' pages."""

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import Panel, UiRequest, panel, url
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.queries import client_in_scope

from ..models import ClientPartner, Partner, PartnerParent


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
    pk, at = row.pk, now()
    link = (
        ClientPartner.objects.select_related("partner__client")
        .filter(client_id=pk, valid__contains=at)
        .first()
    )
    chain: list[Partner] = []
    current = link.partner if link else None
    while current is not None and current not in chain:
        chain.append(current)
        above = (
            PartnerParent.objects.select_related("parent__client")
            .filter(partner=current, valid__contains=at)
            .first()
        )
        current = above.parent if above else None
    own = Partner.objects.select_related("client").filter(client_id=pk).first()
    history = ClientPartner.objects.select_related("partner__client").filter(client_id=pk)
    move = url("backoffice", "partners.move_client", client_id=client_id)
    may_move = client_in_scope(request.actor, client_id, "partners.partner.manage") is not None
    return Panel(
        "partners/panels/chain.html",
        {"chain": chain, "own": own, "history": history.order_by("-id")},
        actions=((_("Move"), move),) if may_move else (),
    )
