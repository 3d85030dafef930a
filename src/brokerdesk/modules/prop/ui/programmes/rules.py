"""The editor of rules and of terms: what is typed is said in words beside, before it is kept."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import FormPage, UiRequest, page, register_form, render_page, url
from brokerdesk.kit.clock import now

from ...documents import programme_of
from ...engine.explain import explained
from ...services.programmes import Draft, edit_draft
from .reach import MANAGE, newest, the_programme, to
from .rules_form import RulesForm
from .sentences import clock_text, told
from .terms_form import TermsForm


def _rules_form(
    request: UiRequest, *, data: Any, programme_id: str, files: Any = None
) -> RulesForm:
    version = newest(the_programme(request, programme_id))
    return RulesForm(data, body=explained(programme_of(version.document)))


def live(form: RulesForm) -> dict[str, Any]:
    """What stands beside the form: the rules in words, what is doubtful, or the faults."""
    errors = form.errors  # reads what was typed
    if form.programme is None:
        faults = [str(fault) for found in errors.values() for fault in found]
        return {"faults": faults}
    return {
        "told": told(form.programme),
        "clock": clock_text(form.programme),
        "doubts": form.doubts(),
    }


def _of_version(request: UiRequest, programme_id: str) -> dict[str, Any]:
    programme = programme_of(newest(the_programme(request, programme_id)).document)
    return {"told": told(programme), "clock": clock_text(programme)}


def _set_rules(request: UiRequest, form: RulesForm, programme_id: str) -> str | HttpResponseBase:
    programme = the_programme(request, programme_id)
    if any(name in request.POST for name in ("more", "remove", "check")):
        return _again(request, form, programme_id)
    version = newest(programme)
    draft = Draft(form.body(), version.terms, version.source)
    edit_draft(programme_id, draft, actor=request.actor, at=now())
    return to(programme_id)


def _again(request: UiRequest, form: RulesForm, programme_id: str) -> HttpResponse:
    values = {"form": form, "spec": RULES, "back": to(programme_id), **live(form),
              **_context(request, programme_id)}  # fmt: skip
    return render_page(request, RULES.template, values, title=RULES.title)


def _named(request: UiRequest, programme_id: str) -> dict[str, Any]:
    return {"programme": the_programme(request, programme_id)}


def _context(request: UiRequest, programme_id: str) -> dict[str, Any]:
    said = {} if request.method == "POST" else _of_version(request, programme_id)
    check = url("backoffice", "prop.programme_check", programme_id=programme_id)
    return said | _named(request, programme_id) | {"check": check}


@page(
    "backoffice", "prop/programmes/<str:programme_id>/rules/check/",
    name="prop.programme_check", title=_("Check"), permission=MANAGE,
)  # fmt: skip
def check(request: UiRequest, programme_id: str) -> HttpResponse:
    """What the rules say as typed so far; changes nothing."""
    form = _rules_form(request, data=request.POST, programme_id=programme_id)
    return render(request, "prop/programmes/live.html", live(form))


def _terms_form(request: UiRequest, *, data: Any, files: Any, programme_id: str) -> TermsForm:
    programme = the_programme(request, programme_id)
    version = newest(programme)
    rules = programme_of(version.document)
    return TermsForm(data, terms=version.terms, programme=rules, brand_pk=programme.brand_id)


def _set_terms(request: UiRequest, form: TermsForm, programme_id: str) -> str:
    version = newest(the_programme(request, programme_id))
    draft = Draft(version.document, form.body(), version.source)
    edit_draft(programme_id, draft, actor=request.actor, at=now())
    return to(programme_id)


RULES = register_form(
    FormPage(
        surface="backoffice",
        path="prop/programmes/<str:programme_id>/rules/",
        name="prop.programme_rules",
        title=_("Rules"),
        permission=MANAGE,
        form=_rules_form,
        submit=_set_rules,
        template="prop/programmes/rules.html",
        context=_context,
        back=lambda request, programme_id: to(programme_id),
        submit_label=_("Keep as draft"),
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="prop/programmes/<str:programme_id>/terms/",
        name="prop.programme_terms",
        title=_("Terms"),
        permission=MANAGE,
        form=_terms_form,
        submit=_set_terms,
        template="prop/programmes/terms.html",
        context=_named,
        back=lambda request, programme_id: to(programme_id),
        submit_label=_("Keep as draft"),
    )
)
