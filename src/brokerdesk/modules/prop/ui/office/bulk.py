"""One thing done to many challenges: chosen from the list, confirmed row by row, followed."""

from typing import Any

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import require, scoped
from brokerdesk.core.texts import translated
from brokerdesk.core.ui import ListPage, Nav, UiRequest, page, register_list, render_page, url
from brokerdesk.core.ui.columns import LinkColumn, StateColumn, WhenColumn
from brokerdesk.core.words import words
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import DomainError
from brokerdesk.kit.texts import unpacked

from ...models import Attempt, BulkRun, Stage
from ...services.bulk import MOST_DAYS, MOST_ROWS, BulkWish, begin_bulk, foreseen
from ...types import BulkKind
from .challenges import ChallengeFilter, ChallengeTable, challenges, search_challenges
from .reach import GROUP, MANAGE, VIEW, attempts, the_row, to_attempt

KINDS = {
    BulkKind.EXTEND: _("Give more days"),
    BulkKind.BLOCK: _("Block trading"),
    BulkKind.UNBLOCK: _("Allow trading again"),
    BulkKind.END: _("End"),
}
_WHAT = {
    BulkKind.EXTEND: _("The present phase's limit of days is raised. Others stay as they are."),
    BulkKind.BLOCK: _("Nothing can be opened until it is allowed again; what is open stays open."),
    BulkKind.UNBLOCK: _("Trading is allowed again where nothing else forbids it."),
    BulkKind.END: _("Positions are closed, accounts are disabled. It cannot be taken back."),
}


class BulkForm(forms.Form):
    """Days where days are given, and why."""

    days = forms.IntegerField(min_value=1, max_value=MOST_DAYS, label=_("Days"))
    reason = forms.CharField(
        max_length=300, label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None, *, kind: BulkKind) -> None:
        super().__init__(data)
        if kind is not BulkKind.EXTEND:
            del self.fields["days"]


class PickTable(ChallengeTable):
    """Challenges with a box to choose each."""

    pick = tables.Column(accessor="attempt__public_id", verbose_name="", orderable=False)

    class Meta(ChallengeTable.Meta):
        sequence = ("pick", "...")

    def render_pick(self, value: str, record: Stage) -> str:
        return format_html(
            '<input type="checkbox" class="form-check-input" form="bulk" name="pick" value="{}"'
            ' aria-label="{}">',
            value, _t("Choose %(client)s") % {"client": record.attempt.client},
        )  # fmt: skip


class RunTable(tables.Table):
    """What was done to many, newest first."""

    created_at = WhenColumn(verbose_name=_("Begun"))
    kind = LinkColumn(lambda row: _to(row.public_id), verbose_name=_("What"), orderable=False)
    count = tables.Column(empty_values=(), verbose_name=_("Challenges"), orderable=False)
    by_name = tables.Column(verbose_name=_("By"), orderable=False)
    reason = tables.Column(verbose_name=_("Reason"), orderable=False)
    state = StateColumn(verbose_name=_("State"))

    class Meta:
        model = BulkRun
        fields = ("created_at", "kind", "count", "by_name", "reason", "state")
        order_by = "-created_at"

    def render_kind(self, record: BulkRun) -> str:
        named = KINDS[BulkKind(record.kind)]
        return format_html('<a href="{}">{}</a>', _to(record.public_id), named)

    def value_kind(self, record: BulkRun) -> str:
        return str(KINDS[BulkKind(record.kind)])

    def render_count(self, record: BulkRun) -> int:
        return len(record.rows)


def _to(run_id: str) -> str:
    return url("backoffice", "prop.bulk_run", run_id=run_id)


def runs(request: UiRequest) -> QuerySet[BulkRun]:
    """Runs of the actor's brands."""
    return scoped(request.actor, VIEW, BulkRun.objects.all())


register_list(
    ListPage(
        surface="backoffice",
        path="prop/bulk/",
        name="prop.bulk_runs",
        title=_("Done to many"),
        permission=VIEW,
        nav=Nav(GROUP, 95, icon="list-check"),
        queryset=runs,
        table=RunTable,
        empty=_("Nothing was done to many challenges yet"),
    )
)
register_list(
    ListPage(
        surface="backoffice",
        path="prop/bulk/pick/",
        name="prop.bulk_pick",
        title=_("Choose challenges"),
        permission=MANAGE,
        queryset=challenges,
        table=PickTable,
        filterset=ChallengeFilter,
        search=search_challenges,
        exportable=False,
        context=lambda request: {
            "kinds": list(KINDS.items()),
            "check_url": url("backoffice", "prop.bulk_check"),
        },
        template="prop/office/bulk_pick.html",
        empty=_("No challenge is judged now"),
    )
)


@page(
    "backoffice", "prop/bulk/check/", name="prop.bulk_check", title=_("Do it to many"),
    permission=MANAGE,
)  # fmt: skip
def check_page(request: UiRequest) -> HttpResponse:
    """What would happen to each chosen one; done when it is confirmed with a reason."""
    given = dict.fromkeys(request.POST.getlist("pick"))
    chosen = [one for one in given if one.isprintable()][: MOST_ROWS + 1]
    kind = next((one for one in BulkKind if one == request.POST.get("kind")), None)
    if kind is None or not chosen:
        messages.error(request, _t("Choose challenges first, then what to do."))
        return redirect(url("backoffice", "prop.bulk_pick"))
    found = list(attempts(request, MANAGE).filter(public_id__in=chosen).order_by("pk"))
    form = BulkForm(request.POST if "go" in request.POST else None, kind=kind)
    if form.is_bound and form.is_valid():
        run = _begun(request, kind, found, form)
        if run is not None:
            return redirect(_to(run.public_id))
    hindered = foreseen(kind, found)
    context = {
        "form": form, "kind": kind, "named": KINDS[kind], "what": _WHAT[kind],
        "rows": [(one, translated(hindered[one.public_id])) for one in found],
        "many": sum(not why for why in hindered.values()), "danger": kind is BulkKind.END,
    }  # fmt: skip
    return render_page(request, "prop/office/bulk_check.html", context)


def _begun(
    request: UiRequest, kind: BulkKind, found: list[Attempt], form: BulkForm
) -> BulkRun | None:
    """Begin it, or put what is refused on the form."""
    values = form.cleaned_data
    ids = tuple(one.public_id for one in found)
    wish = BulkWish(kind, ids, values["reason"], values.get("days"))
    brand_pk = found[0].brand_id if found else 0
    require(request.actor, MANAGE, brand_id=brand_pk)
    try:
        return begin_bulk(brand_pk, wish, actor=request.actor, at=now())
    except DomainError as error:
        named = getattr(error, "field", "") or ""
        form.add_error(named if named in form.fields else None, translated(error))
        return None


@page(
    "backoffice", "prop/bulk/<str:run_id>/", name="prop.bulk_run", title=_("Done to many"),
    permission=VIEW, live=("prop.",),
)  # fmt: skip
def run_page(request: UiRequest, run_id: str) -> HttpResponse:
    """How far it is, and what became of each."""
    run = the_row(request, runs(request), run_id)
    ids = [row["attempt"] for row in run.rows]
    known = {
        one.public_id: one
        for one in Attempt.objects.select_related("client").filter(public_id__in=ids)
    }
    rows = [
        {
            "state": row["state"],
            "said": translated(unpacked(row["said"])),
            "row": known[row["attempt"]],
            "to": to_attempt(row["attempt"]),
        }
        for row in run.rows
    ]
    context = {
        "run": run, "named": KINDS[BulkKind(run.kind)], "rows": rows, "total": len(rows),
        "done": sum(row["state"] != "waiting" for row in rows),
        "failed": sum(row["state"] == "failed" for row in rows),
        "state_words": words(run.state),
    }  # fmt: skip
    return render_page(request, "prop/office/bulk_run.html", context)
