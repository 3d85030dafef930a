"""What a trade on an account would need and win: a form that changes nothing."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access.limits import take
from brokerdesk.core.ui import Closed, FormPage, UiRequest, register_form, render_page, url
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.core.words import choices
from brokerdesk.ports.trading import Side

from ..services.calculating import Trade, calculate, can_calculate, symbols_of
from ..types import AccountRow
from .heads import account_head
from .jobs import to_account
from .office import office_account
from .portal import own_account

VIEW = "trading.account.view"
TEMPLATE = "trading/calculator.html"
PER_MINUTE = 30  # one connection to the platform answers everybody
Find = Callable[[UiRequest, str], AccountRow]


class CalculatorForm(forms.Form):
    """A trade; empty prices are the market's now, and no close."""

    symbol = forms.ChoiceField(label=_("Symbol"))
    side = forms.ChoiceField(label=_("Side"))
    lots = forms.DecimalField(
        max_digits=18, decimal_places=8, initial=Decimal("0.1"), label=_("Lots")
    )
    price_open = forms.DecimalField(
        max_digits=18, decimal_places=8, required=False, label=_("Open price"),
        help_text=_("Empty: the market's price now."),
    )  # fmt: skip
    price_close = forms.DecimalField(
        max_digits=18, decimal_places=8, required=False, label=_("Close price"),
        help_text=_("For the profit; may stay empty."),
    )  # fmt: skip

    def __init__(self, *args: Any, account: AccountRow, **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "side", choices(Side))
        named = [(name, f"{name} · {text}" if text else name) for name, text in symbols_of(account)]
        set_choices(self, "symbol", named)

    def trade(self) -> Trade:
        """The trade that was filled in."""
        values = self.cleaned_data
        names = ("symbol", "lots", "price_open", "price_close")
        return Trade(side=Side(values["side"]), **{name: values[name] for name in names})


def _office(request: UiRequest, account_id: str) -> AccountRow:
    return office_account(request, account_id, VIEW)


def _to_own(request: UiRequest, account_id: str) -> str:
    del request
    return url("portal", "trading.account", account_id=account_id)


def _own_head(request: UiRequest, account_id: str) -> dict[str, Any]:
    row = own_account(request, account_id)
    return {
        "of_account": f"{row.login or _t('Not opened yet')} · {row.product_title}",
        "of_account_url": _to_own(request, account_id),
    }


def _register(
    surface: Any, find: Find, back: Callable[..., str], head: Callable[..., Any], **more: Any
) -> None:
    def form(request: UiRequest, *, data: Any, files: Any, account_id: str) -> CalculatorForm:
        del files
        return CalculatorForm(data=data, account=find(request, account_id))

    def closed(request: UiRequest, account_id: str) -> Closed | None:
        if can_calculate(find(request, account_id)):
            return None
        return Closed(
            title=_("Nothing can be calculated for this account"),
            text=_("It is not open on its platform, or the platform has no calculators."),
            way=(_("Back to the account"), back(request, account_id)),
        )

    def submit(request: UiRequest, form: CalculatorForm, account_id: str) -> HttpResponse:
        row = find(request, account_id)
        take(f"calculator:{request.actor.ref}", per_minute=PER_MINUTE)
        found = calculate(row, form.trade())
        context = {
            "form": form,
            "spec": page,
            "back": back(request, account_id),
            "found": found,
            **head(request, account_id),
        }
        return render_page(request, TEMPLATE, context, title=page.title)

    page = register_form(
        FormPage(
            surface=surface,
            path="trading/accounts/<str:account_id>/calculator/",
            name="trading.account_calculator",
            title=_("Margin and profit"),
            form=form,
            submit=submit,
            submit_label=_("Calculate"),
            intro=_("The platform is asked what a trade would need. Nothing is traded or kept."),
            back=back,
            closed=closed,
            template=TEMPLATE,
            context=head,
            atomic=False,
            **more,
        )
    )


_register("backoffice", _office, to_account, account_head, permission=VIEW)
_register("portal", own_account, _to_own, _own_head)
