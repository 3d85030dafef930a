"""What the prop room shows on other rooms' pages: a client's challenges."""

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import Panel, UiRequest, panel
from brokerdesk.modules.clients.queries import client_in_scope

from ...models import Attempt
from .reach import LIVE, VIEW

SHOWN = 10


@panel("client_card", title=_("Challenges"), order=65, permission=VIEW, live=LIVE, width=6)
def challenges_panel(request: UiRequest, client_id: str) -> Panel | None:
    """A client's challenges, the newest first; nothing where he has none."""
    row = client_in_scope(request.actor, client_id, VIEW)
    if row is None:
        return None
    rows = Attempt.objects.filter(client_id=row.pk).defer("document", "terms").order_by("-pk")
    found = list(rows[:SHOWN])
    return Panel("prop/office/client_panel.html", {"attempts": found}) if found else None
