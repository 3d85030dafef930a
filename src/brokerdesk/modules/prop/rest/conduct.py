"""REST: signals of conduct and what people say of them; the calendar of releases."""

from datetime import datetime
from functools import partial
from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field

from brokerdesk.core.rest import ApiRequest, In, Instant, Out, Page, has_scope, paginate, scope
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import InvalidInput

from ..errors import SignalNotFound
from ..models import Release, Signal
from ..services.news import Told, add_releases
from ..services.signals.deciding import decide_signal
from ..services.signals.linked import without_addresses
from ..types import SignalKind
from .shop import DECIDE, READ, WRITE, Id, own_brand, r


class SignalOut(Out):
    """What looks like prohibited conduct: evidence, not a verdict. state: open, dismissed,
    confirmed. Addresses on the Internet are empty for a key that lacks `prop:decide`.
    """

    id: str
    attempt_id: str
    kind: str
    evidence: dict[str, Any]
    state: str
    note: str
    found_at: datetime
    decided_at: datetime | None


class SignalIn(In):
    """What a person makes of a signal."""

    confirmed: bool
    note: str = Field(min_length=1, max_length=500)


class ReleaseIn(In):
    """A release. symbols: none: it concerns all."""

    at: Instant
    title: str = Field(min_length=1, max_length=120)
    impact: Literal["high", "medium", "low"] = "high"
    currency: str = Field(default="", max_length=8)
    symbols: list[str] | None = Field(default=None, max_length=100)


class ReleasesIn(In):
    """Releases to keep; those that are known already change nothing."""

    releases: list[ReleaseIn] = Field(min_length=1, max_length=1000)
    source: str = Field(default="api", max_length=80)


class ReleaseOut(Out):
    """A release as it is kept; recorded_at: since when it is known."""

    at: datetime
    title: str
    impact: str
    currency: str
    symbols: list[str] | None
    source: str
    recorded_at: datetime


class AddedOut(Out):
    """How many were new."""

    added: int


def _signal_out(row: Signal, request: ApiRequest) -> SignalOut:
    names = ("kind", "state", "note", "found_at", "decided_at")
    decides = has_scope(request, DECIDE)
    return SignalOut(
        id=row.public_id,
        attempt_id=row.attempt.public_id,
        evidence=row.evidence if decides else without_addresses(row.evidence),
        **{name: getattr(row, name) for name in names},
    )


def _release_out(row: Release) -> ReleaseOut:
    names = ("at", "title", "impact", "currency", "symbols", "source", "recorded_at")
    return ReleaseOut(**{name: getattr(row, name) for name in names})


def _signal(request: ApiRequest, signal_id: str) -> Signal:
    found = Signal.objects.select_related("attempt").filter(public_id=signal_id).first()
    if found is None:
        raise SignalNotFound(_("there is no such signal"))
    own_brand(request, found.attempt.brand_id)
    return found


@r.get("/prop/signals", response=Page[SignalOut])
@scope(READ)
def list_signals(
    request: ApiRequest,
    state: str = "",
    kind: SignalKind | None = None,
    cursor: str = "",
    limit: int = 50,
) -> Page[SignalOut]:
    """List signals of conduct, newest first."""
    rows = Signal.objects.select_related("attempt")
    if request.brand_id is not None:
        rows = rows.filter(attempt__brand_id=request.brand_id)
    if state:
        rows = rows.filter(state=state)
    if kind is not None:
        rows = rows.filter(kind=kind)
    return paginate(rows, cursor, limit, out=partial(_signal_out, request=request))


@r.post("/prop/signals/{signal_id}/decide", response=SignalOut)
@scope(DECIDE)
def decide(request: ApiRequest, signal_id: Id, body: SignalIn) -> SignalOut:
    """Confirm or dismiss a signal; what follows for the challenge is decided apart from it."""
    _signal(request, signal_id)
    decide_signal(
        signal_id, confirmed=body.confirmed, note=body.note, actor=request.actor, at=now()
    )
    return _signal_out(_signal(request, signal_id), request)


@r.get("/prop/releases", response=Page[ReleaseOut])
@scope(READ)
def list_releases(request: ApiRequest, cursor: str = "", limit: int = 50) -> Page[ReleaseOut]:
    """List economic releases, those that were told last first."""
    rows = Release.objects.all()
    if request.brand_id is not None:
        rows = rows.filter(brand_id=request.brand_id)
    return paginate(rows, cursor, limit, out=_release_out)


@r.post("/prop/releases", response=AddedOut)
@scope(WRITE)
def keep_releases(request: ApiRequest, body: ReleasesIn) -> AddedOut:
    """Keep economic releases of the key's brand; sent again they change nothing."""
    if request.brand_id is None:
        raise InvalidInput(_("use a key of one brand"))
    told = [
        Told(
            at=one.at,
            title=one.title,
            impact=one.impact,
            currency=one.currency,
            symbols=tuple(one.symbols) if one.symbols else None,
            source=body.source,
        )
        for one in body.releases
    ]
    added = add_releases(request.brand_id, told, actor=request.actor, at=now())
    return AddedOut(added=added)
