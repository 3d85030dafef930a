"""Name on boards, cards to share, and what strangers see of one."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import UiRequest, absolute_url, page, render_page, url
from brokerdesk.core.ui.acting import acted
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import NotFound
from brokerdesk.kit.rounding import Rounding, round_to

from ...engine import State
from ...models import Attempt, ShareCard, Stage
from ...ranking import shown_name
from ...services.cards import share, show_name, take_back
from .reach import LIVE, own_attempt


def _to(attempt_id: str) -> str:
    return url("portal", "prop.portal_cards", attempt_id=attempt_id)


@page(
    "portal", "challenges/attempts/<str:attempt_id>/cards/",
    name="prop.portal_cards", title=_("Share"), live=LIVE,
)  # fmt: skip
def cards_page(request: UiRequest, attempt_id: str) -> HttpResponse:
    """What others may see, and what they see now."""
    attempt = own_attempt(request, attempt_id)
    cards = ShareCard.objects.filter(attempt=attempt, revoked_at=None).order_by("-pk")
    context = {
        "attempt": attempt,
        "cards": [
            (card, absolute_url(request.brand.host, card_path(card.token))) for card in cards
        ],
        "masked": shown_name(attempt.client.first_name, attempt.client.last_name, masked=True),
    }
    return render_page(request, "prop/portal/cards.html", context, subtitle=attempt.title)


@page(
    "portal", "challenges/attempts/<str:attempt_id>/cards/new/",
    name="prop.portal_card_new", title=_("Make a card"),
)  # fmt: skip
def new_page(request: UiRequest, attempt_id: str) -> HttpResponse:
    """Make a card."""
    own = own_attempt(request, attempt_id)
    with_name = request.POST.get("name") == "on"
    return acted(
        request, _to(own.public_id), _t("The card is there. Anybody with its link sees it."),
        lambda: share(own.public_id, with_name=with_name, actor=request.actor, at=now()),
    )  # fmt: skip


@page(
    "portal", "challenges/attempts/<str:attempt_id>/cards/take-back/",
    name="prop.portal_card_revoke", title=_("Take back"),
)  # fmt: skip
def revoke_page(request: UiRequest, attempt_id: str) -> HttpResponse:
    """Take a card back."""
    own, token = own_attempt(request, attempt_id), request.POST.get("token", "")[:40]
    return acted(
        request, _to(own.public_id), _t("Nobody sees the card any more."),
        lambda: take_back(own.public_id, token, actor=request.actor, at=now()),
    )  # fmt: skip


@page(
    "portal", "challenges/attempts/<str:attempt_id>/name/",
    name="prop.portal_name", title=_("Name on boards"),
)  # fmt: skip
def name_page(request: UiRequest, attempt_id: str) -> HttpResponse:
    """Show the name on boards, or its initials."""
    own, shown = own_attempt(request, attempt_id), request.POST.get("shown") == "on"
    return acted(
        request, _to(own.public_id), _t("Saved."),
        lambda: show_name(own.public_id, shown=shown, actor=request.actor, at=now()),
    )  # fmt: skip


def card_path(token: str) -> str:
    """The address of a card within its brand's portal."""
    return url("portal", "prop.card", token=token)


@page("portal", "cards/<str:token>/", name="prop.card", title=_("Challenge"), public=True)
def card_page(request: UiRequest, token: str) -> HttpResponse:
    """What strangers see of a challenge: its size, how far it came, what it earned."""
    rows = ShareCard.objects.select_related("attempt__client")
    card = rows.filter(
        token=token.replace("\x00", ""), revoked_at=None, attempt__brand_id=request.brand.pk
    ).first()
    if card is None:
        raise NotFound(_t("There is no such card."))
    context = {"card": card, **shared(card.attempt, with_name=card.show_name)}
    response = render_page(request, "prop/portal/card.html", context, title=card.attempt.title)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response


def shared(attempt: Attempt, *, with_name: bool) -> dict[str, Any]:
    """What a card tells."""
    stages = list(Stage.objects.filter(attempt=attempt).order_by("pk"))
    client = attempt.client
    last = stages[-1] if stages else None
    return {
        "name": shown_name(client.first_name, client.last_name, masked=not with_name),
        "attempt": attempt,
        "stage": last,
        "passed": [one for one in stages if one.outcome == "passed"],
        "gain": None if last is None else gain_percent(last),
        "as_of": None if last is None else last.marked_at,
    }


def gain_percent(stage: Stage) -> Decimal | None:
    """The closed result of a stage in percent of its size, money moved aside."""
    if stage.engine is None:
        return None
    state = State.from_json(bytes(stage.engine))
    earned = state.balance - stage.initial - state.moved
    return round_to(earned / stage.initial * 100, 2, Rounding.HALF_EVEN)
