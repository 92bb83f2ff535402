-- One dimension, at least one item, none of them null, blank, too long or there twice.
CREATE FUNCTION shapegate.is_list(items text[], max_bytes integer) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT coalesce(
    array_ndims(items) = 1
      AND array_position(items, NULL) IS NULL
      AND NOT EXISTS (
        SELECT FROM unnest(items) AS item WHERE item !~ '\S' OR octet_length(item) > max_bytes)
      AND (SELECT count(*) = count(DISTINCT item) FROM unnest(items) AS item),
    false)
$$;

CREATE TABLE shapegate.rules (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name ~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$'),

  -- The table, as the catalogue spells it: without quotes, matched exactly.
  namespace text NOT NULL DEFAULT 'public' CHECK (octet_length(namespace) BETWEEN 1 AND 63),
  table_name text NOT NULL CHECK (octet_length(table_name) BETWEEN 1 AND 63),

  audience text NOT NULL CHECK (audience IN ('anyone', 'anonymous', 'authenticated')),
  roles text[] CHECK (roles IS NULL OR (audience = 'authenticated' AND shapegate.is_list(roles, 255))),

  row_filter text CHECK (row_filter ~ '\S' AND octet_length(row_filter) <= 8000),
  columns text[] CHECK (columns IS NULL OR shapegate.is_list(columns, 63)),
  queryable_columns text[]
    CHECK (queryable_columns IS NULL OR shapegate.is_list(queryable_columns, 63)),
  subsets boolean NOT NULL DEFAULT true,
  ttl_seconds integer NOT NULL DEFAULT 600 CHECK (ttl_seconds BETWEEN 1 AND 86400),

  priority integer NOT NULL DEFAULT 100,
  enabled boolean NOT NULL DEFAULT true
);

CREATE INDEX rules_by_table ON shapegate.rules (namespace, table_name) WHERE enabled;

COMMENT ON TABLE shapegate.rules IS 'Who may sync which rows and columns of which table. No rule, no access.';
COMMENT ON COLUMN shapegate.rules.roles IS 'any of these, from the verified claims; null for every subject of the audience';
COMMENT ON COLUMN shapegate.rules.row_filter IS 'SQL over the table''s columns with :sub and :claims.… for values; null for all rows';
COMMENT ON COLUMN shapegate.rules.columns IS 'null for all columns';
COMMENT ON COLUMN shapegate.rules.queryable_columns IS 'what a subset query may use; null for the same as columns';
COMMENT ON COLUMN shapegate.rules.priority IS 'where rules disagree on columns, the lowest number wins, then the lowest id';
