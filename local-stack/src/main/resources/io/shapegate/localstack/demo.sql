-- The demo page's own role: adds tasks and items, moves tasks, and reads no more than that takes.
CREATE ROLE shapegate_demo LOGIN PASSWORD 'local';
GRANT SELECT ON organisations, projects TO shapegate_demo;
GRANT SELECT (id), INSERT (id, value) ON items TO shapegate_demo;
GRANT SELECT (id), INSERT (id, org_id, project_id, title), UPDATE (org_id, project_id) ON tasks TO shapegate_demo;
