INSERT INTO shapegate.rules (name, table_name, audience) VALUES
  ('open-tasks', 'open_tasks', 'anyone');

INSERT INTO shapegate.rules (name, table_name, audience, roles, row_filter, columns) VALUES
  ('tasks-by-claims', 'tasks', 'authenticated', ARRAY['member'],
   'org_id = :claims.org_id AND owner = :sub',
   ARRAY['id', 'org_id', 'owner', 'title', 'done']);

INSERT INTO shapegate.lookups (name, query, cache_seconds) VALUES
  ('cached_org_ids', 'SELECT org_id FROM memberships WHERE user_id = :sub', 60),
  ('fresh_org_ids', 'SELECT org_id FROM memberships WHERE user_id = :sub', 0);

INSERT INTO shapegate.rules (name, table_name, audience, roles, row_filter, columns) VALUES
  ('tasks-by-cached-lookup', 'tasks_by_cached_lookup', 'authenticated', ARRAY['member'],
   'org_id = ANY(:cached_org_ids) AND owner = :sub',
   ARRAY['id', 'org_id', 'owner', 'title', 'done']),
  ('tasks-by-fresh-lookup', 'tasks_by_fresh_lookup', 'authenticated', ARRAY['member'],
   'org_id = ANY(:fresh_org_ids) AND owner = :sub',
   ARRAY['id', 'org_id', 'owner', 'title', 'done']);
