"""The global search: a fragment under the box, or a page of its own."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import UiRequest, page, render_page
from brokerdesk.core.ui.panels import search_all

SHORTEST = 2


@page("backoffice", "search/", name="search", title=_("Search"))
def search(request: UiRequest) -> HttpResponse:
    """Ask every room that the actor may search."""
    text = request.GET.get("q", "").strip()[:200].replace("\x00", "")
    partial = request.headers.get("HX-Target") == "search-results"
    limit = 6 if partial else 25
    answers = search_all(request, text, limit=limit) if len(text) >= SHORTEST else []
    values = {"answers": answers, "search_text": text, "short": len(text) < SHORTEST}
    if partial:
        return render(request, "backoffice/search_hits.html", values)
    return render_page(request, "backoffice/search.html", values)
