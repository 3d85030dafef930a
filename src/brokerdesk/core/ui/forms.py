"""Form pages declared as data: refusals land on their field, and nothing was changed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.utils.text import capfirst

from brokerdesk.core.registry import Nav, PageSpec, Surface, Text
from brokerdesk.core.texts import translated
from brokerdesk.kit.errors import DomainError, Forbidden, NotFound

from .pages import add_page, render_page
from .request import UiRequest


@dataclass(frozen=True, kw_only=True)
class Closed:
    """Why a form cannot be used now, and the page that helps: its label and address."""

    title: Text
    text: Text = ""
    way: tuple[Text, str] | None = None


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """One form. `form` is a class or builds a bound or fresh form from the request.

    A building function is called as `form(request, data=…, files=…, **kwargs)` when it takes
    `data`, else `form(request, **kwargs)` and binds itself. `submit` returns the address to go
    to, or a whole response. `atomic=False` for a submit that talks to the outside. `closed` says
    why nobody can fill it in now; what it says is a kindness, the refusal is the service's.
    """

    surface: Surface
    path: str
    name: str
    title: Text
    permission: str | None = None
    form: Callable[..., forms.BaseForm]
    submit: Callable[..., str | HttpResponseBase]
    intro: Text | Callable[..., Any] = ""
    nav: Nav | None = None
    submit_label: Text = ""
    back: Callable[..., str] | str = ""
    template: str = "ui/form.html"
    context: Callable[..., dict[str, Any]] | None = None
    public: bool = False
    atomic: bool = True
    danger: bool = False
    closed: Callable[..., Closed | None] | None = None


def register_form(spec: FormPage) -> FormPage:
    """Register a form as a page of its surface."""

    def view(request: UiRequest, **kwargs: Any) -> HttpResponseBase:
        return _answer(spec, request, kwargs)

    add_page(
        PageSpec(
            surface=spec.surface,
            path=spec.path,
            name=spec.name,
            title=spec.title,
            view=view,
            permission=spec.permission,
            nav=spec.nav,
            public=spec.public,
        )
    )
    return spec


def _answer(spec: FormPage, request: UiRequest, kwargs: dict[str, Any]) -> HttpResponseBase:
    if request.method != "POST":
        closed = spec.closed(request, **kwargs) if spec.closed else None
        if closed is not None:
            return render_page(request, "ui/form_closed.html", {"closed": closed}, title=spec.title)
        return _show(spec, request, _build(spec, request, kwargs), kwargs, 200)
    form = _build(spec, request, kwargs)
    if not form.is_valid():
        return _show(spec, request, form, kwargs, 422)
    try:
        result = _submit(spec, request, form, kwargs)
    except (NotFound, Forbidden):
        raise
    except DomainError as error:
        place_error(form, error)
        return _show(spec, request, form, kwargs, error.status if error.status == 429 else 422)
    if isinstance(result, str):
        return redirect_after(request, result)
    return result


def _submit(
    spec: FormPage, request: UiRequest, form: forms.BaseForm, kwargs: dict[str, Any]
) -> str | HttpResponseBase:
    if not spec.atomic:
        return spec.submit(request, form, **kwargs)
    with transaction.atomic():
        return spec.submit(request, form, **kwargs)


def redirect_after(request: HttpRequest, address: str) -> HttpResponse:
    """Go to a page after a change (303, or htmx's own redirect)."""
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    redirect = HttpResponseRedirect(address)
    redirect.status_code = 303
    return redirect


def seen_version(request: HttpRequest) -> int:
    """The version that the page of a pressed button showed; 0, which nothing has, without one."""
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def _build(spec: FormPage, request: UiRequest, kwargs: dict[str, Any]) -> forms.BaseForm:
    bound: dict[str, Any] = {}
    if request.method == "POST":
        bound = {"data": request.POST, "files": request.FILES}
    if isinstance(spec.form, type):
        return cast(forms.BaseForm, spec.form(**bound))
    code = spec.form.__code__
    if "data" in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]:
        return spec.form(request, **(bound or {"data": None, "files": None}), **kwargs)
    return spec.form(request, **kwargs)


def place_error(form: forms.BaseForm, error: DomainError) -> None:
    """Put a refusal on the field at fault, or on the form."""
    field = error.field if error.field in form.fields else None
    form.add_error(field, capfirst(translated(error)))


def _show(
    spec: FormPage,
    request: UiRequest,
    form: forms.BaseForm,
    kwargs: dict[str, Any],
    status: int,
) -> HttpResponse:
    intro = spec.intro(request, **kwargs) if callable(spec.intro) else spec.intro
    back = spec.back(request, **kwargs) if callable(spec.back) else spec.back
    extra = spec.context(request, **kwargs) if spec.context else {}
    values = {"form": form, "spec": spec, "intro": intro, "back": back, **extra}
    return render_page(request, spec.template, values, title=spec.title, status=status)
