"""Events and handled events in one table per week, made ahead and dropped by time."""

from pathlib import Path
from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import brokerdesk.core.columns

_SQL = Path(__file__).parent / "sql"


def _sql(name: str) -> str:
    return (_SQL / f"0004_{name}.sql").read_text()


class Migration(migrations.Migration):
    dependencies: ClassVar = [("core_events", "0003_of_aggregate")]

    operations: ClassVar = [
        migrations.AddField("relaycursor", "numbered", models.BigIntegerField(db_default=0)),
        migrations.AddField("relaycursor", "forgotten", models.BigIntegerField(db_default=0)),
        migrations.AddField("parkedevent", "recorded_at", models.DateTimeField(null=True)),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(_sql("tables")),
                migrations.RunSQL(_sql("functions")),
                migrations.RunSQL(_sql("move")),
            ],
            state_operations=[
                migrations.AlterField("outboxevent", "sequence", models.BigIntegerField(null=True)),
                migrations.AlterField("parkedevent", "recorded_at", models.DateTimeField()),
                migrations.AlterField(
                    "parkedevent",
                    "outbox",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="core_events.outboxevent",
                    ),
                ),
                migrations.DeleteModel("HandledEvent"),
                migrations.CreateModel(
                    name="HandledEvent",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "event_id",
                                "handler",
                                "recorded_at",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("event_id", models.UUIDField()),
                        ("handler", models.TextField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "handled_at",
                            models.DateTimeField(
                                db_default=brokerdesk.core.columns.ClockTimestamp()
                            ),
                        ),
                    ],
                    options={"db_table": "core_events_handled"},
                ),
            ],
        ),
    ]
