"""The page that makes a trading password and shows it once."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _t

from brokerdesk.core.ui import UiRequest, render_page
from brokerdesk.core.ui.forms import redirect_after
from brokerdesk.core.words import choices, words
from brokerdesk.kit.errors import InvalidInput
from brokerdesk.ports.trading import PasswordKind

from ..services.changes import READY
from ..services.passwords import new_password, password_kinds
from ..types import AccountRow


def is_ready(row: AccountRow) -> bool:
    """Whether an account is open on its platform and takes changes."""
    return row.login is not None and row.state in READY


def password_answer(
    request: UiRequest,
    row: AccountRow,
    back: str,
    *,
    asks_why: bool = False,
    head: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Ask which password, make it, show it this once; one form makes one password.

    asks_why: choose none beforehand, and keep the reason with the audit's entry.
    head: what the page says above of the account.
    Raises:
        InvalidInput: a kind of password that there is not; no reason.
    """
    if not is_ready(row):
        said = _t("The trading account's state is “%(state)s”: it takes no new password.")
        messages.error(request, said % {"state": words(row.state)})
        return redirect_after(request, back)
    offered = password_kinds(row)
    context = {
        "account": row,
        "password": "",
        "kinds": choices(offered),
        "asks_why": asks_why,
        "once": secrets.token_urlsafe(12),
        "back": back,
        **(head or {}),
    }
    kept = f"password:{row.public_id}"
    if request.method == "POST":
        first = "" if asks_why and len(offered) > 1 else PasswordKind.MASTER
        kind, reason = request.POST.get("kind", first), request.POST.get("reason", "").strip()
        if kind not in list(PasswordKind):
            raise InvalidInput(_t("There is no such password."), field="kind")
        if asks_why and not reason:
            raise InvalidInput(_t("Give a reason."), field="reason")
        if request.session.pop(kept, None) != request.POST.get("once", ""):
            messages.info(request, _t("This form was sent before. Make another password here."))
            return redirect_after(request, request.path)
        context["password"] = new_password(
            row, PasswordKind(kind), actor=request.actor, reason=reason if asks_why else ""
        )
        context["which"] = words(kind) if len(offered) > 1 else ""
    else:
        request.session[kept] = context["once"]  # reloading the answer makes no second password
    response = render_page(request, "trading/password.html", context)
    response["Cache-Control"] = "no-store"
    return response
