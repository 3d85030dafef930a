"""The emit function for SQL callers, storage settings, and the relay's one row."""

from django.db import migrations

EMIT = """
CREATE FUNCTION core_events_emit(
    p_type text, p_version int, p_aggregate text, p_brand_id bigint, p_payload jsonb,
    p_actor text, p_occurred_at timestamptz DEFAULT clock_timestamp(),
    p_correlation_id uuid DEFAULT NULL, p_causation_id uuid DEFAULT NULL
) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    made uuid := gen_random_uuid();
BEGIN
    INSERT INTO core_events_outbox
        (event_id, type, version, aggregate, brand_id, payload, actor,
         occurred_at, correlation_id, causation_id)
    VALUES (made, p_type, p_version, p_aggregate, p_brand_id, p_payload, p_actor,
            p_occurred_at, coalesce(p_correlation_id, made), p_causation_id);
    RETURN made;
END $$;
"""

TABLES = """
ALTER TABLE core_events_outbox SET (
    fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_insert_scale_factor = 0.05
);
ALTER TABLE core_events_position SET (fillfactor = 50);
INSERT INTO core_events_relay (id, published) VALUES (1, 0);
"""


class Migration(migrations.Migration):
    dependencies = [("core_events", "0001_initial")]

    operations = [
        migrations.RunSQL(
            EMIT,
            "DROP FUNCTION core_events_emit(text, int, text, bigint, jsonb, text, timestamptz,"
            " uuid, uuid)",
        ),
        migrations.RunSQL(TABLES, migrations.RunSQL.noop),
    ]
