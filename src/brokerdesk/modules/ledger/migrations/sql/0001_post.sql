-- Post transactions set-based. Lists of text arrive joined by chr(31). `codes` are distinct and
-- in byte order; postings name their accounts by position in it and their transaction by position
-- in `keys`; `reverses` and `meta` may be empty. A refusal is returned, not raised, and has
-- written nothing, so the caller's transaction stays usable.
-- Locks: running accounts, in id order.
CREATE FUNCTION ledger_post(
    p_keys text, p_digests bytea, p_kinds text, p_effective timestamptz[], p_reverses bigint[],
    p_meta jsonb, p_actor text,
    p_codes text, p_tx int[], p_source int[], p_destination int[], p_asset text,
    p_amount numeric[],
    OUT ids bigint[], OUT recorded timestamptz, OUT replayed int[], OUT replay_recorded timestamptz[],
    OUT error text, OUT error_at int, OUT detail text
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
-- Planning again for each array would cost more than the whole work; and a plan made while the
-- tables were small must not stay when they are big, so only index look-ups are allowed.
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
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
