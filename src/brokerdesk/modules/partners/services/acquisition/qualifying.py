"""How far clients are: begun when they get a partner, looked at until they end, paid for once."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.brands.queries import brand as brand_of
from brokerdesk.modules.clients.queries import client as client_of

from ...engine import NoRate
from ...engine.cpa import Qualification as Status
from ...engine.cpa import State, progress, qualify
from ...engine.numbers import plain, sub
from ...locks import lock_qualification
from ...models import ClientPartner, Qualification
from ...queries.acquisition import twin_of
from ...types import EarningKind, PartnerStatus
from ..earnings import NewEarning, book_earning
from .measuring import Measured, Measures, measured, window_of
from .terms import AcquisitionRules, read_acquisition, terms_at

PART = 500
_MOMENT: Final = timedelta(microseconds=1)
_OPEN: Final = (Status.PENDING, Status.QUALIFIED)


@transaction.atomic
def begin(client_id: str) -> Qualification | None:
    """Begin to look at a client who has got his first partner, by the terms of that day.

    Nothing when he is looked at already, has no partner, or nothing is paid for clients.
    """
    client = client_of(client_id)
    known = Qualification.objects.filter(client_id=client.pk).first()
    if known is not None:
        return known
    links = ClientPartner.objects.filter(client_id=client.pk).exclude(partner=None)
    link = links.order_by("valid").first()
    if link is None or link.partner_id is None:
        return None
    since = link.valid.lower or client.created_at
    terms = terms_at(client.brand_pk, since)
    if terms is None:
        return None
    row, _new = Qualification.objects.get_or_create(
        client_id=client.pk,
        defaults={"partner_id": link.partner_id, "terms": terms, "since": since},
    )
    return row


def look_at(pks: Iterable[int], *, at: datetime) -> int:
    """Look at clients again; return how many ended or were paid for.

    One whose money cannot be counted for want of a rate keeps what he had and says so.
    """
    wanted, changed = sorted(pks), 0
    for start in range(0, len(wanted), PART):
        rows = Qualification.objects.select_related("partner", "terms").filter(
            pk__in=wanted[start : start + PART], state__in=_OPEN, clawed_at=None
        )
        read = [(row, read_acquisition(row.terms.given)) for row in rows.order_by("pk")]
        found = measured(read)
        changed += sum(_look(row.pk, rules, found[row.pk], at) for row, rules in read)
    return changed


@transaction.atomic
def _look(row_pk: int, rules: AcquisitionRules, found: Measured | NoRate, at: datetime) -> bool:
    """Write down what one client has reached, and book what he is worth.

    Locks: qualification, then as `book_earning`.
    """
    row = lock_qualification(row_pk)
    if row.state not in _OPEN or row.clawed_at is not None:
        return False
    row.looked_at = at
    if isinstance(found, NoRate):
        row.reason = Marked(_("there is no rate for %(pair)s"), pair=found.key)
        row.save(update_fields=["looked_at", "reason"])
        return False
    row.measures = {name: plain(value) for name, value in found.measures.items()}
    before = row.state
    if row.state == Status.PENDING:
        _decide(row, rules, found.measures, at)
    fresh = row.state != before
    paid = row.state == Status.QUALIFIED and _pay(row, rules, found, at, fresh=fresh)
    row.save()
    return paid or fresh


def _decide(row: Qualification, rules: AcquisitionRules, found: Measures, at: datetime) -> None:
    """Let the engine say where he stands; what he did in time counts when it is seen later."""
    end = window_of(row, rules).until
    seen = min(at, end - _MOMENT)
    state = qualify(rules.offer, State(), found, since=row.since, at=seen)
    row.reason = ""
    if state.status == Status.QUALIFIED and (why := _barred(row)):
        state = qualify(rules.offer, State(), found, since=row.since, at=at, barred=True)
        row.reason = why
    elif state.status == Status.PENDING and at >= end:
        state = qualify(rules.offer, State(), found, since=row.since, at=at)
    row.state, row.ended_at = state.status, state.at
    row.payable_at = state.payable_at and _payable_at(row, rules, state.payable_at)


def _barred(row: Qualification) -> str:
    """Why a client who reached everything counts for nobody; empty when he counts."""
    if row.partner.status != PartnerStatus.ACTIVE:
        return Marked(_("the partner was not active"))
    twin = twin_of(row.client_id, row.partner_id)
    if twin is None:
        return ""
    if twin == row.partner.client_id:
        return Marked(_("he seems to be the partner himself"))
    return Marked(_("he seems to be a client who counts already"))


def _payable_at(row: Qualification, rules: AcquisitionRules, at: datetime) -> datetime:
    """When the hold is over, or the month after it begins where payment is monthly."""
    if not rules.monthly:
        return at
    place = ZoneInfo(brand_of(row.partner.brand_id).reporting_zone)
    first = at.astimezone(place).date().replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return datetime(following.year, following.month, 1, tzinfo=place)


def _pay(
    row: Qualification, rules: AcquisitionRules, found: Measured, at: datetime, *, fresh: bool
) -> bool:
    """Book what he is worth beyond what was paid: a higher bracket pays the difference."""
    worth = rules.worth(found.measures)
    due = sub(worth, row.paid)
    if due <= 0 or row.partner.status != PartnerStatus.ACTIVE:
        return False
    ripe = row.payable_at if fresh else _payable_at(row, rules, at + rules.offer.hold)
    new = NewEarning(
        partner_id=row.partner.public_id,
        kind=EarningKind.CPA,
        key=f"cpa:{row.pk}:{plain(worth)}",
        amount=due,
        currency=rules.currency,
        why=_why(row, rules, found, worth),
        occurred_at=(row.ended_at if fresh else at) or at,
        payable_at=ripe,
        client_pk=row.client_id,
    )
    booked = book_earning(new, at=at)
    row.paid = worth
    return booked is not None


def _why(
    row: Qualification, rules: AcquisitionRules, found: Measured, worth: Decimal
) -> dict[str, Any]:
    """The derivation of a payment."""
    whole: Mapping[str, Any] = {"payment": plain(rules.payment or Decimal(0))}
    if rules.brackets is not None:
        net = found.measures["net_deposited"]
        whole = {"payment": plain(rules.brackets.worth(net)), "net_deposited": plain(net)}
    return {
        "needs": [
            {"measure": one.measure, "needed": plain(one.needed), "measured": plain(one.measured)}
            for one in progress(rules.offer, found.measures)
        ],
        **whole,
        "fx": {pair: plain(rate) for pair, rate in sorted(found.fx.items())},
        "part": plain(rules.part),
        "worth": plain(worth),
        "before": plain(row.paid),
        "formula": f"{whole['payment']} {rules.currency} × {plain(rules.part)}"
        + (f" − {plain(row.paid)}" if row.paid else ""),
        "since": row.since.isoformat(),
        "qualified_at": row.ended_at.isoformat() if row.ended_at else None,
        "terms": row.terms_id,
    }
