"""Tables, triggers and functions of the ledger, in SQL because the database keeps its rules."""

from pathlib import Path
from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

_SQL = Path(__file__).parent / "sql"
_DROP = """
DROP FUNCTION ledger_post, ledger_ensure_accounts, ledger_close_account, ledger_move_checkpoints,
    ledger_latest_entry,
    ledger_balance_as_of, ledger_balance, ledger_pooled_balance;
DROP TABLE ledger_checkpoint_mark, ledger_checkpoint, ledger_entry, ledger_tx, ledger_account;
DROP FUNCTION ledger_prove, ledger_refuse_change;
DROP DOMAIN ledger_code, ledger_asset, ledger_scale, ledger_class, ledger_account_kind, ledger_key,
    ledger_tx_kind, ledger_digest, ledger_amount;
"""


def _sql(name: str) -> migrations.RunSQL:
    return migrations.RunSQL((_SQL / name).read_text(), migrations.RunSQL.noop)


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar = [("core_events", "0001_initial"), ("brands", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL(migrations.RunSQL.noop, _DROP),
        _sql("0001_tables.sql"),
        _sql("0001_accounts.sql"),
        _sql("0001_post.sql"),
        _sql("0001_grants.sql"),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.TextField(db_collation="C", unique=True)),
                ("kind", models.TextField(choices=[("running", "running"), ("pooled", "pooled")])),
                (
                    "cls",
                    models.TextField(
                        choices=[
                            ("asset", "asset"),
                            ("liability", "liability"),
                            ("income", "income"),
                            ("expense", "expense"),
                            ("equity", "equity"),
                        ]
                    ),
                ),
                ("asset", models.TextField()),
                ("scale", models.SmallIntegerField()),
                (
                    "entity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="brands.legalentity",
                    ),
                ),
                ("owner", models.TextField(blank=True, default="")),
                ("allow_negative", models.BooleanField()),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.BigIntegerField(default=0)),
                ("balance", models.DecimalField(decimal_places=18, default=0, max_digits=38)),
            ],
            options={
                "db_table": "ledger_account",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="CheckpointMark",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("through", models.BigIntegerField()),
            ],
            options={
                "db_table": "ledger_checkpoint_mark",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("line", models.IntegerField()),
                ("version", models.BigIntegerField(null=True)),
                ("amount", models.DecimalField(decimal_places=18, max_digits=38)),
                ("balance_after", models.DecimalField(decimal_places=18, max_digits=38, null=True)),
            ],
            options={
                "db_table": "ledger_entry",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Tx",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.TextField(db_collation="C", unique=True)),
                ("digest", models.BinaryField()),
                ("kind", models.TextField()),
                ("effective_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("batch", models.BigIntegerField()),
                ("actor", models.TextField()),
                ("meta", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "ledger_tx",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="checkpoint",
                        serialize=False,
                        to="ledger.account",
                    ),
                ),
                ("balance", models.DecimalField(decimal_places=18, max_digits=38)),
            ],
            options={
                "db_table": "ledger_checkpoint",
                "managed": False,
            },
        ),
    ]
