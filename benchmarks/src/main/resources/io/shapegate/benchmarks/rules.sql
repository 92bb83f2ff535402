INSERT INTO shapegate.rules (name, table_name, audience) VALUES
  ('open-tasks', 'open_tasks', 'anyone');

INSERT INTO shapegate.rules (name, table_name, audience, roles, row_filter, columns) VALUES
  ('tasks-by-claims', 'tasks', 'authenticated', ARRAY['member'],
   'org_id = :claims.org_id AND owner = :sub',
   ARRAY['id', 'org_id', 'owner', 'title', 'done']);
