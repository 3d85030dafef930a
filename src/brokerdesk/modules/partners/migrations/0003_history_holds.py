"""What the database itself refuses: overlapping histories, changed accruals."""

from typing import ClassVar

from django.db import migrations

_OVERLAP = (
    ("partners_partnerparent", "partner_id"),
    ("partners_clientpartner", "client_id"),
    ("partners_planassignment", "partner_id"),
    ("partners_planversion", "plan_id"),
)


def _exclude(table: str, column: str) -> migrations.RunSQL:
    """One row per subject and instant, without a contrib extension."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_no_overlap EXCLUDE USING gist"
        f" (int8range({column}, {column}, '[]') WITH &&, valid WITH &&)",
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_no_overlap",
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("partners", "0002_initial"),
        ("core_events", "0001_initial"),
    ]
    operations: ClassVar = [
        *(_exclude(table, column) for table, column in _OVERLAP),
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON partners_accrual, partners_payout"
            " FROM brokerdesk_app",
            "GRANT UPDATE, DELETE ON partners_accrual, partners_payout TO brokerdesk_app",
        ),
    ]
