-- Who may sync what of the sample tables. A table without a rule is closed: add one here and ask again.

INSERT INTO shapegate.rules (name, table_name, audience) VALUES
  ('items-for-anyone', 'items', 'anyone');

-- Members see the tasks of their organisation, without the budget.
INSERT INTO shapegate.rules (name, table_name, audience, row_filter, columns) VALUES
  ('tasks-for-members', 'tasks', 'authenticated',
   'org_id IN (SELECT org_id FROM memberships WHERE user_id = :sub)',
   ARRAY['id', 'org_id', 'project_id', 'title', 'done']);

-- Managers see the budget too. The lower priority comes first.
INSERT INTO shapegate.rules (name, table_name, audience, roles, row_filter, priority) VALUES
  ('tasks-for-managers', 'tasks', 'authenticated', ARRAY['manager'],
   'org_id IN (SELECT org_id FROM memberships WHERE user_id = :sub)', 50);

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
