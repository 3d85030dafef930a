"""A sealed report stays as it is, whoever asks."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER sealed_stays BEFORE UPDATE OR DELETE ON prop_report
    FOR EACH ROW WHEN (OLD.state = 'sealed') EXECUTE FUNCTION prop_stays('sealed reports');
"""
BACKWARD = "DROP TRIGGER sealed_stays ON prop_report;"


class Migration(migrations.Migration):
    """Evidence that stays."""

    dependencies = [("prop", "0003_rewards_cleared_up")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
