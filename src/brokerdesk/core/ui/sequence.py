"""The last published event's number: a page shows the state of at least that moment."""

from django.db import connection


def last_sequence() -> int:
    """Return the highest sequence so far; 0 when nothing was published."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT numbered FROM core_events_relay WHERE id = 1")
        (found,) = cursor.fetchone()
    return int(found)
