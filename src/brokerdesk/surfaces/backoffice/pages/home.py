"""Dashboard and operations: assembled from the rooms' panels."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import Nav, UiRequest, page, render_page


@page(
    "backoffice",
    "",
    name="home",
    title=_("Dashboard"),
    nav=Nav("", order=1, icon="layout-dashboard"),
)
def home(request: UiRequest) -> HttpResponse:
    """What happens now, as far as the actor may see it."""
    return render_page(request, "backoffice/panels_page.html", {"place": "office_dashboard"})


@page(
    "backoffice",
    "operations/",
    name="operations",
    title=_("Operations"),
    nav=Nav(_("System"), order=5, icon="activity-heartbeat"),
)
def operations(request: UiRequest) -> HttpResponse:
    """Health of platforms, providers, queues and workers."""
    return render_page(request, "backoffice/panels_page.html", {"place": "office_operations"})
