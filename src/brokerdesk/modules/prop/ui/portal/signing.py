"""The contract of a funded account: read, and signed by typing one's name."""

from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import Closed, FormPage, UiRequest, register_form
from brokerdesk.core.ui.texts import money_text
from brokerdesk.kit.clock import now

from ...documents import programme_of
from ...models import Attempt
from ...services.lifecycle import contract_signed
from ...terms import read_terms
from ...types import AttemptState
from ..programmes.sentences import clock_text, told
from .conditions import conditions
from .reach import own_attempt, to_attempt


class SignForm(forms.Form):
    """A signature."""

    name = forms.CharField(
        max_length=120, label=_("Your full name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip


def contract_text(attempt: Attempt) -> str:
    """What is signed: the contract's name, the account, its rules and its conditions."""
    programme, terms = programme_of(attempt.document), read_terms(attempt.terms)
    size = programme.initial_balance
    lines = [
        f"{terms.contract}",
        "",
        f"{attempt.title} · {money_text(size, programme.currency)}",
        f"SHA-256 {attempt.fingerprint}",
        _t("A day begins at %(clock)s.") % {"clock": clock_text(programme)},
        "",
    ]
    for phase in told(programme):
        if not phase.funded:
            continue
        lines.append(phase.name)
        lines += [f"- {rule.title}: {rule.text}" for rule in phase.rules]
    lines.append("")
    lines += [f"- {name}: {text}" for name, text in conditions(terms, size)]
    return "\n".join(lines)


def _form(request: UiRequest, *, data: Any, files: Any, attempt_id: str) -> forms.Form:
    own_attempt(request, attempt_id)
    return SignForm(data=data)


def _closed(request: UiRequest, attempt_id: str) -> Closed | None:
    if own_attempt(request, attempt_id).state == AttemptState.CONTRACT:
        return None
    return Closed(
        title=_("No contract waits to be signed"), way=(_("Challenge"), to_attempt(attempt_id))
    )


def _sign(request: UiRequest, form: forms.Form, attempt_id: str) -> str:
    attempt = own_attempt(request, attempt_id)
    contract_signed(
        attempt.public_id, name=form.cleaned_data["name"], text=contract_text(attempt),
        actor=request.actor, at=now(),
    )  # fmt: skip
    messages.success(request, _t("Signed. Your funded account is being opened."))
    return to_attempt(attempt_id)


register_form(
    FormPage(
        surface="portal",
        path="challenges/attempts/<str:attempt_id>/contract/",
        name="prop.portal_contract",
        title=_("Contract"),
        form=_form,
        submit=_sign,
        closed=_closed,
        submit_label=_("Sign"),
        template="prop/portal/contract.html",
        context=lambda request, attempt_id: {
            "contract": contract_text(own_attempt(request, attempt_id))
        },
        back=lambda request, attempt_id: to_attempt(attempt_id),
    )
)
