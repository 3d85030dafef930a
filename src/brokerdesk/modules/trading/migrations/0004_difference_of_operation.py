import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("trading", "0003_deal_by_batch"),
    ]

    operations = [
        migrations.AddField(
            model_name="difference",
            name="operation",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="trading.operation"
            ),
        ),
        migrations.AddField(
            model_name="difference",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
    ]
