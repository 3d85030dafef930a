from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("trading", "0013_bulk_before"),
    ]

    operations = [
        migrations.AddField(
            model_name="deal", name="opened_at", field=models.DateTimeField(null=True)
        ),
    ]
