"""Settling months: once per partner, in order, booked as an earning with its derivation."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction

from brokerdesk.modules.brands.queries import brand as brand_of

from ...engine import NoRate
from ...engine.numbers import divide, plain, to_line
from ...engine.revenue import Settled, settle
from ...locks import lock_partner
from ...models import Earning, Partner, PartnerStanding, RevenueSettlement, RevenueTerms
from ...queries.revenue import Span, partners_with_clients
from ...types import EarningKind, PartnerStatus
from ..earnings import NewEarning, book_earning
from .components import Month, month_of
from .terms import RevenueRules, read_revenue

log = logging.getLogger(__name__)
_MOMENT: Final = timedelta(microseconds=1)
# Deals of a month's last minutes may come later.
_LATE: Final = timedelta(hours=6)
# Months before are never settled.
_MOST_MONTHS: Final = 12
_NOTHING: Final = Month({}, {}, 0, {})


class Piece(NamedTuple):
    """A month of a brand, or what of it some terms held for."""

    terms: RevenueTerms
    since: datetime
    until: datetime


def ended_pieces(brand_pk: int, at: datetime) -> Iterator[Piece]:
    """The months that have ended some hours ago, cut where terms change, oldest first."""
    place = ZoneInfo(brand_of(brand_pk).reporting_zone)
    months = _months(at, place)
    rows = RevenueTerms.objects.filter(brand_id=brand_pk).exclude(body=None).order_by("valid")
    for terms in rows:
        lower, upper = terms.valid.lower, terms.valid.upper
        for since, until in months:
            begin = max(since, lower) if lower else since
            end = min(until, upper) if upper else until
            if begin < end <= at - _LATE:
                yield Piece(terms, begin, end)


def _months(at: datetime, place: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """The months before an instant and the one it is in, oldest first."""
    first = at.astimezone(place).date().replace(day=1)
    borders = [(first + timedelta(days=32)).replace(day=1)]
    while len(borders) <= _MOST_MONTHS + 1:
        borders.append((borders[-1] - timedelta(days=1)).replace(day=1))
    instants = [datetime.combine(day, time(), place) for day in reversed(borders)]
    return list(pairwise(instants))


def settle_due(brand_pk: int, *, at: datetime) -> int:
    """Settle what has ended and is not settled; return how many partners' months.

    A transaction each: who is killed is followed by another who goes on. A partner whose month
    waits for a rate gets no later one before it.
    """
    settled, waits = 0, set[int]()
    for piece in ended_pieces(brand_pk, at):
        rows = RevenueSettlement.objects.filter(until=piece.until, partner__brand_id=brand_pk)
        done = set(rows.filter(waits="").values_list("partner_id", flat=True))
        todo = partners_with_clients(brand_pk, piece.since, piece.until)
        for pk, partner_id in todo.items():
            if pk in done or pk in waits:
                continue
            row = settle_one(partner_id, piece, at=at)
            if row is not None and row.waits:
                waits.add(pk)
            settled += row is not None and not row.waits
    return settled


@transaction.atomic
def settle_one(partner_id: str, piece: Piece, *, at: datetime) -> RevenueSettlement | None:
    """Settle one partner's month once; who was not active when it ended gets nothing of it.

    Locks: partner, then payable.
    Posts, emits: as `book_earning`.
    """
    partner = lock_partner(partner_id)
    rows = RevenueSettlement.objects.filter(partner=partner)
    if rows.filter(until=piece.until, waits="").exists():
        return None
    rules = read_revenue(piece.terms.given)
    row = rows.filter(until=piece.until).first() or RevenueSettlement(
        partner=partner, terms=piece.terms, since=piece.since, until=piece.until,
        currency=rules.currency,
    )  # fmt: skip
    row.settled_at, row.clients, row.nets = at, {}, {}
    row.paid = row.carried = Decimal(0)
    try:
        month = _NOTHING
        if _was_active(partner, piece.until - _MOMENT):
            month = month_of(partner.brand_id, Span(partner.pk, piece.since, piece.until), rules)
    except NoRate as missing:
        row.waits = missing.key[:20]
        row.save()
        log.warning("the month of %s waits for the rate %s", partner_id, missing.key)
        return row
    _close(row, month, rules, partner, at)
    return row


def _was_active(partner: Partner, at: datetime) -> bool:
    standing = PartnerStanding.objects.filter(partner=partner, valid__contains=at)
    return standing.values_list("status", flat=True).first() == PartnerStatus.ACTIVE


def _close(
    row: RevenueSettlement, month: Month, rules: RevenueRules, partner: Partner, at: datetime
) -> None:
    """Net what was carried since the terms began, book what it pays, and keep how it came."""
    row.clients = {
        str(pk): {name: plain(amount) for name, amount in sorted(found.items())}
        for pk, found in sorted(month.clients.items())
    }
    row.nets = {str(pk): plain(net) for pk, net in sorted(month.nets.items())}
    row.unknown, row.waits = month.unknown, ""
    before, now = _settled(row, rules)
    row.paid, row.carried = to_line(now.paid), to_line(now.carried)
    why = _why(row, rules, before) | {"fx": {k: plain(v) for k, v in sorted(month.fx.items())}}
    row.earning = _book(row, why, partner, at)
    row.save()


def _settled(row: RevenueSettlement, rules: RevenueRules) -> tuple[Decimal, Settled]:
    """What was carried into the month, and what it pays and leaves."""
    earlier = RevenueSettlement.objects.filter(
        partner_id=row.partner_id, terms_id=row.terms_id, until__lt=row.until
    ).order_by("until")
    nets = [*earlier.values_list("nets", flat=True), row.nets]
    found = settle(rules.terms, [{pk: Decimal(net) for pk, net in one.items()} for one in nets])
    return found[-2].carried if len(found) > 1 else Decimal(0), found[-1]


def _why(row: RevenueSettlement, rules: RevenueRules, before: Decimal) -> dict[str, Any]:
    """The derivation of a month."""
    net = sum((Decimal(one) for one in row.nets.values()), Decimal(0))
    base = divide(row.paid, rules.terms.share)
    return {
        "net_revenue": plain(net),
        "carried_before": plain(before),
        "carried": plain(row.carried),
        "share": plain(rules.terms.share),
        "carryover": str(rules.terms.carryover),
        "limit": plain(rules.terms.limit),
        "components": _totals(row, rules),
        "unknown": row.unknown,
        "terms": row.terms_id,
        "formula": f"{plain(base)} {row.currency} × {plain(rules.terms.share)}",
    }


def _book(
    row: RevenueSettlement, why: dict[str, Any], partner: Partner, at: datetime
) -> Earning | None:
    return book_earning(
        NewEarning(
            partner_id=partner.public_id,
            kind=EarningKind.REVENUE_SHARE,
            key=f"revenue:{partner.pk}:{row.until.astimezone(UTC).isoformat()}",
            amount=row.paid,
            currency=row.currency,
            why=why,
            occurred_at=row.until - _MOMENT,
            period=(row.since, row.until),
        ),
        at=at,
    )


def _totals(row: RevenueSettlement, rules: RevenueRules) -> dict[str, str]:
    """The sums of all clients by component, each with the sign it counts with."""
    return {
        name: plain(
            sum((Decimal(one.get(name, "0")) for one in row.clients.values()), Decimal(0)) * sign
        )
        for name, sign in rules.signs.items()
    }
