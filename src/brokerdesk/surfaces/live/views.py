"""Fragments that pages fetch again: one panel, and the queues' counts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from brokerdesk.core.registry import Surface, registry
from brokerdesk.core.ui.pages import error_page
from brokerdesk.core.ui.panels import may_see, render_by_token
from brokerdesk.core.ui.request import is_signed_in
from brokerdesk.core.ui.urls import NAMESPACES
from brokerdesk.kit.errors import DomainError


def panel(request: HttpRequest, token: str) -> HttpResponse:
    """Render one panel again for the one that it was rendered for."""
    if not is_signed_in(request):
        return HttpResponse(status=401)
    try:
        shown = render_by_token(request, token)
    except DomainError as error:
        return error_page(request, error)
    if shown is None:
        return HttpResponse("")
    return render(request, "ui/panel.html", {"shown": shown})


def counters(request: HttpRequest) -> HttpResponse:
    """Render the counts of all queues that the actor may see; empty ones are marked."""
    if not is_signed_in(request):
        return HttpResponse(status=401)
    surface: Surface = getattr(request, "surface", None) or "backoffice"
    entries = []
    for spec in registry.counters.values():
        if (surface, spec.url_name) in registry.pages and may_see(request, spec.permission):
            address = reverse(f"{NAMESPACES[surface]}:{spec.url_name}")
            entries.append((spec, spec.count(request), address))
    entries.sort(key=lambda entry: (entry[1] == 0, str(entry[0].title)))
    return render(request, "ui/counters.html", {"entries": entries})
