-- What clients below a deep tree traded in 60 days, and what three partners and the top earned of it.
INSERT INTO trading_deal
SELECT made.*
  FROM trading_deal d, generate_series(1, %(deals)s) n,
       LATERAL (SELECT %(first)s + (n::bigint * 7919) %% %(clients)s AS login,
                       %(at)s - (%(deals)s - n) * interval '60 days' / %(deals)s AS at) t
  JOIN trading_account a ON a.login = t.login,
       LATERAL jsonb_populate_record(d, jsonb_build_object(
           'id', nextval(pg_get_serial_sequence('trading_deal', 'id')), 'ticket', d.ticket + n,
           'position_id', d.ticket + n, 'account_id', a.id, 'login', a.login,
           'occurred_at', t.at, 'recorded_at', t.at)) made
 WHERE d.id = %(deal)s AND a.server_id = d.server_id;

INSERT INTO partners_accrual (
    deal_id, deal_version, partner_id, level, kind, amount, currency, reason, plan_version_id,
    why, batch_id, occurred_at, recorded_at)
SELECT d.id, 1, line.partner_id, line.level, 'commission', line.amount, 'USD', '', NULL,
       jsonb_build_object('plan', 'Tree', 'version', 1, 'rule', 0, 'basis', 'lot', 'units', '1',
                          'rate', line.amount::text, 'formula', '1 lots × ' || line.amount),
       d.batch_id, d.occurred_at, d.recorded_at
  FROM trading_deal one
  JOIN trading_deal d ON d.server_id = one.server_id AND d.id > one.id
  JOIN trading_account a ON a.id = d.account_id
  JOIN partners_clientpartner c ON c.client_id = a.client_id
  JOIN partners_partnerparent p ON p.partner_id = c.partner_id
  JOIN partners_partnerparent pp ON pp.partner_id = p.parent_id,
       LATERAL (VALUES (1, c.partner_id, 6), (2, p.parent_id, 3), (3, pp.parent_id, 1),
                       (20, %(top)s, 0.5)) line (level, partner_id, amount)
 WHERE one.id = %(deal)s AND line.partner_id IS NOT NULL
 ORDER BY d.id, line.level;
