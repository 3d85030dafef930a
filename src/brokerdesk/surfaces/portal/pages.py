"""The portal's own page: home, assembled from the rooms' panels."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import Nav, UiRequest, page, render_page


@page("portal", "", name="home", title=_("Home"), nav=Nav("", order=1, icon="home"))
def home(request: UiRequest) -> HttpResponse:
    """The client's overview."""
    return render_page(request, "portal/home.html", {"place": "portal_home"})
