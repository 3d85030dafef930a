"""An account is in one book at an instant."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("risk", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL(
            "ALTER TABLE risk_booktag ADD CONSTRAINT risk_booktag_no_overlap EXCLUDE USING gist"
            " (int8range(account_id, account_id, '[]') WITH &&, valid WITH &&)",
            "ALTER TABLE risk_booktag DROP CONSTRAINT risk_booktag_no_overlap",
        ),
        migrations.RunSQL(
            "ALTER TABLE risk_booktag ADD CONSTRAINT risk_booktag_book"
            " CHECK (book IN ('A', 'B') AND share BETWEEN 0 AND 1 AND NOT isempty(valid))",
            "ALTER TABLE risk_booktag DROP CONSTRAINT risk_booktag_book",
        ),
    ]
