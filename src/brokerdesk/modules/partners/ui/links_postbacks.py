"""Postbacks of a partner in his cabinet: addresses, their calls, a test."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import FormPage, UiRequest, page, register_form, render_page, url
from brokerdesk.core.ui.acting import acted
from brokerdesk.core.words import choices
from brokerdesk.kit.clock import now

from ..models import Partner, Postback, PostbackCall
from ..services.programme.masking import client_ref
from ..services.programme.postbacks import (
    MACROS,
    STEPS,
    add_postback,
    stop_postback,
    try_postback,
)
from ..types import Step
from .links import LIVE, own_partner

SHOWN = 100


class PostbackForm(forms.Form):
    """Which address is told of which steps."""

    url = forms.CharField(
        max_length=400, label=_("Address"),
        help_text=_("https, with what you want to know in braces, see above"),
    )  # fmt: skip
    steps = forms.MultipleChoiceField(
        choices=choices(STEPS), label=_("Steps"), widget=forms.CheckboxSelectMultiple
    )


def _home() -> str:
    return url("portal", "partners.postbacks")


@page("portal", "partner/postbacks/", name="partners.postbacks", title=_("Postbacks"), live=LIVE)
def postbacks_page(request: UiRequest) -> HttpResponse:
    """Addresses that are told, and the newest calls."""
    found = own_partner(request)
    rows = Postback.objects.filter(partner=found, stopped_at=None).order_by("pk")
    calls = PostbackCall.objects.select_related("postback", "client").filter(
        postback__partner=found
    )
    context = {
        "postbacks": rows,
        "calls": [(row, _who(found, row)) for row in calls.order_by("-pk")[:SHOWN]],
    }
    return render_page(request, "partners/portal_links_postbacks.html", context)


def _who(partner: Partner, row: PostbackCall) -> str:
    return client_ref(partner.public_id, row.client.public_id) if row.client else _t("Test")


def _form(request: UiRequest, *, data: Any, files: Any) -> forms.Form:
    own_partner(request)
    return PostbackForm(data=data)


def _add(request: UiRequest, form: forms.Form) -> str:
    values = form.cleaned_data
    steps = [Step(step) for step in values["steps"]]
    partner_id = own_partner(request).public_id
    row = add_postback(partner_id, values["url"], steps, actor=request.actor, at=now())
    messages.success(
        request,
        _t("Added. Calls are signed with this secret, which is shown this once: %(secret)s")
        % {"secret": row.secret["key"]},
    )
    return _home()


register_form(
    FormPage(
        surface="portal",
        path="partner/postbacks/new/",
        name="partners.postback_new",
        title=_("New postback"),
        form=_form,
        submit=_add,
        submit_label=_("Add"),
        intro=lambda request: (
            _t("The address may hold %(macros)s.")
            % {"macros": ", ".join(f"{{{name}}}" for name in MACROS)}
        ),
        back=lambda request: _home(),
    )
)


@page(
    "portal", "partner/postbacks/<str:postback_id>/test/",
    name="partners.postback_test", title=_("Test"),
)  # fmt: skip
def test_page(request: UiRequest, postback_id: str) -> HttpResponse:
    """Call an address with values that are made up."""
    partner_id = own_partner(request).public_id
    return acted(
        request,
        _home(),
        _t("The call is on its way; how it went shows below."),
        lambda: try_postback(partner_id, postback_id, at=now()),
    )


@page(
    "portal", "partner/postbacks/<str:postback_id>/stop/",
    name="partners.postback_stop", title=_("Stop"),
)  # fmt: skip
def stop_page(request: UiRequest, postback_id: str) -> HttpResponse:
    """Tell an address no more."""
    partner_id = own_partner(request).public_id
    return acted(
        request,
        _home(),
        _t("Stopped."),
        lambda: stop_postback(partner_id, postback_id, actor=request.actor, at=now()),
    )
