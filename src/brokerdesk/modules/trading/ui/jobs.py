"""Jobs on one account in the office: product, leverage, credit, correction, password, close."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core import idempotency
from brokerdesk.core.idempotency.errors import IdempotencyConflict
from brokerdesk.core.ui import Closed, FormPage, UiRequest, page, register_form, url
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.core.ui.texts import money_text
from brokerdesk.kit.clock import now

from ..errors import StateConflict
from ..models import Account, Position
from ..services.changes import (
    change_credit,
    change_leverage,
    close_position,
    move_to_product,
    siblings_of,
)
from ..services.requests import propose_correction
from ..types import AccountRow
from .heads import TEMPLATE, account_head, position_head
from .office import MANAGE, office_account
from .passwords import password_answer

PASSWORD, CREDIT = "trading.account.password", "trading.credit.change"
CORRECT, CLOSE = "trading.correction.propose", "trading.position.close"


class _Reasoned(forms.Form):
    reason = forms.CharField(max_length=200, label=_("Reason"))
    field_order: tuple[str, ...] = ()


class _Once(_Reasoned):
    """Bears a key, so that sending it twice does once."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput, initial=lambda: uuid4().hex)


class ProductForm(_Reasoned):
    """Where an account moves."""

    product = forms.ChoiceField(label=_("Product"))
    field_order = ("product", "reason")


class LeverageForm(_Reasoned):
    """Another leverage."""

    leverage = forms.TypedChoiceField(label=_("Leverage"), coerce=int)
    field_order = ("leverage", "reason")


class AmountForm(_Once):
    """Money with its sign."""

    amount = forms.DecimalField(
        max_digits=18, decimal_places=2, label=_("Amount"), help_text=_("Below zero takes it out.")
    )
    field_order = ("amount", "reason")


class CloseForm(_Once):
    """How much of a position to close."""

    lots = forms.DecimalField(
        max_digits=18, decimal_places=8, required=False, min_value=Decimal(0), label=_("Lots"),
        help_text=_("Empty closes the whole position."),
    )  # fmt: skip
    field_order = ("lots", "reason")


def to_account(request: UiRequest, account_id: str, **rest: Any) -> str:
    """The page of an account."""
    del request, rest
    return url("backoffice", "trading.account", account_id=account_id)


def _account(row: AccountRow) -> Account:
    return Account.objects.select_related("product", "server").get(pk=row.pk)


def _sent_before(request: UiRequest, form: forms.Form) -> bool:
    """Claim a form's key; say whether the same was sent and done already.

    Raises:
        StateConflict: it was, with other values.
    """
    sent = {name: str(value) for name, value in form.cleaned_data.items()}
    key, scope = sent.pop("key"), f"form:{request.actor.ref}"
    try:
        return idempotency.once(scope, key, {"path": request.path, **sent}).replay
    except IdempotencyConflict:
        raise StateConflict(_t("this form was sent already; open it again")) from None


def _product_form(request: UiRequest, *, data: Any, files: Any, account_id: str) -> forms.Form:
    form = ProductForm(data=data)
    siblings = siblings_of(_account(office_account(request, account_id, MANAGE)))
    set_choices(form, "product", [(p.public_id, f"{p.title} ({p.group})") for p in siblings])
    return form


def _product_closed(request: UiRequest, account_id: str) -> Closed | None:
    if siblings_of(_account(office_account(request, account_id, MANAGE))).exists():
        return None
    return Closed(
        title=_("No other product fits this account"),
        text=_("It would need the same platform, kind and currency, and be offered."),
        way=(_("Back to the account"), to_account(request, account_id)),
    )


def _move(request: UiRequest, form: forms.Form, account_id: str) -> str:
    office_account(request, account_id, MANAGE)
    values = form.cleaned_data
    move_to_product(
        account_id, values["product"], actor=request.actor, reason=values["reason"], at=now()
    )
    return _asked(request, account_id)


def _leverage_form(request: UiRequest, *, data: Any, files: Any, account_id: str) -> forms.Form:
    form = LeverageForm(data=data)
    account = _account(office_account(request, account_id, MANAGE))
    offered = [value for value in account.product.leverages if value != account.leverage]
    set_choices(form, "leverage", [(str(value), f"1:{value}") for value in offered])
    return form


def _leverage_intro(request: UiRequest, account_id: str) -> str:
    row = office_account(request, account_id, MANAGE)
    return _t("Leverage now: 1:%(leverage)s.") % {"leverage": row.leverage}


def _leverage(request: UiRequest, form: forms.Form, account_id: str) -> str:
    office_account(request, account_id, MANAGE)
    values = form.cleaned_data
    change_leverage(
        account_id, values["leverage"], actor=request.actor, reason=values["reason"], at=now()
    )
    return _asked(request, account_id)


def _credit(request: UiRequest, form: forms.Form, account_id: str) -> str:
    office_account(request, account_id, CREDIT)
    values = form.cleaned_data
    if not _sent_before(request, form):
        change_credit(
            account_id, values["amount"], actor=request.actor, reason=values["reason"], at=now()
        )
    return _asked(request, account_id)


def _credit_intro(request: UiRequest, account_id: str) -> str:
    row = office_account(request, account_id, CREDIT)
    return _t("Credit now: %(amount)s. It is no money of the client's.") % {
        "amount": money_text(row.credit, row.currency)
    }


def _correct(request: UiRequest, form: forms.Form, account_id: str) -> str:
    office_account(request, account_id, CORRECT)
    values = form.cleaned_data
    if not _sent_before(request, form):
        propose_correction(
            account_id, values["amount"], actor=request.actor, reason=values["reason"], at=now()
        )
    messages.success(request, _t("Proposed. Another person has to approve it."))
    return to_account(request, account_id)


def _correct_intro(request: UiRequest, account_id: str) -> str:
    row = office_account(request, account_id, CORRECT)
    return _t("Balance now: %(amount)s. The house's correction account bears the other side.") % {
        "amount": money_text(row.balance, row.currency)
    }


def _asked(request: UiRequest, account_id: str) -> str:
    messages.success(request, _t("The platform is asked; the operation below shows its answer."))
    return to_account(request, account_id)


def _register(
    path: str,
    title: Any,
    permission: str,
    form: Callable[..., forms.Form],
    submit: Any,
    **more: Any,
) -> None:
    register_form(
        FormPage(
            surface="backoffice",
            path=f"trading/accounts/<str:account_id>/{path}/",
            name=f"trading.account_{path}",
            title=title,
            permission=permission,
            form=form,
            submit=submit,
            back=to_account,
            template=TEMPLATE,
            context=account_head,
            **more,
        )
    )


def _scoped(kind: type[forms.Form], permission: str) -> Callable[..., forms.Form]:
    """A form for those who may use it on this account; a link may fill in the amount."""

    def build(request: UiRequest, *, data: Any, files: Any, account_id: str) -> forms.Form:
        office_account(request, account_id, permission)
        return kind(data=data, initial={"amount": request.GET.get("amount", "")[:26]})

    return build


_register(
    "product", _("Move to another product"), MANAGE, _product_form, _move,
    closed=_product_closed,
)  # fmt: skip
_register(
    "leverage", _("Change leverage"), MANAGE, _leverage_form, _leverage,
    intro=_leverage_intro,
)  # fmt: skip
_register(
    "credit", _("Give or take credit"), CREDIT, _scoped(AmountForm, CREDIT), _credit,
    intro=_credit_intro,
)  # fmt: skip
_register(
    "correction", _("Correct the balance"), CORRECT, _scoped(AmountForm, CORRECT), _correct,
    intro=_correct_intro, submit_label=_("Propose"),
)  # fmt: skip


def _position(request: UiRequest, account_id: str, ticket: int) -> Position:
    row = office_account(request, account_id, CLOSE)
    found = Position.objects.filter(account_id=row.pk, ticket=ticket).first()
    if found is None:
        raise StateConflict(_t("There is no such open position."))
    return found


def _close_form(
    request: UiRequest, *, data: Any, files: Any, account_id: str, ticket: int
) -> forms.Form:
    _position(request, account_id, ticket)
    return CloseForm(data=data)


def _close(request: UiRequest, form: forms.Form, account_id: str, ticket: int) -> str:
    _position(request, account_id, ticket)
    values = form.cleaned_data
    if not _sent_before(request, form):
        close_position(
            account_id, ticket, lots=values["lots"] or None,
            actor=request.actor, reason=values["reason"], at=now(),
        )  # fmt: skip
    return _asked(request, account_id)


register_form(
    FormPage(
        surface="backoffice",
        path="trading/accounts/<str:account_id>/positions/<int:ticket>/close/",
        name="trading.position_close",
        title=_("Close position"),
        permission=CLOSE,
        form=_close_form,
        submit=_close,
        submit_label=_("Close position"),
        intro=_("It is closed at the market's price."),
        back=to_account,
        template=TEMPLATE,
        context=position_head,
        danger=True,
    )
)


@page(
    "backoffice", "trading/accounts/<str:account_id>/password/",
    name="trading.account_password", title=_("New trading password"), permission=PASSWORD,
)  # fmt: skip
def password_page(request: UiRequest, account_id: str) -> HttpResponse:
    """Make a new master or investor password for a reason and show it this once."""
    row = office_account(request, account_id, PASSWORD)
    return password_answer(
        request, row, to_account(request, account_id), asks_why=True,
        head=account_head(request, account_id),
    )  # fmt: skip
