"""What was published, told and decided stays as it is, whoever asks."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION prop_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % never change', TG_ARGV[0], TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER published_stays BEFORE UPDATE OR DELETE ON prop_programmeversion
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL)
    EXECUTE FUNCTION prop_stays('published versions');
CREATE TRIGGER journal_stays BEFORE UPDATE OR DELETE ON prop_journalentry
    FOR EACH ROW EXECUTE FUNCTION prop_stays('entries');
CREATE TRIGGER decisions_stay BEFORE UPDATE OR DELETE ON prop_decision
    FOR EACH ROW EXECUTE FUNCTION prop_stays('decisions');
"""
BACKWARD = """
DROP TRIGGER decisions_stay ON prop_decision;
DROP TRIGGER journal_stays ON prop_journalentry;
DROP TRIGGER published_stays ON prop_programmeversion;
DROP FUNCTION prop_stays();
"""


class Migration(migrations.Migration):
    """Guards."""

    dependencies = [("prop", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
