ALTER TABLE shapegate.rules
  ADD COLUMN effect text NOT NULL DEFAULT 'grant' CHECK (effect IN ('grant', 'deny')),
  -- A name without a hyphen could be a table's.
  ADD COLUMN shape_name text
    CHECK (shape_name ~ '^[A-Za-z0-9_]+(-[A-Za-z0-9_]+)+$' AND octet_length(shape_name) <= 63),
  ADD COLUMN client_filter boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT rules_deny_whole_shapes CHECK (
    effect = 'grant'
      OR (row_filter IS NULL AND columns IS NULL AND queryable_columns IS NULL AND NOT client_filter));

COMMENT ON COLUMN shapegate.rules.effect IS 'grant, or deny: then nothing of the table or named shape, whatever other rules grant';
COMMENT ON COLUMN shapegate.rules.shape_name IS 'the name that clients ask for, such as my-open-tasks; null where they ask for the table';
COMMENT ON COLUMN shapegate.rules.client_filter IS 'whether a client may add a filter of its own, over the columns that it may query';

CREATE TABLE shapegate.lookups (
  name text PRIMARY KEY CHECK (name ~ '^[a-z_][a-z0-9_]{0,62}$' AND name NOT IN ('sub', 'claims')),
  query text NOT NULL CHECK (query ~ '\S' AND octet_length(query) <= 8000),
  single boolean NOT NULL DEFAULT false,
  cache_seconds integer NOT NULL DEFAULT 5 CHECK (cache_seconds BETWEEN 0 AND 300)
);

COMMENT ON TABLE shapegate.lookups IS 'Values for row filters: :name stands for what the query returns for whoever asks.';
COMMENT ON COLUMN shapegate.lookups.query IS 'one SELECT of one column, with :sub and :claims.… for values';
COMMENT ON COLUMN shapegate.lookups.single IS 'true for one value (no row is no value), false for a list as one array';
COMMENT ON COLUMN shapegate.lookups.cache_seconds IS 'how long a result is used again; 0 asks for every token';

-- Counts the changes of rules and lookups, so that whoever has them in memory can tell whether they still hold.
CREATE TABLE shapegate.revision (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  number bigint NOT NULL
);
INSERT INTO shapegate.revision (number) VALUES (1);

-- Runs with the owner's rights: who may change rules needs no right on the revision.
CREATE FUNCTION shapegate.count_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  UPDATE shapegate.revision SET number = number + 1;
  PERFORM pg_notify('shapegate_rules', '');
  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION shapegate.count_change() FROM PUBLIC;

CREATE TRIGGER count_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON shapegate.rules
  FOR EACH STATEMENT EXECUTE FUNCTION shapegate.count_change();
CREATE TRIGGER count_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON shapegate.lookups
  FOR EACH STATEMENT EXECUTE FUNCTION shapegate.count_change();
-- Also for what a replication worker writes.
ALTER TABLE shapegate.rules ENABLE ALWAYS TRIGGER count_change;
ALTER TABLE shapegate.lookups ENABLE ALWAYS TRIGGER count_change;

-- Tells whoever writes a rule at once that it cannot work yet. Only a warning: the table may come later.
CREATE FUNCTION shapegate.warn_of_unusable_rule() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
  table_oid oid := (
    SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = NEW.namespace AND c.relname = NEW.table_name AND c.relkind IN ('r', 'p'));
  missing text := (
    SELECT string_agg(DISTINCT name, ', ') FROM unnest(NEW.columns || NEW.queryable_columns) AS name
    WHERE NOT EXISTS (
      SELECT FROM pg_catalog.pg_attribute a
      WHERE a.attrelid = table_oid AND a.attname = name AND a.attnum > 0 AND NOT a.attisdropped));
BEGIN
  IF table_oid IS NULL THEN
    RAISE WARNING 'rule % is off as long as there is no table %.%', NEW.name, NEW.namespace, NEW.table_name;
  ELSIF missing IS NOT NULL THEN
    RAISE WARNING 'rule % is off as long as %.% has no column %',
      NEW.name, NEW.namespace, NEW.table_name, missing;
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER warn_of_unusable_rule AFTER INSERT OR UPDATE ON shapegate.rules
  FOR EACH ROW WHEN (NEW.enabled) EXECUTE FUNCTION shapegate.warn_of_unusable_rule();
