"""What a programme is called and says of itself, which traders read where it is sold."""

from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import FormPage, UiRequest, register_form

from ...services.programmes import Named, rename_programme
from ...types import ProgrammeKind
from .reach import MANAGE, the_programme, to


class NameForm(forms.Form):
    """Title, family, summary, and the place among the others."""

    title = forms.CharField(max_length=120, label=_("Title"))
    family = forms.CharField(
        max_length=80, label=_("Family"), help_text=_("Programmes of a family are sold together")
    )
    summary = forms.CharField(
        max_length=300,
        required=False,
        label=_("Summary"),
        help_text=_("Traders read it before the rules: it has to fit them"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sort = forms.IntegerField(
        min_value=0, max_value=30_000, label=_("Place"), help_text=_("The smallest comes first")
    )


def _form(request: UiRequest, *, data: Any, files: Any, programme_id: str) -> NameForm:
    row = the_programme(request, programme_id)
    return NameForm(data, initial={name: getattr(row, name) for name in NameForm.base_fields})


def _rename(request: UiRequest, form: NameForm, programme_id: str) -> str:
    row = the_programme(request, programme_id)
    named = Named(code=row.code, kind=ProgrammeKind(row.kind), **form.cleaned_data)
    rename_programme(row.public_id, named, actor=request.actor)
    messages.success(request, _t("Kept: challenges that were bought keep their title."))
    return to(row.public_id)


register_form(
    FormPage(
        surface="backoffice",
        path="prop/programmes/<str:programme_id>/name/",
        name="prop.programme_name",
        title=_("Name and summary"),
        permission=MANAGE,
        form=_form,
        submit=_rename,
        back=lambda request, programme_id: to(programme_id),
    )
)
