"""Forms of the back office."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui.choices import set_choices
from brokerdesk.core.ui.config_form import check_config, config_fields
from brokerdesk.modules.brands.queries import brands
from brokerdesk.ports.spec import AdapterSpec

from ..types import PspTerms

HIDDEN = forms.HiddenInput
REASON = _("Reason")


def amount_field(label: Any, **options: Any) -> forms.DecimalField:
    """An amount: up to 18 digits before the point and 8 after."""
    return forms.DecimalField(max_digits=26, decimal_places=8, label=label, **options)


def reason_field(label: Any = REASON, **options: Any) -> forms.CharField:
    """A reason of at most 200 characters."""
    return forms.CharField(
        max_length=200, label=label, widget=forms.Textarea(attrs={"rows": 3}), **options
    )


class ConfirmForm(forms.Form):
    """What the bank account received."""

    received = amount_field(_("Received"))
    version = forms.IntegerField(widget=HIDDEN)


class CloseForm(forms.Form):
    """Why it is closed; the client reads it."""

    reason = reason_field(help_text=_("The client reads this."))
    version = forms.IntegerField(widget=HIDDEN)


class RefundForm(forms.Form):
    """How much goes back to the payer, and why."""

    amount = amount_field(_("Amount"))
    reason = reason_field()


class SentForm(forms.Form):
    """The bank's reference of the wire."""

    bank_reference = forms.CharField(max_length=100, label=_("Bank's reference"))


class ReasonForm(forms.Form):
    """A reason only."""

    reason = reason_field()


class ShortfallForm(forms.Form):
    """Who bears what the wallet of a corrected transfer lacked."""

    bearer = forms.ChoiceField(
        choices=[
            ("wallet", _("The client: take it from his wallet now")),
            ("house", _("The house: book it as an expense, once a second person says so too")),
        ],
        widget=forms.RadioSelect,
        label=_("Who bears it"),
    )
    reason = reason_field()
    version = forms.IntegerField(widget=HIDDEN)


class SettleForm(forms.Form):
    """What a person decides when evidence did not."""

    paid = forms.ChoiceField(
        choices=[("no", _("It was not paid: give the money back")), ("yes", _("It was paid"))],
        widget=forms.RadioSelect,
        label=_("Decision"),
    )
    reason = reason_field(_("Evidence"))


class TermsForm(forms.Form):
    """A payment method's terms, and the adapter's own fields."""

    title = forms.CharField(max_length=60, label=_("Title for clients"))
    currencies = forms.CharField(
        max_length=200, label=_("Currencies"), help_text=_("Separated by commas, such as USD, EUR")
    )
    enabled = forms.BooleanField(required=False, initial=True, label=_("In use"))
    deposit_enabled = forms.BooleanField(required=False, initial=True, label=_("Deposits"))
    deposit_min = amount_field(_("Deposit, at least"), initial="10")
    deposit_max = amount_field(_("Deposit, at most"), initial="50000")
    deposit_fee_bps = forms.IntegerField(
        min_value=0, max_value=9999, initial=0, label=_("Deposit fee, 1/100 %")
    )
    deposit_fee_fixed = amount_field(_("Deposit fee, fixed"), min_value=0, initial="0")
    withdrawal_enabled = forms.BooleanField(required=False, initial=True, label=_("Withdrawals"))
    withdrawal_min = amount_field(_("Withdrawal, at least"), initial="10")
    withdrawal_max = amount_field(_("Withdrawal, at most"), initial="50000")
    withdrawal_fee_bps = forms.IntegerField(
        min_value=0, max_value=9999, initial=0, label=_("Withdrawal fee, 1/100 %")
    )
    withdrawal_fee_fixed = amount_field(_("Withdrawal fee, fixed"), min_value=0, initial="0")
    sort = forms.IntegerField(min_value=0, max_value=1000, initial=100, label=_("Order"))

    def clean_currencies(self) -> tuple[str, ...]:
        parts = (part.strip().upper() for part in self.cleaned_data["currencies"].split(","))
        return tuple(dict.fromkeys(part for part in parts if part))

    def terms(self) -> PspTerms:
        """Give what staff set."""
        return PspTerms(**{n: self.cleaned_data[n] for n in PspTerms.__dataclass_fields__})


class NewPspForm(TermsForm):
    """A payment method to add."""

    brand = forms.ChoiceField(label=_("Brand"))
    code = forms.SlugField(max_length=24, label=_("Code"), help_text=_("Short, for references"))
    field_order = ("brand", "code")

    def __init__(self, *args: Any, spec: AdapterSpec, **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "brand", [(str(b.pk), b.name) for b in brands()])
        self.spec = spec
        self.fields |= config_fields(spec.config)

    def clean(self) -> dict[str, Any]:
        check_config(self, self.spec.config)
        return self.cleaned_data


class ChangePspForm(TermsForm):
    """A payment method's terms and connection; secrets stay unless given anew."""

    def __init__(
        self, *args: Any, spec: AdapterSpec, stored: dict[str, object], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.spec, self.stored = spec, stored
        self.fields |= config_fields(spec.config, stored)

    def clean(self) -> dict[str, Any]:
        check_config(self, self.spec.config, self.stored)
        return self.cleaned_data


class SettingsForm(forms.Form):
    """A brand's limits."""

    compliance_review_above = amount_field(
        _("Compliance looks above"), min_value=0, help_text=_("In the withdrawal's currency")
    )
    second_approver_above = amount_field(_("A second approver above"), min_value=0)
    unknown_grace_s = forms.IntegerField(
        min_value=1,
        max_value=86_400,
        label=_("Grace for look-ups, s"),
        help_text=_("An unanswered payout is not judged absent sooner"),
    )
    deposit_expiry_h = forms.IntegerField(
        min_value=1, max_value=720, label=_("Deposits expire after, h")
    )
