"""A competition is judged by the rules that were published when it opened."""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
UPDATE prop_competition c SET version_id = v.id
FROM (SELECT DISTINCT ON (programme_id) id, programme_id FROM prop_programmeversion
      WHERE published_at IS NOT NULL ORDER BY programme_id, number DESC) v
WHERE v.programme_id = c.programme_id;
"""


class Migration(migrations.Migration):
    """Competitions that there are keep the rules of today."""

    dependencies = [("prop", "0004_sealed_reports")]
    operations = [
        migrations.AddField(
            model_name="competition",
            name="version",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="prop.programmeversion",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
