"""Forms of the client portal. Each carries a key, so that sending twice does once."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui.choices import set_choices
from brokerdesk.core.ui.texts import money_text, number_text
from brokerdesk.modules.trading.types import AccountRow
from brokerdesk.ports.payments import PaymentsCapability

from ..beneficiaries import check_account
from ..errors import DestinationInvalid
from ..services.providers import can
from ..types import PspRow, WalletRow
from .forms import amount_field


class _Once(forms.Form):
    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid4().hex)


class DepositForm(_Once):
    """How much comes in, and how."""

    amount = amount_field(_("Amount"))
    currency = forms.ChoiceField(label=_("Currency"))
    psp_id = forms.ChoiceField(label=_("Payment method"), widget=forms.RadioSelect)
    field_order = ("psp_id", "amount", "currency")

    def __init__(self, *args: Any, methods: Sequence[PspRow], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "psp_id", [(m.public_id, _method(m, "deposit")) for m in methods])
        currencies = dict.fromkeys(c for m in methods for c in m.currencies)
        set_choices(self, "currency", [(c, c) for c in currencies])
        wanted = self.initial.get("currency")
        takers = [m.public_id for m in methods if wanted in m.currencies]
        self.fields["psp_id"].initial = next(iter([*takers, *(m.public_id for m in methods)]), None)


class ProofForm(forms.Form):
    """The picture or PDF that shows the wire."""

    file = forms.FileField(
        label=_("Proof of your wire"),
        help_text=_("A picture or PDF of at most 10 MB"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
    )


class WithdrawForm(_Once):
    """How much goes out, and where to."""

    psp_id = forms.ChoiceField(label=_("Payment method"), widget=forms.RadioSelect)
    amount = amount_field(_("Amount"))
    currency = forms.ChoiceField(label=_("Wallet"))
    account = forms.CharField(max_length=64, label=_("Account, IBAN or card number"))
    name = forms.CharField(max_length=120, label=_("Beneficiary's name"))
    bank = forms.CharField(max_length=120, required=False, label=_("Bank"))

    def __init__(
        self,
        *args: Any,
        methods: Sequence[PspRow],
        wallets: Sequence[WalletRow],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        set_choices(self, "psp_id", [(m.public_id, _method(m, "withdrawal")) for m in methods])
        set_choices(
            self, "currency", [(w.asset, money_text(w.available, w.asset)) for w in wallets]
        )
        self.methods = {m.public_id: m for m in methods}
        if methods:
            self.fields["psp_id"].initial = methods[0].public_id

    def clean_account(self) -> str:
        account = str(self.cleaned_data["account"])
        method = self.methods.get(self.cleaned_data.get("psp_id", ""))
        if method is not None:
            try:
                check_account(account, card=can(method, PaymentsCapability.CARD_PAYOUT))
            except DestinationInvalid as error:
                raise forms.ValidationError(capfirst(error.message)) from None
        return account


class TransferForm(_Once):
    """Between the wallet and a trading account, either way."""

    direction = forms.ChoiceField(
        choices=[
            ("to_account", _("Wallet to trading account")),
            ("to_wallet", _("Trading account to wallet")),
        ],
        widget=forms.RadioSelect,
        initial="to_account",
        label=_("Direction"),
    )
    account_id = forms.ChoiceField(label=_("Trading account"))
    amount = amount_field(_("Amount"))

    def __init__(self, *args: Any, accounts: Sequence[AccountRow], **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(
            self,
            "account_id",
            [
                (
                    a.public_id,
                    f"{a.login} · {a.product_title} · {money_text(a.balance, a.currency)}",
                )
                for a in accounts
            ],
        )


def _method(method: PspRow, way: str) -> str:
    least, most = (number_text(getattr(method, f"{way}_{edge}")) for edge in ("min", "max"))
    return f"{method.title} ({', '.join(method.currencies)}; {least} – {most})"
