"""Rescans: the only way to see edited, deleted and late deals on a platform without push."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from brokerdesk.ports.trading import DealWindow, PlatformDeal

from ..errors import ServerNotFound
from ..models import Deal, Difference, Server
from ..types import DifferenceClass, RescanResult
from .differences import HEALED, close, note_deleted, note_missing, open_differences
from .ingest import ingest_deals


@transaction.atomic
def apply_rescan(
    server_pk: int,
    window: DealWindow,
    deals: Sequence[PlatformDeal],
    *,
    at: datetime,
    outside: Collection[int] = (),
) -> RescanResult:
    """Compare a window of stored deals with the platform's own, read whole just now.

    Unknown deals are late: they are ingested. Stored ones that are missing are raised as deleted,
    others that changed as edited, and deals that were accepted and never came as missing.
    Differences whose deal is again as stored are closed. `at` is when the read began: what the
    poller stored since is not judged, nor are the logins `outside` the window's groups.
    Emits: as `ingest_deals`; DifferenceOpened, DifferenceClosed.
    """
    server = Server.objects.filter(pk=server_pk).first()
    if server is None:
        raise ServerNotFound(_("there is no such server"))
    result = ingest_deals(server_pk, deals, watermark_s=None, at=at)
    seen = {deal.ticket: deal for deal in deals}
    gone = _gone(server_pk, window, seen, at).exclude(login__in=outside)
    vanished = list(gone.select_related("account"))
    deleted = open_differences(server, note_deleted(server, vanished), at=at)
    open_differences(server, note_missing(server, window, at=at), at=at)
    _close_healed(server, seen, at)
    return RescanResult(late=result.stored, edited=result.changed, deleted=deleted)


def logins_with_gaps(
    server_pk: int, window: DealWindow, deals: Sequence[PlatformDeal], *, at: datetime
) -> set[int]:
    """The logins of stored deals that a reading, begun at `at`, does not show."""
    gone = _gone(server_pk, window, [deal.ticket for deal in deals], at)
    return set(gone.values_list("login", flat=True).distinct())


def _gone(
    server_pk: int, window: DealWindow, tickets: Iterable[int], at: datetime
) -> QuerySet[Deal]:
    stored = Deal.objects.filter(
        server_id=server_pk,
        server_time_ms__gte=window.from_s * 1000,
        server_time_ms__lt=(window.to_s + 1) * 1000,
        recorded_at__lt=at,
        deleted_at__isnull=True,
    )
    if window.logins:
        stored = stored.filter(login__in=window.logins)
    return stored.exclude(ticket__in=list(tickets))


def _close_healed(server: Server, seen: dict[int, PlatformDeal], at: datetime) -> None:
    """Close differences whose deal is again on the platform as it is stored here."""
    open_now = Difference.objects.select_related("deal").filter(
        server=server,
        closed_at__isnull=True,
        cls__in=[DifferenceClass.EDITED, DifferenceClass.DELETED],
        deal__ticket__in=seen,
        deal__deleted_at__isnull=True,
    )
    for difference in open_now:
        deal = difference.deal
        if deal is not None and bytes(deal.digest) == seen[deal.ticket].digest:
            close(difference, HEALED, at=at)
