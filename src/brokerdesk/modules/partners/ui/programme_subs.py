"""What a partner gives those right below him, in his cabinet."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import FormPage, UiRequest, page, register_form, render_page, url
from brokerdesk.core.ui.templatetags.ui import when
from brokerdesk.kit.clock import now

from ..errors import SubPartnerNotFound
from ..services.programme.sub_rates import (
    SubRate,
    next_period,
    rate_of,
    set_sub_rate,
    standing_of,
    sub_rates,
)
from .links import LIVE, own_partner


class RateForm(forms.Form):
    """What one below gets."""

    rate = forms.DecimalField(
        min_value=0, max_digits=20, decimal_places=8, label=_("Rate"),
        help_text=_("You keep the difference to your own, where the plan pays by difference"),
    )  # fmt: skip


@page("portal", "partner/subs/", name="partners.subs", title=_("Sub-partners"), live=LIVE)
def subs_page(request: UiRequest) -> HttpResponse:
    """One's own rate, and those of the partners right below."""
    found, at = own_partner(request), now()
    context = {"own": standing_of(found, at), "subs": sub_rates(found, at)}
    return render_page(request, "partners/programme_subs.html", context)


def _sub(request: UiRequest, sub_id: str) -> SubRate:
    rows = sub_rates(own_partner(request), now(), only=sub_id)
    if not rows:
        raise SubPartnerNotFound(_t("There is no such sub-partner."))
    return rows[0]


def _form(request: UiRequest, *, data: Any, files: Any, sub_id: str) -> forms.Form:
    held = _sub(request, sub_id)
    rate = held.rate if held.next_from is None else held.next_rate
    return RateForm(data=data, initial={"rate": rate.normalize() if rate is not None else None})


def _set(request: UiRequest, form: forms.Form, sub_id: str) -> str:
    rate = form.cleaned_data["rate"]
    begins = set_sub_rate(
        own_partner(request).public_id, sub_id, rate, actor=request.actor, at=now()
    )
    messages.success(request, _t("It holds from %(when)s.") % {"when": when(begins)})
    return url("portal", "partners.subs")


def _intro(request: UiRequest, sub_id: str) -> str:
    begins = next_period(_sub(request, sub_id).partner, now())
    own = rate_of(own_partner(request), begins)
    return _t("From %(when)s on. Your own rate then: %(own)s. He sees it before.") % {
        "when": when(begins),
        "own": f"{own.normalize():f}" if own is not None else "–",
    }


register_form(
    FormPage(
        surface="portal",
        path="partner/subs/<str:sub_id>/",
        name="partners.sub_rate",
        title=_("Rate of a sub-partner"),
        form=_form,
        submit=_set,
        submit_label=_("Set from the next period"),
        intro=_intro,
        back=lambda request, sub_id: url("portal", "partners.subs"),
    )
)
