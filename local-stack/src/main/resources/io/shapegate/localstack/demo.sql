-- The demo page's own role, unless it is there: adds tasks and items, moves tasks, and reads no more than that takes. Like
-- the policy's, it has no password here.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shapegate_demo') THEN
    CREATE ROLE shapegate_demo LOGIN;
  END IF;
END
$$;
GRANT SELECT ON organisations, projects TO shapegate_demo;
GRANT SELECT (id), INSERT (id, value) ON items TO shapegate_demo;
GRANT SELECT (id), INSERT (id, org_id, project_id, title), UPDATE (org_id, project_id) ON tasks TO shapegate_demo;
