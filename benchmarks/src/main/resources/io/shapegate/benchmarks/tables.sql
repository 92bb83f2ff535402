CREATE TABLE tasks (id int PRIMARY KEY, org_id int, owner text, title text, done boolean);

CREATE TABLE memberships (user_id text, org_id int, PRIMARY KEY (user_id, org_id));

INSERT INTO memberships
SELECT 'user-' || u, o FROM generate_series(1, 200) AS u, generate_series(1, 5) AS o;

ANALYZE memberships;
