"""Products in the back office."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import require
from brokerdesk.core.ui import FormPage, UiRequest, register_form, url

from ..services.servers import NewProduct, add_product
from .forms import ProductForm

MANAGE = "trading.server.manage"


def _form(request: UiRequest, *, data: Any, files: Any) -> forms.Form:
    return ProductForm(data=data, actor=request.actor)


def _add(request: UiRequest, form: forms.Form) -> str:
    values = form.cleaned_data
    require(request.actor, MANAGE, brand_id=int(values["brand"]))
    server_id, _bar, group = values["group"].partition("|")
    names = (
        "code", "title", "summary", "kind", "leverages", "max_per_client", "demo_deposit",
        "internal",
    )  # fmt: skip
    add_product(
        NewProduct(
            brand_pk=int(values["brand"]),
            server_id=server_id,
            group=group,
            **{name: values[name] for name in names},
        ),
        actor=request.actor,
    )
    return url("backoffice", "trading.products")


register_form(
    FormPage(
        surface="backoffice",
        path="trading/products/new/",
        name="trading.product_new",
        title=_("Add product"),
        permission=MANAGE,
        form=_form,
        submit=_add,
        back=lambda request: url("backoffice", "trading.products"),
    )
)
