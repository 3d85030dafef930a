"""A programme's rules and terms as JSON: taken out, edited, brought in again."""

import json
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.texts import translated
from brokerdesk.core.ui import FormPage, UiRequest, page, register_form, url
from brokerdesk.kit.clock import now

from ...documents import programme_of
from ...engine.explain import explained
from ...errors import ProgrammeInvalid
from ...models import ProgrammeVersion
from ...services.programmes import Draft, edit_draft
from .reach import MANAGE, newest, the_programme, to

MOST_SIGNS = 200_000
KEYS = ("document", "terms")


def written(version: ProgrammeVersion) -> str:
    """A version's rules, every default written out, and its terms."""
    rules = explained(programme_of(version.document))
    return json.dumps({"document": rules, "terms": version.terms}, ensure_ascii=False, indent=1)


class JsonForm(forms.Form):
    """The whole of a programme, typed or from a file."""

    text = forms.CharField(
        required=False,
        max_length=MOST_SIGNS,
        label=_("Rules and terms"),
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "font-monospace"}),
    )
    file = forms.FileField(
        required=False,
        label=_("Or a file"),
        help_text=_("What it says takes the place of what is typed above"),
    )

    def clean(self) -> dict[str, Any]:
        """Read it; what is no JSON is said with its line."""
        values = super().clean() or {}
        given = values.get("file")
        if given is not None and given.size > MOST_SIGNS:
            self.add_error("file", _t("The file is too large."))
            return values
        try:
            text = given.read().decode() if given is not None else values.get("text", "")
            body = json.loads(text)
        except UnicodeDecodeError:
            self.add_error("file", _t("The file is not text in UTF-8."))
            return values
        except json.JSONDecodeError as error:
            said = _t("This is no JSON: line %(line)s, sign %(sign)s")
            self.add_error(None, said % {"line": error.lineno, "sign": error.colno})
            return values
        except (RecursionError, ValueError):
            self.add_error(None, _t("This is nested too deeply, or a number in it is too long."))
            return values
        if not _kept(body):
            self.add_error(None, _t("There is a sign in it that cannot be kept."))
            return values
        self._check(body)
        values["body"] = body
        return values

    def _check(self, body: object) -> None:
        if not isinstance(body, dict) or set(body) != set(KEYS):
            self.add_error(None, _t("Give an object with the keys “document” and “terms”."))
        elif not all(isinstance(body[key], dict) for key in KEYS):
            self.add_error(None, _t("“document” and “terms” are objects."))


def _kept(body: object) -> bool:
    """Whether a database can keep its texts: no zero sign, no half of a sign."""
    plain = json.dumps(body, ensure_ascii=False)
    try:
        plain.encode()
    except UnicodeEncodeError:
        return False
    return "\\u0000" not in plain


def _form(request: UiRequest, *, data: Any, files: Any, programme_id: str) -> JsonForm:
    version = newest(the_programme(request, programme_id))
    return JsonForm(data, files, initial={"text": written(version)})


def _keep(request: UiRequest, form: JsonForm, programme_id: str) -> str:
    version = newest(the_programme(request, programme_id))
    body = form.cleaned_data["body"]
    draft = Draft(body["document"], body["terms"], version.source)
    try:
        edit_draft(programme_id, draft, actor=request.actor, at=now())
    except ProgrammeInvalid as error:  # its key stays as it is written, after the part's name
        said = {"part": error.field or "document", "fault": translated(error)}
        raise ProgrammeInvalid(_t("In “%(part)s”: %(fault)s") % said) from error
    return to(programme_id)


@page(
    "backoffice", "prop/programmes/<str:programme_id>/programme.json",
    name="prop.programme_file", title=_("JSON"), permission=MANAGE,
)  # fmt: skip
def file_page(request: UiRequest, programme_id: str) -> HttpResponse:
    """The newest version as a file."""
    programme = the_programme(request, programme_id)
    version = newest(programme)
    answer = HttpResponse(written(version), content_type="application/json")
    name = f"{programme.code}-{version.number}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


register_form(
    FormPage(
        surface="backoffice",
        path="prop/programmes/<str:programme_id>/json/",
        name="prop.programme_json",
        title=_("Rules and terms as JSON"),
        permission=MANAGE,
        form=_form,
        submit=_keep,
        template="prop/programmes/as_json.html",
        context=lambda request, programme_id: {
            "file_url": url("backoffice", "prop.programme_file", programme_id=programme_id)
        },
        back=lambda request, programme_id: to(programme_id),
        submit_label=_("Keep as draft"),
    )
)
