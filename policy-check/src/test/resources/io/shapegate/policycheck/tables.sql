-- Tables of a made-up application, with rows that tell users apart.

CREATE TABLE notes (
  id integer PRIMARY KEY,
  org_id integer,
  owner text,
  title text,
  done boolean,
  score numeric,
  tags text[],
  secret text
);

INSERT INTO notes VALUES
  (1, 7, 'alice', 'Plan', false, 1.5, '{red,blue}', 's1'),
  (2, 7, 'bob', 'Build', true, 2.5, '{green}', 's2'),
  (3, 8, 'carol', 'Sell', false, NULL, '{}', 's3'),
  (4, 9, 'x'' OR ''1''=''1', 'Quote ''it''', NULL, -1, '{"a,b","c\"d"}', 's4');

CREATE TABLE ledger (id integer PRIMARY KEY, amount integer);
INSERT INTO ledger VALUES (1, 100), (2, 200);

CREATE TABLE "Mixed" ("Id" integer PRIMARY KEY, "select" text);
INSERT INTO "Mixed" VALUES (1, 'one');

CREATE SCHEMA app;
CREATE TABLE app.docs (id integer PRIMARY KEY, owner text);
INSERT INTO app.docs VALUES (1, 'alice'), (2, 'bob');

CREATE VIEW notes_view AS SELECT * FROM notes;

-- What lookups read.
CREATE TABLE memberships (user_id text, org_id integer);
INSERT INTO memberships VALUES ('alice', 8), ('alice', 7), ('alice', 7), ('bob', 7), ('carol', NULL);
CREATE TABLE role_grants (user_id text, role text);
INSERT INTO role_grants VALUES ('dora', 'editor'), ('mallory', 'blocked');
CREATE TABLE private_names (user_id text, name text);

CREATE ROLE reader LOGIN;
GRANT USAGE ON SCHEMA app TO reader;
GRANT SELECT ON memberships, role_grants TO reader;
