-- Create the accounts that are missing; give back the first code that exists as something else.
CREATE FUNCTION ledger_ensure_accounts(p_specs jsonb) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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

-- A pooled account's balance: its checkpoint and all later entries.
CREATE FUNCTION ledger_pooled_balance(p_account bigint) RETURNS numeric
LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT c.balance FROM ledger_checkpoint c WHERE c.account_id = p_account), 0)
         + coalesce((SELECT sum(e.amount) FROM ledger_entry e
                      WHERE e.account_id = p_account AND e.version IS NULL
                        AND e.id > (SELECT m.through FROM ledger_checkpoint_mark m)), 0)
$$;

CREATE FUNCTION ledger_balance(a ledger_account) RETURNS numeric
LANGUAGE sql STABLE AS $$
    SELECT round(CASE a.kind WHEN 'running' THEN a.balance ELSE ledger_pooled_balance(a.id) END,
                 a.scale)
$$;

-- The sum of all entries effective and recorded at or before the instants; NULL is any time.
CREATE FUNCTION ledger_balance_as_of(a ledger_account, p_effective timestamptz,
                                     p_recorded timestamptz) RETURNS numeric
LANGUAGE sql STABLE AS $$
    SELECT round(coalesce(sum(e.amount), 0), a.scale)
      FROM ledger_entry e JOIN ledger_tx t ON t.id = e.tx_id
     WHERE e.account_id = a.id AND (e.version IS NULL) = (a.kind = 'pooled')
       AND (p_effective IS NULL OR t.effective_at <= p_effective)
       AND (p_recorded IS NULL OR t.recorded_at <= p_recorded)
$$;

-- Close an empty account. The table lock waits for postings under way and keeps new ones out until
-- the caller's transaction ends, because a pooled account has no lock of its own.
CREATE FUNCTION ledger_close_account(p_code text, OUT error text, OUT balance numeric)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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

-- The latest entry id that was given out, committed or not.
CREATE FUNCTION ledger_latest_entry() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(pg_sequence_last_value('ledger_entry_id_seq'), 0)
$$;

-- Move the checkpoints on to entry `p_through`. The caller has made sure that no transaction which
-- may hold a lower entry id is still running.
CREATE FUNCTION ledger_move_checkpoints(p_through bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
