"""From when conduct is worth a look: each brand's limits of each kind."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import require
from brokerdesk.core.ui import FormPage, UiRequest, page, register_form, render_page, url
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import NotFound
from brokerdesk.kit.exact import plain
from brokerdesk.modules.brands.queries import brand as brand_of

from ...services.signals.limits import DEFAULTS, USES, WHOLE, Limits, limits_of, set_limits
from ...types import SignalKind
from .reach import SIGNAL, own_brands
from .signal_words import MEANING

LABELS: dict[str, Any] = {
    "least": _("From so many positions"),
    "share": _("From such a share of all, %"),
    "seconds": _("Within so many seconds"),
    "factor": _("Factor"),
    "sign_ins": _("From so many sign-ins of each from an address"),
    "people": _("At most so many people of a device or an address"),
    "days": _("Sign-ins of so many days"),
}
HUNDRED = Decimal(100)


def _whole(name: str) -> dict[str, Any]:
    low, high = WHOLE[name]
    return {"min_value": low, "max_value": high, "label": LABELS[name]}


class LimitsForm(forms.Form):
    """The limits that a kind uses."""

    enabled = forms.BooleanField(required=False, label=_("Look for it"))
    least = forms.IntegerField(min_value=1, max_value=100_000, label=LABELS["least"])
    share = forms.DecimalField(
        min_value=0, max_value=100, max_digits=5, decimal_places=2, label=LABELS["share"]
    )
    seconds = forms.DecimalField(
        min_value=0, max_value=86_400, max_digits=9, decimal_places=3, label=LABELS["seconds"]
    )
    factor = forms.DecimalField(
        min_value=0, max_value=1_000, max_digits=8, decimal_places=4, label=LABELS["factor"]
    )
    sign_ins = forms.IntegerField(**_whole("sign_ins"))
    people = forms.IntegerField(**_whole("people"))
    days = forms.IntegerField(**_whole("days"))

    def __init__(self, data: Any, *, kind: SignalKind, now_held: Limits | None) -> None:
        held = now_held or DEFAULTS[kind]
        given = {name: read_out(held, name) for name in USES[kind]}
        super().__init__(data, initial={"enabled": now_held is not None, **given})
        for name in set(LABELS) - set(USES[kind]):
            del self.fields[name]
        self._default = held

    def limits(self) -> Limits | None:
        """What was given; None: not looked for."""
        values = self.cleaned_data
        if not values["enabled"]:
            return None
        given = {name: values[name] for name in LABELS if name in values}
        if "share" in given:
            given["share"] /= HUNDRED
        return replace(self._default, **given)


def read_out(limits: Limits, name: str) -> Any:
    """A limit as people read it: shares in percent."""
    value = getattr(limits, name)
    return Decimal(plain(value * HUNDRED)) if name == "share" else value


@page(
    "backoffice", "prop/signal-limits/", name="prop.signal_limits",
    title=_("Limits of signals"), permission=SIGNAL,
)  # fmt: skip
def limits_page(request: UiRequest) -> HttpResponse:
    """All limits of the brands that the actor decides for."""
    found = []
    for pk, name in own_brands(request, SIGNAL):
        held = limits_of(int(pk))
        rows = [_row(int(pk), kind, held.get(kind)) for kind in DEFAULTS]
        found.append({"name": name, "rows": rows})
    return render_page(request, "prop/office/signal_limits.html", {"brands": found})


def _row(brand_pk: int, kind: SignalKind, held: Limits | None) -> dict[str, Any]:
    shown = [] if held is None else [(LABELS[one], read_out(held, one)) for one in USES[kind]]
    where = {"brand_pk": brand_pk, "kind": str(kind)}
    return {
        "kind": kind,
        "meaning": MEANING[kind],
        "limits": shown,
        "enabled": held is not None,
        "href": url("backoffice", "prop.signal_limits_edit", **where),
    }


def _asked(request: UiRequest, brand_pk: int, kind: str) -> SignalKind:
    require(request.actor, SIGNAL, brand_id=brand_pk)
    if kind not in set(DEFAULTS):
        raise NotFound(_t("There is no such kind of signal."))
    return SignalKind(kind)


def _build(request: UiRequest, *, data: Any, files: Any, brand_pk: int, kind: str) -> LimitsForm:
    known = _asked(request, brand_pk, kind)
    return LimitsForm(data, kind=known, now_held=limits_of(brand_pk).get(known))


def _save(request: UiRequest, form: LimitsForm, brand_pk: int, kind: str) -> str:
    known = _asked(request, brand_pk, kind)
    set_limits(brand_pk, known, form.limits(), actor=request.actor, at=now())
    messages.success(request, _t("It holds from the next look on."))
    return url("backoffice", "prop.signal_limits")


def _intro(request: UiRequest, brand_pk: int, kind: str) -> str:
    return f"{brand_of(brand_pk).name}: {MEANING[_asked(request, brand_pk, kind)]}"


register_form(
    FormPage(
        surface="backoffice",
        path="prop/signal-limits/<int:brand_pk>/<str:kind>/",
        name="prop.signal_limits_edit",
        title=_("Limits of a signal"),
        permission=SIGNAL,
        form=_build,
        submit=_save,
        intro=_intro,
        back=lambda request, brand_pk, kind: url("backoffice", "prop.signal_limits"),
    )
)
