"""The page that makes a trading password and shows it once."""

import secrets

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _t

from brokerdesk.core.ui import UiRequest, render_page
from brokerdesk.core.ui.forms import redirect_after
from brokerdesk.core.words import choices
from brokerdesk.kit.errors import InvalidInput
from brokerdesk.ports.trading import PasswordKind

from ..services.passwords import new_password, password_kinds
from ..types import AccountRow


def password_answer(request: UiRequest, row: AccountRow, back: str) -> HttpResponse:
    """Ask which password, make it, show it this once; one form makes one password.

    Raises:
        InvalidInput: a kind of password that there is not.
    """
    context = {
        "account": row,
        "password": "",
        "kinds": choices(password_kinds(row)),
        "once": secrets.token_urlsafe(12),
        "back": back,
    }
    kept = f"password:{row.public_id}"
    if request.method == "POST":
        kind = request.POST.get("kind", PasswordKind.MASTER)
        if kind not in list(PasswordKind):
            raise InvalidInput(_t("There is no such password."), field="kind")
        if request.session.pop(kept, None) != request.POST.get("once", ""):
            messages.info(request, _t("This form was sent before. Make another password here."))
            return redirect_after(request, request.path)
        context["password"] = new_password(row, PasswordKind(kind), actor=request.actor)
    else:
        request.session[kept] = context["once"]  # reloading the answer makes no second password
    response = render_page(request, "trading/password.html", context)
    response["Cache-Control"] = "no-store"
    return response
