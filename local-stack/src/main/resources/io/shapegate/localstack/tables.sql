-- The sample tables: one that anybody may read, and a small application with two organisations.

CREATE TABLE items (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  value text,
  inserted_at timestamp NOT NULL DEFAULT now(),
  updated_at timestamp NOT NULL DEFAULT now()
);

CREATE TABLE organisations (
  id integer PRIMARY KEY,
  name text NOT NULL
);

CREATE TABLE memberships (
  user_id text NOT NULL,
  org_id integer NOT NULL REFERENCES organisations,
  PRIMARY KEY (user_id, org_id)
);

CREATE TABLE projects (
  id integer PRIMARY KEY,
  org_id integer NOT NULL REFERENCES organisations,
  name text NOT NULL
);

CREATE TABLE tasks (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  org_id integer NOT NULL REFERENCES organisations,
  project_id integer NOT NULL REFERENCES projects,
  title text NOT NULL,
  done boolean NOT NULL DEFAULT false,
  -- For managers only.
  budget integer
);

INSERT INTO items (id, value) VALUES
  ('00000000-0000-4000-8000-000000000001', 'one'),
  ('00000000-0000-4000-8000-000000000002', 'two');

INSERT INTO organisations VALUES (1, 'Acme'), (2, 'Globex');
INSERT INTO memberships VALUES ('alice', 1), ('bob', 2);
INSERT INTO projects VALUES (1, 1, 'Anvils'), (2, 2, 'Reactor');
INSERT INTO tasks (org_id, project_id, title, budget) VALUES
  (1, 1, 'Cast an anvil', 100),
  (1, 1, 'Drop it', 20),
  (2, 2, 'Find a volcano', 5000),
  (2, 2, 'Order the furniture', 300);

-- The policy's own role, unless it is there. It has no password: only a server that asks for none lets it in. Its
-- migration step lets it read the rules; this is what lookups read, and the tables whose rows an explanation counts.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shapegate_policy') THEN
    CREATE ROLE shapegate_policy LOGIN;
  END IF;
END
$$;
GRANT SELECT ON items, organisations, memberships, projects, tasks TO shapegate_policy;
