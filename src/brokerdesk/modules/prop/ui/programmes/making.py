"""Begin a programme: from a template, blank, or as another size of one that is there."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import require
from brokerdesk.core.ui import FormPage, UiRequest, register_form, url
from brokerdesk.core.ui.choices import set_choices
from brokerdesk.core.ui.texts import number_text
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import NotFound
from brokerdesk.kit.exact import plain

from ...catalogue_data import Template, templates
from ...services.programmes import Draft, Named, create_programme
from ...services.templates import blank, drafted, resized
from ...types import ProgrammeKind
from . import words
from .reach import MANAGE, demo_products, newest, own_brands, product_name, the_programme, to


class _Begin(forms.Form):
    """What every new programme is called."""

    brand = forms.ChoiceField(label=_("Brand"))
    title = forms.CharField(max_length=120, label=_("Title"))
    code = forms.SlugField(max_length=40, label=_("Code"), help_text=_("Such as two-step-100k"))

    def __init__(self, *args: Any, request: UiRequest, **options: Any) -> None:
        super().__init__(*args, **options)
        set_choices(self, "brand", own_brands(request))


class _Priced(_Begin):
    """And what it costs, on which products."""

    fee = forms.DecimalField(min_value=0, max_digits=12, decimal_places=2, label=_("Fee"))
    products = forms.MultipleChoiceField(
        label=_("Products, one per platform"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Products of play money in the programme's currency"),
    )

    def __init__(self, *args: Any, request: UiRequest, **options: Any) -> None:
        super().__init__(*args, request=request, **options)
        demo = [
            (one.public_id, f"{brand}: {product_name(one)}")
            for pk, brand in own_brands(request)
            for one in demo_products(int(pk))
        ]
        set_choices(self, "products", demo)


class TemplateForm(_Priced):
    """A template in one of its sizes and readings."""

    size = forms.ChoiceField(label=_("Size"))
    variant = forms.ChoiceField(label=_("Reading"), required=False)
    field_order = ("brand", "size", "variant", "title", "code", "fee", "products")

    def __init__(self, *args: Any, chosen: Template, **options: Any) -> None:
        options["initial"] = {"title": chosen.title, "code": chosen.code}
        super().__init__(*args, **options)
        self._template = chosen
        sizes = [(one["initial"], number_text(Decimal(one["initial"]))) for one in chosen.sizes]
        set_choices(self, "size", sizes)
        readings = [(one.code, one.title) for one in chosen.variants]
        set_choices(self, "variant", [("", _t("As published")), *readings])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        try:
            self._template.document(values.get("size", ""), values.get("variant", ""))
        except KeyError:
            self.add_error("variant", _t("This reading is known of other sizes only."))
        return values


class BlankForm(_Priced):
    """A programme without rules, to be written."""

    family = forms.CharField(max_length=80, label=_("Family"))
    kind = forms.ChoiceField(choices=list(words.KINDS.items()), label=_("Kind"))
    currency = forms.CharField(min_length=3, max_length=8, initial="USD", label=_("Currency"))
    initial_balance = forms.DecimalField(
        min_value=1, max_digits=14, decimal_places=2, label=_("Initial balance")
    )


class CloneForm(forms.Form):
    """Another size of a programme."""

    size = forms.CharField(max_length=20, label=_("Initial balance"))
    title = forms.CharField(max_length=120, label=_("Title"))
    code = forms.SlugField(max_length=40, label=_("Code"))
    fee = forms.DecimalField(min_value=0, max_digits=12, decimal_places=2, label=_("Fee"))

    def clean_size(self) -> Decimal:
        """An amount above zero."""
        try:
            size = Decimal(self.cleaned_data["size"])
        except InvalidOperation:
            size = Decimal(0)
        if not size.is_finite() or size <= 0:
            raise forms.ValidationError(_t("Give an amount above zero."))
        return size


def the_template(code: str) -> Template:
    """A template by its code.

    Raises:
        NotFound: there is none.
    """
    found = templates().get(code)
    if found is None:
        raise NotFound(_t("There is no such template."))
    return found


def _marks(code: str) -> list[str]:
    """How far a template's source can be trusted, in words."""
    return [str(words.EVIDENCE[one]) for one in the_template(code).source.evidence]


def _brand(request: UiRequest, values: dict[str, Any]) -> int:
    brand_pk = int(values["brand"])
    require(request.actor, MANAGE, brand_id=brand_pk)
    return brand_pk


def _template_form(request: UiRequest, *, data: Any, files: Any, code: str) -> TemplateForm:
    return TemplateForm(data, chosen=the_template(code), request=request)


def _from_template(request: UiRequest, form: TemplateForm, code: str) -> str:
    values, chosen = form.cleaned_data, the_template(code)
    named = Named(
        code=values["code"], title=values["title"], family=chosen.family,
        summary=chosen.summary, kind=ProgrammeKind(chosen.kind),
    )  # fmt: skip
    draft = drafted(
        chosen, values["size"], values["variant"], fee=values["fee"], products=values["products"]
    )
    made = create_programme(_brand(request, values), named, draft, actor=request.actor, at=now())
    return to(made.public_id)


def _blank_form(request: UiRequest, *, data: Any, files: Any) -> BlankForm:
    return BlankForm(data, request=request)


def _blank(request: UiRequest, form: BlankForm) -> str:
    values = form.cleaned_data
    kind = ProgrammeKind(values["kind"])
    named = Named(code=values["code"], title=values["title"], family=values["family"], kind=kind)
    draft = blank(
        named, values["currency"].upper(), values["initial_balance"],
        fee=values["fee"], products=values["products"],
    )  # fmt: skip
    made = create_programme(_brand(request, values), named, draft, actor=request.actor, at=now())
    return url("backoffice", "prop.programme_rules", programme_id=made.public_id)


def _clone_form(request: UiRequest, *, data: Any, files: Any, programme_id: str) -> CloneForm:
    programme = the_programme(request, programme_id)
    version = newest(programme)
    given = {"size": version.document["initial_balance"], "title": programme.title,
             "code": f"{programme.code}-2"[:40], "fee": version.terms["fee"]["amount"]}  # fmt: skip
    return CloneForm(data, initial=given)


def _clone(request: UiRequest, form: CloneForm, programme_id: str) -> str:
    values, programme = form.cleaned_data, the_programme(request, programme_id)
    version = newest(programme)
    named = Named(
        code=values["code"], title=values["title"], family=programme.family,
        summary=programme.summary, kind=ProgrammeKind(programme.kind), sort=programme.sort,
    )  # fmt: skip
    fee = version.terms["fee"] | {"amount": plain(values["fee"])}
    draft = Draft(
        document=resized(version.document, values["size"]),
        terms=version.terms | {"fee": fee},
        source=version.source,
    )
    made = create_programme(programme.brand_id, named, draft, actor=request.actor, at=now())
    return to(made.public_id)


register_form(
    FormPage(
        surface="backoffice",
        path="prop/programmes/templates/<slug:code>/",
        name="prop.programme_from",
        title=_("Programme from a template"),
        permission=MANAGE,
        form=_template_form,
        submit=_from_template,
        template="prop/programmes/template.html",
        context=lambda request, code: {"chosen": the_template(code), "marks": _marks(code)},
        back=lambda request, code: url("backoffice", "prop.programme_templates"),
        submit_label=_("Begin a draft"),
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="prop/programmes/new/",
        name="prop.programme_new",
        title=_("Blank programme"),
        permission=MANAGE,
        form=_blank_form,
        submit=_blank,
        back=lambda request: url("backoffice", "prop.programmes"),
        submit_label=_("Write its rules"),
    )
)
register_form(
    FormPage(
        surface="backoffice",
        path="prop/programmes/<str:programme_id>/clone/",
        name="prop.programme_clone",
        title=_("Another size"),
        permission=MANAGE,
        form=_clone_form,
        submit=_clone,
        intro=_("Amounts of money are fitted to the size; percentages and lots stay as they are."),
        back=lambda request, programme_id: to(programme_id),
    )
)
