-- Three tables, so that three rules can grant the same in three ways; and one that anybody may read.
CREATE TABLE tasks (id int PRIMARY KEY, org_id int, owner text, title text, done boolean);
CREATE TABLE tasks_by_cached_lookup (LIKE tasks);
CREATE TABLE tasks_by_fresh_lookup (LIKE tasks);
CREATE TABLE open_tasks (LIKE tasks);

CREATE TABLE memberships (user_id text, org_id int, PRIMARY KEY (user_id, org_id));

INSERT INTO memberships
SELECT 'user-' || u, o FROM generate_series(1, 200) AS u, generate_series(1, 5) AS o;

ANALYZE memberships;
