"""Health of events, jobs and the audit, for the operations page."""

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.events.health import health
from brokerdesk.core.ui import Panel, UiRequest, panel


@panel(
    "office_operations",
    title=_("Events, jobs, audit"),
    order=60,
    permission="core.events.view",
    width=6,
    icon="activity-heartbeat",
)
def machinery(request: UiRequest) -> Panel:
    """What waits, what failed, and how far the audit is sealed."""
    return Panel("backoffice/panels/machinery.html", {"health": health()})
