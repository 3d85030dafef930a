"""Acting on POST: say how it went, and go back."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse

from brokerdesk.core.texts import translated
from brokerdesk.kit.errors import DomainError

from .forms import redirect_after
from .request import UiRequest


def acted(request: UiRequest, to: str, done: str, act: Callable[[], object]) -> HttpResponse:
    """Do what a button asks on POST; a refusal is said and changes nothing."""
    if request.method == "POST":
        try:
            act()
            messages.success(request, done)
        except DomainError as error:
            messages.error(request, translated(error))
    return redirect_after(request, to)
