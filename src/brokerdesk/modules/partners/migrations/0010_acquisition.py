from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("partners", "0009_ladders")]
    operations: ClassVar = []
