-- 50 operations are accepted in one commit and become final in the next, as they do under load.
WITH ids AS MATERIALIZED (SELECT moved.uuid_v7(i) AS id FROM generate_series(1, 50) AS i),
     wide AS (
         INSERT INTO one_wide.operation (id, project, type, class, entity_url, inputs, resources, requestor, created_at)
         SELECT id, 'default', 'http-request', 1, '/1.0/projects/default',
                jsonb_build_object('url', 'http://127.0.0.1:9000/backup', 'pad', repeat('x', 150)), '{}',
                'anonymous none 127.0.0.1:3333', now()
           FROM ids)
INSERT INTO one_wide.active_operation
SELECT id, 103, '00000000-0000-7000-8000-000000000001', 1, 0, NULL, '{"entity_url": "/1.0/projects/default"}', now(), NULL
  FROM ids;

WITH gone AS (
    DELETE FROM one_wide.active_operation
     WHERE id IN (SELECT id FROM one_wide.active_operation LIMIT 50 FOR UPDATE SKIP LOCKED)
    RETURNING id)
UPDATE one_wide.operation o
   SET status_code = 200, error = '', error_code = 0, metadata = '{"entity_url": "/1.0/projects/default"}',
       finished_at = now()
  FROM gone
 WHERE o.id = gone.id;
