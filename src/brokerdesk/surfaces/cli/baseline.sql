--
-- PostgreSQL database dump
--


-- Dumped from database version 18.4
-- Dumped by pg_dump version 18.4




CREATE DOMAIN public.ledger_account_kind AS text
	CONSTRAINT ledger_account_kind_check CHECK ((VALUE = ANY (ARRAY['running'::text, 'pooled'::text])));


CREATE DOMAIN public.ledger_amount AS numeric
	CONSTRAINT ledger_amount_check CHECK (((VALUE <> (0)::numeric) AND (abs(VALUE) < '1000000000000000000'::numeric)));


CREATE DOMAIN public.ledger_asset AS text
	CONSTRAINT ledger_asset_check CHECK ((VALUE ~ '^[A-Z][A-Z0-9]{2,9}$'::text));


CREATE DOMAIN public.ledger_class AS text
	CONSTRAINT ledger_class_check CHECK ((VALUE = ANY (ARRAY['asset'::text, 'liability'::text, 'income'::text, 'expense'::text, 'equity'::text])));


CREATE DOMAIN public.ledger_code AS text COLLATE pg_catalog."C"
	CONSTRAINT ledger_code_check CHECK (((VALUE ~ '^[A-Za-z0-9_:.@-]+$'::text) AND (length(VALUE) <= 200)));


CREATE DOMAIN public.ledger_digest AS bytea
	CONSTRAINT ledger_digest_check CHECK ((length(VALUE) = 32));


CREATE DOMAIN public.ledger_key AS text COLLATE pg_catalog."C"
	CONSTRAINT ledger_key_check CHECK (((VALUE ~ '^[!-~]+$'::text) AND (length(VALUE) <= 200)));


CREATE DOMAIN public.ledger_scale AS smallint
	CONSTRAINT ledger_scale_check CHECK (((VALUE >= 0) AND (VALUE <= 18)));


CREATE DOMAIN public.ledger_tx_kind AS text
	CONSTRAINT ledger_tx_kind_check CHECK (((VALUE ~ '^[a-z0-9_.]+$'::text) AND (length(VALUE) <= 60)));


CREATE TYPE public.procrastinate_job_event_type AS ENUM (
    'deferred',
    'started',
    'deferred_for_retry',
    'failed',
    'succeeded',
    'cancelled',
    'abort_requested',
    'aborted',
    'scheduled',
    'retried'
);


CREATE TYPE public.procrastinate_job_status AS ENUM (
    'todo',
    'doing',
    'succeeded',
    'failed',
    'cancelled',
    'aborting',
    'aborted'
);


CREATE TYPE public.procrastinate_job_to_defer_v1 AS (
	queue_name character varying,
	task_name character varying,
	priority integer,
	lock text,
	queueing_lock text,
	args jsonb,
	scheduled_at timestamp with time zone
);


CREATE FUNCTION public._pgh_attach_context() RETURNS uuid
    LANGUAGE plpgsql
    AS $$
                    DECLARE
                        _pgh_context_id UUID;
                        _pgh_context_metadata JSONB;
                    BEGIN
                        BEGIN
                            SELECT INTO _pgh_context_id
                                CURRENT_SETTING('pghistory.context_id');
                            SELECT INTO _pgh_context_metadata
                                CURRENT_SETTING('pghistory.context_metadata');
                            EXCEPTION WHEN OTHERS THEN
                        END;
                        IF _pgh_context_id IS NOT NULL AND _pgh_context_metadata IS NOT NULL THEN
                            INSERT INTO pghistory_context (id, metadata, created_at, updated_at)
                                VALUES (_pgh_context_id, _pgh_context_metadata, NOW(), NOW())
                                ON CONFLICT (id) DO UPDATE
                                    SET metadata = EXCLUDED.metadata,
                                        updated_at = EXCLUDED.updated_at
                                    WHERE pghistory_context.metadata != EXCLUDED.metadata;
                            RETURN _pgh_context_id;
                        ELSE
                            RETURN NULL;
                        END IF;
                    END;
                $$;


CREATE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
    LANGUAGE plpgsql
    AS $$
                DECLARE
                    _pgtrigger_ignore TEXT[];
                    _result BOOLEAN;
                BEGIN
                    BEGIN
                        SELECT INTO _pgtrigger_ignore
                            CURRENT_SETTING('pgtrigger.ignore');
                        EXCEPTION WHEN OTHERS THEN
                    END;
                    IF _pgtrigger_ignore IS NOT NULL THEN
                        SELECT trigger_name = ANY(_pgtrigger_ignore)
                        INTO _result;
                        RETURN _result;
                    ELSE
                        RETURN FALSE;
                    END IF;
                END;
            $$;


CREATE FUNCTION public.core_audit_only_erase() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.entry_id <> OLD.entry_id OR NEW.erased_at IS NULL OR NEW.salt IS NOT NULL
       OR NEW.before IS NOT NULL OR NEW.after IS NOT NULL
       OR NEW.actor_label <> '' OR NEW.reason <> '' THEN
        RAISE EXCEPTION 'audit details are erased as a whole or not at all'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;


CREATE FUNCTION public.core_audit_refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;


CREATE FUNCTION public.core_events_emit(p_type text, p_version integer, p_aggregate text, p_brand_id bigint, p_payload jsonb, p_actor text, p_occurred_at timestamp with time zone DEFAULT clock_timestamp(), p_correlation_id uuid DEFAULT NULL::uuid, p_causation_id uuid DEFAULT NULL::uuid) RETURNS uuid
    LANGUAGE plpgsql
    AS $$
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


CREATE FUNCTION public.core_events_forget_week(p_week timestamp with time zone) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
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


CREATE FUNCTION public.core_events_forget_weeks(p_keep_days integer) RETURNS TABLE(week date, outcome text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET lock_timeout TO '500ms'
    AS $_$
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
END $_$;


CREATE FUNCTION public.core_events_make_week(p_week timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $_$
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
END $_$;


CREATE FUNCTION public.core_events_make_weeks() RETURNS TABLE(week date, outcome text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET lock_timeout TO '500ms'
    AS $$
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


CREATE FUNCTION public.core_events_why_kept(p_week timestamp with time zone) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    AS $$
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




CREATE TABLE public.ledger_account (
    id bigint NOT NULL,
    entity_id bigint NOT NULL,
    version bigint DEFAULT 0 NOT NULL,
    opened_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    closed_at timestamp with time zone,
    scale public.ledger_scale NOT NULL,
    allow_negative boolean NOT NULL,
    kind public.ledger_account_kind NOT NULL,
    cls public.ledger_class NOT NULL,
    asset public.ledger_asset NOT NULL,
    code public.ledger_code NOT NULL,
    owner text DEFAULT ''::text NOT NULL,
    balance numeric DEFAULT 0 NOT NULL,
    CONSTRAINT ledger_account_sound CHECK (((allow_negative OR (balance >= (0)::numeric)) AND (((kind)::text = 'running'::text) OR (allow_negative AND (balance = (0)::numeric) AND (version = 0))) AND ((closed_at IS NULL) OR (balance = (0)::numeric)) AND (scale(balance) <= (scale)::smallint) AND (version >= 0)))
)
WITH (fillfactor='70');


CREATE FUNCTION public.ledger_balance(a public.ledger_account) RETURNS numeric
    LANGUAGE sql STABLE
    AS $$
    SELECT round(CASE a.kind WHEN 'running' THEN a.balance ELSE ledger_pooled_balance(a.id) END,
                 a.scale)
$$;


CREATE FUNCTION public.ledger_balance_as_of(a public.ledger_account, p_effective timestamp with time zone, p_recorded timestamp with time zone) RETURNS numeric
    LANGUAGE sql STABLE
    AS $$
    SELECT round(coalesce(sum(e.amount), 0), a.scale)
      FROM ledger_entry e JOIN ledger_tx t ON t.id = e.tx_id
     WHERE e.account_id = a.id AND (e.version IS NULL) = (a.kind = 'pooled')
       AND (p_effective IS NULL OR t.effective_at <= p_effective)
       AND (p_recorded IS NULL OR t.recorded_at <= p_recorded)
$$;


CREATE FUNCTION public.ledger_close_account(p_code text, OUT error text, OUT balance numeric) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    account ledger_account;
BEGIN
    LOCK TABLE ledger_entry IN SHARE ROW EXCLUSIVE MODE;
    SELECT * INTO account FROM ledger_account a WHERE a.code = p_code FOR NO KEY UPDATE;
    IF NOT FOUND THEN error := 'no_such_account'; RETURN; END IF;
    balance := ledger_balance(account);
    IF balance <> 0 THEN error := 'account_not_empty'; RETURN; END IF;
    UPDATE ledger_account a SET closed_at = coalesce(a.closed_at, clock_timestamp())
     WHERE a.id = account.id;
END $$;


CREATE FUNCTION public.ledger_ensure_accounts(p_specs jsonb) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
BEGIN
    INSERT INTO ledger_account (code, kind, cls, asset, scale, entity_id, allow_negative, owner)
    SELECT s.code, s.kind, s.cls, s.asset, s.scale, s.entity_id, s.allow_negative, s.owner
      FROM jsonb_to_recordset(p_specs) s(code text, kind text, cls text, asset text, scale int,
                                         entity_id bigint, allow_negative bool, owner text)
     WHERE NOT EXISTS (SELECT FROM ledger_account a WHERE a.code = s.code COLLATE "C")
     ORDER BY s.code COLLATE "C"
        ON CONFLICT (code) DO NOTHING;
    RETURN (
        SELECT s.code
          FROM jsonb_to_recordset(p_specs) s(code text, kind text, cls text, asset text, scale int,
                                             entity_id bigint, allow_negative bool, owner text)
          JOIN ledger_account a ON a.code = s.code COLLATE "C"
         WHERE (a.kind, a.cls, a.asset, a.scale, a.entity_id, a.owner)
               IS DISTINCT FROM (s.kind, s.cls, s.asset, s.scale, s.entity_id, s.owner)
         LIMIT 1);
END $$;


CREATE FUNCTION public.ledger_latest_entry() RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    SELECT coalesce(pg_sequence_last_value('ledger_entry_id_seq'), 0)
$$;


CREATE FUNCTION public.ledger_move_checkpoints(p_through bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    from_id bigint;
    moved bigint;
BEGIN
    SELECT through INTO from_id FROM ledger_checkpoint_mark WHERE id = 1 FOR UPDATE;
    IF p_through <= from_id THEN RETURN 0; END IF;
    INSERT INTO ledger_checkpoint AS c (account_id, balance)
    SELECT e.account_id, sum(e.amount) FROM ledger_entry e
     WHERE e.id > from_id AND e.id <= p_through AND e.version IS NULL
     GROUP BY e.account_id
        ON CONFLICT (account_id) DO UPDATE SET balance = c.balance + excluded.balance;
    GET DIAGNOSTICS moved = ROW_COUNT;
    UPDATE ledger_checkpoint_mark SET through = p_through WHERE id = 1;
    RETURN moved;
END $$;


CREATE FUNCTION public.ledger_pooled_balance(p_account bigint) RETURNS numeric
    LANGUAGE sql STABLE
    AS $$
    SELECT coalesce((SELECT c.balance FROM ledger_checkpoint c WHERE c.account_id = p_account), 0)
         + coalesce((SELECT sum(e.amount) FROM ledger_entry e
                      WHERE e.account_id = p_account AND e.version IS NULL
                        AND e.id > (SELECT m.through FROM ledger_checkpoint_mark m)), 0)
$$;


CREATE FUNCTION public.ledger_post(p_keys text, p_digests bytea, p_kinds text, p_effective timestamp with time zone[], p_reverses bigint[], p_meta jsonb, p_actor text, p_codes text, p_tx integer[], p_source integer[], p_destination integer[], p_asset text, p_amount numeric[], OUT ids bigint[], OUT recorded timestamp with time zone, OUT replayed integer[], OUT replay_recorded timestamp with time zone[], OUT error text, OUT error_at integer, OUT detail text) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    keys text[] := string_to_array(p_keys, chr(31));
    kinds text[] := string_to_array(p_kinds, chr(31));
    codes text[] := string_to_array(p_codes, chr(31));
    assets text[] := string_to_array(p_asset, chr(31));
    n int := cardinality(keys);
    a_id bigint[]; a_code text[]; a_asset text[]; a_scale int[]; a_entity bigint[];
    a_running bool[]; a_free bool[]; a_closed bool[]; a_balance numeric[]; a_version bigint[];
    old_id bigint[]; new_ids bigint[]; first_id bigint; written int; event uuid;
    e_tx int[]; e_line int[]; e_account int[]; e_amount numeric[];
    e_after numeric[]; e_version bigint[]; e_last bool[]; wrong int; overdrawn int;
BEGIN
    -- Closing an account takes a stronger table lock; taking ours first means that every later
    -- statement here sees accounts that were closed before.
    LOCK TABLE ledger_entry IN ROW EXCLUSIVE MODE;
    -- Joined, not `= ANY`: a row that changed while its lock was awaited is compared again, and
    -- with one code instead of all.
    SELECT array_agg(s.id), array_agg(s.code::text), array_agg(s.asset::text),
           array_agg(s.scale::int), array_agg(s.entity_id), array_agg(s.kind = 'running'), array_agg(s.allow_negative),
           array_agg(s.closed_at IS NOT NULL), array_agg(s.balance), array_agg(s.version)
      INTO a_id, a_code, a_asset, a_scale, a_entity, a_running, a_free, a_closed, a_balance,
           a_version
      FROM (SELECT * FROM (SELECT a.* FROM unnest(codes) c (code) JOIN ledger_account a USING (code)
                            WHERE a.kind = 'running' ORDER BY a.id FOR NO KEY UPDATE OF a) locked
            UNION ALL
            SELECT * FROM ledger_account a WHERE a.code = ANY (codes) AND a.kind = 'pooled'
            ORDER BY code) s;
    recorded := clock_timestamp();

    SELECT array_agg(k.n), array_agg(k.id), array_agg(k.recorded_at),
           min(k.n) FILTER (WHERE k.digest <> substr(p_digests, 32 * k.n - 31, 32))
      INTO replayed, old_id, replay_recorded, error_at
      FROM (SELECT array_position(keys, t.key::text) AS n, t.id, t.recorded_at, t.digest
              FROM ledger_tx t WHERE t.key = ANY (keys)) k;
    IF error_at IS NOT NULL THEN
        error := 'key_reused'; detail := keys[error_at]; RETURN;
    END IF;
    IF cardinality(replayed) = n THEN
        SELECT array_agg(o.id ORDER BY o.n) INTO ids FROM unnest(replayed, old_id) o(n, id);
        RETURN;
    END IF;
    IF a_code IS DISTINCT FROM codes THEN
        SELECT 'no_such_account', c INTO error, detail
          FROM unnest(codes) c WHERE c <> ALL (coalesce(a_code, '{}')) LIMIT 1;
        RETURN;
    END IF;

    IF cardinality(p_reverses) > 0 THEN
        SELECT 'already_reversed', r.n INTO error, error_at
          FROM unnest(p_reverses) WITH ORDINALITY r(id, n) JOIN ledger_tx t ON t.reverses = r.id
         WHERE NOT r.n = ANY (coalesce(replayed, '{}')) LIMIT 1;
        IF error IS NOT NULL THEN RETURN; END IF;
    END IF;

    SELECT array_agg(c.t), array_agg(c.line), array_agg(c.account), array_agg(c.amount),
           array_agg(c.after), array_agg(c.version), array_agg(c.next_tx IS NULL),
           min(c.position) FILTER (WHERE c.wrong),
           min(c.position) FILTER (WHERE c.after < 0 AND c.next_tx IS DISTINCT FROM c.t
                                   AND NOT a_free[c.account])
      INTO e_tx, e_line, e_account, e_amount, e_after, e_version, e_last, wrong, overdrawn
      FROM (SELECT l.*, row_number() OVER (ORDER BY l.line, l.side) AS position
              FROM (SELECT p.t, p.line, s.account, s.amount, s.side,
                           a_asset[s.account] <> p.asset OR scale(p.amount) > a_scale[s.account]
                           OR a_closed[s.account] OR a_entity[p.s] <> a_entity[p.d]
                           OR p.amount <= 0 OR p.s = p.d AS wrong,
                           CASE WHEN a_running[s.account]
                                THEN a_balance[s.account] + sum(s.amount) OVER w END AS after,
                           CASE WHEN a_running[s.account]
                                THEN a_version[s.account] + row_number() OVER w END AS version,
                           lead(p.t) OVER w AS next_tx
                      FROM unnest(p_tx, p_source, p_destination, assets, p_amount)
                           WITH ORDINALITY p(t, s, d, asset, amount, line),
                           LATERAL (VALUES (0, p.s, -p.amount), (1, p.d, p.amount))
                               s(side, account, amount)
                     WHERE replayed IS NULL OR NOT p.t = ANY (replayed)
                    WINDOW w AS (PARTITION BY s.account ORDER BY p.line, s.side)) l
             ORDER BY l.line, l.side) c;
    IF wrong IS NOT NULL THEN
        error_at := e_tx[wrong];
        detail := codes[e_account[wrong]];
        error := CASE
            WHEN a_asset[e_account[wrong]] <> assets[e_line[wrong]] THEN 'cross_asset'
            WHEN scale(e_amount[wrong]) > a_scale[e_account[wrong]] THEN 'wrong_scale'
            WHEN a_closed[e_account[wrong]] THEN 'account_closed'
            WHEN a_entity[p_source[e_line[wrong]]] <> a_entity[p_destination[e_line[wrong]]]
            THEN 'cross_entity' ELSE 'bad_posting' END;
        IF error = 'wrong_scale' THEN
            detail := concat_ws(chr(31), detail, p_amount[e_line[wrong]]);
        END IF;
        RETURN;
    END IF;
    IF overdrawn IS NOT NULL THEN
        error := 'insufficient_funds';
        error_at := e_tx[overdrawn];
        detail := concat_ws(chr(31), codes[e_account[overdrawn]],
                            e_after[overdrawn] - e_amount[overdrawn], e_amount[overdrawn]);
        RETURN;
    END IF;

    IF n = 1 THEN
        new_ids := ARRAY[nextval('ledger_tx_id_seq')];
    ELSE
        SELECT array_agg(CASE WHEN i = ANY (replayed) THEN NULL
                              ELSE nextval('ledger_tx_id_seq') END ORDER BY i)
          INTO new_ids FROM generate_series(1, n) i;
    END IF;
    first_id := coalesce(new_ids[1], (SELECT min(i) FROM unnest(new_ids) i));
    INSERT INTO ledger_tx (id, batch, effective_at, recorded_at, reverses, digest, key, kind,
                           actor, meta)
    SELECT new_ids[i], first_id, p_effective[i], recorded, p_reverses[i],
           substr(p_digests, 32 * i - 31, 32), keys[i], kinds[i], p_actor,
           coalesce(p_meta -> (i - 1), '{}')
      FROM generate_series(1, n) i WHERE new_ids[i] IS NOT NULL
        ON CONFLICT (key) DO NOTHING;
    GET DIAGNOSTICS written = ROW_COUNT;
    IF written <> n - coalesce(cardinality(replayed), 0) THEN
        RAISE EXCEPTION 'a key was posted meanwhile' USING ERRCODE = 'BD001';
    END IF;
    INSERT INTO ledger_entry (tx_id, account_id, version, line, amount, balance_after)
    SELECT new_ids[e.t], a_id[e.account], e.version, e.line,
           round(e.amount, a_scale[e.account]), round(e.after, a_scale[e.account])
      FROM unnest(e_tx, e_account, e_version, e_line, e_amount, e_after)
           e(t, account, version, line, amount, after);
    UPDATE ledger_account a SET balance = round(e.after, a.scale), version = e.version
      FROM unnest(e_account, e_version, e_after, e_last) e(account, version, after, last)
     WHERE e.last AND e.version IS NOT NULL AND a.id = a_id[e.account];
    IF n > 1 THEN
        SELECT array_agg(DISTINCT k) INTO kinds FROM unnest(kinds) k;
    END IF;
    event := core_events_emit(
        'ledger.entry_posted', 1, 'ledger:' || first_id, NULL,
        jsonb_build_object('first_tx', first_id, 'count', written,
                           'kinds', array_to_string(kinds, ',')), p_actor);
    ids := new_ids;
    FOR i IN 1 .. coalesce(cardinality(replayed), 0) LOOP
        ids[replayed[i]] := old_id[i];
    END LOOP;
END $$;


CREATE FUNCTION public.ledger_prove() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    bad record;
BEGIN
    -- What was there before balances already, so what was added must balance by itself.
    SELECT e.tx_id, a.asset, sum(e.amount) AS total INTO bad
      FROM added e
      LEFT JOIN ledger_account a ON a.id = e.account_id
      LEFT JOIN ledger_tx t ON t.id = e.tx_id
     GROUP BY e.tx_id, a.entity_id, a.asset
    HAVING sum(e.amount) <> 0
        OR NOT bool_and(a.id IS NOT NULL AND t.id IS NOT NULL AND scale(e.amount) <= a.scale
                        AND (e.version IS NULL) = (a.kind = 'pooled')
                        AND (e.version IS NULL) = (e.balance_after IS NULL))
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'transaction % does not balance, fit or exist: % of %',
            bad.tx_id, bad.total, coalesce(bad.asset, 'an unknown account')
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_balanced';
    END IF;
    RETURN NULL;
END $$;


CREATE FUNCTION public.ledger_refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: the ledger is append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;


CREATE FUNCTION public.pgtrigger_insert_insert_06a20() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "staff_staffevent" ("active", "created_at", "id", "invited_by", "joined_at", "name", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "suspended_at", "suspended_reason", "user_id") VALUES (NEW."active", NEW."created_at", NEW."id", NEW."invited_by", NEW."joined_at", NEW."name", NEW."office_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."public_id", NEW."suspended_at", NEW."suspended_reason", NEW."user_id"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_185e3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "brands_legalentityevent" ("base_currency", "code", "country", "created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "registration_no", "reporting_zone") VALUES (NEW."base_currency", NEW."code", NEW."country", NEW."created_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."public_id", NEW."registration_no", NEW."reporting_zone"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_41599() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "clients_taskevent" ("assignee_staff_id", "client_id", "created_at", "created_by", "done_at", "done_by", "due_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "title") VALUES (NEW."assignee_staff_id", NEW."client_id", NEW."created_at", NEW."created_by", NEW."done_at", NEW."done_by", NEW."due_at", NEW."id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."public_id", NEW."title"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_4605b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "cashier_pspevent" ("brand_id", "code", "created_at", "currencies", "deposit_enabled", "deposit_fee_bps", "deposit_fee_fixed", "deposit_max", "deposit_min", "enabled", "id", "kind", "manual", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "sort", "title", "version", "withdrawal_enabled", "withdrawal_fee_bps", "withdrawal_fee_fixed", "withdrawal_max", "withdrawal_min") VALUES (NEW."brand_id", NEW."code", NEW."created_at", NEW."currencies", NEW."deposit_enabled", NEW."deposit_fee_bps", NEW."deposit_fee_fixed", NEW."deposit_max", NEW."deposit_min", NEW."enabled", NEW."id", NEW."kind", NEW."manual", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."public_id", NEW."sort", NEW."title", NEW."version", NEW."withdrawal_enabled", NEW."withdrawal_fee_bps", NEW."withdrawal_fee_fixed", NEW."withdrawal_max", NEW."withdrawal_min"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_54db0() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "compliance_rejectionreasonevent" ("active", "brand_id", "client_text", "code", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title") VALUES (NEW."active", NEW."brand_id", NEW."client_text", NEW."code", NEW."id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."title"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_58950() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "clients_leadevent" ("brand_id", "client_id", "converted_at", "country", "created_at", "email", "first_name", "id", "last_name", "note", "office_id", "owner_staff_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "public_id", "referral_code", "source", "status") VALUES (NEW."brand_id", NEW."client_id", NEW."converted_at", NEW."country", NEW."created_at", NEW."email", NEW."first_name", NEW."id", NEW."last_name", NEW."note", NEW."office_id", NEW."owner_staff_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."phone", NEW."public_id", NEW."referral_code", NEW."source", NEW."status"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_6efdd() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "trading_accountevent" ("brand_id", "client_id", "created_at", "currency", "entity_id", "failure", "group", "id", "kind", "leverage", "login", "may_deposit", "may_trade", "may_transfer", "may_withdraw", "pays_partner", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "provisioned_at", "public_id", "server_id", "state", "visible") VALUES (NEW."brand_id", NEW."client_id", NEW."created_at", NEW."currency", NEW."entity_id", NEW."failure", NEW."group", NEW."id", NEW."kind", NEW."leverage", NEW."login", NEW."may_deposit", NEW."may_trade", NEW."may_transfer", NEW."may_withdraw", NEW."pays_partner", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."product_id", NEW."provisioned_at", NEW."public_id", NEW."server_id", NEW."state", NEW."visible"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_77d22() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "compliance_levelevent" ("actions", "automatic", "brand_id", "description", "groups", "id", "index", "needs_email", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title") VALUES (NEW."actions", NEW."automatic", NEW."brand_id", NEW."description", NEW."groups", NEW."id", NEW."index", NEW."needs_email", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."title"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_83acc() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "risk_bookruleevent" ("book", "brand_id", "conditions", "currency", "enabled", "group_mask", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "server_id", "share", "sort", "title") VALUES (NEW."book", NEW."brand_id", NEW."conditions", NEW."currency", NEW."enabled", NEW."group_mask", NEW."id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."public_id", NEW."server_id", NEW."share", NEW."sort", NEW."title"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_8ff35() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "compliance_documentevent" ("ask_again", "brand_id", "client_id", "comment", "content_type", "expires_on", "id", "name", "original_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reason_id", "reviewed_at", "reviewer", "sha256", "size_bytes", "state", "type_id", "uploaded_at", "uploaded_by", "version") VALUES (NEW."ask_again", NEW."brand_id", NEW."client_id", NEW."comment", NEW."content_type", NEW."expires_on", NEW."id", NEW."name", NEW."original_name", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."public_id", NEW."reason_id", NEW."reviewed_at", NEW."reviewer", NEW."sha256", NEW."size_bytes", NEW."state", NEW."type_id", NEW."uploaded_at", NEW."uploaded_by", NEW."version"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_96651() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "brands_brandevent" ("base_currency", "code", "colour", "countries", "created_at", "currencies", "entity_id", "host", "id", "minimum_age", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "registration_open", "reporting_zone", "support_email", "terms_text", "terms_version", "version") VALUES (NEW."base_currency", NEW."code", NEW."colour", NEW."countries", NEW."created_at", NEW."currencies", NEW."entity_id", NEW."host", NEW."id", NEW."minimum_age", NEW."name", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."public_id", NEW."registration_open", NEW."reporting_zone", NEW."support_email", NEW."terms_text", NEW."terms_version", NEW."version"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_9cb33() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "clients_noteevent" ("author", "author_label", "client_id", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinned", "text") VALUES (NEW."author", NEW."author_label", NEW."client_id", NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."pinned", NEW."text"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_9fad3() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "compliance_documenttypeevent" ("active", "code", "group_id", "id", "needs_expiry", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title") VALUES (NEW."active", NEW."code", NEW."group_id", NEW."id", NEW."needs_expiry", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."title"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_a3e4e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "risk_alertruleevent" ("brand_id", "currency", "enabled", "excluded_groups", "excluded_logins", "id", "kind", "mask", "minimum", "percent", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "step", "threshold", "title") VALUES (NEW."brand_id", NEW."currency", NEW."enabled", NEW."excluded_groups", NEW."excluded_logins", NEW."id", NEW."kind", NEW."mask", NEW."minimum", NEW."percent", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."public_id", NEW."step", NEW."threshold", NEW."title"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_a5391() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "clients_clientevent" ("born_on", "brand_id", "country", "created_at", "email", "email_verified_at", "first_name", "id", "kind", "language", "last_name", "level", "office_id", "owner_staff_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "public_id", "referral_code", "status", "user_id", "version") VALUES (NEW."born_on", NEW."brand_id", NEW."country", NEW."created_at", NEW."email", NEW."email_verified_at", NEW."first_name", NEW."id", NEW."kind", NEW."language", NEW."last_name", NEW."level", NEW."office_id", NEW."owner_staff_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."phone", NEW."public_id", NEW."referral_code", NEW."status", NEW."user_id", NEW."version"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_a79fc() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "trading_productevent" ("brand_id", "code", "created_at", "currency", "demo_deposit", "enabled", "group", "id", "internal", "kind", "leverages", "max_per_client", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "server_id", "sort", "summary", "title") VALUES (NEW."brand_id", NEW."code", NEW."created_at", NEW."currency", NEW."demo_deposit", NEW."enabled", NEW."group", NEW."id", NEW."internal", NEW."kind", NEW."leverages", NEW."max_per_client", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."public_id", NEW."server_id", NEW."sort", NEW."summary", NEW."title"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_aa094() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "brands_officeevent" ("brand_id", "code", "country", "created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reporting_zone") VALUES (NEW."brand_id", NEW."code", NEW."country", NEW."created_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."public_id", NEW."reporting_zone"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_b2f62() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "cashier_cashiersettingsevent" ("brand_id", "compliance_review_above", "deposit_expiry_h", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_approver_above", "unknown_grace_s") VALUES (NEW."brand_id", NEW."compliance_review_above", NEW."deposit_expiry_h", NEW."id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."second_approver_above", NEW."unknown_grace_s"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_b3e68() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "valuation_quoteruleevent" ("id", "jump_within_s", "mask", "max_age_s", "max_ahead_s", "max_jump", "max_spread", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "server_id", "sort", "trades_weekends") VALUES (NEW."id", NEW."jump_within_s", NEW."mask", NEW."max_age_s", NEW."max_ahead_s", NEW."max_jump", NEW."max_spread", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."server_id", NEW."sort", NEW."trades_weekends"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_b4ef5() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "compliance_standingevent" ("brand_id", "changed_at", "client_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "wanted_level") VALUES (NEW."brand_id", NEW."changed_at", NEW."client_id", NEW."id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."state", NEW."wanted_level"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_insert_insert_c37f6() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "compliance_documentgroupevent" ("brand_id", "code", "hint", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title") VALUES (NEW."brand_id", NEW."code", NEW."hint", NEW."id", NEW."order", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."title"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_1085c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "compliance_documenttypeevent" ("active", "code", "group_id", "id", "needs_expiry", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title") VALUES (NEW."active", NEW."code", NEW."group_id", NEW."id", NEW."needs_expiry", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."title"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_124c8() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "cashier_pspevent" ("brand_id", "code", "created_at", "currencies", "deposit_enabled", "deposit_fee_bps", "deposit_fee_fixed", "deposit_max", "deposit_min", "enabled", "id", "kind", "manual", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "sort", "title", "version", "withdrawal_enabled", "withdrawal_fee_bps", "withdrawal_fee_fixed", "withdrawal_max", "withdrawal_min") VALUES (NEW."brand_id", NEW."code", NEW."created_at", NEW."currencies", NEW."deposit_enabled", NEW."deposit_fee_bps", NEW."deposit_fee_fixed", NEW."deposit_max", NEW."deposit_min", NEW."enabled", NEW."id", NEW."kind", NEW."manual", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."public_id", NEW."sort", NEW."title", NEW."version", NEW."withdrawal_enabled", NEW."withdrawal_fee_bps", NEW."withdrawal_fee_fixed", NEW."withdrawal_max", NEW."withdrawal_min"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_38aae() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "cashier_cashiersettingsevent" ("brand_id", "compliance_review_above", "deposit_expiry_h", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_approver_above", "unknown_grace_s") VALUES (NEW."brand_id", NEW."compliance_review_above", NEW."deposit_expiry_h", NEW."id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."second_approver_above", NEW."unknown_grace_s"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_4140b() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "valuation_quoteruleevent" ("id", "jump_within_s", "mask", "max_age_s", "max_ahead_s", "max_jump", "max_spread", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "server_id", "sort", "trades_weekends") VALUES (NEW."id", NEW."jump_within_s", NEW."mask", NEW."max_age_s", NEW."max_ahead_s", NEW."max_jump", NEW."max_spread", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."server_id", NEW."sort", NEW."trades_weekends"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_46d67() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "compliance_rejectionreasonevent" ("active", "brand_id", "client_text", "code", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title") VALUES (NEW."active", NEW."brand_id", NEW."client_text", NEW."code", NEW."id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."title"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_4efdc() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "staff_staffevent" ("active", "created_at", "id", "invited_by", "joined_at", "name", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "suspended_at", "suspended_reason", "user_id") VALUES (NEW."active", NEW."created_at", NEW."id", NEW."invited_by", NEW."joined_at", NEW."name", NEW."office_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."public_id", NEW."suspended_at", NEW."suspended_reason", NEW."user_id"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_757e7() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "clients_clientevent" ("born_on", "brand_id", "country", "created_at", "email", "email_verified_at", "first_name", "id", "kind", "language", "last_name", "level", "office_id", "owner_staff_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "public_id", "referral_code", "status", "user_id", "version") VALUES (NEW."born_on", NEW."brand_id", NEW."country", NEW."created_at", NEW."email", NEW."email_verified_at", NEW."first_name", NEW."id", NEW."kind", NEW."language", NEW."last_name", NEW."level", NEW."office_id", NEW."owner_staff_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."phone", NEW."public_id", NEW."referral_code", NEW."status", NEW."user_id", NEW."version"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_75fc9() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "trading_productevent" ("brand_id", "code", "created_at", "currency", "demo_deposit", "enabled", "group", "id", "internal", "kind", "leverages", "max_per_client", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "server_id", "sort", "summary", "title") VALUES (NEW."brand_id", NEW."code", NEW."created_at", NEW."currency", NEW."demo_deposit", NEW."enabled", NEW."group", NEW."id", NEW."internal", NEW."kind", NEW."leverages", NEW."max_per_client", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."public_id", NEW."server_id", NEW."sort", NEW."summary", NEW."title"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_7ccc4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "brands_brandevent" ("base_currency", "code", "colour", "countries", "created_at", "currencies", "entity_id", "host", "id", "minimum_age", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "registration_open", "reporting_zone", "support_email", "terms_text", "terms_version", "version") VALUES (NEW."base_currency", NEW."code", NEW."colour", NEW."countries", NEW."created_at", NEW."currencies", NEW."entity_id", NEW."host", NEW."id", NEW."minimum_age", NEW."name", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."public_id", NEW."registration_open", NEW."reporting_zone", NEW."support_email", NEW."terms_text", NEW."terms_version", NEW."version"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_7d06a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "risk_alertruleevent" ("brand_id", "currency", "enabled", "excluded_groups", "excluded_logins", "id", "kind", "mask", "minimum", "percent", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "step", "threshold", "title") VALUES (NEW."brand_id", NEW."currency", NEW."enabled", NEW."excluded_groups", NEW."excluded_logins", NEW."id", NEW."kind", NEW."mask", NEW."minimum", NEW."percent", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."public_id", NEW."step", NEW."threshold", NEW."title"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_8351f() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "compliance_levelevent" ("actions", "automatic", "brand_id", "description", "groups", "id", "index", "needs_email", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title") VALUES (NEW."actions", NEW."automatic", NEW."brand_id", NEW."description", NEW."groups", NEW."id", NEW."index", NEW."needs_email", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."title"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_89d4e() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "compliance_standingevent" ("brand_id", "changed_at", "client_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "wanted_level") VALUES (NEW."brand_id", NEW."changed_at", NEW."client_id", NEW."id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."state", NEW."wanted_level"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_8e531() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "clients_noteevent" ("author", "author_label", "client_id", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinned", "text") VALUES (NEW."author", NEW."author_label", NEW."client_id", NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."pinned", NEW."text"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_9e88a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "compliance_documentevent" ("ask_again", "brand_id", "client_id", "comment", "content_type", "expires_on", "id", "name", "original_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reason_id", "reviewed_at", "reviewer", "sha256", "size_bytes", "state", "type_id", "uploaded_at", "uploaded_by", "version") VALUES (NEW."ask_again", NEW."brand_id", NEW."client_id", NEW."comment", NEW."content_type", NEW."expires_on", NEW."id", NEW."name", NEW."original_name", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."public_id", NEW."reason_id", NEW."reviewed_at", NEW."reviewer", NEW."sha256", NEW."size_bytes", NEW."state", NEW."type_id", NEW."uploaded_at", NEW."uploaded_by", NEW."version"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_a4391() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "clients_taskevent" ("assignee_staff_id", "client_id", "created_at", "created_by", "done_at", "done_by", "due_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "title") VALUES (NEW."assignee_staff_id", NEW."client_id", NEW."created_at", NEW."created_by", NEW."done_at", NEW."done_by", NEW."due_at", NEW."id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."public_id", NEW."title"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_bea2a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "clients_leadevent" ("brand_id", "client_id", "converted_at", "country", "created_at", "email", "first_name", "id", "last_name", "note", "office_id", "owner_staff_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "public_id", "referral_code", "source", "status") VALUES (NEW."brand_id", NEW."client_id", NEW."converted_at", NEW."country", NEW."created_at", NEW."email", NEW."first_name", NEW."id", NEW."last_name", NEW."note", NEW."office_id", NEW."owner_staff_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."phone", NEW."public_id", NEW."referral_code", NEW."source", NEW."status"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_c205c() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "risk_bookruleevent" ("book", "brand_id", "conditions", "currency", "enabled", "group_mask", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "server_id", "share", "sort", "title") VALUES (NEW."book", NEW."brand_id", NEW."conditions", NEW."currency", NEW."enabled", NEW."group_mask", NEW."id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."public_id", NEW."server_id", NEW."share", NEW."sort", NEW."title"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_d0007() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "brands_legalentityevent" ("base_currency", "code", "country", "created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "registration_no", "reporting_zone") VALUES (NEW."base_currency", NEW."code", NEW."country", NEW."created_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."public_id", NEW."registration_no", NEW."reporting_zone"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_d36a4() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "trading_accountevent" ("brand_id", "client_id", "created_at", "currency", "entity_id", "failure", "group", "id", "kind", "leverage", "login", "may_deposit", "may_trade", "may_transfer", "may_withdraw", "pays_partner", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_id", "provisioned_at", "public_id", "server_id", "state", "visible") VALUES (NEW."brand_id", NEW."client_id", NEW."created_at", NEW."currency", NEW."entity_id", NEW."failure", NEW."group", NEW."id", NEW."kind", NEW."leverage", NEW."login", NEW."may_deposit", NEW."may_trade", NEW."may_transfer", NEW."may_withdraw", NEW."pays_partner", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."product_id", NEW."provisioned_at", NEW."public_id", NEW."server_id", NEW."state", NEW."visible"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_ece0a() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "compliance_documentgroupevent" ("brand_id", "code", "hint", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title") VALUES (NEW."brand_id", NEW."code", NEW."hint", NEW."id", NEW."order", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."title"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.pgtrigger_update_update_f9c10() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
                
                BEGIN
                    IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN
                        IF (TG_OP = 'DELETE') THEN
                            RETURN OLD;
                        ELSE
                            RETURN NEW;
                        END IF;
                    END IF;
                    INSERT INTO "brands_officeevent" ("brand_id", "code", "country", "created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reporting_zone") VALUES (NEW."brand_id", NEW."code", NEW."country", NEW."created_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."public_id", NEW."reporting_zone"); RETURN NULL;
                END;
            $$;


CREATE FUNCTION public.procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status = 'todo'
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        IF abort THEN
            UPDATE procrastinate_jobs
            SET abort_requested = true,
                status = CASE status
                    WHEN 'todo' THEN 'cancelled'::procrastinate_job_status ELSE status
                END
            WHERE id = job_id AND status IN ('todo', 'doing')
            RETURNING id INTO _job_id;
        ELSE
            UPDATE procrastinate_jobs
            SET status = 'cancelled'::procrastinate_job_status
            WHERE id = job_id AND status = 'todo'
            RETURNING id INTO _job_id;
        END IF;
    END IF;
    RETURN _job_id;
END;
$$;


CREATE FUNCTION public.procrastinate_defer_jobs_v1(jobs public.procrastinate_job_to_defer_v1[]) RETURNS bigint[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    job_ids bigint[];
BEGIN
    WITH inserted_jobs AS (
        INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
        SELECT (job).queue_name,
               (job).task_name,
               (job).priority,
               (job).lock,
               (job).queueing_lock,
               (job).args,
               (job).scheduled_at
        FROM unnest(jobs) AS job
        RETURNING id
    )
    SELECT array_agg(id) FROM inserted_jobs INTO job_ids;

    RETURN job_ids;
END;
$$;


CREATE FUNCTION public.procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp bigint, _args jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
	_job_id bigint;
	_defer_id bigint;
BEGIN
    INSERT
        INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)
        VALUES (_task_name, _periodic_id, _defer_timestamp)
        ON CONFLICT DO NOTHING
        RETURNING id into _defer_id;

    IF _defer_id IS NULL THEN
        RETURN NULL;
    END IF;

    UPDATE procrastinate_periodic_defers
        SET job_id = (
            SELECT COALESCE((
                SELECT unnest(procrastinate_defer_jobs_v1(
                    ARRAY[
                        ROW(
                            _queue_name,
                            _task_name,
                            _priority,
                            _lock,
                            _queueing_lock,
                            _args,
                            NULL::timestamptz
                        )
                    ]::procrastinate_job_to_defer_v1[]
                ))
            ), NULL)
        )
        WHERE id = _defer_id
        RETURNING job_id INTO _job_id;

    DELETE
        FROM procrastinate_periodic_defers
        USING (
            SELECT id
            FROM procrastinate_periodic_defers
            WHERE procrastinate_periodic_defers.task_name = _task_name
            AND procrastinate_periodic_defers.periodic_id = _periodic_id
            AND procrastinate_periodic_defers.defer_timestamp < _defer_timestamp
            ORDER BY id
            FOR UPDATE
        ) to_delete
        WHERE procrastinate_periodic_defers.id = to_delete.id;

    RETURN _job_id;
END;
$$;


CREATE TABLE public.procrastinate_jobs (
    id bigint NOT NULL,
    queue_name character varying(128) NOT NULL,
    task_name character varying(128) NOT NULL,
    lock text,
    args jsonb DEFAULT '{}'::jsonb NOT NULL,
    status public.procrastinate_job_status DEFAULT 'todo'::public.procrastinate_job_status NOT NULL,
    scheduled_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    queueing_lock text,
    priority integer DEFAULT 0 NOT NULL,
    abort_requested boolean DEFAULT false NOT NULL,
    worker_id bigint,
    CONSTRAINT check_not_todo_abort_requested CHECK ((NOT ((status = 'todo'::public.procrastinate_job_status) AND (abort_requested = true))))
);


CREATE FUNCTION public.procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) RETURNS public.procrastinate_jobs
    LANGUAGE plpgsql
    AS $$
DECLARE
	found_jobs procrastinate_jobs;
BEGIN
    WITH candidate AS (
        SELECT jobs.*
            FROM procrastinate_jobs AS jobs
            WHERE
                -- reject the job if its lock has earlier or higher priority jobs
                NOT EXISTS (
                    SELECT 1
                        FROM procrastinate_jobs AS other_jobs
                        WHERE
                            jobs.lock IS NOT NULL
                            AND other_jobs.lock = jobs.lock
                            AND (
                                -- job with same lock is already running
                                other_jobs.status = 'doing'
                                OR
                                -- job with same lock is waiting and has higher priority (or same priority but was queued first)
                                (
                                    other_jobs.status = 'todo'
                                    AND (
                                        other_jobs.priority > jobs.priority
                                        OR (
                                        other_jobs.priority = jobs.priority
                                        AND other_jobs.id < jobs.id
                                        )
                                    )
                                )
                            )
                )
                AND jobs.status = 'todo'
                AND (target_queue_names IS NULL OR jobs.queue_name = ANY( target_queue_names ))
                AND (jobs.scheduled_at IS NULL OR jobs.scheduled_at <= now())
            ORDER BY jobs.priority DESC, jobs.id ASC LIMIT 1
            FOR UPDATE OF jobs SKIP LOCKED
    )
    UPDATE procrastinate_jobs
        SET status = 'doing', worker_id = p_worker_id
        FROM candidate
        WHERE procrastinate_jobs.id = candidate.id
        RETURNING procrastinate_jobs.* INTO found_jobs;

 RETURN found_jobs;
END;
$$;


CREATE FUNCTION public.procrastinate_finish_job_v1(job_id bigint, end_status public.procrastinate_job_status, delete_job boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF end_status NOT IN ('succeeded', 'failed', 'aborted') THEN
        RAISE 'End status should be either "succeeded", "failed" or "aborted" (job id: %)', job_id;
    END IF;
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = end_status,
            abort_requested = false,
            attempts = CASE status
                WHEN 'doing' THEN attempts + 1 ELSE attempts
            END
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" or "todo" status (job id: %)', job_id;
    END IF;
END;
$$;


CREATE FUNCTION public.procrastinate_notify_queue_abort_job_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'abort_job_requested', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;


CREATE FUNCTION public.procrastinate_notify_queue_job_inserted_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'job_inserted', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;


CREATE FUNCTION public.procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    DELETE FROM procrastinate_workers
    WHERE last_heartbeat < NOW() - (seconds_since_heartbeat || 'SECOND')::INTERVAL
    RETURNING procrastinate_workers.id;
END;
$$;


CREATE FUNCTION public.procrastinate_register_worker_v1() RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    INSERT INTO procrastinate_workers DEFAULT VALUES
    RETURNING procrastinate_workers.id;
END;
$$;


CREATE FUNCTION public.procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
BEGIN
    SELECT abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status = 'doing'
    FOR UPDATE
    INTO _abort_requested;
    IF _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" status (job id: %)', job_id;
    END IF;
END;
$$;


CREATE FUNCTION public.procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
    _current_status procrastinate_job_status;
BEGIN
    SELECT status, abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status IN ('doing', 'failed')
    FOR UPDATE
    INTO _current_status, _abort_requested;
    IF _current_status = 'doing' AND _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status IN ('doing', 'failed')
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or has an invalid status to retry (job id: %)', job_id;
    END IF;

END;
$$;


CREATE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'abort_requested'::procrastinate_job_event_type);
    RETURN NEW;
END;
$$;


CREATE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type, at)
        VALUES (NEW.id, 'scheduled'::procrastinate_job_event_type, NEW.scheduled_at);

	RETURN NEW;
END;
$$;


CREATE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'deferred'::procrastinate_job_event_type);
	RETURN NEW;
END;
$$;


CREATE FUNCTION public.procrastinate_trigger_function_status_events_update_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH t AS (
        SELECT CASE
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND NEW.status = 'doing'::procrastinate_job_status
                THEN 'started'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'deferred_for_retry'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'failed'::procrastinate_job_status
                THEN 'failed'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'succeeded'::procrastinate_job_status
                THEN 'succeeded'::procrastinate_job_event_type
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND (
                    NEW.status = 'cancelled'::procrastinate_job_status
                    OR NEW.status = 'failed'::procrastinate_job_status
                    OR NEW.status = 'succeeded'::procrastinate_job_status
                )
                THEN 'cancelled'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'aborted'::procrastinate_job_status
                THEN 'aborted'::procrastinate_job_event_type
            WHEN OLD.status = 'failed'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'retried'::procrastinate_job_event_type
            ELSE NULL
        END as event_type
    )
    INSERT INTO procrastinate_events(job_id, type)
        SELECT NEW.id, t.event_type
        FROM t
        WHERE t.event_type IS NOT NULL;
	RETURN NEW;
END;
$$;


CREATE FUNCTION public.procrastinate_unlink_periodic_defers_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_periodic_defers
    SET job_id = NULL
    WHERE job_id = OLD.id;
    RETURN OLD;
END;
$$;


CREATE FUNCTION public.procrastinate_unregister_worker_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM procrastinate_workers
    WHERE id = worker_id;
END;
$$;


CREATE FUNCTION public.procrastinate_update_heartbeat_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_workers
    SET last_heartbeat = NOW()
    WHERE id = worker_id;
END;
$$;


CREATE FUNCTION public.prop_stays() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% of % never change', TG_ARGV[0], TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;


CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id bigint NOT NULL
);


ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);


ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);


ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);


ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);


ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.brands_brand (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    code character varying(30) NOT NULL,
    name character varying(80) NOT NULL,
    host character varying(253) NOT NULL,
    base_currency character varying(8) NOT NULL,
    currencies character varying(8)[] NOT NULL,
    countries character varying(2)[] NOT NULL,
    reporting_zone character varying(60) NOT NULL,
    support_email character varying(254) NOT NULL,
    colour character varying(7) NOT NULL,
    minimum_age smallint NOT NULL,
    terms_version character varying(20) NOT NULL,
    terms_text text NOT NULL,
    registration_open boolean NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    entity_id bigint NOT NULL,
    CONSTRAINT brand_clients_are_adults CHECK ((minimum_age >= 18)),
    CONSTRAINT brands_brand_minimum_age_check CHECK ((minimum_age >= 0)),
    CONSTRAINT brands_brand_version_check CHECK ((version >= 0))
);


ALTER TABLE public.brands_brand ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.brands_brand_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.brands_brandevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    code character varying(30) NOT NULL,
    name character varying(80) NOT NULL,
    host character varying(253) NOT NULL,
    base_currency character varying(8) NOT NULL,
    currencies character varying(8)[] NOT NULL,
    countries character varying(2)[] NOT NULL,
    reporting_zone character varying(60) NOT NULL,
    support_email character varying(254) NOT NULL,
    colour character varying(7) NOT NULL,
    minimum_age smallint NOT NULL,
    terms_version character varying(20) NOT NULL,
    terms_text text NOT NULL,
    registration_open boolean NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    entity_id bigint NOT NULL,
    CONSTRAINT brands_brandevent_minimum_age_check CHECK ((minimum_age >= 0)),
    CONSTRAINT brands_brandevent_version_check CHECK ((version >= 0))
);


ALTER TABLE public.brands_brandevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.brands_brandevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.brands_legalentity (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    code character varying(30) NOT NULL,
    name character varying(160) NOT NULL,
    country character varying(2) NOT NULL,
    registration_no character varying(60) NOT NULL,
    base_currency character varying(8) NOT NULL,
    reporting_zone character varying(60) NOT NULL,
    created_at timestamp with time zone NOT NULL
);


ALTER TABLE public.brands_legalentity ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.brands_legalentity_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.brands_legalentityevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    code character varying(30) NOT NULL,
    name character varying(160) NOT NULL,
    country character varying(2) NOT NULL,
    registration_no character varying(60) NOT NULL,
    base_currency character varying(8) NOT NULL,
    reporting_zone character varying(60) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.brands_legalentityevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.brands_legalentityevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.brands_office (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    code character varying(30) NOT NULL,
    name character varying(80) NOT NULL,
    country character varying(2) NOT NULL,
    reporting_zone character varying(60) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL
);


ALTER TABLE public.brands_office ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.brands_office_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.brands_officeevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    code character varying(30) NOT NULL,
    name character varying(80) NOT NULL,
    country character varying(2) NOT NULL,
    reporting_zone character varying(60) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.brands_officeevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.brands_officeevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.cashier_cashiersettings (
    id bigint NOT NULL,
    compliance_review_above numeric(38,8) NOT NULL,
    second_approver_above numeric(38,8) NOT NULL,
    unknown_grace_s integer NOT NULL,
    deposit_expiry_h integer NOT NULL,
    brand_id bigint NOT NULL,
    CONSTRAINT cashier_cashiersettings_deposit_expiry_h_check CHECK ((deposit_expiry_h >= 0)),
    CONSTRAINT cashier_cashiersettings_unknown_grace_s_check CHECK ((unknown_grace_s >= 0))
);


ALTER TABLE public.cashier_cashiersettings ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cashier_cashiersettings_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.cashier_cashiersettingsevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    compliance_review_above numeric(38,8) NOT NULL,
    second_approver_above numeric(38,8) NOT NULL,
    unknown_grace_s integer NOT NULL,
    deposit_expiry_h integer NOT NULL,
    brand_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    CONSTRAINT cashier_cashiersettingsevent_deposit_expiry_h_check CHECK ((deposit_expiry_h >= 0)),
    CONSTRAINT cashier_cashiersettingsevent_unknown_grace_s_check CHECK ((unknown_grace_s >= 0))
);


ALTER TABLE public.cashier_cashiersettingsevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cashier_cashiersettingsevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.cashier_deposit (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    reference character varying(16) NOT NULL,
    key character varying(128) NOT NULL,
    amount numeric(38,8) NOT NULL,
    currency character varying(8) NOT NULL,
    state character varying(24) NOT NULL,
    reason text NOT NULL,
    provider_ref character varying(100) NOT NULL,
    redirect_url character varying(500) NOT NULL,
    return_url character varying(500) NOT NULL,
    received numeric(38,8) NOT NULL,
    received_currency character varying(8) NOT NULL,
    fee numeric(38,8) NOT NULL,
    psp_fee numeric(38,8) NOT NULL,
    refunded numeric(38,8) NOT NULL,
    chargeback_from_wallet numeric(38,8) NOT NULL,
    chargeback_amount numeric(38,8) NOT NULL,
    expires_at timestamp with time zone,
    next_fetch_at timestamp with time zone,
    fetches smallint NOT NULL,
    version integer NOT NULL,
    requested_by character varying(60) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    credited_at timestamp with time zone,
    brand_id bigint NOT NULL,
    client_id bigint NOT NULL,
    entity_id bigint NOT NULL,
    psp_id bigint NOT NULL,
    CONSTRAINT cashier_deposit_fetches_check CHECK ((fetches >= 0)),
    CONSTRAINT cashier_deposit_version_check CHECK ((version >= 0)),
    CONSTRAINT deposit_positive CHECK ((amount > (0)::numeric)),
    CONSTRAINT deposit_refund_within CHECK (((refunded >= (0)::numeric) AND (refunded <= received))),
    CONSTRAINT deposit_state_known CHECK (((state)::text = ANY ((ARRAY['created'::character varying, 'redirected'::character varying, 'pending'::character varying, 'review'::character varying, 'credited'::character varying, 'failed'::character varying, 'expired'::character varying, 'cancelled'::character varying, 'partially_refunded'::character varying, 'refunded'::character varying, 'chargeback_open'::character varying, 'chargeback_won'::character varying, 'chargeback_lost'::character varying])::text[])))
);


ALTER TABLE public.cashier_deposit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cashier_deposit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.cashier_movement (
    id bigint NOT NULL,
    kind character varying(16) NOT NULL,
    provider_ref character varying(100) NOT NULL,
    reference character varying(64) NOT NULL,
    amount numeric(38,8) NOT NULL,
    fee numeric(38,8) NOT NULL,
    currency character varying(8) NOT NULL,
    ledger_key character varying(200) NOT NULL,
    posted_at timestamp with time zone NOT NULL,
    psp_id bigint NOT NULL
);


ALTER TABLE public.cashier_movement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cashier_movement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.cashier_proof (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    name character varying(200) NOT NULL,
    original_name character varying(120) NOT NULL,
    content_type character varying(60) NOT NULL,
    size_bytes integer NOT NULL,
    sha256 character varying(64) NOT NULL,
    uploaded_by character varying(60) NOT NULL,
    uploaded_at timestamp with time zone NOT NULL,
    deposit_id bigint NOT NULL,
    CONSTRAINT cashier_proof_size_bytes_check CHECK ((size_bytes >= 0))
);


ALTER TABLE public.cashier_proof ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cashier_proof_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.cashier_psp (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    code character varying(24) NOT NULL,
    title character varying(60) NOT NULL,
    kind character varying(24) NOT NULL,
    manual boolean NOT NULL,
    config text NOT NULL,
    currencies character varying(8)[] NOT NULL,
    enabled boolean NOT NULL,
    deposit_enabled boolean NOT NULL,
    withdrawal_enabled boolean NOT NULL,
    deposit_min numeric(38,8) NOT NULL,
    deposit_max numeric(38,8) NOT NULL,
    deposit_fee_bps integer NOT NULL,
    deposit_fee_fixed numeric(38,8) NOT NULL,
    withdrawal_min numeric(38,8) NOT NULL,
    withdrawal_max numeric(38,8) NOT NULL,
    withdrawal_fee_bps integer NOT NULL,
    withdrawal_fee_fixed numeric(38,8) NOT NULL,
    sort smallint NOT NULL,
    state character varying(12) NOT NULL,
    state_detail text NOT NULL,
    checked_at timestamp with time zone,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    CONSTRAINT cashier_psp_deposit_fee_bps_check CHECK ((deposit_fee_bps >= 0)),
    CONSTRAINT cashier_psp_sort_check CHECK ((sort >= 0)),
    CONSTRAINT cashier_psp_version_check CHECK ((version >= 0)),
    CONSTRAINT cashier_psp_withdrawal_fee_bps_check CHECK ((withdrawal_fee_bps >= 0)),
    CONSTRAINT psp_fee_below_all CHECK (((deposit_fee_bps < 10000) AND (withdrawal_fee_bps < 10000))),
    CONSTRAINT psp_limits_in_order CHECK (((deposit_min > (0)::numeric) AND (withdrawal_min > (0)::numeric) AND (deposit_max >= deposit_min) AND (withdrawal_max >= withdrawal_min)))
);


ALTER TABLE public.cashier_psp ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cashier_psp_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.cashier_pspevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    code character varying(24) NOT NULL,
    title character varying(60) NOT NULL,
    kind character varying(24) NOT NULL,
    manual boolean NOT NULL,
    currencies character varying(8)[] NOT NULL,
    enabled boolean NOT NULL,
    deposit_enabled boolean NOT NULL,
    withdrawal_enabled boolean NOT NULL,
    deposit_min numeric(38,8) NOT NULL,
    deposit_max numeric(38,8) NOT NULL,
    deposit_fee_bps integer NOT NULL,
    deposit_fee_fixed numeric(38,8) NOT NULL,
    withdrawal_min numeric(38,8) NOT NULL,
    withdrawal_max numeric(38,8) NOT NULL,
    withdrawal_fee_bps integer NOT NULL,
    withdrawal_fee_fixed numeric(38,8) NOT NULL,
    sort smallint NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    CONSTRAINT cashier_pspevent_deposit_fee_bps_check CHECK ((deposit_fee_bps >= 0)),
    CONSTRAINT cashier_pspevent_sort_check CHECK ((sort >= 0)),
    CONSTRAINT cashier_pspevent_version_check CHECK ((version >= 0)),
    CONSTRAINT cashier_pspevent_withdrawal_fee_bps_check CHECK ((withdrawal_fee_bps >= 0))
);


ALTER TABLE public.cashier_pspevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cashier_pspevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.cashier_refund (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    amount numeric(38,8) NOT NULL,
    state character varying(12) NOT NULL,
    reason character varying(200) NOT NULL,
    provider_ref character varying(100) NOT NULL,
    detail text NOT NULL,
    lookups smallint NOT NULL,
    next_step_at timestamp with time zone,
    sent_at timestamp with time zone,
    requested_by character varying(60) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    deposit_id bigint NOT NULL,
    CONSTRAINT cashier_refund_lookups_check CHECK ((lookups >= 0)),
    CONSTRAINT refund_positive CHECK ((amount > (0)::numeric))
);


ALTER TABLE public.cashier_refund ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cashier_refund_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.cashier_statechange (
    id bigint NOT NULL,
    subject character varying(40) NOT NULL,
    before character varying(24) NOT NULL,
    after character varying(24) NOT NULL,
    at timestamp with time zone NOT NULL,
    actor character varying(60) NOT NULL,
    actor_label character varying(120) NOT NULL,
    note text NOT NULL
);


ALTER TABLE public.cashier_statechange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cashier_statechange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.cashier_statementfetch (
    id bigint NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    fetched_at timestamp with time zone NOT NULL,
    error text NOT NULL,
    psp_id bigint NOT NULL
);


ALTER TABLE public.cashier_statementfetch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cashier_statementfetch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.cashier_statementline (
    id bigint NOT NULL,
    kind character varying(32) NOT NULL,
    provider_ref character varying(100) NOT NULL,
    reference character varying(64) NOT NULL,
    amount numeric(38,8) NOT NULL,
    fee numeric(38,8) NOT NULL,
    currency character varying(8) NOT NULL,
    booked_at timestamp with time zone NOT NULL,
    psp_id bigint NOT NULL
);


ALTER TABLE public.cashier_statementline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cashier_statementline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.cashier_transfer (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    server_code character varying(40) NOT NULL,
    key character varying(128) NOT NULL,
    direction character varying(12) NOT NULL,
    amount numeric(38,8) NOT NULL,
    currency character varying(8) NOT NULL,
    state character varying(12) NOT NULL,
    reason text NOT NULL,
    operation_id character varying(40) NOT NULL,
    requested_by character varying(60) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    completed_at timestamp with time zone,
    account_id bigint NOT NULL,
    brand_id bigint NOT NULL,
    client_id bigint NOT NULL,
    entity_id bigint NOT NULL,
    correction numeric(38,8) NOT NULL,
    shortfall numeric(38,8) NOT NULL,
    difference_id character varying(40) NOT NULL,
    version integer NOT NULL,
    house_bears_by character varying(60) NOT NULL,
    CONSTRAINT cashier_transfer_version_check CHECK ((version >= 0)),
    CONSTRAINT transfer_positive CHECK ((amount > (0)::numeric)),
    CONSTRAINT transfer_shortfall CHECK ((shortfall >= (0)::numeric)),
    CONSTRAINT transfer_state_known CHECK (((state)::text = ANY ((ARRAY['requested'::character varying, 'review'::character varying, 'completed'::character varying, 'rejected'::character varying, 'reversed'::character varying])::text[])))
);


ALTER TABLE public.cashier_transfer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cashier_transfer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.cashier_withdrawal (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    key character varying(128) NOT NULL,
    request_hash character varying(64) NOT NULL,
    amount numeric(38,8) NOT NULL,
    fee numeric(38,8) NOT NULL,
    psp_fee numeric(38,8) NOT NULL,
    currency character varying(8) NOT NULL,
    destination text NOT NULL,
    hint character varying(60) NOT NULL,
    state character varying(24) NOT NULL,
    reason text NOT NULL,
    provider_ref character varying(100) NOT NULL,
    needs_second boolean NOT NULL,
    reviewed_by character varying(60) NOT NULL,
    first_approver character varying(60) NOT NULL,
    second_approver character varying(60) NOT NULL,
    attempts smallint NOT NULL,
    lookups smallint NOT NULL,
    submitted_at timestamp with time zone,
    answered_at timestamp with time zone,
    unknown_since timestamp with time zone,
    next_step_at timestamp with time zone,
    version integer NOT NULL,
    requested_by character varying(60) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    approved_at timestamp with time zone,
    paid_at timestamp with time zone,
    brand_id bigint NOT NULL,
    client_id bigint NOT NULL,
    entity_id bigint NOT NULL,
    psp_id bigint NOT NULL,
    CONSTRAINT cashier_withdrawal_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT cashier_withdrawal_lookups_check CHECK ((lookups >= 0)),
    CONSTRAINT cashier_withdrawal_version_check CHECK ((version >= 0)),
    CONSTRAINT withdrawal_four_eyes CHECK ((((second_approver)::text = ''::text) OR (NOT ((second_approver)::text = (first_approver)::text)))),
    CONSTRAINT withdrawal_positive CHECK (((amount > (0)::numeric) AND (fee >= (0)::numeric))),
    CONSTRAINT withdrawal_state_known CHECK (((state)::text = ANY ((ARRAY['requested'::character varying, 'compliance_review'::character varying, 'second_approval'::character varying, 'approved'::character varying, 'submitted'::character varying, 'in_flight'::character varying, 'review'::character varying, 'paid'::character varying, 'rejected'::character varying, 'cancelled_by_client'::character varying, 'failed'::character varying, 'returned'::character varying])::text[])))
);


ALTER TABLE public.cashier_withdrawal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cashier_withdrawal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.clients_client (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    kind character varying(10) NOT NULL,
    email character varying(254) NOT NULL,
    first_name character varying(80) NOT NULL,
    last_name character varying(80) NOT NULL,
    phone character varying(24) NOT NULL,
    country character varying(2) NOT NULL,
    born_on date,
    language character varying(10) NOT NULL,
    status character varying(12) NOT NULL,
    level smallint NOT NULL,
    owner_staff_id character varying(40) NOT NULL,
    referral_code character varying(40) NOT NULL,
    email_verified_at timestamp with time zone,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    search tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, translate(lower((((((((((first_name)::text || ' '::text) || (last_name)::text) || ' '::text) || (email)::text) || ' '::text) || (phone)::text) || ' '::text) || (public_id)::text)), '@.+-_/'::text, '      '::text))) STORED,
    brand_id bigint NOT NULL,
    office_id bigint,
    user_id bigint,
    CONSTRAINT client_kind_known CHECK (((kind)::text = ANY ((ARRAY['individual'::character varying, 'company'::character varying])::text[]))),
    CONSTRAINT client_status_known CHECK (((status)::text = ANY ((ARRAY['registered'::character varying, 'active'::character varying, 'restricted'::character varying, 'suspended'::character varying, 'closed'::character varying])::text[]))),
    CONSTRAINT clients_client_level_check CHECK ((level >= 0)),
    CONSTRAINT clients_client_version_check CHECK ((version >= 0))
);


ALTER TABLE public.clients_client ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.clients_client_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.clients_clientevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    kind character varying(10) NOT NULL,
    email character varying(254) NOT NULL,
    first_name character varying(80) NOT NULL,
    last_name character varying(80) NOT NULL,
    phone character varying(24) NOT NULL,
    country character varying(2) NOT NULL,
    born_on date,
    language character varying(10) NOT NULL,
    status character varying(12) NOT NULL,
    level smallint NOT NULL,
    owner_staff_id character varying(40) NOT NULL,
    referral_code character varying(40) NOT NULL,
    email_verified_at timestamp with time zone,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    office_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    user_id bigint,
    CONSTRAINT clients_clientevent_level_check CHECK ((level >= 0)),
    CONSTRAINT clients_clientevent_version_check CHECK ((version >= 0))
);


ALTER TABLE public.clients_clientevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.clients_clientevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.clients_lead (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    email character varying(254) NOT NULL,
    first_name character varying(80) NOT NULL,
    last_name character varying(80) NOT NULL,
    phone character varying(24) NOT NULL,
    country character varying(2) NOT NULL,
    source character varying(10) NOT NULL,
    status character varying(10) NOT NULL,
    note character varying(1000) NOT NULL,
    referral_code character varying(40) NOT NULL,
    owner_staff_id character varying(40) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    converted_at timestamp with time zone,
    brand_id bigint NOT NULL,
    client_id bigint,
    office_id bigint,
    CONSTRAINT lead_source_known CHECK (((source)::text = ANY ((ARRAY['signup'::character varying, 'staff'::character varying, 'api'::character varying])::text[]))),
    CONSTRAINT lead_status_known CHECK (((status)::text = ANY ((ARRAY['new'::character varying, 'contacted'::character varying, 'converted'::character varying, 'lost'::character varying])::text[])))
);


ALTER TABLE public.clients_lead ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.clients_lead_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.clients_leadevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    email character varying(254) NOT NULL,
    first_name character varying(80) NOT NULL,
    last_name character varying(80) NOT NULL,
    phone character varying(24) NOT NULL,
    country character varying(2) NOT NULL,
    source character varying(10) NOT NULL,
    status character varying(10) NOT NULL,
    note character varying(1000) NOT NULL,
    referral_code character varying(40) NOT NULL,
    owner_staff_id character varying(40) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    converted_at timestamp with time zone,
    brand_id bigint NOT NULL,
    client_id bigint,
    office_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.clients_leadevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.clients_leadevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.clients_note (
    id bigint NOT NULL,
    text text NOT NULL,
    author character varying(80) NOT NULL,
    author_label character varying(120) NOT NULL,
    pinned boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    client_id bigint NOT NULL
);


ALTER TABLE public.clients_note ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.clients_note_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.clients_noteevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    text text NOT NULL,
    author character varying(80) NOT NULL,
    author_label character varying(120) NOT NULL,
    pinned boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    client_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.clients_noteevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.clients_noteevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.clients_statuschange (
    id bigint NOT NULL,
    before character varying(12) NOT NULL,
    after character varying(12) NOT NULL,
    reason text NOT NULL,
    actor character varying(80) NOT NULL,
    actor_label character varying(120) NOT NULL,
    at timestamp with time zone NOT NULL,
    client_id bigint NOT NULL
);


ALTER TABLE public.clients_statuschange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.clients_statuschange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.clients_task (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    title character varying(200) NOT NULL,
    assignee_staff_id character varying(40) NOT NULL,
    due_at timestamp with time zone,
    created_by character varying(80) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    done_by character varying(80) NOT NULL,
    client_id bigint NOT NULL
);


ALTER TABLE public.clients_task ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.clients_task_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.clients_taskevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    title character varying(200) NOT NULL,
    assignee_staff_id character varying(40) NOT NULL,
    due_at timestamp with time zone,
    created_by character varying(80) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    done_by character varying(80) NOT NULL,
    client_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.clients_taskevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.clients_taskevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.clients_termsacceptance (
    id bigint NOT NULL,
    version character varying(20) NOT NULL,
    sha256 character varying(64) NOT NULL,
    ip inet,
    user_agent character varying(300) NOT NULL,
    accepted_at timestamp with time zone NOT NULL,
    client_id bigint NOT NULL
);


ALTER TABLE public.clients_termsacceptance ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.clients_termsacceptance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.compliance_document (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    state character varying(12) NOT NULL,
    name character varying(120) NOT NULL,
    original_name character varying(120) NOT NULL,
    content_type character varying(40) NOT NULL,
    size_bytes integer NOT NULL,
    sha256 character varying(64) NOT NULL,
    expires_on date,
    comment character varying(500) NOT NULL,
    ask_again boolean NOT NULL,
    uploaded_by character varying(80) NOT NULL,
    uploaded_at timestamp with time zone NOT NULL,
    reviewer character varying(80) NOT NULL,
    reviewed_at timestamp with time zone,
    version integer NOT NULL,
    brand_id bigint NOT NULL,
    client_id bigint NOT NULL,
    type_id bigint NOT NULL,
    reason_id bigint,
    CONSTRAINT compliance_document_size_bytes_check CHECK ((size_bytes >= 0)),
    CONSTRAINT compliance_document_version_check CHECK ((version >= 0)),
    CONSTRAINT document_state_known CHECK (((state)::text = ANY ((ARRAY['uploaded'::character varying, 'in_review'::character varying, 'approved'::character varying, 'rejected'::character varying, 'expired'::character varying, 'superseded'::character varying])::text[])))
);


ALTER TABLE public.compliance_document ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.compliance_document_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.compliance_documentaccess (
    id bigint NOT NULL,
    actor character varying(80) NOT NULL,
    actor_label character varying(120) NOT NULL,
    ip inet,
    at timestamp with time zone NOT NULL,
    document_id bigint NOT NULL
);


ALTER TABLE public.compliance_documentaccess ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.compliance_documentaccess_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.compliance_documentevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    state character varying(12) NOT NULL,
    name character varying(120) NOT NULL,
    original_name character varying(120) NOT NULL,
    content_type character varying(40) NOT NULL,
    size_bytes integer NOT NULL,
    sha256 character varying(64) NOT NULL,
    expires_on date,
    comment character varying(500) NOT NULL,
    ask_again boolean NOT NULL,
    uploaded_by character varying(80) NOT NULL,
    uploaded_at timestamp with time zone NOT NULL,
    reviewer character varying(80) NOT NULL,
    reviewed_at timestamp with time zone,
    version integer NOT NULL,
    brand_id bigint NOT NULL,
    client_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    type_id bigint NOT NULL,
    reason_id bigint,
    CONSTRAINT compliance_documentevent_size_bytes_check CHECK ((size_bytes >= 0)),
    CONSTRAINT compliance_documentevent_version_check CHECK ((version >= 0))
);


ALTER TABLE public.compliance_documentevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.compliance_documentevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.compliance_documentgroup (
    id bigint NOT NULL,
    code character varying(30) NOT NULL,
    title character varying(80) NOT NULL,
    hint character varying(300) NOT NULL,
    "order" smallint NOT NULL,
    brand_id bigint NOT NULL,
    CONSTRAINT compliance_documentgroup_order_check CHECK (("order" >= 0))
);


ALTER TABLE public.compliance_documentgroup ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.compliance_documentgroup_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.compliance_documentgroupevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    code character varying(30) NOT NULL,
    title character varying(80) NOT NULL,
    hint character varying(300) NOT NULL,
    "order" smallint NOT NULL,
    brand_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    CONSTRAINT compliance_documentgroupevent_order_check CHECK (("order" >= 0))
);


ALTER TABLE public.compliance_documentgroupevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.compliance_documentgroupevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.compliance_documenttype (
    id bigint NOT NULL,
    code character varying(30) NOT NULL,
    title character varying(80) NOT NULL,
    needs_expiry boolean NOT NULL,
    active boolean NOT NULL,
    group_id bigint NOT NULL
);


ALTER TABLE public.compliance_documenttype ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.compliance_documenttype_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.compliance_documenttypeevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    code character varying(30) NOT NULL,
    title character varying(80) NOT NULL,
    needs_expiry boolean NOT NULL,
    active boolean NOT NULL,
    group_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.compliance_documenttypeevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.compliance_documenttypeevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.compliance_level (
    id bigint NOT NULL,
    index smallint NOT NULL,
    title character varying(80) NOT NULL,
    description character varying(300) NOT NULL,
    actions character varying(20)[] NOT NULL,
    groups character varying(30)[] NOT NULL,
    needs_email boolean NOT NULL,
    automatic boolean NOT NULL,
    brand_id bigint NOT NULL,
    CONSTRAINT compliance_level_index_check CHECK ((index >= 0))
);


ALTER TABLE public.compliance_level ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.compliance_level_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.compliance_levelevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    index smallint NOT NULL,
    title character varying(80) NOT NULL,
    description character varying(300) NOT NULL,
    actions character varying(20)[] NOT NULL,
    groups character varying(30)[] NOT NULL,
    needs_email boolean NOT NULL,
    automatic boolean NOT NULL,
    brand_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    CONSTRAINT compliance_levelevent_index_check CHECK ((index >= 0))
);


ALTER TABLE public.compliance_levelevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.compliance_levelevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.compliance_rejectionreason (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    title character varying(120) NOT NULL,
    client_text character varying(400) NOT NULL,
    active boolean NOT NULL,
    brand_id bigint NOT NULL
);


ALTER TABLE public.compliance_rejectionreason ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.compliance_rejectionreason_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.compliance_rejectionreasonevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    title character varying(120) NOT NULL,
    client_text character varying(400) NOT NULL,
    active boolean NOT NULL,
    brand_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.compliance_rejectionreasonevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.compliance_rejectionreasonevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.compliance_standing (
    id bigint NOT NULL,
    state character varying(14) NOT NULL,
    wanted_level smallint NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    client_id bigint NOT NULL,
    CONSTRAINT compliance_standing_wanted_level_check CHECK ((wanted_level >= 0)),
    CONSTRAINT standing_state_known CHECK (((state)::text = ANY ((ARRAY['not_started'::character varying, 'in_progress'::character varying, 'submitted'::character varying, 'in_review'::character varying, 'approved'::character varying, 'resubmission'::character varying, 'rejected'::character varying, 'expired'::character varying])::text[])))
);


ALTER TABLE public.compliance_standing ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.compliance_standing_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.compliance_standingevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    state character varying(14) NOT NULL,
    wanted_level smallint NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    client_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    CONSTRAINT compliance_standingevent_wanted_level_check CHECK ((wanted_level >= 0))
);


ALTER TABLE public.compliance_standingevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.compliance_standingevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.core_access_apikey (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    title character varying(120) NOT NULL,
    prefix character varying(12) NOT NULL,
    sha256 character varying(64) NOT NULL,
    brand_id bigint,
    scopes character varying(60)[] NOT NULL,
    allowed_ips character varying(50)[] NOT NULL,
    rate_per_minute integer NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    last_used_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    created_by character varying(60) NOT NULL,
    CONSTRAINT core_access_apikey_rate_per_minute_check CHECK ((rate_per_minute >= 0))
);


ALTER TABLE public.core_access_apikey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.core_access_apikey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.core_access_assignment (
    id bigint NOT NULL,
    staff_id character varying(40) NOT NULL,
    brand_id bigint,
    office_id bigint,
    team character varying(60) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    role_id bigint NOT NULL
);


ALTER TABLE public.core_access_assignment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.core_access_assignment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.core_access_grant (
    id bigint NOT NULL,
    permission character varying(120) NOT NULL,
    scope character varying(10) NOT NULL,
    effect character varying(5) NOT NULL,
    role_id bigint NOT NULL,
    CONSTRAINT grant_effect_known CHECK (((effect)::text = ANY ((ARRAY['allow'::character varying, 'deny'::character varying])::text[]))),
    CONSTRAINT grant_scope_known CHECK (((scope)::text = ANY ((ARRAY['own'::character varying, 'team'::character varying, 'office'::character varying, 'brand'::character varying, 'all'::character varying])::text[])))
);


ALTER TABLE public.core_access_grant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.core_access_grant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE UNLOGGED TABLE public.core_access_ratebucket (
    key character varying(160) NOT NULL,
    tokens double precision NOT NULL,
    granted boolean NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


CREATE TABLE public.core_access_role (
    id bigint NOT NULL,
    code character varying(60) NOT NULL,
    title character varying(120) NOT NULL,
    brand_id bigint,
    created_at timestamp with time zone NOT NULL
);


ALTER TABLE public.core_access_role ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.core_access_role_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.core_audit_details (
    entry_id bigint NOT NULL,
    salt bytea,
    actor_label text NOT NULL,
    reason text NOT NULL,
    before jsonb,
    after jsonb,
    erased_at timestamp with time zone
);


CREATE TABLE public.core_audit_entry (
    id bigint NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    actor text NOT NULL,
    brand_id bigint,
    correlation_id uuid,
    details_digest bytea NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);


ALTER TABLE public.core_audit_entry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.core_audit_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.core_audit_seal (
    "position" bigint NOT NULL,
    previous bytea NOT NULL,
    digest bytea NOT NULL,
    horizon xid8 NOT NULL,
    cluster text NOT NULL,
    sealed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    entry_id bigint NOT NULL
);


CREATE TABLE public.core_events_handled (
    event_id uuid CONSTRAINT core_events_handled_event_id_not_null1 NOT NULL,
    handler text CONSTRAINT core_events_handled_handler_not_null1 NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    handled_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT core_events_handled_handled_at_not_null1 NOT NULL
)
PARTITION BY RANGE (recorded_at);


CREATE TABLE public.core_events_handled_default (
    event_id uuid CONSTRAINT core_events_handled_event_id_not_null1 NOT NULL,
    handler text CONSTRAINT core_events_handled_handler_not_null1 NOT NULL,
    recorded_at timestamp with time zone CONSTRAINT core_events_handled_recorded_at_not_null NOT NULL,
    handled_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT core_events_handled_handled_at_not_null1 NOT NULL
);


CREATE TABLE public.core_events_handled_w20261123 (
    event_id uuid CONSTRAINT core_events_handled_event_id_not_null1 NOT NULL,
    handler text CONSTRAINT core_events_handled_handler_not_null1 NOT NULL,
    recorded_at timestamp with time zone CONSTRAINT core_events_handled_recorded_at_not_null NOT NULL,
    handled_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT core_events_handled_handled_at_not_null1 NOT NULL
);


CREATE TABLE public.core_events_handled_w20261130 (
    event_id uuid CONSTRAINT core_events_handled_event_id_not_null1 NOT NULL,
    handler text CONSTRAINT core_events_handled_handler_not_null1 NOT NULL,
    recorded_at timestamp with time zone CONSTRAINT core_events_handled_recorded_at_not_null NOT NULL,
    handled_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT core_events_handled_handled_at_not_null1 NOT NULL
);


CREATE TABLE public.core_events_handled_w20261207 (
    event_id uuid CONSTRAINT core_events_handled_event_id_not_null1 NOT NULL,
    handler text CONSTRAINT core_events_handled_handler_not_null1 NOT NULL,
    recorded_at timestamp with time zone CONSTRAINT core_events_handled_recorded_at_not_null NOT NULL,
    handled_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT core_events_handled_handled_at_not_null1 NOT NULL
);


CREATE TABLE public.core_events_handled_w20261214 (
    event_id uuid CONSTRAINT core_events_handled_event_id_not_null1 NOT NULL,
    handler text CONSTRAINT core_events_handled_handler_not_null1 NOT NULL,
    recorded_at timestamp with time zone CONSTRAINT core_events_handled_recorded_at_not_null NOT NULL,
    handled_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT core_events_handled_handled_at_not_null1 NOT NULL
);


CREATE TABLE public.core_events_handled_w20261221 (
    event_id uuid CONSTRAINT core_events_handled_event_id_not_null1 NOT NULL,
    handler text CONSTRAINT core_events_handled_handler_not_null1 NOT NULL,
    recorded_at timestamp with time zone CONSTRAINT core_events_handled_recorded_at_not_null NOT NULL,
    handled_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT core_events_handled_handled_at_not_null1 NOT NULL
);


CREATE TABLE public.core_events_handled_w20261228 (
    event_id uuid CONSTRAINT core_events_handled_event_id_not_null1 NOT NULL,
    handler text CONSTRAINT core_events_handled_handler_not_null1 NOT NULL,
    recorded_at timestamp with time zone CONSTRAINT core_events_handled_recorded_at_not_null NOT NULL,
    handled_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT core_events_handled_handled_at_not_null1 NOT NULL
);


CREATE TABLE public.core_events_handled_w20270104 (
    event_id uuid CONSTRAINT core_events_handled_event_id_not_null1 NOT NULL,
    handler text CONSTRAINT core_events_handled_handler_not_null1 NOT NULL,
    recorded_at timestamp with time zone CONSTRAINT core_events_handled_recorded_at_not_null NOT NULL,
    handled_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT core_events_handled_handled_at_not_null1 NOT NULL
);


CREATE TABLE public.core_events_handled_w20270111 (
    event_id uuid CONSTRAINT core_events_handled_event_id_not_null1 NOT NULL,
    handler text CONSTRAINT core_events_handled_handler_not_null1 NOT NULL,
    recorded_at timestamp with time zone CONSTRAINT core_events_handled_recorded_at_not_null NOT NULL,
    handled_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT core_events_handled_handled_at_not_null1 NOT NULL
);


CREATE TABLE public.core_events_handled_w20270118 (
    event_id uuid CONSTRAINT core_events_handled_event_id_not_null1 NOT NULL,
    handler text CONSTRAINT core_events_handled_handler_not_null1 NOT NULL,
    recorded_at timestamp with time zone CONSTRAINT core_events_handled_recorded_at_not_null NOT NULL,
    handled_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT core_events_handled_handled_at_not_null1 NOT NULL
);


CREATE TABLE public.core_events_inbox (
    id bigint NOT NULL,
    source text NOT NULL,
    external_id text NOT NULL,
    body bytea NOT NULL,
    headers jsonb NOT NULL,
    signature_ok boolean NOT NULL,
    received_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL,
    handled_at timestamp with time zone,
    error text NOT NULL
);


ALTER TABLE public.core_events_inbox ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.core_events_inbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.core_events_outbox (
    id bigint CONSTRAINT core_events_outbox_id_not_null1 NOT NULL,
    event_id uuid CONSTRAINT core_events_outbox_event_id_not_null1 NOT NULL,
    sequence bigint,
    xid xid8 DEFAULT pg_current_xact_id() CONSTRAINT core_events_outbox_xid_not_null1 NOT NULL,
    type text CONSTRAINT core_events_outbox_type_not_null1 NOT NULL,
    version smallint CONSTRAINT core_events_outbox_version_not_null1 NOT NULL,
    aggregate text CONSTRAINT core_events_outbox_aggregate_not_null1 NOT NULL,
    brand_id bigint,
    payload jsonb CONSTRAINT core_events_outbox_payload_not_null1 NOT NULL,
    actor text CONSTRAINT core_events_outbox_actor_not_null1 NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT core_events_outbox_occurred_at_not_null1 NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT core_events_outbox_recorded_at_not_null1 NOT NULL,
    correlation_id uuid CONSTRAINT core_events_outbox_correlation_id_not_null1 NOT NULL,
    causation_id uuid
)
PARTITION BY RANGE (recorded_at);


CREATE SEQUENCE public.core_events_outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER SEQUENCE public.core_events_outbox_id_seq OWNED BY public.core_events_outbox.id;


CREATE TABLE public.core_events_outbox_default (
    id bigint DEFAULT nextval('public.core_events_outbox_id_seq'::regclass) CONSTRAINT core_events_outbox_id_not_null1 NOT NULL,
    event_id uuid CONSTRAINT core_events_outbox_event_id_not_null1 NOT NULL,
    sequence bigint,
    xid xid8 DEFAULT pg_current_xact_id() CONSTRAINT core_events_outbox_xid_not_null1 NOT NULL,
    type text CONSTRAINT core_events_outbox_type_not_null1 NOT NULL,
    version smallint CONSTRAINT core_events_outbox_version_not_null1 NOT NULL,
    aggregate text CONSTRAINT core_events_outbox_aggregate_not_null1 NOT NULL,
    brand_id bigint,
    payload jsonb CONSTRAINT core_events_outbox_payload_not_null1 NOT NULL,
    actor text CONSTRAINT core_events_outbox_actor_not_null1 NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT core_events_outbox_occurred_at_not_null1 NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT core_events_outbox_recorded_at_not_null1 NOT NULL,
    correlation_id uuid CONSTRAINT core_events_outbox_correlation_id_not_null1 NOT NULL,
    causation_id uuid
)
WITH (fillfactor='85', autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_insert_scale_factor='0.05');


CREATE TABLE public.core_events_outbox_w20261123 (
    id bigint DEFAULT nextval('public.core_events_outbox_id_seq'::regclass) CONSTRAINT core_events_outbox_id_not_null1 NOT NULL,
    event_id uuid CONSTRAINT core_events_outbox_event_id_not_null1 NOT NULL,
    sequence bigint,
    xid xid8 DEFAULT pg_current_xact_id() CONSTRAINT core_events_outbox_xid_not_null1 NOT NULL,
    type text CONSTRAINT core_events_outbox_type_not_null1 NOT NULL,
    version smallint CONSTRAINT core_events_outbox_version_not_null1 NOT NULL,
    aggregate text CONSTRAINT core_events_outbox_aggregate_not_null1 NOT NULL,
    brand_id bigint,
    payload jsonb CONSTRAINT core_events_outbox_payload_not_null1 NOT NULL,
    actor text CONSTRAINT core_events_outbox_actor_not_null1 NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT core_events_outbox_occurred_at_not_null1 NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT core_events_outbox_recorded_at_not_null1 NOT NULL,
    correlation_id uuid CONSTRAINT core_events_outbox_correlation_id_not_null1 NOT NULL,
    causation_id uuid
)
WITH (fillfactor='85', autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_insert_scale_factor='0.05');


CREATE TABLE public.core_events_outbox_w20261130 (
    id bigint DEFAULT nextval('public.core_events_outbox_id_seq'::regclass) CONSTRAINT core_events_outbox_id_not_null1 NOT NULL,
    event_id uuid CONSTRAINT core_events_outbox_event_id_not_null1 NOT NULL,
    sequence bigint,
    xid xid8 DEFAULT pg_current_xact_id() CONSTRAINT core_events_outbox_xid_not_null1 NOT NULL,
    type text CONSTRAINT core_events_outbox_type_not_null1 NOT NULL,
    version smallint CONSTRAINT core_events_outbox_version_not_null1 NOT NULL,
    aggregate text CONSTRAINT core_events_outbox_aggregate_not_null1 NOT NULL,
    brand_id bigint,
    payload jsonb CONSTRAINT core_events_outbox_payload_not_null1 NOT NULL,
    actor text CONSTRAINT core_events_outbox_actor_not_null1 NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT core_events_outbox_occurred_at_not_null1 NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT core_events_outbox_recorded_at_not_null1 NOT NULL,
    correlation_id uuid CONSTRAINT core_events_outbox_correlation_id_not_null1 NOT NULL,
    causation_id uuid
)
WITH (fillfactor='85', autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_insert_scale_factor='0.05');


CREATE TABLE public.core_events_outbox_w20261207 (
    id bigint DEFAULT nextval('public.core_events_outbox_id_seq'::regclass) CONSTRAINT core_events_outbox_id_not_null1 NOT NULL,
    event_id uuid CONSTRAINT core_events_outbox_event_id_not_null1 NOT NULL,
    sequence bigint,
    xid xid8 DEFAULT pg_current_xact_id() CONSTRAINT core_events_outbox_xid_not_null1 NOT NULL,
    type text CONSTRAINT core_events_outbox_type_not_null1 NOT NULL,
    version smallint CONSTRAINT core_events_outbox_version_not_null1 NOT NULL,
    aggregate text CONSTRAINT core_events_outbox_aggregate_not_null1 NOT NULL,
    brand_id bigint,
    payload jsonb CONSTRAINT core_events_outbox_payload_not_null1 NOT NULL,
    actor text CONSTRAINT core_events_outbox_actor_not_null1 NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT core_events_outbox_occurred_at_not_null1 NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT core_events_outbox_recorded_at_not_null1 NOT NULL,
    correlation_id uuid CONSTRAINT core_events_outbox_correlation_id_not_null1 NOT NULL,
    causation_id uuid
)
WITH (fillfactor='85', autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_insert_scale_factor='0.05');


CREATE TABLE public.core_events_outbox_w20261214 (
    id bigint DEFAULT nextval('public.core_events_outbox_id_seq'::regclass) CONSTRAINT core_events_outbox_id_not_null1 NOT NULL,
    event_id uuid CONSTRAINT core_events_outbox_event_id_not_null1 NOT NULL,
    sequence bigint,
    xid xid8 DEFAULT pg_current_xact_id() CONSTRAINT core_events_outbox_xid_not_null1 NOT NULL,
    type text CONSTRAINT core_events_outbox_type_not_null1 NOT NULL,
    version smallint CONSTRAINT core_events_outbox_version_not_null1 NOT NULL,
    aggregate text CONSTRAINT core_events_outbox_aggregate_not_null1 NOT NULL,
    brand_id bigint,
    payload jsonb CONSTRAINT core_events_outbox_payload_not_null1 NOT NULL,
    actor text CONSTRAINT core_events_outbox_actor_not_null1 NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT core_events_outbox_occurred_at_not_null1 NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT core_events_outbox_recorded_at_not_null1 NOT NULL,
    correlation_id uuid CONSTRAINT core_events_outbox_correlation_id_not_null1 NOT NULL,
    causation_id uuid
)
WITH (fillfactor='85', autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_insert_scale_factor='0.05');


CREATE TABLE public.core_events_outbox_w20261221 (
    id bigint DEFAULT nextval('public.core_events_outbox_id_seq'::regclass) CONSTRAINT core_events_outbox_id_not_null1 NOT NULL,
    event_id uuid CONSTRAINT core_events_outbox_event_id_not_null1 NOT NULL,
    sequence bigint,
    xid xid8 DEFAULT pg_current_xact_id() CONSTRAINT core_events_outbox_xid_not_null1 NOT NULL,
    type text CONSTRAINT core_events_outbox_type_not_null1 NOT NULL,
    version smallint CONSTRAINT core_events_outbox_version_not_null1 NOT NULL,
    aggregate text CONSTRAINT core_events_outbox_aggregate_not_null1 NOT NULL,
    brand_id bigint,
    payload jsonb CONSTRAINT core_events_outbox_payload_not_null1 NOT NULL,
    actor text CONSTRAINT core_events_outbox_actor_not_null1 NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT core_events_outbox_occurred_at_not_null1 NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT core_events_outbox_recorded_at_not_null1 NOT NULL,
    correlation_id uuid CONSTRAINT core_events_outbox_correlation_id_not_null1 NOT NULL,
    causation_id uuid
)
WITH (fillfactor='85', autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_insert_scale_factor='0.05');


CREATE TABLE public.core_events_outbox_w20261228 (
    id bigint DEFAULT nextval('public.core_events_outbox_id_seq'::regclass) CONSTRAINT core_events_outbox_id_not_null1 NOT NULL,
    event_id uuid CONSTRAINT core_events_outbox_event_id_not_null1 NOT NULL,
    sequence bigint,
    xid xid8 DEFAULT pg_current_xact_id() CONSTRAINT core_events_outbox_xid_not_null1 NOT NULL,
    type text CONSTRAINT core_events_outbox_type_not_null1 NOT NULL,
    version smallint CONSTRAINT core_events_outbox_version_not_null1 NOT NULL,
    aggregate text CONSTRAINT core_events_outbox_aggregate_not_null1 NOT NULL,
    brand_id bigint,
    payload jsonb CONSTRAINT core_events_outbox_payload_not_null1 NOT NULL,
    actor text CONSTRAINT core_events_outbox_actor_not_null1 NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT core_events_outbox_occurred_at_not_null1 NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT core_events_outbox_recorded_at_not_null1 NOT NULL,
    correlation_id uuid CONSTRAINT core_events_outbox_correlation_id_not_null1 NOT NULL,
    causation_id uuid
)
WITH (fillfactor='85', autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_insert_scale_factor='0.05');


CREATE TABLE public.core_events_outbox_w20270104 (
    id bigint DEFAULT nextval('public.core_events_outbox_id_seq'::regclass) CONSTRAINT core_events_outbox_id_not_null1 NOT NULL,
    event_id uuid CONSTRAINT core_events_outbox_event_id_not_null1 NOT NULL,
    sequence bigint,
    xid xid8 DEFAULT pg_current_xact_id() CONSTRAINT core_events_outbox_xid_not_null1 NOT NULL,
    type text CONSTRAINT core_events_outbox_type_not_null1 NOT NULL,
    version smallint CONSTRAINT core_events_outbox_version_not_null1 NOT NULL,
    aggregate text CONSTRAINT core_events_outbox_aggregate_not_null1 NOT NULL,
    brand_id bigint,
    payload jsonb CONSTRAINT core_events_outbox_payload_not_null1 NOT NULL,
    actor text CONSTRAINT core_events_outbox_actor_not_null1 NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT core_events_outbox_occurred_at_not_null1 NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT core_events_outbox_recorded_at_not_null1 NOT NULL,
    correlation_id uuid CONSTRAINT core_events_outbox_correlation_id_not_null1 NOT NULL,
    causation_id uuid
)
WITH (fillfactor='85', autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_insert_scale_factor='0.05');


CREATE TABLE public.core_events_outbox_w20270111 (
    id bigint DEFAULT nextval('public.core_events_outbox_id_seq'::regclass) CONSTRAINT core_events_outbox_id_not_null1 NOT NULL,
    event_id uuid CONSTRAINT core_events_outbox_event_id_not_null1 NOT NULL,
    sequence bigint,
    xid xid8 DEFAULT pg_current_xact_id() CONSTRAINT core_events_outbox_xid_not_null1 NOT NULL,
    type text CONSTRAINT core_events_outbox_type_not_null1 NOT NULL,
    version smallint CONSTRAINT core_events_outbox_version_not_null1 NOT NULL,
    aggregate text CONSTRAINT core_events_outbox_aggregate_not_null1 NOT NULL,
    brand_id bigint,
    payload jsonb CONSTRAINT core_events_outbox_payload_not_null1 NOT NULL,
    actor text CONSTRAINT core_events_outbox_actor_not_null1 NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT core_events_outbox_occurred_at_not_null1 NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT core_events_outbox_recorded_at_not_null1 NOT NULL,
    correlation_id uuid CONSTRAINT core_events_outbox_correlation_id_not_null1 NOT NULL,
    causation_id uuid
)
WITH (fillfactor='85', autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_insert_scale_factor='0.05');


CREATE TABLE public.core_events_outbox_w20270118 (
    id bigint DEFAULT nextval('public.core_events_outbox_id_seq'::regclass) CONSTRAINT core_events_outbox_id_not_null1 NOT NULL,
    event_id uuid CONSTRAINT core_events_outbox_event_id_not_null1 NOT NULL,
    sequence bigint,
    xid xid8 DEFAULT pg_current_xact_id() CONSTRAINT core_events_outbox_xid_not_null1 NOT NULL,
    type text CONSTRAINT core_events_outbox_type_not_null1 NOT NULL,
    version smallint CONSTRAINT core_events_outbox_version_not_null1 NOT NULL,
    aggregate text CONSTRAINT core_events_outbox_aggregate_not_null1 NOT NULL,
    brand_id bigint,
    payload jsonb CONSTRAINT core_events_outbox_payload_not_null1 NOT NULL,
    actor text CONSTRAINT core_events_outbox_actor_not_null1 NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT core_events_outbox_occurred_at_not_null1 NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() CONSTRAINT core_events_outbox_recorded_at_not_null1 NOT NULL,
    correlation_id uuid CONSTRAINT core_events_outbox_correlation_id_not_null1 NOT NULL,
    causation_id uuid
)
WITH (fillfactor='85', autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_insert_scale_factor='0.05');


CREATE TABLE public.core_events_parked (
    id bigint NOT NULL,
    "group" text NOT NULL,
    aggregate text NOT NULL,
    state text NOT NULL,
    attempts integer NOT NULL,
    error text NOT NULL,
    traceback text NOT NULL,
    next_try_at timestamp with time zone,
    parked_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    outbox_id bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);


ALTER TABLE public.core_events_parked ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.core_events_parked_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.core_events_position (
    "group" text NOT NULL,
    partition smallint NOT NULL,
    sequence bigint NOT NULL
)
WITH (fillfactor='50');


CREATE TABLE public.core_events_relay (
    id smallint NOT NULL,
    published bigint NOT NULL,
    numbered bigint DEFAULT 0 NOT NULL,
    forgotten bigint DEFAULT 0 NOT NULL,
    routes jsonb NOT NULL,
    reached bigint DEFAULT 0 NOT NULL,
    CONSTRAINT core_events_relay_one_row CHECK ((id = 1))
);


CREATE TABLE public.core_idempotency_key (
    id bigint NOT NULL,
    scope text NOT NULL,
    key text NOT NULL,
    request_digest bytea NOT NULL,
    status smallint,
    answer jsonb,
    created_at timestamp with time zone DEFAULT statement_timestamp() NOT NULL
);


ALTER TABLE public.core_idempotency_key ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.core_idempotency_key_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.core_identity_signinplace (
    id bigint NOT NULL,
    device character varying(64) NOT NULL,
    address inet,
    times integer NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT core_identity_signinplace_times_check CHECK ((times >= 0))
);


ALTER TABLE public.core_identity_signinplace ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.core_identity_signinplace_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.core_identity_user (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    username character varying(300) NOT NULL,
    realm character varying(40) NOT NULL,
    email character varying(254) NOT NULL,
    is_active boolean NOT NULL,
    session_epoch integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT core_identity_user_session_epoch_check CHECK ((session_epoch >= 0))
);


ALTER TABLE public.core_identity_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.core_identity_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.core_mail_message (
    id bigint NOT NULL,
    key character varying(160) NOT NULL,
    template character varying(80) NOT NULL,
    "to" character varying(254) NOT NULL,
    sender character varying(254) NOT NULL,
    subject character varying(300) NOT NULL,
    text text NOT NULL,
    html text NOT NULL,
    brand_id bigint,
    state character varying(8) NOT NULL,
    error character varying(300) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    CONSTRAINT mail_state_known CHECK (((state)::text = ANY ((ARRAY['waiting'::character varying, 'sent'::character varying, 'failed'::character varying])::text[])))
);


ALTER TABLE public.core_mail_message ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.core_mail_message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);


ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);


ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);


ALTER TABLE public.ledger_account ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.ledger_checkpoint (
    account_id bigint NOT NULL,
    balance numeric NOT NULL
);


CREATE TABLE public.ledger_checkpoint_mark (
    id smallint NOT NULL,
    through bigint NOT NULL,
    CONSTRAINT ledger_one_mark CHECK ((id = 1))
);


CREATE TABLE public.ledger_entry (
    id bigint NOT NULL,
    tx_id bigint NOT NULL,
    account_id bigint NOT NULL,
    version bigint,
    line integer NOT NULL,
    amount public.ledger_amount NOT NULL,
    balance_after numeric
);


ALTER TABLE public.ledger_entry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.ledger_tx (
    id bigint NOT NULL,
    batch bigint NOT NULL,
    effective_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    reverses bigint,
    digest public.ledger_digest NOT NULL,
    key public.ledger_key NOT NULL,
    kind public.ledger_tx_kind NOT NULL,
    actor text NOT NULL,
    meta jsonb DEFAULT '{}'::jsonb NOT NULL
);


ALTER TABLE public.ledger_tx ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_tx_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);


ALTER TABLE public.mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_acceptance (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(60) NOT NULL,
    ip inet,
    partner_id bigint NOT NULL,
    agreement_id bigint NOT NULL
);


ALTER TABLE public.partners_acceptance ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_acceptance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_accrual (
    id bigint NOT NULL,
    deal_version smallint NOT NULL,
    level smallint NOT NULL,
    kind character varying(12) NOT NULL,
    amount numeric(28,8) NOT NULL,
    currency character varying(8) NOT NULL,
    reason character varying(24) NOT NULL,
    why jsonb NOT NULL,
    batch_id bigint NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    deal_id bigint NOT NULL,
    reverses_id bigint,
    partner_id bigint,
    plan_version_id bigint,
    CONSTRAINT partners_accrual_deal_version_check CHECK ((deal_version >= 0)),
    CONSTRAINT partners_accrual_level_check CHECK ((level >= 0))
);


ALTER TABLE public.partners_accrual ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_accrual_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_acquisitionterms (
    id bigint NOT NULL,
    body jsonb,
    valid tstzrange NOT NULL,
    recorded_by character varying(60) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL
);


ALTER TABLE public.partners_acquisitionterms ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_acquisitionterms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_adjustment (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    kind character varying(10) NOT NULL,
    amount numeric(28,8) NOT NULL,
    currency character varying(8) NOT NULL,
    reason character varying(300) NOT NULL,
    state character varying(10) NOT NULL,
    proposed_by character varying(60) NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    decided_by character varying(60) NOT NULL,
    decided_at timestamp with time zone,
    accrual_id bigint,
    dispute_id bigint,
    partner_id bigint NOT NULL
);


ALTER TABLE public.partners_adjustment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_adjustment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_agreement (
    id bigint NOT NULL,
    version integer NOT NULL,
    text text NOT NULL,
    published_at timestamp with time zone NOT NULL,
    published_by character varying(60) NOT NULL,
    brand_id bigint NOT NULL,
    CONSTRAINT partners_agreement_version_check CHECK ((version >= 0))
);


ALTER TABLE public.partners_agreement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_agreement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_application (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    answers jsonb NOT NULL,
    state character varying(10) NOT NULL,
    reason text NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    decided_by character varying(60) NOT NULL,
    inviter_id bigint,
    partner_id bigint NOT NULL
);


ALTER TABLE public.partners_application ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_application_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_batchrate (
    id bigint NOT NULL,
    batch_id bigint NOT NULL,
    pair character varying(17) NOT NULL,
    rate numeric(28,12) NOT NULL,
    source character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL
);


ALTER TABLE public.partners_batchrate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_batchrate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_campaign (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    name character varying(80) NOT NULL,
    code character varying(24) NOT NULL,
    landing character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    archived_at timestamp with time zone,
    partner_id bigint NOT NULL
);


ALTER TABLE public.partners_campaign ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_campaign_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_click (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    visitor character varying(32) NOT NULL,
    origin character varying(64) NOT NULL,
    tag character varying(100) NOT NULL,
    at timestamp with time zone NOT NULL,
    campaign_id bigint,
    partner_id bigint NOT NULL
);


ALTER TABLE public.partners_click ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_click_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_clientpartner (
    id bigint NOT NULL,
    valid tstzrange NOT NULL,
    reason text NOT NULL,
    recorded_by character varying(60) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    client_id bigint NOT NULL,
    partner_id bigint
);


ALTER TABLE public.partners_clientpartner ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_clientpartner_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_dispute (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    since timestamp with time zone,
    until timestamp with time zone,
    claim character varying(1000) NOT NULL,
    expected numeric(28,8),
    currency character varying(8) NOT NULL,
    state character varying(10) NOT NULL,
    owner character varying(60) NOT NULL,
    owner_name character varying(120) NOT NULL,
    correction bigint,
    opened_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    closed_at timestamp with time zone,
    accrual_id bigint,
    partner_id bigint NOT NULL
);


ALTER TABLE public.partners_dispute ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_dispute_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_disputemessage (
    id bigint NOT NULL,
    by_partner boolean NOT NULL,
    author character varying(60) NOT NULL,
    author_name character varying(120) NOT NULL,
    text character varying(2000) NOT NULL,
    at timestamp with time zone NOT NULL,
    dispute_id bigint NOT NULL
);


ALTER TABLE public.partners_disputemessage ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_disputemessage_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_earning (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    kind character varying(14) NOT NULL,
    key character varying(160) NOT NULL,
    amount numeric(28,8) NOT NULL,
    currency character varying(8) NOT NULL,
    why jsonb NOT NULL,
    period tstzrange,
    occurred_at timestamp with time zone NOT NULL,
    payable_at timestamp with time zone,
    recorded_at timestamp with time zone NOT NULL,
    client_id bigint,
    partner_id bigint NOT NULL,
    reverses_id bigint,
    CONSTRAINT earning_is_money CHECK ((NOT (amount = (0)::numeric)))
);


ALTER TABLE public.partners_earning ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_earning_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_funnel (
    id bigint NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    verified_at timestamp with time zone,
    deposited_at timestamp with time zone,
    deposit numeric(28,8),
    deposit_currency character varying(8) NOT NULL,
    traded_at timestamp with time zone,
    campaign_id bigint,
    click_id bigint,
    client_id bigint NOT NULL,
    partner_id bigint NOT NULL
);


ALTER TABLE public.partners_funnel ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_funnel_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_hold (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    reason text NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone,
    put_by character varying(60) NOT NULL,
    released_by character varying(60) NOT NULL,
    released_at timestamp with time zone,
    client_id bigint,
    partner_id bigint NOT NULL
);


ALTER TABLE public.partners_hold ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_hold_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_ladder (
    id bigint NOT NULL,
    body jsonb,
    valid tstzrange NOT NULL,
    recorded_by character varying(60) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL
);


ALTER TABLE public.partners_ladder ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_ladder_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_manualrate (
    id bigint NOT NULL,
    pair character varying(17) NOT NULL,
    rate numeric(28,12) NOT NULL,
    recorded_by character varying(60) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL
);


ALTER TABLE public.partners_manualrate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_manualrate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_partner (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    code character varying(24) NOT NULL,
    status character varying(12) NOT NULL,
    approved_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    client_id bigint NOT NULL
);


ALTER TABLE public.partners_partner ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_partner_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_partnercase (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    rule character varying(24) NOT NULL,
    key character varying(200) NOT NULL,
    evidence jsonb NOT NULL,
    state character varying(10) NOT NULL,
    answer text NOT NULL,
    decided_by character varying(60) NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    brand_id bigint NOT NULL,
    client_id bigint,
    hold_id bigint,
    partner_id bigint NOT NULL
);


ALTER TABLE public.partners_partnercase ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_partnercase_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_partnerparent (
    id bigint NOT NULL,
    valid tstzrange NOT NULL,
    reason text NOT NULL,
    recorded_by character varying(60) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    parent_id bigint,
    partner_id bigint NOT NULL,
    CONSTRAINT partner_not_own_parent CHECK (((parent_id IS NULL) OR (NOT ((parent_id = partner_id) AND (parent_id IS NOT NULL)))))
);


ALTER TABLE public.partners_partnerparent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_partnerparent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_partnerstanding (
    id bigint NOT NULL,
    status character varying(12) NOT NULL,
    valid tstzrange NOT NULL,
    reason text NOT NULL,
    recorded_by character varying(60) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    partner_id bigint NOT NULL
);


ALTER TABLE public.partners_partnerstanding ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_partnerstanding_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_partnerterms (
    id bigint NOT NULL,
    rank character varying(40) NOT NULL,
    rate numeric(28,8),
    multiplier numeric(28,8) NOT NULL,
    valid tstzrange NOT NULL,
    reason text NOT NULL,
    recorded_by character varying(60) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    partner_id bigint NOT NULL
);


ALTER TABLE public.partners_partnerterms ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_partnerterms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_pastchange (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    kind character varying(16) NOT NULL,
    subject character varying(40) NOT NULL,
    params jsonb NOT NULL,
    effective_at timestamp with time zone NOT NULL,
    state character varying(12) NOT NULL,
    reason text NOT NULL,
    answer text NOT NULL,
    deals integer NOT NULL,
    lines integer NOT NULL,
    done integer NOT NULL,
    cursor bigint NOT NULL,
    last_deal bigint NOT NULL,
    digest character varying(64) NOT NULL,
    checked character varying(64) NOT NULL,
    proposed_by character varying(60) NOT NULL,
    proposer character varying(120) NOT NULL,
    decided_by character varying(60) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    brand_id bigint NOT NULL,
    CONSTRAINT partners_pastchange_deals_check CHECK ((deals >= 0)),
    CONSTRAINT partners_pastchange_done_check CHECK ((done >= 0)),
    CONSTRAINT partners_pastchange_lines_check CHECK ((lines >= 0))
);


ALTER TABLE public.partners_pastchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_pastchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_pastchangeline (
    id bigint NOT NULL,
    level smallint NOT NULL,
    currency character varying(8) NOT NULL,
    before numeric(28,8) NOT NULL,
    after numeric(28,8) NOT NULL,
    before_reason character varying(24) NOT NULL,
    after_reason character varying(24) NOT NULL,
    change_id bigint NOT NULL,
    deal_id bigint NOT NULL,
    partner_id bigint,
    CONSTRAINT partners_pastchangeline_level_check CHECK ((level >= 0))
);


ALTER TABLE public.partners_pastchangeline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_pastchangeline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_payout (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    amount numeric(28,8) NOT NULL,
    residue numeric(28,8) NOT NULL,
    currency character varying(8) NOT NULL,
    paid_at timestamp with time zone NOT NULL,
    paid_by character varying(60) NOT NULL,
    partner_id bigint NOT NULL,
    payee_id bigint,
    until timestamp with time zone
);


ALTER TABLE public.partners_payout ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_payout_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_payoutline (
    id bigint NOT NULL,
    currency character varying(8) NOT NULL,
    exact numeric(28,8) NOT NULL,
    amount numeric(28,8) NOT NULL,
    state character varying(14) NOT NULL,
    reason text NOT NULL,
    changed_by character varying(60) NOT NULL,
    payee_id bigint,
    partner_id bigint NOT NULL,
    payout_id bigint,
    run_id bigint NOT NULL
);


ALTER TABLE public.partners_payoutline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_payoutline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_payoutrun (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    period character varying(8) NOT NULL,
    delay_days smallint NOT NULL,
    needs_approval boolean NOT NULL,
    since timestamp with time zone,
    until timestamp with time zone NOT NULL,
    state character varying(10) NOT NULL,
    made_by character varying(60) NOT NULL,
    approved_by character varying(60) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    approved_at timestamp with time zone,
    finished_at timestamp with time zone,
    brand_id bigint NOT NULL,
    CONSTRAINT partners_payoutrun_delay_days_check CHECK ((delay_days >= 0))
);


ALTER TABLE public.partners_payoutrun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_payoutrun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_payoutterms (
    id bigint NOT NULL,
    period character varying(8) NOT NULL,
    delay_days smallint NOT NULL,
    minimum numeric(28,8) NOT NULL,
    needs_approval boolean NOT NULL,
    valid tstzrange NOT NULL,
    recorded_by character varying(60) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    partner_id bigint,
    payee_id bigint,
    CONSTRAINT partners_payoutterms_delay_days_check CHECK ((delay_days >= 0))
);


ALTER TABLE public.partners_payoutterms ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_payoutterms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_plan (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    name character varying(80) NOT NULL,
    currency character varying(8) NOT NULL,
    is_default boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL
);


ALTER TABLE public.partners_plan ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_plan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_planassignment (
    id bigint NOT NULL,
    valid tstzrange NOT NULL,
    recorded_by character varying(60) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    partner_id bigint NOT NULL,
    plan_id bigint NOT NULL
);


ALTER TABLE public.partners_planassignment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_planassignment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_planversion (
    id bigint NOT NULL,
    version integer NOT NULL,
    body jsonb NOT NULL,
    valid tstzrange NOT NULL,
    recorded_by character varying(60) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    plan_id bigint NOT NULL,
    CONSTRAINT partners_planversion_version_check CHECK ((version >= 0))
);


ALTER TABLE public.partners_planversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_planversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_postback (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    url character varying(400) NOT NULL,
    steps jsonb NOT NULL,
    secret text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    stopped_at timestamp with time zone,
    partner_id bigint NOT NULL
);


ALTER TABLE public.partners_postback ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_postback_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_postbackcall (
    id bigint NOT NULL,
    step character varying(12) NOT NULL,
    state character varying(8) NOT NULL,
    status smallint,
    problem text NOT NULL,
    tries smallint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    client_id bigint,
    postback_id bigint NOT NULL,
    CONSTRAINT partners_postbackcall_status_check CHECK ((status >= 0)),
    CONSTRAINT partners_postbackcall_tries_check CHECK ((tries >= 0))
);


ALTER TABLE public.partners_postbackcall ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_postbackcall_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_programme (
    id bigint NOT NULL,
    body jsonb NOT NULL,
    valid tstzrange NOT NULL,
    recorded_by character varying(60) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL
);


ALTER TABLE public.partners_programme ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_programme_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_qualification (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    since timestamp with time zone NOT NULL,
    measures jsonb NOT NULL,
    looked_at timestamp with time zone,
    ended_at timestamp with time zone,
    payable_at timestamp with time zone,
    paid numeric(28,8) NOT NULL,
    clawed_at timestamp with time zone,
    reason text NOT NULL,
    decided_by character varying(60) NOT NULL,
    client_id bigint NOT NULL,
    partner_id bigint NOT NULL,
    terms_id bigint NOT NULL
);


ALTER TABLE public.partners_qualification ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_qualification_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_rankevaluation (
    id bigint NOT NULL,
    day date NOT NULL,
    measures jsonb NOT NULL,
    rank_before character varying(40) NOT NULL,
    rank_after character varying(40) NOT NULL,
    missed_since timestamp with time zone,
    pinned boolean NOT NULL,
    problem text NOT NULL,
    at timestamp with time zone NOT NULL,
    ladder_id bigint NOT NULL,
    partner_id bigint NOT NULL
);


ALTER TABLE public.partners_rankevaluation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_rankevaluation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_rankpin (
    id bigint NOT NULL,
    reason text NOT NULL,
    since timestamp with time zone NOT NULL,
    pinned_by character varying(60) NOT NULL,
    released_at timestamp with time zone,
    released_by character varying(60) NOT NULL,
    partner_id bigint NOT NULL
);


ALTER TABLE public.partners_rankpin ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_rankpin_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_rebatepayout (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    day date NOT NULL,
    amount numeric(28,8) NOT NULL,
    carried numeric(28,8) NOT NULL,
    currency character varying(8) NOT NULL,
    paid_at timestamp with time zone NOT NULL,
    client_id bigint NOT NULL
);


ALTER TABLE public.partners_rebatepayout ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_rebatepayout_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_revenuesettlement (
    id bigint NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    currency character varying(8) NOT NULL,
    clients jsonb NOT NULL,
    nets jsonb NOT NULL,
    unknown integer NOT NULL,
    paid numeric(28,8) NOT NULL,
    carried numeric(28,8) NOT NULL,
    waits character varying(20) NOT NULL,
    settled_at timestamp with time zone NOT NULL,
    earning_id bigint,
    partner_id bigint NOT NULL,
    terms_id bigint NOT NULL,
    CONSTRAINT partners_revenuesettlement_unknown_check CHECK ((unknown >= 0))
);


ALTER TABLE public.partners_revenuesettlement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_revenuesettlement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_revenueterms (
    id bigint NOT NULL,
    body jsonb,
    valid tstzrange NOT NULL,
    recorded_by character varying(60) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL
);


ALTER TABLE public.partners_revenueterms ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_revenueterms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_selfreferral (
    id bigint NOT NULL,
    valid tstzrange NOT NULL,
    case_id bigint NOT NULL,
    client_id bigint NOT NULL,
    partner_id bigint NOT NULL
);


ALTER TABLE public.partners_selfreferral ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_selfreferral_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_symbolbook (
    id bigint NOT NULL,
    body jsonb NOT NULL,
    valid tstzrange NOT NULL,
    recorded_by character varying(60) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL
);


ALTER TABLE public.partners_symbolbook ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_symbolbook_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_tierscheme (
    id bigint NOT NULL,
    body jsonb,
    valid tstzrange NOT NULL,
    recorded_by character varying(60) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL
);


ALTER TABLE public.partners_tierscheme ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_tierscheme_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_tiersettlement (
    id bigint NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    settled_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    scheme_id bigint NOT NULL
);


ALTER TABLE public.partners_tiersettlement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_tiersettlement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_trial (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    name character varying(80) NOT NULL,
    body jsonb NOT NULL,
    currency character varying(8) NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    state character varying(12) NOT NULL,
    problem text NOT NULL,
    deals integer NOT NULL,
    done integer NOT NULL,
    findings jsonb NOT NULL,
    started_by character varying(60) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    brand_id bigint NOT NULL,
    plan_id bigint,
    partner_id bigint,
    saved_as_id bigint,
    CONSTRAINT partners_trial_deals_check CHECK ((deals >= 0)),
    CONSTRAINT partners_trial_done_check CHECK ((done >= 0))
);


ALTER TABLE public.partners_trial ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_trial_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_trialsum (
    id bigint NOT NULL,
    dimension character varying(8) NOT NULL,
    key character varying(64) NOT NULL,
    currency character varying(8) NOT NULL,
    deals integer NOT NULL,
    accrued numeric(28,8) NOT NULL,
    drafted numeric(28,8) NOT NULL,
    revenue numeric(28,8) NOT NULL,
    trial_id bigint NOT NULL,
    CONSTRAINT partners_trialsum_deals_check CHECK ((deals >= 0))
);


ALTER TABLE public.partners_trialsum ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_trialsum_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.partners_waitingdeal (
    id bigint NOT NULL,
    batch_id bigint NOT NULL,
    cause character varying(16) NOT NULL,
    detail text NOT NULL,
    since timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    brand_id bigint NOT NULL,
    deal_id bigint NOT NULL
);


ALTER TABLE public.partners_waitingdeal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.partners_waitingdeal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.pghistory_context (
    id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    metadata jsonb NOT NULL
);


CREATE TABLE public.procrastinate_events (
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    type public.procrastinate_job_event_type,
    at timestamp with time zone DEFAULT now()
);


CREATE SEQUENCE public.procrastinate_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER SEQUENCE public.procrastinate_events_id_seq OWNED BY public.procrastinate_events.id;


CREATE SEQUENCE public.procrastinate_jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER SEQUENCE public.procrastinate_jobs_id_seq OWNED BY public.procrastinate_jobs.id;


CREATE TABLE public.procrastinate_periodic_defers (
    id bigint NOT NULL,
    task_name character varying(128) NOT NULL,
    defer_timestamp bigint,
    job_id bigint,
    periodic_id character varying(128) DEFAULT ''::character varying NOT NULL
);


CREATE SEQUENCE public.procrastinate_periodic_defers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER SEQUENCE public.procrastinate_periodic_defers_id_seq OWNED BY public.procrastinate_periodic_defers.id;


CREATE TABLE public.procrastinate_workers (
    id bigint NOT NULL,
    last_heartbeat timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE public.procrastinate_workers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.procrastinate_workers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_action (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    kind character varying(10) NOT NULL,
    state character varying(8) NOT NULL,
    detail character varying(300) NOT NULL,
    operations jsonb NOT NULL,
    tries smallint NOT NULL,
    due_at timestamp with time zone NOT NULL,
    wanted_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    decision_id bigint,
    stage_id bigint NOT NULL,
    CONSTRAINT prop_action_tries_check CHECK ((tries >= 0))
);


ALTER TABLE public.prop_action ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_action_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_addon (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    code character varying(40) NOT NULL,
    title character varying(120) NOT NULL,
    "overlay" jsonb NOT NULL,
    percent numeric(7,4),
    money numeric(28,8),
    programmes jsonb NOT NULL,
    enabled boolean NOT NULL,
    brand_id bigint NOT NULL
);


ALTER TABLE public.prop_addon ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_addon_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_appeal (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    claim character varying(2000) NOT NULL,
    state character varying(10) NOT NULL,
    owner character varying(60) NOT NULL,
    owner_name character varying(120) NOT NULL,
    messages jsonb NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    closed_at timestamp with time zone,
    decision_id bigint NOT NULL
);


ALTER TABLE public.prop_appeal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_appeal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_attempt (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    title character varying(120) NOT NULL,
    document jsonb NOT NULL,
    terms jsonb NOT NULL,
    fingerprint character varying(64) NOT NULL,
    product_id character varying(40) NOT NULL,
    state character varying(20) NOT NULL,
    phase smallint NOT NULL,
    rewards smallint NOT NULL,
    scalings smallint NOT NULL,
    mask_name boolean NOT NULL,
    gates jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    end_reason character varying(40) NOT NULL,
    brand_id bigint NOT NULL,
    client_id bigint NOT NULL,
    merged_into_id bigint,
    order_id bigint NOT NULL,
    block_reason character varying(300) NOT NULL,
    CONSTRAINT prop_attempt_phase_check CHECK ((phase >= 0)),
    CONSTRAINT prop_attempt_rewards_check CHECK ((rewards >= 0)),
    CONSTRAINT prop_attempt_scalings_check CHECK ((scalings >= 0))
);


ALTER TABLE public.prop_attempt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_attempt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_bulkrun (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    kind character varying(8) NOT NULL,
    days smallint,
    reason character varying(300) NOT NULL,
    state character varying(8) NOT NULL,
    rows jsonb NOT NULL,
    by character varying(60) NOT NULL,
    by_name character varying(120) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    brand_id bigint NOT NULL,
    CONSTRAINT prop_bulkrun_days_check CHECK ((days >= 0))
);


ALTER TABLE public.prop_bulkrun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_bulkrun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_competition (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    title character varying(120) NOT NULL,
    state character varying(8) NOT NULL,
    metric character varying(20) NOT NULL,
    opens_at timestamp with time zone NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    prizes jsonb NOT NULL,
    excluded jsonb NOT NULL,
    result jsonb NOT NULL,
    ended_by character varying(60) NOT NULL,
    approved_by character varying(60) NOT NULL,
    approved_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    programme_id bigint NOT NULL,
    created_by character varying(60) NOT NULL,
    version_id bigint,
    judged_by jsonb DEFAULT '[]'::jsonb NOT NULL
);


ALTER TABLE public.prop_competition ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_competition_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_coupon (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    code character varying(40) NOT NULL,
    percent numeric(7,4),
    money numeric(28,8),
    programmes jsonb NOT NULL,
    valid_from timestamp with time zone,
    valid_until timestamp with time zone,
    max_uses integer,
    per_client integer NOT NULL,
    used integer NOT NULL,
    enabled boolean NOT NULL,
    created_by character varying(60) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    CONSTRAINT prop_coupon_max_uses_check CHECK ((max_uses >= 0)),
    CONSTRAINT prop_coupon_per_client_check CHECK ((per_client >= 0)),
    CONSTRAINT prop_coupon_used_check CHECK ((used >= 0))
);


ALTER TABLE public.prop_coupon ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_coupon_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_decision (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    seq integer NOT NULL,
    place smallint NOT NULL,
    type character varying(16) NOT NULL,
    rule character varying(24) NOT NULL,
    at timestamp with time zone NOT NULL,
    line jsonb NOT NULL,
    before bytea NOT NULL,
    after bytea NOT NULL,
    valued jsonb,
    received_at timestamp with time zone,
    recorded_at timestamp with time zone NOT NULL,
    stage_id bigint NOT NULL,
    CONSTRAINT prop_decision_place_check CHECK ((place >= 0)),
    CONSTRAINT prop_decision_seq_check CHECK ((seq >= 0))
);


ALTER TABLE public.prop_decision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_decision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_equitypoint (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    balance numeric(28,8) NOT NULL,
    low numeric(28,8) NOT NULL,
    high numeric(28,8) NOT NULL,
    close numeric(28,8) NOT NULL,
    stage_id bigint NOT NULL
);


ALTER TABLE public.prop_equitypoint ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_equitypoint_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_journalentry (
    id bigint NOT NULL,
    seq integer NOT NULL,
    at timestamp with time zone NOT NULL,
    event jsonb NOT NULL,
    cause jsonb NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    stage_id bigint NOT NULL,
    CONSTRAINT prop_journalentry_seq_check CHECK ((seq >= 0))
);


ALTER TABLE public.prop_journalentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_journalentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_labcase (
    id bigint NOT NULL,
    number integer NOT NULL,
    source character varying(8) NOT NULL,
    subject character varying(40) NOT NULL,
    status character varying(12) NOT NULL,
    phase character varying(80) NOT NULL,
    rule character varying(24) NOT NULL,
    ended_at timestamp with time zone,
    profit numeric(28,8) NOT NULL,
    trading_days integer NOT NULL,
    was_status character varying(12) NOT NULL,
    was_rule character varying(24) NOT NULL,
    was_ended_at timestamp with time zone,
    differs boolean NOT NULL,
    limits jsonb NOT NULL,
    client_id bigint NOT NULL,
    run_id bigint NOT NULL,
    CONSTRAINT prop_labcase_number_check CHECK ((number >= 0)),
    CONSTRAINT prop_labcase_trading_days_check CHECK ((trading_days >= 0))
);


ALTER TABLE public.prop_labcase ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_labcase_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_labrun (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    kind character varying(12) NOT NULL,
    title character varying(120) NOT NULL,
    document jsonb NOT NULL,
    params jsonb NOT NULL,
    state character varying(12) NOT NULL,
    problem character varying(400) NOT NULL,
    total integer NOT NULL,
    done integer NOT NULL,
    result jsonb NOT NULL,
    started_by character varying(60) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    brand_id bigint NOT NULL,
    version_id bigint,
    CONSTRAINT prop_labrun_done_check CHECK ((done >= 0)),
    CONSTRAINT prop_labrun_total_check CHECK ((total >= 0))
);


ALTER TABLE public.prop_labrun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_labrun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_order (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    kind character varying(12) NOT NULL,
    state character varying(16) NOT NULL,
    document jsonb NOT NULL,
    terms jsonb NOT NULL,
    fingerprint character varying(64) NOT NULL,
    product_id character varying(40) NOT NULL,
    addons jsonb NOT NULL,
    lines jsonb NOT NULL,
    price numeric(28,8) NOT NULL,
    currency character varying(8) NOT NULL,
    auto_pay boolean NOT NULL,
    deposit_id character varying(40) NOT NULL,
    refund_by character varying(60) NOT NULL,
    refund_reason character varying(300) NOT NULL,
    key character varying(128) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    paid_at timestamp with time zone,
    ended_at timestamp with time zone,
    end_reason character varying(300) NOT NULL,
    refunded numeric(28,8) NOT NULL,
    brand_id bigint NOT NULL,
    client_id bigint NOT NULL,
    competition_id bigint,
    coupon_id bigint,
    of_attempt_id bigint,
    version_id bigint NOT NULL
);


ALTER TABLE public.prop_order ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_order_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_override (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    kind character varying(10) NOT NULL,
    reason character varying(500) NOT NULL,
    state character varying(8) NOT NULL,
    proposed_by character varying(60) NOT NULL,
    proposed_name character varying(120) NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    decided_by character varying(60) NOT NULL,
    decided_at timestamp with time zone,
    note character varying(500) NOT NULL,
    done_at timestamp with time zone,
    detail jsonb NOT NULL,
    appeal_id bigint,
    decision_id bigint,
    stage_id bigint NOT NULL
);


ALTER TABLE public.prop_override ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_override_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_payout (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    number smallint NOT NULL,
    kind character varying(6) NOT NULL,
    state character varying(10) NOT NULL,
    asked numeric(28,8) NOT NULL,
    profit numeric(28,8) NOT NULL,
    deducted numeric(28,8) NOT NULL,
    split numeric(7,6) NOT NULL,
    trader numeric(28,8) NOT NULL,
    firm numeric(28,8) NOT NULL,
    refund numeric(28,8) NOT NULL,
    currency character varying(8) NOT NULL,
    figures jsonb NOT NULL,
    removed jsonb NOT NULL,
    operation_id character varying(40) NOT NULL,
    reason text NOT NULL,
    assessed_by character varying(60) NOT NULL,
    approved_by character varying(60) NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    paid_at timestamp with time zone,
    attempt_id bigint NOT NULL,
    stage_id bigint NOT NULL,
    former jsonb NOT NULL,
    returned jsonb NOT NULL,
    taken character varying(40) NOT NULL,
    trouble text NOT NULL,
    CONSTRAINT prop_payout_number_check CHECK ((number >= 0))
);


ALTER TABLE public.prop_payout ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_payout_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_programme (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    code character varying(40) NOT NULL,
    title character varying(120) NOT NULL,
    family character varying(80) NOT NULL,
    summary character varying(300) NOT NULL,
    kind character varying(12) NOT NULL,
    state character varying(8) NOT NULL,
    sort smallint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    CONSTRAINT prop_programme_sort_check CHECK ((sort >= 0))
);


ALTER TABLE public.prop_programme ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_programme_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_programmeversion (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    number integer NOT NULL,
    document jsonb NOT NULL,
    terms jsonb NOT NULL,
    fingerprint character varying(64) NOT NULL,
    source jsonb NOT NULL,
    created_by character varying(60) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    published_by character varying(60) NOT NULL,
    published_at timestamp with time zone,
    programme_id bigint NOT NULL,
    CONSTRAINT prop_programmeversion_number_check CHECK ((number >= 0))
);


ALTER TABLE public.prop_programmeversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_programmeversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_release (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    title character varying(120) NOT NULL,
    currency character varying(8) NOT NULL,
    impact character varying(8) NOT NULL,
    symbols jsonb,
    source character varying(80) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL
);


ALTER TABLE public.prop_release ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_release_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_report (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    state character varying(8) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    ticks jsonb NOT NULL,
    faults jsonb NOT NULL,
    body bytea,
    sha256 character varying(64) NOT NULL,
    signature bytea,
    created_at timestamp with time zone NOT NULL,
    sealed_at timestamp with time zone,
    decision_id bigint NOT NULL,
    key_id bigint
);


ALTER TABLE public.prop_report ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_report_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_scaleoffer (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    size numeric(28,8) NOT NULL,
    split numeric(7,6),
    state character varying(8) NOT NULL,
    figures jsonb NOT NULL,
    offered_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    attempt_id bigint NOT NULL
);


ALTER TABLE public.prop_scaleoffer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_scaleoffer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_sealkey (
    id bigint NOT NULL,
    key_id character varying(64) NOT NULL,
    public bytea NOT NULL,
    private text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    retired_at timestamp with time zone
);


ALTER TABLE public.prop_sealkey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_sealkey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_sharecard (
    id bigint NOT NULL,
    token character varying(40) NOT NULL,
    show_name boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    attempt_id bigint NOT NULL
);


ALTER TABLE public.prop_sharecard ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_sharecard_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_signal (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    kind character varying(16) NOT NULL,
    key character varying(80) NOT NULL,
    evidence jsonb NOT NULL,
    state character varying(10) NOT NULL,
    found_at timestamp with time zone NOT NULL,
    decided_by character varying(60) NOT NULL,
    decided_at timestamp with time zone,
    note character varying(500) NOT NULL,
    attempt_id bigint NOT NULL
);


ALTER TABLE public.prop_signal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_signal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_signalrule (
    id bigint NOT NULL,
    kind character varying(16) NOT NULL,
    enabled boolean NOT NULL,
    limits jsonb NOT NULL,
    changed_by character varying(60) NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL
);


ALTER TABLE public.prop_signalrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_signalrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.prop_stage (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    phase smallint NOT NULL,
    name character varying(80) NOT NULL,
    document jsonb NOT NULL,
    fingerprint character varying(64) NOT NULL,
    initial numeric(28,8) NOT NULL,
    currency character varying(8) NOT NULL,
    state character varying(12) NOT NULL,
    engine bytea,
    seq integer NOT NULL,
    tick_seq bigint NOT NULL,
    deal_pk bigint NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    outcome character varying(10) NOT NULL,
    balance numeric(28,8),
    equity numeric(28,8),
    floor numeric(28,8),
    target numeric(28,8),
    room numeric(28,8),
    room_ratio double precision,
    marked_at timestamp with time zone,
    next_reset_at timestamp with time zone,
    trading_days integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    account_id bigint,
    attempt_id bigint NOT NULL,
    CONSTRAINT prop_stage_phase_check CHECK ((phase >= 0)),
    CONSTRAINT prop_stage_seq_check CHECK ((seq >= 0)),
    CONSTRAINT prop_stage_trading_days_check CHECK ((trading_days >= 0))
);


ALTER TABLE public.prop_stage ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.prop_stage_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.reports_dailyfigure (
    id bigint NOT NULL,
    day date NOT NULL,
    metric character varying(20) NOT NULL,
    currency character varying(8) NOT NULL,
    count bigint NOT NULL,
    amount numeric(28,8) NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL
);


ALTER TABLE public.reports_dailyfigure ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.reports_dailyfigure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.risk_alert (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    subject character varying(120) NOT NULL,
    day date NOT NULL,
    value numeric(28,8) NOT NULL,
    currency character varying(8) NOT NULL,
    steps integer NOT NULL,
    figures jsonb NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    state character varying(8) NOT NULL,
    seen_by character varying(60) NOT NULL,
    seen_at timestamp with time zone,
    account_id bigint,
    brand_id bigint,
    rule_id bigint NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT risk_alert_steps_check CHECK ((steps >= 0))
);


ALTER TABLE public.risk_alert ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.risk_alert_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.risk_alertrule (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    title character varying(120) NOT NULL,
    kind character varying(20) NOT NULL,
    mask character varying(200) NOT NULL,
    threshold numeric(28,8),
    percent numeric(12,4),
    minimum numeric(28,8),
    step numeric(28,8),
    currency character varying(8) NOT NULL,
    excluded_logins bigint[] NOT NULL,
    excluded_groups character varying(200) NOT NULL,
    enabled boolean NOT NULL,
    brand_id bigint
);


ALTER TABLE public.risk_alertrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.risk_alertrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.risk_alertruleevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    title character varying(120) NOT NULL,
    kind character varying(20) NOT NULL,
    mask character varying(200) NOT NULL,
    threshold numeric(28,8),
    percent numeric(12,4),
    minimum numeric(28,8),
    step numeric(28,8),
    currency character varying(8) NOT NULL,
    excluded_logins bigint[] NOT NULL,
    excluded_groups character varying(200) NOT NULL,
    enabled boolean NOT NULL,
    brand_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL
);


ALTER TABLE public.risk_alertruleevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.risk_alertruleevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.risk_bookrule (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    group_mask character varying(200) NOT NULL,
    conditions jsonb NOT NULL,
    currency character varying(8) NOT NULL,
    book character varying(1) NOT NULL,
    share numeric(7,6) NOT NULL,
    sort smallint NOT NULL,
    enabled boolean NOT NULL,
    title character varying(120) NOT NULL,
    brand_id bigint,
    server_id bigint,
    CONSTRAINT risk_bookrule_sort_check CHECK ((sort >= 0))
);


ALTER TABLE public.risk_bookrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.risk_bookrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.risk_bookruleevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    group_mask character varying(200) NOT NULL,
    conditions jsonb NOT NULL,
    currency character varying(8) NOT NULL,
    book character varying(1) NOT NULL,
    share numeric(7,6) NOT NULL,
    sort smallint NOT NULL,
    enabled boolean NOT NULL,
    title character varying(120) NOT NULL,
    brand_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    server_id bigint,
    CONSTRAINT risk_bookruleevent_sort_check CHECK ((sort >= 0))
);


ALTER TABLE public.risk_bookruleevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.risk_bookruleevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.risk_booktag (
    id bigint NOT NULL,
    book character varying(1) NOT NULL,
    share numeric(7,6) NOT NULL,
    valid tstzrange NOT NULL,
    reason character varying(300) NOT NULL,
    by character varying(60) NOT NULL,
    account_id bigint NOT NULL,
    rule_id bigint,
    CONSTRAINT risk_booktag_book CHECK ((((book)::text = ANY ((ARRAY['A'::character varying, 'B'::character varying])::text[])) AND ((share >= (0)::numeric) AND (share <= (1)::numeric)) AND (NOT isempty(valid))))
);


ALTER TABLE public.risk_booktag ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.risk_booktag_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.risk_floatingmark (
    id bigint NOT NULL,
    symbol character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    floating numeric(28,8) NOT NULL,
    account_id bigint NOT NULL
);


ALTER TABLE public.risk_floatingmark ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.risk_floatingmark_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.risk_flowstat (
    id bigint NOT NULL,
    "on" date NOT NULL,
    days smallint NOT NULL,
    trades integer NOT NULL,
    median_hold_s numeric(14,3),
    under_10s integer NOT NULL,
    under_3min integer NOT NULL,
    longer integer NOT NULL,
    unknown_hold integer NOT NULL,
    under_60s_share numeric(7,6),
    same_second integer NOT NULL,
    lots_raised integer NOT NULL,
    both_sides_share numeric(7,6),
    win_rate numeric(7,6),
    lots numeric(28,8) NOT NULL,
    net_profit numeric(28,8) NOT NULL,
    currency character varying(8) NOT NULL,
    markouts jsonb NOT NULL,
    computed_at timestamp with time zone NOT NULL,
    account_id bigint NOT NULL,
    CONSTRAINT risk_flowstat_days_check CHECK ((days >= 0)),
    CONSTRAINT risk_flowstat_longer_check CHECK ((longer >= 0)),
    CONSTRAINT risk_flowstat_lots_raised_check CHECK ((lots_raised >= 0)),
    CONSTRAINT risk_flowstat_same_second_check CHECK ((same_second >= 0)),
    CONSTRAINT risk_flowstat_trades_check CHECK ((trades >= 0)),
    CONSTRAINT risk_flowstat_under_10s_check CHECK ((under_10s >= 0)),
    CONSTRAINT risk_flowstat_under_3min_check CHECK ((under_3min >= 0)),
    CONSTRAINT risk_flowstat_unknown_hold_check CHECK ((unknown_hold >= 0))
);


ALTER TABLE public.risk_flowstat ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.risk_flowstat_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.risk_marginevent (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    at timestamp with time zone NOT NULL,
    equity numeric(28,8) NOT NULL,
    margin numeric(28,8) NOT NULL,
    level numeric(28,8),
    quality character varying(10) NOT NULL,
    ended_at timestamp with time zone,
    account_id bigint NOT NULL,
    deal_id bigint
);


ALTER TABLE public.risk_marginevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.risk_marginevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.risk_markout (
    deal_id bigint NOT NULL,
    symbol character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    price numeric(28,8) NOT NULL,
    currency character varying(8) NOT NULL,
    move_1 numeric(28,8),
    move_10 numeric(28,8),
    move_60 numeric(28,8),
    value_1 numeric(28,8),
    value_10 numeric(28,8),
    value_60 numeric(28,8),
    missing jsonb NOT NULL,
    measured_at timestamp with time zone NOT NULL,
    account_id bigint NOT NULL
);


CREATE TABLE public.risk_markrun (
    id bigint NOT NULL,
    "on" date NOT NULL,
    at timestamp with time zone NOT NULL,
    currency character varying(8) NOT NULL,
    rates jsonb NOT NULL,
    positions integer NOT NULL,
    unpriced integer NOT NULL,
    oldest_at timestamp with time zone,
    entity_id bigint NOT NULL,
    CONSTRAINT risk_markrun_positions_check CHECK ((positions >= 0)),
    CONSTRAINT risk_markrun_unpriced_check CHECK ((unpriced >= 0))
);


ALTER TABLE public.risk_markrun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.risk_markrun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.staff_staff (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    name character varying(120) NOT NULL,
    active boolean NOT NULL,
    suspended_at timestamp with time zone,
    suspended_reason character varying(300) NOT NULL,
    invited_by character varying(80) NOT NULL,
    joined_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    office_id bigint,
    user_id bigint NOT NULL
);


ALTER TABLE public.staff_staff ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_staff_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.staff_staffevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    name character varying(120) NOT NULL,
    active boolean NOT NULL,
    suspended_at timestamp with time zone,
    suspended_reason character varying(300) NOT NULL,
    invited_by character varying(80) NOT NULL,
    joined_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    office_id bigint,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    user_id bigint NOT NULL
);


ALTER TABLE public.staff_staffevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.staff_staffevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.trading_account (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    kind character varying(8) NOT NULL,
    login bigint,
    "group" character varying(128) NOT NULL,
    currency character varying(8) NOT NULL,
    leverage integer NOT NULL,
    state character varying(16) NOT NULL,
    failure text NOT NULL,
    may_deposit boolean NOT NULL,
    may_withdraw boolean NOT NULL,
    may_transfer boolean NOT NULL,
    may_trade boolean NOT NULL,
    pays_partner boolean NOT NULL,
    visible boolean NOT NULL,
    balance numeric(28,8) NOT NULL,
    credit numeric(28,8) NOT NULL,
    equity numeric(28,8) NOT NULL,
    margin numeric(28,8) NOT NULL,
    margin_free numeric(28,8) NOT NULL,
    level numeric(28,8) NOT NULL,
    floating numeric(28,8) NOT NULL,
    figures_at timestamp with time zone,
    gap numeric(28,8) NOT NULL,
    gap_since timestamp with time zone,
    provisioned_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    client_id bigint NOT NULL,
    entity_id bigint NOT NULL,
    product_id bigint NOT NULL,
    server_id bigint NOT NULL,
    opening_due boolean NOT NULL,
    CONSTRAINT open_account_has_login CHECK (((login IS NOT NULL) OR ((state)::text = ANY ((ARRAY['requested'::character varying, 'provisioning'::character varying, 'failed'::character varying])::text[])))),
    CONSTRAINT trading_account_leverage_check CHECK ((leverage >= 0))
);


ALTER TABLE public.trading_account ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.trading_account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.trading_accountevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    kind character varying(8) NOT NULL,
    login bigint,
    "group" character varying(128) NOT NULL,
    currency character varying(8) NOT NULL,
    leverage integer NOT NULL,
    state character varying(16) NOT NULL,
    failure text NOT NULL,
    may_deposit boolean NOT NULL,
    may_withdraw boolean NOT NULL,
    may_transfer boolean NOT NULL,
    may_trade boolean NOT NULL,
    pays_partner boolean NOT NULL,
    visible boolean NOT NULL,
    provisioned_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    client_id bigint NOT NULL,
    entity_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    product_id bigint NOT NULL,
    server_id bigint NOT NULL,
    CONSTRAINT trading_accountevent_leverage_check CHECK ((leverage >= 0))
);


ALTER TABLE public.trading_accountevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.trading_accountevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.trading_accountrequest (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    kind character varying(12) NOT NULL,
    state character varying(12) NOT NULL,
    amount numeric(28,8) NOT NULL,
    leverage integer NOT NULL,
    reason character varying(200) NOT NULL,
    answer character varying(200) NOT NULL,
    requested_by character varying(60) NOT NULL,
    decided_by character varying(60) NOT NULL,
    decided_at timestamp with time zone,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    account_id bigint NOT NULL,
    operation_id bigint,
    CONSTRAINT trading_accountrequest_leverage_check CHECK ((leverage >= 0)),
    CONSTRAINT trading_accountrequest_version_check CHECK ((version >= 0))
);


ALTER TABLE public.trading_accountrequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.trading_accountrequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.trading_bulkjob (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    action character varying(16) NOT NULL,
    params jsonb NOT NULL,
    reason character varying(200) NOT NULL,
    state character varying(12) NOT NULL,
    total integer NOT NULL,
    requested_by character varying(60) NOT NULL,
    requester character varying(120) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    CONSTRAINT trading_bulkjob_total_check CHECK ((total >= 0))
);


ALTER TABLE public.trading_bulkjob ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.trading_bulkjob_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.trading_bulkrow (
    id bigint NOT NULL,
    "position" integer NOT NULL,
    given character varying(80) NOT NULL,
    amount numeric(28,8),
    state character varying(12) NOT NULL,
    message text NOT NULL,
    account_id bigint,
    job_id bigint NOT NULL,
    operation_id bigint,
    before character varying(60) NOT NULL,
    after character varying(60) NOT NULL,
    CONSTRAINT trading_bulkrow_position_check CHECK (("position" >= 0))
);


ALTER TABLE public.trading_bulkrow ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.trading_bulkrow_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.trading_creditstand (
    id bigint NOT NULL,
    base numeric(28,8) NOT NULL,
    gap numeric(28,8) NOT NULL,
    gap_since timestamp with time zone,
    base_due boolean NOT NULL,
    account_id bigint NOT NULL
);


ALTER TABLE public.trading_creditstand ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.trading_creditstand_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.trading_deal (
    id bigint NOT NULL,
    ticket bigint NOT NULL,
    login bigint NOT NULL,
    batch_id bigint NOT NULL,
    kind character varying(24) NOT NULL,
    entry character varying(8) NOT NULL,
    symbol character varying(64) NOT NULL,
    position_id bigint NOT NULL,
    order_id bigint NOT NULL,
    lots numeric(28,8) NOT NULL,
    lots_closed numeric(28,8) NOT NULL,
    contract_size numeric(28,8) NOT NULL,
    price numeric(28,8) NOT NULL,
    price_position numeric(28,8) NOT NULL,
    profit numeric(28,8) NOT NULL,
    commission numeric(28,8) NOT NULL,
    swap numeric(28,8) NOT NULL,
    fee numeric(28,8) NOT NULL,
    balance_effect numeric(28,8) NOT NULL,
    credit_effect numeric(28,8) NOT NULL,
    rate_profit numeric(28,8) NOT NULL,
    comment character varying(64) NOT NULL,
    reason character varying(24) NOT NULL,
    "group" character varying(128) NOT NULL,
    currency character varying(8) NOT NULL,
    server_time_ms bigint NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    digest bytea NOT NULL,
    version smallint NOT NULL,
    deleted_at timestamp with time zone,
    account_id bigint,
    server_id bigint NOT NULL,
    opened_at timestamp with time zone,
    CONSTRAINT trading_deal_version_check CHECK ((version >= 0))
);


ALTER TABLE public.trading_deal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.trading_deal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.trading_dealbatch (
    id bigint NOT NULL,
    shard smallint NOT NULL,
    count integer NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    server_id bigint NOT NULL,
    CONSTRAINT trading_dealbatch_count_check CHECK ((count >= 0)),
    CONSTRAINT trading_dealbatch_shard_check CHECK ((shard >= 0))
);


ALTER TABLE public.trading_dealbatch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.trading_dealbatch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.trading_dealcorrection (
    id bigint NOT NULL,
    batch_id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    before jsonb NOT NULL,
    after jsonb,
    recorded_at timestamp with time zone NOT NULL,
    deal_id bigint NOT NULL
);


ALTER TABLE public.trading_dealcorrection ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.trading_dealcorrection_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.trading_difference (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    login bigint,
    item character varying(80) NOT NULL,
    cls character varying(16) NOT NULL,
    expected numeric(28,8) NOT NULL,
    actual numeric(28,8) NOT NULL,
    amount numeric(28,8) NOT NULL,
    currency character varying(8) NOT NULL,
    detail text NOT NULL,
    found jsonb,
    owner character varying(60) NOT NULL,
    proposal character varying(16) NOT NULL,
    proposal_reason character varying(300) NOT NULL,
    proposed_by character varying(60) NOT NULL,
    proposed_at timestamp with time zone,
    approved_by character varying(60) NOT NULL,
    resolution character varying(24) NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    account_id bigint,
    deal_id bigint,
    server_id bigint NOT NULL,
    operation_id bigint,
    version integer NOT NULL,
    CONSTRAINT trading_difference_version_check CHECK ((version >= 0))
);


ALTER TABLE public.trading_difference ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.trading_difference_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.trading_foreignlogin (
    id bigint NOT NULL,
    login bigint NOT NULL,
    "group" character varying(128) NOT NULL,
    first_seen_at timestamp with time zone NOT NULL,
    bound_account_id bigint,
    server_id bigint NOT NULL,
    balance numeric(28,8),
    leverage integer NOT NULL,
    name character varying(128) NOT NULL,
    read_at timestamp with time zone,
    CONSTRAINT trading_foreignlogin_leverage_check CHECK ((leverage >= 0))
);


ALTER TABLE public.trading_foreignlogin ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.trading_foreignlogin_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.trading_gatewayreport (
    server_id bigint NOT NULL,
    process character varying(120) NOT NULL,
    since timestamp with time zone NOT NULL,
    reported_at timestamp with time zone NOT NULL,
    polled_at timestamp with time zone,
    told_at timestamp with time zone,
    deals bigint NOT NULL,
    deals_per_s numeric(12,3) NOT NULL,
    commands bigint NOT NULL,
    connects bigint NOT NULL,
    reconnects bigint NOT NULL,
    errors bigint NOT NULL,
    error text NOT NULL,
    error_at timestamp with time zone,
    readings jsonb NOT NULL
);


CREATE TABLE public.trading_group (
    id bigint NOT NULL,
    name character varying(128) NOT NULL,
    currency character varying(8) NOT NULL,
    currency_digits smallint NOT NULL,
    margin_mode character varying(16) NOT NULL,
    margin_call_level numeric(28,8) NOT NULL,
    stop_out_level numeric(28,8) NOT NULL,
    present boolean NOT NULL,
    synced_at timestamp with time zone NOT NULL,
    server_id bigint NOT NULL,
    CONSTRAINT trading_group_currency_digits_check CHECK ((currency_digits >= 0))
);


ALTER TABLE public.trading_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.trading_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.trading_operation (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    reference character varying(16) NOT NULL,
    kind character varying(16) NOT NULL,
    state character varying(12) NOT NULL,
    purpose character varying(24) NOT NULL,
    amount numeric(28,8) NOT NULL,
    currency character varying(8) NOT NULL,
    counter jsonb,
    change jsonb NOT NULL,
    note character varying(200) NOT NULL,
    ticket bigint,
    reason_code character varying(32) NOT NULL,
    reason text NOT NULL,
    attempts smallint NOT NULL,
    lookups smallint NOT NULL,
    due_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    unknown_since timestamp with time zone,
    answered_at timestamp with time zone,
    settled_at timestamp with time zone,
    requested_by character varying(60) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    account_id bigint NOT NULL,
    server_id bigint NOT NULL,
    CONSTRAINT trading_operation_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT trading_operation_lookups_check CHECK ((lookups >= 0))
);


ALTER TABLE public.trading_operation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.trading_operation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.trading_order (
    id bigint NOT NULL,
    ticket bigint NOT NULL,
    login bigint NOT NULL,
    symbol character varying(64) NOT NULL,
    kind character varying(16) NOT NULL,
    lots numeric(28,8) NOT NULL,
    price numeric(28,8) NOT NULL,
    trigger numeric(28,8) NOT NULL,
    stop_loss numeric(28,8) NOT NULL,
    take_profit numeric(28,8) NOT NULL,
    placed_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    comment character varying(64) NOT NULL,
    synced_at timestamp with time zone NOT NULL,
    account_id bigint,
    server_id bigint NOT NULL
);


ALTER TABLE public.trading_order ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.trading_order_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.trading_position (
    id bigint NOT NULL,
    ticket bigint NOT NULL,
    login bigint NOT NULL,
    symbol character varying(64) NOT NULL,
    side character varying(4) NOT NULL,
    lots numeric(28,8) NOT NULL,
    contract_size numeric(28,8) NOT NULL,
    price_open numeric(28,8) NOT NULL,
    price_current numeric(28,8) NOT NULL,
    stop_loss numeric(28,8) NOT NULL,
    take_profit numeric(28,8) NOT NULL,
    profit numeric(28,8) NOT NULL,
    swap numeric(28,8) NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    synced_at timestamp with time zone NOT NULL,
    account_id bigint,
    server_id bigint NOT NULL
);


ALTER TABLE public.trading_position ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.trading_position_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.trading_positionstand (
    id bigint NOT NULL,
    ticket bigint NOT NULL,
    symbol character varying(64) NOT NULL,
    side character varying(4) NOT NULL,
    lots numeric(28,8) NOT NULL,
    since timestamp with time zone NOT NULL,
    gone boolean NOT NULL,
    explained boolean NOT NULL,
    account_id bigint NOT NULL,
    server_id bigint NOT NULL
);


ALTER TABLE public.trading_positionstand ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.trading_positionstand_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.trading_product (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    code character varying(32) NOT NULL,
    title character varying(80) NOT NULL,
    summary character varying(200) NOT NULL,
    kind character varying(8) NOT NULL,
    "group" character varying(128) NOT NULL,
    currency character varying(8) NOT NULL,
    leverages integer[] NOT NULL,
    max_per_client integer NOT NULL,
    demo_deposit numeric(28,8) NOT NULL,
    sort smallint NOT NULL,
    enabled boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    server_id bigint NOT NULL,
    internal boolean NOT NULL,
    CONSTRAINT trading_product_max_per_client_check CHECK ((max_per_client >= 0)),
    CONSTRAINT trading_product_sort_check CHECK ((sort >= 0))
);


ALTER TABLE public.trading_product ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.trading_product_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.trading_productevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    code character varying(32) NOT NULL,
    title character varying(80) NOT NULL,
    summary character varying(200) NOT NULL,
    kind character varying(8) NOT NULL,
    "group" character varying(128) NOT NULL,
    currency character varying(8) NOT NULL,
    leverages integer[] NOT NULL,
    max_per_client integer NOT NULL,
    demo_deposit numeric(28,8) NOT NULL,
    sort smallint NOT NULL,
    enabled boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    server_id bigint NOT NULL,
    internal boolean NOT NULL,
    CONSTRAINT trading_productevent_max_per_client_check CHECK ((max_per_client >= 0)),
    CONSTRAINT trading_productevent_sort_check CHECK ((sort >= 0))
);


ALTER TABLE public.trading_productevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.trading_productevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.trading_quote (
    id bigint NOT NULL,
    symbol character varying(64) NOT NULL,
    bid numeric(28,8) NOT NULL,
    ask numeric(28,8) NOT NULL,
    at timestamp with time zone NOT NULL,
    server_id bigint NOT NULL
);


ALTER TABLE public.trading_quote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.trading_quote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.trading_server (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    code character varying(12) NOT NULL,
    title character varying(80) NOT NULL,
    kind character varying(16) NOT NULL,
    environment character varying(8) NOT NULL,
    config text NOT NULL,
    group_mask character varying(200) NOT NULL,
    grace_s integer NOT NULL,
    enabled boolean NOT NULL,
    offset_s integer NOT NULL,
    watermark_s bigint NOT NULL,
    state character varying(8) NOT NULL,
    state_detail text NOT NULL,
    state_at timestamp with time zone,
    lag_s numeric(12,3),
    last_deal_at timestamp with time zone,
    synced_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    entity_id bigint NOT NULL,
    CONSTRAINT trading_server_grace_s_check CHECK ((grace_s >= 0))
);


ALTER TABLE public.trading_server ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.trading_server_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.trading_serverclockreading (
    id bigint NOT NULL,
    offset_s integer NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    server_id bigint NOT NULL
);


ALTER TABLE public.trading_serverclockreading ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.trading_serverclockreading_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.trading_symbol (
    id bigint NOT NULL,
    name character varying(64) NOT NULL,
    path character varying(128) NOT NULL,
    description character varying(128) NOT NULL,
    base character varying(16) NOT NULL,
    profit_currency character varying(16) NOT NULL,
    margin_currency character varying(16) NOT NULL,
    digits smallint NOT NULL,
    contract_size numeric(28,8) NOT NULL,
    tick_size numeric(28,8) NOT NULL,
    tick_value numeric(28,8) NOT NULL,
    volume_min numeric(28,8) NOT NULL,
    volume_max numeric(28,8) NOT NULL,
    volume_step numeric(28,8) NOT NULL,
    calc_mode character varying(24) NOT NULL,
    present boolean NOT NULL,
    synced_at timestamp with time zone NOT NULL,
    server_id bigint NOT NULL,
    CONSTRAINT trading_symbol_digits_check CHECK ((digits >= 0))
);


ALTER TABLE public.trading_symbol ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.trading_symbol_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.valuation_quotefaultseen (
    id bigint NOT NULL,
    symbol character varying(64) NOT NULL,
    fault character varying(20) NOT NULL,
    count integer NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    bid numeric(28,8) NOT NULL,
    ask numeric(28,8) NOT NULL,
    believed_bid numeric(28,8),
    believed_ask numeric(28,8),
    tick_seq bigint NOT NULL,
    server_id bigint NOT NULL,
    CONSTRAINT valuation_quotefaultseen_count_check CHECK ((count >= 0))
);


ALTER TABLE public.valuation_quotefaultseen ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.valuation_quotefaultseen_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.valuation_quoterule (
    id bigint NOT NULL,
    mask character varying(64) NOT NULL,
    sort smallint NOT NULL,
    max_age_s integer NOT NULL,
    max_ahead_s integer NOT NULL,
    max_spread numeric(12,8) NOT NULL,
    max_jump numeric(12,8) NOT NULL,
    jump_within_s integer NOT NULL,
    trades_weekends boolean NOT NULL,
    server_id bigint,
    CONSTRAINT valuation_quoterule_jump_within_s_check CHECK ((jump_within_s >= 0)),
    CONSTRAINT valuation_quoterule_max_age_s_check CHECK ((max_age_s >= 0)),
    CONSTRAINT valuation_quoterule_max_ahead_s_check CHECK ((max_ahead_s >= 0)),
    CONSTRAINT valuation_quoterule_sort_check CHECK ((sort >= 0))
);


ALTER TABLE public.valuation_quoterule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.valuation_quoterule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.valuation_quoteruleevent (
    pgh_id integer NOT NULL,
    pgh_created_at timestamp with time zone NOT NULL,
    pgh_label text NOT NULL,
    id bigint NOT NULL,
    mask character varying(64) NOT NULL,
    sort smallint NOT NULL,
    max_age_s integer NOT NULL,
    max_ahead_s integer NOT NULL,
    max_spread numeric(12,8) NOT NULL,
    max_jump numeric(12,8) NOT NULL,
    jump_within_s integer NOT NULL,
    trades_weekends boolean NOT NULL,
    pgh_context_id uuid,
    pgh_obj_id bigint NOT NULL,
    server_id bigint,
    CONSTRAINT valuation_quoteruleevent_jump_within_s_check CHECK ((jump_within_s >= 0)),
    CONSTRAINT valuation_quoteruleevent_max_age_s_check CHECK ((max_age_s >= 0)),
    CONSTRAINT valuation_quoteruleevent_max_ahead_s_check CHECK ((max_ahead_s >= 0)),
    CONSTRAINT valuation_quoteruleevent_sort_check CHECK ((sort >= 0))
);


ALTER TABLE public.valuation_quoteruleevent ALTER COLUMN pgh_id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.valuation_quoteruleevent_pgh_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


CREATE TABLE public.valuation_shard (
    number smallint NOT NULL,
    epoch bigint NOT NULL,
    owner character varying(120) NOT NULL,
    tick_seq bigint NOT NULL,
    stored_at timestamp with time zone,
    taken_at timestamp with time zone,
    accounts integer NOT NULL,
    positions integer NOT NULL,
    lag_s numeric(12,3),
    gap_from bigint,
    gap_to bigint,
    gap_at timestamp with time zone,
    CONSTRAINT valuation_shard_accounts_check CHECK ((accounts >= 0)),
    CONSTRAINT valuation_shard_number_check CHECK ((number >= 0)),
    CONSTRAINT valuation_shard_positions_check CHECK ((positions >= 0))
);


CREATE TABLE public.valuation_stand (
    account_id bigint NOT NULL,
    balance numeric(28,8) NOT NULL,
    credit numeric(28,8) NOT NULL,
    floating numeric(28,8) NOT NULL,
    equity numeric(28,8) NOT NULL,
    margin numeric(28,8) NOT NULL,
    level numeric(28,8),
    positions integer NOT NULL,
    quality character varying(10) NOT NULL,
    doubts jsonb NOT NULL,
    gap numeric(28,8),
    compared_at timestamp with time zone,
    tick_seq bigint NOT NULL,
    marked_at timestamp with time zone NOT NULL,
    CONSTRAINT valuation_stand_positions_check CHECK ((positions >= 0))
);


CREATE TABLE public.valuation_symbolstop (
    id bigint NOT NULL,
    public_id character varying(40) NOT NULL,
    symbol character varying(64) NOT NULL,
    reason character varying(300) NOT NULL,
    by character varying(60) NOT NULL,
    by_name character varying(120) NOT NULL,
    at timestamp with time zone NOT NULL,
    lifted_by character varying(60) NOT NULL,
    lifted_at timestamp with time zone,
    server_id bigint
);


ALTER TABLE public.valuation_symbolstop ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.valuation_symbolstop_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


ALTER TABLE ONLY public.core_events_handled ATTACH PARTITION public.core_events_handled_default DEFAULT;


ALTER TABLE ONLY public.core_events_handled ATTACH PARTITION public.core_events_handled_w20261123 FOR VALUES FROM ('2026-11-23 00:00:00+00') TO ('2026-11-30 00:00:00+00');


ALTER TABLE ONLY public.core_events_handled ATTACH PARTITION public.core_events_handled_w20261130 FOR VALUES FROM ('2026-11-30 00:00:00+00') TO ('2026-12-07 00:00:00+00');


ALTER TABLE ONLY public.core_events_handled ATTACH PARTITION public.core_events_handled_w20261207 FOR VALUES FROM ('2026-12-07 00:00:00+00') TO ('2026-12-14 00:00:00+00');


ALTER TABLE ONLY public.core_events_handled ATTACH PARTITION public.core_events_handled_w20261214 FOR VALUES FROM ('2026-12-14 00:00:00+00') TO ('2026-12-21 00:00:00+00');


ALTER TABLE ONLY public.core_events_handled ATTACH PARTITION public.core_events_handled_w20261221 FOR VALUES FROM ('2026-12-21 00:00:00+00') TO ('2026-12-28 00:00:00+00');


ALTER TABLE ONLY public.core_events_handled ATTACH PARTITION public.core_events_handled_w20261228 FOR VALUES FROM ('2026-12-28 00:00:00+00') TO ('2027-01-04 00:00:00+00');


ALTER TABLE ONLY public.core_events_handled ATTACH PARTITION public.core_events_handled_w20270104 FOR VALUES FROM ('2027-01-04 00:00:00+00') TO ('2027-01-11 00:00:00+00');


ALTER TABLE ONLY public.core_events_handled ATTACH PARTITION public.core_events_handled_w20270111 FOR VALUES FROM ('2027-01-11 00:00:00+00') TO ('2027-01-18 00:00:00+00');


ALTER TABLE ONLY public.core_events_handled ATTACH PARTITION public.core_events_handled_w20270118 FOR VALUES FROM ('2027-01-18 00:00:00+00') TO ('2027-01-25 00:00:00+00');


ALTER TABLE ONLY public.core_events_outbox ATTACH PARTITION public.core_events_outbox_default DEFAULT;


ALTER TABLE ONLY public.core_events_outbox ATTACH PARTITION public.core_events_outbox_w20261123 FOR VALUES FROM ('2026-11-23 00:00:00+00') TO ('2026-11-30 00:00:00+00');


ALTER TABLE ONLY public.core_events_outbox ATTACH PARTITION public.core_events_outbox_w20261130 FOR VALUES FROM ('2026-11-30 00:00:00+00') TO ('2026-12-07 00:00:00+00');


ALTER TABLE ONLY public.core_events_outbox ATTACH PARTITION public.core_events_outbox_w20261207 FOR VALUES FROM ('2026-12-07 00:00:00+00') TO ('2026-12-14 00:00:00+00');


ALTER TABLE ONLY public.core_events_outbox ATTACH PARTITION public.core_events_outbox_w20261214 FOR VALUES FROM ('2026-12-14 00:00:00+00') TO ('2026-12-21 00:00:00+00');


ALTER TABLE ONLY public.core_events_outbox ATTACH PARTITION public.core_events_outbox_w20261221 FOR VALUES FROM ('2026-12-21 00:00:00+00') TO ('2026-12-28 00:00:00+00');


ALTER TABLE ONLY public.core_events_outbox ATTACH PARTITION public.core_events_outbox_w20261228 FOR VALUES FROM ('2026-12-28 00:00:00+00') TO ('2027-01-04 00:00:00+00');


ALTER TABLE ONLY public.core_events_outbox ATTACH PARTITION public.core_events_outbox_w20270104 FOR VALUES FROM ('2027-01-04 00:00:00+00') TO ('2027-01-11 00:00:00+00');


ALTER TABLE ONLY public.core_events_outbox ATTACH PARTITION public.core_events_outbox_w20270111 FOR VALUES FROM ('2027-01-11 00:00:00+00') TO ('2027-01-18 00:00:00+00');


ALTER TABLE ONLY public.core_events_outbox ATTACH PARTITION public.core_events_outbox_w20270118 FOR VALUES FROM ('2027-01-18 00:00:00+00') TO ('2027-01-25 00:00:00+00');


ALTER TABLE ONLY public.core_events_outbox ALTER COLUMN id SET DEFAULT nextval('public.core_events_outbox_id_seq'::regclass);


ALTER TABLE ONLY public.procrastinate_events ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_events_id_seq'::regclass);


ALTER TABLE ONLY public.procrastinate_jobs ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_jobs_id_seq'::regclass);


ALTER TABLE ONLY public.procrastinate_periodic_defers ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_periodic_defers_id_seq'::regclass);


--
-- Data for Name: account_emailaddress; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: account_emailconfirmation; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: auth_group; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: auth_group_permissions; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: brands_brand; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: brands_brandevent; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: brands_legalentity; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: brands_legalentityevent; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: brands_office; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: brands_officeevent; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: cashier_cashiersettings; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: cashier_cashiersettingsevent; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: cashier_deposit; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: cashier_movement; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: cashier_proof; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: cashier_psp; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: cashier_pspevent; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: cashier_refund; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: cashier_statechange; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: cashier_statementfetch; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: cashier_statementline; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: cashier_transfer; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: cashier_withdrawal; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: clients_client; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: clients_clientevent; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: clients_lead; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: clients_leadevent; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: clients_note; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: clients_noteevent; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: clients_statuschange; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: clients_task; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: clients_taskevent; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: clients_termsacceptance; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: compliance_document; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: compliance_documentaccess; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: compliance_documentevent; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: compliance_documentgroup; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: compliance_documentgroupevent; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: compliance_documenttype; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: compliance_documenttypeevent; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: compliance_level; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: compliance_levelevent; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: compliance_rejectionreason; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: compliance_rejectionreasonevent; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: compliance_standing; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: compliance_standingevent; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_access_apikey; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_access_assignment; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_access_grant; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_access_ratebucket; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_access_role; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_audit_details; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_audit_entry; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_audit_seal; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_events_handled_default; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_events_handled_w20261123; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_events_handled_w20261130; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_events_handled_w20261207; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_events_handled_w20261214; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_events_handled_w20261221; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_events_handled_w20261228; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_events_handled_w20270104; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_events_handled_w20270111; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_events_handled_w20270118; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_events_inbox; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_events_outbox_default; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_events_outbox_w20261123; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_events_outbox_w20261130; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_events_outbox_w20261207; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_events_outbox_w20261214; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_events_outbox_w20261221; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_events_outbox_w20261228; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_events_outbox_w20270104; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_events_outbox_w20270111; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_events_outbox_w20270118; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_events_parked; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_events_position; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_events_relay; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.core_events_relay VALUES (1, 0, 0, 0, '{}', 0);


--
-- Data for Name: core_idempotency_key; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_identity_signinplace; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_identity_user; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: core_mail_message; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: django_migrations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.django_migrations VALUES (1, 'core_events', '0001_initial', '2026-11-29 12:14:47.617952+00');
INSERT INTO public.django_migrations VALUES (2, 'core_identity', '0001_initial', '2026-11-29 12:14:47.625873+00');
INSERT INTO public.django_migrations VALUES (3, 'account', '0001_initial', '2026-11-29 12:14:47.640895+00');
INSERT INTO public.django_migrations VALUES (4, 'account', '0002_email_max_length', '2026-11-29 12:14:47.648776+00');
INSERT INTO public.django_migrations VALUES (5, 'account', '0003_alter_emailaddress_create_unique_verified_email', '2026-11-29 12:14:47.649468+00');
INSERT INTO public.django_migrations VALUES (6, 'account', '0004_alter_emailaddress_drop_unique_email', '2026-11-29 12:14:47.652298+00');
INSERT INTO public.django_migrations VALUES (7, 'account', '0005_emailaddress_idx_upper_email', '2026-11-29 12:14:47.656264+00');
INSERT INTO public.django_migrations VALUES (8, 'account', '0006_emailaddress_lower', '2026-11-29 12:14:47.664487+00');
INSERT INTO public.django_migrations VALUES (9, 'account', '0007_emailaddress_idx_email', '2026-11-29 12:14:47.671342+00');
INSERT INTO public.django_migrations VALUES (10, 'account', '0008_emailaddress_unique_primary_email_fixup', '2026-11-29 12:14:47.679785+00');
INSERT INTO public.django_migrations VALUES (11, 'account', '0009_emailaddress_unique_primary_email', '2026-11-29 12:14:47.683677+00');
INSERT INTO public.django_migrations VALUES (12, 'contenttypes', '0001_initial', '2026-11-29 12:14:47.687575+00');
INSERT INTO public.django_migrations VALUES (13, 'contenttypes', '0002_remove_content_type_name', '2026-11-29 12:14:47.69695+00');
INSERT INTO public.django_migrations VALUES (14, 'auth', '0001_initial', '2026-11-29 12:14:47.713946+00');
INSERT INTO public.django_migrations VALUES (15, 'auth', '0002_alter_permission_name_max_length', '2026-11-29 12:14:47.718237+00');
INSERT INTO public.django_migrations VALUES (16, 'auth', '0003_alter_user_email_max_length', '2026-11-29 12:14:47.72244+00');
INSERT INTO public.django_migrations VALUES (17, 'auth', '0004_alter_user_username_opts', '2026-11-29 12:14:47.727991+00');
INSERT INTO public.django_migrations VALUES (18, 'auth', '0005_alter_user_last_login_null', '2026-11-29 12:14:47.731866+00');
INSERT INTO public.django_migrations VALUES (19, 'auth', '0006_require_contenttypes_0002', '2026-11-29 12:14:47.732479+00');
INSERT INTO public.django_migrations VALUES (20, 'auth', '0007_alter_validators_add_error_messages', '2026-11-29 12:14:47.736328+00');
INSERT INTO public.django_migrations VALUES (21, 'auth', '0008_alter_user_username_max_length', '2026-11-29 12:14:47.740171+00');
INSERT INTO public.django_migrations VALUES (22, 'auth', '0009_alter_user_last_name_max_length', '2026-11-29 12:14:47.744198+00');
INSERT INTO public.django_migrations VALUES (23, 'auth', '0010_alter_group_name_max_length', '2026-11-29 12:14:47.748945+00');
INSERT INTO public.django_migrations VALUES (24, 'auth', '0011_update_proxy_permissions', '2026-11-29 12:14:47.757098+00');
INSERT INTO public.django_migrations VALUES (25, 'auth', '0012_alter_user_first_name_max_length', '2026-11-29 12:14:47.761051+00');
INSERT INTO public.django_migrations VALUES (26, 'pghistory', '0001_initial', '2026-11-29 12:14:47.763787+00');
INSERT INTO public.django_migrations VALUES (27, 'pghistory', '0002_aggregateevent', '2026-11-29 12:14:47.765157+00');
INSERT INTO public.django_migrations VALUES (28, 'pghistory', '0003_auto_20201023_1636', '2026-11-29 12:14:47.766697+00');
INSERT INTO public.django_migrations VALUES (29, 'pghistory', '0004_auto_20220906_1625', '2026-11-29 12:14:47.776713+00');
INSERT INTO public.django_migrations VALUES (30, 'pghistory', '0005_events_middlewareevents', '2026-11-29 12:14:47.778802+00');
INSERT INTO public.django_migrations VALUES (31, 'pghistory', '0006_delete_aggregateevent', '2026-11-29 12:14:47.779613+00');
INSERT INTO public.django_migrations VALUES (32, 'pghistory', '0007_auto_20250421_0444', '2026-11-29 12:14:47.79144+00');
INSERT INTO public.django_migrations VALUES (33, 'brands', '0001_initial', '2026-11-29 12:14:47.914443+00');
INSERT INTO public.django_migrations VALUES (34, 'brands', '0002_no_needless_indexes', '2026-11-29 12:14:47.931279+00');
INSERT INTO public.django_migrations VALUES (35, 'clients', '0001_initial', '2026-11-29 12:14:48.62095+00');
INSERT INTO public.django_migrations VALUES (36, 'trading', '0001_initial', '2026-11-29 12:14:50.045498+00');
INSERT INTO public.django_migrations VALUES (37, 'trading', '0002_bound_logins', '2026-11-29 12:14:50.250945+00');
INSERT INTO public.django_migrations VALUES (38, 'trading', '0003_deal_by_batch', '2026-11-29 12:14:50.300737+00');
INSERT INTO public.django_migrations VALUES (39, 'trading', '0004_difference_of_operation', '2026-11-29 12:14:50.373127+00');
INSERT INTO public.django_migrations VALUES (40, 'trading', '0005_operation_accepted', '2026-11-29 12:14:50.397521+00');
INSERT INTO public.django_migrations VALUES (41, 'clients', '0002_client_by_last_name', '2026-11-29 12:14:50.423657+00');
INSERT INTO public.django_migrations VALUES (42, 'clients', '0003_no_needless_indexes', '2026-11-29 12:14:50.656613+00');
INSERT INTO public.django_migrations VALUES (43, 'trading', '0006_no_needless_indexes', '2026-11-29 12:14:51.234833+00');
INSERT INTO public.django_migrations VALUES (44, 'cashier', '0001_initial', '2026-11-29 12:14:53.358384+00');
INSERT INTO public.django_migrations VALUES (45, 'cashier', '0002_transfer_corrections', '2026-11-29 12:14:53.81724+00');
INSERT INTO public.django_migrations VALUES (46, 'cashier', '0003_no_needless_indexes', '2026-11-29 12:14:54.5999+00');
INSERT INTO public.django_migrations VALUES (47, 'cashier', '0004_house_bears_by', '2026-11-29 12:14:54.646087+00');
INSERT INTO public.django_migrations VALUES (48, 'cashier', '0005_notes', '2026-11-29 12:14:54.899056+00');
INSERT INTO public.django_migrations VALUES (49, 'clients', '0004_notes', '2026-11-29 12:14:54.927371+00');
INSERT INTO public.django_migrations VALUES (50, 'compliance', '0001_initial', '2026-11-29 12:14:56.969001+00');
INSERT INTO public.django_migrations VALUES (51, 'compliance', '0002_no_needless_indexes', '2026-11-29 12:14:57.414478+00');
INSERT INTO public.django_migrations VALUES (52, 'core_access', '0001_initial', '2026-11-29 12:14:57.451288+00');
INSERT INTO public.django_migrations VALUES (53, 'core_access', '0002_no_needless_indexes', '2026-11-29 12:14:57.467938+00');
INSERT INTO public.django_migrations VALUES (54, 'core_audit', '0001_initial', '2026-11-29 12:14:57.609866+00');
INSERT INTO public.django_migrations VALUES (55, 'core_audit', '0002_append_only', '2026-11-29 12:14:57.613434+00');
INSERT INTO public.django_migrations VALUES (56, 'core_events', '0002_functions', '2026-11-29 12:14:57.617122+00');
INSERT INTO public.django_migrations VALUES (57, 'core_events', '0003_of_aggregate', '2026-11-29 12:14:57.623872+00');
INSERT INTO public.django_migrations VALUES (58, 'core_events', '0004_by_week', '2026-11-29 12:14:57.717854+00');
INSERT INTO public.django_migrations VALUES (59, 'core_events', '0005_relay_routes', '2026-11-29 12:14:57.726134+00');
INSERT INTO public.django_migrations VALUES (60, 'core_events', '0006_relay_reached', '2026-11-29 12:14:57.731216+00');
INSERT INTO public.django_migrations VALUES (61, 'core_idempotency', '0001_initial', '2026-11-29 12:14:57.737607+00');
INSERT INTO public.django_migrations VALUES (62, 'core_identity', '0002_sign_in_places', '2026-11-29 12:14:57.817162+00');
INSERT INTO public.django_migrations VALUES (63, 'core_mail', '0001_initial', '2026-11-29 12:14:57.825247+00');
INSERT INTO public.django_migrations VALUES (64, 'ledger', '0001_initial', '2026-11-29 12:14:58.004064+00');
INSERT INTO public.django_migrations VALUES (65, 'ledger', '0002_accounts_by_code', '2026-11-29 12:14:58.01245+00');
INSERT INTO public.django_migrations VALUES (66, 'mfa', '0001_initial', '2026-11-29 12:14:58.091943+00');
INSERT INTO public.django_migrations VALUES (67, 'mfa', '0002_authenticator_timestamps', '2026-11-29 12:14:58.111471+00');
INSERT INTO public.django_migrations VALUES (68, 'mfa', '0003_authenticator_type_uniq', '2026-11-29 12:14:58.145235+00');
INSERT INTO public.django_migrations VALUES (69, 'trading', '0007_requests_bulk_jobs_orders', '2026-11-29 12:14:58.44388+00');
INSERT INTO public.django_migrations VALUES (70, 'trading', '0008_gateway_reports', '2026-11-29 12:14:58.519427+00');
INSERT INTO public.django_migrations VALUES (71, 'trading', '0009_notes', '2026-11-29 12:14:58.802338+00');
INSERT INTO public.django_migrations VALUES (72, 'trading', '0010_credits', '2026-11-29 12:14:58.913822+00');
INSERT INTO public.django_migrations VALUES (73, 'trading', '0011_positions_followed', '2026-11-29 12:14:59.251956+00');
INSERT INTO public.django_migrations VALUES (74, 'trading', '0012_readings', '2026-11-29 12:14:59.277169+00');
INSERT INTO public.django_migrations VALUES (75, 'trading', '0013_bulk_before', '2026-11-29 12:14:59.331253+00');
INSERT INTO public.django_migrations VALUES (76, 'trading', '0014_opened_at', '2026-11-29 12:14:59.366605+00');
INSERT INTO public.django_migrations VALUES (77, 'partners', '0001_initial', '2026-11-29 12:14:59.401139+00');
INSERT INTO public.django_migrations VALUES (78, 'partners', '0002_initial', '2026-11-29 12:15:01.059961+00');
INSERT INTO public.django_migrations VALUES (79, 'partners', '0003_history_holds', '2026-11-29 12:15:01.068191+00');
INSERT INTO public.django_migrations VALUES (80, 'partners', '0004_accruals_unchecked', '2026-11-29 12:15:01.34602+00');
INSERT INTO public.django_migrations VALUES (81, 'partners', '0005_no_needless_indexes', '2026-11-29 12:15:01.72488+00');
INSERT INTO public.django_migrations VALUES (82, 'partners', '0006_notes', '2026-11-29 12:15:01.903119+00');
INSERT INTO public.django_migrations VALUES (83, 'partners', '0007_engine', '2026-11-29 12:15:04.167782+00');
INSERT INTO public.django_migrations VALUES (84, 'partners', '0008_programme', '2026-11-29 12:15:05.985798+00');
INSERT INTO public.django_migrations VALUES (85, 'partners', '0009_ladders', '2026-11-29 12:15:06.91049+00');
INSERT INTO public.django_migrations VALUES (86, 'partners', '0010_acquisition', '2026-11-29 12:15:07.928477+00');
INSERT INTO public.django_migrations VALUES (87, 'partners', '0011_rebates', '2026-11-29 12:15:08.110853+00');
INSERT INTO public.django_migrations VALUES (88, 'partners', '0012_reversals', '2026-11-29 12:15:08.196626+00');
INSERT INTO public.django_migrations VALUES (89, 'partners', '0013_lines_by_deal', '2026-11-29 12:15:08.28645+00');
INSERT INTO public.django_migrations VALUES (90, 'procrastinate', '0001_initial', '2026-11-29 12:15:08.297501+00');
INSERT INTO public.django_migrations VALUES (91, 'procrastinate', '0002_drop_started_at_column', '2026-11-29 12:15:08.300711+00');
INSERT INTO public.django_migrations VALUES (92, 'procrastinate', '0003_drop_started_at_column', '2026-11-29 12:15:08.303133+00');
INSERT INTO public.django_migrations VALUES (93, 'procrastinate', '0004_drop_procrastinate_version_table', '2026-11-29 12:15:08.305673+00');
INSERT INTO public.django_migrations VALUES (94, 'procrastinate', '0005_fix_procrastinate_fetch_job', '2026-11-29 12:15:08.308393+00');
INSERT INTO public.django_migrations VALUES (95, 'procrastinate', '0006_fix_trigger_status_events_insert', '2026-11-29 12:15:08.310617+00');
INSERT INTO public.django_migrations VALUES (96, 'procrastinate', '0007_add_queueing_lock_column', '2026-11-29 12:15:08.313005+00');
INSERT INTO public.django_migrations VALUES (97, 'procrastinate', '0008_close_fetch_job_race_condition', '2026-11-29 12:15:08.315924+00');
INSERT INTO public.django_migrations VALUES (98, 'procrastinate', '0009_add_defer_job_function', '2026-11-29 12:15:08.318245+00');
INSERT INTO public.django_migrations VALUES (99, 'procrastinate', '0010_add_procrastinate_periodic_defers', '2026-11-29 12:15:08.322245+00');
INSERT INTO public.django_migrations VALUES (100, 'procrastinate', '0011_add_foreign_key_index', '2026-11-29 12:15:08.324507+00');
INSERT INTO public.django_migrations VALUES (101, 'procrastinate', '0012_add_locks_to_periodic_defer', '2026-11-29 12:15:08.327629+00');
INSERT INTO public.django_migrations VALUES (102, 'procrastinate', '0013_fix_procrastinate_defer_periodic_job', '2026-11-29 12:15:08.330051+00');
INSERT INTO public.django_migrations VALUES (103, 'procrastinate', '0014_add_finish_job_and_retry_job_functions', '2026-11-29 12:15:08.332532+00');
INSERT INTO public.django_migrations VALUES (104, 'procrastinate', '0015_add_trigger_on_job_deletion', '2026-11-29 12:15:08.334518+00');
INSERT INTO public.django_migrations VALUES (105, 'procrastinate', '0016_delete_finished_jobs', '2026-11-29 12:15:08.337282+00');
INSERT INTO public.django_migrations VALUES (106, 'procrastinate', '0017_add_checks_to_finish_job', '2026-11-29 12:15:08.339273+00');
INSERT INTO public.django_migrations VALUES (107, 'procrastinate', '0018_add_checks_to_retry_job', '2026-11-29 12:15:08.341303+00');
INSERT INTO public.django_migrations VALUES (108, 'procrastinate', '0019_fix_finish_job_compat_issue', '2026-11-29 12:15:08.343245+00');
INSERT INTO public.django_migrations VALUES (109, 'procrastinate', '0020_add_index_on_procrastinate_jobs', '2026-11-29 12:15:08.345597+00');
INSERT INTO public.django_migrations VALUES (110, 'procrastinate', '0021_add_kwargs_to_defer_periodic_job', '2026-11-29 12:15:08.348307+00');
INSERT INTO public.django_migrations VALUES (111, 'procrastinate', '0022_null_locks_excluded', '2026-11-29 12:15:08.350637+00');
INSERT INTO public.django_migrations VALUES (112, 'procrastinate', '0023_remove_old_finish_job_function', '2026-11-29 12:15:08.352694+00');
INSERT INTO public.django_migrations VALUES (113, 'procrastinate', '0024_job_id_bigint', '2026-11-29 12:15:08.357068+00');
INSERT INTO public.django_migrations VALUES (114, 'procrastinate', '0025_add_models', '2026-11-29 12:15:08.364677+00');
INSERT INTO public.django_migrations VALUES (115, 'procrastinate', '0026_add_job_priority', '2026-11-29 12:15:08.371878+00');
INSERT INTO public.django_migrations VALUES (116, 'procrastinate', '0027_add_periodic_job_priority', '2026-11-29 12:15:08.373996+00');
INSERT INTO public.django_migrations VALUES (117, 'procrastinate', '0028_add_cancel_states', '2026-11-29 12:15:08.385285+00');
INSERT INTO public.django_migrations VALUES (118, 'procrastinate', '0029_add_additional_params_to_retry_job', '2026-11-29 12:15:08.387622+00');
INSERT INTO public.django_migrations VALUES (119, 'procrastinate', '0030_alter_procrastinateevent_options', '2026-11-29 12:15:08.391809+00');
INSERT INTO public.django_migrations VALUES (120, 'procrastinate', '0031_add_indexes_for_fetch_job', '2026-11-29 12:15:08.3951+00');
INSERT INTO public.django_migrations VALUES (121, 'procrastinate', '0032_pre_cancel_notification', '2026-11-29 12:15:08.404138+00');
INSERT INTO public.django_migrations VALUES (122, 'procrastinate', '0033_post_cancel_notification', '2026-11-29 12:15:08.419428+00');
INSERT INTO public.django_migrations VALUES (123, 'procrastinate', '0034_pre_add_heartbeat', '2026-11-29 12:15:08.429286+00');
INSERT INTO public.django_migrations VALUES (124, 'procrastinate', '0035_post_add_heartbeat', '2026-11-29 12:15:08.43179+00');
INSERT INTO public.django_migrations VALUES (125, 'procrastinate', '0036_add_worker_model', '2026-11-29 12:15:08.440119+00');
INSERT INTO public.django_migrations VALUES (126, 'procrastinate', '0037_pre_batch_defer_jobs', '2026-11-29 12:15:08.443533+00');
INSERT INTO public.django_migrations VALUES (127, 'procrastinate', '0038_post_batch_defer_jobs', '2026-11-29 12:15:08.446045+00');
INSERT INTO public.django_migrations VALUES (128, 'procrastinate', '0039_pre_priority_lock_fetch_job', '2026-11-29 12:15:08.448627+00');
INSERT INTO public.django_migrations VALUES (129, 'procrastinate', '0040_pre_retry_failed_job', '2026-11-29 12:15:08.451197+00');
INSERT INTO public.django_migrations VALUES (130, 'procrastinate', '0041_post_retry_failed_job', '2026-11-29 12:15:08.453652+00');
INSERT INTO public.django_migrations VALUES (131, 'trading', '0015_internal', '2026-11-29 12:15:08.963438+00');
INSERT INTO public.django_migrations VALUES (132, 'prop', '0001_initial', '2026-11-29 12:15:14.442399+00');
INSERT INTO public.django_migrations VALUES (133, 'prop', '0002_guards', '2026-11-29 12:15:14.448768+00');
INSERT INTO public.django_migrations VALUES (134, 'prop', '0003_rewards_cleared_up', '2026-11-29 12:15:15.214076+00');
INSERT INTO public.django_migrations VALUES (135, 'prop', '0004_sealed_reports', '2026-11-29 12:15:15.217194+00');
INSERT INTO public.django_migrations VALUES (136, 'prop', '0005_competitions_keep_their_rules', '2026-11-29 12:15:15.38997+00');
INSERT INTO public.django_migrations VALUES (137, 'prop', '0006_longer_key_ids', '2026-11-29 12:15:15.405306+00');
INSERT INTO public.django_migrations VALUES (138, 'prop', '0007_who_judged_competitions', '2026-11-29 12:15:15.483511+00');
INSERT INTO public.django_migrations VALUES (139, 'prop', '0008_judged_by_old_processes_too', '2026-11-29 12:15:15.576361+00');
INSERT INTO public.django_migrations VALUES (140, 'reports', '0001_initial', '2026-11-29 12:15:15.766461+00');
INSERT INTO public.django_migrations VALUES (141, 'reports', '0002_no_needless_indexes', '2026-11-29 12:15:16.166912+00');
INSERT INTO public.django_migrations VALUES (142, 'trading', '0016_account_by_opening', '2026-11-29 12:15:16.277061+00');
INSERT INTO public.django_migrations VALUES (143, 'trading', '0017_position_by_change', '2026-11-29 12:15:16.315679+00');
INSERT INTO public.django_migrations VALUES (144, 'risk', '0001_initial', '2026-11-29 12:15:19.250616+00');
INSERT INTO public.django_migrations VALUES (145, 'risk', '0002_books', '2026-11-29 12:15:19.257186+00');
INSERT INTO public.django_migrations VALUES (146, 'risk', '0003_markouts', '2026-11-29 12:15:19.432205+00');
INSERT INTO public.django_migrations VALUES (147, 'risk', '0004_alerts_end', '2026-11-29 12:15:19.768191+00');
INSERT INTO public.django_migrations VALUES (148, 'sessions', '0001_initial', '2026-11-29 12:15:19.776471+00');
INSERT INTO public.django_migrations VALUES (149, 'staff', '0001_initial', '2026-11-29 12:15:20.174969+00');
INSERT INTO public.django_migrations VALUES (150, 'valuation', '0001_initial', '2026-11-29 12:15:21.312214+00');


--
-- Data for Name: django_session; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: ledger_account; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: ledger_checkpoint; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: ledger_checkpoint_mark; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ledger_checkpoint_mark VALUES (1, 0);


--
-- Data for Name: ledger_entry; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: ledger_tx; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: mfa_authenticator; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_acceptance; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_accrual; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_acquisitionterms; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_adjustment; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_agreement; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_application; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_batchrate; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_campaign; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_click; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_clientpartner; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_dispute; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_disputemessage; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_earning; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_funnel; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_hold; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_ladder; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_manualrate; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_partner; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_partnercase; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_partnerparent; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_partnerstanding; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_partnerterms; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_pastchange; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_pastchangeline; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_payout; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_payoutline; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_payoutrun; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_payoutterms; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_plan; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_planassignment; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_planversion; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_postback; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_postbackcall; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_programme; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_qualification; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_rankevaluation; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_rankpin; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_rebatepayout; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_revenuesettlement; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_revenueterms; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_selfreferral; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_symbolbook; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_tierscheme; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_tiersettlement; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_trial; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_trialsum; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: partners_waitingdeal; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: pghistory_context; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: procrastinate_events; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: procrastinate_jobs; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: procrastinate_periodic_defers; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: procrastinate_workers; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_action; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_addon; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_appeal; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_attempt; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_bulkrun; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_competition; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_coupon; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_decision; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_equitypoint; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_journalentry; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_labcase; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_labrun; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_order; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_override; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_payout; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_programme; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_programmeversion; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_release; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_report; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_scaleoffer; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_sealkey; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_sharecard; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_signal; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_signalrule; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: prop_stage; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: reports_dailyfigure; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: risk_alert; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: risk_alertrule; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: risk_alertruleevent; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: risk_bookrule; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: risk_bookruleevent; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: risk_booktag; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: risk_floatingmark; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: risk_flowstat; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: risk_marginevent; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: risk_markout; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: risk_markrun; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: staff_staff; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: staff_staffevent; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trading_account; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trading_accountevent; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trading_accountrequest; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trading_bulkjob; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trading_bulkrow; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trading_creditstand; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trading_deal; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trading_dealbatch; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trading_dealcorrection; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trading_difference; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trading_foreignlogin; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trading_gatewayreport; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trading_group; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trading_operation; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trading_order; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trading_position; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trading_positionstand; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trading_product; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trading_productevent; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trading_quote; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trading_server; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trading_serverclockreading; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trading_symbol; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: valuation_quotefaultseen; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: valuation_quoterule; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: valuation_quoteruleevent; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: valuation_shard; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: valuation_stand; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: valuation_symbolstop; Type: TABLE DATA; Schema: public; Owner: -
--



SELECT pg_catalog.setval('public.account_emailaddress_id_seq', 1, false);


SELECT pg_catalog.setval('public.account_emailconfirmation_id_seq', 1, false);


SELECT pg_catalog.setval('public.auth_group_id_seq', 1, false);


SELECT pg_catalog.setval('public.auth_group_permissions_id_seq', 1, false);


SELECT pg_catalog.setval('public.auth_permission_id_seq', 776, true);


SELECT pg_catalog.setval('public.brands_brand_id_seq', 1, false);


SELECT pg_catalog.setval('public.brands_brandevent_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.brands_legalentity_id_seq', 1, false);


SELECT pg_catalog.setval('public.brands_legalentityevent_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.brands_office_id_seq', 1, false);


SELECT pg_catalog.setval('public.brands_officeevent_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.cashier_cashiersettings_id_seq', 1, false);


SELECT pg_catalog.setval('public.cashier_cashiersettingsevent_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.cashier_deposit_id_seq', 1, false);


SELECT pg_catalog.setval('public.cashier_movement_id_seq', 1, false);


SELECT pg_catalog.setval('public.cashier_proof_id_seq', 1, false);


SELECT pg_catalog.setval('public.cashier_psp_id_seq', 1, false);


SELECT pg_catalog.setval('public.cashier_pspevent_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.cashier_refund_id_seq', 1, false);


SELECT pg_catalog.setval('public.cashier_statechange_id_seq', 1, false);


SELECT pg_catalog.setval('public.cashier_statementfetch_id_seq', 1, false);


SELECT pg_catalog.setval('public.cashier_statementline_id_seq', 1, false);


SELECT pg_catalog.setval('public.cashier_transfer_id_seq', 1, false);


SELECT pg_catalog.setval('public.cashier_withdrawal_id_seq', 1, false);


SELECT pg_catalog.setval('public.clients_client_id_seq', 1, false);


SELECT pg_catalog.setval('public.clients_clientevent_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.clients_lead_id_seq', 1, false);


SELECT pg_catalog.setval('public.clients_leadevent_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.clients_note_id_seq', 1, false);


SELECT pg_catalog.setval('public.clients_noteevent_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.clients_statuschange_id_seq', 1, false);


SELECT pg_catalog.setval('public.clients_task_id_seq', 1, false);


SELECT pg_catalog.setval('public.clients_taskevent_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.clients_termsacceptance_id_seq', 1, false);


SELECT pg_catalog.setval('public.compliance_document_id_seq', 1, false);


SELECT pg_catalog.setval('public.compliance_documentaccess_id_seq', 1, false);


SELECT pg_catalog.setval('public.compliance_documentevent_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.compliance_documentgroup_id_seq', 1, false);


SELECT pg_catalog.setval('public.compliance_documentgroupevent_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.compliance_documenttype_id_seq', 1, false);


SELECT pg_catalog.setval('public.compliance_documenttypeevent_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.compliance_level_id_seq', 1, false);


SELECT pg_catalog.setval('public.compliance_levelevent_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.compliance_rejectionreason_id_seq', 1, false);


SELECT pg_catalog.setval('public.compliance_rejectionreasonevent_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.compliance_standing_id_seq', 1, false);


SELECT pg_catalog.setval('public.compliance_standingevent_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.core_access_apikey_id_seq', 1, false);


SELECT pg_catalog.setval('public.core_access_assignment_id_seq', 1, false);


SELECT pg_catalog.setval('public.core_access_grant_id_seq', 1, false);


SELECT pg_catalog.setval('public.core_access_role_id_seq', 1, false);


SELECT pg_catalog.setval('public.core_audit_entry_id_seq', 1, false);


SELECT pg_catalog.setval('public.core_events_inbox_id_seq', 1, false);


SELECT pg_catalog.setval('public.core_events_outbox_id_seq', 1, false);


SELECT pg_catalog.setval('public.core_events_parked_id_seq', 1, false);


SELECT pg_catalog.setval('public.core_idempotency_key_id_seq', 1, false);


SELECT pg_catalog.setval('public.core_identity_signinplace_id_seq', 1, false);


SELECT pg_catalog.setval('public.core_identity_user_id_seq', 1, false);


SELECT pg_catalog.setval('public.core_mail_message_id_seq', 1, false);


SELECT pg_catalog.setval('public.django_content_type_id_seq', 194, true);


SELECT pg_catalog.setval('public.django_migrations_id_seq', 150, true);


SELECT pg_catalog.setval('public.ledger_account_id_seq', 1, false);


SELECT pg_catalog.setval('public.ledger_entry_id_seq', 1, false);


SELECT pg_catalog.setval('public.ledger_tx_id_seq', 1, false);


SELECT pg_catalog.setval('public.mfa_authenticator_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_acceptance_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_accrual_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_acquisitionterms_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_adjustment_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_agreement_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_application_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_batchrate_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_campaign_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_click_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_clientpartner_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_dispute_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_disputemessage_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_earning_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_funnel_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_hold_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_ladder_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_manualrate_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_partner_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_partnercase_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_partnerparent_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_partnerstanding_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_partnerterms_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_pastchange_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_pastchangeline_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_payout_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_payoutline_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_payoutrun_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_payoutterms_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_plan_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_planassignment_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_planversion_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_postback_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_postbackcall_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_programme_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_qualification_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_rankevaluation_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_rankpin_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_rebatepayout_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_revenuesettlement_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_revenueterms_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_selfreferral_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_symbolbook_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_tierscheme_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_tiersettlement_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_trial_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_trialsum_id_seq', 1, false);


SELECT pg_catalog.setval('public.partners_waitingdeal_id_seq', 1, false);


SELECT pg_catalog.setval('public.procrastinate_events_id_seq', 1, false);


SELECT pg_catalog.setval('public.procrastinate_jobs_id_seq', 1, false);


SELECT pg_catalog.setval('public.procrastinate_periodic_defers_id_seq', 1, false);


SELECT pg_catalog.setval('public.procrastinate_workers_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_action_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_addon_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_appeal_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_attempt_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_bulkrun_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_competition_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_coupon_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_decision_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_equitypoint_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_journalentry_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_labcase_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_labrun_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_order_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_override_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_payout_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_programme_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_programmeversion_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_release_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_report_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_scaleoffer_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_sealkey_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_sharecard_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_signal_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_signalrule_id_seq', 1, false);


SELECT pg_catalog.setval('public.prop_stage_id_seq', 1, false);


SELECT pg_catalog.setval('public.reports_dailyfigure_id_seq', 1, false);


SELECT pg_catalog.setval('public.risk_alert_id_seq', 1, false);


SELECT pg_catalog.setval('public.risk_alertrule_id_seq', 1, false);


SELECT pg_catalog.setval('public.risk_alertruleevent_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.risk_bookrule_id_seq', 1, false);


SELECT pg_catalog.setval('public.risk_bookruleevent_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.risk_booktag_id_seq', 1, false);


SELECT pg_catalog.setval('public.risk_floatingmark_id_seq', 1, false);


SELECT pg_catalog.setval('public.risk_flowstat_id_seq', 1, false);


SELECT pg_catalog.setval('public.risk_marginevent_id_seq', 1, false);


SELECT pg_catalog.setval('public.risk_markrun_id_seq', 1, false);


SELECT pg_catalog.setval('public.staff_staff_id_seq', 1, false);


SELECT pg_catalog.setval('public.staff_staffevent_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.trading_account_id_seq', 1, false);


SELECT pg_catalog.setval('public.trading_accountevent_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.trading_accountrequest_id_seq', 1, false);


SELECT pg_catalog.setval('public.trading_bulkjob_id_seq', 1, false);


SELECT pg_catalog.setval('public.trading_bulkrow_id_seq', 1, false);


SELECT pg_catalog.setval('public.trading_creditstand_id_seq', 1, false);


SELECT pg_catalog.setval('public.trading_deal_id_seq', 1, false);


SELECT pg_catalog.setval('public.trading_dealbatch_id_seq', 1, false);


SELECT pg_catalog.setval('public.trading_dealcorrection_id_seq', 1, false);


SELECT pg_catalog.setval('public.trading_difference_id_seq', 1, false);


SELECT pg_catalog.setval('public.trading_foreignlogin_id_seq', 1, false);


SELECT pg_catalog.setval('public.trading_group_id_seq', 1, false);


SELECT pg_catalog.setval('public.trading_operation_id_seq', 1, false);


SELECT pg_catalog.setval('public.trading_order_id_seq', 1, false);


SELECT pg_catalog.setval('public.trading_position_id_seq', 1, false);


SELECT pg_catalog.setval('public.trading_positionstand_id_seq', 1, false);


SELECT pg_catalog.setval('public.trading_product_id_seq', 1, false);


SELECT pg_catalog.setval('public.trading_productevent_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.trading_quote_id_seq', 1, false);


SELECT pg_catalog.setval('public.trading_server_id_seq', 1, false);


SELECT pg_catalog.setval('public.trading_serverclockreading_id_seq', 1, false);


SELECT pg_catalog.setval('public.trading_symbol_id_seq', 1, false);


SELECT pg_catalog.setval('public.valuation_quotefaultseen_id_seq', 1, false);


SELECT pg_catalog.setval('public.valuation_quoterule_id_seq', 1, false);


SELECT pg_catalog.setval('public.valuation_quoteruleevent_pgh_id_seq', 1, false);


SELECT pg_catalog.setval('public.valuation_symbolstop_id_seq', 1, false);


ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);


ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);


ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_accrual
    ADD CONSTRAINT accrual_once UNIQUE NULLS NOT DISTINCT (deal_id, deal_version, level, kind, reverses_id);


ALTER TABLE ONLY public.prop_addon
    ADD CONSTRAINT addon_code_per_brand UNIQUE (brand_id, code);


ALTER TABLE ONLY public.partners_acceptance
    ADD CONSTRAINT agreed_once UNIQUE (partner_id, agreement_id);


ALTER TABLE ONLY public.partners_agreement
    ADD CONSTRAINT agreement_once UNIQUE (brand_id, version);


ALTER TABLE ONLY public.risk_alert
    ADD CONSTRAINT alert_once_a_day UNIQUE (rule_id, subject, day);


ALTER TABLE ONLY public.core_access_assignment
    ADD CONSTRAINT assignment_once UNIQUE NULLS NOT DISTINCT (staff_id, role_id, brand_id, office_id, team);


ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);


ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);


ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);


ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_batchrate
    ADD CONSTRAINT batch_rate_once UNIQUE (batch_id, brand_id, pair);


ALTER TABLE ONLY public.brands_brand
    ADD CONSTRAINT brands_brand_code_key UNIQUE (code);


ALTER TABLE ONLY public.brands_brand
    ADD CONSTRAINT brands_brand_host_key UNIQUE (host);


ALTER TABLE ONLY public.brands_brand
    ADD CONSTRAINT brands_brand_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.brands_brand
    ADD CONSTRAINT brands_brand_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.brands_brandevent
    ADD CONSTRAINT brands_brandevent_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.brands_legalentity
    ADD CONSTRAINT brands_legalentity_code_key UNIQUE (code);


ALTER TABLE ONLY public.brands_legalentity
    ADD CONSTRAINT brands_legalentity_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.brands_legalentity
    ADD CONSTRAINT brands_legalentity_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.brands_legalentityevent
    ADD CONSTRAINT brands_legalentityevent_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.brands_office
    ADD CONSTRAINT brands_office_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.brands_office
    ADD CONSTRAINT brands_office_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.brands_officeevent
    ADD CONSTRAINT brands_officeevent_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.trading_bulkrow
    ADD CONSTRAINT bulk_row_once UNIQUE (job_id, "position");


ALTER TABLE ONLY public.partners_campaign
    ADD CONSTRAINT campaign_code_once UNIQUE (partner_id, code);


ALTER TABLE ONLY public.cashier_cashiersettings
    ADD CONSTRAINT cashier_cashiersettings_brand_id_key UNIQUE (brand_id);


ALTER TABLE ONLY public.cashier_cashiersettings
    ADD CONSTRAINT cashier_cashiersettings_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.cashier_cashiersettingsevent
    ADD CONSTRAINT cashier_cashiersettingsevent_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.cashier_deposit
    ADD CONSTRAINT cashier_deposit_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.cashier_deposit
    ADD CONSTRAINT cashier_deposit_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.cashier_deposit
    ADD CONSTRAINT cashier_deposit_reference_key UNIQUE (reference);


ALTER TABLE ONLY public.cashier_movement
    ADD CONSTRAINT cashier_movement_ledger_key_key UNIQUE (ledger_key);


ALTER TABLE ONLY public.cashier_movement
    ADD CONSTRAINT cashier_movement_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.cashier_proof
    ADD CONSTRAINT cashier_proof_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.cashier_proof
    ADD CONSTRAINT cashier_proof_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.cashier_psp
    ADD CONSTRAINT cashier_psp_code_key UNIQUE (code);


ALTER TABLE ONLY public.cashier_psp
    ADD CONSTRAINT cashier_psp_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.cashier_psp
    ADD CONSTRAINT cashier_psp_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.cashier_pspevent
    ADD CONSTRAINT cashier_pspevent_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.cashier_refund
    ADD CONSTRAINT cashier_refund_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.cashier_refund
    ADD CONSTRAINT cashier_refund_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.cashier_statechange
    ADD CONSTRAINT cashier_statechange_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.cashier_statementfetch
    ADD CONSTRAINT cashier_statementfetch_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.cashier_statementfetch
    ADD CONSTRAINT cashier_statementfetch_psp_id_key UNIQUE (psp_id);


ALTER TABLE ONLY public.cashier_statementline
    ADD CONSTRAINT cashier_statementline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.cashier_transfer
    ADD CONSTRAINT cashier_transfer_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.cashier_transfer
    ADD CONSTRAINT cashier_transfer_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.cashier_withdrawal
    ADD CONSTRAINT cashier_withdrawal_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.cashier_withdrawal
    ADD CONSTRAINT cashier_withdrawal_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.clients_client
    ADD CONSTRAINT clients_client_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.clients_client
    ADD CONSTRAINT clients_client_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.clients_client
    ADD CONSTRAINT clients_client_user_id_key UNIQUE (user_id);


ALTER TABLE ONLY public.clients_clientevent
    ADD CONSTRAINT clients_clientevent_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.clients_lead
    ADD CONSTRAINT clients_lead_client_id_key UNIQUE (client_id);


ALTER TABLE ONLY public.clients_lead
    ADD CONSTRAINT clients_lead_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.clients_lead
    ADD CONSTRAINT clients_lead_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.clients_leadevent
    ADD CONSTRAINT clients_leadevent_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.clients_note
    ADD CONSTRAINT clients_note_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.clients_noteevent
    ADD CONSTRAINT clients_noteevent_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.clients_statuschange
    ADD CONSTRAINT clients_statuschange_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.clients_task
    ADD CONSTRAINT clients_task_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.clients_task
    ADD CONSTRAINT clients_task_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.clients_taskevent
    ADD CONSTRAINT clients_taskevent_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.clients_termsacceptance
    ADD CONSTRAINT clients_termsacceptance_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.trading_serverclockreading
    ADD CONSTRAINT clock_reading_once UNIQUE (server_id, valid_from);


ALTER TABLE ONLY public.compliance_document
    ADD CONSTRAINT compliance_document_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.compliance_document
    ADD CONSTRAINT compliance_document_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.compliance_documentaccess
    ADD CONSTRAINT compliance_documentaccess_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.compliance_documentevent
    ADD CONSTRAINT compliance_documentevent_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.compliance_documentgroup
    ADD CONSTRAINT compliance_documentgroup_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.compliance_documentgroupevent
    ADD CONSTRAINT compliance_documentgroupevent_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.compliance_documenttype
    ADD CONSTRAINT compliance_documenttype_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.compliance_documenttypeevent
    ADD CONSTRAINT compliance_documenttypeevent_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.compliance_level
    ADD CONSTRAINT compliance_level_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.compliance_levelevent
    ADD CONSTRAINT compliance_levelevent_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.compliance_rejectionreason
    ADD CONSTRAINT compliance_rejectionreason_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.compliance_rejectionreasonevent
    ADD CONSTRAINT compliance_rejectionreasonevent_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.compliance_standing
    ADD CONSTRAINT compliance_standing_client_id_key UNIQUE (client_id);


ALTER TABLE ONLY public.compliance_standing
    ADD CONSTRAINT compliance_standing_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.compliance_standingevent
    ADD CONSTRAINT compliance_standingevent_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.core_access_apikey
    ADD CONSTRAINT core_access_apikey_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.core_access_apikey
    ADD CONSTRAINT core_access_apikey_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.core_access_apikey
    ADD CONSTRAINT core_access_apikey_sha256_key UNIQUE (sha256);


ALTER TABLE ONLY public.core_access_assignment
    ADD CONSTRAINT core_access_assignment_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.core_access_grant
    ADD CONSTRAINT core_access_grant_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.core_access_ratebucket
    ADD CONSTRAINT core_access_ratebucket_pkey PRIMARY KEY (key);


ALTER TABLE ONLY public.core_access_role
    ADD CONSTRAINT core_access_role_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.core_audit_details
    ADD CONSTRAINT core_audit_details_pkey PRIMARY KEY (entry_id);


ALTER TABLE ONLY public.core_audit_entry
    ADD CONSTRAINT core_audit_entry_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.core_audit_seal
    ADD CONSTRAINT core_audit_seal_entry_id_key UNIQUE (entry_id);


ALTER TABLE ONLY public.core_audit_seal
    ADD CONSTRAINT core_audit_seal_pkey PRIMARY KEY ("position");


ALTER TABLE ONLY public.core_events_handled
    ADD CONSTRAINT core_events_handled_pkey PRIMARY KEY (event_id, handler, recorded_at);


ALTER TABLE ONLY public.core_events_handled_default
    ADD CONSTRAINT core_events_handled_default_pkey PRIMARY KEY (event_id, handler, recorded_at);


ALTER TABLE ONLY public.core_events_handled_w20261123
    ADD CONSTRAINT core_events_handled_w20261123_pkey PRIMARY KEY (event_id, handler, recorded_at);


ALTER TABLE ONLY public.core_events_handled_w20261130
    ADD CONSTRAINT core_events_handled_w20261130_pkey PRIMARY KEY (event_id, handler, recorded_at);


ALTER TABLE ONLY public.core_events_handled_w20261207
    ADD CONSTRAINT core_events_handled_w20261207_pkey PRIMARY KEY (event_id, handler, recorded_at);


ALTER TABLE ONLY public.core_events_handled_w20261214
    ADD CONSTRAINT core_events_handled_w20261214_pkey PRIMARY KEY (event_id, handler, recorded_at);


ALTER TABLE ONLY public.core_events_handled_w20261221
    ADD CONSTRAINT core_events_handled_w20261221_pkey PRIMARY KEY (event_id, handler, recorded_at);


ALTER TABLE ONLY public.core_events_handled_w20261228
    ADD CONSTRAINT core_events_handled_w20261228_pkey PRIMARY KEY (event_id, handler, recorded_at);


ALTER TABLE ONLY public.core_events_handled_w20270104
    ADD CONSTRAINT core_events_handled_w20270104_pkey PRIMARY KEY (event_id, handler, recorded_at);


ALTER TABLE ONLY public.core_events_handled_w20270111
    ADD CONSTRAINT core_events_handled_w20270111_pkey PRIMARY KEY (event_id, handler, recorded_at);


ALTER TABLE ONLY public.core_events_handled_w20270118
    ADD CONSTRAINT core_events_handled_w20270118_pkey PRIMARY KEY (event_id, handler, recorded_at);


ALTER TABLE ONLY public.core_events_inbox
    ADD CONSTRAINT core_events_inbox_once UNIQUE (source, external_id);


ALTER TABLE ONLY public.core_events_inbox
    ADD CONSTRAINT core_events_inbox_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.core_events_outbox
    ADD CONSTRAINT core_events_outbox_pkey PRIMARY KEY (id, recorded_at);


ALTER TABLE ONLY public.core_events_outbox_default
    ADD CONSTRAINT core_events_outbox_default_pkey PRIMARY KEY (id, recorded_at);


ALTER TABLE ONLY public.core_events_outbox_w20261123
    ADD CONSTRAINT core_events_outbox_w20261123_pkey PRIMARY KEY (id, recorded_at);


ALTER TABLE ONLY public.core_events_outbox_w20261130
    ADD CONSTRAINT core_events_outbox_w20261130_pkey PRIMARY KEY (id, recorded_at);


ALTER TABLE ONLY public.core_events_outbox_w20261207
    ADD CONSTRAINT core_events_outbox_w20261207_pkey PRIMARY KEY (id, recorded_at);


ALTER TABLE ONLY public.core_events_outbox_w20261214
    ADD CONSTRAINT core_events_outbox_w20261214_pkey PRIMARY KEY (id, recorded_at);


ALTER TABLE ONLY public.core_events_outbox_w20261221
    ADD CONSTRAINT core_events_outbox_w20261221_pkey PRIMARY KEY (id, recorded_at);


ALTER TABLE ONLY public.core_events_outbox_w20261228
    ADD CONSTRAINT core_events_outbox_w20261228_pkey PRIMARY KEY (id, recorded_at);


ALTER TABLE ONLY public.core_events_outbox_w20270104
    ADD CONSTRAINT core_events_outbox_w20270104_pkey PRIMARY KEY (id, recorded_at);


ALTER TABLE ONLY public.core_events_outbox_w20270111
    ADD CONSTRAINT core_events_outbox_w20270111_pkey PRIMARY KEY (id, recorded_at);


ALTER TABLE ONLY public.core_events_outbox_w20270118
    ADD CONSTRAINT core_events_outbox_w20270118_pkey PRIMARY KEY (id, recorded_at);


ALTER TABLE ONLY public.core_events_parked
    ADD CONSTRAINT core_events_parked_once UNIQUE ("group", aggregate, outbox_id);


ALTER TABLE ONLY public.core_events_parked
    ADD CONSTRAINT core_events_parked_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.core_events_position
    ADD CONSTRAINT core_events_position_pkey PRIMARY KEY ("group", partition);


ALTER TABLE ONLY public.core_events_relay
    ADD CONSTRAINT core_events_relay_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.core_idempotency_key
    ADD CONSTRAINT core_idempotency_key_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.core_idempotency_key
    ADD CONSTRAINT core_idempotency_once UNIQUE (scope, key);


ALTER TABLE ONLY public.core_identity_signinplace
    ADD CONSTRAINT core_identity_signinplace_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.core_identity_user
    ADD CONSTRAINT core_identity_user_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.core_identity_user
    ADD CONSTRAINT core_identity_user_username_key UNIQUE (username);


ALTER TABLE ONLY public.core_mail_message
    ADD CONSTRAINT core_mail_message_key_key UNIQUE (key);


ALTER TABLE ONLY public.core_mail_message
    ADD CONSTRAINT core_mail_message_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_coupon
    ADD CONSTRAINT coupon_code_per_brand UNIQUE (brand_id, code);


ALTER TABLE ONLY public.trading_deal
    ADD CONSTRAINT deal_once_per_server UNIQUE (server_id, ticket);


ALTER TABLE ONLY public.prop_decision
    ADD CONSTRAINT decision_once UNIQUE (stage_id, seq, place);


ALTER TABLE ONLY public.cashier_deposit
    ADD CONSTRAINT deposit_once_per_key UNIQUE (client_id, key);


ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);


ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);


ALTER TABLE ONLY public.prop_equitypoint
    ADD CONSTRAINT equity_point_once UNIQUE (stage_id, at);


ALTER TABLE ONLY public.reports_dailyfigure
    ADD CONSTRAINT figure_once_per_day UNIQUE (brand_id, day, metric, currency);


ALTER TABLE ONLY public.risk_floatingmark
    ADD CONSTRAINT floating_mark_once UNIQUE (at, account_id, symbol);


ALTER TABLE ONLY public.risk_flowstat
    ADD CONSTRAINT flow_stat_once_a_day UNIQUE (account_id, "on");


ALTER TABLE ONLY public.trading_foreignlogin
    ADD CONSTRAINT foreign_login_once UNIQUE (server_id, login);


ALTER TABLE ONLY public.core_access_grant
    ADD CONSTRAINT grant_once UNIQUE (role_id, permission, scope, effect);


ALTER TABLE ONLY public.compliance_documentgroup
    ADD CONSTRAINT group_code_per_brand UNIQUE (brand_id, code);


ALTER TABLE ONLY public.trading_group
    ADD CONSTRAINT group_once_per_server UNIQUE (server_id, name);


ALTER TABLE ONLY public.prop_journalentry
    ADD CONSTRAINT journal_seq_once UNIQUE (stage_id, seq);


ALTER TABLE ONLY public.prop_labcase
    ADD CONSTRAINT lab_case_once UNIQUE (run_id, number);


ALTER TABLE ONLY public.ledger_account
    ADD CONSTRAINT ledger_account_code UNIQUE (code);


ALTER TABLE ONLY public.ledger_account
    ADD CONSTRAINT ledger_account_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.ledger_checkpoint_mark
    ADD CONSTRAINT ledger_checkpoint_mark_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.ledger_checkpoint
    ADD CONSTRAINT ledger_checkpoint_pkey PRIMARY KEY (account_id);


ALTER TABLE ONLY public.ledger_entry
    ADD CONSTRAINT ledger_entry_pkey PRIMARY KEY (tx_id, id);


ALTER TABLE ONLY public.ledger_tx
    ADD CONSTRAINT ledger_tx_key UNIQUE (key);


ALTER TABLE ONLY public.ledger_tx
    ADD CONSTRAINT ledger_tx_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.compliance_level
    ADD CONSTRAINT level_once_per_brand UNIQUE (brand_id, index);


ALTER TABLE ONLY public.risk_markrun
    ADD CONSTRAINT mark_run_once_a_day UNIQUE (entity_id, "on");


ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.cashier_movement
    ADD CONSTRAINT movement_once UNIQUE (psp_id, kind, provider_ref);


ALTER TABLE ONLY public.brands_office
    ADD CONSTRAINT office_code_per_brand UNIQUE (brand_id, code);


ALTER TABLE ONLY public.trading_order
    ADD CONSTRAINT order_once_per_server UNIQUE (server_id, ticket);


ALTER TABLE ONLY public.partners_acceptance
    ADD CONSTRAINT partners_acceptance_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_accrual
    ADD CONSTRAINT partners_accrual_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_accrual
    ADD CONSTRAINT partners_accrual_reverses_id_key UNIQUE (reverses_id);


ALTER TABLE ONLY public.partners_acquisitionterms
    ADD CONSTRAINT partners_acquisitionterms_no_overlap EXCLUDE USING gist (int8range(brand_id, brand_id, '[]'::text) WITH &&, valid WITH &&);


ALTER TABLE ONLY public.partners_acquisitionterms
    ADD CONSTRAINT partners_acquisitionterms_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_adjustment
    ADD CONSTRAINT partners_adjustment_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_adjustment
    ADD CONSTRAINT partners_adjustment_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.partners_agreement
    ADD CONSTRAINT partners_agreement_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_application
    ADD CONSTRAINT partners_application_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_application
    ADD CONSTRAINT partners_application_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.partners_batchrate
    ADD CONSTRAINT partners_batchrate_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_campaign
    ADD CONSTRAINT partners_campaign_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_campaign
    ADD CONSTRAINT partners_campaign_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.partners_click
    ADD CONSTRAINT partners_click_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_click
    ADD CONSTRAINT partners_click_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.partners_clientpartner
    ADD CONSTRAINT partners_clientpartner_no_overlap EXCLUDE USING gist (int8range(client_id, client_id, '[]'::text) WITH &&, valid WITH &&);


ALTER TABLE ONLY public.partners_clientpartner
    ADD CONSTRAINT partners_clientpartner_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_dispute
    ADD CONSTRAINT partners_dispute_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_dispute
    ADD CONSTRAINT partners_dispute_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.partners_disputemessage
    ADD CONSTRAINT partners_disputemessage_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_earning
    ADD CONSTRAINT partners_earning_key_key UNIQUE (key);


ALTER TABLE ONLY public.partners_earning
    ADD CONSTRAINT partners_earning_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_earning
    ADD CONSTRAINT partners_earning_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.partners_earning
    ADD CONSTRAINT partners_earning_reverses_id_key UNIQUE (reverses_id);


ALTER TABLE ONLY public.partners_funnel
    ADD CONSTRAINT partners_funnel_client_id_key UNIQUE (client_id);


ALTER TABLE ONLY public.partners_funnel
    ADD CONSTRAINT partners_funnel_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_hold
    ADD CONSTRAINT partners_hold_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_hold
    ADD CONSTRAINT partners_hold_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.partners_ladder
    ADD CONSTRAINT partners_ladder_no_overlap EXCLUDE USING gist (int8range(brand_id, brand_id, '[]'::text) WITH &&, valid WITH &&);


ALTER TABLE ONLY public.partners_ladder
    ADD CONSTRAINT partners_ladder_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_manualrate
    ADD CONSTRAINT partners_manualrate_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_partner
    ADD CONSTRAINT partners_partner_client_id_key UNIQUE (client_id);


ALTER TABLE ONLY public.partners_partner
    ADD CONSTRAINT partners_partner_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_partner
    ADD CONSTRAINT partners_partner_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.partners_partnercase
    ADD CONSTRAINT partners_partnercase_key_key UNIQUE (key);


ALTER TABLE ONLY public.partners_partnercase
    ADD CONSTRAINT partners_partnercase_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_partnercase
    ADD CONSTRAINT partners_partnercase_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.partners_partnerparent
    ADD CONSTRAINT partners_partnerparent_no_overlap EXCLUDE USING gist (int8range(partner_id, partner_id, '[]'::text) WITH &&, valid WITH &&);


ALTER TABLE ONLY public.partners_partnerparent
    ADD CONSTRAINT partners_partnerparent_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_partnerstanding
    ADD CONSTRAINT partners_partnerstanding_partner_no_overlap EXCLUDE USING gist (int8range(partner_id, partner_id, '[]'::text) WITH &&, valid WITH &&);


ALTER TABLE ONLY public.partners_partnerstanding
    ADD CONSTRAINT partners_partnerstanding_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_partnerterms
    ADD CONSTRAINT partners_partnerterms_partner_no_overlap EXCLUDE USING gist (int8range(partner_id, partner_id, '[]'::text) WITH &&, valid WITH &&);


ALTER TABLE ONLY public.partners_partnerterms
    ADD CONSTRAINT partners_partnerterms_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_pastchange
    ADD CONSTRAINT partners_pastchange_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_pastchange
    ADD CONSTRAINT partners_pastchange_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.partners_pastchangeline
    ADD CONSTRAINT partners_pastchangeline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_payout
    ADD CONSTRAINT partners_payout_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_payout
    ADD CONSTRAINT partners_payout_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.partners_payoutline
    ADD CONSTRAINT partners_payoutline_payout_id_key UNIQUE (payout_id);


ALTER TABLE ONLY public.partners_payoutline
    ADD CONSTRAINT partners_payoutline_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_payoutrun
    ADD CONSTRAINT partners_payoutrun_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_payoutrun
    ADD CONSTRAINT partners_payoutrun_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.partners_payoutterms
    ADD CONSTRAINT partners_payoutterms_brand_no_overlap EXCLUDE USING gist (int8range(brand_id, brand_id, '[]'::text) WITH &&, valid WITH &&) WHERE ((partner_id IS NULL));


ALTER TABLE ONLY public.partners_payoutterms
    ADD CONSTRAINT partners_payoutterms_partner_no_overlap EXCLUDE USING gist (int8range(partner_id, partner_id, '[]'::text) WITH &&, valid WITH &&) WHERE ((partner_id IS NOT NULL));


ALTER TABLE ONLY public.partners_payoutterms
    ADD CONSTRAINT partners_payoutterms_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_plan
    ADD CONSTRAINT partners_plan_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_plan
    ADD CONSTRAINT partners_plan_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.partners_planassignment
    ADD CONSTRAINT partners_planassignment_no_overlap EXCLUDE USING gist (int8range(partner_id, partner_id, '[]'::text) WITH &&, valid WITH &&);


ALTER TABLE ONLY public.partners_planassignment
    ADD CONSTRAINT partners_planassignment_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_planversion
    ADD CONSTRAINT partners_planversion_no_overlap EXCLUDE USING gist (int8range(plan_id, plan_id, '[]'::text) WITH &&, valid WITH &&);


ALTER TABLE ONLY public.partners_planversion
    ADD CONSTRAINT partners_planversion_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_postback
    ADD CONSTRAINT partners_postback_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_postback
    ADD CONSTRAINT partners_postback_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.partners_postbackcall
    ADD CONSTRAINT partners_postbackcall_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_programme
    ADD CONSTRAINT partners_programme_no_overlap EXCLUDE USING gist (int8range(brand_id, brand_id, '[]'::text) WITH &&, valid WITH &&);


ALTER TABLE ONLY public.partners_programme
    ADD CONSTRAINT partners_programme_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_qualification
    ADD CONSTRAINT partners_qualification_client_id_key UNIQUE (client_id);


ALTER TABLE ONLY public.partners_qualification
    ADD CONSTRAINT partners_qualification_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_rankevaluation
    ADD CONSTRAINT partners_rankevaluation_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_rankpin
    ADD CONSTRAINT partners_rankpin_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_rebatepayout
    ADD CONSTRAINT partners_rebatepayout_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_rebatepayout
    ADD CONSTRAINT partners_rebatepayout_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.partners_revenuesettlement
    ADD CONSTRAINT partners_revenuesettlement_earning_id_key UNIQUE (earning_id);


ALTER TABLE ONLY public.partners_revenuesettlement
    ADD CONSTRAINT partners_revenuesettlement_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_revenueterms
    ADD CONSTRAINT partners_revenueterms_no_overlap EXCLUDE USING gist (int8range(brand_id, brand_id, '[]'::text) WITH &&, valid WITH &&);


ALTER TABLE ONLY public.partners_revenueterms
    ADD CONSTRAINT partners_revenueterms_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_selfreferral
    ADD CONSTRAINT partners_selfreferral_no_overlap EXCLUDE USING gist (int8range(client_id, client_id, '[]'::text) WITH &&, int8range(partner_id, partner_id, '[]'::text) WITH &&, valid WITH &&);


ALTER TABLE ONLY public.partners_selfreferral
    ADD CONSTRAINT partners_selfreferral_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_symbolbook
    ADD CONSTRAINT partners_symbolbook_brand_no_overlap EXCLUDE USING gist (int8range(brand_id, brand_id, '[]'::text) WITH &&, valid WITH &&);


ALTER TABLE ONLY public.partners_symbolbook
    ADD CONSTRAINT partners_symbolbook_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_tierscheme
    ADD CONSTRAINT partners_tierscheme_no_overlap EXCLUDE USING gist (int8range(brand_id, brand_id, '[]'::text) WITH &&, valid WITH &&);


ALTER TABLE ONLY public.partners_tierscheme
    ADD CONSTRAINT partners_tierscheme_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_tiersettlement
    ADD CONSTRAINT partners_tiersettlement_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_trial
    ADD CONSTRAINT partners_trial_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_trial
    ADD CONSTRAINT partners_trial_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.partners_trialsum
    ADD CONSTRAINT partners_trialsum_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_waitingdeal
    ADD CONSTRAINT partners_waitingdeal_deal_id_key UNIQUE (deal_id);


ALTER TABLE ONLY public.partners_waitingdeal
    ADD CONSTRAINT partners_waitingdeal_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_payoutline
    ADD CONSTRAINT payout_line_once UNIQUE (run_id, partner_id, currency);


ALTER TABLE ONLY public.partners_payoutrun
    ADD CONSTRAINT payout_run_once UNIQUE (brand_id, period, delay_days, needs_approval, until);


ALTER TABLE ONLY public.pghistory_context
    ADD CONSTRAINT pghistory_context_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_plan
    ADD CONSTRAINT plan_name_per_brand UNIQUE (brand_id, name);


ALTER TABLE ONLY public.partners_planversion
    ADD CONSTRAINT plan_version_once UNIQUE (plan_id, version);


ALTER TABLE ONLY public.trading_position
    ADD CONSTRAINT position_once_per_server UNIQUE (server_id, ticket);


ALTER TABLE ONLY public.trading_positionstand
    ADD CONSTRAINT position_stand_once UNIQUE (server_id, ticket);


ALTER TABLE ONLY public.partners_postbackcall
    ADD CONSTRAINT postback_call_once UNIQUE (postback_id, client_id, step);


ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_unique UNIQUE (task_name, periodic_id, defer_timestamp);


ALTER TABLE ONLY public.procrastinate_workers
    ADD CONSTRAINT procrastinate_workers_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.trading_product
    ADD CONSTRAINT product_code_per_brand UNIQUE (brand_id, code);


ALTER TABLE ONLY public.prop_programme
    ADD CONSTRAINT programme_code_per_brand UNIQUE (brand_id, code);


ALTER TABLE ONLY public.cashier_proof
    ADD CONSTRAINT proof_once UNIQUE (deposit_id, sha256);


ALTER TABLE ONLY public.prop_action
    ADD CONSTRAINT prop_action_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_action
    ADD CONSTRAINT prop_action_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.prop_addon
    ADD CONSTRAINT prop_addon_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_addon
    ADD CONSTRAINT prop_addon_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.prop_appeal
    ADD CONSTRAINT prop_appeal_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_appeal
    ADD CONSTRAINT prop_appeal_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.prop_attempt
    ADD CONSTRAINT prop_attempt_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_attempt
    ADD CONSTRAINT prop_attempt_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.prop_bulkrun
    ADD CONSTRAINT prop_bulkrun_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_bulkrun
    ADD CONSTRAINT prop_bulkrun_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.prop_competition
    ADD CONSTRAINT prop_competition_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_competition
    ADD CONSTRAINT prop_competition_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.prop_coupon
    ADD CONSTRAINT prop_coupon_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_coupon
    ADD CONSTRAINT prop_coupon_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.prop_decision
    ADD CONSTRAINT prop_decision_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_decision
    ADD CONSTRAINT prop_decision_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.prop_equitypoint
    ADD CONSTRAINT prop_equitypoint_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_journalentry
    ADD CONSTRAINT prop_journalentry_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_labcase
    ADD CONSTRAINT prop_labcase_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_labrun
    ADD CONSTRAINT prop_labrun_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_labrun
    ADD CONSTRAINT prop_labrun_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.prop_order
    ADD CONSTRAINT prop_order_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_order
    ADD CONSTRAINT prop_order_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.prop_override
    ADD CONSTRAINT prop_override_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_override
    ADD CONSTRAINT prop_override_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.prop_payout
    ADD CONSTRAINT prop_payout_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_payout
    ADD CONSTRAINT prop_payout_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.prop_programme
    ADD CONSTRAINT prop_programme_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_programme
    ADD CONSTRAINT prop_programme_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.prop_programmeversion
    ADD CONSTRAINT prop_programmeversion_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_programmeversion
    ADD CONSTRAINT prop_programmeversion_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.prop_release
    ADD CONSTRAINT prop_release_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_report
    ADD CONSTRAINT prop_report_decision_id_key UNIQUE (decision_id);


ALTER TABLE ONLY public.prop_report
    ADD CONSTRAINT prop_report_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_report
    ADD CONSTRAINT prop_report_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.prop_scaleoffer
    ADD CONSTRAINT prop_scaleoffer_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_scaleoffer
    ADD CONSTRAINT prop_scaleoffer_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.prop_sealkey
    ADD CONSTRAINT prop_sealkey_key_id_key UNIQUE (key_id);


ALTER TABLE ONLY public.prop_sealkey
    ADD CONSTRAINT prop_sealkey_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_sharecard
    ADD CONSTRAINT prop_sharecard_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_sharecard
    ADD CONSTRAINT prop_sharecard_token_key UNIQUE (token);


ALTER TABLE ONLY public.prop_signal
    ADD CONSTRAINT prop_signal_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_signal
    ADD CONSTRAINT prop_signal_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.prop_signalrule
    ADD CONSTRAINT prop_signalrule_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_stage
    ADD CONSTRAINT prop_stage_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.prop_stage
    ADD CONSTRAINT prop_stage_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.trading_quote
    ADD CONSTRAINT quote_once_per_symbol UNIQUE (server_id, symbol);


ALTER TABLE ONLY public.partners_rankevaluation
    ADD CONSTRAINT rank_evaluated_once UNIQUE (partner_id, day);


ALTER TABLE ONLY public.compliance_rejectionreason
    ADD CONSTRAINT reason_code_per_brand UNIQUE (brand_id, code);


ALTER TABLE ONLY public.partners_rebatepayout
    ADD CONSTRAINT rebates_paid_once_a_day UNIQUE (client_id, currency, day);


ALTER TABLE ONLY public.partners_partner
    ADD CONSTRAINT referral_code_per_brand UNIQUE (brand_id, code);


ALTER TABLE ONLY public.prop_release
    ADD CONSTRAINT release_once UNIQUE (brand_id, at, title);


ALTER TABLE ONLY public.reports_dailyfigure
    ADD CONSTRAINT reports_dailyfigure_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.partners_revenuesettlement
    ADD CONSTRAINT revenue_month_once UNIQUE (partner_id, until);


ALTER TABLE ONLY public.risk_alert
    ADD CONSTRAINT risk_alert_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.risk_alert
    ADD CONSTRAINT risk_alert_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.risk_alertrule
    ADD CONSTRAINT risk_alertrule_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.risk_alertrule
    ADD CONSTRAINT risk_alertrule_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.risk_alertruleevent
    ADD CONSTRAINT risk_alertruleevent_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.risk_bookrule
    ADD CONSTRAINT risk_bookrule_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.risk_bookrule
    ADD CONSTRAINT risk_bookrule_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.risk_bookruleevent
    ADD CONSTRAINT risk_bookruleevent_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.risk_booktag
    ADD CONSTRAINT risk_booktag_no_overlap EXCLUDE USING gist (int8range(account_id, account_id, '[]'::text) WITH &&, valid WITH &&);


ALTER TABLE ONLY public.risk_booktag
    ADD CONSTRAINT risk_booktag_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.risk_floatingmark
    ADD CONSTRAINT risk_floatingmark_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.risk_flowstat
    ADD CONSTRAINT risk_flowstat_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.risk_marginevent
    ADD CONSTRAINT risk_marginevent_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.risk_markout
    ADD CONSTRAINT risk_markout_pkey PRIMARY KEY (deal_id);


ALTER TABLE ONLY public.risk_markrun
    ADD CONSTRAINT risk_markrun_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.core_access_role
    ADD CONSTRAINT role_code_per_brand UNIQUE NULLS NOT DISTINCT (code, brand_id);


ALTER TABLE ONLY public.core_identity_signinplace
    ADD CONSTRAINT sign_in_place_once UNIQUE NULLS NOT DISTINCT (user_id, device, address);


ALTER TABLE ONLY public.prop_signal
    ADD CONSTRAINT signal_once UNIQUE (attempt_id, kind, key);


ALTER TABLE ONLY public.prop_signalrule
    ADD CONSTRAINT signal_rule_once UNIQUE (brand_id, kind);


ALTER TABLE ONLY public.staff_staff
    ADD CONSTRAINT staff_staff_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.staff_staff
    ADD CONSTRAINT staff_staff_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.staff_staff
    ADD CONSTRAINT staff_staff_user_id_key UNIQUE (user_id);


ALTER TABLE ONLY public.staff_staffevent
    ADD CONSTRAINT staff_staffevent_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.trading_symbol
    ADD CONSTRAINT symbol_once_per_server UNIQUE (server_id, name);


ALTER TABLE ONLY public.clients_termsacceptance
    ADD CONSTRAINT terms_accepted_once UNIQUE (client_id, version);


ALTER TABLE ONLY public.partners_tiersettlement
    ADD CONSTRAINT tiers_settled_once UNIQUE (brand_id, since);


ALTER TABLE ONLY public.trading_account
    ADD CONSTRAINT trading_account_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.trading_account
    ADD CONSTRAINT trading_account_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.trading_accountevent
    ADD CONSTRAINT trading_accountevent_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.trading_accountrequest
    ADD CONSTRAINT trading_accountrequest_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.trading_accountrequest
    ADD CONSTRAINT trading_accountrequest_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.trading_bulkjob
    ADD CONSTRAINT trading_bulkjob_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.trading_bulkjob
    ADD CONSTRAINT trading_bulkjob_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.trading_bulkrow
    ADD CONSTRAINT trading_bulkrow_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.trading_creditstand
    ADD CONSTRAINT trading_creditstand_account_id_key UNIQUE (account_id);


ALTER TABLE ONLY public.trading_creditstand
    ADD CONSTRAINT trading_creditstand_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.trading_deal
    ADD CONSTRAINT trading_deal_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.trading_dealbatch
    ADD CONSTRAINT trading_dealbatch_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.trading_dealcorrection
    ADD CONSTRAINT trading_dealcorrection_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.trading_difference
    ADD CONSTRAINT trading_difference_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.trading_difference
    ADD CONSTRAINT trading_difference_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.trading_foreignlogin
    ADD CONSTRAINT trading_foreignlogin_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.trading_gatewayreport
    ADD CONSTRAINT trading_gatewayreport_pkey PRIMARY KEY (server_id);


ALTER TABLE ONLY public.trading_group
    ADD CONSTRAINT trading_group_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.trading_operation
    ADD CONSTRAINT trading_operation_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.trading_operation
    ADD CONSTRAINT trading_operation_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.trading_operation
    ADD CONSTRAINT trading_operation_reference_key UNIQUE (reference);


ALTER TABLE ONLY public.trading_order
    ADD CONSTRAINT trading_order_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.trading_position
    ADD CONSTRAINT trading_position_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.trading_positionstand
    ADD CONSTRAINT trading_positionstand_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.trading_product
    ADD CONSTRAINT trading_product_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.trading_product
    ADD CONSTRAINT trading_product_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.trading_productevent
    ADD CONSTRAINT trading_productevent_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.trading_quote
    ADD CONSTRAINT trading_quote_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.trading_server
    ADD CONSTRAINT trading_server_code_key UNIQUE (code);


ALTER TABLE ONLY public.trading_server
    ADD CONSTRAINT trading_server_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.trading_server
    ADD CONSTRAINT trading_server_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.trading_serverclockreading
    ADD CONSTRAINT trading_serverclockreading_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.trading_symbol
    ADD CONSTRAINT trading_symbol_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.cashier_transfer
    ADD CONSTRAINT transfer_once_per_key UNIQUE (client_id, key);


ALTER TABLE ONLY public.partners_trialsum
    ADD CONSTRAINT trial_sum_once UNIQUE (trial_id, dimension, key, currency);


ALTER TABLE ONLY public.compliance_documenttype
    ADD CONSTRAINT type_code_per_group UNIQUE (group_id, code);


ALTER TABLE ONLY public.valuation_quotefaultseen
    ADD CONSTRAINT valuation_quotefaultseen_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.valuation_quoterule
    ADD CONSTRAINT valuation_quoterule_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.valuation_quoteruleevent
    ADD CONSTRAINT valuation_quoteruleevent_pkey PRIMARY KEY (pgh_id);


ALTER TABLE ONLY public.valuation_shard
    ADD CONSTRAINT valuation_shard_pkey PRIMARY KEY (number);


ALTER TABLE ONLY public.valuation_stand
    ADD CONSTRAINT valuation_stand_pkey PRIMARY KEY (account_id);


ALTER TABLE ONLY public.valuation_symbolstop
    ADD CONSTRAINT valuation_symbolstop_pkey PRIMARY KEY (id);


ALTER TABLE ONLY public.valuation_symbolstop
    ADD CONSTRAINT valuation_symbolstop_public_id_key UNIQUE (public_id);


ALTER TABLE ONLY public.prop_programmeversion
    ADD CONSTRAINT version_once UNIQUE (programme_id, number);


ALTER TABLE ONLY public.cashier_withdrawal
    ADD CONSTRAINT withdrawal_once_per_key UNIQUE (client_id, key);


CREATE INDEX account_by_brand ON public.trading_account USING btree (brand_id, id DESC);


CREATE INDEX account_by_client ON public.trading_account USING btree (client_id, id DESC);


CREATE INDEX account_by_opening ON public.trading_account USING btree (provisioned_at);


CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);


CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);


CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);


CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);


CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);


CREATE INDEX accrual_by_batch ON public.partners_accrual USING btree (batch_id);


CREATE INDEX accrual_by_day ON public.partners_accrual USING btree (partner_id, ((why #>> '{day,date}'::text[]))) WHERE (why ? 'day'::text);


CREATE INDEX accrual_by_partner ON public.partners_accrual USING btree (partner_id, id DESC);


CREATE INDEX alert_last ON public.risk_alert USING btree (last_at DESC);


CREATE INDEX alert_not_ended ON public.risk_alert USING btree (rule_id) WHERE (ended_at IS NULL);


CREATE INDEX assignment_team ON public.core_access_assignment USING btree (team) WHERE (NOT ((team)::text = ''::text));


CREATE INDEX attempt_state ON public.prop_attempt USING btree (state, id);


CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);


CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);


CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);


CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);


CREATE INDEX book_tag_account ON public.risk_booktag USING btree (account_id);


CREATE INDEX brands_brand_code_fe8c4e32_like ON public.brands_brand USING btree (code varchar_pattern_ops);


CREATE INDEX brands_brand_entity_id_b7fd91a8 ON public.brands_brand USING btree (entity_id);


CREATE INDEX brands_brand_host_14a0ece0_like ON public.brands_brand USING btree (host varchar_pattern_ops);


CREATE INDEX brands_brand_public_id_ef61ec4a_like ON public.brands_brand USING btree (public_id varchar_pattern_ops);


CREATE INDEX brands_brandevent_entity_id_a7bffcdb ON public.brands_brandevent USING btree (entity_id);


CREATE INDEX brands_brandevent_pgh_context_id_655bce68 ON public.brands_brandevent USING btree (pgh_context_id);


CREATE INDEX brands_brandevent_pgh_obj_id_a8772310 ON public.brands_brandevent USING btree (pgh_obj_id);


CREATE INDEX brands_legalentity_code_d98efe09_like ON public.brands_legalentity USING btree (code varchar_pattern_ops);


CREATE INDEX brands_legalentity_public_id_e6db5c13_like ON public.brands_legalentity USING btree (public_id varchar_pattern_ops);


CREATE INDEX brands_legalentityevent_pgh_context_id_0080b105 ON public.brands_legalentityevent USING btree (pgh_context_id);


CREATE INDEX brands_legalentityevent_pgh_obj_id_44cceded ON public.brands_legalentityevent USING btree (pgh_obj_id);


CREATE INDEX brands_office_public_id_4a07c183_like ON public.brands_office USING btree (public_id varchar_pattern_ops);


CREATE INDEX brands_officeevent_brand_id_2b5244da ON public.brands_officeevent USING btree (brand_id);


CREATE INDEX brands_officeevent_pgh_context_id_912dbd41 ON public.brands_officeevent USING btree (pgh_context_id);


CREATE INDEX brands_officeevent_pgh_obj_id_98fcc0ef ON public.brands_officeevent USING btree (pgh_obj_id);


CREATE INDEX bulk_row_pending ON public.trading_bulkrow USING btree (job_id) WHERE ((state)::text = 'pending'::text);


CREATE INDEX case_by_state ON public.partners_partnercase USING btree (state, id DESC);


CREATE INDEX cashier_cashiersettingsevent_brand_id_05a526b2 ON public.cashier_cashiersettingsevent USING btree (brand_id);


CREATE INDEX cashier_cashiersettingsevent_pgh_context_id_43ddd633 ON public.cashier_cashiersettingsevent USING btree (pgh_context_id);


CREATE INDEX cashier_cashiersettingsevent_pgh_obj_id_f077a63e ON public.cashier_cashiersettingsevent USING btree (pgh_obj_id);


CREATE INDEX cashier_deposit_entity_id_90f5face ON public.cashier_deposit USING btree (entity_id);


CREATE INDEX cashier_deposit_psp_id_3c6038d8 ON public.cashier_deposit USING btree (psp_id);


CREATE INDEX cashier_deposit_public_id_96b00f00_like ON public.cashier_deposit USING btree (public_id varchar_pattern_ops);


CREATE INDEX cashier_deposit_reference_0bb9bc3b_like ON public.cashier_deposit USING btree (reference varchar_pattern_ops);


CREATE INDEX cashier_movement_ledger_key_45e29e63_like ON public.cashier_movement USING btree (ledger_key varchar_pattern_ops);


CREATE INDEX cashier_proof_public_id_53f9b771_like ON public.cashier_proof USING btree (public_id varchar_pattern_ops);


CREATE INDEX cashier_psp_code_75352389_like ON public.cashier_psp USING btree (code varchar_pattern_ops);


CREATE INDEX cashier_psp_public_id_897499eb_like ON public.cashier_psp USING btree (public_id varchar_pattern_ops);


CREATE INDEX cashier_pspevent_brand_id_0d35bb83 ON public.cashier_pspevent USING btree (brand_id);


CREATE INDEX cashier_pspevent_pgh_context_id_867d650f ON public.cashier_pspevent USING btree (pgh_context_id);


CREATE INDEX cashier_pspevent_pgh_obj_id_8ade5925 ON public.cashier_pspevent USING btree (pgh_obj_id);


CREATE INDEX cashier_refund_deposit_id_fa4ab6a1 ON public.cashier_refund USING btree (deposit_id);


CREATE INDEX cashier_refund_public_id_8a236154_like ON public.cashier_refund USING btree (public_id varchar_pattern_ops);


CREATE INDEX cashier_transfer_entity_id_a9566c9b ON public.cashier_transfer USING btree (entity_id);


CREATE INDEX cashier_transfer_public_id_9e6cbacb_like ON public.cashier_transfer USING btree (public_id varchar_pattern_ops);


CREATE INDEX cashier_withdrawal_entity_id_2eeaeb43 ON public.cashier_withdrawal USING btree (entity_id);


CREATE INDEX cashier_withdrawal_psp_id_af10658f ON public.cashier_withdrawal USING btree (psp_id);


CREATE INDEX cashier_withdrawal_public_id_b296dc46_like ON public.cashier_withdrawal USING btree (public_id varchar_pattern_ops);


CREATE INDEX clicks_of_partner ON public.partners_click USING btree (partner_id, at DESC);


CREATE INDEX clicks_of_visitor ON public.partners_click USING btree (visitor, at);


CREATE INDEX client_by_brand ON public.clients_client USING btree (brand_id, created_at DESC);


CREATE INDEX client_by_country ON public.clients_client USING btree (country, created_at DESC);


CREATE INDEX client_by_last_name ON public.clients_client USING btree (last_name);


CREATE INDEX client_by_owner ON public.clients_client USING btree (owner_staff_id, created_at DESC);


CREATE INDEX client_by_status ON public.clients_client USING btree (status, created_at DESC);


CREATE UNIQUE INDEX client_email_per_brand ON public.clients_client USING btree (brand_id, lower((email)::text));


CREATE INDEX client_newest ON public.clients_client USING btree (created_at DESC, id DESC);


CREATE INDEX client_search ON public.clients_client USING gin (search);


CREATE INDEX clients_client_office_id_7c4c2755 ON public.clients_client USING btree (office_id);


CREATE INDEX clients_client_public_id_5d278db9_like ON public.clients_client USING btree (public_id varchar_pattern_ops);


CREATE INDEX clients_clientevent_brand_id_5f65e794 ON public.clients_clientevent USING btree (brand_id);


CREATE INDEX clients_clientevent_office_id_50a35917 ON public.clients_clientevent USING btree (office_id);


CREATE INDEX clients_clientevent_pgh_context_id_d5207cba ON public.clients_clientevent USING btree (pgh_context_id);


CREATE INDEX clients_clientevent_pgh_obj_id_2e073d2f ON public.clients_clientevent USING btree (pgh_obj_id);


CREATE INDEX clients_clientevent_user_id_a630cc71 ON public.clients_clientevent USING btree (user_id);


CREATE INDEX clients_lead_office_id_4d1ebc18 ON public.clients_lead USING btree (office_id);


CREATE INDEX clients_lead_public_id_9a0181da_like ON public.clients_lead USING btree (public_id varchar_pattern_ops);


CREATE INDEX clients_leadevent_brand_id_9e2c7499 ON public.clients_leadevent USING btree (brand_id);


CREATE INDEX clients_leadevent_client_id_4e52719f ON public.clients_leadevent USING btree (client_id);


CREATE INDEX clients_leadevent_office_id_d66291c6 ON public.clients_leadevent USING btree (office_id);


CREATE INDEX clients_leadevent_pgh_context_id_0884da06 ON public.clients_leadevent USING btree (pgh_context_id);


CREATE INDEX clients_leadevent_pgh_obj_id_5929b9c7 ON public.clients_leadevent USING btree (pgh_obj_id);


CREATE INDEX clients_noteevent_client_id_d0eca9f1 ON public.clients_noteevent USING btree (client_id);


CREATE INDEX clients_noteevent_pgh_context_id_64cee30c ON public.clients_noteevent USING btree (pgh_context_id);


CREATE INDEX clients_noteevent_pgh_obj_id_94e4db54 ON public.clients_noteevent USING btree (pgh_obj_id);


CREATE INDEX clients_task_client_id_eb1ca7e5 ON public.clients_task USING btree (client_id);


CREATE INDEX clients_task_public_id_23d59a58_like ON public.clients_task USING btree (public_id varchar_pattern_ops);


CREATE INDEX clients_taskevent_client_id_c36348c4 ON public.clients_taskevent USING btree (client_id);


CREATE INDEX clients_taskevent_pgh_context_id_957089ec ON public.clients_taskevent USING btree (pgh_context_id);


CREATE INDEX clients_taskevent_pgh_obj_id_2b9a7918 ON public.clients_taskevent USING btree (pgh_obj_id);


CREATE INDEX compliance_document_brand_id_5d682d5c ON public.compliance_document USING btree (brand_id);


CREATE INDEX compliance_document_public_id_d21e45c4_like ON public.compliance_document USING btree (public_id varchar_pattern_ops);


CREATE INDEX compliance_document_reason_id_732d5656 ON public.compliance_document USING btree (reason_id);


CREATE INDEX compliance_document_type_id_fbd1bb80 ON public.compliance_document USING btree (type_id);


CREATE INDEX compliance_documentevent_brand_id_988d1999 ON public.compliance_documentevent USING btree (brand_id);


CREATE INDEX compliance_documentevent_client_id_ab50b9d3 ON public.compliance_documentevent USING btree (client_id);


CREATE INDEX compliance_documentevent_pgh_context_id_7cd0dee3 ON public.compliance_documentevent USING btree (pgh_context_id);


CREATE INDEX compliance_documentevent_pgh_obj_id_3cb4ef42 ON public.compliance_documentevent USING btree (pgh_obj_id);


CREATE INDEX compliance_documentevent_reason_id_b7bd56c3 ON public.compliance_documentevent USING btree (reason_id);


CREATE INDEX compliance_documentevent_type_id_388e5763 ON public.compliance_documentevent USING btree (type_id);


CREATE INDEX compliance_documentgroupevent_brand_id_e6d3de73 ON public.compliance_documentgroupevent USING btree (brand_id);


CREATE INDEX compliance_documentgroupevent_pgh_context_id_57b5c323 ON public.compliance_documentgroupevent USING btree (pgh_context_id);


CREATE INDEX compliance_documentgroupevent_pgh_obj_id_0bdb6a07 ON public.compliance_documentgroupevent USING btree (pgh_obj_id);


CREATE INDEX compliance_documenttypeevent_group_id_f3d49ef1 ON public.compliance_documenttypeevent USING btree (group_id);


CREATE INDEX compliance_documenttypeevent_pgh_context_id_a889a235 ON public.compliance_documenttypeevent USING btree (pgh_context_id);


CREATE INDEX compliance_documenttypeevent_pgh_obj_id_4a984ce6 ON public.compliance_documenttypeevent USING btree (pgh_obj_id);


CREATE INDEX compliance_levelevent_brand_id_32484db6 ON public.compliance_levelevent USING btree (brand_id);


CREATE INDEX compliance_levelevent_pgh_context_id_4f7dbd96 ON public.compliance_levelevent USING btree (pgh_context_id);


CREATE INDEX compliance_levelevent_pgh_obj_id_4eb763ec ON public.compliance_levelevent USING btree (pgh_obj_id);


CREATE INDEX compliance_rejectionreasonevent_brand_id_23428087 ON public.compliance_rejectionreasonevent USING btree (brand_id);


CREATE INDEX compliance_rejectionreasonevent_pgh_context_id_bbba6340 ON public.compliance_rejectionreasonevent USING btree (pgh_context_id);


CREATE INDEX compliance_rejectionreasonevent_pgh_obj_id_b15972ce ON public.compliance_rejectionreasonevent USING btree (pgh_obj_id);


CREATE INDEX compliance_standing_brand_id_e47f1245 ON public.compliance_standing USING btree (brand_id);


CREATE INDEX compliance_standingevent_brand_id_b1a7cf82 ON public.compliance_standingevent USING btree (brand_id);


CREATE INDEX compliance_standingevent_client_id_9914ace3 ON public.compliance_standingevent USING btree (client_id);


CREATE INDEX compliance_standingevent_pgh_context_id_65172ed4 ON public.compliance_standingevent USING btree (pgh_context_id);


CREATE INDEX compliance_standingevent_pgh_obj_id_f4966e00 ON public.compliance_standingevent USING btree (pgh_obj_id);


CREATE INDEX core_access_apikey_public_id_5029aeea_like ON public.core_access_apikey USING btree (public_id varchar_pattern_ops);


CREATE INDEX core_access_apikey_sha256_47d73c06_like ON public.core_access_apikey USING btree (sha256 varchar_pattern_ops);


CREATE INDEX core_access_assignment_role_id_8a4bd7ad ON public.core_access_assignment USING btree (role_id);


CREATE INDEX core_access_ratebucket_key_9e278e36_like ON public.core_access_ratebucket USING btree (key varchar_pattern_ops);


CREATE INDEX core_audit_by_actor ON public.core_audit_entry USING btree (actor, id);


CREATE INDEX core_audit_by_subject ON public.core_audit_entry USING btree (subject, id);


CREATE INDEX core_audit_by_xid ON public.core_audit_entry USING btree (xid);


CREATE INDEX core_events_of_aggregate ON ONLY public.core_events_outbox USING btree (aggregate, id);


CREATE INDEX core_events_outbox_default_aggregate_id_idx ON public.core_events_outbox_default USING btree (aggregate, id);


CREATE INDEX core_events_unnumbered ON ONLY public.core_events_outbox USING btree (id) WHERE (sequence IS NULL);


CREATE INDEX core_events_outbox_default_id_idx ON public.core_events_outbox_default USING btree (id) WHERE (sequence IS NULL);


CREATE UNIQUE INDEX core_events_outbox_default_sequence ON public.core_events_outbox_default USING btree (sequence);


CREATE INDEX core_events_outbox_w20261123_aggregate_id_idx ON public.core_events_outbox_w20261123 USING btree (aggregate, id);


CREATE INDEX core_events_outbox_w20261123_id_idx ON public.core_events_outbox_w20261123 USING btree (id) WHERE (sequence IS NULL);


CREATE UNIQUE INDEX core_events_outbox_w20261123_sequence ON public.core_events_outbox_w20261123 USING btree (sequence);


CREATE INDEX core_events_outbox_w20261130_aggregate_id_idx ON public.core_events_outbox_w20261130 USING btree (aggregate, id);


CREATE INDEX core_events_outbox_w20261130_id_idx ON public.core_events_outbox_w20261130 USING btree (id) WHERE (sequence IS NULL);


CREATE UNIQUE INDEX core_events_outbox_w20261130_sequence ON public.core_events_outbox_w20261130 USING btree (sequence);


CREATE INDEX core_events_outbox_w20261207_aggregate_id_idx ON public.core_events_outbox_w20261207 USING btree (aggregate, id);


CREATE INDEX core_events_outbox_w20261207_id_idx ON public.core_events_outbox_w20261207 USING btree (id) WHERE (sequence IS NULL);


CREATE UNIQUE INDEX core_events_outbox_w20261207_sequence ON public.core_events_outbox_w20261207 USING btree (sequence);


CREATE INDEX core_events_outbox_w20261214_aggregate_id_idx ON public.core_events_outbox_w20261214 USING btree (aggregate, id);


CREATE INDEX core_events_outbox_w20261214_id_idx ON public.core_events_outbox_w20261214 USING btree (id) WHERE (sequence IS NULL);


CREATE UNIQUE INDEX core_events_outbox_w20261214_sequence ON public.core_events_outbox_w20261214 USING btree (sequence);


CREATE INDEX core_events_outbox_w20261221_aggregate_id_idx ON public.core_events_outbox_w20261221 USING btree (aggregate, id);


CREATE INDEX core_events_outbox_w20261221_id_idx ON public.core_events_outbox_w20261221 USING btree (id) WHERE (sequence IS NULL);


CREATE UNIQUE INDEX core_events_outbox_w20261221_sequence ON public.core_events_outbox_w20261221 USING btree (sequence);


CREATE INDEX core_events_outbox_w20261228_aggregate_id_idx ON public.core_events_outbox_w20261228 USING btree (aggregate, id);


CREATE INDEX core_events_outbox_w20261228_id_idx ON public.core_events_outbox_w20261228 USING btree (id) WHERE (sequence IS NULL);


CREATE UNIQUE INDEX core_events_outbox_w20261228_sequence ON public.core_events_outbox_w20261228 USING btree (sequence);


CREATE INDEX core_events_outbox_w20270104_aggregate_id_idx ON public.core_events_outbox_w20270104 USING btree (aggregate, id);


CREATE INDEX core_events_outbox_w20270104_id_idx ON public.core_events_outbox_w20270104 USING btree (id) WHERE (sequence IS NULL);


CREATE UNIQUE INDEX core_events_outbox_w20270104_sequence ON public.core_events_outbox_w20270104 USING btree (sequence);


CREATE INDEX core_events_outbox_w20270111_aggregate_id_idx ON public.core_events_outbox_w20270111 USING btree (aggregate, id);


CREATE INDEX core_events_outbox_w20270111_id_idx ON public.core_events_outbox_w20270111 USING btree (id) WHERE (sequence IS NULL);


CREATE UNIQUE INDEX core_events_outbox_w20270111_sequence ON public.core_events_outbox_w20270111 USING btree (sequence);


CREATE INDEX core_events_outbox_w20270118_aggregate_id_idx ON public.core_events_outbox_w20270118 USING btree (aggregate, id);


CREATE INDEX core_events_outbox_w20270118_id_idx ON public.core_events_outbox_w20270118 USING btree (id) WHERE (sequence IS NULL);


CREATE UNIQUE INDEX core_events_outbox_w20270118_sequence ON public.core_events_outbox_w20270118 USING btree (sequence);


CREATE INDEX core_events_parked_due ON public.core_events_parked USING btree (next_try_at) WHERE (state = 'retrying'::text);


CREATE INDEX core_idempotency_age ON public.core_idempotency_key USING btree (created_at);


CREATE INDEX core_identity_user_username_368862f9_like ON public.core_identity_user USING btree (username varchar_pattern_ops);


CREATE INDEX core_mail_message_key_debdb641_like ON public.core_mail_message USING btree (key varchar_pattern_ops);


CREATE INDEX deal_by_account ON public.trading_deal USING btree (account_id, id DESC);


CREATE INDEX deal_by_batch ON public.trading_deal USING btree (batch_id);


CREATE INDEX deal_by_position ON public.trading_deal USING btree (server_id, position_id) WHERE (NOT (position_id = 0));


CREATE INDEX deal_by_time ON public.trading_deal USING brin (occurred_at) WITH (pages_per_range='16');


CREATE INDEX deal_of_credit ON public.trading_deal USING btree (server_id, account_id) WHERE (NOT (credit_effect = (0)::numeric));


CREATE INDEX decision_by_type ON public.prop_decision USING btree (type, id DESC);


CREATE INDEX deposit_by_brand ON public.cashier_deposit USING btree (brand_id, id DESC);


CREATE INDEX deposit_by_client ON public.cashier_deposit USING btree (client_id, id DESC);


CREATE INDEX deposit_by_state ON public.cashier_deposit USING btree (state, id DESC);


CREATE INDEX deposit_due ON public.cashier_deposit USING btree (next_fetch_at) WHERE (next_fetch_at IS NOT NULL);


CREATE UNIQUE INDEX deposit_once_per_payment ON public.cashier_deposit USING btree (psp_id, provider_ref) WHERE (NOT ((provider_ref)::text = ''::text));


CREATE UNIQUE INDEX difference_open_once ON public.trading_difference USING btree (server_id, item, cls) WHERE (closed_at IS NULL);


CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);


CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);


CREATE INDEX document_access_latest ON public.compliance_documentaccess USING btree (document_id, at DESC);


CREATE INDEX document_expiry ON public.compliance_document USING btree (expires_on) WHERE ((expires_on IS NOT NULL) AND ((state)::text = 'approved'::text));


CREATE INDEX document_of_client ON public.compliance_document USING btree (client_id, uploaded_at DESC);


CREATE INDEX document_queue ON public.compliance_document USING btree (uploaded_at) WHERE ((state)::text = ANY ((ARRAY['uploaded'::character varying, 'in_review'::character varying])::text[]));


CREATE INDEX earnings_by_time ON public.partners_earning USING btree (occurred_at);


CREATE INDEX earnings_of_partner ON public.partners_earning USING btree (partner_id, id DESC);


CREATE INDEX flow_stat_on ON public.risk_flowstat USING btree ("on");


CREATE INDEX funnel_not_traded ON public.partners_funnel USING btree (client_id) WHERE (traded_at IS NULL);


CREATE INDEX funnel_of_partner ON public.partners_funnel USING btree (partner_id, registered_at DESC);


CREATE INDEX idx_procrastinate_jobs_worker_not_null ON public.procrastinate_jobs USING btree (worker_id) WHERE ((worker_id IS NOT NULL) AND (status = 'doing'::public.procrastinate_job_status));


CREATE INDEX idx_procrastinate_workers_last_heartbeat ON public.procrastinate_workers USING btree (last_heartbeat);


CREATE INDEX lab_run_by_brand ON public.prop_labrun USING btree (brand_id, id DESC);


CREATE INDEX lead_by_brand ON public.clients_lead USING btree (brand_id, created_at DESC);


CREATE INDEX lead_by_status ON public.clients_lead USING btree (status, created_at DESC);


CREATE INDEX ledger_account_entity ON public.ledger_account USING btree (entity_id, asset);


CREATE INDEX ledger_account_owner ON public.ledger_account USING btree (owner, asset) WHERE (owner <> ''::text);


CREATE INDEX ledger_entry_order ON public.ledger_entry USING brin (id);


CREATE INDEX ledger_entry_pooled ON public.ledger_entry USING btree (account_id, id) WHERE (version IS NULL);


CREATE UNIQUE INDEX ledger_entry_running ON public.ledger_entry USING btree (account_id, version) WHERE (version IS NOT NULL);


CREATE INDEX ledger_tx_recorded ON public.ledger_tx USING brin (recorded_at);


CREATE UNIQUE INDEX ledger_tx_reversed_once ON public.ledger_tx USING btree (reverses) WHERE (reverses IS NOT NULL);


CREATE INDEX line_by_time ON public.cashier_statementline USING btree (psp_id, booked_at);


CREATE UNIQUE INDEX login_once_per_server ON public.trading_account USING btree (server_id, login) WHERE (login IS NOT NULL);


CREATE INDEX mail_waiting ON public.core_mail_message USING btree (created_at) WHERE ((state)::text = 'waiting'::text);


CREATE INDEX manual_rates ON public.partners_manualrate USING btree (brand_id, pair, id DESC);


CREATE INDEX margin_event_at ON public.risk_marginevent USING btree (at DESC);


CREATE INDEX markout_at ON public.risk_markout USING btree (at);


CREATE INDEX markout_of_account ON public.risk_markout USING btree (account_id, at);


CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);


CREATE INDEX movement_by_time ON public.cashier_movement USING btree (psp_id, posted_at);


CREATE INDEX note_latest ON public.clients_note USING btree (client_id, created_at DESC);


CREATE UNIQUE INDEX one_adjustment_waits_per_dispute ON public.partners_adjustment USING btree (dispute_id) WHERE ((state)::text = 'proposed'::text);


CREATE UNIQUE INDEX one_application_waits ON public.partners_application USING btree (partner_id) WHERE ((state)::text = 'waiting'::text);


CREATE UNIQUE INDEX one_event_per_stop_out ON public.risk_marginevent USING btree (deal_id) WHERE (deal_id IS NOT NULL);


CREATE UNIQUE INDEX one_open_appeal ON public.prop_appeal USING btree (decision_id) WHERE ((state)::text = ANY ((ARRAY['open'::character varying, 'answered'::character varying])::text[]));


CREATE UNIQUE INDEX one_open_dispute_per_accrual ON public.partners_dispute USING btree (accrual_id) WHERE ((state)::text = ANY ((ARRAY['open'::character varying, 'answered'::character varying, 'proposed'::character varying])::text[]));


CREATE UNIQUE INDEX one_open_margin_event ON public.risk_marginevent USING btree (account_id, kind) WHERE ((deal_id IS NULL) AND (ended_at IS NULL));


CREATE UNIQUE INDEX one_open_prop_payout ON public.prop_payout USING btree (attempt_id) WHERE ((state)::text = ANY ((ARRAY['requested'::character varying, 'freezing'::character varying, 'review'::character varying, 'escalated'::character varying, 'approved'::character varying, 'unresolved'::character varying])::text[]));


CREATE UNIQUE INDEX one_open_stage_per_account ON public.prop_stage USING btree (account_id) WHERE ((NOT ((state)::text = 'ended'::text)) AND (account_id IS NOT NULL));


CREATE UNIQUE INDEX one_override_waits ON public.prop_override USING btree (stage_id) WHERE ((state)::text = ANY ((ARRAY['proposed'::character varying, 'approved'::character varying])::text[]));


CREATE UNIQUE INDEX one_pending_request_of_a_kind ON public.trading_accountrequest USING btree (account_id, kind) WHERE ((state)::text = 'pending'::text);


CREATE UNIQUE INDEX one_write_off_waits ON public.partners_adjustment USING btree (partner_id, currency) WHERE (((kind)::text = 'write_off'::text) AND ((state)::text = 'proposed'::text));


CREATE UNIQUE INDEX open_document_file_once ON public.compliance_document USING btree (client_id, sha256) WHERE ((state)::text = ANY ((ARRAY['uploaded'::character varying, 'in_review'::character varying])::text[]));


CREATE UNIQUE INDEX open_lead_per_email ON public.clients_lead USING btree (brand_id, lower((email)::text)) WHERE (client_id IS NULL);


CREATE INDEX operation_accepted ON public.trading_operation USING btree (server_id, sent_at) WHERE ((state)::text = 'accepted'::text);


CREATE INDEX operation_by_account ON public.trading_operation USING btree (account_id, id DESC);


CREATE INDEX operation_due ON public.trading_operation USING btree (server_id, due_at) WHERE ((state)::text = ANY ((ARRAY['queued'::character varying, 'sending'::character varying, 'unknown'::character varying])::text[]));


CREATE INDEX partners_acceptance_agreement_id_1d9c561b ON public.partners_acceptance USING btree (agreement_id);


CREATE INDEX partners_adjustment_dispute_id_8afb3d6d ON public.partners_adjustment USING btree (dispute_id);


CREATE INDEX partners_adjustment_partner_id_ac9e8c8b ON public.partners_adjustment USING btree (partner_id);


CREATE INDEX partners_adjustment_public_id_d1260e3d_like ON public.partners_adjustment USING btree (public_id varchar_pattern_ops);


CREATE INDEX partners_application_partner_id_137e3302 ON public.partners_application USING btree (partner_id);


CREATE INDEX partners_application_public_id_7ad0a5dc_like ON public.partners_application USING btree (public_id varchar_pattern_ops);


CREATE INDEX partners_campaign_public_id_40defdc7_like ON public.partners_campaign USING btree (public_id varchar_pattern_ops);


CREATE INDEX partners_click_public_id_314e1844_like ON public.partners_click USING btree (public_id varchar_pattern_ops);


CREATE INDEX partners_clientpartner_client_id_6b8a5041 ON public.partners_clientpartner USING btree (client_id);


CREATE INDEX partners_clientpartner_partner_id_a455856d ON public.partners_clientpartner USING btree (partner_id);


CREATE INDEX partners_dispute_accrual_id_7c48207d ON public.partners_dispute USING btree (accrual_id);


CREATE INDEX partners_dispute_partner_id_8e71ca6e ON public.partners_dispute USING btree (partner_id);


CREATE INDEX partners_dispute_public_id_0d534d57_like ON public.partners_dispute USING btree (public_id varchar_pattern_ops);


CREATE INDEX partners_disputemessage_dispute_id_9a2b366e ON public.partners_disputemessage USING btree (dispute_id);


CREATE INDEX partners_earning_client_id_dd808631 ON public.partners_earning USING btree (client_id);


CREATE INDEX partners_earning_key_fdddadd4_like ON public.partners_earning USING btree (key varchar_pattern_ops);


CREATE INDEX partners_earning_public_id_4969d2e5_like ON public.partners_earning USING btree (public_id varchar_pattern_ops);


CREATE INDEX partners_hold_client_id_1dd7b606 ON public.partners_hold USING btree (client_id);


CREATE INDEX partners_hold_partner_id_d4ce3d50 ON public.partners_hold USING btree (partner_id);


CREATE INDEX partners_hold_public_id_b91ba4a1_like ON public.partners_hold USING btree (public_id varchar_pattern_ops);


CREATE INDEX partners_partner_public_id_e6131494_like ON public.partners_partner USING btree (public_id varchar_pattern_ops);


CREATE INDEX partners_partnercase_brand_id_9a358ba6 ON public.partners_partnercase USING btree (brand_id);


CREATE INDEX partners_partnercase_client_id_4121aea5 ON public.partners_partnercase USING btree (client_id);


CREATE INDEX partners_partnercase_key_d70da256_like ON public.partners_partnercase USING btree (key varchar_pattern_ops);


CREATE INDEX partners_partnercase_partner_id_d05da269 ON public.partners_partnercase USING btree (partner_id);


CREATE INDEX partners_partnercase_public_id_766b4065_like ON public.partners_partnercase USING btree (public_id varchar_pattern_ops);


CREATE INDEX partners_partnerparent_parent_id_5b8925a2 ON public.partners_partnerparent USING btree (parent_id);


CREATE INDEX partners_partnerparent_partner_id_0eb14e5d ON public.partners_partnerparent USING btree (partner_id);


CREATE INDEX partners_partnerstanding_partner_id_84d4b8e6 ON public.partners_partnerstanding USING btree (partner_id);


CREATE INDEX partners_partnerterms_partner_id_3f7ca69f ON public.partners_partnerterms USING btree (partner_id);


CREATE INDEX partners_pastchange_brand_id_cab0252f ON public.partners_pastchange USING btree (brand_id);


CREATE INDEX partners_pastchange_public_id_819600f7_like ON public.partners_pastchange USING btree (public_id varchar_pattern_ops);


CREATE INDEX partners_pastchangeline_change_id_9c65f2d2 ON public.partners_pastchangeline USING btree (change_id);


CREATE INDEX partners_pastchangeline_deal_id_2f804143 ON public.partners_pastchangeline USING btree (deal_id);


CREATE INDEX partners_payout_partner_id_5765dfcc ON public.partners_payout USING btree (partner_id);


CREATE INDEX partners_payout_public_id_ee8ca4dd_like ON public.partners_payout USING btree (public_id varchar_pattern_ops);


CREATE INDEX partners_payoutline_partner_id_991f05c7 ON public.partners_payoutline USING btree (partner_id);


CREATE INDEX partners_payoutrun_public_id_27a16d96_like ON public.partners_payoutrun USING btree (public_id varchar_pattern_ops);


CREATE INDEX partners_payoutterms_partner_id_8562a61f ON public.partners_payoutterms USING btree (partner_id);


CREATE INDEX partners_plan_public_id_724c657a_like ON public.partners_plan USING btree (public_id varchar_pattern_ops);


CREATE INDEX partners_planassignment_partner_id_41be7f0c ON public.partners_planassignment USING btree (partner_id);


CREATE INDEX partners_planassignment_plan_id_d351371a ON public.partners_planassignment USING btree (plan_id);


CREATE INDEX partners_postback_partner_id_45a8f8e9 ON public.partners_postback USING btree (partner_id);


CREATE INDEX partners_postback_public_id_4f11ce17_like ON public.partners_postback USING btree (public_id varchar_pattern_ops);


CREATE INDEX partners_postbackcall_client_id_80576531 ON public.partners_postbackcall USING btree (client_id);


CREATE INDEX partners_rankpin_partner_id_504a9ae9 ON public.partners_rankpin USING btree (partner_id);


CREATE INDEX partners_rebatepayout_public_id_8a1d998d_like ON public.partners_rebatepayout USING btree (public_id varchar_pattern_ops);


CREATE INDEX partners_trial_brand_id_38d64b27 ON public.partners_trial USING btree (brand_id);


CREATE INDEX partners_trial_partner_id_a3899a73 ON public.partners_trial USING btree (partner_id);


CREATE INDEX partners_trial_plan_id_dff2a69a ON public.partners_trial USING btree (plan_id);


CREATE INDEX partners_trial_public_id_4784942f_like ON public.partners_trial USING btree (public_id varchar_pattern_ops);


CREATE INDEX partners_trial_saved_as_id_7bb570cd ON public.partners_trial USING btree (saved_as_id);


CREATE INDEX position_by_change ON public.trading_position USING brin (synced_at) WITH (autosummarize='on');


CREATE INDEX position_stand_due ON public.trading_positionstand USING btree (server_id, since) WHERE (NOT explained);


CREATE INDEX procrastinate_events_job_id_fkey_v1 ON public.procrastinate_events USING btree (job_id);


CREATE INDEX procrastinate_jobs_id_lock_idx_v1 ON public.procrastinate_jobs USING btree (id, lock) WHERE (status = ANY (ARRAY['todo'::public.procrastinate_job_status, 'doing'::public.procrastinate_job_status]));


CREATE UNIQUE INDEX procrastinate_jobs_lock_idx_v1 ON public.procrastinate_jobs USING btree (lock) WHERE (status = 'doing'::public.procrastinate_job_status);


CREATE INDEX procrastinate_jobs_priority_idx_v1 ON public.procrastinate_jobs USING btree (priority DESC, id) WHERE (status = 'todo'::public.procrastinate_job_status);


CREATE INDEX procrastinate_jobs_queue_name_idx_v1 ON public.procrastinate_jobs USING btree (queue_name);


CREATE UNIQUE INDEX procrastinate_jobs_queueing_lock_idx_v1 ON public.procrastinate_jobs USING btree (queueing_lock) WHERE (status = 'todo'::public.procrastinate_job_status);


CREATE INDEX procrastinate_periodic_defers_job_id_fkey_v1 ON public.procrastinate_periodic_defers USING btree (job_id);


CREATE INDEX prop_action_decision_id_099941e6 ON public.prop_action USING btree (decision_id);


CREATE INDEX prop_action_due ON public.prop_action USING btree (due_at) WHERE ((state)::text = ANY ((ARRAY['wanted'::character varying, 'working'::character varying])::text[]));


CREATE INDEX prop_action_public_id_3a728e1a_like ON public.prop_action USING btree (public_id varchar_pattern_ops);


CREATE INDEX prop_action_stage_id_0066e941 ON public.prop_action USING btree (stage_id);


CREATE INDEX prop_addon_code_a0526ad7 ON public.prop_addon USING btree (code);


CREATE INDEX prop_addon_code_a0526ad7_like ON public.prop_addon USING btree (code varchar_pattern_ops);


CREATE INDEX prop_addon_public_id_0a7582a8_like ON public.prop_addon USING btree (public_id varchar_pattern_ops);


CREATE INDEX prop_appeal_decision_id_7ad8c823 ON public.prop_appeal USING btree (decision_id);


CREATE INDEX prop_appeal_public_id_efcdaa04_like ON public.prop_appeal USING btree (public_id varchar_pattern_ops);


CREATE INDEX prop_attempt_brand_id_9fb72286 ON public.prop_attempt USING btree (brand_id);


CREATE INDEX prop_attempt_client_id_83f25dd0 ON public.prop_attempt USING btree (client_id);


CREATE INDEX prop_attempt_merged_into_id_435cd2df ON public.prop_attempt USING btree (merged_into_id);


CREATE INDEX prop_attempt_order_id_92fc31db ON public.prop_attempt USING btree (order_id);


CREATE INDEX prop_attempt_public_id_60a90251_like ON public.prop_attempt USING btree (public_id varchar_pattern_ops);


CREATE INDEX prop_bulk_open ON public.prop_bulkrun USING btree (id) WHERE (ended_at IS NULL);


CREATE INDEX prop_bulkrun_brand_id_5af12920 ON public.prop_bulkrun USING btree (brand_id);


CREATE INDEX prop_bulkrun_public_id_11ea9ec4_like ON public.prop_bulkrun USING btree (public_id varchar_pattern_ops);


CREATE INDEX prop_competition_brand_id_e9f51545 ON public.prop_competition USING btree (brand_id);


CREATE INDEX prop_competition_programme_id_2444a038 ON public.prop_competition USING btree (programme_id);


CREATE INDEX prop_competition_public_id_fd50b82e_like ON public.prop_competition USING btree (public_id varchar_pattern_ops);


CREATE INDEX prop_competition_version_id_b1729b6b ON public.prop_competition USING btree (version_id);


CREATE INDEX prop_coupon_public_id_979407c7_like ON public.prop_coupon USING btree (public_id varchar_pattern_ops);


CREATE INDEX prop_decision_public_id_6b77925b_like ON public.prop_decision USING btree (public_id varchar_pattern_ops);


CREATE INDEX prop_labcase_client_id_ce3c622e ON public.prop_labcase USING btree (client_id);


CREATE INDEX prop_labrun_public_id_753fe07f_like ON public.prop_labrun USING btree (public_id varchar_pattern_ops);


CREATE INDEX prop_labrun_version_id_a4698db1 ON public.prop_labrun USING btree (version_id);


CREATE INDEX prop_order_brand_id_db0c08ac ON public.prop_order USING btree (brand_id);


CREATE INDEX prop_order_client_id_9c032412 ON public.prop_order USING btree (client_id);


CREATE INDEX prop_order_competition_id_a368dcfb ON public.prop_order USING btree (competition_id);


CREATE INDEX prop_order_coupon_id_ca723be3 ON public.prop_order USING btree (coupon_id);


CREATE INDEX prop_order_deposit ON public.prop_order USING btree (deposit_id) WHERE (NOT ((deposit_id)::text = ''::text));


CREATE INDEX prop_order_due ON public.prop_order USING btree (state, expires_at);


CREATE INDEX prop_order_of_attempt_id_194fdd3e ON public.prop_order USING btree (of_attempt_id);


CREATE UNIQUE INDEX prop_order_once ON public.prop_order USING btree (client_id, key) WHERE (NOT ((key)::text = ''::text));


CREATE INDEX prop_order_public_id_205ce9c2_like ON public.prop_order USING btree (public_id varchar_pattern_ops);


CREATE INDEX prop_order_version_id_a69d5870 ON public.prop_order USING btree (version_id);


CREATE INDEX prop_override_appeal_id_42ea93b7 ON public.prop_override USING btree (appeal_id);


CREATE INDEX prop_override_decision_id_2e39ffff ON public.prop_override USING btree (decision_id);


CREATE INDEX prop_override_public_id_d66f73af_like ON public.prop_override USING btree (public_id varchar_pattern_ops);


CREATE INDEX prop_override_stage_id_c926af80 ON public.prop_override USING btree (stage_id);


CREATE INDEX prop_payout_attempt_id_060e5407 ON public.prop_payout USING btree (attempt_id);


CREATE UNIQUE INDEX prop_payout_number ON public.prop_payout USING btree (attempt_id, number) WHERE (NOT ((state)::text = ANY ((ARRAY['rejected'::character varying, 'cancelled'::character varying])::text[])));


CREATE INDEX prop_payout_operation ON public.prop_payout USING btree (operation_id) WHERE (NOT ((operation_id)::text = ''::text));


CREATE INDEX prop_payout_public_id_4cff17e8_like ON public.prop_payout USING btree (public_id varchar_pattern_ops);


CREATE INDEX prop_payout_stage_id_022f991c ON public.prop_payout USING btree (stage_id);


CREATE INDEX prop_payout_trouble ON public.prop_payout USING btree (id) WHERE (NOT (trouble = ''::text));


CREATE INDEX prop_programme_code_bf84884f ON public.prop_programme USING btree (code);


CREATE INDEX prop_programme_code_bf84884f_like ON public.prop_programme USING btree (code varchar_pattern_ops);


CREATE INDEX prop_programme_public_id_bbd3046d_like ON public.prop_programme USING btree (public_id varchar_pattern_ops);


CREATE INDEX prop_programmeversion_public_id_9a6601fa_like ON public.prop_programmeversion USING btree (public_id varchar_pattern_ops);


CREATE INDEX prop_refund_waits ON public.prop_order USING btree (id) WHERE (((state)::text = 'paid'::text) AND (NOT ((refund_by)::text = ''::text)));


CREATE INDEX prop_report_key_id_febcd498 ON public.prop_report USING btree (key_id);


CREATE INDEX prop_report_public_id_3dea474e_like ON public.prop_report USING btree (public_id varchar_pattern_ops);


CREATE INDEX prop_scaleoffer_attempt_id_9aff0e26 ON public.prop_scaleoffer USING btree (attempt_id);


CREATE INDEX prop_scaleoffer_public_id_b5d9bc12_like ON public.prop_scaleoffer USING btree (public_id varchar_pattern_ops);


CREATE INDEX prop_sealkey_key_id_2a46ef00_like ON public.prop_sealkey USING btree (key_id varchar_pattern_ops);


CREATE INDEX prop_sharecard_attempt_id_3fce94ef ON public.prop_sharecard USING btree (attempt_id);


CREATE INDEX prop_sharecard_token_b791b909_like ON public.prop_sharecard USING btree (token varchar_pattern_ops);


CREATE INDEX prop_signal_public_id_ff7fe253_like ON public.prop_signal USING btree (public_id varchar_pattern_ops);


CREATE INDEX prop_stage_account_id_748757cc ON public.prop_stage USING btree (account_id);


CREATE INDEX prop_stage_attempt_id_50946a62 ON public.prop_stage USING btree (attempt_id);


CREATE INDEX prop_stage_public_id_53a8f95e_like ON public.prop_stage USING btree (public_id varchar_pattern_ops);


CREATE INDEX psp_by_brand ON public.cashier_psp USING btree (brand_id, sort);


CREATE INDEX qualifications_of_partner ON public.partners_qualification USING btree (partner_id, id DESC);


CREATE INDEX quote_fault_last ON public.valuation_quotefaultseen USING btree (last_at DESC);


CREATE UNIQUE INDEX rank_pinned_once ON public.partners_rankpin USING btree (partner_id) WHERE (released_at IS NULL);


CREATE INDEX report_due ON public.prop_report USING btree (due_at) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'noted'::character varying])::text[]));


CREATE INDEX risk_alert_account_id_d10233dd ON public.risk_alert USING btree (account_id);


CREATE INDEX risk_alert_brand_id_c20e8cb3 ON public.risk_alert USING btree (brand_id);


CREATE INDEX risk_alert_public_id_bc139b8f_like ON public.risk_alert USING btree (public_id varchar_pattern_ops);


CREATE INDEX risk_alertrule_brand_id_365211f9 ON public.risk_alertrule USING btree (brand_id);


CREATE INDEX risk_alertrule_public_id_a9a8f53b_like ON public.risk_alertrule USING btree (public_id varchar_pattern_ops);


CREATE INDEX risk_alertruleevent_brand_id_fdb1ce08 ON public.risk_alertruleevent USING btree (brand_id);


CREATE INDEX risk_alertruleevent_pgh_context_id_99af4620 ON public.risk_alertruleevent USING btree (pgh_context_id);


CREATE INDEX risk_alertruleevent_pgh_obj_id_b603e929 ON public.risk_alertruleevent USING btree (pgh_obj_id);


CREATE INDEX risk_bookrule_brand_id_dbde8d27 ON public.risk_bookrule USING btree (brand_id);


CREATE INDEX risk_bookrule_public_id_66ea4d55_like ON public.risk_bookrule USING btree (public_id varchar_pattern_ops);


CREATE INDEX risk_bookrule_server_id_306ffdc9 ON public.risk_bookrule USING btree (server_id);


CREATE INDEX risk_bookruleevent_brand_id_a4f65c5c ON public.risk_bookruleevent USING btree (brand_id);


CREATE INDEX risk_bookruleevent_pgh_context_id_fe837774 ON public.risk_bookruleevent USING btree (pgh_context_id);


CREATE INDEX risk_bookruleevent_pgh_obj_id_f11b753e ON public.risk_bookruleevent USING btree (pgh_obj_id);


CREATE INDEX risk_bookruleevent_server_id_9fa2b995 ON public.risk_bookruleevent USING btree (server_id);


CREATE INDEX risk_booktag_rule_id_52c5d84d ON public.risk_booktag USING btree (rule_id);


CREATE INDEX risk_marginevent_account_id_4e8ce9e8 ON public.risk_marginevent USING btree (account_id);


CREATE INDEX risk_marginevent_deal_id_625abae9 ON public.risk_marginevent USING btree (deal_id);


CREATE INDEX sign_in_by_address ON public.core_identity_signinplace USING btree (address);


CREATE INDEX sign_in_by_device ON public.core_identity_signinplace USING btree (device);


CREATE INDEX sign_in_newest ON public.core_identity_signinplace USING btree (last_at);


CREATE INDEX signal_open ON public.prop_signal USING btree (found_at DESC) WHERE ((state)::text = 'open'::text);


CREATE INDEX staff_staff_office_id_cfaf66ea ON public.staff_staff USING btree (office_id);


CREATE INDEX staff_staff_public_id_13622e95_like ON public.staff_staff USING btree (public_id varchar_pattern_ops);


CREATE INDEX staff_staffevent_office_id_e928def5 ON public.staff_staffevent USING btree (office_id);


CREATE INDEX staff_staffevent_pgh_context_id_9d209ebf ON public.staff_staffevent USING btree (pgh_context_id);


CREATE INDEX staff_staffevent_pgh_obj_id_6014814c ON public.staff_staffevent USING btree (pgh_obj_id);


CREATE INDEX staff_staffevent_user_id_e50250f8 ON public.staff_staffevent USING btree (user_id);


CREATE INDEX stage_by_room ON public.prop_stage USING btree (room_ratio) WHERE ((state)::text = ANY ((ARRAY['live'::character varying, 'held'::character varying])::text[]));


CREATE INDEX stand_marked ON public.valuation_stand USING btree (marked_at);


CREATE INDEX state_change_subject ON public.cashier_statechange USING btree (subject, id);


CREATE INDEX status_change_latest ON public.clients_statuschange USING btree (client_id, at DESC);


CREATE INDEX task_open ON public.clients_task USING btree (assignee_staff_id, due_at) WHERE (done_at IS NULL);


CREATE INDEX trading_account_entity_id_96b9b0f4 ON public.trading_account USING btree (entity_id);


CREATE INDEX trading_account_product_id_7dc58db7 ON public.trading_account USING btree (product_id);


CREATE INDEX trading_account_public_id_c41e0d48_like ON public.trading_account USING btree (public_id varchar_pattern_ops);


CREATE INDEX trading_account_server_id_b54581d6 ON public.trading_account USING btree (server_id);


CREATE INDEX trading_accountevent_brand_id_b3207a4b ON public.trading_accountevent USING btree (brand_id);


CREATE INDEX trading_accountevent_client_id_ef78ff35 ON public.trading_accountevent USING btree (client_id);


CREATE INDEX trading_accountevent_entity_id_3b4c6575 ON public.trading_accountevent USING btree (entity_id);


CREATE INDEX trading_accountevent_pgh_context_id_044c6e0a ON public.trading_accountevent USING btree (pgh_context_id);


CREATE INDEX trading_accountevent_pgh_obj_id_3adc7186 ON public.trading_accountevent USING btree (pgh_obj_id);


CREATE INDEX trading_accountevent_product_id_29c38ed1 ON public.trading_accountevent USING btree (product_id);


CREATE INDEX trading_accountevent_server_id_2e1535f5 ON public.trading_accountevent USING btree (server_id);


CREATE INDEX trading_accountrequest_account_id_f5187218 ON public.trading_accountrequest USING btree (account_id);


CREATE INDEX trading_accountrequest_operation_id_6f4960ff ON public.trading_accountrequest USING btree (operation_id);


CREATE INDEX trading_accountrequest_public_id_9df3b1ec_like ON public.trading_accountrequest USING btree (public_id varchar_pattern_ops);


CREATE INDEX trading_bulkjob_public_id_d486f6fc_like ON public.trading_bulkjob USING btree (public_id varchar_pattern_ops);


CREATE INDEX trading_bulkrow_account_id_268c33da ON public.trading_bulkrow USING btree (account_id);


CREATE INDEX trading_bulkrow_operation_id_25a8ced0 ON public.trading_bulkrow USING btree (operation_id);


CREATE INDEX trading_dealbatch_server_id_6d849686 ON public.trading_dealbatch USING btree (server_id);


CREATE INDEX trading_dealcorrection_batch_id_1f32ee5b ON public.trading_dealcorrection USING btree (batch_id);


CREATE INDEX trading_dealcorrection_deal_id_cc274f6c ON public.trading_dealcorrection USING btree (deal_id);


CREATE INDEX trading_difference_account_id_3da854eb ON public.trading_difference USING btree (account_id);


CREATE INDEX trading_difference_deal_id_73625922 ON public.trading_difference USING btree (deal_id);


CREATE INDEX trading_difference_operation_id_6bd16611 ON public.trading_difference USING btree (operation_id);


CREATE INDEX trading_difference_public_id_fc4b5730_like ON public.trading_difference USING btree (public_id varchar_pattern_ops);


CREATE INDEX trading_difference_server_id_069046c4 ON public.trading_difference USING btree (server_id);


CREATE INDEX trading_foreignlogin_bound_account_id_624793c8 ON public.trading_foreignlogin USING btree (bound_account_id);


CREATE INDEX trading_operation_public_id_fd86a9e4_like ON public.trading_operation USING btree (public_id varchar_pattern_ops);


CREATE INDEX trading_operation_reference_6dddbe92_like ON public.trading_operation USING btree (reference varchar_pattern_ops);


CREATE INDEX trading_operation_server_id_b4899765 ON public.trading_operation USING btree (server_id);


CREATE INDEX trading_order_account_id_2113cd4c ON public.trading_order USING btree (account_id);


CREATE INDEX trading_position_account_id_c6c60544 ON public.trading_position USING btree (account_id);


CREATE INDEX trading_positionstand_account_id_656787f3 ON public.trading_positionstand USING btree (account_id);


CREATE INDEX trading_product_code_2b41c2b3 ON public.trading_product USING btree (code);


CREATE INDEX trading_product_code_2b41c2b3_like ON public.trading_product USING btree (code varchar_pattern_ops);


CREATE INDEX trading_product_public_id_34278b73_like ON public.trading_product USING btree (public_id varchar_pattern_ops);


CREATE INDEX trading_product_server_id_16adae66 ON public.trading_product USING btree (server_id);


CREATE INDEX trading_productevent_brand_id_fb9536a5 ON public.trading_productevent USING btree (brand_id);


CREATE INDEX trading_productevent_pgh_context_id_d6fea426 ON public.trading_productevent USING btree (pgh_context_id);


CREATE INDEX trading_productevent_pgh_obj_id_32f40cb6 ON public.trading_productevent USING btree (pgh_obj_id);


CREATE INDEX trading_productevent_server_id_ad7fd0f4 ON public.trading_productevent USING btree (server_id);


CREATE INDEX trading_server_code_f9712f63_like ON public.trading_server USING btree (code varchar_pattern_ops);


CREATE INDEX trading_server_entity_id_5f548aaf ON public.trading_server USING btree (entity_id);


CREATE INDEX trading_server_public_id_fcdaf994_like ON public.trading_server USING btree (public_id varchar_pattern_ops);


CREATE INDEX transfer_by_account ON public.cashier_transfer USING btree (account_id, id DESC);


CREATE INDEX transfer_by_brand ON public.cashier_transfer USING btree (brand_id, id DESC);


CREATE INDEX transfer_by_client ON public.cashier_transfer USING btree (client_id, id DESC);


CREATE INDEX transfer_by_difference ON public.cashier_transfer USING btree (difference_id) WHERE (NOT ((difference_id)::text = ''::text));


CREATE UNIQUE INDEX transfer_once_per_operation ON public.cashier_transfer USING btree (operation_id) WHERE (NOT ((operation_id)::text = ''::text));


CREATE UNIQUE INDEX unique_authenticator_type ON public.mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY ((ARRAY['totp'::character varying, 'recovery_codes'::character varying])::text[]));


CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";


CREATE UNIQUE INDEX user_email_per_realm ON public.core_identity_user USING btree (realm, lower((email)::text));


CREATE INDEX valuation_quotefaultseen_server_id_8c47875e ON public.valuation_quotefaultseen USING btree (server_id);


CREATE INDEX valuation_quoterule_server_id_ac601d35 ON public.valuation_quoterule USING btree (server_id);


CREATE INDEX valuation_quoteruleevent_pgh_context_id_5d7e1117 ON public.valuation_quoteruleevent USING btree (pgh_context_id);


CREATE INDEX valuation_quoteruleevent_pgh_obj_id_58bacebb ON public.valuation_quoteruleevent USING btree (pgh_obj_id);


CREATE INDEX valuation_quoteruleevent_server_id_49f4d3b0 ON public.valuation_quoteruleevent USING btree (server_id);


CREATE INDEX valuation_symbolstop_public_id_58791b88_like ON public.valuation_symbolstop USING btree (public_id varchar_pattern_ops);


CREATE INDEX valuation_symbolstop_server_id_26ac810e ON public.valuation_symbolstop USING btree (server_id);


CREATE INDEX waiting_deals ON public.partners_waitingdeal USING btree (brand_id, id) WHERE (settled_at IS NULL);


CREATE INDEX withdrawal_by_brand ON public.cashier_withdrawal USING btree (brand_id, id DESC);


CREATE INDEX withdrawal_by_client ON public.cashier_withdrawal USING btree (client_id, id DESC);


CREATE INDEX withdrawal_by_state ON public.cashier_withdrawal USING btree (state, id DESC);


CREATE INDEX withdrawal_due ON public.cashier_withdrawal USING btree (next_step_at) WHERE (next_step_at IS NOT NULL);


CREATE UNIQUE INDEX withdrawal_once_per_payout ON public.cashier_withdrawal USING btree (psp_id, provider_ref) WHERE (NOT ((provider_ref)::text = ''::text));


ALTER INDEX public.core_events_handled_pkey ATTACH PARTITION public.core_events_handled_default_pkey;


ALTER INDEX public.core_events_handled_pkey ATTACH PARTITION public.core_events_handled_w20261123_pkey;


ALTER INDEX public.core_events_handled_pkey ATTACH PARTITION public.core_events_handled_w20261130_pkey;


ALTER INDEX public.core_events_handled_pkey ATTACH PARTITION public.core_events_handled_w20261207_pkey;


ALTER INDEX public.core_events_handled_pkey ATTACH PARTITION public.core_events_handled_w20261214_pkey;


ALTER INDEX public.core_events_handled_pkey ATTACH PARTITION public.core_events_handled_w20261221_pkey;


ALTER INDEX public.core_events_handled_pkey ATTACH PARTITION public.core_events_handled_w20261228_pkey;


ALTER INDEX public.core_events_handled_pkey ATTACH PARTITION public.core_events_handled_w20270104_pkey;


ALTER INDEX public.core_events_handled_pkey ATTACH PARTITION public.core_events_handled_w20270111_pkey;


ALTER INDEX public.core_events_handled_pkey ATTACH PARTITION public.core_events_handled_w20270118_pkey;


ALTER INDEX public.core_events_of_aggregate ATTACH PARTITION public.core_events_outbox_default_aggregate_id_idx;


ALTER INDEX public.core_events_unnumbered ATTACH PARTITION public.core_events_outbox_default_id_idx;


ALTER INDEX public.core_events_outbox_pkey ATTACH PARTITION public.core_events_outbox_default_pkey;


ALTER INDEX public.core_events_of_aggregate ATTACH PARTITION public.core_events_outbox_w20261123_aggregate_id_idx;


ALTER INDEX public.core_events_unnumbered ATTACH PARTITION public.core_events_outbox_w20261123_id_idx;


ALTER INDEX public.core_events_outbox_pkey ATTACH PARTITION public.core_events_outbox_w20261123_pkey;


ALTER INDEX public.core_events_of_aggregate ATTACH PARTITION public.core_events_outbox_w20261130_aggregate_id_idx;


ALTER INDEX public.core_events_unnumbered ATTACH PARTITION public.core_events_outbox_w20261130_id_idx;


ALTER INDEX public.core_events_outbox_pkey ATTACH PARTITION public.core_events_outbox_w20261130_pkey;


ALTER INDEX public.core_events_of_aggregate ATTACH PARTITION public.core_events_outbox_w20261207_aggregate_id_idx;


ALTER INDEX public.core_events_unnumbered ATTACH PARTITION public.core_events_outbox_w20261207_id_idx;


ALTER INDEX public.core_events_outbox_pkey ATTACH PARTITION public.core_events_outbox_w20261207_pkey;


ALTER INDEX public.core_events_of_aggregate ATTACH PARTITION public.core_events_outbox_w20261214_aggregate_id_idx;


ALTER INDEX public.core_events_unnumbered ATTACH PARTITION public.core_events_outbox_w20261214_id_idx;


ALTER INDEX public.core_events_outbox_pkey ATTACH PARTITION public.core_events_outbox_w20261214_pkey;


ALTER INDEX public.core_events_of_aggregate ATTACH PARTITION public.core_events_outbox_w20261221_aggregate_id_idx;


ALTER INDEX public.core_events_unnumbered ATTACH PARTITION public.core_events_outbox_w20261221_id_idx;


ALTER INDEX public.core_events_outbox_pkey ATTACH PARTITION public.core_events_outbox_w20261221_pkey;


ALTER INDEX public.core_events_of_aggregate ATTACH PARTITION public.core_events_outbox_w20261228_aggregate_id_idx;


ALTER INDEX public.core_events_unnumbered ATTACH PARTITION public.core_events_outbox_w20261228_id_idx;


ALTER INDEX public.core_events_outbox_pkey ATTACH PARTITION public.core_events_outbox_w20261228_pkey;


ALTER INDEX public.core_events_of_aggregate ATTACH PARTITION public.core_events_outbox_w20270104_aggregate_id_idx;


ALTER INDEX public.core_events_unnumbered ATTACH PARTITION public.core_events_outbox_w20270104_id_idx;


ALTER INDEX public.core_events_outbox_pkey ATTACH PARTITION public.core_events_outbox_w20270104_pkey;


ALTER INDEX public.core_events_of_aggregate ATTACH PARTITION public.core_events_outbox_w20270111_aggregate_id_idx;


ALTER INDEX public.core_events_unnumbered ATTACH PARTITION public.core_events_outbox_w20270111_id_idx;


ALTER INDEX public.core_events_outbox_pkey ATTACH PARTITION public.core_events_outbox_w20270111_pkey;


ALTER INDEX public.core_events_of_aggregate ATTACH PARTITION public.core_events_outbox_w20270118_aggregate_id_idx;


ALTER INDEX public.core_events_unnumbered ATTACH PARTITION public.core_events_outbox_w20270118_id_idx;


ALTER INDEX public.core_events_outbox_pkey ATTACH PARTITION public.core_events_outbox_w20270118_pkey;


CREATE TRIGGER core_audit_details_erased BEFORE UPDATE ON public.core_audit_details FOR EACH ROW EXECUTE FUNCTION public.core_audit_only_erase();


CREATE TRIGGER core_audit_details_kept BEFORE DELETE ON public.core_audit_details FOR EACH ROW EXECUTE FUNCTION public.core_audit_refuse();


CREATE TRIGGER core_audit_entry_kept BEFORE DELETE OR UPDATE ON public.core_audit_entry FOR EACH ROW EXECUTE FUNCTION public.core_audit_refuse();


CREATE TRIGGER core_audit_entry_whole BEFORE TRUNCATE ON public.core_audit_entry FOR EACH STATEMENT EXECUTE FUNCTION public.core_audit_refuse();


CREATE TRIGGER core_audit_seal_kept BEFORE DELETE OR UPDATE ON public.core_audit_seal FOR EACH ROW EXECUTE FUNCTION public.core_audit_refuse();


CREATE TRIGGER core_audit_seal_whole BEFORE TRUNCATE ON public.core_audit_seal FOR EACH STATEMENT EXECUTE FUNCTION public.core_audit_refuse();


CREATE TRIGGER decisions_stay BEFORE DELETE OR UPDATE ON public.prop_decision FOR EACH ROW EXECUTE FUNCTION public.prop_stays('decisions');


CREATE TRIGGER journal_stays BEFORE DELETE OR UPDATE ON public.prop_journalentry FOR EACH ROW EXECUTE FUNCTION public.prop_stays('entries');


CREATE TRIGGER ledger_account_fixed BEFORE UPDATE OF id, code, kind, cls, asset, scale, entity_id ON public.ledger_account FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse_change();


CREATE TRIGGER ledger_account_kept BEFORE DELETE OR TRUNCATE ON public.ledger_account FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse_change();


CREATE TRIGGER ledger_balanced AFTER INSERT ON public.ledger_entry REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_prove();


CREATE TRIGGER ledger_entry_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse_change();


CREATE TRIGGER ledger_tx_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger_tx FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse_change();


CREATE TRIGGER pgtrigger_insert_insert_06a20 AFTER INSERT ON public.staff_staff FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_06a20();


CREATE TRIGGER pgtrigger_insert_insert_185e3 AFTER INSERT ON public.brands_legalentity FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_185e3();


CREATE TRIGGER pgtrigger_insert_insert_41599 AFTER INSERT ON public.clients_task FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_41599();


CREATE TRIGGER pgtrigger_insert_insert_4605b AFTER INSERT ON public.cashier_psp FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_4605b();


CREATE TRIGGER pgtrigger_insert_insert_54db0 AFTER INSERT ON public.compliance_rejectionreason FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_54db0();


CREATE TRIGGER pgtrigger_insert_insert_58950 AFTER INSERT ON public.clients_lead FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_58950();


CREATE TRIGGER pgtrigger_insert_insert_6efdd AFTER INSERT ON public.trading_account FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_6efdd();


CREATE TRIGGER pgtrigger_insert_insert_77d22 AFTER INSERT ON public.compliance_level FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_77d22();


CREATE TRIGGER pgtrigger_insert_insert_83acc AFTER INSERT ON public.risk_bookrule FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_83acc();


CREATE TRIGGER pgtrigger_insert_insert_8ff35 AFTER INSERT ON public.compliance_document FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_8ff35();


CREATE TRIGGER pgtrigger_insert_insert_96651 AFTER INSERT ON public.brands_brand FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_96651();


CREATE TRIGGER pgtrigger_insert_insert_9cb33 AFTER INSERT ON public.clients_note FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_9cb33();


CREATE TRIGGER pgtrigger_insert_insert_9fad3 AFTER INSERT ON public.compliance_documenttype FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_9fad3();


CREATE TRIGGER pgtrigger_insert_insert_a3e4e AFTER INSERT ON public.risk_alertrule FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_a3e4e();


CREATE TRIGGER pgtrigger_insert_insert_a5391 AFTER INSERT ON public.clients_client FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_a5391();


CREATE TRIGGER pgtrigger_insert_insert_a79fc AFTER INSERT ON public.trading_product FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_a79fc();


CREATE TRIGGER pgtrigger_insert_insert_aa094 AFTER INSERT ON public.brands_office FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_aa094();


CREATE TRIGGER pgtrigger_insert_insert_b2f62 AFTER INSERT ON public.cashier_cashiersettings FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_b2f62();


CREATE TRIGGER pgtrigger_insert_insert_b3e68 AFTER INSERT ON public.valuation_quoterule FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_b3e68();


CREATE TRIGGER pgtrigger_insert_insert_b4ef5 AFTER INSERT ON public.compliance_standing FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_b4ef5();


CREATE TRIGGER pgtrigger_insert_insert_c37f6 AFTER INSERT ON public.compliance_documentgroup FOR EACH ROW EXECUTE FUNCTION public.pgtrigger_insert_insert_c37f6();


CREATE TRIGGER pgtrigger_update_update_1085c AFTER UPDATE ON public.compliance_documenttype FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_1085c();


CREATE TRIGGER pgtrigger_update_update_124c8 AFTER UPDATE ON public.cashier_psp FOR EACH ROW WHEN (((old.brand_id IS DISTINCT FROM new.brand_id) OR ((old.code)::text IS DISTINCT FROM (new.code)::text) OR (old.created_at IS DISTINCT FROM new.created_at) OR (old.currencies IS DISTINCT FROM new.currencies) OR (old.deposit_enabled IS DISTINCT FROM new.deposit_enabled) OR (old.deposit_fee_bps IS DISTINCT FROM new.deposit_fee_bps) OR (old.deposit_fee_fixed IS DISTINCT FROM new.deposit_fee_fixed) OR (old.deposit_max IS DISTINCT FROM new.deposit_max) OR (old.deposit_min IS DISTINCT FROM new.deposit_min) OR (old.enabled IS DISTINCT FROM new.enabled) OR (old.id IS DISTINCT FROM new.id) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text) OR (old.manual IS DISTINCT FROM new.manual) OR ((old.public_id)::text IS DISTINCT FROM (new.public_id)::text) OR (old.sort IS DISTINCT FROM new.sort) OR ((old.title)::text IS DISTINCT FROM (new.title)::text) OR (old.version IS DISTINCT FROM new.version) OR (old.withdrawal_enabled IS DISTINCT FROM new.withdrawal_enabled) OR (old.withdrawal_fee_bps IS DISTINCT FROM new.withdrawal_fee_bps) OR (old.withdrawal_fee_fixed IS DISTINCT FROM new.withdrawal_fee_fixed) OR (old.withdrawal_max IS DISTINCT FROM new.withdrawal_max) OR (old.withdrawal_min IS DISTINCT FROM new.withdrawal_min))) EXECUTE FUNCTION public.pgtrigger_update_update_124c8();


CREATE TRIGGER pgtrigger_update_update_38aae AFTER UPDATE ON public.cashier_cashiersettings FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_38aae();


CREATE TRIGGER pgtrigger_update_update_4140b AFTER UPDATE ON public.valuation_quoterule FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_4140b();


CREATE TRIGGER pgtrigger_update_update_46d67 AFTER UPDATE ON public.compliance_rejectionreason FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_46d67();


CREATE TRIGGER pgtrigger_update_update_4efdc AFTER UPDATE ON public.staff_staff FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_4efdc();


CREATE TRIGGER pgtrigger_update_update_757e7 AFTER UPDATE ON public.clients_client FOR EACH ROW WHEN (((old.born_on IS DISTINCT FROM new.born_on) OR (old.brand_id IS DISTINCT FROM new.brand_id) OR ((old.country)::text IS DISTINCT FROM (new.country)::text) OR (old.created_at IS DISTINCT FROM new.created_at) OR ((old.email)::text IS DISTINCT FROM (new.email)::text) OR (old.email_verified_at IS DISTINCT FROM new.email_verified_at) OR ((old.first_name)::text IS DISTINCT FROM (new.first_name)::text) OR (old.id IS DISTINCT FROM new.id) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text) OR ((old.language)::text IS DISTINCT FROM (new.language)::text) OR ((old.last_name)::text IS DISTINCT FROM (new.last_name)::text) OR (old.level IS DISTINCT FROM new.level) OR (old.office_id IS DISTINCT FROM new.office_id) OR ((old.owner_staff_id)::text IS DISTINCT FROM (new.owner_staff_id)::text) OR ((old.phone)::text IS DISTINCT FROM (new.phone)::text) OR ((old.public_id)::text IS DISTINCT FROM (new.public_id)::text) OR ((old.referral_code)::text IS DISTINCT FROM (new.referral_code)::text) OR ((old.status)::text IS DISTINCT FROM (new.status)::text) OR (old.user_id IS DISTINCT FROM new.user_id) OR (old.version IS DISTINCT FROM new.version))) EXECUTE FUNCTION public.pgtrigger_update_update_757e7();


CREATE TRIGGER pgtrigger_update_update_75fc9 AFTER UPDATE ON public.trading_product FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_75fc9();


CREATE TRIGGER pgtrigger_update_update_7ccc4 AFTER UPDATE ON public.brands_brand FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_7ccc4();


CREATE TRIGGER pgtrigger_update_update_7d06a AFTER UPDATE ON public.risk_alertrule FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_7d06a();


CREATE TRIGGER pgtrigger_update_update_8351f AFTER UPDATE ON public.compliance_level FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_8351f();


CREATE TRIGGER pgtrigger_update_update_89d4e AFTER UPDATE ON public.compliance_standing FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_89d4e();


CREATE TRIGGER pgtrigger_update_update_8e531 AFTER UPDATE ON public.clients_note FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_8e531();


CREATE TRIGGER pgtrigger_update_update_9e88a AFTER UPDATE ON public.compliance_document FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_9e88a();


CREATE TRIGGER pgtrigger_update_update_a4391 AFTER UPDATE ON public.clients_task FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_a4391();


CREATE TRIGGER pgtrigger_update_update_bea2a AFTER UPDATE ON public.clients_lead FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_bea2a();


CREATE TRIGGER pgtrigger_update_update_c205c AFTER UPDATE ON public.risk_bookrule FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_c205c();


CREATE TRIGGER pgtrigger_update_update_d0007 AFTER UPDATE ON public.brands_legalentity FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_d0007();


CREATE TRIGGER pgtrigger_update_update_d36a4 AFTER UPDATE ON public.trading_account FOR EACH ROW WHEN (((old.brand_id IS DISTINCT FROM new.brand_id) OR (old.client_id IS DISTINCT FROM new.client_id) OR (old.created_at IS DISTINCT FROM new.created_at) OR ((old.currency)::text IS DISTINCT FROM (new.currency)::text) OR (old.entity_id IS DISTINCT FROM new.entity_id) OR (old.failure IS DISTINCT FROM new.failure) OR ((old."group")::text IS DISTINCT FROM (new."group")::text) OR (old.id IS DISTINCT FROM new.id) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text) OR (old.leverage IS DISTINCT FROM new.leverage) OR (old.login IS DISTINCT FROM new.login) OR (old.may_deposit IS DISTINCT FROM new.may_deposit) OR (old.may_trade IS DISTINCT FROM new.may_trade) OR (old.may_transfer IS DISTINCT FROM new.may_transfer) OR (old.may_withdraw IS DISTINCT FROM new.may_withdraw) OR (old.pays_partner IS DISTINCT FROM new.pays_partner) OR (old.product_id IS DISTINCT FROM new.product_id) OR (old.provisioned_at IS DISTINCT FROM new.provisioned_at) OR ((old.public_id)::text IS DISTINCT FROM (new.public_id)::text) OR (old.server_id IS DISTINCT FROM new.server_id) OR ((old.state)::text IS DISTINCT FROM (new.state)::text) OR (old.visible IS DISTINCT FROM new.visible))) EXECUTE FUNCTION public.pgtrigger_update_update_d36a4();


CREATE TRIGGER pgtrigger_update_update_ece0a AFTER UPDATE ON public.compliance_documentgroup FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_ece0a();


CREATE TRIGGER pgtrigger_update_update_f9c10 AFTER UPDATE ON public.brands_office FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION public.pgtrigger_update_update_f9c10();


CREATE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN (((old.abort_requested = false) AND (new.abort_requested = true) AND (new.status = 'doing'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_notify_queue_abort_job_v1();


CREATE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_notify_queue_job_inserted_v1();


CREATE TRIGGER procrastinate_trigger_abort_requested_events_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.abort_requested = true)) EXECUTE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1();


CREATE TRIGGER procrastinate_trigger_delete_jobs_v1 BEFORE DELETE ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_unlink_periodic_defers_v1();


CREATE TRIGGER procrastinate_trigger_scheduled_events_v1 AFTER INSERT OR UPDATE ON public.procrastinate_jobs FOR EACH ROW WHEN (((new.scheduled_at IS NOT NULL) AND (new.status = 'todo'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1();


CREATE TRIGGER procrastinate_trigger_status_events_insert_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1();


CREATE TRIGGER procrastinate_trigger_status_events_update_v1 AFTER UPDATE OF status ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_update_v1();


CREATE TRIGGER published_stays BEFORE DELETE OR UPDATE ON public.prop_programmeversion FOR EACH ROW WHEN ((old.published_at IS NOT NULL)) EXECUTE FUNCTION public.prop_stays('published versions');


CREATE TRIGGER sealed_stays BEFORE DELETE OR UPDATE ON public.prop_report FOR EACH ROW WHEN (((old.state)::text = 'sealed'::text)) EXECUTE FUNCTION public.prop_stays('sealed reports');


ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_core_identity_user_id FOREIGN KEY (user_id) REFERENCES public.core_identity_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.brands_brand
    ADD CONSTRAINT brands_brand_entity_id_b7fd91a8_fk_brands_legalentity_id FOREIGN KEY (entity_id) REFERENCES public.brands_legalentity(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.brands_office
    ADD CONSTRAINT brands_office_brand_id_2e57cf6f_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.cashier_cashiersettings
    ADD CONSTRAINT cashier_cashiersettings_brand_id_18fb3e44_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.cashier_deposit
    ADD CONSTRAINT cashier_deposit_brand_id_e8fe66ad_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.cashier_deposit
    ADD CONSTRAINT cashier_deposit_client_id_f0e383a8_fk_clients_client_id FOREIGN KEY (client_id) REFERENCES public.clients_client(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.cashier_deposit
    ADD CONSTRAINT cashier_deposit_entity_id_90f5face_fk_brands_legalentity_id FOREIGN KEY (entity_id) REFERENCES public.brands_legalentity(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.cashier_deposit
    ADD CONSTRAINT cashier_deposit_psp_id_3c6038d8_fk_cashier_psp_id FOREIGN KEY (psp_id) REFERENCES public.cashier_psp(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.cashier_movement
    ADD CONSTRAINT cashier_movement_psp_id_1e0a40db_fk_cashier_psp_id FOREIGN KEY (psp_id) REFERENCES public.cashier_psp(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.cashier_proof
    ADD CONSTRAINT cashier_proof_deposit_id_93dfdfa8_fk_cashier_deposit_id FOREIGN KEY (deposit_id) REFERENCES public.cashier_deposit(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.cashier_psp
    ADD CONSTRAINT cashier_psp_brand_id_5bf1b644_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.cashier_refund
    ADD CONSTRAINT cashier_refund_deposit_id_fa4ab6a1_fk_cashier_deposit_id FOREIGN KEY (deposit_id) REFERENCES public.cashier_deposit(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.cashier_statementfetch
    ADD CONSTRAINT cashier_statementfetch_psp_id_d64bafb1_fk_cashier_psp_id FOREIGN KEY (psp_id) REFERENCES public.cashier_psp(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.cashier_statementline
    ADD CONSTRAINT cashier_statementline_psp_id_1a606df2_fk_cashier_psp_id FOREIGN KEY (psp_id) REFERENCES public.cashier_psp(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.cashier_transfer
    ADD CONSTRAINT cashier_transfer_account_id_283c0e1a_fk_trading_account_id FOREIGN KEY (account_id) REFERENCES public.trading_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.cashier_transfer
    ADD CONSTRAINT cashier_transfer_brand_id_68d1901c_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.cashier_transfer
    ADD CONSTRAINT cashier_transfer_client_id_a63e60fb_fk_clients_client_id FOREIGN KEY (client_id) REFERENCES public.clients_client(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.cashier_transfer
    ADD CONSTRAINT cashier_transfer_entity_id_a9566c9b_fk_brands_legalentity_id FOREIGN KEY (entity_id) REFERENCES public.brands_legalentity(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.cashier_withdrawal
    ADD CONSTRAINT cashier_withdrawal_brand_id_8101b392_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.cashier_withdrawal
    ADD CONSTRAINT cashier_withdrawal_client_id_43a829cd_fk_clients_client_id FOREIGN KEY (client_id) REFERENCES public.clients_client(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.cashier_withdrawal
    ADD CONSTRAINT cashier_withdrawal_entity_id_2eeaeb43_fk_brands_legalentity_id FOREIGN KEY (entity_id) REFERENCES public.brands_legalentity(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.cashier_withdrawal
    ADD CONSTRAINT cashier_withdrawal_psp_id_af10658f_fk_cashier_psp_id FOREIGN KEY (psp_id) REFERENCES public.cashier_psp(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.clients_client
    ADD CONSTRAINT clients_client_brand_id_975c7075_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.clients_client
    ADD CONSTRAINT clients_client_office_id_7c4c2755_fk_brands_office_id FOREIGN KEY (office_id) REFERENCES public.brands_office(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.clients_client
    ADD CONSTRAINT clients_client_user_id_57c8fc4a_fk_core_identity_user_id FOREIGN KEY (user_id) REFERENCES public.core_identity_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.clients_lead
    ADD CONSTRAINT clients_lead_brand_id_6b14445a_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.clients_lead
    ADD CONSTRAINT clients_lead_client_id_dffed7dc_fk_clients_client_id FOREIGN KEY (client_id) REFERENCES public.clients_client(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.clients_lead
    ADD CONSTRAINT clients_lead_office_id_4d1ebc18_fk_brands_office_id FOREIGN KEY (office_id) REFERENCES public.brands_office(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.clients_note
    ADD CONSTRAINT clients_note_client_id_f2af3af2_fk_clients_client_id FOREIGN KEY (client_id) REFERENCES public.clients_client(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.clients_statuschange
    ADD CONSTRAINT clients_statuschange_client_id_2b426ae1_fk_clients_client_id FOREIGN KEY (client_id) REFERENCES public.clients_client(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.clients_task
    ADD CONSTRAINT clients_task_client_id_eb1ca7e5_fk_clients_client_id FOREIGN KEY (client_id) REFERENCES public.clients_client(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.clients_termsacceptance
    ADD CONSTRAINT clients_termsacceptance_client_id_5b94c5a2_fk_clients_client_id FOREIGN KEY (client_id) REFERENCES public.clients_client(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.compliance_document
    ADD CONSTRAINT compliance_document_brand_id_5d682d5c_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.compliance_document
    ADD CONSTRAINT compliance_document_client_id_09dcb482_fk_clients_client_id FOREIGN KEY (client_id) REFERENCES public.clients_client(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.compliance_document
    ADD CONSTRAINT compliance_document_reason_id_732d5656_fk_complianc FOREIGN KEY (reason_id) REFERENCES public.compliance_rejectionreason(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.compliance_document
    ADD CONSTRAINT compliance_document_type_id_fbd1bb80_fk_complianc FOREIGN KEY (type_id) REFERENCES public.compliance_documenttype(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.compliance_documentaccess
    ADD CONSTRAINT compliance_documenta_document_id_a8ec1eae_fk_complianc FOREIGN KEY (document_id) REFERENCES public.compliance_document(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.compliance_documentgroup
    ADD CONSTRAINT compliance_documentgroup_brand_id_38cb8bee_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.compliance_documenttype
    ADD CONSTRAINT compliance_documentt_group_id_4a6a9b58_fk_complianc FOREIGN KEY (group_id) REFERENCES public.compliance_documentgroup(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.compliance_level
    ADD CONSTRAINT compliance_level_brand_id_52ae3ebe_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.compliance_rejectionreason
    ADD CONSTRAINT compliance_rejectionreason_brand_id_cb2e9bdf_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.compliance_standing
    ADD CONSTRAINT compliance_standing_brand_id_e47f1245_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.compliance_standing
    ADD CONSTRAINT compliance_standing_client_id_04e24843_fk_clients_client_id FOREIGN KEY (client_id) REFERENCES public.clients_client(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.core_access_assignment
    ADD CONSTRAINT core_access_assignment_role_id_8a4bd7ad_fk_core_access_role_id FOREIGN KEY (role_id) REFERENCES public.core_access_role(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.core_access_grant
    ADD CONSTRAINT core_access_grant_role_id_935ac3bc_fk_core_access_role_id FOREIGN KEY (role_id) REFERENCES public.core_access_role(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.core_audit_details
    ADD CONSTRAINT core_audit_details_entry_id_c07bc36c_fk_core_audit_entry_id FOREIGN KEY (entry_id) REFERENCES public.core_audit_entry(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.core_audit_seal
    ADD CONSTRAINT core_audit_seal_entry_id_b0ce1596_fk_core_audit_entry_id FOREIGN KEY (entry_id) REFERENCES public.core_audit_entry(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.core_identity_signinplace
    ADD CONSTRAINT core_identity_signin_user_id_efb0d952_fk_core_iden FOREIGN KEY (user_id) REFERENCES public.core_identity_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.ledger_account
    ADD CONSTRAINT ledger_account_entity_id_fkey FOREIGN KEY (entity_id) REFERENCES public.brands_legalentity(id);


ALTER TABLE ONLY public.ledger_checkpoint
    ADD CONSTRAINT ledger_checkpoint_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.ledger_account(id);


ALTER TABLE ONLY public.ledger_tx
    ADD CONSTRAINT ledger_tx_reverses_fkey FOREIGN KEY (reverses) REFERENCES public.ledger_tx(id);


ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_core_identity_user_id FOREIGN KEY (user_id) REFERENCES public.core_identity_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_acceptance
    ADD CONSTRAINT partners_acceptance_agreement_id_1d9c561b_fk_partners_ FOREIGN KEY (agreement_id) REFERENCES public.partners_agreement(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_acceptance
    ADD CONSTRAINT partners_acceptance_partner_id_f2af80e3_fk_partners_partner_id FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_accrual
    ADD CONSTRAINT partners_accrual_reverses_id_b15e76a9_fk_partners_accrual_id FOREIGN KEY (reverses_id) REFERENCES public.partners_accrual(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_acquisitionterms
    ADD CONSTRAINT partners_acquisitionterms_brand_id_810cc639_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_adjustment
    ADD CONSTRAINT partners_adjustment_accrual_id_e19ccf54_fk_partners_accrual_id FOREIGN KEY (accrual_id) REFERENCES public.partners_accrual(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_adjustment
    ADD CONSTRAINT partners_adjustment_dispute_id_8afb3d6d_fk_partners_dispute_id FOREIGN KEY (dispute_id) REFERENCES public.partners_dispute(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_adjustment
    ADD CONSTRAINT partners_adjustment_partner_id_ac9e8c8b_fk_partners_partner_id FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_agreement
    ADD CONSTRAINT partners_agreement_brand_id_a8472eb9_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_application
    ADD CONSTRAINT partners_application_inviter_id_33b60cd0_fk_partners_partner_id FOREIGN KEY (inviter_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_application
    ADD CONSTRAINT partners_application_partner_id_137e3302_fk_partners_partner_id FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_batchrate
    ADD CONSTRAINT partners_batchrate_brand_id_5003407f_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_campaign
    ADD CONSTRAINT partners_campaign_partner_id_41dade1e_fk_partners_partner_id FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_click
    ADD CONSTRAINT partners_click_campaign_id_a753b648_fk_partners_campaign_id FOREIGN KEY (campaign_id) REFERENCES public.partners_campaign(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_click
    ADD CONSTRAINT partners_click_partner_id_48558eed_fk_partners_partner_id FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_clientpartner
    ADD CONSTRAINT partners_clientpartn_partner_id_a455856d_fk_partners_ FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_clientpartner
    ADD CONSTRAINT partners_clientpartner_client_id_6b8a5041_fk_clients_client_id FOREIGN KEY (client_id) REFERENCES public.clients_client(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_dispute
    ADD CONSTRAINT partners_dispute_accrual_id_7c48207d_fk_partners_accrual_id FOREIGN KEY (accrual_id) REFERENCES public.partners_accrual(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_dispute
    ADD CONSTRAINT partners_dispute_partner_id_8e71ca6e_fk_partners_partner_id FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_disputemessage
    ADD CONSTRAINT partners_disputemess_dispute_id_9a2b366e_fk_partners_ FOREIGN KEY (dispute_id) REFERENCES public.partners_dispute(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_earning
    ADD CONSTRAINT partners_earning_client_id_dd808631_fk_clients_client_id FOREIGN KEY (client_id) REFERENCES public.clients_client(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_earning
    ADD CONSTRAINT partners_earning_partner_id_9235e81e_fk_partners_partner_id FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_earning
    ADD CONSTRAINT partners_earning_reverses_id_0eae980b_fk_partners_earning_id FOREIGN KEY (reverses_id) REFERENCES public.partners_earning(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_funnel
    ADD CONSTRAINT partners_funnel_campaign_id_5b9731a3_fk_partners_campaign_id FOREIGN KEY (campaign_id) REFERENCES public.partners_campaign(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_funnel
    ADD CONSTRAINT partners_funnel_click_id_670bd5e1_fk_partners_click_id FOREIGN KEY (click_id) REFERENCES public.partners_click(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_funnel
    ADD CONSTRAINT partners_funnel_client_id_a88097fd_fk_clients_client_id FOREIGN KEY (client_id) REFERENCES public.clients_client(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_funnel
    ADD CONSTRAINT partners_funnel_partner_id_77ea8944_fk_partners_partner_id FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_hold
    ADD CONSTRAINT partners_hold_client_id_1dd7b606_fk_clients_client_id FOREIGN KEY (client_id) REFERENCES public.clients_client(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_hold
    ADD CONSTRAINT partners_hold_partner_id_d4ce3d50_fk_partners_partner_id FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_ladder
    ADD CONSTRAINT partners_ladder_brand_id_f925429c_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_manualrate
    ADD CONSTRAINT partners_manualrate_brand_id_aa8e11a2_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_partner
    ADD CONSTRAINT partners_partner_brand_id_b5b0d809_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_partner
    ADD CONSTRAINT partners_partner_client_id_aa92c7c7_fk_clients_client_id FOREIGN KEY (client_id) REFERENCES public.clients_client(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_partnercase
    ADD CONSTRAINT partners_partnercase_brand_id_9a358ba6_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_partnercase
    ADD CONSTRAINT partners_partnercase_client_id_4121aea5_fk_clients_client_id FOREIGN KEY (client_id) REFERENCES public.clients_client(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_partnercase
    ADD CONSTRAINT partners_partnercase_hold_id_3c233d59_fk_partners_hold_id FOREIGN KEY (hold_id) REFERENCES public.partners_hold(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_partnercase
    ADD CONSTRAINT partners_partnercase_partner_id_d05da269_fk_partners_partner_id FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_partnerparent
    ADD CONSTRAINT partners_partnerpare_parent_id_5b8925a2_fk_partners_ FOREIGN KEY (parent_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_partnerparent
    ADD CONSTRAINT partners_partnerpare_partner_id_0eb14e5d_fk_partners_ FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_partnerstanding
    ADD CONSTRAINT partners_partnerstan_partner_id_84d4b8e6_fk_partners_ FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_partnerterms
    ADD CONSTRAINT partners_partnerterm_partner_id_3f7ca69f_fk_partners_ FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_pastchange
    ADD CONSTRAINT partners_pastchange_brand_id_cab0252f_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_pastchangeline
    ADD CONSTRAINT partners_pastchangel_change_id_9c65f2d2_fk_partners_ FOREIGN KEY (change_id) REFERENCES public.partners_pastchange(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_pastchangeline
    ADD CONSTRAINT partners_pastchangel_partner_id_d342599c_fk_partners_ FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_payout
    ADD CONSTRAINT partners_payout_partner_id_5765dfcc_fk_partners_partner_id FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_payout
    ADD CONSTRAINT partners_payout_payee_id_a7bbb264_fk_partners_partner_id FOREIGN KEY (payee_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_payoutline
    ADD CONSTRAINT partners_payoutline_partner_id_991f05c7_fk_partners_partner_id FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_payoutline
    ADD CONSTRAINT partners_payoutline_payee_id_f7a123cd_fk_partners_partner_id FOREIGN KEY (payee_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_payoutline
    ADD CONSTRAINT partners_payoutline_payout_id_b134541c_fk_partners_payout_id FOREIGN KEY (payout_id) REFERENCES public.partners_payout(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_payoutline
    ADD CONSTRAINT partners_payoutline_run_id_723314af_fk_partners_payoutrun_id FOREIGN KEY (run_id) REFERENCES public.partners_payoutrun(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_payoutrun
    ADD CONSTRAINT partners_payoutrun_brand_id_fb78fea0_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_payoutterms
    ADD CONSTRAINT partners_payoutterms_brand_id_8ecf407c_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_payoutterms
    ADD CONSTRAINT partners_payoutterms_partner_id_8562a61f_fk_partners_partner_id FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_payoutterms
    ADD CONSTRAINT partners_payoutterms_payee_id_274f6717_fk_partners_partner_id FOREIGN KEY (payee_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_plan
    ADD CONSTRAINT partners_plan_brand_id_38b2b32c_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_planassignment
    ADD CONSTRAINT partners_planassignm_partner_id_41be7f0c_fk_partners_ FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_planassignment
    ADD CONSTRAINT partners_planassignment_plan_id_d351371a_fk_partners_plan_id FOREIGN KEY (plan_id) REFERENCES public.partners_plan(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_planversion
    ADD CONSTRAINT partners_planversion_plan_id_38dc77ab_fk_partners_plan_id FOREIGN KEY (plan_id) REFERENCES public.partners_plan(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_postback
    ADD CONSTRAINT partners_postback_partner_id_45a8f8e9_fk_partners_partner_id FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_postbackcall
    ADD CONSTRAINT partners_postbackcal_postback_id_f2fd65ea_fk_partners_ FOREIGN KEY (postback_id) REFERENCES public.partners_postback(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_postbackcall
    ADD CONSTRAINT partners_postbackcall_client_id_80576531_fk_clients_client_id FOREIGN KEY (client_id) REFERENCES public.clients_client(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_programme
    ADD CONSTRAINT partners_programme_brand_id_9adc0e75_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_qualification
    ADD CONSTRAINT partners_qualificati_partner_id_dcf684ea_fk_partners_ FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_qualification
    ADD CONSTRAINT partners_qualificati_terms_id_116b0b91_fk_partners_ FOREIGN KEY (terms_id) REFERENCES public.partners_acquisitionterms(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_qualification
    ADD CONSTRAINT partners_qualification_client_id_2cdd8862_fk_clients_client_id FOREIGN KEY (client_id) REFERENCES public.clients_client(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_rankevaluation
    ADD CONSTRAINT partners_rankevaluat_ladder_id_b8e49d9b_fk_partners_ FOREIGN KEY (ladder_id) REFERENCES public.partners_ladder(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_rankevaluation
    ADD CONSTRAINT partners_rankevaluat_partner_id_851af33b_fk_partners_ FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_rankpin
    ADD CONSTRAINT partners_rankpin_partner_id_504a9ae9_fk_partners_partner_id FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_rebatepayout
    ADD CONSTRAINT partners_rebatepayout_client_id_e29ea7a0_fk_clients_client_id FOREIGN KEY (client_id) REFERENCES public.clients_client(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_revenuesettlement
    ADD CONSTRAINT partners_revenuesett_earning_id_23c05ce3_fk_partners_ FOREIGN KEY (earning_id) REFERENCES public.partners_earning(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_revenuesettlement
    ADD CONSTRAINT partners_revenuesett_partner_id_38bdbcff_fk_partners_ FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_revenuesettlement
    ADD CONSTRAINT partners_revenuesett_terms_id_4498e695_fk_partners_ FOREIGN KEY (terms_id) REFERENCES public.partners_revenueterms(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_revenueterms
    ADD CONSTRAINT partners_revenueterms_brand_id_7734c272_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_selfreferral
    ADD CONSTRAINT partners_selfreferra_case_id_043240f3_fk_partners_ FOREIGN KEY (case_id) REFERENCES public.partners_partnercase(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_selfreferral
    ADD CONSTRAINT partners_selfreferra_partner_id_fd9d55ca_fk_partners_ FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_selfreferral
    ADD CONSTRAINT partners_selfreferral_client_id_dcbe1a1f_fk_clients_client_id FOREIGN KEY (client_id) REFERENCES public.clients_client(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_symbolbook
    ADD CONSTRAINT partners_symbolbook_brand_id_69c16555_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_tierscheme
    ADD CONSTRAINT partners_tierscheme_brand_id_3ad60f84_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_tiersettlement
    ADD CONSTRAINT partners_tiersettlem_scheme_id_046bf048_fk_partners_ FOREIGN KEY (scheme_id) REFERENCES public.partners_tierscheme(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_tiersettlement
    ADD CONSTRAINT partners_tiersettlement_brand_id_ef10a86a_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_trial
    ADD CONSTRAINT partners_trial_brand_id_38d64b27_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_trial
    ADD CONSTRAINT partners_trial_partner_id_a3899a73_fk_partners_partner_id FOREIGN KEY (partner_id) REFERENCES public.partners_partner(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_trial
    ADD CONSTRAINT partners_trial_plan_id_dff2a69a_fk_partners_plan_id FOREIGN KEY (plan_id) REFERENCES public.partners_plan(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_trial
    ADD CONSTRAINT partners_trial_saved_as_id_7bb570cd_fk_partners_planversion_id FOREIGN KEY (saved_as_id) REFERENCES public.partners_planversion(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_trialsum
    ADD CONSTRAINT partners_trialsum_trial_id_23962be8_fk_partners_trial_id FOREIGN KEY (trial_id) REFERENCES public.partners_trial(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.partners_waitingdeal
    ADD CONSTRAINT partners_waitingdeal_brand_id_18ea65b5_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id) ON DELETE CASCADE;


ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES public.procrastinate_workers(id) ON DELETE SET NULL;


ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id);


ALTER TABLE ONLY public.prop_action
    ADD CONSTRAINT prop_action_decision_id_099941e6_fk_prop_decision_id FOREIGN KEY (decision_id) REFERENCES public.prop_decision(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_action
    ADD CONSTRAINT prop_action_stage_id_0066e941_fk_prop_stage_id FOREIGN KEY (stage_id) REFERENCES public.prop_stage(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_addon
    ADD CONSTRAINT prop_addon_brand_id_11a3ba02_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_appeal
    ADD CONSTRAINT prop_appeal_decision_id_7ad8c823_fk_prop_decision_id FOREIGN KEY (decision_id) REFERENCES public.prop_decision(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_attempt
    ADD CONSTRAINT prop_attempt_brand_id_9fb72286_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_attempt
    ADD CONSTRAINT prop_attempt_client_id_83f25dd0_fk_clients_client_id FOREIGN KEY (client_id) REFERENCES public.clients_client(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_attempt
    ADD CONSTRAINT prop_attempt_merged_into_id_435cd2df_fk_prop_attempt_id FOREIGN KEY (merged_into_id) REFERENCES public.prop_attempt(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_attempt
    ADD CONSTRAINT prop_attempt_order_id_92fc31db_fk_prop_order_id FOREIGN KEY (order_id) REFERENCES public.prop_order(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_bulkrun
    ADD CONSTRAINT prop_bulkrun_brand_id_5af12920_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_competition
    ADD CONSTRAINT prop_competition_brand_id_e9f51545_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_competition
    ADD CONSTRAINT prop_competition_programme_id_2444a038_fk_prop_programme_id FOREIGN KEY (programme_id) REFERENCES public.prop_programme(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_competition
    ADD CONSTRAINT prop_competition_version_id_b1729b6b_fk_prop_prog FOREIGN KEY (version_id) REFERENCES public.prop_programmeversion(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_coupon
    ADD CONSTRAINT prop_coupon_brand_id_22b30b1e_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_decision
    ADD CONSTRAINT prop_decision_stage_id_36c4dd12_fk_prop_stage_id FOREIGN KEY (stage_id) REFERENCES public.prop_stage(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_equitypoint
    ADD CONSTRAINT prop_equitypoint_stage_id_c7780d13_fk_prop_stage_id FOREIGN KEY (stage_id) REFERENCES public.prop_stage(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_journalentry
    ADD CONSTRAINT prop_journalentry_stage_id_39498e2e_fk_prop_stage_id FOREIGN KEY (stage_id) REFERENCES public.prop_stage(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_labcase
    ADD CONSTRAINT prop_labcase_client_id_ce3c622e_fk_clients_client_id FOREIGN KEY (client_id) REFERENCES public.clients_client(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_labcase
    ADD CONSTRAINT prop_labcase_run_id_01c9573a_fk_prop_labrun_id FOREIGN KEY (run_id) REFERENCES public.prop_labrun(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_labrun
    ADD CONSTRAINT prop_labrun_brand_id_4fe0000f_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_labrun
    ADD CONSTRAINT prop_labrun_version_id_a4698db1_fk_prop_programmeversion_id FOREIGN KEY (version_id) REFERENCES public.prop_programmeversion(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_order
    ADD CONSTRAINT prop_order_brand_id_db0c08ac_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_order
    ADD CONSTRAINT prop_order_client_id_9c032412_fk_clients_client_id FOREIGN KEY (client_id) REFERENCES public.clients_client(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_order
    ADD CONSTRAINT prop_order_competition_id_a368dcfb_fk_prop_competition_id FOREIGN KEY (competition_id) REFERENCES public.prop_competition(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_order
    ADD CONSTRAINT prop_order_coupon_id_ca723be3_fk_prop_coupon_id FOREIGN KEY (coupon_id) REFERENCES public.prop_coupon(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_order
    ADD CONSTRAINT prop_order_of_attempt_id_194fdd3e_fk_prop_attempt_id FOREIGN KEY (of_attempt_id) REFERENCES public.prop_attempt(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_order
    ADD CONSTRAINT prop_order_version_id_a69d5870_fk_prop_programmeversion_id FOREIGN KEY (version_id) REFERENCES public.prop_programmeversion(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_override
    ADD CONSTRAINT prop_override_appeal_id_42ea93b7_fk_prop_appeal_id FOREIGN KEY (appeal_id) REFERENCES public.prop_appeal(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_override
    ADD CONSTRAINT prop_override_decision_id_2e39ffff_fk_prop_decision_id FOREIGN KEY (decision_id) REFERENCES public.prop_decision(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_override
    ADD CONSTRAINT prop_override_stage_id_c926af80_fk_prop_stage_id FOREIGN KEY (stage_id) REFERENCES public.prop_stage(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_payout
    ADD CONSTRAINT prop_payout_attempt_id_060e5407_fk_prop_attempt_id FOREIGN KEY (attempt_id) REFERENCES public.prop_attempt(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_payout
    ADD CONSTRAINT prop_payout_stage_id_022f991c_fk_prop_stage_id FOREIGN KEY (stage_id) REFERENCES public.prop_stage(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_programme
    ADD CONSTRAINT prop_programme_brand_id_955d7463_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_programmeversion
    ADD CONSTRAINT prop_programmeversio_programme_id_af4fb8de_fk_prop_prog FOREIGN KEY (programme_id) REFERENCES public.prop_programme(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_release
    ADD CONSTRAINT prop_release_brand_id_35fef324_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_report
    ADD CONSTRAINT prop_report_decision_id_6a9303d7_fk_prop_decision_id FOREIGN KEY (decision_id) REFERENCES public.prop_decision(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_report
    ADD CONSTRAINT prop_report_key_id_febcd498_fk_prop_sealkey_id FOREIGN KEY (key_id) REFERENCES public.prop_sealkey(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_scaleoffer
    ADD CONSTRAINT prop_scaleoffer_attempt_id_9aff0e26_fk_prop_attempt_id FOREIGN KEY (attempt_id) REFERENCES public.prop_attempt(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_sharecard
    ADD CONSTRAINT prop_sharecard_attempt_id_3fce94ef_fk_prop_attempt_id FOREIGN KEY (attempt_id) REFERENCES public.prop_attempt(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_signal
    ADD CONSTRAINT prop_signal_attempt_id_3a288c57_fk_prop_attempt_id FOREIGN KEY (attempt_id) REFERENCES public.prop_attempt(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_signalrule
    ADD CONSTRAINT prop_signalrule_brand_id_4d8a0b4b_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_stage
    ADD CONSTRAINT prop_stage_account_id_748757cc_fk_trading_account_id FOREIGN KEY (account_id) REFERENCES public.trading_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.prop_stage
    ADD CONSTRAINT prop_stage_attempt_id_50946a62_fk_prop_attempt_id FOREIGN KEY (attempt_id) REFERENCES public.prop_attempt(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.reports_dailyfigure
    ADD CONSTRAINT reports_dailyfigure_brand_id_fc7f13dd_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.risk_alert
    ADD CONSTRAINT risk_alert_account_id_d10233dd_fk_trading_account_id FOREIGN KEY (account_id) REFERENCES public.trading_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.risk_alert
    ADD CONSTRAINT risk_alert_brand_id_c20e8cb3_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.risk_alert
    ADD CONSTRAINT risk_alert_rule_id_a4eaaca4_fk_risk_alertrule_id FOREIGN KEY (rule_id) REFERENCES public.risk_alertrule(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.risk_alertrule
    ADD CONSTRAINT risk_alertrule_brand_id_365211f9_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.risk_bookrule
    ADD CONSTRAINT risk_bookrule_brand_id_dbde8d27_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.risk_bookrule
    ADD CONSTRAINT risk_bookrule_server_id_306ffdc9_fk_trading_server_id FOREIGN KEY (server_id) REFERENCES public.trading_server(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.risk_booktag
    ADD CONSTRAINT risk_booktag_account_id_2b1654f3_fk_trading_account_id FOREIGN KEY (account_id) REFERENCES public.trading_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.risk_booktag
    ADD CONSTRAINT risk_booktag_rule_id_52c5d84d_fk_risk_bookrule_id FOREIGN KEY (rule_id) REFERENCES public.risk_bookrule(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.risk_floatingmark
    ADD CONSTRAINT risk_floatingmark_account_id_cda7528c_fk_trading_account_id FOREIGN KEY (account_id) REFERENCES public.trading_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.risk_flowstat
    ADD CONSTRAINT risk_flowstat_account_id_58cb1ad8_fk_trading_account_id FOREIGN KEY (account_id) REFERENCES public.trading_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.risk_marginevent
    ADD CONSTRAINT risk_marginevent_account_id_4e8ce9e8_fk_trading_account_id FOREIGN KEY (account_id) REFERENCES public.trading_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.risk_marginevent
    ADD CONSTRAINT risk_marginevent_deal_id_625abae9_fk_trading_deal_id FOREIGN KEY (deal_id) REFERENCES public.trading_deal(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.risk_markout
    ADD CONSTRAINT risk_markout_account_id_5f71fbe7_fk_trading_account_id FOREIGN KEY (account_id) REFERENCES public.trading_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.risk_markout
    ADD CONSTRAINT risk_markout_deal_id_f1d7ca52_fk_trading_deal_id FOREIGN KEY (deal_id) REFERENCES public.trading_deal(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.risk_markrun
    ADD CONSTRAINT risk_markrun_entity_id_2a0dabc9_fk_brands_legalentity_id FOREIGN KEY (entity_id) REFERENCES public.brands_legalentity(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.staff_staff
    ADD CONSTRAINT staff_staff_office_id_cfaf66ea_fk_brands_office_id FOREIGN KEY (office_id) REFERENCES public.brands_office(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.staff_staff
    ADD CONSTRAINT staff_staff_user_id_abd8ba40_fk_core_identity_user_id FOREIGN KEY (user_id) REFERENCES public.core_identity_user(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_account
    ADD CONSTRAINT trading_account_brand_id_a2678988_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_account
    ADD CONSTRAINT trading_account_client_id_a18a12fb_fk_clients_client_id FOREIGN KEY (client_id) REFERENCES public.clients_client(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_account
    ADD CONSTRAINT trading_account_entity_id_96b9b0f4_fk_brands_legalentity_id FOREIGN KEY (entity_id) REFERENCES public.brands_legalentity(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_account
    ADD CONSTRAINT trading_account_product_id_7dc58db7_fk_trading_product_id FOREIGN KEY (product_id) REFERENCES public.trading_product(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_account
    ADD CONSTRAINT trading_account_server_id_b54581d6_fk_trading_server_id FOREIGN KEY (server_id) REFERENCES public.trading_server(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_accountrequest
    ADD CONSTRAINT trading_accountreque_account_id_f5187218_fk_trading_a FOREIGN KEY (account_id) REFERENCES public.trading_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_accountrequest
    ADD CONSTRAINT trading_accountreque_operation_id_6f4960ff_fk_trading_o FOREIGN KEY (operation_id) REFERENCES public.trading_operation(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_bulkrow
    ADD CONSTRAINT trading_bulkrow_account_id_268c33da_fk_trading_account_id FOREIGN KEY (account_id) REFERENCES public.trading_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_bulkrow
    ADD CONSTRAINT trading_bulkrow_job_id_48231053_fk_trading_bulkjob_id FOREIGN KEY (job_id) REFERENCES public.trading_bulkjob(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_bulkrow
    ADD CONSTRAINT trading_bulkrow_operation_id_25a8ced0_fk_trading_operation_id FOREIGN KEY (operation_id) REFERENCES public.trading_operation(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_creditstand
    ADD CONSTRAINT trading_creditstand_account_id_7ec9a685_fk_trading_account_id FOREIGN KEY (account_id) REFERENCES public.trading_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_dealbatch
    ADD CONSTRAINT trading_dealbatch_server_id_6d849686_fk_trading_server_id FOREIGN KEY (server_id) REFERENCES public.trading_server(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_dealcorrection
    ADD CONSTRAINT trading_dealcorrection_deal_id_cc274f6c_fk_trading_deal_id FOREIGN KEY (deal_id) REFERENCES public.trading_deal(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_difference
    ADD CONSTRAINT trading_difference_account_id_3da854eb_fk_trading_account_id FOREIGN KEY (account_id) REFERENCES public.trading_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_difference
    ADD CONSTRAINT trading_difference_deal_id_73625922_fk_trading_deal_id FOREIGN KEY (deal_id) REFERENCES public.trading_deal(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_difference
    ADD CONSTRAINT trading_difference_operation_id_6bd16611_fk_trading_o FOREIGN KEY (operation_id) REFERENCES public.trading_operation(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_difference
    ADD CONSTRAINT trading_difference_server_id_069046c4_fk_trading_server_id FOREIGN KEY (server_id) REFERENCES public.trading_server(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_foreignlogin
    ADD CONSTRAINT trading_foreignlogin_bound_account_id_624793c8_fk_trading_a FOREIGN KEY (bound_account_id) REFERENCES public.trading_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_foreignlogin
    ADD CONSTRAINT trading_foreignlogin_server_id_1030718d_fk_trading_server_id FOREIGN KEY (server_id) REFERENCES public.trading_server(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_gatewayreport
    ADD CONSTRAINT trading_gatewayreport_server_id_1340fea6_fk_trading_server_id FOREIGN KEY (server_id) REFERENCES public.trading_server(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_group
    ADD CONSTRAINT trading_group_server_id_1ee9acd5_fk_trading_server_id FOREIGN KEY (server_id) REFERENCES public.trading_server(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_operation
    ADD CONSTRAINT trading_operation_account_id_feb1d1c4_fk_trading_account_id FOREIGN KEY (account_id) REFERENCES public.trading_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_operation
    ADD CONSTRAINT trading_operation_server_id_b4899765_fk_trading_server_id FOREIGN KEY (server_id) REFERENCES public.trading_server(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_order
    ADD CONSTRAINT trading_order_account_id_2113cd4c_fk_trading_account_id FOREIGN KEY (account_id) REFERENCES public.trading_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_order
    ADD CONSTRAINT trading_order_server_id_2422da88_fk_trading_server_id FOREIGN KEY (server_id) REFERENCES public.trading_server(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_position
    ADD CONSTRAINT trading_position_account_id_c6c60544_fk_trading_account_id FOREIGN KEY (account_id) REFERENCES public.trading_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_position
    ADD CONSTRAINT trading_position_server_id_7229dd71_fk_trading_server_id FOREIGN KEY (server_id) REFERENCES public.trading_server(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_positionstand
    ADD CONSTRAINT trading_positionstand_account_id_656787f3_fk_trading_account_id FOREIGN KEY (account_id) REFERENCES public.trading_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_positionstand
    ADD CONSTRAINT trading_positionstand_server_id_8e04f2a6_fk_trading_server_id FOREIGN KEY (server_id) REFERENCES public.trading_server(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_product
    ADD CONSTRAINT trading_product_brand_id_6b98a74d_fk_brands_brand_id FOREIGN KEY (brand_id) REFERENCES public.brands_brand(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_product
    ADD CONSTRAINT trading_product_server_id_16adae66_fk_trading_server_id FOREIGN KEY (server_id) REFERENCES public.trading_server(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_quote
    ADD CONSTRAINT trading_quote_server_id_2ddf260a_fk_trading_server_id FOREIGN KEY (server_id) REFERENCES public.trading_server(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_server
    ADD CONSTRAINT trading_server_entity_id_5f548aaf_fk_brands_legalentity_id FOREIGN KEY (entity_id) REFERENCES public.brands_legalentity(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_serverclockreading
    ADD CONSTRAINT trading_serverclockr_server_id_81cf0d78_fk_trading_s FOREIGN KEY (server_id) REFERENCES public.trading_server(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.trading_symbol
    ADD CONSTRAINT trading_symbol_server_id_eece8fc8_fk_trading_server_id FOREIGN KEY (server_id) REFERENCES public.trading_server(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.valuation_quotefaultseen
    ADD CONSTRAINT valuation_quotefault_server_id_8c47875e_fk_trading_s FOREIGN KEY (server_id) REFERENCES public.trading_server(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.valuation_quoterule
    ADD CONSTRAINT valuation_quoterule_server_id_ac601d35_fk_trading_server_id FOREIGN KEY (server_id) REFERENCES public.trading_server(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.valuation_stand
    ADD CONSTRAINT valuation_stand_account_id_ea4d0d32_fk_trading_account_id FOREIGN KEY (account_id) REFERENCES public.trading_account(id) DEFERRABLE INITIALLY DEFERRED;


ALTER TABLE ONLY public.valuation_symbolstop
    ADD CONSTRAINT valuation_symbolstop_server_id_26ac810e_fk_trading_server_id FOREIGN KEY (server_id) REFERENCES public.trading_server(id) DEFERRABLE INITIALLY DEFERRED;


GRANT USAGE ON SCHEMA public TO brokerdesk_app;


GRANT ALL ON FUNCTION public._pgh_attach_context() TO brokerdesk_app;


GRANT ALL ON FUNCTION public._pgtrigger_should_ignore(trigger_name name) TO brokerdesk_app;


GRANT ALL ON FUNCTION public.core_audit_only_erase() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.core_audit_refuse() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.core_events_emit(p_type text, p_version integer, p_aggregate text, p_brand_id bigint, p_payload jsonb, p_actor text, p_occurred_at timestamp with time zone, p_correlation_id uuid, p_causation_id uuid) TO brokerdesk_app;


REVOKE ALL ON FUNCTION public.core_events_forget_week(p_week timestamp with time zone) FROM PUBLIC;


REVOKE ALL ON FUNCTION public.core_events_forget_weeks(p_keep_days integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.core_events_forget_weeks(p_keep_days integer) TO brokerdesk_app;


REVOKE ALL ON FUNCTION public.core_events_make_week(p_week timestamp with time zone) FROM PUBLIC;


REVOKE ALL ON FUNCTION public.core_events_make_weeks() FROM PUBLIC;
GRANT ALL ON FUNCTION public.core_events_make_weeks() TO brokerdesk_app;


REVOKE ALL ON FUNCTION public.core_events_why_kept(p_week timestamp with time zone) FROM PUBLIC;


GRANT SELECT ON TABLE public.ledger_account TO brokerdesk_app;


GRANT ALL ON FUNCTION public.ledger_balance(a public.ledger_account) TO brokerdesk_app;


GRANT ALL ON FUNCTION public.ledger_balance_as_of(a public.ledger_account, p_effective timestamp with time zone, p_recorded timestamp with time zone) TO brokerdesk_app;


REVOKE ALL ON FUNCTION public.ledger_close_account(p_code text, OUT error text, OUT balance numeric) FROM PUBLIC;
GRANT ALL ON FUNCTION public.ledger_close_account(p_code text, OUT error text, OUT balance numeric) TO brokerdesk_app;


REVOKE ALL ON FUNCTION public.ledger_ensure_accounts(p_specs jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.ledger_ensure_accounts(p_specs jsonb) TO brokerdesk_app;


REVOKE ALL ON FUNCTION public.ledger_latest_entry() FROM PUBLIC;
GRANT ALL ON FUNCTION public.ledger_latest_entry() TO brokerdesk_app;


REVOKE ALL ON FUNCTION public.ledger_move_checkpoints(p_through bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.ledger_move_checkpoints(p_through bigint) TO brokerdesk_app;


GRANT ALL ON FUNCTION public.ledger_pooled_balance(p_account bigint) TO brokerdesk_app;


REVOKE ALL ON FUNCTION public.ledger_post(p_keys text, p_digests bytea, p_kinds text, p_effective timestamp with time zone[], p_reverses bigint[], p_meta jsonb, p_actor text, p_codes text, p_tx integer[], p_source integer[], p_destination integer[], p_asset text, p_amount numeric[], OUT ids bigint[], OUT recorded timestamp with time zone, OUT replayed integer[], OUT replay_recorded timestamp with time zone[], OUT error text, OUT error_at integer, OUT detail text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.ledger_post(p_keys text, p_digests bytea, p_kinds text, p_effective timestamp with time zone[], p_reverses bigint[], p_meta jsonb, p_actor text, p_codes text, p_tx integer[], p_source integer[], p_destination integer[], p_asset text, p_amount numeric[], OUT ids bigint[], OUT recorded timestamp with time zone, OUT replayed integer[], OUT replay_recorded timestamp with time zone[], OUT error text, OUT error_at integer, OUT detail text) TO brokerdesk_app;


GRANT ALL ON FUNCTION public.ledger_prove() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.ledger_refuse_change() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_insert_insert_06a20() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_insert_insert_185e3() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_insert_insert_41599() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_insert_insert_4605b() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_insert_insert_54db0() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_insert_insert_58950() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_insert_insert_6efdd() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_insert_insert_77d22() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_insert_insert_83acc() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_insert_insert_8ff35() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_insert_insert_96651() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_insert_insert_9cb33() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_insert_insert_9fad3() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_insert_insert_a3e4e() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_insert_insert_a5391() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_insert_insert_a79fc() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_insert_insert_aa094() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_insert_insert_b2f62() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_insert_insert_b3e68() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_insert_insert_b4ef5() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_insert_insert_c37f6() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_update_update_1085c() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_update_update_124c8() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_update_update_38aae() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_update_update_4140b() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_update_update_46d67() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_update_update_4efdc() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_update_update_757e7() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_update_update_75fc9() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_update_update_7ccc4() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_update_update_7d06a() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_update_update_8351f() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_update_update_89d4e() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_update_update_8e531() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_update_update_9e88a() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_update_update_a4391() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_update_update_bea2a() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_update_update_c205c() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_update_update_d0007() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_update_update_d36a4() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_update_update_ece0a() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.pgtrigger_update_update_f9c10() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) TO brokerdesk_app;


GRANT ALL ON FUNCTION public.procrastinate_defer_jobs_v1(jobs public.procrastinate_job_to_defer_v1[]) TO brokerdesk_app;


GRANT ALL ON FUNCTION public.procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp bigint, _args jsonb) TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.procrastinate_jobs TO brokerdesk_app;


GRANT ALL ON FUNCTION public.procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) TO brokerdesk_app;


GRANT ALL ON FUNCTION public.procrastinate_finish_job_v1(job_id bigint, end_status public.procrastinate_job_status, delete_job boolean) TO brokerdesk_app;


GRANT ALL ON FUNCTION public.procrastinate_notify_queue_abort_job_v1() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.procrastinate_notify_queue_job_inserted_v1() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) TO brokerdesk_app;


GRANT ALL ON FUNCTION public.procrastinate_register_worker_v1() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) TO brokerdesk_app;


GRANT ALL ON FUNCTION public.procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) TO brokerdesk_app;


GRANT ALL ON FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.procrastinate_trigger_function_scheduled_events_v1() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.procrastinate_trigger_function_status_events_insert_v1() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.procrastinate_trigger_function_status_events_update_v1() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.procrastinate_unlink_periodic_defers_v1() TO brokerdesk_app;


GRANT ALL ON FUNCTION public.procrastinate_unregister_worker_v1(worker_id bigint) TO brokerdesk_app;


GRANT ALL ON FUNCTION public.procrastinate_update_heartbeat_v1(worker_id bigint) TO brokerdesk_app;


GRANT ALL ON FUNCTION public.prop_stays() TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.account_emailaddress TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.account_emailaddress_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.account_emailconfirmation TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.account_emailconfirmation_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.auth_group TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.auth_group_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.auth_group_permissions TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.auth_group_permissions_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.auth_permission TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.auth_permission_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.brands_brand TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.brands_brand_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.brands_brandevent TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.brands_brandevent_pgh_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.brands_legalentity TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.brands_legalentity_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.brands_legalentityevent TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.brands_legalentityevent_pgh_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.brands_office TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.brands_office_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.brands_officeevent TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.brands_officeevent_pgh_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cashier_cashiersettings TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.cashier_cashiersettings_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cashier_cashiersettingsevent TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.cashier_cashiersettingsevent_pgh_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cashier_deposit TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.cashier_deposit_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cashier_movement TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.cashier_movement_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cashier_proof TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.cashier_proof_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cashier_psp TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.cashier_psp_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cashier_pspevent TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.cashier_pspevent_pgh_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cashier_refund TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.cashier_refund_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cashier_statechange TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.cashier_statechange_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cashier_statementfetch TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.cashier_statementfetch_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cashier_statementline TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.cashier_statementline_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cashier_transfer TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.cashier_transfer_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.cashier_withdrawal TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.cashier_withdrawal_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.clients_client TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.clients_client_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.clients_clientevent TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.clients_clientevent_pgh_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.clients_lead TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.clients_lead_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.clients_leadevent TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.clients_leadevent_pgh_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.clients_note TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.clients_note_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.clients_noteevent TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.clients_noteevent_pgh_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.clients_statuschange TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.clients_statuschange_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.clients_task TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.clients_task_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.clients_taskevent TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.clients_taskevent_pgh_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.clients_termsacceptance TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.clients_termsacceptance_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.compliance_document TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.compliance_document_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.compliance_documentaccess TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.compliance_documentaccess_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.compliance_documentevent TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.compliance_documentevent_pgh_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.compliance_documentgroup TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.compliance_documentgroup_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.compliance_documentgroupevent TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.compliance_documentgroupevent_pgh_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.compliance_documenttype TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.compliance_documenttype_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.compliance_documenttypeevent TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.compliance_documenttypeevent_pgh_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.compliance_level TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.compliance_level_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.compliance_levelevent TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.compliance_levelevent_pgh_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.compliance_rejectionreason TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.compliance_rejectionreason_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.compliance_rejectionreasonevent TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.compliance_rejectionreasonevent_pgh_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.compliance_standing TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.compliance_standing_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.compliance_standingevent TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.compliance_standingevent_pgh_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_access_apikey TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.core_access_apikey_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_access_assignment TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.core_access_assignment_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_access_grant TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.core_access_grant_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_access_ratebucket TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_access_role TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.core_access_role_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT ON TABLE public.core_audit_details TO brokerdesk_app;


GRANT UPDATE(salt) ON TABLE public.core_audit_details TO brokerdesk_app;


GRANT UPDATE(actor_label) ON TABLE public.core_audit_details TO brokerdesk_app;


GRANT UPDATE(reason) ON TABLE public.core_audit_details TO brokerdesk_app;


GRANT UPDATE(before) ON TABLE public.core_audit_details TO brokerdesk_app;


GRANT UPDATE(after) ON TABLE public.core_audit_details TO brokerdesk_app;


GRANT UPDATE(erased_at) ON TABLE public.core_audit_details TO brokerdesk_app;


GRANT SELECT,INSERT ON TABLE public.core_audit_entry TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.core_audit_entry_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT ON TABLE public.core_audit_seal TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_handled TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_handled_default TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_handled_w20261123 TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_handled_w20261130 TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_handled_w20261207 TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_handled_w20261214 TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_handled_w20261221 TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_handled_w20261228 TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_handled_w20270104 TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_handled_w20270111 TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_handled_w20270118 TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_inbox TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.core_events_inbox_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_outbox TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.core_events_outbox_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_outbox_default TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_outbox_w20261123 TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_outbox_w20261130 TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_outbox_w20261207 TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_outbox_w20261214 TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_outbox_w20261221 TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_outbox_w20261228 TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_outbox_w20270104 TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_outbox_w20270111 TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_outbox_w20270118 TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_parked TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.core_events_parked_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_position TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_events_relay TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_idempotency_key TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.core_idempotency_key_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_identity_signinplace TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.core_identity_signinplace_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_identity_user TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.core_identity_user_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.core_mail_message TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.core_mail_message_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.django_content_type TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.django_content_type_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.django_migrations TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.django_migrations_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.django_session TO brokerdesk_app;


GRANT SELECT ON TABLE public.ledger_checkpoint TO brokerdesk_app;


GRANT SELECT ON TABLE public.ledger_checkpoint_mark TO brokerdesk_app;


GRANT SELECT ON TABLE public.ledger_entry TO brokerdesk_app;


GRANT SELECT ON TABLE public.ledger_tx TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.mfa_authenticator TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.mfa_authenticator_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_acceptance TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_acceptance_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT ON TABLE public.partners_accrual TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_accrual_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_acquisitionterms TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_acquisitionterms_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_adjustment TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_adjustment_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_agreement TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_agreement_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_application TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_application_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_batchrate TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_batchrate_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_campaign TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_campaign_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_click TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_click_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_clientpartner TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_clientpartner_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_dispute TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_dispute_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_disputemessage TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_disputemessage_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_earning TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_earning_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_funnel TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_funnel_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_hold TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_hold_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_ladder TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_ladder_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_manualrate TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_manualrate_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_partner TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_partner_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_partnercase TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_partnercase_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_partnerparent TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_partnerparent_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_partnerstanding TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_partnerstanding_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_partnerterms TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_partnerterms_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_pastchange TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_pastchange_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_pastchangeline TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_pastchangeline_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT ON TABLE public.partners_payout TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_payout_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_payoutline TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_payoutline_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_payoutrun TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_payoutrun_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_payoutterms TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_payoutterms_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_plan TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_plan_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_planassignment TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_planassignment_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_planversion TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_planversion_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_postback TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_postback_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_postbackcall TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_postbackcall_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_programme TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_programme_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_qualification TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_qualification_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_rankevaluation TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_rankevaluation_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_rankpin TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_rankpin_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_rebatepayout TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_rebatepayout_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_revenuesettlement TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_revenuesettlement_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_revenueterms TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_revenueterms_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_selfreferral TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_selfreferral_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_symbolbook TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_symbolbook_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_tierscheme TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_tierscheme_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_tiersettlement TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_tiersettlement_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_trial TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_trial_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_trialsum TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_trialsum_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.partners_waitingdeal TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.partners_waitingdeal_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.pghistory_context TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.procrastinate_events TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.procrastinate_events_id_seq TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.procrastinate_jobs_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.procrastinate_periodic_defers TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.procrastinate_periodic_defers_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.procrastinate_workers TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.procrastinate_workers_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_action TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_action_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_addon TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_addon_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_appeal TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_appeal_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_attempt TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_attempt_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_bulkrun TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_bulkrun_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_competition TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_competition_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_coupon TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_coupon_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_decision TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_decision_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_equitypoint TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_equitypoint_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_journalentry TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_journalentry_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_labcase TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_labcase_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_labrun TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_labrun_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_order TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_order_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_override TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_override_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_payout TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_payout_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_programme TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_programme_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_programmeversion TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_programmeversion_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_release TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_release_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_report TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_report_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_scaleoffer TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_scaleoffer_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_sealkey TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_sealkey_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_sharecard TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_sharecard_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_signal TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_signal_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_signalrule TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_signalrule_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.prop_stage TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.prop_stage_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.reports_dailyfigure TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.reports_dailyfigure_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.risk_alert TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.risk_alert_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.risk_alertrule TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.risk_alertrule_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.risk_alertruleevent TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.risk_alertruleevent_pgh_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.risk_bookrule TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.risk_bookrule_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.risk_bookruleevent TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.risk_bookruleevent_pgh_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.risk_booktag TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.risk_booktag_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.risk_floatingmark TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.risk_floatingmark_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.risk_flowstat TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.risk_flowstat_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.risk_marginevent TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.risk_marginevent_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.risk_markout TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.risk_markrun TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.risk_markrun_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.staff_staff TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.staff_staff_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.staff_staffevent TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.staff_staffevent_pgh_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trading_account TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.trading_account_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trading_accountevent TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.trading_accountevent_pgh_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trading_accountrequest TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.trading_accountrequest_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trading_bulkjob TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.trading_bulkjob_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trading_bulkrow TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.trading_bulkrow_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trading_creditstand TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.trading_creditstand_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trading_deal TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.trading_deal_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trading_dealbatch TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.trading_dealbatch_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trading_dealcorrection TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.trading_dealcorrection_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trading_difference TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.trading_difference_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trading_foreignlogin TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.trading_foreignlogin_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trading_gatewayreport TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trading_group TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.trading_group_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trading_operation TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.trading_operation_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trading_order TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.trading_order_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trading_position TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.trading_position_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trading_positionstand TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.trading_positionstand_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trading_product TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.trading_product_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trading_productevent TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.trading_productevent_pgh_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trading_quote TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.trading_quote_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trading_server TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.trading_server_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trading_serverclockreading TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.trading_serverclockreading_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trading_symbol TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.trading_symbol_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.valuation_quotefaultseen TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.valuation_quotefaultseen_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.valuation_quoterule TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.valuation_quoterule_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.valuation_quoteruleevent TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.valuation_quoteruleevent_pgh_id_seq TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.valuation_shard TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.valuation_stand TO brokerdesk_app;


GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.valuation_symbolstop TO brokerdesk_app;


GRANT SELECT,USAGE ON SEQUENCE public.valuation_symbolstop_id_seq TO brokerdesk_app;








--
-- PostgreSQL database dump complete
--


