"""A partner's own API keys in his cabinet: made, shown once, withdrawn."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access.queries import own_keys
from brokerdesk.core.identity.fresh import is_fresh, require_fresh
from brokerdesk.core.ui import FormPage, UiRequest, page, register_form, render_page, url
from brokerdesk.core.ui.acting import acted
from brokerdesk.kit.clock import now

from ..services.programme.keys import DISPUTE, MOST_KEYS, make_key, revoke_key
from ..services.programme.settings import programme_of
from ..types import PartnerStatus
from .links import own_partner


class KeyForm(forms.Form):
    """What the key is for."""

    title = forms.CharField(max_length=120, label=_("Title"), help_text=_("Only you see it"))
    disputes = forms.BooleanField(required=False, label=_("It may open disputes, too"))


def _home() -> str:
    return url("portal", "partners.keys")


@page("portal", "partner/keys/", name="partners.keys", title=_("API keys"))
def keys_page(request: UiRequest) -> HttpResponse:
    """The keys that were not withdrawn, and when each was used last."""
    found = own_partner(request)
    keys = own_keys(request.actor.id)
    offered = programme_of(found.brand_id, now()).partner_keys
    context = {
        "keys": [(key, DISPUTE in key.scopes) for key in keys],
        "offered": offered,
        "may_add": offered and found.status == PartnerStatus.ACTIVE and len(keys) < MOST_KEYS,
        "most": MOST_KEYS,
    }
    return render_page(request, "partners/portal_keys.html", context)


def _form(request: UiRequest, *, data: Any, files: Any) -> forms.Form:
    own_partner(request)
    if data is None:
        require_fresh(request)
    return KeyForm(data=data)


def _make(request: UiRequest, form: forms.Form) -> str | HttpResponse:
    if not is_fresh(request):
        return url("portal", "partners.key_new")  # it asks who he is
    values = form.cleaned_data
    key, token = make_key(
        own_partner(request).public_id,
        values["title"],
        disputes=values["disputes"],
        actor=request.actor,
        at=now(),
    )
    context = {"key": key, "token": token, "back": _home()}
    answer = render_page(
        request, "partners/portal_key_shown.html", context, title=_t("API key created")
    )
    answer["Cache-Control"] = "no-store"
    return answer


register_form(
    FormPage(
        surface="portal",
        path="partner/keys/new/",
        name="partners.key_new",
        title=_("New API key"),
        form=_form,
        submit=_make,
        submit_label=_("Create key"),
        intro=_("The key is shown once, after it is created. It reads what your cabinet shows."),
        back=lambda request: _home(),
    )
)


@page("portal", "partner/keys/<str:key_id>/revoke/", name="partners.key_revoke", title=_("Revoke"))
def revoke_page(request: UiRequest, key_id: str) -> HttpResponse:
    """Withdraw a key at once."""
    partner_id = own_partner(request).public_id
    return acted(
        request,
        _home(),
        _t("Revoked: programs that use it are refused."),
        lambda: revoke_key(partner_id, key_id, actor=request.actor, at=now()),
    )
