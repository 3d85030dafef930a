-- Everything moves into the tables of its week; numbers go on where they were.
SELECT core_events_make_week(week)
  FROM (SELECT DISTINCT date_trunc('week', recorded_at, 'UTC') AS week
          FROM core_events_outbox_whole ORDER BY 1) w;
INSERT INTO core_events_outbox
    (id, event_id, sequence, xid, type, version, aggregate, brand_id, payload, actor, occurred_at,
     recorded_at, correlation_id, causation_id)
SELECT id, event_id, sequence, xid, type, version, aggregate, brand_id, payload, actor, occurred_at,
       recorded_at, correlation_id, causation_id
  FROM core_events_outbox_whole;
INSERT INTO core_events_handled (event_id, handler, recorded_at, handled_at)
SELECT h.event_id, h.handler, o.recorded_at, h.handled_at
  FROM core_events_handled_whole h JOIN core_events_outbox_whole o ON o.event_id = h.event_id;
UPDATE core_events_parked k SET recorded_at = o.recorded_at
  FROM core_events_outbox_whole o WHERE o.id = k.outbox_id;
ALTER TABLE core_events_parked ALTER recorded_at SET NOT NULL;
UPDATE core_events_relay
   SET numbered = (SELECT coalesce(max(sequence), 0) FROM core_events_outbox_whole);
DROP TABLE core_events_outbox_whole, core_events_handled_whole;
SELECT core_events_make_weeks();
