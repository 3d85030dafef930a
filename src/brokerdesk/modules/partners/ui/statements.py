"""Statements in the office and the cabinet: a page, CSV and PDF."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from io import BytesIO
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core import audit
from brokerdesk.core.ui import UiRequest, page, render_page
from brokerdesk.core.ui.export import TYPES, write_csv
from brokerdesk.core.words import words
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brand
from brokerdesk.modules.brands.types import BrandRow

from ..errors import PartnerNotFound
from ..models import Partner
from ..queries.currencies import currencies_of
from ..queries.statements import By, Statement, statement
from .cabinet import own_partner
from .fields import DayField
from .lists import VIEW
from .lists import partners as visible_partners


class StatementForm(forms.Form):
    """Which statement: currency, days of the brand's zone, and by what the deals are summed."""

    currency = forms.ChoiceField(label=_("Currency"))
    since = DayField(label=_("From"))
    until = DayField(label=_("To and with"))
    by = forms.ChoiceField(
        choices=[("symbol", _("By symbol")), ("client", _("By client"))], label=_("Sums")
    )

    def __init__(self, currencies: list[str], *, office: bool, data: Any) -> None:
        super().__init__(data=data)
        choices = [(code, code) for code in currencies]
        self.fields["currency"] = forms.ChoiceField(choices=choices, label=_("Currency"))
        if not office:
            # The cabinet says elsewhere what a partner may know of his clients.
            self.fields["by"] = forms.ChoiceField(
                choices=[("symbol", _("By symbol"))], label=_("Sums")
            )

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        values = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and until < since:
            self.add_error("until", _t("give a period that ends after it begins"))
        return values


def _asked(
    request: UiRequest, partner: Partner, of: BrandRow, *, office: bool
) -> tuple[StatementForm, Statement | None]:
    """The form as the address fills it, by default with this month, and its statement."""
    zone, currencies = ZoneInfo(of.reporting_zone), currencies_of(partner)
    today = now().astimezone(zone).date()
    data = {
        "currency": currencies[0] if currencies else "",
        "since": f"{today:%Y-%m-01}",
        "until": f"{today:%Y-%m-%d}",
        "by": "symbol",
    } | {name: value for name, value in request.GET.items() if value}
    form = StatementForm(currencies, office=office, data=data)
    if not form.is_valid():
        return form, None
    values = form.cleaned_data
    since = datetime.combine(values["since"], time(), zone)
    until = datetime.combine(values["until"] + timedelta(days=1), time(), zone)
    by = cast(By, values["by"])
    return form, statement(partner, values["currency"], since, until, by=by)


def _answer(request: UiRequest, partner: Partner, *, office: bool) -> HttpResponse:
    of = brand(partner.brand_id)
    form, found = _asked(request, partner, of, office=office)
    wanted = request.GET.get("format", "")
    if found is not None and wanted in ("csv", "pdf"):
        return _file(request, found, of, wanted)
    query = request.GET.copy()
    query.pop("format", None)
    context = {
        "form": form,
        "partner": partner,
        "statement": found,
        "zone": of.reporting_zone,
        "query": query.urlencode(),
        "office": office,
    }
    template = "partners/statement.html" if office else "partners/portal_statement.html"
    return render_page(request, template, context, status=200 if found else 422)


def _file(request: UiRequest, found: Statement, of: BrandRow, kind: str) -> HttpResponse:
    if request.actor.kind == "staff":
        audit.record(
            "staff.exported",
            subject=found.partner_id,
            actor=request.actor,
            after={"format": kind, "statement": f"{found.since} {found.until} {found.currency}"},
            brand_id=of.pk,
        )
    if kind == "pdf":
        # Whoever prints none need not load a font library.
        from .statement_pdf import statement_pdf

        body, content_type = statement_pdf(found, of), "application/pdf"
    else:
        out = BytesIO()
        write_csv(out, _rows(found))
        body, content_type = out.getvalue(), TYPES["csv"]
    response = HttpResponse(body, content_type=content_type)
    name = f"statement-{found.partner_id}-{found.since:%Y%m%d}-{found.currency}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _rows(found: Statement) -> Iterator[list[Any]]:
    """The statement as a table: opening, lines, closing; amounts to eight decimals.

    Days are of the statement's zone, the closing one is the last that counts.
    """
    zone, currency = found.since.tzinfo, found.currency
    last = (found.until - timedelta(microseconds=1)).astimezone(zone).date()
    yield [_t("Kind"), _t("Day"), _t("Symbol, client or note"), _t("Deals"), _t("Amount"),
           _t("Currency")]  # fmt: skip
    yield [_t("Payable at the beginning"), found.since.date(), "", "", f"{found.opening:f}",
           currency]  # fmt: skip
    for line in found.lines:
        day = line.at.astimezone(zone).date() if line.at else None
        yield [words(line.kind), day, line.label, line.count, f"{line.amount:f}", currency]
    yield [_t("Payable at the end"), last, "", "", f"{found.closing:f}", currency]


@page(
    "backoffice", "partners/<str:partner_id>/statement/",
    name="partners.statement", title=_("Statement"), permission=VIEW,
)  # fmt: skip
def office_page(request: UiRequest, partner_id: str) -> HttpResponse:
    """A partner's statement, for staff."""
    found = visible_partners(request).filter(public_id=partner_id).first()
    if found is None:
        raise PartnerNotFound(_t("There is no such partner."))
    return _answer(request, found, office=True)


@page("portal", "partner/statement/", name="partners.portal_statement", title=_("Statement"))
def portal_page(request: UiRequest) -> HttpResponse:
    """A partner's own statement."""
    found = own_partner(request)
    if found is None or found.status == "applied":
        raise PartnerNotFound(_t("You are not a partner."))
    return _answer(request, found, office=False)
