-- Who may sync what of the sample tables. A table without a rule is closed: add one here and ask again.

-- Anybody may read all items, or those of them that a filter of their own selects.
INSERT INTO shapegate.rules (name, table_name, audience, client_filter) VALUES
  ('items-for-anyone', 'items', 'anyone', true);

-- Members see the tasks of their organisation, without the budget. The sub-query keeps a running shape in step with
-- the memberships.
INSERT INTO shapegate.rules (name, table_name, audience, row_filter, columns, client_filter) VALUES
  ('tasks-for-members', 'tasks', 'authenticated',
   'org_id IN (SELECT org_id FROM memberships WHERE user_id = :sub)',
   ARRAY['id', 'org_id', 'project_id', 'title', 'done'], true);

-- Managers see the budget too. The lower priority comes first.
INSERT INTO shapegate.rules (name, table_name, audience, roles, row_filter, priority) VALUES
  ('tasks-for-managers', 'tasks', 'authenticated', ARRAY['manager'],
   'org_id IN (SELECT org_id FROM memberships WHERE user_id = :sub)', 50);

-- A named shape: POST /gatekeeper/my-open-tasks. The lookup's values are written into the token, so users with the same
-- organisations share one shape, and a change of membership counts from the next token on.
INSERT INTO shapegate.lookups (name, query) VALUES
  ('org_ids', 'SELECT org_id FROM memberships WHERE user_id = :sub');
INSERT INTO shapegate.rules (name, shape_name, table_name, audience, row_filter, columns, ttl_seconds) VALUES
  ('my-open-tasks', 'my-open-tasks', 'tasks', 'authenticated',
   'org_id = ANY(:org_ids) AND NOT done', ARRAY['id', 'org_id', 'project_id', 'title', 'done'], 300);

-- Whoever is suspended gets no tasks at all, whatever other rules grant, and under whatever name.
INSERT INTO shapegate.rules (name, effect, table_name, audience, roles) VALUES
  ('no-tasks-for-suspended', 'deny', 'tasks', 'authenticated', ARRAY['suspended']);

INSERT INTO shapegate.rules (name, table_name, audience, row_filter) VALUES
  ('organisations-for-members', 'organisations', 'authenticated',
   'id IN (SELECT org_id FROM memberships WHERE user_id = :sub)'),
  ('projects-for-members', 'projects', 'authenticated',
   'org_id IN (SELECT org_id FROM memberships WHERE user_id = :sub)'),
  ('memberships-for-their-user', 'memberships', 'authenticated', 'user_id = :sub');

INSERT INTO shapegate.rules (name, table_name, audience, roles, priority) VALUES
  ('tasks-for-administrators', 'tasks', 'authenticated', ARRAY['administrator'], 10),
  ('organisations-for-administrators', 'organisations', 'authenticated', ARRAY['administrator'], 10),
  ('projects-for-administrators', 'projects', 'authenticated', ARRAY['administrator'], 10),
  ('memberships-for-administrators', 'memberships', 'authenticated', ARRAY['administrator'], 10);
