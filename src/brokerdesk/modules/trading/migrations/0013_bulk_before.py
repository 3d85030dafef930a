from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("trading", "0012_readings"),
    ]

    operations = [
        migrations.AddField(
            model_name="bulkrow",
            name="before",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AddField(
            model_name="bulkrow",
            name="after",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
    ]
