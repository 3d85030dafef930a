"""Economic releases of a brand: kept with when they became known."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record

from ..errors import ReleaseInvalid
from ..models import Release

IMPACTS: Final = ("high", "medium", "low")
TOLD_AHEAD: Final = timedelta(days=2)
"""So long before a release challenges are told of it."""


@dataclass(frozen=True, slots=True)
class Told:
    """A release as somebody tells it; symbols None: it concerns all."""

    at: datetime
    title: str
    impact: str = "high"
    currency: str = ""
    symbols: tuple[str, ...] | None = None
    source: str = ""


@transaction.atomic
def add_releases(brand_pk: int, told: Iterable[Told], *, actor: Actor, at: datetime) -> int:
    """Keep releases that are not known yet; give how many there were.

    One that is known too late for its window counts for nobody: it is kept with when we knew.
    Raises:
        ReleaseInvalid: one has no title, or an impact that there is not.
    """
    rows = [_row(brand_pk, one, at) for one in told]
    known = set(
        Release.objects.filter(brand_id=brand_pk, at__in={row.at for row in rows}).values_list(
            "at", "title"
        )
    )
    fresh = {(row.at, row.title): row for row in rows if (row.at, row.title) not in known}
    Release.objects.bulk_create(fresh.values(), ignore_conflicts=True)
    if fresh:
        record(
            "prop.releases_added",
            subject=f"brand:{brand_pk}",
            actor=actor,
            brand_id=brand_pk,
            after={"count": len(fresh)},
        )
    return len(fresh)


@transaction.atomic
def remove_release(release_pk: int, *, brand_pk: int, actor: Actor, at: datetime) -> None:
    """Forget a release that is so far ahead that no challenge was told of it.

    Raises:
        ReleaseInvalid: it is not there, or challenges may have been told of it: then it stays.
    """
    release = Release.objects.filter(pk=release_pk, brand_id=brand_pk).first()
    if release is None:
        raise ReleaseInvalid(_("there is no such release"))
    if release.at < at + TOLD_AHEAD:
        raise ReleaseInvalid(_("challenges may have been told of it already"))
    before = {"title": release.title, "at": release.at.isoformat()}
    release.delete()
    record(
        "prop.release_removed",
        subject=f"brand:{brand_pk}",
        actor=actor,
        brand_id=brand_pk,
        before=before,
    )


def _row(brand_pk: int, told: Told, at: datetime) -> Release:
    title = told.title.strip()[:120]
    if not title:
        raise ReleaseInvalid(_("give a title"), field="title")
    if told.impact not in IMPACTS:
        raise ReleaseInvalid(
            _("choose one of %(offered)s") % {"offered": ", ".join(IMPACTS)}, field="impact"
        )
    return Release(
        brand_id=brand_pk,
        at=told.at,
        title=title,
        currency=told.currency[:8],
        impact=told.impact,
        symbols=None if told.symbols is None else list(told.symbols),
        source=told.source[:80],
        recorded_at=at,
    )
