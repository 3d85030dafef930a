"""Which deposit brought the money that is in a wallet."""

from ..models import Deposit


def newest_credited(client_pk: int, currency: str) -> str:
    """The newest deposit of a client that was credited in a currency; empty where there is none."""
    rows = Deposit.objects.filter(client_id=client_pk, currency=currency, credited_at__isnull=False)
    newest = rows.order_by("-credited_at", "-pk").values_list("public_id", flat=True).first()
    return newest or ""
