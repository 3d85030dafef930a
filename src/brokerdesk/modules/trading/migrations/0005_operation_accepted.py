from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("trading", "0004_difference_of_operation"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="operation",
            index=models.Index(
                condition=models.Q(("state", "accepted")),
                fields=["server", "sent_at"],
                name="operation_accepted",
            ),
        ),
    ]
