from decimal import Decimal

from django.db import migrations, models

STATES = ["requested", "review", "completed", "rejected", "reversed"]


class Migration(migrations.Migration):
    dependencies = [
        ("cashier", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="transfer",
            name="correction",
            field=models.DecimalField(decimal_places=8, default=Decimal(0), max_digits=38),
        ),
        migrations.AddField(
            model_name="transfer",
            name="shortfall",
            field=models.DecimalField(decimal_places=8, default=Decimal(0), max_digits=38),
        ),
        migrations.AddField(
            model_name="transfer",
            name="difference_id",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="transfer",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(
                condition=models.Q(("difference_id", ""), _negated=True),
                fields=["difference_id"],
                name="transfer_by_difference",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("shortfall__gte", 0)), name="transfer_shortfall"
            ),
        ),
        migrations.RemoveConstraint(model_name="transfer", name="transfer_state_known"),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", STATES)), name="transfer_state_known"
            ),
        ),
    ]
