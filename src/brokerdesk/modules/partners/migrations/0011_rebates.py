from functools import partial

import django.db.models.deletion
from django.db import migrations, models

import brokerdesk.kit.ids


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0004_notes"),
        ("partners", "0010_acquisition"),
    ]

    operations = [
        migrations.CreateModel(
            name="RebatePayout",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=partial(brokerdesk.kit.ids.new_id, "rbt"),
                        max_length=40,
                        unique=True,
                    ),
                ),
                ("day", models.DateField()),
                ("amount", models.DecimalField(decimal_places=8, max_digits=28)),
                ("carried", models.DecimalField(decimal_places=8, max_digits=28)),
                ("currency", models.CharField(max_length=8)),
                ("paid_at", models.DateTimeField()),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="clients.client",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("client", "currency", "day"), name="rebates_paid_once_a_day"
                    )
                ]
            },
        )
    ]
