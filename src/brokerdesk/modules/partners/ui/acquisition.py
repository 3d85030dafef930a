"""Clients who are paid for: how far each is, in the office and the cabinet."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import require, scoped
from brokerdesk.core.ui import (
    Action,
    FormPage,
    ListPage,
    Nav,
    UiRequest,
    page,
    register_form,
    register_list,
    render_page,
    url,
)
from brokerdesk.core.ui.columns import LinkColumn, MoneyColumn, StateColumn, WhenColumn
from brokerdesk.core.words import choices
from brokerdesk.kit.clock import now

from ..engine.cpa import Qualification as Status
from ..engine.cpa import progress
from ..engine.numbers import ZERO
from ..errors import QualificationNotFound
from ..models import Qualification
from ..services.acquisition.ending import reject
from ..services.acquisition.measuring import decimals
from ..services.acquisition.terms import read_acquisition
from ..services.programme.masking import Mask
from .earning_words import NEEDS
from .lists import PARTNERS, VIEW
from .own_numbers import own

MANAGE = "partners.partner.manage"
LIVE = ("commission.earned",)
SHOWN = 50


class QualificationFilter(filters.FilterSet):
    """Clients by state and partner."""

    state = filters.ChoiceFilter(choices=choices(Status), label=_("State"))
    partner = filters.CharFilter(
        field_name="partner__code", lookup_expr="iexact", max_length=24, label=_("Referral code")
    )

    class Meta:
        model = Qualification
        fields = ("state",)


def _client(record: Qualification) -> str:
    return url("backoffice", "clients.card", client_id=record.client.public_id)


class QualificationTable(tables.Table):
    """Who, whose, how far, what was paid."""

    client = LinkColumn(
        _client, permission="clients.view", verbose_name=_("Client"), orderable=False
    )
    partner = tables.Column(accessor="partner__client", verbose_name=_("Partner"), orderable=False)
    state = StateColumn(verbose_name=_("State"))
    measures = tables.Column(verbose_name=_("Reached"), orderable=False)
    since = WhenColumn(verbose_name=_("Since"))
    ended_at = WhenColumn(verbose_name=_("Ended"))
    payable_at = WhenColumn(verbose_name=_("Payable from"), orderable=False)
    paid = MoneyColumn(asset="terms__body__currency", verbose_name=_("Booked"))
    reason = tables.Column(verbose_name=_("Note"), orderable=False)
    reject = tables.Column(
        empty_values=(), orderable=False, exclude_from_export=True, verbose_name=_("Reject")
    )

    class Meta:
        model = Qualification
        fields = (
            "client", "partner", "state", "measures", "since", "ended_at", "payable_at", "paid",
            "reason",
        )  # fmt: skip
        order_by = "-pk"

    def render_measures(self, record: Qualification) -> str:
        return ", ".join(
            f"{NEEDS[one.measure]}: {one.measured.normalize():f} / {one.needed.normalize():f}"
            for one in progress_of(record)
        )

    def value_measures(self, value: Any) -> str:
        return str(value)

    def render_reject(self, record: Qualification) -> str:
        if record.state != Status.PENDING:
            return "–"
        href = url("backoffice", "partners.qualification_reject", row_id=record.pk)
        return format_html('<a class="btn btn-sm" href="{}">{}</a>', href, _t("Reject"))


def progress_of(row: Qualification) -> list[Any]:
    """How far a client is with each need of his terms."""
    return progress(read_acquisition(row.terms.given).offer, decimals(row.measures))


def qualifications(request: UiRequest) -> QuerySet[Qualification]:
    """Clients of partners that the actor may see."""
    rows = Qualification.objects.select_related("client", "partner__client", "terms")
    return scoped(request.actor, VIEW, rows, brand="partner__brand_id")


register_list(
    ListPage(
        surface="backoffice",
        path="partners/acquisition/",
        name="partners.qualifications",
        title=_("Clients paid for"),
        permission=VIEW,
        nav=Nav(PARTNERS, 40, "user-check"),
        queryset=qualifications,
        table=QualificationTable,
        filterset=QualificationFilter,
        live=LIVE,
        actions=(Action(_("Terms"), "partners.acquisition_terms", VIEW, "settings"),),
        empty=_("Nobody yet: clients appear here when they get a partner while terms hold."),
    )
)


class RejectForm(forms.Form):
    """Why a client does not count."""

    reason = forms.CharField(
        max_length=300, label=_("Reason"), help_text=_("The partner reads it.")
    )


def _row(request: UiRequest, row_id: int) -> Qualification:
    found = qualifications(request).filter(pk=row_id).first()
    if found is None:
        raise QualificationNotFound(_t("There is no such client."))
    require(request.actor, MANAGE, brand_id=found.partner.brand_id)
    return found


def _form(request: UiRequest, *, data: Any, files: Any, row_id: int) -> forms.Form:
    _row(request, row_id)
    return RejectForm(data=data)


def _reject(request: UiRequest, form: forms.Form, row_id: int) -> str:
    found = _row(request, row_id)
    reject(found.pk, reason=form.cleaned_data["reason"], actor=request.actor, at=now())
    messages.success(request, _t("Rejected: nothing is paid for this client."))
    return url("backoffice", "partners.qualifications")


register_form(
    FormPage(
        surface="backoffice",
        path="partners/acquisition/<int:row_id>/reject/",
        name="partners.qualification_reject",
        title=_("Reject client"),
        permission=MANAGE,
        form=_form,
        submit=_reject,
        submit_label=_("Reject"),
        back=lambda request, row_id: url("backoffice", "partners.qualifications"),
    )
)


@page(
    "portal", "partner/acquisition/", name="partners.own_qualifications",
    title=_("Clients paid for"), live=LIVE,
)  # fmt: skip
def own_page(request: UiRequest) -> HttpResponse:
    """How far each client of the partner is, masked as the programme says."""
    found, at = own(request), now()
    given = request.GET.get("before", "")
    rows = Qualification.objects.select_related("client", "terms").filter(partner=found)
    if given.isascii() and given.isdigit() and len(given) < 19:
        rows = rows.filter(pk__lt=int(given))
    shown = list(rows.order_by("-pk")[: SHOWN + 1])
    mask = Mask(found.brand_id, at)
    context = {
        "clients": [
            (row, mask.of(row.client, found.public_id), _needs(row)) for row in shown[:SHOWN]
        ],
        "following": shown[SHOWN - 1].pk if len(shown) > SHOWN else None,
    }
    return render_page(request, "partners/own_qualifications.html", context)


def _needs(row: Qualification) -> list[tuple[Any, Any, Any, int]]:
    """Each need in words: reached, needed, and the part in hundredths."""
    return [
        (NEEDS[one.measure], one.measured, one.needed, int(max(one.share, ZERO) * 100))
        for one in progress_of(row)
    ]
