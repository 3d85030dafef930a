"""One programme: its versions in words, what each changed, and what may be done with it."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.texts import translated
from brokerdesk.core.ui import UiRequest, page, render_page
from brokerdesk.core.ui.forms import redirect_after
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import DomainError
from brokerdesk.modules.clients.queries import actor_names

from ...documents import programme_of
from ...engine import doubts, fingerprint
from ...engine.explain import explained
from ...models import Programme, ProgrammeVersion
from ...services.programmes import offer_again, publish, retire
from . import words
from .differing import Difference, rules_differences, terms_differences
from .reach import LIVE, MANAGE, product_names, the_programme, to
from .rules_form import doubted
from .sentences import TellPhase, clock_text, told

MOST_VERSIONS = 20


class Shown(NamedTuple):
    """A version as the page shows it."""

    version: ProgrammeVersion
    by: str
    fingerprint: str
    changes: list[Difference]


@page(
    "backoffice", "prop/programmes/<str:programme_id>/",
    name="prop.programme", title=_("Programme"), permission=MANAGE, live=LIVE,
)  # fmt: skip
def programme_page(request: UiRequest, programme_id: str) -> HttpResponse:
    """What the newest version asks and costs, and how it came to that."""
    programme = the_programme(request, programme_id)
    versions = list(programme.versions.order_by("-number")[: MOST_VERSIONS + 1])
    rules = programme_of(versions[0].document)
    phases: list[TellPhase] = told(rules)
    context: dict[str, Any] = {
        "programme": programme,
        "kind": words.KINDS.get(programme.kind, programme.kind),
        "newest": versions[0],
        "rules": rules,
        "told": phases,
        "clock": clock_text(rules),
        "doubts": [doubted([one.name for one in phases], one.key, translated(one.text))
                   for one in doubts(rules)],
        "evidence": _marks(versions[0]),
        "versions": _shown(versions),
        "is_draft": versions[0].published_at is None,
    }  # fmt: skip
    return render_page(request, "prop/programmes/programme.html", context, title=programme.title)


def _marks(version: ProgrammeVersion) -> list[Any]:
    """How far a template's source can be trusted, in words."""
    return [words.EVIDENCE.get(one, one) for one in version.source.get("evidence", ())]


def _shown(versions: list[ProgrammeVersion]) -> list[Shown]:
    names = actor_names([one.published_by or one.created_by for one in versions])
    products = product_names({key for one in versions for key in one.terms["products"]})
    found = []
    for one, before in zip(versions, [*versions[1:], None], strict=True):
        who = one.published_by or one.created_by
        changes = [] if before is None else _changes(before, one, products)
        stamp = one.fingerprint or fingerprint(programme_of(one.document))
        found.append(Shown(one, names.get(who, who), stamp, changes))
    return found[:MOST_VERSIONS]


def _changes(
    before: ProgrammeVersion, after: ProgrammeVersion, products: Mapping[str, str]
) -> list[Difference]:
    one, other = (explained(programme_of(row.document)) for row in (before, after))
    of_terms = terms_differences(before.terms, after.terms, products)
    return [*rules_differences(one, other), *of_terms]


def _acted(
    request: UiRequest, programme: Programme, done: str, act: Callable[[], object]
) -> HttpResponse:
    """Do what a button asks on POST; a refusal is said and changes nothing."""
    if request.method == "POST":
        try:
            act()
            messages.success(request, done)
        except DomainError as error:
            messages.error(request, translated(error))
    return redirect_after(request, to(programme.public_id))


@page(
    "backoffice", "prop/programmes/<str:programme_id>/publish/",
    name="prop.programme_publish", title=_("Publish"), permission=MANAGE,
)  # fmt: skip
def publish_draft(request: UiRequest, programme_id: str) -> HttpResponse:
    """Sell the draft from now on."""
    programme = the_programme(request, programme_id)
    done = _t("Published: who buys from now on buys this version.")
    return _acted(
        request, programme, done, lambda: publish(programme_id, actor=request.actor, at=now())
    )


@page(
    "backoffice", "prop/programmes/<str:programme_id>/retire/",
    name="prop.programme_retire", title=_("Retire"), permission=MANAGE,
)  # fmt: skip
def retire_programme(request: UiRequest, programme_id: str) -> HttpResponse:
    """Sell it no longer."""
    programme = the_programme(request, programme_id)
    done = _t("Retired: what was bought goes on.")
    return _acted(request, programme, done, lambda: retire(programme_id, actor=request.actor))


@page(
    "backoffice", "prop/programmes/<str:programme_id>/offer/",
    name="prop.programme_offer", title=_("Offer again"), permission=MANAGE,
)  # fmt: skip
def offer_programme(request: UiRequest, programme_id: str) -> HttpResponse:
    """Sell a retired one again."""
    programme = the_programme(request, programme_id)
    return _acted(
        request,
        programme,
        _t("Offered again."),
        lambda: offer_again(programme_id, actor=request.actor),
    )
