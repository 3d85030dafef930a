"""The migrations say what the models say."""

import pytest
from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db import connection


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


_NEEDLESS = """
SELECT a.indexrelid::regclass::text, b.indexrelid::regclass::text
FROM pg_index a
JOIN pg_index b ON b.indrelid = a.indrelid AND a.indnkeyatts < b.indnkeyatts
JOIN pg_class ca ON ca.oid = a.indexrelid
JOIN pg_class cb ON cb.oid = b.indexrelid AND cb.relam = ca.relam
JOIN pg_class t ON t.oid = a.indrelid
WHERE NOT a.indisunique AND a.indpred IS NULL AND b.indpred IS NULL AND a.indexprs IS NULL
  AND (string_to_array(b.indkey::text, ' '))[1:a.indnkeyatts] = string_to_array(a.indkey::text, ' ')
  AND split_part(t.relname, '_', 1) = ANY(%s)
"""


@pytest.mark.django_db
def test_no_index_begins_another() -> None:
    """Each costs every write, and lets the planner read a table by the shorter one."""
    ours = {config.label.split("_")[0] for config in apps.get_app_configs() if _is_ours(config)}
    with connection.cursor() as cursor:
        cursor.execute(_NEEDLESS, [list(ours)])
        assert cursor.fetchall() == []


def _is_ours(config: AppConfig) -> bool:
    return config.name.startswith("brokerdesk.")
