"""Entries and seals are only ever added; details may only be erased."""

from django.db import migrations

from brokerdesk.core.role import ROLE

PROTECT = f"""
REVOKE UPDATE, DELETE, TRUNCATE ON core_audit_entry, core_audit_seal, core_audit_details
    FROM {ROLE};
GRANT UPDATE (salt, actor_label, reason, before, after, erased_at) ON core_audit_details
    TO {ROLE};

CREATE FUNCTION core_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER core_audit_entry_kept BEFORE UPDATE OR DELETE ON core_audit_entry
    FOR EACH ROW EXECUTE FUNCTION core_audit_refuse();
CREATE TRIGGER core_audit_entry_whole BEFORE TRUNCATE ON core_audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION core_audit_refuse();
CREATE TRIGGER core_audit_seal_kept BEFORE UPDATE OR DELETE ON core_audit_seal
    FOR EACH ROW EXECUTE FUNCTION core_audit_refuse();
CREATE TRIGGER core_audit_seal_whole BEFORE TRUNCATE ON core_audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION core_audit_refuse();
CREATE TRIGGER core_audit_details_kept BEFORE DELETE ON core_audit_details
    FOR EACH ROW EXECUTE FUNCTION core_audit_refuse();

CREATE FUNCTION core_audit_only_erase() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.entry_id <> OLD.entry_id OR NEW.erased_at IS NULL OR NEW.salt IS NOT NULL
       OR NEW.before IS NOT NULL OR NEW.after IS NOT NULL
       OR NEW.actor_label <> '' OR NEW.reason <> '' THEN
        RAISE EXCEPTION 'audit details are erased as a whole or not at all'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER core_audit_details_erased BEFORE UPDATE ON core_audit_details
    FOR EACH ROW EXECUTE FUNCTION core_audit_only_erase();
"""

UNDO = """
DROP TRIGGER core_audit_details_erased ON core_audit_details;
DROP TRIGGER core_audit_details_kept ON core_audit_details;
DROP TRIGGER core_audit_seal_whole ON core_audit_seal;
DROP TRIGGER core_audit_seal_kept ON core_audit_seal;
DROP TRIGGER core_audit_entry_whole ON core_audit_entry;
DROP TRIGGER core_audit_entry_kept ON core_audit_entry;
DROP FUNCTION core_audit_only_erase();
DROP FUNCTION core_audit_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("core_audit", "0001_initial")]

    operations = [migrations.RunSQL(PROTECT, UNDO)]
