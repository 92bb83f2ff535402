-- Most rules have a named shape of their own, so that each can be asked alone.

INSERT INTO shapegate.lookups (name, query, single, cache_seconds) VALUES
  ('my_roles', 'SELECT role FROM role_grants WHERE user_id = :sub', false, 5),
  ('org_ids', 'SELECT org_id FROM memberships WHERE user_id = :sub', false, 5),
  ('only_org', 'SELECT org_id FROM memberships WHERE user_id = :sub', true, 0),
  ('sisters', 'SELECT id + 1 FROM generate_series(1, 2) AS id WHERE id = :claims.org_id', false, 5),
  ('too_many', 'SELECT generate_series(1, 1001)', false, 5),
  ('odd_names', $$SELECT unnest(ARRAY['b', 'a', 'a', 'NULL', 'c"d', 'e\f', ' ', ''])$$, false, 5),
  -- Off, each for another reason.
  ('bad_sql', 'SELECT org_id FROM', false, 5),
  ('two_columns', 'SELECT user_id, org_id FROM memberships', false, 5),
  ('nested', 'SELECT org_id FROM memberships WHERE org_id = ANY(:org_ids)', false, 5),
  ('no_right', 'SELECT name FROM private_names WHERE user_id = :sub', false, 5),
  ('writes', 'DELETE FROM memberships RETURNING org_id', false, 5);

-- Who a rule is for.
INSERT INTO shapegate.rules (name, shape_name, table_name, audience, roles) VALUES
  ('anyone', 'for-anyone', 'notes', 'anyone', NULL),
  ('anonymous', 'for-anonymous', 'notes', 'anonymous', NULL),
  ('authenticated', 'for-authenticated', 'notes', 'authenticated', NULL),
  ('editors', 'for-editors', 'notes', 'authenticated', '{editor,chief}');
INSERT INTO shapegate.rules (name, shape_name, table_name, audience, enabled) VALUES
  ('disabled', 'for-later', 'notes', 'anyone', false);

-- Names of tables.
INSERT INTO shapegate.rules (name, namespace, table_name, audience, row_filter) VALUES
  ('notes', 'public', 'notes', 'authenticated', 'owner = :sub'),
  ('mixed', 'public', 'Mixed', 'anyone', '"select" IS NOT NULL'),
  ('docs', 'app', 'docs', 'authenticated', 'owner = :sub');

-- Claims.
INSERT INTO shapegate.rules (name, shape_name, table_name, audience, row_filter) VALUES
  ('by-org', 'by-org', 'notes', 'authenticated', 'org_id = :claims.org_id'),
  ('by-orgs', 'by-orgs', 'notes', 'authenticated', 'org_id = ANY(:claims.orgs)'),
  ('by-owner', 'by-owner', 'notes', 'authenticated', 'owner = :claims."https://example.com/owner"'),
  ('by-flag', 'by-flag', 'notes', 'authenticated', 'done = :claims.app.done'),
  ('by-score', 'by-score', 'notes', 'authenticated', 'score > :claims.score'),
  ('by-tags', 'by-tags', 'notes', 'authenticated', 'tags && :claims.tags'),
  ('by-two', 'by-two', 'notes', 'authenticated',
   'owner = :sub AND (org_id = :claims.org_id OR title = :sub) AND title <> '':claims.x''');

-- Lookups.
INSERT INTO shapegate.rules (name, shape_name, table_name, audience, row_filter) VALUES
  ('looked', 'looked-up', 'notes', 'authenticated', 'org_id = ANY(:org_ids)'),
  ('looked-not', 'looked-not', 'notes', 'authenticated', 'org_id <> ALL(:org_ids)'),
  ('looked-one', 'looked-one', 'notes', 'authenticated', 'org_id = :only_org'),
  ('looked-claim', 'looked-claim', 'notes', 'authenticated', 'id = ANY(:sisters)'),
  ('looked-many', 'looked-many', 'notes', 'authenticated', 'id = ANY(:too_many)'),
  ('looked-odd', 'looked-odd', 'notes', 'authenticated', 'owner = ANY(:odd_names)');

-- Columns and subsets.
INSERT INTO shapegate.rules (name, shape_name, table_name, audience, columns, queryable_columns, subsets) VALUES
  ('titles', 'only-titles', 'notes', 'anyone', '{id,title}', NULL, true),
  ('queried', 'only-queried', 'notes', 'anyone', '{id,title,done}', '{id,title}', true),
  ('all-queried', 'all-queried', 'notes', 'anyone', NULL, '{id}', true),
  ('no-subsets', 'no-subsets', 'notes', 'anyone', NULL, NULL, false);

-- Several rules for one shape.
INSERT INTO shapegate.rules
  (name, shape_name, table_name, audience, roles, row_filter, columns, ttl_seconds, subsets, priority) VALUES
  ('own', 'own-or-org', 'notes', 'authenticated', NULL, 'owner = :sub', '{id,title}', 300, true, 100),
  ('org', 'own-or-org', 'notes', 'authenticated', NULL, 'org_id = :claims.org_id', '{title,id}', 60, false, 100),
  ('wide', 'own-or-org', 'notes', 'authenticated', NULL, 'id = 4', '{id,title,done}', 900, true, 200),
  ('chiefs', 'own-or-org', 'notes', 'authenticated', '{chief}', NULL, NULL, 30, true, 10),
  ('some', 'some-or-all', 'notes', 'anyone', NULL, 'id = 1', NULL, 600, true, 100),
  ('all', 'some-or-all', 'notes', 'anyone', NULL, NULL, NULL, 600, true, 100),
  ('other-table', 'two-tables', 'ledger', 'anyone', NULL, NULL, NULL, 600, true, 1),
  ('one-table', 'two-tables', 'notes', 'anyone', NULL, NULL, NULL, 600, true, 2);

-- Denials.
INSERT INTO shapegate.rules (name, effect, shape_name, table_name, audience, roles) VALUES
  ('ledger', 'grant', NULL, 'ledger', 'anyone', NULL),
  ('ledger-open', 'grant', 'open-ledger', 'ledger', 'anyone', NULL),
  ('ledger-closed', 'grant', 'closed-ledger', 'ledger', 'anyone', NULL),
  ('blocked', 'deny', NULL, 'ledger', 'authenticated', '{blocked}'),
  ('closed', 'deny', 'closed-ledger', 'ledger', 'authenticated', NULL),
  ('denied-only', 'deny', 'denied-only', 'ledger', 'anyone', NULL),
  ('archive', 'grant', 'old-archive', 'notes', 'anyone', NULL),
  ('archive-deny', 'deny', 'old-archive', 'gone', 'authenticated', '{blocked}');

-- Clients' own filters.
INSERT INTO shapegate.rules
  (name, shape_name, table_name, audience, row_filter, columns, queryable_columns, client_filter) VALUES
  ('filtered', 'to-filter', 'notes', 'authenticated', 'org_id = :claims.org_id', '{id,title,done}', '{id,title}', true),
  ('filtered-all', 'to-filter-all', 'notes', 'anyone', NULL, NULL, NULL, true),
  ('filtered-some', 'to-filter-some', 'notes', 'anyone', 'id < 3', NULL, NULL, true),
  ('unfiltered-some', 'to-filter-some', 'notes', 'anyone', 'id > 2', NULL, NULL, false),
  ('filtered-one', 'to-filter-or', 'notes', 'authenticated', 'owner = :sub', NULL, NULL, true),
  ('filtered-two', 'to-filter-or', 'notes', 'authenticated', 'org_id = :claims.org_id', NULL, NULL, true);

-- Rules that cannot be used, each beside one that can.
INSERT INTO shapegate.rules (name, shape_name, table_name, audience)
  SELECT 'beside-' || n, 'off-' || n, 'ledger', 'anyone' FROM generate_series(1, 3) AS n;
INSERT INTO shapegate.rules (name, shape_name, table_name, audience, row_filter, columns, queryable_columns, client_filter) VALUES
  ('off-table', 'off-1', 'gone', 'anyone', NULL, NULL, NULL, true),
  ('off-view', 'off-1', 'notes_view', 'anyone', NULL, NULL, NULL, true),
  ('off-column', 'off-2', 'ledger', 'anyone', NULL, '{id,gone}', NULL, true),
  ('off-queryable', 'off-2', 'ledger', 'anyone', NULL, NULL, '{gone}', true),
  ('off-syntax', 'off-3', 'ledger', 'anyone', 'id = = 1', NULL, NULL, true),
  ('off-type', 'off-3', 'ledger', 'anyone', 'id = ''one''', NULL, NULL, true),
  ('off-function', 'off-3', 'ledger', 'anyone', 'no_such(id)', NULL, NULL, true),
  ('off-aggregate', 'off-3', 'ledger', 'anyone', 'count(*) > 0', NULL, NULL, true),
  ('off-no-truth', 'off-3', 'ledger', 'anyone', 'id', NULL, NULL, true),
  ('off-hidden', 'off-3', 'ledger', 'anyone', 'secret = 1', NULL, NULL, true),
  ('off-comment', 'off-3', 'ledger', 'anyone', 'true -- or so', NULL, NULL, true),
  ('off-semicolon', 'off-3', 'ledger', 'anyone', 'true; true', NULL, NULL, true),
  ('off-break-out', 'off-3', 'ledger', 'anyone', 'true) OR (true', NULL, NULL, true),
  ('off-bracket', 'off-3', 'ledger', 'anyone', '(true', NULL, NULL, true),
  ('off-quote', 'off-3', 'ledger', 'anyone', 'id::text = ''1', NULL, NULL, true),
  ('off-dollar', 'off-3', 'ledger', 'anyone', 'id = $1', NULL, NULL, true),
  ('off-unbound', 'off-3', 'ledger', 'anyone', 'id = :no_lookup', NULL, NULL, true),
  ('off-lookup', 'off-3', 'ledger', 'anyone', 'id = ANY(:bad_sql)', NULL, NULL, true),
  ('off-bind', 'off-3', 'ledger', 'anyone', 'id = :Claims.x', NULL, NULL, true),
  ('off-glued', 'off-3', 'ledger', 'anyone', 'id = 1:sub', NULL, NULL, true),
  ('off-sub-query', 'off-3', 'ledger', 'anyone', 'id IN (SELECT id FROM gone)', NULL, NULL, true);
