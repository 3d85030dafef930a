"""Payment methods in the back office: add, test, change; a brand's limits."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import require
from brokerdesk.core.ui import FormPage, UiRequest, page, register_form, render_page, url
from brokerdesk.core.ui.config_form import config_values
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brand as brand_of

from .. import services
from ..models import StatementFetch
from ..queries import settings_of
from ..services.providers import kinds, spec_of, webhook_url
from ..services.psps import terms_of
from .forms import ChangePspForm, NewPspForm, SettingsForm
from .scope import acted, the_psp

VIEW, MANAGE = "cashier.psp.view", "cashier.psp.manage"


def to_psp(request: UiRequest, psp_id: str) -> str:
    """The page of a method."""
    return url("backoffice", "cashier.psp", psp_id=psp_id)


def _to_list(request: UiRequest, **_kwargs: Any) -> str:
    return url("backoffice", "cashier.psps")


@page(
    "backoffice",
    "money/methods/<str:psp_id>/",
    name="cashier.psp",
    title=_("Payment method"),
    permission=VIEW,
)
def psp_page(request: UiRequest, psp_id: str) -> HttpResponse:
    """One method: health, limits, fees, where its webhooks go."""
    psp = the_psp(request, psp_id, VIEW)
    context = {
        "psp": psp,
        "spec": spec_of(psp.kind),
        "terms": terms_of(psp),
        "webhook": "" if psp.manual else webhook_url(psp),
        "fetch": StatementFetch.objects.filter(psp=psp).first(),
        "limits": settings_of(psp.brand_id),
    }
    return render_page(request, "cashier/psp.html", context, title=psp.title)


@page(
    "backoffice",
    "money/methods/<str:psp_id>/test/",
    name="cashier.psp_test",
    title=_("Test connection"),
    permission=MANAGE,
)
def test_page(request: UiRequest, psp_id: str) -> HttpResponse:
    """Ask the provider whether it is there."""
    the_psp(request, psp_id, MANAGE)
    return acted(
        request,
        to_psp(request, psp_id),
        _t("The provider was asked; see its state."),
        lambda: services.check_psp(psp_id, at=now()),
    )


@page(
    "backoffice",
    "money/methods/add/",
    name="cashier.psp_kinds",
    title=_("Add a payment method"),
    permission=MANAGE,
)
def kinds_page(request: UiRequest) -> HttpResponse:
    """Choose the provider."""
    return render_page(request, "cashier/psp_kinds.html", {"kinds": kinds()})


def _new_form(request: UiRequest, *, data: Any, files: Any, kind: str) -> forms.Form:
    return NewPspForm(data=data, spec=spec_of(kind))


def _add(request: UiRequest, form: NewPspForm, kind: str) -> str:
    values = form.cleaned_data
    brand_pk = int(values["brand"])
    require(request.actor, MANAGE, brand_id=brand_pk)
    config = config_values(values)
    services.try_connection(kind, config)
    row = services.add_psp(
        brand_pk=brand_pk,
        code=values["code"],
        kind=kind,
        terms=form.terms(),
        config=config,
        actor=request.actor,
    )
    services.check_psp(row.public_id, at=now())
    messages.success(request, _t("Added."))
    return to_psp(request, row.public_id)


def _change_form(request: UiRequest, *, data: Any, files: Any, psp_id: str) -> forms.Form:
    psp = the_psp(request, psp_id, MANAGE)
    terms = asdict(terms_of(psp))
    initial = {**terms, "currencies": ", ".join(psp.currencies)}
    return ChangePspForm(
        data=data, initial=initial, spec=spec_of(psp.kind), stored=dict(psp.config)
    )


def _change(request: UiRequest, form: ChangePspForm, psp_id: str) -> str:
    psp = the_psp(request, psp_id, MANAGE)
    config = config_values(form.cleaned_data, psp.config)
    changed = config != dict(psp.config)
    if changed and form.cleaned_data["enabled"]:
        services.try_connection(psp.kind, config)
    services.update_psp(psp_id, form.terms(), config if changed else None, actor=request.actor)
    return to_psp(request, psp_id)


def _settings_form(request: UiRequest, *, data: Any, files: Any, brand_id: str) -> forms.Form:
    brand = brand_of(brand_id)
    require(request.actor, MANAGE, brand_id=brand.pk)
    initial = asdict(settings_of(brand.pk))
    return SettingsForm(data=data, initial=initial)


def _settings(request: UiRequest, form: SettingsForm, brand_id: str) -> str:
    brand = brand_of(brand_id)
    require(request.actor, MANAGE, brand_id=brand.pk)
    services.update_settings(brand.pk, actor=request.actor, **form.cleaned_data)
    messages.success(request, _t("Saved."))
    return _to_list(request)


register_form(
    FormPage(
        surface="backoffice",
        path="money/methods/add/<str:kind>/",
        name="cashier.psp_new",
        title=_("Add a payment method"),
        permission=MANAGE,
        form=_new_form,
        submit=_add,
        submit_label=_("Test and add"),
        intro=_("The connection is tried first; nothing is kept when it fails."),
        back=_to_list,
        atomic=False,
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="money/methods/<str:psp_id>/change/",
        name="cashier.psp_change",
        title=_("Change payment method"),
        permission=MANAGE,
        form=_change_form,
        submit=_change,
        back=to_psp,
        atomic=False,
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="money/limits/<str:brand_id>/",
        name="cashier.settings",
        title=_("Limits for withdrawals"),
        permission=MANAGE,
        form=_settings_form,
        submit=_settings,
        back=_to_list,
    )
)
