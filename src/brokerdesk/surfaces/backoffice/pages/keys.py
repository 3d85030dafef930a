"""API keys: list, create (shown once), revoke."""

from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed, everywhere, scoped
from brokerdesk.core.access.hooks import resolver
from brokerdesk.core.access.models import ApiKey
from brokerdesk.core.access.services import KeyRequest, create_api_key, revoke_api_key
from brokerdesk.core.rest import scopes
from brokerdesk.core.ui import (
    Action,
    FormPage,
    ListPage,
    Nav,
    UiRequest,
    register_form,
    register_list,
    render_page,
    url,
)
from brokerdesk.core.ui.columns import AgeColumn
from brokerdesk.core.words import words
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import NotFound

RIGHT = "access.api_keys"
_OWN, _HOUSES, _PARTNERS = "client:", _("The house's"), _("A partner's own")


def _rows(request: UiRequest) -> QuerySet[ApiKey]:
    return scoped(request.actor, RIGHT, ApiKey.objects.all())


class KeyTable(tables.Table):
    """Keys without their secrets."""

    title = tables.Column(verbose_name=_("Title"))
    prefix = tables.Column(verbose_name=_("Begins with"), orderable=False)
    brand_id = tables.Column(verbose_name=_("Brand"), empty_values=())
    created_by = tables.Column(verbose_name=_("Whose"), orderable=False)
    scopes = tables.Column(verbose_name=_("Scopes"), orderable=False)
    rate_per_minute = tables.Column(verbose_name=_("Per minute"))
    last_used_at = AgeColumn(verbose_name=_("Last used"))
    expires_at = tables.DateTimeColumn(verbose_name=_("Expires"), format="Y-m-d H:i")
    state = tables.Column(verbose_name=_("State"), empty_values=(), orderable=False)
    revoke = tables.Column(
        verbose_name="", empty_values=(), orderable=False, exclude_from_export=True
    )

    class Meta:
        order_by = ("-created_at",)

    def render_scopes(self, value: list[str]) -> str:
        return ", ".join(value)

    def render_prefix(self, value: str) -> str:
        return str(format_html("<code>{}…</code>", value))

    def render_brand_id(self, record: ApiKey) -> str:
        return str(dict(_brands()).get(str(record.brand_id or ""), record.brand_id))

    def render_created_by(self, value: str) -> str:
        return str(_PARTNERS if value.startswith(_OWN) else _HOUSES)

    def value_state(self, record: ApiKey) -> str:
        if record.revoked_at:
            return "revoked"
        return "expired" if record.expires_at and record.expires_at <= now() else "active"

    def render_state(self, record: ApiKey) -> str:
        state = self.value_state(record)
        tone = "green" if state == "active" else "secondary"
        return format_html('<span class="badge bg-{}-lt">{}</span>', tone, words(state))

    def render_revoke(self, record: ApiKey) -> str:
        if record.revoked_at:
            return ""
        address = url("backoffice", "access.key_revoke", key_id=record.public_id)
        return format_html('<a class="btn btn-sm" href="{}">{}</a>', address, _("Revoke"))


class KeyFilter(django_filters.FilterSet):
    """By title, and whose they are."""

    whose = django_filters.ChoiceFilter(
        choices=[("house", _HOUSES), ("partner", _PARTNERS)], method="by_owner", label=_("Whose")
    )
    title = django_filters.CharFilter(lookup_expr="icontains", max_length=120, label=_("Title"))

    class Meta:
        model = ApiKey
        fields: tuple[str, ...] = ()

    def by_owner(self, rows: QuerySet[ApiKey], name: str, value: str) -> QuerySet[ApiKey]:
        own = {"created_by__startswith": _OWN}
        return rows.filter(**own) if value == "partner" else rows.exclude(**own)


def _brands() -> list[tuple[str, Any]]:
    asked = resolver()
    brands = asked.all_brands() if asked else []
    return [("", _("All brands")), *((str(b.pk), b.name) for b in brands)]


def _may_make(request: UiRequest, brand: str) -> bool:
    """A key for all brands is for whom may make keys in all of them."""
    if not brand:
        return everywhere(request.actor, RIGHT)
    return allowed(request.actor, RIGHT, brand_id=int(brand))


class KeyForm(forms.Form):
    """What the key may do."""

    title = forms.CharField(label=_("Title"), max_length=120)
    brand = forms.ChoiceField(label=_("Brand"), required=False)
    scopes = forms.MultipleChoiceField(label=_("Scopes"), widget=forms.CheckboxSelectMultiple)
    rate_per_minute = forms.IntegerField(
        label=_("Requests per minute"), min_value=1, max_value=100_000, initial=300
    )
    expires_at = forms.DateTimeField(
        label=_("Expires (UTC)"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"],
        help_text=_("Leave empty for a key without expiry."),
    )
    allowed_ips = forms.CharField(
        label=_("Allowed addresses"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One IP address or network a line; empty allows all."),
    )

    def __init__(self, request: UiRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names: Any = self.fields["scopes"]
        names.choices = [(name, name) for name in scopes()]
        brand: Any = self.fields["brand"]
        brand.required = not everywhere(request.actor, RIGHT)
        brand.choices = [c for c in _brands() if _may_make(request, c[0])]


def _build(request: UiRequest, *, data: Any, files: Any) -> KeyForm:
    return KeyForm(request, data, files)


def _create(request: UiRequest, form: KeyForm) -> HttpResponse:
    given = form.cleaned_data
    wanted = KeyRequest(
        title=given["title"],
        scopes=tuple(given["scopes"]),
        brand_id=int(given["brand"]) if given["brand"] else None,
        allowed_ips=tuple(given["allowed_ips"].split()),
        rate_per_minute=given["rate_per_minute"],
        expires_at=given["expires_at"],
    )
    row, token = create_api_key(wanted, actor=request.actor, at=now())
    values = {"key": row, "token": token, "back": url("backoffice", "access.keys")}
    return render_page(request, "backoffice/key_shown.html", values, title=_("API key created"))


def _revoke(request: UiRequest, form: forms.Form, *, key_id: str) -> str:
    if not _rows(request).filter(public_id=key_id).exists():
        raise NotFound(str(_("There is no such API key.")))
    revoke_api_key(key_id, actor=request.actor, at=now())
    return url("backoffice", "access.keys")


register_list(
    ListPage(
        surface="backoffice",
        path="api-keys/",
        name="access.keys",
        title=_("API keys"),
        permission=RIGHT,
        queryset=_rows,
        table=KeyTable,
        filterset=KeyFilter,
        nav=Nav(_("Settings"), order=80, icon="key"),
        actions=(Action(_("New key"), "access.key_new", RIGHT),),
        empty=_("No API keys yet"),
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="api-keys/new/",
        name="access.key_new",
        title=_("New API key"),
        permission=RIGHT,
        form=_build,
        submit=_create,
        submit_label=_("Create key"),
        intro=_("The key is shown once, after it is created."),
        back=lambda request: url("backoffice", "access.keys"),
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="api-keys/<str:key_id>/revoke/",
        name="access.key_revoke",
        title=_("Revoke API key"),
        permission=RIGHT,
        form=forms.Form,
        submit=_revoke,
        submit_label=_("Revoke"),
        danger=True,
        intro=_("Programs that use this key are refused at once. This cannot be undone."),
        back=lambda request, key_id: url("backoffice", "access.keys"),
    )
)
