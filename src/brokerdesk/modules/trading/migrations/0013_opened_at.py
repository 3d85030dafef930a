from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("trading", "0012_readings"),
    ]

    operations = [
        migrations.AddField(
            model_name="deal", name="opened_at", field=models.DateTimeField(null=True)
        ),
    ]
