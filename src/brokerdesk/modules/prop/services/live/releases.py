"""Economic releases, told to stages with a rule about them before their windows begin."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from brokerdesk.kit.instants import written

from ...engine import read_event
from ...models import Release
from ..news import TOLD_AHEAD
from .judging import Judged
from .loading import has_news

_EVERY: Final = timedelta(seconds=20)


class Releases:
    """Looks for releases now and then. One that is known too late counts for nobody."""

    def __init__(self) -> None:
        self._looked_at: datetime | None = None
        self._concerned: dict[int, Judged] = {}

    def know(self, one: Judged) -> None:
        """Tell a stage of releases from now on, if it has a rule about them."""
        if has_news(one.programme):
            self._concerned[one.account_pk] = one

    def forget(self, account_pk: int) -> None:
        """Tell a stage no longer."""
        self._concerned.pop(account_pk, None)

    def tell(self, at: datetime) -> list[Judged]:
        """Put those into journals that are not there yet; give the stages that were told."""
        if self._looked_at is not None and at - self._looked_at < _EVERY:
            return []
        self._looked_at = at
        concerned = [one for one in self._concerned.values() if not one.instants and not one.ended]
        found = upcoming({one.brand_pk for one in concerned}, at) if concerned else {}
        told = []
        for one in concerned:
            fresh = [row for row in found.get(one.brand_pk, ()) if row.pk not in one.releases]
            for release in fresh:
                if not one.ended and in_time(one, release, at):
                    _tell(one, release, at)
                    told.append(one)
        return told


def upcoming(brand_pks: Collection[int], at: datetime) -> dict[int, list[Release]]:
    """Releases of the coming days that rules count, by brand."""
    found: dict[int, list[Release]] = {}
    rows = Release.objects.filter(
        brand_id__in=brand_pks, impact="high", at__gt=at, at__lt=at + TOLD_AHEAD
    )
    for release in rows.order_by("at", "pk"):
        found.setdefault(release.brand_id, []).append(release)
    return found


def in_time(one: Judged, release: Release, at: datetime) -> bool:
    """Whether no window of the release has begun."""
    windows = [phase.news_window for phase in one.programme.phases if phase.news_window]
    before_s = max((window.before_s for window in windows), default=0)
    return max(at, one.state.at) < release.at - timedelta(seconds=before_s)


def _tell(one: Judged, release: Release, at: datetime) -> None:
    row: dict[str, Any] = {"type": "news", "impact": "high", "release": written(release.at)}
    if release.symbols is not None:
        row["symbols"] = release.symbols
    one.take(at, row, {"kind": "news", "release": release.pk, "title": release.title})
    one.know(release.pk, read_event(json.dumps(one.entries[-1].event)))
