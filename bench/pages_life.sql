-- What every fourth client of the pages benchmark has done: partners, verification, accounts, money.
CREATE TEMP TABLE book AS
SELECT c.id, c.public_id, c.brand_id, b.entity_id, c.status, c.created_at,
       row_number() OVER (ORDER BY c.id) AS n
  FROM clients_client c JOIN brands_brand b ON b.id = c.brand_id WHERE b.code = 'pages' AND c.id % 4 = 0;
ANALYZE book;

INSERT INTO clients_termsacceptance (client_id, version, sha256, user_agent, accepted_at)
SELECT id, '1', repeat('0', 64), 'Mozilla/5.0', created_at FROM book;

INSERT INTO clients_statuschange (client_id, before, after, reason, actor, actor_label, at)
SELECT id, 'registered', 'active', 'verified', 'system', '', created_at + interval '1 hour'
  FROM book WHERE status <> 'registered';

INSERT INTO clients_note (client_id, text, author, author_label, pinned, created_at)
SELECT id, 'Prefers to be called in the afternoon.', 'system', 'Support', k = 1,
       created_at + k * interval '1 day'
  FROM book, generate_series(1, 3) k WHERE n % 10 = 0;

INSERT INTO clients_task (public_id, client_id, title, assignee_staff_id, created_by, created_at,
                          done_by)
SELECT 'tsk_' || n, id, 'Call back', '', 'system', created_at, '' FROM book WHERE n % 10 = 1;

INSERT INTO compliance_standing (client_id, brand_id, state, wanted_level, changed_at)
SELECT id, brand_id, 'not_started', 2, created_at FROM book WHERE status <> 'registered';

-- One partner at the top, ten below him, a hundred below those; two of three clients came by one.
INSERT INTO partners_partner (public_id, brand_id, client_id, code, status, approved_at, created_at)
SELECT 'ptr_' || n, brand_id, id, 'P' || n, 'approved', created_at, created_at
  FROM book WHERE n <= 111;
CREATE TEMP TABLE floor AS
SELECT p.id, row_number() OVER (ORDER BY p.id) AS n
  FROM partners_partner p JOIN book ON book.id = p.client_id WHERE book.n <= 111;
INSERT INTO partners_partnerparent (partner_id, parent_id, valid, reason, recorded_by, recorded_at)
SELECT low.id, high.id, tstzrange(now() - interval '3 years', NULL), '', 'system', now()
  FROM floor low JOIN floor high ON high.n = CASE WHEN low.n <= 11 THEN 1 ELSE (low.n - 2) / 10 + 1 END
 WHERE low.n > 1;
INSERT INTO partners_clientpartner (client_id, partner_id, valid, reason, recorded_by, recorded_at)
SELECT book.id, floor.id, tstzrange(book.created_at, NULL), 'referral link', 'system',
       book.created_at
  FROM book JOIN floor ON floor.n = 12 + book.n % 100 WHERE book.n > 111 AND book.n % 3 > 0;

INSERT INTO trading_account (
    public_id, brand_id, entity_id, client_id, product_id, server_id, kind, login, "group",
    currency, leverage, state, failure, may_deposit, may_withdraw, may_transfer, may_trade,
    pays_partner, visible, balance, credit, equity, margin, margin_free, level, floating,
    figures_at, gap, opening_due, provisioned_at, created_at)
SELECT 'acc_' || book.n || '_' || k, book.brand_id, book.entity_id, book.id, p.id, p.server_id,
       p.kind, 1000000 + book.n + k * 10000000, p."group", p.currency, 100, 'active', '', true,
       true, true, true, true, true, 100 * (book.n % 90), 0, 100 * (book.n % 90), 0,
       100 * (book.n % 90), 0, 0, now(), 0, false, book.created_at + interval '2 hours',
       book.created_at + interval '2 hours'
  FROM book, trading_product p, generate_series(0, 1) k
 WHERE p.brand_id = book.brand_id AND book.status <> 'registered' AND (k = 0 OR book.n % 4 = 0);

INSERT INTO cashier_deposit (
    public_id, reference, brand_id, entity_id, client_id, psp_id, key, amount, currency, state,
    reason, provider_ref, redirect_url, return_url, received, received_currency, fee, psp_fee,
    refunded, chargeback_from_wallet, chargeback_amount, fetches, version, requested_by,
    created_at, credited_at)
SELECT 'dep_' || n || '_' || k, 'D' || n || '_' || k, book.brand_id, entity_id, book.id, psp.id,
       k::text, 100 * k, 'USD', 'credited', '', n || '_' || k, '', '', 100 * k, 'USD', 0, 0, 0, 0,
       0, 1, 1, book.public_id, book.created_at + k * interval '1 day',
       book.created_at + k * interval '1 day'
  FROM book JOIN cashier_psp psp ON psp.brand_id = book.brand_id, generate_series(1, 3) k
 WHERE status <> 'registered' AND k <= 1 + n % 3;

INSERT INTO ledger_account (code, kind, cls, asset, scale, entity_id, allow_negative, owner)
SELECT 'client:' || book.public_id || ':' || part || ':USD', 'running', 'liability', 'USD', 2,
       entity_id, false, 'client:' || book.public_id
  FROM book, unnest(ARRAY['wallet', 'reserved']) part WHERE status <> 'registered';
