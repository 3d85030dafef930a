-- Make the two tables of the week that begins at `p_week`, a Monday at midnight UTC; tell whether
-- they were missing. What came without them moves there from the tables of all other times.
-- Attaching a ready table, unlike creating it in its place, lets readers and writers go on.
CREATE FUNCTION core_events_make_week(p_week timestamptz) RETURNS boolean
LANGUAGE plpgsql SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    ends CONSTANT timestamptz := p_week + interval '7 days';
    suffix CONSTANT text := to_char(p_week, '"_w"YYYYMMDD');
    parent text;
BEGIN
    IF to_regclass('core_events_outbox' || suffix) IS NOT NULL THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock(0x42444556);  -- numbering: it must not meet an event on its way
    FOREACH parent IN ARRAY ARRAY['core_events_outbox', 'core_events_handled'] LOOP
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS)', parent || suffix, parent);
        EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', parent || '_default');
        EXECUTE format(
            'WITH moved AS (DELETE FROM %I WHERE recorded_at >= $1 AND recorded_at < $2 RETURNING *)'
            ' INSERT INTO %I SELECT * FROM moved', parent || '_default', parent || suffix
        ) USING p_week, ends;
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                       parent, parent || suffix, p_week, ends);
    END LOOP;
    EXECUTE format('ALTER TABLE %I SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02,'
                   ' autovacuum_vacuum_insert_scale_factor = 0.05)', 'core_events_outbox' || suffix);
    EXECUTE format('CREATE UNIQUE INDEX %I ON %I (sequence)',
                   'core_events_outbox' || suffix || '_sequence', 'core_events_outbox' || suffix);
    RETURN true;
END $$;

-- Make the tables of this week, of the eight after it and of whatever came without one. Give the
-- weeks that were missing: `made`, or `busy` where somebody held a table and a later call has to.
CREATE FUNCTION core_events_make_weeks() RETURNS TABLE (week date, outcome text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC'
SET lock_timeout = '500ms' AS $$
DECLARE
    this CONSTANT timestamptz := date_trunc('week', clock_timestamp());
    starts timestamptz;
BEGIN
    FOR starts IN
        SELECT generate_series(this, this + interval '8 weeks', interval '1 week')
        UNION SELECT date_trunc('week', recorded_at) FROM core_events_outbox_default
        UNION SELECT date_trunc('week', recorded_at) FROM core_events_handled_default
        ORDER BY 1
    LOOP
        week := starts::date;
        BEGIN
            PERFORM pg_advisory_xact_lock(0x42445745);  -- one maker at a time
            CONTINUE WHEN NOT core_events_make_week(starts);
            outcome := 'made';
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            outcome := 'busy';
        END;
        RETURN NEXT;
    END LOOP;
END $$;

-- Why a week may not be forgotten yet; NULL when it may.
CREATE FUNCTION core_events_why_kept(p_week timestamptz) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    ends CONSTANT timestamptz := p_week + interval '7 days';
BEGIN
    IF EXISTS (SELECT FROM core_events_outbox o
                WHERE o.recorded_at >= p_week AND o.recorded_at < ends AND o.sequence IS NULL) THEN
        RETURN 'unnumbered';
    END IF;
    IF EXISTS (SELECT FROM core_events_outbox o
                WHERE o.recorded_at >= p_week AND o.recorded_at < ends
                  AND o.sequence > (SELECT coalesce(min(p.sequence), 0)
                                      FROM core_events_position p)) THEN
        RETURN 'unhandled';
    END IF;
    IF EXISTS (SELECT FROM core_events_parked k
                WHERE k.recorded_at >= p_week AND k.recorded_at < ends) THEN
        RETURN 'parked';
    END IF;
    RETURN NULL;
END $$;

-- Drop the tables of the weeks that ended before the time to keep. Give each such week: `forgotten`,
-- `busy` where somebody held a table for longer than it is worth waiting for, or why it is kept.
CREATE FUNCTION core_events_forget_weeks(p_keep_days int)
RETURNS TABLE (week date, outcome text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC'
SET lock_timeout = '500ms' AS $$
DECLARE
    starts timestamptz;
BEGIN
    IF p_keep_days IS NULL OR p_keep_days < 14 THEN
        RAISE EXCEPTION 'events are kept for at least 14 days, not %', p_keep_days
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    FOR starts IN
        SELECT to_date(right(c.relname, 8), 'YYYYMMDD')::timestamptz
          FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
         WHERE i.inhparent = 'core_events_outbox'::regclass AND c.relname ~ '_w[0-9]{8}$'
         ORDER BY 1
    LOOP
        EXIT WHEN starts + interval '7 days'
                  > clock_timestamp() - make_interval(days => p_keep_days);
        week := starts::date;
        outcome := core_events_why_kept(starts);
        IF outcome IS NULL THEN
            BEGIN
                outcome := core_events_forget_week(starts);
            EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
                outcome := 'busy';
            END;
        END IF;
        RETURN NEXT;
    END LOOP;
END $$;

-- Drop a week's tables, unless a look under their locks finds a reason to keep them.
CREATE FUNCTION core_events_forget_week(p_week timestamptz) RETURNS text
LANGUAGE plpgsql SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    suffix CONSTANT text := to_char(p_week, '"_w"YYYYMMDD');
    reason text;
    newest bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(0x42445745);
    LOCK TABLE core_events_parked IN SHARE ROW EXCLUSIVE MODE;
    LOCK TABLE ONLY core_events_handled, ONLY core_events_outbox IN ACCESS EXCLUSIVE MODE;
    reason := core_events_why_kept(p_week);
    IF reason IS NOT NULL THEN
        RETURN reason;
    END IF;
    SELECT max(o.sequence) INTO newest FROM core_events_outbox o
     WHERE o.recorded_at >= p_week AND o.recorded_at < p_week + interval '7 days';
    UPDATE core_events_relay r SET forgotten = newest WHERE r.id = 1 AND r.forgotten < newest;
    EXECUTE format('DROP TABLE %I, %I',
                   'core_events_handled' || suffix, 'core_events_outbox' || suffix);
    RETURN 'forgotten';
END $$;

REVOKE ALL ON FUNCTION core_events_make_week, core_events_why_kept, core_events_forget_week,
    core_events_make_weeks, core_events_forget_weeks FROM PUBLIC, brokerdesk_app;
GRANT EXECUTE ON FUNCTION core_events_make_weeks, core_events_forget_weeks TO brokerdesk_app;
