-- Events and the records of their handling lie in one table per week of the event's recording, so
-- that what is old goes by dropping tables. The key that parts them is a property of the event,
-- never of its handling: a second delivery meets the record of the first in the same partition.
ALTER TABLE core_events_parked
    DROP CONSTRAINT core_events_parked_outbox_id_c4216eae_fk_core_events_outbox_id;
ALTER TABLE core_events_outbox RENAME TO core_events_outbox_whole;
ALTER SEQUENCE core_events_outbox_id_seq RENAME TO core_events_outbox_whole_id_seq;
ALTER INDEX core_events_outbox_pkey RENAME TO core_events_outbox_whole_pkey;
ALTER INDEX core_events_unnumbered RENAME TO core_events_whole_unnumbered;
ALTER INDEX core_events_of_aggregate RENAME TO core_events_whole_of_aggregate;
ALTER TABLE core_events_handled RENAME TO core_events_handled_whole;
ALTER INDEX core_events_handled_pkey RENAME TO core_events_handled_whole_pkey;

-- A partitioned table's key must hold the column that parts it; the ids alone are unique too,
-- because one database sequence gives them. An event's number is unique in each week's table: the
-- numbers of different weeks cannot meet, because numbering takes them from one counter under a
-- lock (core_events_relay.numbered).
CREATE SEQUENCE core_events_outbox_id_seq AS bigint;
CREATE TABLE core_events_outbox (
    id bigint NOT NULL DEFAULT nextval('core_events_outbox_id_seq'),
    event_id uuid NOT NULL,
    sequence bigint,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    type text NOT NULL,
    version smallint NOT NULL,
    aggregate text NOT NULL,
    brand_id bigint,
    payload jsonb NOT NULL,
    actor text NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    correlation_id uuid NOT NULL,
    causation_id uuid,
    PRIMARY KEY (id, recorded_at)
) PARTITION BY RANGE (recorded_at);
ALTER SEQUENCE core_events_outbox_id_seq OWNED BY core_events_outbox.id;
SELECT setval('core_events_outbox_id_seq', last_value, is_called)
  FROM core_events_outbox_whole_id_seq;
CREATE INDEX core_events_unnumbered ON core_events_outbox (id) WHERE sequence IS NULL;
CREATE INDEX core_events_of_aggregate ON core_events_outbox (aggregate, id);

CREATE TABLE core_events_handled (
    event_id uuid NOT NULL,
    handler text NOT NULL,
    recorded_at timestamptz NOT NULL,
    handled_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (event_id, handler, recorded_at)
) PARTITION BY RANGE (recorded_at);

-- What comes while a week's table is missing is kept here, until the table is made.
CREATE TABLE core_events_outbox_default PARTITION OF core_events_outbox DEFAULT WITH (
    fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_insert_scale_factor = 0.05
);
CREATE UNIQUE INDEX core_events_outbox_default_sequence ON core_events_outbox_default (sequence);
CREATE TABLE core_events_handled_default PARTITION OF core_events_handled DEFAULT;
