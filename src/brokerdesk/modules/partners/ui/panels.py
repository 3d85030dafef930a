"""What the partners room shows on other rooms' pages."""

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed
from brokerdesk.core.ui import Panel, UiRequest, panel, url
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.queries import client_in_scope

from ..models import ClientPartner, Partner, PastChange
from ..queries.people import people_from
from ..types import PastKind
from .lists import accruals
from .past import PROPOSE, changes
from .past_words import Said, said
from .waiting import CAUSES, waiting

PAST_SHOWN = 10
SHOWN = (
    "valid", "reason", "partner__public_id", "partner__client__first_name",
    "partner__client__last_name",
)  # fmt: skip


@panel(
    "client_card",
    title=_("Partners above"),
    order=60,
    permission="partners.partner.view",
    live=("partner.", "past_change."),
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
    actions = [
        (label, href)
        for label, href, permission in (
            (_("Move"), _move(client_id), "partners.partner.manage"),
            (_("In the past"), _past(PastKind.CLIENT, client_id), PROPOSE),
        )
        if client_in_scope(request.actor, client_id, permission) is not None
    ]
    return Panel(
        "partners/panels/chain.html",
        {
            "chain": people_from(direct, at),
            "own": own,
            "history": history,
            "changes": _told(request, client_id),
        },
        actions=tuple(actions),
    )


@panel(
    "deal_page",
    title=_("Who earned on this deal"),
    order=10,
    permission="partners.partner.view",
    live=("commission.",),
)
def earned_panel(request: UiRequest, deal_id: int) -> Panel:
    """The lines of a deal, zeros with their reason, and what it waits for if it does."""
    lines = accruals(request).filter(deal_id=deal_id)
    wait = waiting(request).filter(deal_id=deal_id).first()
    context = {
        "lines": list(lines.order_by("deal_version", "level", "pk")),
        "waits": f"{CAUSES.get(wait.cause, wait.cause)} {wait.detail}".strip() if wait else "",
    }
    return Panel("partners/panels/earned.html", context)


def _move(client_id: str) -> str:
    return url("backoffice", "partners.move_client", client_id=client_id)


def _told(request: UiRequest, subject: str) -> list[tuple[PastChange, Said]]:
    """The newest changes of the past of a subject, in words."""
    rows = changes(request).filter(subject=subject).order_by("-pk")[:PAST_SHOWN]
    return [(change, said(change)) for change in rows]


def _past(kind: PastKind, subject: str) -> str:
    return url("backoffice", "partners.past_new", kind=str(kind), subject=subject)


@panel(
    "partner_page",
    title=_("Changes of the past"),
    order=80,
    permission="partners.partner.view",
    live=("past_change.",),
)
def past_panel(request: UiRequest, partner_id: str) -> Panel | None:
    """What was proposed about the partner, and the ways to propose more."""
    partner = Partner.objects.filter(public_id=partner_id).first()
    if partner is None:
        return None
    kinds = (
        (_("Parent"), PastKind.PARENT),
        (_("Terms"), PastKind.TERMS),
        (_("Status"), PastKind.STANDING),
        (_("Plan"), PastKind.PLAN),
    )
    may = allowed(request.actor, PROPOSE, brand_id=partner.brand_id)
    return Panel(
        "partners/panels/past.html",
        {"changes": _told(request, partner_id)},
        actions=tuple((label, _past(kind, partner_id)) for label, kind in kinds) if may else (),
    )
