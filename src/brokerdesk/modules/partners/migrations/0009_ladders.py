from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("partners", "0008_programme")]
    operations: ClassVar = []
