"""Terms of brands that are changed by a form of their own: a page of all, and the form of one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, require
from brokerdesk.core.actors import Actor
from brokerdesk.core.ui import FormPage, UiRequest, page, register_form, render_page, url
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brand as brand_of
from brokerdesk.modules.brands.queries import brands
from brokerdesk.modules.brands.types import BrandRow
from brokerdesk.modules.clients.queries import actor_names

from ..models import AcquisitionTerms, RevenueTerms
from .lists import VIEW

MANAGE = "partners.plan.manage"
SHOWN = 10
Body = Mapping[str, Any]
Pairs = list[tuple[Any, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsPage:
    """One kind of terms: where its pages are, its form, and its body in words.

    form(data, body) builds the form of the body that holds; form.body() is the new one, none for
    no terms. save(brand, body, actor=, at=) lets it hold.
    """

    path: str
    name: str
    back: str
    title: Any
    intro: Any
    model: type[AcquisitionTerms] | type[RevenueTerms]
    form: Callable[[Any, Body | None], Any]
    said: Callable[[Body], Pairs]
    save: Callable[..., object]


def held_body(spec: TermsPage, brand_pk: int, at: datetime) -> Body | None:
    """The body that holds of a brand."""
    rows = spec.model._default_manager.filter(brand_id=brand_pk, valid__contains=at)
    body: Body | None = rows.values_list("body", flat=True).first()
    return body


def register_terms(spec: TermsPage) -> None:
    """Register the page of all brands and the form of one."""

    @page(
        "backoffice", f"partners/{spec.path}/terms/", name=f"partners.{spec.name}",
        title=spec.title, permission=VIEW,
    )  # fmt: skip
    def terms_page(request: UiRequest) -> HttpResponse:
        """The terms of the brands that he may see, and their versions."""
        at = now()
        seen = [row for row in brands() if allowed(request.actor, VIEW, brand_id=row.pk)]
        context = {
            "rows": [_row(spec, row, request.actor, at) for row in seen],
            "change": f"partners.{spec.name}_change",
            "back": f"partners.{spec.back}",
            "intro": spec.intro,
        }
        return render_page(request, "partners/brand_terms.html", context)

    def build(request: UiRequest, *, data: Any, files: Any, brand_id: str) -> forms.Form:
        found = _managed(request, brand_id)
        form: forms.Form = spec.form(data, held_body(spec, found.pk, now()))
        return form

    def submit(request: UiRequest, form: Any, brand_id: str) -> str:
        found = _managed(request, brand_id)
        spec.save(found.pk, form.body(), actor=request.actor, at=now())
        messages.success(request, _t("It holds from now on."))
        return url("backoffice", f"partners.{spec.name}")

    register_form(
        FormPage(
            surface="backoffice",
            path=f"partners/{spec.path}/terms/<str:brand_id>/",
            name=f"partners.{spec.name}_change",
            title=spec.title,
            permission=MANAGE,
            form=build,
            submit=submit,
            submit_label=_("Save"),
            intro=spec.intro,
            back=lambda request, brand_id: url("backoffice", f"partners.{spec.name}"),
        )
    )


def _managed(request: UiRequest, brand_id: str) -> BrandRow:
    found = brand_of(brand_id)
    require(request.actor, MANAGE, brand_id=found.pk)
    return found


def _row(spec: TermsPage, brand: BrandRow, actor: Actor, at: datetime) -> dict[str, Any]:
    """One brand: what holds in words, its versions with who made them."""
    rows: Any = spec.model._default_manager.filter(brand_id=brand.pk)
    versions = list(rows.order_by("-pk")[:SHOWN])
    names = actor_names([row.recorded_by for row in versions])
    body = held_body(spec, brand.pk, at)
    return {
        "brand": brand,
        "said": spec.said(body) if body else [],
        "versions": [
            (row, names.get(row.recorded_by, row.recorded_by), row.body is not None)
            for row in versions
        ],
        "may_manage": allowed(actor, MANAGE, brand_id=brand.pk),
    }
