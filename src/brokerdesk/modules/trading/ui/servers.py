"""Servers in the back office: add, test, change, watch.

A server is shared by brands: only who manages servers in all of them adds or changes one.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import require_everywhere
from brokerdesk.core.texts import translated
from brokerdesk.core.ui import FormPage, UiRequest, page, register_form, render_page, url
from brokerdesk.core.ui.config_form import config_values
from brokerdesk.core.ui.forms import redirect_after
from brokerdesk.core.ui.texts import zone_text
from brokerdesk.kit.errors import DomainError
from brokerdesk.ports.trading import Capability

from ..errors import ServerNotFound
from ..models import GatewayReport, Group, Product, Server, Symbol
from ..queries import waiting_commands
from ..services.servers import (
    NewServer,
    add_server,
    kinds,
    spec_of,
    test_connection,
    update_server,
)
from ..services.sharing import refuse_empty_mask, refuse_shared_groups
from .forms import ServerChangeForm, ServerForm
from .readings import reading_lines

MANAGE = "trading.server.manage"
REPORT_MS = 5_000  # as often as a gateway reports


def _server(server_id: str) -> Server:
    found = Server.objects.select_related("entity").filter(public_id=server_id).first()
    if found is None:
        raise ServerNotFound(_t("There is no such server."))
    return found


def _to(server_id: str) -> str:
    return url("backoffice", "trading.server", server_id=server_id)


@page(
    "backoffice", "trading/servers/<str:server_id>/",
    name="trading.server", title=_("Server"), permission="trading.server.view",
)  # fmt: skip
def server_page(request: UiRequest, server_id: str) -> HttpResponse:
    """One server: health, clock, groups, products."""
    server = _server(server_id)
    context = {
        **_health(server),
        "every_ms": REPORT_MS,
        "groups": Group.objects.filter(server=server).order_by("name"),
        "products": Product.objects.filter(server=server).select_related("brand"),
    }
    return render_page(request, "trading/server.html", context, title=server.title)


@page(
    "backoffice", "trading/servers/<str:server_id>/health/",
    name="trading.server_health", title=_("Server"), permission="trading.server.view",
)  # fmt: skip
def server_health(request: UiRequest, server_id: str) -> HttpResponse:
    """The cards of a server that change by themselves."""
    return render(request, "trading/server_health.html", _health(_server(server_id)))


def _health(server: Server) -> dict[str, Any]:
    report, pushes = GatewayReport.objects.filter(server=server).first(), _tells(server.kind)
    return {
        "server": server,
        "clock_readings": server.clock_readings.order_by("-valid_from")[:5],
        "report": report,
        "readings": reading_lines(report, pushes=pushes) if report else [],
        "waiting": waiting_commands(server.pk),
        "symbols": Symbol.objects.filter(server=server, present=True).count(),
        "pushes": pushes,
        "read_to": _by_its_clock(server.watermark_s),
    }


def _tells(kind: str) -> bool:
    return any(spec.kind == kind and Capability.PUSH in spec.capabilities for spec in kinds())


def _by_its_clock(server_s: int) -> datetime | None:
    return datetime.fromtimestamp(server_s, UTC) if server_s else None


@page(
    "backoffice", "trading/servers/<str:server_id>/test/",
    name="trading.server_test", title=_("Test connection"), permission=MANAGE,
)  # fmt: skip
def server_test(request: UiRequest, server_id: str) -> HttpResponse:
    """Connect with the stored configuration and say what was found."""
    require_everywhere(request.actor, MANAGE)
    server = _server(server_id)
    if request.method == "POST":
        _say(request, server)
    return redirect_after(request, _to(server_id))


def _say(request: UiRequest, server: Server) -> None:
    try:
        found = test_connection(server.kind, server.config)
    except DomainError as error:
        messages.error(request, translated(error))
        return
    messages.success(
        request,
        _t("Connected in %(ms)s ms: %(groups)s groups, %(symbols)s symbols, %(offset)s.")
        % {
            "ms": found.ping_ms,
            "groups": len(found.groups),
            "symbols": found.symbols,
            "offset": zone_text(found.offset_s),
        },
    )
    try:
        refuse_empty_mask(server.group_mask, found.groups)
    except DomainError as error:
        messages.warning(request, capfirst(translated(error)))


@page(
    "backoffice", "trading/servers/new/",
    name="trading.server_kinds", title=_("Add a server"), permission=MANAGE,
)  # fmt: skip
def kinds_page(request: UiRequest) -> HttpResponse:
    """Choose the platform."""
    return render_page(request, "trading/server_kinds.html", {"kinds": kinds()})


def _new_form(request: UiRequest, *, data: Any, files: Any, kind: str) -> forms.Form:
    return ServerForm(data=data, spec=spec_of(kind))


def _named(request: UiRequest, kind: str) -> dict[str, Any]:
    return {"title": _t("Add a server: %(platform)s") % {"platform": _t(spec_of(kind).title)}}


def _add(request: UiRequest, form: forms.Form, kind: str) -> str:
    require_everywhere(request.actor, MANAGE)
    values = form.cleaned_data
    config = config_values(values)
    refuse_shared_groups(kind, config, values["group_mask"])
    refuse_empty_mask(values["group_mask"], test_connection(kind, config).groups)
    row = add_server(
        NewServer(
            code=values["code"],
            title=values["title"],
            kind=kind,
            entity_pk=int(values["entity"]),
            config=config,
            group_mask=values["group_mask"],
            grace_s=values["grace_s"],
        ),
        actor=request.actor,
    )
    messages.success(request, _t("Server added; its gateway starts within seconds."))
    return _to(row.public_id)


register_form(
    FormPage(
        surface="backoffice",
        path="trading/servers/new/<str:kind>/",
        name="trading.server_new",
        title=_("Add a server"),
        permission=MANAGE,
        form=_new_form,
        submit=_add,
        submit_label=_("Test and add"),
        intro=_("The connection is tried first; nothing is kept when it fails."),
        context=_named,
        back=lambda request, kind: url("backoffice", "trading.server_kinds"),
        atomic=False,
    )
)


def _change_form(request: UiRequest, *, data: Any, files: Any, server_id: str) -> forms.Form:
    return ServerChangeForm(data=data, server=_server(server_id))


def _change(request: UiRequest, form: forms.Form, server_id: str) -> str:
    require_everywhere(request.actor, MANAGE)
    server, values = _server(server_id), form.cleaned_data
    config = config_values(values, server.config)
    groups: Collection[str] = ()
    if values["enabled"] and config != server.config:
        groups = test_connection(server.kind, config).groups
    elif values["group_mask"] != server.group_mask:
        known = Group.objects.filter(server=server, present=True)
        groups = known.values_list("name", flat=True)
    refuse_empty_mask(values["group_mask"], groups)
    update_server(
        server_id,
        actor=request.actor,
        config=config if config != server.config else None,
        **{name: values[name] for name in ("title", "group_mask", "grace_s", "enabled")},
    )
    return _to(server_id)


register_form(
    FormPage(
        surface="backoffice",
        path="trading/servers/<str:server_id>/change/",
        name="trading.server_change",
        title=_("Change server"),
        permission=MANAGE,
        form=_change_form,
        submit=_change,
        back=lambda request, server_id: _to(server_id),
        atomic=False,
    )
)
