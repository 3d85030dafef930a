"""Money that came and went, by brand and time."""

from datetime import datetime

from ..models import Movement
from ..types import MovementKind, MovementRow


def movements(brand_pk: int, since: datetime, until: datetime) -> list[MovementRow]:
    """What was posted against a brand's providers and banks in [since, until), oldest first."""
    rows = Movement.objects.filter(
        psp__brand_id=brand_pk, posted_at__gte=since, posted_at__lt=until
    ).order_by("posted_at", "id")
    return [
        MovementRow(MovementKind(m.kind), m.amount, m.currency, m.posted_at)
        for m in rows.only("kind", "amount", "currency", "posted_at")
    ]
