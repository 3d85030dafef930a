"""Logins that we did not open, and giving one to its owner."""

from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require
from brokerdesk.core.ui import FormPage, UiRequest, counter, register_form, url
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.core.ui.texts import money_text
from brokerdesk.kit.clock import now
from brokerdesk.modules.clients.queries import client, client_by_email
from brokerdesk.modules.clients.types import ClientRow

from ..errors import AccountNotFound, LoginNotFound
from ..models import ForeignLogin, Group, Product
from ..services.binding import BIND, BindRequest, bind_login
from .lists import foreign as visible_foreign


class BindForm(forms.Form):
    """Whose account a login becomes."""

    product = forms.ChoiceField(label=_("As product"))
    client = forms.CharField(
        max_length=254, label=_("Client"), help_text=_("His id (cli_…) or his e-mail")
    )


def _foreign(request: UiRequest, server_id: str, login: int) -> ForeignLogin:
    rows = visible_foreign(request).filter(server__public_id=server_id, login=login)
    found = rows.filter(bound_account=None).first()
    if found is None:
        raise LoginNotFound(_t("No such login waits for an owner."))
    return found


def offered(request: UiRequest, found: ForeignLogin) -> list[Product]:
    """The products of the login's group, of brands in which the actor may bind."""
    rows = Product.objects.select_related("brand").filter(
        server_id=found.server_id, group=found.group
    )
    return [p for p in rows if allowed(request.actor, BIND, brand_id=p.brand_id)]


def _form(request: UiRequest, *, data: Any, files: Any, server_id: str, login: int) -> forms.Form:
    found = _foreign(request, server_id, login)
    form = BindForm(data=data)
    choices = [
        (p.public_id, f"{p.brand.name}: {p.title} ({p.currency})") for p in offered(request, found)
    ]
    set_choices(form, "product", choices)
    return form


def _client(brand_pk: int, text: str) -> ClientRow:
    text = text.strip()
    found = client_by_email(brand_pk, text) if "@" in text else None
    if "@" not in text:
        found = client(text)
    if found is None or found.brand_pk != brand_pk:
        raise AccountNotFound(_t("This brand has no such client."), field="client")
    return found


def _submit(request: UiRequest, form: forms.Form, server_id: str, login: int) -> str:
    _foreign(request, server_id, login)
    values = form.cleaned_data
    product = Product.objects.get(public_id=values["product"])
    require(request.actor, BIND, brand_id=product.brand_id)
    owner = _client(product.brand_id, values["client"])
    row = bind_login(
        BindRequest(server_id, login, owner.public_id, product.public_id),
        actor=request.actor,
        at=now(),
    )
    messages.success(request, _t("Login %(login)s has an owner now.") % {"login": login})
    return url("backoffice", "trading.account", account_id=row.public_id)


def _intro(request: UiRequest, server_id: str, login: int) -> str:
    found = _foreign(request, server_id, login)
    group = Group.objects.filter(server_id=found.server_id, name=found.group).first()
    if not found.group:
        return _t("The platform has not said yet which group this login is in.")
    held = money_text(found.balance, group.currency if group else "")
    if not offered(request, found):
        return _t("No product maps to its group %(group)s: add one first.") % {"group": found.group}
    return _t(
        "%(name)s, group %(group)s, balance %(held)s. Its deals become the client's; what it held"
        " before them is posted as its opening balance."
    ) % {"name": found.name or _t("No name"), "group": found.group, "held": held}


register_form(
    FormPage(
        surface="backoffice",
        path="trading/foreign/<str:server_id>/<int:login>/",
        name="trading.bind",
        title=_("Name the owner of a login"),
        permission=BIND,
        form=_form,
        submit=_submit,
        submit_label=_("Bind"),
        intro=_intro,
        back=lambda request, server_id, login: url("backoffice", "trading.foreign"),
    )
)


@counter(
    "foreign_logins",
    title=_("Logins without an owner"),
    url_name="trading.foreign",
    permission=BIND,
    live=("deal.received", "account.provisioned"),
)
def waiting(request: UiRequest) -> int:
    """Logins that wait for an owner."""
    return visible_foreign(request).filter(bound_account=None).count()
