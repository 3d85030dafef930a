"""The keys that reports are sealed with: for everybody to compare, for few to replace."""

from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import everywhere
from brokerdesk.core.ui import Nav, UiRequest, page, render_page, url
from brokerdesk.core.ui.acting import acted
from brokerdesk.kit.clock import now

from ...services.seals import REPLACE, published_keys, replace_key
from .appeals import GROUP
from .reports import VIEW


@page(
    "backoffice", "prop/seal-keys/", name="prop.seal_keys", title=_("Seal keys"),
    permission=VIEW, nav=Nav(GROUP, 90, icon="key"),
)  # fmt: skip
def keys_page(request: UiRequest) -> HttpResponse:
    """All public keys, the present one first."""
    context = {"keys": published_keys(), "may_replace": everywhere(request.actor, REPLACE)}
    return render_page(request, "prop/evidence/seal_keys.html", context)


@page(
    "backoffice", "prop/seal-keys/replace/", name="prop.seal_key_replace",
    title=_("Replace key"), permission=REPLACE,
)  # fmt: skip
def replace_page(request: UiRequest) -> HttpResponse:
    """Seal with a new key from now on."""
    return acted(
        request,
        url("backoffice", "prop.seal_keys"),
        _t("Reports are sealed with a new key from now on."),
        lambda: replace_key(actor=request.actor, at=now()),
    )


@page(
    "portal", "challenges/seal-keys/", name="prop.portal_seal_keys", title=_("Seal keys"),
    public=True,
)  # fmt: skip
def portal_keys(request: UiRequest) -> HttpResponse:
    """The same for whoever got a report."""
    return render_page(request, "prop/evidence/portal_seal_keys.html", {"keys": published_keys()})
