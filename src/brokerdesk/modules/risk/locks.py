"""The room's locks, in this order: the books, an entity's marks, the alerts of a rule."""

from django.db import connection

_BOOKS, _MARKS, _ALERTS = 71_001, 71_002, 71_003


def lock_books() -> None:
    """Let one command at a time change who is in which book."""
    _lock(_BOOKS, 0)


def lock_marks(entity_pk: int) -> None:
    """Let one command at a time mark an entity's positions."""
    _lock(_MARKS, entity_pk)


def lock_alerts(rule_pk: int) -> None:
    """Let one command at a time raise a rule's alerts."""
    _lock(_ALERTS, rule_pk)


def _lock(what: int, of: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [what, of % 2**31])
