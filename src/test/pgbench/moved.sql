-- 50 operations are accepted in one commit and become final in the next, as they do under load.
INSERT INTO moved.active_operation
SELECT moved.uuid_v7(i), 'default', 'http-request', 1, '/1.0/projects/default',
       jsonb_build_object('url', 'http://127.0.0.1:9000/backup', 'pad', repeat('x', 150)), '{}',
       'anonymous none 127.0.0.1:3333', now(),
       103, '00000000-0000-7000-8000-000000000001', 1, 0, NULL, '{"entity_url": "/1.0/projects/default"}', now(), NULL
  FROM generate_series(1, 50) AS i;

WITH gone AS (
    DELETE FROM moved.active_operation
     WHERE id IN (SELECT id FROM moved.active_operation LIMIT 50 FOR UPDATE SKIP LOCKED)
    RETURNING *)
INSERT INTO moved.operation
SELECT id, project, type, class, entity_url, inputs, resources, requestor, created_at, 200, '', 0, metadata, now(), attempt
  FROM gone;
