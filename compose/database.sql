-- Run by the owner at each start, and does what is missing: roles, sample tables, and what Electric may read.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
-- A statement with a password in it, of all things, must not be logged when it fails.
SET log_min_error_statement = panic;

-- The policy reads rules and lookups. Electric follows changes and reads what is published, and may alter nothing. The
-- demo page writes sample rows.
SELECT format('CREATE ROLE %I LOGIN %s', name, attributes)
  FROM (VALUES ('shapegate_policy', ''), ('shapegate_electric', 'REPLICATION'), ('shapegate_demo', '')) AS wanted (name, attributes)
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
\set policy_password `cat /run/shapegate/database/policy-password`
\set electric_password `cat /run/shapegate/database/electric-password`
\set demo_password `cat /run/shapegate/database/demo-password`
ALTER ROLE shapegate_policy PASSWORD :'policy_password';
ALTER ROLE shapegate_electric PASSWORD :'electric_password';
ALTER ROLE shapegate_demo PASSWORD :'demo_password';

BEGIN;
SELECT NOT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public') AS fresh \gset
\if :fresh
\i /shapegate/tables.sql
\i /shapegate/demo.sql
\endif

-- What may be synced at all: Electric serves no other table, whatever a rule or a token says.
SELECT NOT EXISTS (SELECT FROM pg_publication WHERE pubname = 'electric_publication_default') AS unpublished \gset
\if :unpublished
ALTER TABLE items REPLICA IDENTITY FULL;
ALTER TABLE organisations REPLICA IDENTITY FULL;
ALTER TABLE memberships REPLICA IDENTITY FULL;
ALTER TABLE projects REPLICA IDENTITY FULL;
ALTER TABLE tasks REPLICA IDENTITY FULL;
CREATE PUBLICATION electric_publication_default
  FOR TABLE items, organisations, memberships, projects, tasks;
GRANT SELECT ON items, organisations, memberships, projects, tasks TO shapegate_electric;
\endif
COMMIT;
