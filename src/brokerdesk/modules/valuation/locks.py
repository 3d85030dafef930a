"""The only row locks of the room."""

from django.db import connection

from .models import SymbolStop


def lock_stops() -> None:
    """Lock the list of stops until the transaction ends: one stop at a time is given or lifted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('valuation.stops'))")


def lock_stop(stop_id: str) -> SymbolStop | None:
    """Lock one stop."""
    return SymbolStop.objects.select_for_update(no_key=True).filter(public_id=stop_id).first()
