-- Run by the owner after the migrations: the sample rules, once, so that whoever deletes them does not find them again.
\set ON_ERROR_STOP on
BEGIN;
SELECT obj_description('shapegate'::regnamespace, 'pg_namespace') IS NULL AS fresh \gset
\if :fresh
\i /shapegate/sample-rules.sql
COMMENT ON SCHEMA shapegate IS 'has had the sample rules';
\endif
COMMIT;
