CREATE SCHEMA app;
CREATE TABLE app.items (id int);
CREATE TABLE items (id int, value text);
CREATE TABLE news (id int, public boolean);
CREATE TABLE mine (owner text);
CREATE TABLE profiles (id text);
CREATE TABLE drafts (x int);
CREATE TABLE tasks (id int, title text, org_id int, salary int, secret boolean);
CREATE TABLE notes (id int, owner text, team text, org int);
CREATE TABLE shares (note_id int, user_id text);
CREATE TABLE docs (org_id text);
CREATE TABLE deep (x int, y boolean);
CREATE TABLE people (id int, name text, salary int);
CREATE TABLE staff (id int, salary int);
CREATE TABLE same (id int, v text, a text, b text, c text);
CREATE TABLE open (visible boolean);
CREATE TABLE "Mixed" ("Id" int, "sp ace" text);
CREATE TABLE "my-open-tasks" (id int);

INSERT INTO shapegate.rules (name, table_name, audience, roles, row_filter, columns, queryable_columns, subsets, ttl_seconds, priority, enabled) VALUES
  ('items-anyone',    'items',    'anyone',        NULL,        NULL, NULL, NULL, true, 600, 100, true),
  ('news-guests',     'news',     'anonymous',     NULL,        'public', NULL, NULL, true, 30, 100, true),
  ('guests-sub',      'mine',     'anyone',        NULL,        'owner = :sub', NULL, NULL, true, 600, 100, true),
  ('own-profile',     'profiles', 'authenticated', NULL,        'id = :sub', NULL, NULL, true, 600, 100, true),
  ('drafts-off',      'drafts',   'anyone',        NULL,        NULL, NULL, NULL, true, 600, 100, false),

  ('member-tasks',    'tasks',    'authenticated', '{member}',  'org_id = :claims.org_id', '{id,title,org_id}', NULL, true, 300, 10, true),
  ('manager-tasks',   'tasks',    'authenticated', '{manager,lead}', 'org_id = :claims.org_id AND NOT secret', '{id,title,org_id,salary}', NULL, true, 200, 20, true),
  ('admin-tasks',     'tasks',    'authenticated', '{admin}',   NULL, NULL, NULL, true, 60, 5, true),

  ('notes-own',       'notes',    'authenticated', NULL,        'owner = :sub', NULL, NULL, true, 600, 100, true),
  ('notes-shared',    'notes',    'authenticated', NULL,        'id IN (SELECT note_id FROM shares WHERE user_id = :sub)', NULL, NULL, false, 120, 100, true),
  ('notes-team',      'notes',    'authenticated', NULL,        'team = :claims.team AND org = :claims.org_id', NULL, NULL, true, 900, 100, true),

  ('docs-orgs',       'docs',     'authenticated', NULL,        'org_id = ANY(:claims.orgs)', NULL, NULL, true, 600, 100, true),
  ('deep-claim',      'deep',     'authenticated', NULL,        'x = :claims.app.tenant.id AND y = :claims."https://example.com/y"', NULL, NULL, true, 600, 100, true),

  ('people-some',     'people',   'authenticated', NULL,        NULL, '{id,name}', '{id}', true, 600, 100, true),
  ('staff-query',     'staff',    'authenticated', NULL,        NULL, NULL, '{id}', true, 600, 100, true),
  ('same-query-a',    'same',     'authenticated', NULL,        'a = :sub', '{id,v}', NULL, true, 600, 1, true),
  ('same-query-b',    'same',     'authenticated', NULL,        'b = :sub', '{v,id}', '{id,v}', true, 500, 2, true),
  ('other-query-c',   'same',     'authenticated', NULL,        'c = :sub', '{v,id}', '{id}', true, 400, 3, true),
  ('open-filter',     'open',     'anyone',        NULL,        'visible', NULL, NULL, true, 100, 1, true),
  ('open-all',        'open',     'authenticated', NULL,        NULL, NULL, NULL, true, 600, 2, true),
  ('mixed-case',      'Mixed',    'anyone',        NULL,        NULL, '{Id,"sp ace"}', NULL, true, 600, 100, true);
INSERT INTO shapegate.rules (name, namespace, table_name, audience) VALUES
  ('app-items', 'app', 'items', 'authenticated'),
  ('hyphen', 'public', 'my-open-tasks', 'anyone');
