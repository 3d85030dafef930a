"""Reading providers' statements, and following up what they know and we do not."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from brokerdesk.core.texts import note
from brokerdesk.ports.payments import PaymentError, PaymentsCapability, StatementLine

from ..models import Movement, Psp, StatementFetch
from ..models import StatementLine as StoredLine
from ..types import MovementKind
from . import providers
from .webhooks import find_subject

WINDOW = timedelta(days=35)
_OUT = frozenset({MovementKind.PAYOUT, MovementKind.PAYOUT_RETURN})


def statement_psps(brand_pks: Collection[int] | None = None) -> list[Psp]:
    """The methods whose providers have a statement; of some brands, or of all."""
    rows = Psp.objects.select_related("brand").filter(manual=False).order_by("pk")
    if brand_pks is not None:
        rows = rows.filter(brand_id__in=brand_pks)
    return [psp for psp in rows if providers.can(psp, PaymentsCapability.STATEMENT)]


def read_statement(psp: Psp, *, at: datetime) -> int:
    """Read a provider's lines anew, as far back as they may still change; give their number.

    Outside any transaction: the provider is asked first. A failure is kept with the last lines.
    """
    since = max(at - WINDOW, psp.created_at - timedelta(days=1))
    until = at + timedelta(minutes=5)
    try:
        lines = list(providers.provider(psp).statement(since, until))
    except PaymentError as error:
        _failed(psp, error, since, at)
        return 0
    return _store(psp, lines, since, at)


@transaction.atomic
def _store(psp: Psp, lines: list[StatementLine], since: datetime, at: datetime) -> int:
    StoredLine.objects.filter(psp=psp, booked_at__gte=since).delete()
    StoredLine.objects.bulk_create(
        [
            StoredLine(
                psp=psp,
                kind=line.kind[:32],
                provider_ref=line.provider_ref[:100],
                reference=line.our_reference[:64],
                amount=line.amount,
                fee=line.fee,
                currency=line.currency[:8],
                booked_at=line.booked_at,
            )
            for line in lines
        ],
        batch_size=1000,
    )
    StatementFetch.objects.update_or_create(
        psp=psp, defaults={"since": since, "until": at, "fetched_at": at, "error": ""}
    )
    return len(lines)


def _failed(psp: Psp, cause: PaymentError, since: datetime, at: datetime) -> None:
    kept, created = StatementFetch.objects.get_or_create(
        psp=psp,
        defaults={"since": since, "until": since, "fetched_at": since, "error": note(cause)},
    )
    if not created:
        StatementFetch.objects.filter(pk=kept.pk).update(error=note(cause))


def unbooked(psp: Psp) -> list[tuple[str, str]]:
    """Deposits and withdrawals of ours that the statement moved and the ledger did not.

    Gives (direction, public id): a lost webhook about them costs only this look.
    """
    known = set(Movement.objects.filter(psp=psp).values_list("kind", "provider_ref"))
    found: dict[tuple[str, str], None] = {}
    for line in StoredLine.objects.filter(psp=psp).order_by("booked_at", "pk"):
        if (line.kind, line.provider_ref) in known or line.kind == MovementKind.REFUND:
            continue
        direction = "payout" if line.kind in _OUT else "deposit"
        subject = find_subject(psp, direction, line.reference, line.provider_ref)
        if subject is not None:
            found[direction, subject] = None
    return list(found)
