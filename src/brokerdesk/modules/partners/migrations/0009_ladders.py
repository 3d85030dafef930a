from typing import Any

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

import brokerdesk.core.texts

_OVERLAP = ("partners_ladder", "partners_tierscheme")


def _exclude(table: str) -> migrations.RunSQL:
    """One row per brand and instant, without a contrib extension."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_no_overlap EXCLUDE USING gist"
        " (int8range(brand_id, brand_id, '[]') WITH &&, valid WITH &&)",
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_no_overlap",
    )


def _key() -> Any:
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def _to(model: str, **options: Any) -> Any:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=model, **options)


def _versions(name: str) -> migrations.CreateModel:
    return migrations.CreateModel(
        name=name,
        fields=[
            ("id", _key()),
            ("body", models.JSONField(null=True)),
            ("valid", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
            ("recorded_by", models.CharField(max_length=60)),
            ("recorded_at", models.DateTimeField(auto_now_add=True)),
            ("brand", _to("brands.brand", db_index=False)),
        ],
    )


class Migration(migrations.Migration):
    dependencies = [
        ("brands", "0002_no_needless_indexes"),
        ("partners", "0008_programme"),
    ]

    operations = [
        _versions("Ladder"),
        _versions("TierScheme"),
        migrations.CreateModel(
            name="RankEvaluation",
            fields=[
                ("id", _key()),
                ("day", models.DateField()),
                ("measures", models.JSONField()),
                ("rank_before", models.CharField(blank=True, max_length=40)),
                ("rank_after", models.CharField(blank=True, max_length=40)),
                ("missed_since", models.DateTimeField(null=True)),
                ("pinned", models.BooleanField(default=False)),
                (
                    "problem",
                    brokerdesk.core.texts.NoteField(blank=True, default="", length=200),
                ),
                ("at", models.DateTimeField()),
                ("ladder", _to("partners.ladder", db_index=False)),
                (
                    "partner",
                    _to("partners.partner", db_index=False, related_name="evaluations"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RankPin",
            fields=[
                ("id", _key()),
                ("reason", brokerdesk.core.texts.NoteField(length=200)),
                ("since", models.DateTimeField()),
                ("pinned_by", models.CharField(max_length=60)),
                ("released_at", models.DateTimeField(null=True)),
                ("released_by", models.CharField(blank=True, default="", max_length=60)),
                ("partner", _to("partners.partner", related_name="rank_pins")),
            ],
        ),
        migrations.CreateModel(
            name="TierSettlement",
            fields=[
                ("id", _key()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("settled_at", models.DateTimeField()),
                ("brand", _to("brands.brand", db_index=False)),
                ("scheme", _to("partners.tierscheme", db_index=False)),
            ],
        ),
        migrations.AddConstraint(
            model_name="rankevaluation",
            constraint=models.UniqueConstraint(
                fields=("partner", "day"), name="rank_evaluated_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="rankpin",
            constraint=models.UniqueConstraint(
                condition=models.Q(("released_at__isnull", True)),
                fields=("partner",),
                name="rank_pinned_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="tiersettlement",
            constraint=models.UniqueConstraint(
                fields=("brand", "since"), name="tiers_settled_once"
            ),
        ),
        *(_exclude(table) for table in _OVERLAP),
    ]
