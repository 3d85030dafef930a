"""Forms of the trading room."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import allowed
from brokerdesk.core.actors import Actor
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.core.ui.config_form import check_config, config_fields
from brokerdesk.core.words import words
from brokerdesk.kit.masks import matches
from brokerdesk.modules.brands.queries import brands, entities
from brokerdesk.ports.spec import AdapterSpec, adapters

from ..models import Group, Server
from ..types import AccountState, ProductRow, Switches

TITLE_HELP = _("Clients read it: as their terminal lists the server")


class ServerForm(forms.Form):
    """A platform server: what it is, and the adapter's own fields."""

    code = forms.SlugField(max_length=12, label=_("Code"), help_text=_("Short, for references"))
    title = forms.CharField(max_length=80, label=_("Title"), help_text=TITLE_HELP)
    entity = forms.ChoiceField(label=_("Legal entity"))
    group_mask = forms.CharField(
        max_length=200, initial="*", label=_("Groups"), help_text=_("Mask, such as real*,!test*")
    )
    grace_s = forms.IntegerField(
        min_value=5,
        max_value=3600,
        initial=60,
        label=_("Grace for look-ups, s"),
        help_text=_("An unanswered command is not judged absent sooner"),
    )

    def __init__(self, *args: Any, spec: AdapterSpec, **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "entity", [(str(e.pk), e.name) for e in entities()])
        self.spec = spec
        self.fields |= config_fields(spec.config)

    def clean(self) -> dict[str, Any]:
        check_config(self, self.spec.config)
        return self.cleaned_data


class ServerChangeForm(forms.Form):
    """A server's use, and its connection; secrets stay unless given anew."""

    title = forms.CharField(max_length=80, label=_("Title"), help_text=TITLE_HELP)
    group_mask = forms.CharField(max_length=200, label=_("Groups"))
    grace_s = forms.IntegerField(min_value=5, max_value=3600, label=_("Grace for look-ups, s"))
    enabled = forms.BooleanField(required=False, label=_("In use"))

    def __init__(self, *args: Any, server: Server, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("title", "group_mask", "grace_s", "enabled"):
            self.fields[name].initial = getattr(server, name)
        self.server = server
        self.config = adapters.get("trading", server.kind).config
        self.fields |= config_fields(self.config, server.config)

    def clean(self) -> dict[str, Any]:
        check_config(self, self.config, self.server.config)
        return self.cleaned_data


class ProductForm(forms.Form):
    """A product that maps to a platform group."""

    brand = forms.ChoiceField(label=_("Brand"))
    group = forms.ChoiceField(label=_("Platform group"))
    code = forms.SlugField(max_length=32, label=_("Code"))
    title = forms.CharField(max_length=80, label=_("Title"))
    summary = forms.CharField(max_length=200, required=False, label=_("Summary for clients"))
    kind = forms.ChoiceField(choices=[("live", _("Live")), ("demo", _("Demo"))], label=_("Kind"))
    leverages = forms.CharField(max_length=80, initial="30, 100, 200", label=_("Leverages"))
    max_per_client = forms.IntegerField(min_value=1, max_value=100, initial=5, label=_("At most"))
    demo_deposit = forms.DecimalField(
        min_value=Decimal(0), decimal_places=2, initial=Decimal(0), label=_("Play money")
    )
    internal = forms.BooleanField(
        required=False,
        label=_("For programmes only"),
        help_text=_("Clients do not see it: the house opens its accounts"),
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        mine = [b for b in brands() if allowed(actor, "trading.server.manage", brand_id=b.pk)]
        set_choices(self, "brand", [(str(b.pk), b.name) for b in mine])
        groups = Group.objects.filter(present=True).select_related("server").order_by("name")
        set_choices(
            self,
            "group",
            [
                (f"{g.server.public_id}|{g.name}", f"{g.server.title}: {g.name} ({g.currency})")
                for g in groups
                if matches(g.server.group_mask, g.name)
            ],
        )

    def clean_leverages(self) -> tuple[int, ...]:
        parts = [part.strip() for part in self.cleaned_data["leverages"].split(",")]
        if not all(part.isdigit() and 1 <= int(part) <= 3000 for part in parts):
            raise forms.ValidationError(_("Give whole numbers such as 30, 100, 200"))
        return tuple(sorted({int(part) for part in parts}))


class SwitchesForm(forms.Form):
    """What may be done with an account."""

    deposit = forms.BooleanField(required=False, label=_("Deposit"))
    withdraw = forms.BooleanField(required=False, label=_("Withdraw"))
    transfer = forms.BooleanField(required=False, label=_("Transfer"))
    trade = forms.BooleanField(required=False, label=_("Trade"))
    partner_payout = forms.BooleanField(required=False, label=_("Pays partners"))
    visible = forms.BooleanField(required=False, label=_("Visible to the client"))
    reason = forms.CharField(max_length=200, label=_("Reason"))

    def switches(self) -> Switches:
        return Switches(**{n: self.cleaned_data[n] for n in Switches.__slots__})


ACCESS_STATES = [
    (AccountState.ACTIVE.value, _("Active")),
    (AccountState.READ_ONLY.value, _("Read-only")),
    (AccountState.DISABLED.value, _("Disabled")),
    (AccountState.ARCHIVED.value, _("Archived")),
]


class AccessForm(forms.Form):
    """What the trader may do on the platform."""

    state = forms.ChoiceField(choices=ACCESS_STATES, label=_("State"))
    reason = forms.CharField(max_length=200, label=_("Reason"))


class ProposalForm(forms.Form):
    """How to resolve a difference."""

    action = forms.ChoiceField(label=_("Resolution"))
    reason = forms.CharField(max_length=300, label=_("Reason"))

    def __init__(self, *args: Any, actions: tuple[str, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "action", [(a, str(ACTION_WORDS[a])) for a in actions])


ACTION_WORDS = {
    "accept": _("The platform is right: correct our books"),
    "apply": _("The platform did what was asked: complete the transfer"),
    "undo_on_platform": _("Undo it on the platform"),
    "give_up": _("It was not performed: end it, the money goes back"),
    "book": _("Book it to the house's correction account"),
}


def resolution_words(code: str) -> str:
    """How a difference ended, or shall end; nothing for nothing."""
    return str(ACTION_WORDS[code]) if code in ACTION_WORDS else words(code)


class OpenAccountForm(forms.Form):
    """What a client chooses when he opens an account."""

    product = forms.ChoiceField(label=_("Account type"), widget=forms.RadioSelect)
    leverage = forms.ChoiceField(label=_("Leverage"))

    def __init__(self, *args: Any, products: list[ProductRow], **options: Any) -> None:
        super().__init__(*args, **options)
        self.products = {row.public_id: row for row in products}
        set_choices(
            self,
            "product",
            [
                (p.public_id, f"{p.title} · {_t(p.platform)} · {p.currency} · {words(p.kind)}")
                for p in products
            ],
        )
        leverages = sorted({value for p in products for value in p.leverages})
        set_choices(self, "leverage", [(str(v), f"1:{v}") for v in leverages])
        if products:
            self.fields["product"].initial = products[0].public_id
