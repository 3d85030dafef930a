"""Emergency stops: given and lifted with a reason."""

from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import FormPage, UiRequest, register_form, url
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.kit.clock import now
from brokerdesk.modules.trading.queries import servers_enabled

from ..services.stops import MANAGE, lift_stop, stop_symbol


class StopForm(forms.Form):
    """What is to stand still, and why."""

    server = forms.ChoiceField(label=_("Server"), required=False)
    symbol = forms.CharField(
        max_length=64, label=_("Symbol"), help_text=_("As the server names it; * for all symbols")
    )
    reason = forms.CharField(max_length=300, label=_("Reason"))


class LiftForm(forms.Form):
    """Why prices may decide again."""

    reason = forms.CharField(max_length=300, label=_("Reason"))


def server_choices() -> list[tuple[str, str]]:
    """Every server, and all of them."""
    return [("", _t("All servers")), *((row.public_id, row.title) for row in servers_enabled())]


def _stop_form(request: UiRequest, *, data: Any, files: Any) -> forms.Form:
    form = StopForm(data=data, initial={"symbol": request.GET.get("symbol", "")[:64]})
    set_choices(form, "server", server_choices())
    return form


def _stop(request: UiRequest, form: forms.Form) -> str:
    values = form.cleaned_data
    stop_symbol(
        server_id=values["server"],
        symbol=values["symbol"],
        reason=values["reason"],
        actor=request.actor,
        at=now(),
    )
    said = _t("Prices of %(symbol)s decide nothing until you lift the stop.")
    messages.success(request, said % {"symbol": values["symbol"]})
    return url("backoffice", "valuation.prices")


def _lift(request: UiRequest, form: forms.Form, stop_id: str) -> str:
    lift_stop(stop_id=stop_id, reason=form.cleaned_data["reason"], actor=request.actor, at=now())
    messages.success(request, _t("Its prices decide again."))
    return url("backoffice", "valuation.prices")


register_form(
    FormPage(
        surface="backoffice",
        path="valuation/stops/new/",
        name="valuation.stop_new",
        title=_("Stop a symbol"),
        permission=MANAGE,
        form=_stop_form,
        submit=_stop,
        submit_label=_("Stop"),
        intro=_("What its prices would decide is held for a person; accounts are marked on."),
        back=lambda request: url("backoffice", "valuation.prices"),
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="valuation/stops/<str:stop_id>/lift/",
        name="valuation.stop_lift",
        title=_("Lift a stop"),
        permission=MANAGE,
        form=lambda request, *, data, files, stop_id: LiftForm(data=data),
        submit=_lift,
        submit_label=_("Lift"),
        back=lambda request, stop_id: url("backoffice", "valuation.prices"),
    )
)
