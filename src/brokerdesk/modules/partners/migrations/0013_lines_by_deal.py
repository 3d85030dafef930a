from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("partners", "0012_reversals")]
    operations: ClassVar = [
        migrations.RemoveConstraint(model_name="accrual", name="accrual_once"),
        migrations.AddConstraint(
            model_name="accrual",
            constraint=models.UniqueConstraint(
                fields=["deal", "deal_version", "level", "kind", "reverses"],
                nulls_distinct=False,
                name="accrual_once",
            ),
        ),
    ]
