-- 1 row
PREPARE step (varchar, varchar, timestamptz) AS
INSERT INTO project (name, description, created_at) VALUES ($1, $2, $3)
    ON CONFLICT DO NOTHING;
EXECUTE step ('while', 'for a while', '2026-12-01T06:33:39.750245Z');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, text[], text[], integer) AS
SELECT name, description, created_at FROM project
WHERE NOT being_deleted AND name COLLATE "C" > $1
  AND (CAST($2 AS text[]) IS NULL OR name = ANY (CAST($3 AS text[])))
ORDER BY name COLLATE "C"
LIMIT $4;
EXECUTE step ('', '{"while"}', '{"while"}', 10);
DEALLOCATE step;

-- 2 rows
PREPARE step (varchar, unknown, unknown, integer) AS
SELECT name FROM project
WHERE NOT being_deleted AND name COLLATE "C" > $1
  AND (CAST($2 AS text[]) IS NULL OR name = ANY (CAST($3 AS text[])))
ORDER BY name COLLATE "C"
LIMIT $4;
EXECUTE step ('', NULL, NULL, 10);
DEALLOCATE step;

-- 1 row
PREPARE step (varchar) AS
SELECT name, description, created_at FROM project WHERE name = $1 AND NOT being_deleted;
EXECUTE step ('while');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar) AS
SELECT EXISTS (SELECT FROM project WHERE name = $1);
EXECUTE step ('while');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, varchar, varchar, boolean, text[], bytea, timestamptz) AS
INSERT INTO certificate (fingerprint, name, type, restricted, projects, der, created_at) VALUES ($1, $2, $3, $4,
    ARRAY(SELECT p.name FROM project p
           WHERE p.name = ANY (CAST($5 AS text[])) AND NOT p.being_deleted
           ORDER BY p.name), $6, $7)
    ON CONFLICT DO NOTHING;
EXECUTE step ('23914a83c3c7080988b4aab957e8c1abf4a281df9cc77c7e1d43d3e81f39e94e', 'laptop', 'client', true, '{"while"}', '\x616e79206279746573', '2026-12-01T06:33:39.756589Z');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, integer) AS
SELECT fingerprint, name, type, restricted, projects, der FROM certificate WHERE fingerprint > $1 ORDER BY fingerprint LIMIT $2;
EXECUTE step ('', 10);
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, integer) AS
SELECT fingerprint FROM certificate WHERE fingerprint > $1 ORDER BY fingerprint LIMIT $2;
EXECUTE step ('', 10);
DEALLOCATE step;

-- 1 row
PREPARE step (varchar) AS
SELECT fingerprint, name, type, restricted, projects, der FROM certificate WHERE fingerprint = $1;
EXECUTE step ('23914a83c3c7080988b4aab957e8c1abf4a281df9cc77c7e1d43d3e81f39e94e');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, varchar, boolean, text[], varchar, varchar, varchar, boolean, text[]) AS
UPDATE certificate
   SET name = $1, type = $2, restricted = $3,
       projects = ARRAY(SELECT p.name FROM project p
                         WHERE p.name = ANY (CAST($4 AS text[])) AND NOT p.being_deleted
                         ORDER BY p.name)
 WHERE fingerprint = $5 AND name = $6 AND type = $7 AND restricted = $8
   AND projects = CAST($9 AS text[]);
EXECUTE step ('laptop', 'client', true, '{"while"}', '23914a83c3c7080988b4aab957e8c1abf4a281df9cc77c7e1d43d3e81f39e94e', 'laptop', 'client', true, '{"while"}');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar) AS
SELECT fingerprint, name, type, restricted, projects, der FROM certificate WHERE starts_with(fingerprint, $1) LIMIT 2;
EXECUTE step ('23914a83c3c7');
DEALLOCATE step;

-- 2 rows
PREPARE step (text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[]) AS
INSERT INTO lifecycle_event (kind, action, location, project, source, username, protocol, address, peer, fingerprint,
                             method, route, status, reason, times)
SELECT * FROM unnest(CAST($1 AS text[]), CAST($2 AS text[]), CAST($3 AS text[]),
                     CAST($4 AS text[]), CAST($5 AS text[]), CAST($6 AS text[]),
                     CAST($7 AS text[]), CAST($8 AS text[]), CAST($9 AS text[]),
                     CAST($10 AS text[]), CAST($11 AS text[]), CAST($12 AS text[]),
                     CAST($13 AS integer[]), CAST($14 AS text[]), CAST($15 AS bigint[]));
EXECUTE step ('{"change","change"}', '{"project-created","project-created"}', '{"m1","m1"}', '{"while","while"}', '{"/1.0/projects/while","/1.0/projects/while"}', '{"",""}', '{"",""}', '{"",""}', '{"",""}', '{"",""}', '{"",""}', '{"",""}', '{"0","0"}', '{"",""}', '{"1","1"}');
DEALLOCATE step;

-- 2 rows
PREPARE step (bigint, unknown, unknown, boolean, varchar, varchar, text[], integer) AS
SELECT id, happened_at, kind, action, location, project, source, username, protocol, address, peer, fingerprint, method,
       route, status, reason, times
  FROM lifecycle_event e
 WHERE id < $1
   AND (CAST($2 AS text) IS NULL OR project = $3 OR project = '')
   AND ($4
        OR username = $5 AND protocol = $6 AND kind <> 'stranger'
        OR project = ANY (CAST($7 AS text[]))
           AND EXISTS (SELECT FROM project p WHERE p.name = e.project AND p.created_at <= e.happened_at + interval '1 s'))
 ORDER BY id DESC
 LIMIT $8;
EXECUTE step (9223372036854775807, NULL, NULL, true, '', '', '{}', 11);
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, varchar, integer, integer) AS
DELETE FROM lifecycle_event
 WHERE id IN (SELECT id FROM lifecycle_event
               WHERE kind = $1
                 AND id <= (SELECT id FROM lifecycle_event WHERE kind = $2 ORDER BY id DESC OFFSET $3 LIMIT 1)
               ORDER BY id LIMIT $4);
EXECUTE step ('change', 'change', 1, 10);
DEALLOCATE step;

-- 1 row
PREPARE step (double precision, integer) AS
DELETE FROM lifecycle_event
 WHERE id IN (SELECT id FROM lifecycle_event
               WHERE happened_at < now() - make_interval(secs => $1)
               ORDER BY happened_at LIMIT $2);
EXECUTE step (-3600.0, 10);
DEALLOCATE step;

BEGIN;

-- 1 row
PREPARE step (varchar) AS
SELECT pg_advisory_xact_lock(hashtext('operation-service member'), hashtext($1));
EXECUTE step ('one');
DEALLOCATE step;

-- 1 row
PREPARE step (uuid, varchar, bytea, bytea, unknown, unknown, varchar, integer, varchar, double precision) AS
INSERT INTO member (incarnation, name, secret, public_key, address, fingerprint, ports, session)
SELECT $1, $2, CASE WHEN EXISTS (SELECT FROM member earlier
                   WHERE earlier.offline_at IS NULL AND earlier.public_key IS NULL) THEN $3 END, $4, $5, $6, CAST($7 AS integer[]), CASE WHEN pg_backend_pid() = $8 THEN pg_backend_pid() END
 WHERE NOT EXISTS (SELECT FROM member other
                    WHERE other.name = $9 AND other.offline_at IS NULL
                      AND other.heartbeat_at > now() - make_interval(secs => $10)
                      AND (other.session IS NULL
                           OR EXISTS (SELECT FROM pg_stat_activity WHERE pid = other.session)));
EXECUTE step ('78b8618d-a061-40ba-84de-b9b34137d696', 'one', '\x736563726574', '\x6b6579', NULL, NULL, '{}', 0, 'one', 3600.0);
DEALLOCATE step;

-- 0 rows
PREPARE step (varchar, uuid) AS
UPDATE member SET offline_at = now()
 WHERE name = $1 AND incarnation <> $2 AND offline_at IS NULL;
EXECUTE step ('one', '78b8618d-a061-40ba-84de-b9b34137d696');
DEALLOCATE step;

COMMIT;

BEGIN;

-- 1 row
PREPARE step (varchar) AS
SELECT pg_advisory_xact_lock(hashtext('operation-service member'), hashtext($1));
EXECUTE step ('one');
DEALLOCATE step;

-- 1 row
PREPARE step (uuid, varchar, bytea, bytea, varchar, varchar, varchar, integer, varchar, double precision) AS
INSERT INTO member (incarnation, name, secret, public_key, address, fingerprint, ports, session)
SELECT $1, $2, CASE WHEN EXISTS (SELECT FROM member earlier
                   WHERE earlier.offline_at IS NULL AND earlier.public_key IS NULL) THEN $3 END, $4, $5, $6, CAST($7 AS integer[]), CASE WHEN pg_backend_pid() = $8 THEN pg_backend_pid() END
 WHERE NOT EXISTS (SELECT FROM member other
                    WHERE other.name = $9 AND other.offline_at IS NULL
                      AND other.heartbeat_at > now() - make_interval(secs => $10)
                      AND (other.session IS NULL
                           OR EXISTS (SELECT FROM pg_stat_activity WHERE pid = other.session)));
EXECUTE step ('13a85488-dbaa-42d3-9882-f131266c59e5', 'one', '\x736563726574', '\x6b6579', 'http://127.0.0.1:8080', 'abababababababababababababababababababababababababababababababab', '{8080}', 0, 'one', 0.0);
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, uuid) AS
UPDATE member SET offline_at = now()
 WHERE name = $1 AND incarnation <> $2 AND offline_at IS NULL;
EXECUTE step ('one', '13a85488-dbaa-42d3-9882-f131266c59e5');
DEALLOCATE step;

COMMIT;

-- 1 row
PREPARE step (varchar, varchar, varchar, uuid) AS
UPDATE member SET address = $1, fingerprint = $2, ports = CAST($3 AS integer[])
 WHERE incarnation = $4;
EXECUTE step ('http://127.0.0.1:8080', 'abababababababababababababababababababababababababababababababab', '{8080}', '13a85488-dbaa-42d3-9882-f131266c59e5');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, varchar, varchar, bytea, integer, boolean, uuid) AS
UPDATE member m
   SET heartbeat_at = now(), address = $1, fingerprint = $2,
       ports = CAST($3 AS integer[]), secret = CASE WHEN EXISTS (SELECT FROM member earlier
                   WHERE earlier.offline_at IS NULL AND earlier.public_key IS NULL) THEN $4 END, session = CASE WHEN pg_backend_pid() = $5 THEN pg_backend_pid() END,
       draining_at = CASE WHEN $6 THEN COALESCE(m.draining_at, now()) ELSE m.draining_at END
  FROM member before
 WHERE m.incarnation = $7 AND m.offline_at IS NULL AND before.incarnation = m.incarnation
RETURNING EXTRACT(EPOCH FROM m.heartbeat_at - before.heartbeat_at) AS since_last, clock_timestamp() AS time;
EXECUTE step ('http://127.0.0.1:8080', 'abababababababababababababababababababababababababababababababab', '{8080}', '\x736563726574', 0, false, '13a85488-dbaa-42d3-9882-f131266c59e5');
DEALLOCATE step;

BEGIN;

-- 1 row
PREPARE step AS
SELECT pg_advisory_xact_lock(hashtext('final_operation partitions'));
EXECUTE step;
DEALLOCATE step;

-- 0 rows
PREPARE step AS
SELECT c.relname AS name, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \(''([^'']+)''\)') AS timestamptz) AS since, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)') AS timestamptz) AS until
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
 WHERE i.inhparent = CAST('final_operation' AS regclass)
 ORDER BY since NULLS FIRST;
EXECUTE step;
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, unknown, timestamptz) AS
SELECT make_history_partition($1, CAST($2 AS timestamptz), CAST($3 AS timestamptz));
EXECUTE step ('final_operation_first_1796108400', NULL, '2026-12-01T07:00Z');
DEALLOCATE step;

-- 1 row
PREPARE step AS
SELECT c.relname AS name, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \(''([^'']+)''\)') AS timestamptz) AS since, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)') AS timestamptz) AS until
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
 WHERE i.inhparent = CAST('final_operation' AS regclass)
 ORDER BY since NULLS FIRST;
EXECUTE step;
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, timestamptz, timestamptz) AS
SELECT make_history_partition($1, CAST($2 AS timestamptz), CAST($3 AS timestamptz));
EXECUTE step ('final_operation_20261201_0700', '2026-12-01T07:00Z', '2026-12-01T08:00Z');
DEALLOCATE step;

-- 2 rows
PREPARE step AS
SELECT c.relname AS name, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \(''([^'']+)''\)') AS timestamptz) AS since, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)') AS timestamptz) AS until
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
 WHERE i.inhparent = CAST('final_operation' AS regclass)
 ORDER BY since NULLS FIRST;
EXECUTE step;
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, timestamptz, timestamptz) AS
SELECT make_history_partition($1, CAST($2 AS timestamptz), CAST($3 AS timestamptz));
EXECUTE step ('final_operation_20261201_0800', '2026-12-01T08:00Z', '2026-12-01T09:00Z');
DEALLOCATE step;

-- 3 rows
PREPARE step AS
SELECT c.relname AS name, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \(''([^'']+)''\)') AS timestamptz) AS since, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)') AS timestamptz) AS until
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
 WHERE i.inhparent = CAST('final_operation' AS regclass)
 ORDER BY since NULLS FIRST;
EXECUTE step;
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, timestamptz, timestamptz) AS
SELECT make_history_partition($1, CAST($2 AS timestamptz), CAST($3 AS timestamptz));
EXECUTE step ('final_operation_20261201_0900', '2026-12-01T09:00Z', '2026-12-01T10:00Z');
DEALLOCATE step;

-- 0 rows
PREPARE step (uuid, timestamptz) AS
SELECT DISTINCT date_trunc('minute', created_at) FROM active_operation WHERE id >= $1 AND created_at > $2 LIMIT 100;
EXECUTE step ('01a2304f-18d0-7000-8000-000000000000', '2026-12-01T06:33:39.792731Z');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off;

-- 1 row
PREPARE step (text[], text[], text[], text[], text[], text[]) AS
INSERT INTO idempotency_key (project, caller, key, fingerprint, operation_id, created_at)
SELECT project, caller, key, decode(fingerprint, 'hex'), operation_id, created_at
  FROM unnest(CAST($1 AS text[]), CAST($2 AS text[]), CAST($3 AS text[]),
              CAST($4 AS text[]), CAST($5 AS uuid[]), CAST($6 AS timestamptz[]))
    AS t (project, caller, key, fingerprint, operation_id, created_at)
 ORDER BY project, caller, key
    ON CONFLICT DO NOTHING
RETURNING operation_id;
EXECUTE step ('{"while"}', '{"tls:somebody"}', '{"one"}', '{"abababababababababababababababababababababababababababababababab"}', '{"01a2304f-18fb-7328-9aeb-8999e6c11153"}', '{"2026-12-01T06:33:39.835808Z"}');
DEALLOCATE step;

-- 3 rows
PREPARE step (text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[]) AS
WITH known AS MATERIALIZED (
       SELECT name FROM project WHERE name = ANY (CAST($1 AS text[])) AND NOT being_deleted),
alive AS MATERIALIZED (
       SELECT incarnation FROM member
        WHERE incarnation = ANY (CAST($2 AS uuid[])) AND offline_at IS NULL),
inserted AS (
INSERT INTO active_operation (
       id, project, type, class, entity_url, resources, inputs,
       requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
       updated_at, status_code, metadata, owner, location, attempt,
       parent, stage, child_count, timeout_ms, deadline, priority, trace_parent)
SELECT id, project, type, class, entity_url, resources, inputs,
       username, protocol, address, conflict_reference, created_at,
       created_at, status_code, metadata, owner, location, attempt,
       parent, stage, child_count, timeout_ms, deadline, priority, trace_parent
  FROM unnest(CAST($3 AS uuid[]), CAST($4 AS text[]), CAST($5 AS text[]),
              CAST($6 AS smallint[]), CAST($7 AS text[]), CAST($8 AS jsonb[]),
              CAST($9 AS jsonb[]), CAST($10 AS text[]), CAST($11 AS text[]),
              CAST($12 AS text[]), CAST($13 AS text[]), CAST($14 AS timestamptz[]),
              CAST($15 AS smallint[]), CAST($16 AS jsonb[]), CAST($17 AS uuid[]),
              CAST($18 AS text[]), CAST($19 AS integer[]), CAST($20 AS uuid[]),
              CAST($21 AS integer[]), CAST($22 AS integer[]), CAST($23 AS bigint[]),
              CAST($24 AS timestamptz[]), CAST($25 AS integer[]), CAST($26 AS text[]))
    AS t (id, project, type, class, entity_url, resources, inputs, username, protocol, address,
          conflict_reference, created_at, status_code, metadata, owner, location, attempt,
          parent, stage, child_count, timeout_ms, deadline, priority, trace_parent)
 WHERE (project = '' OR project IN (SELECT name FROM known))
   AND (owner IS NULL OR owner IN (SELECT incarnation FROM alive))
 ORDER BY conflict_reference, project
    ON CONFLICT DO NOTHING
RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata)
SELECT id, inputs, metadata, NULL AS project, CAST(NULL AS uuid) AS member FROM inserted
 UNION ALL SELECT NULL, NULL, NULL, name, NULL FROM known
 UNION ALL SELECT NULL, NULL, NULL, NULL, incarnation FROM alive;
EXECUTE step ('{"while"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"01a2304f-18fb-7328-9aeb-8999e6c11153"}', '{"while"}', '{"noop"}', '{"1"}', '{"/1.0/projects/while"}', '{"{\"project\":[\"/1.0/projects/while\"]}"}', '{"{\"a\":1}"}', '{"somebody"}', '{"tls"}', '{"127.0.0.1:1"}', '{"volume/v1"}', '{"2026-12-01T06:33:39.835808Z"}', '{"103"}', '{"{\"b\":\"it''s 2\"}"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"one"}', '{"1"}', '{NULL}', '{"0"}', '{"0"}', '{"3600000"}', '{"2026-12-01T06:34:39.835784Z"}', '{"7"}', '{"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off;

-- 1 row
PREPARE step (text[], text[], text[], text[], text[], text[]) AS
INSERT INTO idempotency_key (project, caller, key, fingerprint, operation_id, created_at)
SELECT project, caller, key, decode(fingerprint, 'hex'), operation_id, created_at
  FROM unnest(CAST($1 AS text[]), CAST($2 AS text[]), CAST($3 AS text[]),
              CAST($4 AS text[]), CAST($5 AS uuid[]), CAST($6 AS timestamptz[]))
    AS t (project, caller, key, fingerprint, operation_id, created_at)
 ORDER BY project, caller, key
    ON CONFLICT DO NOTHING
RETURNING operation_id;
EXECUTE step ('{"while"}', '{"tls:somebody"}', '{"two"}', '{"abababababababababababababababababababababababababababababababab"}', '{"01a2304f-1920-70ec-9228-2686b743cc41"}', '{"2026-12-01T06:33:39.872236Z"}');
DEALLOCATE step;

-- 2 rows
PREPARE step (text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[]) AS
WITH known AS MATERIALIZED (
       SELECT name FROM project WHERE name = ANY (CAST($1 AS text[])) AND NOT being_deleted),
alive AS MATERIALIZED (
       SELECT incarnation FROM member
        WHERE incarnation = ANY (CAST($2 AS uuid[])) AND offline_at IS NULL),
inserted AS (
INSERT INTO active_operation (
       id, project, type, class, entity_url, resources, inputs,
       requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
       updated_at, status_code, metadata, owner, location, attempt,
       parent, stage, child_count, timeout_ms, deadline, priority, trace_parent)
SELECT id, project, type, class, entity_url, resources, inputs,
       username, protocol, address, conflict_reference, created_at,
       created_at, status_code, metadata, owner, location, attempt,
       parent, stage, child_count, timeout_ms, deadline, priority, trace_parent
  FROM unnest(CAST($3 AS uuid[]), CAST($4 AS text[]), CAST($5 AS text[]),
              CAST($6 AS smallint[]), CAST($7 AS text[]), CAST($8 AS jsonb[]),
              CAST($9 AS jsonb[]), CAST($10 AS text[]), CAST($11 AS text[]),
              CAST($12 AS text[]), CAST($13 AS text[]), CAST($14 AS timestamptz[]),
              CAST($15 AS smallint[]), CAST($16 AS jsonb[]), CAST($17 AS uuid[]),
              CAST($18 AS text[]), CAST($19 AS integer[]), CAST($20 AS uuid[]),
              CAST($21 AS integer[]), CAST($22 AS integer[]), CAST($23 AS bigint[]),
              CAST($24 AS timestamptz[]), CAST($25 AS integer[]), CAST($26 AS text[]))
    AS t (id, project, type, class, entity_url, resources, inputs, username, protocol, address,
          conflict_reference, created_at, status_code, metadata, owner, location, attempt,
          parent, stage, child_count, timeout_ms, deadline, priority, trace_parent)
 WHERE (project = '' OR project IN (SELECT name FROM known))
   AND (owner IS NULL OR owner IN (SELECT incarnation FROM alive))
 ORDER BY conflict_reference, project
    ON CONFLICT DO NOTHING
RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata)
SELECT id, inputs, metadata, NULL AS project, CAST(NULL AS uuid) AS member FROM inserted
 UNION ALL SELECT NULL, NULL, NULL, name, NULL FROM known
 UNION ALL SELECT NULL, NULL, NULL, NULL, incarnation FROM alive;
EXECUTE step ('{"while"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"01a2304f-1920-70ec-9228-2686b743cc41"}', '{"while"}', '{"noop"}', '{"1"}', '{"/1.0/projects/while"}', '{"{\"project\":[\"/1.0/projects/while\"]}"}', '{"{\"a\":1}"}', '{"somebody"}', '{"tls"}', '{"127.0.0.1:1"}', '{"volume/v1"}', '{"2026-12-01T06:33:39.872236Z"}', '{"103"}', '{"{\"b\":\"it''s 2\"}"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"one"}', '{"1"}', '{NULL}', '{"0"}', '{"0"}', '{"3600000"}', '{NULL}', '{"7"}', '{"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}');
DEALLOCATE step;

-- 1 row
PREPARE step (text[], text[], text[], text[], text[], text[]) AS
DELETE FROM idempotency_key k
 USING unnest(CAST($1 AS text[]), CAST($2 AS text[]), CAST($3 AS text[]))
    AS t (project, caller, key)
 WHERE k.project = t.project AND k.caller = t.caller AND k.key = t.key
   AND k.project = ANY (CAST($4 AS text[])) AND k.caller = ANY (CAST($5 AS text[]))
   AND k.key = ANY (CAST($6 AS text[]));
EXECUTE step ('{"while"}', '{"tls:somebody"}', '{"two"}', '{"while"}', '{"tls:somebody"}', '{"two"}');
DEALLOCATE step;

COMMIT;

-- 1 row
PREPARE step (varchar, varchar, varchar) AS
SELECT operation_id, encode(fingerprint, 'hex') AS fingerprint
  FROM idempotency_key WHERE project = $1 AND caller = $2 AND key = $3;
EXECUTE step ('while', 'tls:somebody', 'one');
DEALLOCATE step;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off;

-- 1 row
PREPARE step (text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[]) AS
UPDATE active_operation a
   SET status_code = t.status_code, metadata = t.metadata, updated_at = GREATEST(t.updated_at, a.created_at),
       attempt = t.attempt, deadline = t.deadline, failures = t.failures, due_at = t.due_at,
       owner = CASE WHEN t.released THEN NULL ELSE a.owner END
  FROM unnest(CAST($1 AS uuid[]), CAST($2 AS uuid[]), CAST($3 AS integer[]),
              CAST($4 AS integer[]), CAST($5 AS smallint[]), CAST($6 AS jsonb[]),
              CAST($7 AS timestamptz[]), CAST($8 AS timestamptz[]),
              CAST($9 AS integer[]), CAST($10 AS timestamptz[]), CAST($11 AS boolean[]))
    AS t (id, owner, held, attempt, status_code, metadata, updated_at, deadline, failures, due_at, released)
 WHERE a.id = t.id AND a.owner = t.owner AND a.attempt = t.held AND a.status_code < 200
   AND a.id = ANY (CAST($12 AS uuid[]))
RETURNING a.id, t.held AS attempt;
EXECUTE step ('{"01a2304f-18fb-7328-9aeb-8999e6c11153"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"1"}', '{"1"}', '{"103"}', '{"{\"b\":3}"}', '{"2026-12-01T06:33:39.881267Z"}', '{"2026-12-01T06:34:39.835784Z"}', '{"0"}', '{NULL}', '{"false"}', '{"01a2304f-18fb-7328-9aeb-8999e6c11153"}');
DEALLOCATE step;

COMMIT;

-- 1 row
PREPARE step (timestamptz, uuid, unknown, unknown) AS
UPDATE active_operation SET cancel_requested_at = $1
 WHERE id = $2 AND cancel_requested_at IS NULL AND status_code IN (103, 105)
   AND owner IS NOT NULL AND (CAST($3 AS uuid) IS NULL OR owner <> CAST($4 AS uuid))
RETURNING id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent;
EXECUTE step ('2026-12-01T06:33:39.889979Z', '01a2304f-18fb-7328-9aeb-8999e6c11153', NULL, NULL);
DEALLOCATE step;

-- 1 row
PREPARE step (uuid, uuid, integer) AS
SELECT id FROM active_operation
 WHERE cancel_requested_at IS NOT NULL AND status_code IN (103, 105) AND (owner = $1 OR owner IS NULL)
   AND id > $2
 ORDER BY id LIMIT $3;
EXECUTE step ('13a85488-dbaa-42d3-9882-f131266c59e5', '00000000-0000-0000-0000-000000000000', 10);
DEALLOCATE step;

BEGIN;

-- 1 row
PREPARE step AS
SELECT set_config('lock_timeout', '2s', true), set_config('enable_seqscan', 'off', true), set_config('enable_nestloop', 'off', true);
EXECUTE step;
DEALLOCATE step;

-- 1 row
PREPARE step (text[], text[], text[], text[], text[], text[], text[], text[], text[]) AS
WITH gone AS (DELETE FROM active_operation a USING unnest(CAST($1 AS uuid[]), CAST($2 AS uuid[]), CAST($3 AS integer[]),
       CAST($4 AS smallint[]), CAST($5 AS text[]), CAST($6 AS integer[]),
       CAST($7 AS jsonb[]), CAST($8 AS timestamptz[]))
    AS t (id, owner, attempt, final_code, final_error, final_error_code, final_metadata, finished_at)
 WHERE a.id = t.id AND a.owner = t.owner AND a.attempt = t.attempt AND a.status_code < 200
   AND a.id = ANY (CAST($9 AS uuid[])) RETURNING a.*, t.final_code, t.final_error, t.final_error_code, t.final_metadata, t.finished_at,
          CAST(NULL AS timestamptz) AS ended_at, CAST(NULL AS uuid) AS final_marker) INSERT INTO final_operation (
       id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       finished_at, status_code, error, error_code, metadata, location, attempt,
       parent, child_count, updated_at, end_marker)
SELECT id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
       attempt, parent, child_count, ended_at, final_marker FROM gone RETURNING id, attempt;
EXECUTE step ('{"01a2304f-18fb-7328-9aeb-8999e6c11153"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"1"}', '{"400"}', '{"no"}', '{"507"}', '{"{\"b\":\"it''s 2\"}"}', '{"2026-12-01T06:33:39.912771Z"}', '{"01a2304f-18fb-7328-9aeb-8999e6c11153"}');
DEALLOCATE step;

COMMIT;

-- 1 row
PREPARE step (varchar, varchar, varchar, uuid) AS
DELETE FROM idempotency_key WHERE project = $1 AND caller = $2 AND key = $3
   AND operation_id = $4;
EXECUTE step ('while', 'tls:somebody', 'one', '01a2304f-18fb-7328-9aeb-8999e6c11153');
DEALLOCATE step;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off;

-- 1 row
PREPARE step (text[], text[], text[], text[], text[], text[]) AS
INSERT INTO idempotency_key (project, caller, key, fingerprint, operation_id, created_at)
SELECT project, caller, key, decode(fingerprint, 'hex'), operation_id, created_at
  FROM unnest(CAST($1 AS text[]), CAST($2 AS text[]), CAST($3 AS text[]),
              CAST($4 AS text[]), CAST($5 AS uuid[]), CAST($6 AS timestamptz[]))
    AS t (project, caller, key, fingerprint, operation_id, created_at)
 ORDER BY project, caller, key
    ON CONFLICT DO NOTHING
RETURNING operation_id;
EXECUTE step ('{"while"}', '{"tls:somebody"}', '{"three"}', '{"abababababababababababababababababababababababababababababababab"}', '{"01a2304f-1951-70c3-8f2c-6e361c8dac11"}', '{"2026-12-01T06:33:39.921195Z"}');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, unknown, varchar, varchar, varchar, varchar, varchar, varchar) AS
INSERT INTO active_operation (
       id, project, type, class, entity_url, resources, inputs,
       requestor_username, requestor_protocol, requestor_address, created_at,
       updated_at, status_code, metadata, owner, location, attempt, timeout_ms, deadline, priority, trace_parent)
SELECT CAST($1 AS uuid), $2, $3, CAST($4 AS smallint), $5,
       CAST($6 AS jsonb), CAST($7 AS jsonb), $8, $9, $10,
       CAST($11 AS timestamptz), CAST($12 AS timestamptz), CAST($13 AS smallint),
       CAST($14 AS jsonb), CAST($15 AS uuid), $16, CAST($17 AS integer),
       CAST($18 AS bigint), CAST($19 AS timestamptz), CAST($20 AS integer), $21
 WHERE ($22 = '' OR EXISTS (SELECT FROM project WHERE name = $23 AND NOT being_deleted))
   AND (CAST($24 AS uuid) IS NULL OR EXISTS (
       SELECT FROM member WHERE incarnation = CAST($25 AS uuid) AND offline_at IS NULL)) RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata;
EXECUTE step ('01a2304f-1951-70c3-8f2c-6e361c8dac11', 'while', 'noop', '1', '/1.0/projects/while', '{"project":["/1.0/projects/while"]}', '{"a":1}', 'somebody', 'tls', '127.0.0.1:1', '2026-12-01T06:33:39.921195Z', '2026-12-01T06:33:39.921195Z', '103', '{"b":"it''s 2"}', '13a85488-dbaa-42d3-9882-f131266c59e5', 'one', '1', '3600000', NULL, '7', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'while', 'while', '13a85488-dbaa-42d3-9882-f131266c59e5', '13a85488-dbaa-42d3-9882-f131266c59e5');
DEALLOCATE step;

COMMIT;

BEGIN;

-- 1 row
PREPARE step AS
SELECT set_config('lock_timeout', '2s', true), set_config('enable_seqscan', 'off', true), set_config('enable_nestloop', 'off', true);
EXECUTE step;
DEALLOCATE step;

-- 1 row
PREPARE step (text[], text[], text[], text[], text[], text[], text[], text[], text[]) AS
WITH gone AS (DELETE FROM active_operation a USING unnest(CAST($1 AS uuid[]), CAST($2 AS uuid[]), CAST($3 AS integer[]),
       CAST($4 AS smallint[]), CAST($5 AS text[]), CAST($6 AS integer[]),
       CAST($7 AS jsonb[]), CAST($8 AS timestamptz[]))
    AS t (id, owner, attempt, final_code, final_error, final_error_code, final_metadata, finished_at)
 WHERE a.id = t.id AND a.owner = t.owner AND a.attempt = t.attempt AND a.status_code < 200
   AND a.id = ANY (CAST($9 AS uuid[])) RETURNING a.*, t.final_code, t.final_error, t.final_error_code, t.final_metadata, t.finished_at,
          CAST(NULL AS timestamptz) AS ended_at, CAST(NULL AS uuid) AS final_marker) INSERT INTO final_operation (
       id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       finished_at, status_code, error, error_code, metadata, location, attempt,
       parent, child_count, updated_at, end_marker)
SELECT id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
       attempt, parent, child_count, ended_at, final_marker FROM gone RETURNING id, attempt;
EXECUTE step ('{"01a2304f-1951-70c3-8f2c-6e361c8dac11"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"1"}', '{"200"}', '{""}', '{"0"}', '{"{\"b\":\"it''s 2\"}"}', '{"2026-12-01T06:33:39.927375Z"}', '{"01a2304f-1951-70c3-8f2c-6e361c8dac11"}');
DEALLOCATE step;

COMMIT;

-- 1 row
PREPARE step (text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[]) AS
INSERT INTO active_operation (
       id, project, type, class, entity_url, resources, inputs,
       requestor_username, requestor_protocol, requestor_address, created_at,
       updated_at, status_code, metadata, owner, location, attempt, timeout_ms, deadline, priority, trace_parent)
SELECT id, project, type, class, entity_url, resources, inputs, username, protocol, address, created_at,
       created_at, status_code, metadata, owner, location, attempt, timeout_ms, deadline, priority, trace_parent
  FROM unnest(CAST($1 AS uuid[]), CAST($2 AS text[]), CAST($3 AS text[]),
              CAST($4 AS smallint[]), CAST($5 AS text[]), CAST($6 AS jsonb[]),
              CAST($7 AS jsonb[]), CAST($8 AS text[]), CAST($9 AS text[]),
              CAST($10 AS text[]), CAST($11 AS timestamptz[]), CAST($12 AS smallint[]),
              CAST($13 AS jsonb[]), CAST($14 AS uuid[]), CAST($15 AS text[]),
              CAST($16 AS integer[]), CAST($17 AS bigint[]), CAST($18 AS timestamptz[]),
              CAST($19 AS integer[]), CAST($20 AS text[]))
    AS t (id, project, type, class, entity_url, resources, inputs, username, protocol, address, created_at,
          status_code, metadata, owner, location, attempt, timeout_ms, deadline, priority, trace_parent)
 WHERE (project = '' OR project = ANY (ARRAY(
       SELECT name FROM project WHERE name = ANY (CAST($21 AS text[])) AND NOT being_deleted)))
   AND (owner IS NULL OR owner = ANY (ARRAY(
       SELECT incarnation FROM member
        WHERE incarnation = ANY (CAST($22 AS uuid[])) AND offline_at IS NULL))) RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata;
EXECUTE step ('{"01a2304f-195c-72ae-bcb1-e6be24a50bc4","01a2304f-195d-7174-90b5-db9c908d2a42"}', '{"default","default"}', '{"noop","noop"}', '{"1","1"}', '{"/1.0/projects/default","/1.0/projects/default"}', '{"{\"project\":[\"/1.0/projects/default\"]}","{\"project\":[\"/1.0/projects/default\"]}"}', '{"{\"a\":1}","{\"a\":1}"}', '{"somebody","somebody"}', '{"tls","tls"}', '{"127.0.0.1:1","127.0.0.1:1"}', '{"2026-12-01T06:33:39.932686Z","2026-12-01T06:33:39.933372Z"}', '{"103","103"}', '{"{\"b\":\"it''s 2\"}","{\"b\":\"it''s 2\"}"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5","8e8e3524-2722-4734-8b78-47a77c1578ac"}', '{"one","one"}', '{"1","1"}', '{"3600000","3600000"}', '{NULL,NULL}', '{"7","7"}', '{"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}', '{"default"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5","8e8e3524-2722-4734-8b78-47a77c1578ac"}');
DEALLOCATE step;

-- 1 row
PREPARE step (text[]) AS
SELECT incarnation FROM member
 WHERE incarnation = ANY (CAST($1 AS uuid[])) AND offline_at IS NULL;
EXECUTE step ('{"13a85488-dbaa-42d3-9882-f131266c59e5","8e8e3524-2722-4734-8b78-47a77c1578ac"}');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, unknown, varchar, varchar, varchar, varchar, varchar, varchar) AS
INSERT INTO active_operation (
       id, project, type, class, entity_url, resources, inputs,
       requestor_username, requestor_protocol, requestor_address, created_at,
       updated_at, status_code, metadata, owner, location, attempt, timeout_ms, deadline, priority, trace_parent)
SELECT CAST($1 AS uuid), $2, $3, CAST($4 AS smallint), $5,
       CAST($6 AS jsonb), CAST($7 AS jsonb), $8, $9, $10,
       CAST($11 AS timestamptz), CAST($12 AS timestamptz), CAST($13 AS smallint),
       CAST($14 AS jsonb), CAST($15 AS uuid), $16, CAST($17 AS integer),
       CAST($18 AS bigint), CAST($19 AS timestamptz), CAST($20 AS integer), $21
 WHERE ($22 = '' OR EXISTS (SELECT FROM project WHERE name = $23 AND NOT being_deleted))
   AND (CAST($24 AS uuid) IS NULL OR EXISTS (
       SELECT FROM member WHERE incarnation = CAST($25 AS uuid) AND offline_at IS NULL)) RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata;
EXECUTE step ('01a2304f-1962-71bb-b8ce-9b45a54f90fc', 'default', 'noop', '4', '/1.0/projects/default', '{"project":["/1.0/projects/default"]}', '{"a":1}', 'somebody', 'tls', '127.0.0.1:1', '2026-12-01T06:33:39.938443Z', '2026-12-01T06:33:39.938443Z', '103', '{"b":"it''s 2"}', '13a85488-dbaa-42d3-9882-f131266c59e5', 'one', '1', '3600000', NULL, '7', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'default', 'default', '13a85488-dbaa-42d3-9882-f131266c59e5', '13a85488-dbaa-42d3-9882-f131266c59e5');
DEALLOCATE step;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off;

-- 1 row
PREPARE step (text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[]) AS
UPDATE active_operation a
   SET status_code = t.status_code, metadata = t.metadata, updated_at = GREATEST(t.updated_at, a.created_at),
       attempt = t.attempt, deadline = t.deadline, failures = t.failures, due_at = t.due_at,
       owner = CASE WHEN t.released THEN NULL ELSE a.owner END
  FROM unnest(CAST($1 AS uuid[]), CAST($2 AS uuid[]), CAST($3 AS integer[]),
              CAST($4 AS integer[]), CAST($5 AS smallint[]), CAST($6 AS jsonb[]),
              CAST($7 AS timestamptz[]), CAST($8 AS timestamptz[]),
              CAST($9 AS integer[]), CAST($10 AS timestamptz[]), CAST($11 AS boolean[]))
    AS t (id, owner, held, attempt, status_code, metadata, updated_at, deadline, failures, due_at, released)
 WHERE a.id = t.id AND a.owner = t.owner AND a.attempt = t.held AND a.status_code < 200
   AND a.id = ANY (CAST($12 AS uuid[]))
RETURNING a.id, t.held AS attempt;
EXECUTE step ('{"01a2304f-1962-71bb-b8ce-9b45a54f90fc"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"1"}', '{"1"}', '{"105"}', '{"{\"b\":\"it''s 2\"}"}', '{"2026-12-01T06:33:39.941155Z"}', '{NULL}', '{"1"}', '{"2026-12-01T06:33:38.941133Z"}', '{"true"}', '{"01a2304f-1962-71bb-b8ce-9b45a54f90fc"}');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL jit = off;

-- 1 row
PREPARE step AS
WITH RECURSIVE heads AS (
 (SELECT project, priority, updated_at FROM active_operation WHERE owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL ORDER BY project, priority DESC, id LIMIT 1)
 UNION ALL
SELECT next.* FROM heads h CROSS JOIN LATERAL (
       (SELECT project, priority, updated_at FROM active_operation WHERE owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL AND project = h.project AND priority < h.priority ORDER BY project, priority DESC, id LIMIT 1)
        UNION ALL
       (SELECT project, priority, updated_at FROM active_operation WHERE owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL AND project > h.project ORDER BY project, priority DESC, id LIMIT 1)
        LIMIT 1) next)
SELECT (SELECT count(*) FROM active_operation WHERE owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL)
     + (SELECT count(*) FROM active_operation WHERE owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NOT NULL) AS number,
       (SELECT min(updated_at) FROM heads) AS since,
       (SELECT min(due_at) FROM active_operation WHERE owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NOT NULL) AS due;
EXECUTE step;
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL jit = off;

-- 1 row
PREPARE step (timestamptz, integer) AS
UPDATE active_operation SET due_at = NULL
 WHERE id = ANY (ARRAY(
       SELECT id FROM active_operation WHERE owner IS NULL AND parent IS NULL AND class <> 3 AND due_at <= $1 ORDER BY due_at LIMIT $2
          FOR UPDATE SKIP LOCKED));
EXECUTE step ('2026-12-01T06:33:39.948015Z', 10);
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL jit = off;

-- 1 row
PREPARE step (text[], timestamptz, boolean, text[]) AS
SELECT EXISTS (SELECT FROM active_operation WHERE owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL
AND cancel_requested_at IS NULL AND type = ANY (CAST($1 AS text[])) AND (deadline IS NULL OR deadline > $2 OR child_count > 0 AND attempt > 0)
AND (child_count = 0 OR CAST($3 AS boolean) AND NOT EXISTS (
     SELECT FROM active_operation c
      WHERE c.parent = active_operation.id AND c.status_code < 200
        AND NOT (c.type = ANY (CAST($4 AS text[]))) OFFSET 0)));
EXECUTE step ('{"noop","bulk"}', '2026-12-01T06:33:39.952064Z', true, '{"noop","bulk"}');
DEALLOCATE step;

COMMIT;

-- 1 row
PREPARE step (varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, unknown, varchar, varchar, unknown, unknown, varchar, varchar, varchar, varchar, unknown, unknown) AS
INSERT INTO active_operation (
       id, project, type, class, entity_url, resources, inputs,
       requestor_username, requestor_protocol, requestor_address, created_at,
       updated_at, status_code, metadata, owner, location, attempt, timeout_ms, deadline, priority, trace_parent)
SELECT CAST($1 AS uuid), $2, $3, CAST($4 AS smallint), $5,
       CAST($6 AS jsonb), CAST($7 AS jsonb), $8, $9, $10,
       CAST($11 AS timestamptz), CAST($12 AS timestamptz), CAST($13 AS smallint),
       CAST($14 AS jsonb), CAST($15 AS uuid), $16, CAST($17 AS integer),
       CAST($18 AS bigint), CAST($19 AS timestamptz), CAST($20 AS integer), $21
 WHERE ($22 = '' OR EXISTS (SELECT FROM project WHERE name = $23 AND NOT being_deleted))
   AND (CAST($24 AS uuid) IS NULL OR EXISTS (
       SELECT FROM member WHERE incarnation = CAST($25 AS uuid) AND offline_at IS NULL)) RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata;
EXECUTE step ('01a2304f-1971-71e9-9448-d9809a6178fe', 'default', 'noop', '4', '/1.0/projects/default', '{"project":["/1.0/projects/default"]}', '{"a":1}', 'somebody', 'tls', '127.0.0.1:1', '2026-12-01T06:33:39.953489Z', '2026-12-01T06:33:39.953489Z', '105', '{"b":"it''s 2"}', NULL, 'one', '0', NULL, NULL, '7', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'default', 'default', NULL, NULL);
DEALLOCATE step;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL jit = off;

-- 1 row
PREPARE step (varchar, uuid, varchar, text[], timestamptz, boolean, text[], integer, integer, text[], text[], text[], timestamptz, boolean, text[], integer, integer) AS
WITH RECURSIVE turns (project, around, number) AS (
SELECT CAST($1 AS text), false, 0
 WHERE EXISTS (SELECT FROM member WHERE incarnation = $2 AND offline_at IS NULL)
 UNION ALL
SELECT next.project, next.around, t.number + 1
  FROM turns t CROSS JOIN LATERAL (
       (SELECT project, t.around FROM active_operation WHERE owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL AND project > t.project
         ORDER BY project LIMIT 1)
        UNION ALL
       (SELECT project, true FROM active_operation WHERE owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL AND NOT t.around
         ORDER BY project LIMIT 1)
        LIMIT 1) next
 WHERE NOT next.around OR next.project <= $3), projects AS MATERIALIZED (
SELECT t.project, t.number FROM turns t CROSS JOIN LATERAL (SELECT 1 FROM active_operation WHERE project = t.project AND owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL
AND cancel_requested_at IS NULL AND type = ANY (CAST($4 AS text[])) AND (deadline IS NULL OR deadline > $5 OR child_count > 0 AND attempt > 0)
AND (child_count = 0 OR CAST($6 AS boolean) AND NOT EXISTS (
     SELECT FROM active_operation c
      WHERE c.parent = active_operation.id AND c.status_code < 200
        AND NOT (c.type = ANY (CAST($7 AS text[]))) OFFSET 0)) ORDER BY priority DESC, id LIMIT 1) q WHERE t.number > 0 LIMIT $8 + $9)
SELECT p.project, c.caller
  FROM (SELECT project, number, count(*) OVER () AS projects FROM projects) p CROSS JOIN LATERAL (WITH RECURSIVE callers (caller, start, around, number) AS (
SELECT first.caller, first.caller, false, 0
  FROM (SELECT COALESCE((
               SELECT s.caller
                 FROM unnest(CAST($10 AS text[]), CAST($11 AS text[])) s (project, caller)
                WHERE s.project = p.project), '') AS caller) first
 UNION ALL
SELECT next.caller, c.start, next.around, c.number + 1
  FROM callers c CROSS JOIN LATERAL (
       (SELECT COALESCE(left(requestor_protocol || ' ' || requestor_username, 200), '') AS caller, c.around FROM active_operation
         WHERE owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL AND project = p.project AND COALESCE(left(requestor_protocol || ' ' || requestor_username, 200), '') > c.caller ORDER BY COALESCE(left(requestor_protocol || ' ' || requestor_username, 200), '') LIMIT 1)
        UNION ALL
       (SELECT COALESCE(left(requestor_protocol || ' ' || requestor_username, 200), ''), true FROM active_operation WHERE owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL AND project = p.project AND NOT c.around
         ORDER BY COALESCE(left(requestor_protocol || ' ' || requestor_username, 200), '') LIMIT 1)
        LIMIT 1) next
 WHERE NOT next.around OR next.caller <= c.start)
SELECT c.caller, c.number FROM callers c CROSS JOIN LATERAL (SELECT 1 FROM active_operation WHERE project = p.project AND COALESCE(left(requestor_protocol || ' ' || requestor_username, 200), '') = c.caller AND owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL
AND cancel_requested_at IS NULL AND type = ANY (CAST($12 AS text[])) AND (deadline IS NULL OR deadline > $13 OR child_count > 0 AND attempt > 0)
AND (child_count = 0 OR CAST($14 AS boolean) AND NOT EXISTS (
     SELECT FROM active_operation c
      WHERE c.parent = active_operation.id AND c.status_code < 200
        AND NOT (c.type = ANY (CAST($15 AS text[]))) OFFSET 0)) ORDER BY priority DESC, id LIMIT 1) q
 WHERE c.number > 0 LIMIT $16 / p.projects + 1 + $17) c
 ORDER BY p.number, c.number;
EXECUTE step ('', '13a85488-dbaa-42d3-9882-f131266c59e5', '', '{"noop","bulk"}', '2026-12-01T06:33:39.957075Z', true, '{"noop","bulk"}', 10, 0, '{}', '{}', '{"noop","bulk"}', '2026-12-01T06:33:39.957075Z', true, '{"noop","bulk"}', 10, 0);
DEALLOCATE step;

-- 2 rows
PREPARE step (integer, text[], text[], text[], text[], timestamptz, boolean, text[], bigint, uuid, varchar, timestamptz, timestamptz, uuid) AS
WITH found AS MATERIALIZED (
SELECT q.id, q.family, q.bytes, q.round * $1 + s.turn AS turn
  FROM unnest(CAST($2 AS text[]), CAST($3 AS text[]), CAST($4 AS integer[]))
       WITH ORDINALITY s (project, caller, number, turn)
 CROSS JOIN LATERAL (SELECT id, family, bytes, row_number() OVER () AS round FROM (SELECT id, child_count > 0 AS family, octet_length(inputs::text) + octet_length(metadata::text) AS bytes FROM active_operation WHERE project = s.project AND COALESCE(left(requestor_protocol || ' ' || requestor_username, 200), '') = s.caller AND owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL
AND cancel_requested_at IS NULL AND type = ANY (CAST($5 AS text[])) AND (deadline IS NULL OR deadline > $6 OR child_count > 0 AND attempt > 0)
AND (child_count = 0 OR CAST($7 AS boolean) AND NOT EXISTS (
     SELECT FROM active_operation c
      WHERE c.parent = active_operation.id AND c.status_code < 200
        AND NOT (c.type = ANY (CAST($8 AS text[]))) OFFSET 0)) ORDER BY priority DESC, id LIMIT s.number FOR UPDATE SKIP LOCKED) q) q), weighed AS (
SELECT id, turn, row_number() OVER up_to AS place, count(*) FILTER (WHERE family) OVER up_to AS families,
       sum(bytes) OVER up_to AS bytes
  FROM found WINDOW up_to AS (ORDER BY turn)),
chosen AS MATERIALIZED (
SELECT id, turn FROM weighed WHERE place = 1 OR families <= 1 AND bytes <= $9),
claimed AS (
UPDATE active_operation a
   SET owner = $10, location = $11, status_code = 103, attempt = a.attempt + 1,
       updated_at = GREATEST($12, a.created_at),
       metadata = CASE WHEN a.failures > 0 AND a.metadata -> 'retry' -> 'failures' = to_jsonb(a.failures)
                       THEN a.metadata - 'retry' ELSE a.metadata END,
       deadline = COALESCE(a.deadline, $13 + a.timeout_ms * INTERVAL '1 millisecond')
 WHERE a.id = ANY (ARRAY(SELECT id FROM chosen))
   AND EXISTS (SELECT FROM member WHERE incarnation = $14 AND offline_at IS NULL)
RETURNING a.*)
SELECT id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent, (SELECT count(*) FROM found) AS found FROM claimed JOIN chosen USING (id) ORDER BY turn;
EXECUTE step (1, '{"default"}', '{"tls somebody"}', '{"10"}', '{"noop","bulk"}', '2026-12-01T06:33:39.957075Z', true, '{"noop","bulk"}', 9223372036854775807, '13a85488-dbaa-42d3-9882-f131266c59e5', 'one', '2026-12-01T06:33:39.957075Z', '2026-12-01T06:33:39.957075Z', '13a85488-dbaa-42d3-9882-f131266c59e5');
DEALLOCATE step;

COMMIT;

BEGIN;

-- 1 row
PREPARE step AS
SELECT set_config('lock_timeout', '2s', true), set_config('enable_seqscan', 'off', true), set_config('enable_nestloop', 'off', true);
EXECUTE step;
DEALLOCATE step;

-- 1 row
PREPARE step (text[], text[], text[], text[], text[], text[], text[], text[], text[]) AS
WITH gone AS (DELETE FROM active_operation a USING unnest(CAST($1 AS uuid[]), CAST($2 AS uuid[]), CAST($3 AS integer[]),
       CAST($4 AS smallint[]), CAST($5 AS text[]), CAST($6 AS integer[]),
       CAST($7 AS jsonb[]), CAST($8 AS timestamptz[]))
    AS t (id, owner, attempt, final_code, final_error, final_error_code, final_metadata, finished_at)
 WHERE a.id = t.id AND a.owner = t.owner AND a.attempt = t.attempt AND a.status_code < 200
   AND a.id = ANY (CAST($9 AS uuid[])) RETURNING a.*, t.final_code, t.final_error, t.final_error_code, t.final_metadata, t.finished_at,
          CAST(NULL AS timestamptz) AS ended_at, CAST(NULL AS uuid) AS final_marker) INSERT INTO final_operation (
       id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       finished_at, status_code, error, error_code, metadata, location, attempt,
       parent, child_count, updated_at, end_marker)
SELECT id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
       attempt, parent, child_count, ended_at, final_marker FROM gone RETURNING id, attempt;
EXECUTE step ('{"01a2304f-1962-71bb-b8ce-9b45a54f90fc"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"2"}', '{"200"}', '{""}', '{"0"}', '{"{\"b\":\"it''s 2\"}"}', '{"2026-12-01T06:33:39.980884Z"}', '{"01a2304f-1962-71bb-b8ce-9b45a54f90fc"}');
DEALLOCATE step;

COMMIT;

BEGIN;

-- 1 row
PREPARE step AS
SELECT set_config('lock_timeout', '2s', true), set_config('enable_seqscan', 'off', true), set_config('enable_nestloop', 'off', true);
EXECUTE step;
DEALLOCATE step;

-- 1 row
PREPARE step (text[], text[], text[], text[], text[], text[], text[], text[], text[]) AS
WITH gone AS (DELETE FROM active_operation a USING unnest(CAST($1 AS uuid[]), CAST($2 AS uuid[]), CAST($3 AS integer[]),
       CAST($4 AS smallint[]), CAST($5 AS text[]), CAST($6 AS integer[]),
       CAST($7 AS jsonb[]), CAST($8 AS timestamptz[]))
    AS t (id, owner, attempt, final_code, final_error, final_error_code, final_metadata, finished_at)
 WHERE a.id = t.id AND a.owner = t.owner AND a.attempt = t.attempt AND a.status_code < 200
   AND a.id = ANY (CAST($9 AS uuid[])) RETURNING a.*, t.final_code, t.final_error, t.final_error_code, t.final_metadata, t.finished_at,
          CAST(NULL AS timestamptz) AS ended_at, CAST(NULL AS uuid) AS final_marker) INSERT INTO final_operation (
       id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       finished_at, status_code, error, error_code, metadata, location, attempt,
       parent, child_count, updated_at, end_marker)
SELECT id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
       attempt, parent, child_count, ended_at, final_marker FROM gone RETURNING id, attempt;
EXECUTE step ('{"01a2304f-1971-71e9-9448-d9809a6178fe"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"1"}', '{"200"}', '{""}', '{"0"}', '{"{\"b\":\"it''s 2\"}"}', '{"2026-12-01T06:33:39.984903Z"}', '{"01a2304f-1971-71e9-9448-d9809a6178fe"}');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL statement_timeout = 0; SET LOCAL client_connection_check_interval = 0;

-- 5 rows
PREPARE step (text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[]) AS
WITH known AS MATERIALIZED (
       SELECT name FROM project WHERE name = ANY (CAST($1 AS text[])) AND NOT being_deleted),
alive AS MATERIALIZED (
       SELECT incarnation FROM member
        WHERE incarnation = ANY (CAST($2 AS uuid[])) AND offline_at IS NULL),
inserted AS (
INSERT INTO active_operation (
       id, project, type, class, entity_url, resources, inputs,
       requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
       updated_at, status_code, metadata, owner, location, attempt,
       parent, stage, child_count, timeout_ms, deadline, priority, trace_parent)
SELECT id, project, type, class, entity_url, resources, inputs,
       username, protocol, address, conflict_reference, created_at,
       created_at, status_code, metadata, owner, location, attempt,
       parent, stage, child_count, timeout_ms, deadline, priority, trace_parent
  FROM unnest(CAST($3 AS uuid[]), CAST($4 AS text[]), CAST($5 AS text[]),
              CAST($6 AS smallint[]), CAST($7 AS text[]), CAST($8 AS jsonb[]),
              CAST($9 AS jsonb[]), CAST($10 AS text[]), CAST($11 AS text[]),
              CAST($12 AS text[]), CAST($13 AS text[]), CAST($14 AS timestamptz[]),
              CAST($15 AS smallint[]), CAST($16 AS jsonb[]), CAST($17 AS uuid[]),
              CAST($18 AS text[]), CAST($19 AS integer[]), CAST($20 AS uuid[]),
              CAST($21 AS integer[]), CAST($22 AS integer[]), CAST($23 AS bigint[]),
              CAST($24 AS timestamptz[]), CAST($25 AS integer[]), CAST($26 AS text[]))
    AS t (id, project, type, class, entity_url, resources, inputs, username, protocol, address,
          conflict_reference, created_at, status_code, metadata, owner, location, attempt,
          parent, stage, child_count, timeout_ms, deadline, priority, trace_parent)
 WHERE (project = '' OR project IN (SELECT name FROM known))
   AND (owner IS NULL OR owner IN (SELECT incarnation FROM alive))
 ORDER BY conflict_reference, project
    ON CONFLICT DO NOTHING
RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata)
SELECT id, inputs, metadata, NULL AS project, CAST(NULL AS uuid) AS member FROM inserted
 UNION ALL SELECT NULL, NULL, NULL, name, NULL FROM known
 UNION ALL SELECT NULL, NULL, NULL, NULL, incarnation FROM alive;
EXECUTE step ('{"default"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"01a2304f-1993-7102-a9cc-8e1f2ba87b54","01a2304f-1993-724d-a255-b7c7732ab558","01a2304f-1993-728e-9763-e697acaa3bcb"}', '{"default","default","default"}', '{"bulk","noop","noop"}', '{"1","1","1"}', '{"/1.0/projects/default","/1.0/projects/default","/1.0/projects/default"}', '{"{\"project\":[\"/1.0/projects/default\"]}","{\"project\":[\"/1.0/projects/default\"]}","{\"project\":[\"/1.0/projects/default\"]}"}', '{"{\"a\":1}","{\"a\":1}","{\"a\":1}"}', '{"somebody","somebody","somebody"}', '{"tls","tls","tls"}', '{"127.0.0.1:1","127.0.0.1:1","127.0.0.1:1"}', '{NULL,NULL,NULL}', '{"2026-12-01T06:33:39.987258Z","2026-12-01T06:33:39.987589Z","2026-12-01T06:33:39.987654Z"}', '{"103","103","103"}', '{"{\"b\":\"it''s 2\"}","{\"b\":\"it''s 2\"}","{\"b\":\"it''s 2\"}"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5","13a85488-dbaa-42d3-9882-f131266c59e5","13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"one","one","one"}', '{"1","1","1"}', '{NULL,"01a2304f-1993-7102-a9cc-8e1f2ba87b54","01a2304f-1993-7102-a9cc-8e1f2ba87b54"}', '{"0","0","1"}', '{"2","0","0"}', '{"3600000","3600000","3600000"}', '{NULL,NULL,NULL}', '{"7","0","0"}', '{"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off;

-- 1 row
PREPARE step (text[], text[], text[], text[], text[], text[], text[], text[], text[]) AS
UPDATE active_operation a
   SET status_code = t.final_code, error = t.final_error, error_code = t.final_error_code,
       metadata = t.final_metadata, updated_at = GREATEST(t.finished_at, a.created_at),
       conflict_reference = NULL, due_at = NULL, inputs = '{}'
  FROM unnest(CAST($1 AS uuid[]), CAST($2 AS uuid[]), CAST($3 AS integer[]),
       CAST($4 AS smallint[]), CAST($5 AS text[]), CAST($6 AS integer[]),
       CAST($7 AS jsonb[]), CAST($8 AS timestamptz[]))
    AS t (id, owner, attempt, final_code, final_error, final_error_code, final_metadata, finished_at)
 WHERE a.id = t.id AND a.owner = t.owner AND a.attempt = t.attempt AND a.status_code < 200
   AND a.id = ANY (CAST($9 AS uuid[])) RETURNING a.id, a.attempt;
EXECUTE step ('{"01a2304f-1993-724d-a255-b7c7732ab558"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"1"}', '{"200"}', '{""}', '{"0"}', '{"{\"b\":\"it''s 2\"}"}', '{"2026-12-01T06:33:39.993926Z"}', '{"01a2304f-1993-724d-a255-b7c7732ab558"}');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off;

-- 1 row
PREPARE step (text[], text[], timestamptz) AS
SELECT id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent FROM active_operation WHERE id = ANY (CAST($1 AS uuid[])) AND status_code >= 200 UNION ALL SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, metadata, location, attempt,
parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority, CAST(NULL AS text) AS trace_parent FROM final_operation WHERE id = ANY (CAST($2 AS uuid[])) AND finished_at >= $3;
EXECUTE step ('{"01a2304f-1993-724d-a255-b7c7732ab558"}', '{"01a2304f-1993-724d-a255-b7c7732ab558"}', '2026-12-01T06:33:39.987Z');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off;

-- 2 rows
PREPARE step (text[], text[], timestamptz) AS
SELECT id, project, type, class, entity_url, resources, CASE WHEN status_code < 200 THEN inputs ELSE '{}' END AS inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, CASE WHEN status_code < 200 THEN metadata ELSE '{}' END AS metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent FROM active_operation WHERE parent = ANY (CAST($1 AS uuid[])) UNION ALL SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, '{}'::jsonb AS metadata, location, attempt,
parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority, CAST(NULL AS text) AS trace_parent FROM final_operation WHERE parent = ANY (CAST($2 AS uuid[])) AND finished_at >= $3 ORDER BY id;
EXECUTE step ('{"01a2304f-1993-7102-a9cc-8e1f2ba87b54"}', '{"01a2304f-1993-7102-a9cc-8e1f2ba87b54"}', '2026-12-01T06:33:39.987Z');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL statement_timeout = 0; SET LOCAL client_connection_check_interval = 0;

-- 3 rows
PREPARE step (text[], text[], text[], text[], text[], text[], text[], text[], text[], varchar) AS
WITH gone AS (DELETE FROM active_operation a USING unnest(CAST($1 AS uuid[]), CAST($2 AS uuid[]), CAST($3 AS integer[]),
       CAST($4 AS smallint[]), CAST($5 AS text[]), CAST($6 AS integer[]),
       CAST($7 AS jsonb[]), CAST($8 AS timestamptz[]))
    AS t (id, owner, attempt, final_code, final_error, final_error_code, final_metadata, finished_at)
 WHERE a.id = t.id AND a.owner = t.owner AND a.attempt = t.attempt AND a.status_code < 200
   AND a.id = ANY (CAST($9 AS uuid[])) RETURNING a.*, t.final_code, t.final_error, t.final_error_code, t.final_metadata, t.finished_at,
          CAST(NULL AS timestamptz) AS ended_at, CAST(NULL AS uuid) AS final_marker), family AS (DELETE FROM active_operation c USING gone g WHERE c.parent = g.id
RETURNING c.*, CASE WHEN c.status_code >= 200 THEN c.status_code WHEN g.final_code = 401 THEN 401 ELSE 400 END
                   AS final_code,
          CASE WHEN c.status_code >= 200 THEN c.error
               ELSE COALESCE(NULLIF(g.final_error, ''), CAST($10 AS text)) END AS final_error,
          CASE WHEN c.status_code >= 200 THEN c.error_code
               ELSE COALESCE(NULLIF(g.final_error_code, 0), 500) END AS final_error_code,
          c.metadata AS final_metadata, g.finished_at,
          CASE WHEN c.status_code >= 200 THEN LEAST(c.updated_at, g.finished_at) END AS ended_at,
          CASE WHEN c.status_code >= 200 THEN c.end_marker ELSE g.final_marker END AS final_marker) INSERT INTO final_operation (
       id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       finished_at, status_code, error, error_code, metadata, location, attempt,
       parent, child_count, updated_at, end_marker)
SELECT id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
       attempt, parent, child_count, ended_at, final_marker FROM (SELECT * FROM gone UNION ALL SELECT * FROM family) AS families RETURNING id, attempt;
EXECUTE step ('{"01a2304f-1993-7102-a9cc-8e1f2ba87b54"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"1"}', '{"401"}', '{"context canceled"}', '{"500"}', '{"{\"b\":\"it''s 2\"}"}', '{"2026-12-01T06:33:40.008099Z"}', '{"01a2304f-1993-7102-a9cc-8e1f2ba87b54"}', 'Operation exited uncleanly or was unable to report its status');
DEALLOCATE step;

COMMIT;

BEGIN;

-- 2 rows
PREPARE step (uuid, uuid, uuid, uuid, timestamptz) AS
SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent FROM active_operation WHERE parent = $1 AND id > $2 UNION ALL SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, metadata, location, attempt,
parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority, CAST(NULL AS text) AS trace_parent FROM final_operation WHERE parent = $3 AND id > $4 AND finished_at >= $5 ORDER BY id;
EXECUTE step ('01a2304f-1993-7102-a9cc-8e1f2ba87b54', '01a2304f-1993-7102-a9cc-8e1f2ba87b54', '01a2304f-1993-7102-a9cc-8e1f2ba87b54', '01a2304f-1993-7102-a9cc-8e1f2ba87b54', '2026-12-01T06:33:39.987Z');
DEALLOCATE step;

COMMIT;

-- 3 rows
PREPARE step (text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[]) AS
WITH known AS MATERIALIZED (
       SELECT name FROM project WHERE name = ANY (CAST($1 AS text[])) AND NOT being_deleted),
alive AS MATERIALIZED (
       SELECT incarnation FROM member
        WHERE incarnation = ANY (CAST($2 AS uuid[])) AND offline_at IS NULL),
inserted AS (
INSERT INTO active_operation (
       id, project, type, class, entity_url, resources, inputs,
       requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
       updated_at, status_code, metadata, owner, location, attempt,
       parent, stage, child_count, timeout_ms, deadline, priority, trace_parent)
SELECT id, project, type, class, entity_url, resources, inputs,
       username, protocol, address, conflict_reference, created_at,
       created_at, status_code, metadata, owner, location, attempt,
       parent, stage, child_count, timeout_ms, deadline, priority, trace_parent
  FROM unnest(CAST($3 AS uuid[]), CAST($4 AS text[]), CAST($5 AS text[]),
              CAST($6 AS smallint[]), CAST($7 AS text[]), CAST($8 AS jsonb[]),
              CAST($9 AS jsonb[]), CAST($10 AS text[]), CAST($11 AS text[]),
              CAST($12 AS text[]), CAST($13 AS text[]), CAST($14 AS timestamptz[]),
              CAST($15 AS smallint[]), CAST($16 AS jsonb[]), CAST($17 AS uuid[]),
              CAST($18 AS text[]), CAST($19 AS integer[]), CAST($20 AS uuid[]),
              CAST($21 AS integer[]), CAST($22 AS integer[]), CAST($23 AS bigint[]),
              CAST($24 AS timestamptz[]), CAST($25 AS integer[]), CAST($26 AS text[]))
    AS t (id, project, type, class, entity_url, resources, inputs, username, protocol, address,
          conflict_reference, created_at, status_code, metadata, owner, location, attempt,
          parent, stage, child_count, timeout_ms, deadline, priority, trace_parent)
 WHERE (project = '' OR project IN (SELECT name FROM known))
   AND (owner IS NULL OR owner IN (SELECT incarnation FROM alive))
 ORDER BY conflict_reference, project
    ON CONFLICT DO NOTHING
RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata)
SELECT id, inputs, metadata, NULL AS project, CAST(NULL AS uuid) AS member FROM inserted
 UNION ALL SELECT NULL, NULL, NULL, name, NULL FROM known
 UNION ALL SELECT NULL, NULL, NULL, NULL, incarnation FROM alive;
EXECUTE step ('{"default"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"01a2304f-19b2-7345-b7ab-dbcced137a79"}', '{"default"}', '{"noop"}', '{"1"}', '{"/1.0/projects/default"}', '{"{\"project\":[\"/1.0/projects/default\"]}"}', '{"{\"a\":1}"}', '{"somebody"}', '{"tls"}', '{"127.0.0.1:1"}', '{"volume/v2"}', '{"2026-12-01T06:33:40.018837Z"}', '{"103"}', '{"{\"b\":\"it''s 2\"}"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"one"}', '{"1"}', '{NULL}', '{"0"}', '{"0"}', '{"3600000"}', '{NULL}', '{"7"}', '{"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}');
DEALLOCATE step;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL statement_timeout = 0; SET LOCAL client_connection_check_interval = 0;

-- 3 rows
PREPARE step (text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[]) AS
WITH known AS MATERIALIZED (
       SELECT name FROM project WHERE name = ANY (CAST($1 AS text[])) AND NOT being_deleted),
alive AS MATERIALIZED (
       SELECT incarnation FROM member
        WHERE incarnation = ANY (CAST($2 AS uuid[])) AND offline_at IS NULL),
inserted AS (
INSERT INTO active_operation (
       id, project, type, class, entity_url, resources, inputs,
       requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
       updated_at, status_code, metadata, owner, location, attempt,
       parent, stage, child_count, timeout_ms, deadline, priority, trace_parent)
SELECT id, project, type, class, entity_url, resources, inputs,
       username, protocol, address, conflict_reference, created_at,
       created_at, status_code, metadata, owner, location, attempt,
       parent, stage, child_count, timeout_ms, deadline, priority, trace_parent
  FROM unnest(CAST($3 AS uuid[]), CAST($4 AS text[]), CAST($5 AS text[]),
              CAST($6 AS smallint[]), CAST($7 AS text[]), CAST($8 AS jsonb[]),
              CAST($9 AS jsonb[]), CAST($10 AS text[]), CAST($11 AS text[]),
              CAST($12 AS text[]), CAST($13 AS text[]), CAST($14 AS timestamptz[]),
              CAST($15 AS smallint[]), CAST($16 AS jsonb[]), CAST($17 AS uuid[]),
              CAST($18 AS text[]), CAST($19 AS integer[]), CAST($20 AS uuid[]),
              CAST($21 AS integer[]), CAST($22 AS integer[]), CAST($23 AS bigint[]),
              CAST($24 AS timestamptz[]), CAST($25 AS integer[]), CAST($26 AS text[]))
    AS t (id, project, type, class, entity_url, resources, inputs, username, protocol, address,
          conflict_reference, created_at, status_code, metadata, owner, location, attempt,
          parent, stage, child_count, timeout_ms, deadline, priority, trace_parent)
 WHERE (project = '' OR project IN (SELECT name FROM known))
   AND (owner IS NULL OR owner IN (SELECT incarnation FROM alive))
 ORDER BY conflict_reference, project
    ON CONFLICT DO NOTHING
RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata)
SELECT id, inputs, metadata, NULL AS project, CAST(NULL AS uuid) AS member FROM inserted
 UNION ALL SELECT NULL, NULL, NULL, name, NULL FROM known
 UNION ALL SELECT NULL, NULL, NULL, NULL, incarnation FROM alive;
EXECUTE step ('{"default"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"01a2304f-19b6-7103-805f-e15a248483cb","01a2304f-19b6-726d-88f2-2871f5545749"}', '{"default","default"}', '{"bulk","noop"}', '{"1","1"}', '{"/1.0/projects/default","/1.0/projects/default"}', '{"{\"project\":[\"/1.0/projects/default\"]}","{\"project\":[\"/1.0/projects/default\"]}"}', '{"{\"a\":1}","{\"a\":1}"}', '{"somebody","somebody"}', '{"tls","tls"}', '{"127.0.0.1:1","127.0.0.1:1"}', '{NULL,"volume/v2"}', '{"2026-12-01T06:33:40.022259Z","2026-12-01T06:33:40.022621Z"}', '{"103","103"}', '{"{\"b\":\"it''s 2\"}","{\"b\":\"it''s 2\"}"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5","13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"one","one"}', '{"1","1"}', '{NULL,"01a2304f-19b6-7103-805f-e15a248483cb"}', '{"0","0"}', '{"2","0"}', '{"3600000","3600000"}', '{NULL,NULL}', '{"7","0"}', '{"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}');
DEALLOCATE step;

-- 1 row
PREPARE step (text[]) AS
DELETE FROM active_operation WHERE id = ANY (CAST($1 AS uuid[]));
EXECUTE step ('{"01a2304f-19b6-7103-805f-e15a248483cb","01a2304f-19b6-726d-88f2-2871f5545749"}');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL statement_timeout = 0; SET LOCAL client_connection_check_interval = 0;

-- 4 rows
PREPARE step (text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[]) AS
WITH known AS MATERIALIZED (
       SELECT name FROM project WHERE name = ANY (CAST($1 AS text[])) AND NOT being_deleted),
alive AS MATERIALIZED (
       SELECT incarnation FROM member
        WHERE incarnation = ANY (CAST($2 AS uuid[])) AND offline_at IS NULL),
inserted AS (
INSERT INTO active_operation (
       id, project, type, class, entity_url, resources, inputs,
       requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
       updated_at, status_code, metadata, owner, location, attempt,
       parent, stage, child_count, timeout_ms, deadline, priority, trace_parent)
SELECT id, project, type, class, entity_url, resources, inputs,
       username, protocol, address, conflict_reference, created_at,
       created_at, status_code, metadata, owner, location, attempt,
       parent, stage, child_count, timeout_ms, deadline, priority, trace_parent
  FROM unnest(CAST($3 AS uuid[]), CAST($4 AS text[]), CAST($5 AS text[]),
              CAST($6 AS smallint[]), CAST($7 AS text[]), CAST($8 AS jsonb[]),
              CAST($9 AS jsonb[]), CAST($10 AS text[]), CAST($11 AS text[]),
              CAST($12 AS text[]), CAST($13 AS text[]), CAST($14 AS timestamptz[]),
              CAST($15 AS smallint[]), CAST($16 AS jsonb[]), CAST($17 AS uuid[]),
              CAST($18 AS text[]), CAST($19 AS integer[]), CAST($20 AS uuid[]),
              CAST($21 AS integer[]), CAST($22 AS integer[]), CAST($23 AS bigint[]),
              CAST($24 AS timestamptz[]), CAST($25 AS integer[]), CAST($26 AS text[]))
    AS t (id, project, type, class, entity_url, resources, inputs, username, protocol, address,
          conflict_reference, created_at, status_code, metadata, owner, location, attempt,
          parent, stage, child_count, timeout_ms, deadline, priority, trace_parent)
 WHERE (project = '' OR project IN (SELECT name FROM known))
   AND (owner IS NULL OR owner IN (SELECT incarnation FROM alive))
 ORDER BY conflict_reference, project
    ON CONFLICT DO NOTHING
RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata)
SELECT id, inputs, metadata, NULL AS project, CAST(NULL AS uuid) AS member FROM inserted
 UNION ALL SELECT NULL, NULL, NULL, name, NULL FROM known
 UNION ALL SELECT NULL, NULL, NULL, NULL, incarnation FROM alive;
EXECUTE step ('{"default"}', '{}', '{"01a2304f-19bb-7136-a0f4-d83c3f48a3f9","01a2304f-19bb-720d-9797-43df1063cf8d","01a2304f-19bb-7241-9787-186df30ced5f"}', '{"default","default","default"}', '{"bulk","noop","noop"}', '{"4","4","4"}', '{"/1.0/projects/default","/1.0/projects/default","/1.0/projects/default"}', '{"{\"project\":[\"/1.0/projects/default\"]}","{\"project\":[\"/1.0/projects/default\"]}","{\"project\":[\"/1.0/projects/default\"]}"}', '{"{\"a\":1}","{\"a\":1}","{\"a\":1}"}', '{"somebody","somebody","somebody"}', '{"tls","tls","tls"}', '{"127.0.0.1:1","127.0.0.1:1","127.0.0.1:1"}', '{NULL,NULL,NULL}', '{"2026-12-01T06:33:40.027310Z","2026-12-01T06:33:40.027525Z","2026-12-01T06:33:40.027577Z"}', '{"105","105","105"}', '{"{\"b\":\"it''s 2\"}","{\"b\":\"it''s 2\"}","{\"b\":\"it''s 2\"}"}', '{NULL,NULL,NULL}', '{"one","one","one"}', '{"1","1","1"}', '{NULL,"01a2304f-19bb-7136-a0f4-d83c3f48a3f9","01a2304f-19bb-7136-a0f4-d83c3f48a3f9"}', '{"0","0","1"}', '{"2","0","0"}', '{NULL,NULL,NULL}', '{NULL,NULL,NULL}', '{"7","0","0"}', '{"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}');
DEALLOCATE step;

COMMIT;

-- 1 row
PREPARE step (varchar, integer, timestamptz, uuid, uuid) AS
UPDATE active_operation
   SET status_code = 401, error = $1, error_code = $2, updated_at = GREATEST($3, created_at),
       conflict_reference = NULL, due_at = NULL, inputs = '{}', end_marker = CAST($4 AS uuid)
 WHERE id = $5 AND owner IS NULL AND parent IS NOT NULL AND status_code = 105 RETURNING id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent;
EXECUTE step ('context canceled', 500, '2026-12-01T06:33:40.033271Z', 'a957ddf1-cad7-42af-ba04-3a156ede441b', '01a2304f-19bb-7241-9787-186df30ced5f');
DEALLOCATE step;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL jit = off;

-- 1 row
PREPARE step (varchar, uuid, varchar, text[], timestamptz, boolean, text[], integer, integer, text[], text[], text[], timestamptz, boolean, text[], integer, integer) AS
WITH RECURSIVE turns (project, around, number) AS (
SELECT CAST($1 AS text), false, 0
 WHERE EXISTS (SELECT FROM member WHERE incarnation = $2 AND offline_at IS NULL)
 UNION ALL
SELECT next.project, next.around, t.number + 1
  FROM turns t CROSS JOIN LATERAL (
       (SELECT project, t.around FROM active_operation WHERE owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL AND project > t.project
         ORDER BY project LIMIT 1)
        UNION ALL
       (SELECT project, true FROM active_operation WHERE owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL AND NOT t.around
         ORDER BY project LIMIT 1)
        LIMIT 1) next
 WHERE NOT next.around OR next.project <= $3), projects AS MATERIALIZED (
SELECT t.project, t.number FROM turns t CROSS JOIN LATERAL (SELECT 1 FROM active_operation WHERE project = t.project AND owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL
AND cancel_requested_at IS NULL AND type = ANY (CAST($4 AS text[])) AND (deadline IS NULL OR deadline > $5 OR child_count > 0 AND attempt > 0)
AND (child_count = 0 OR CAST($6 AS boolean) AND NOT EXISTS (
     SELECT FROM active_operation c
      WHERE c.parent = active_operation.id AND c.status_code < 200
        AND NOT (c.type = ANY (CAST($7 AS text[]))) OFFSET 0)) ORDER BY priority DESC, id LIMIT 1) q WHERE t.number > 0 LIMIT $8 + $9)
SELECT p.project, c.caller
  FROM (SELECT project, number, count(*) OVER () AS projects FROM projects) p CROSS JOIN LATERAL (WITH RECURSIVE callers (caller, start, around, number) AS (
SELECT first.caller, first.caller, false, 0
  FROM (SELECT COALESCE((
               SELECT s.caller
                 FROM unnest(CAST($10 AS text[]), CAST($11 AS text[])) s (project, caller)
                WHERE s.project = p.project), '') AS caller) first
 UNION ALL
SELECT next.caller, c.start, next.around, c.number + 1
  FROM callers c CROSS JOIN LATERAL (
       (SELECT COALESCE(left(requestor_protocol || ' ' || requestor_username, 200), '') AS caller, c.around FROM active_operation
         WHERE owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL AND project = p.project AND COALESCE(left(requestor_protocol || ' ' || requestor_username, 200), '') > c.caller ORDER BY COALESCE(left(requestor_protocol || ' ' || requestor_username, 200), '') LIMIT 1)
        UNION ALL
       (SELECT COALESCE(left(requestor_protocol || ' ' || requestor_username, 200), ''), true FROM active_operation WHERE owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL AND project = p.project AND NOT c.around
         ORDER BY COALESCE(left(requestor_protocol || ' ' || requestor_username, 200), '') LIMIT 1)
        LIMIT 1) next
 WHERE NOT next.around OR next.caller <= c.start)
SELECT c.caller, c.number FROM callers c CROSS JOIN LATERAL (SELECT 1 FROM active_operation WHERE project = p.project AND COALESCE(left(requestor_protocol || ' ' || requestor_username, 200), '') = c.caller AND owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL
AND cancel_requested_at IS NULL AND type = ANY (CAST($12 AS text[])) AND (deadline IS NULL OR deadline > $13 OR child_count > 0 AND attempt > 0)
AND (child_count = 0 OR CAST($14 AS boolean) AND NOT EXISTS (
     SELECT FROM active_operation c
      WHERE c.parent = active_operation.id AND c.status_code < 200
        AND NOT (c.type = ANY (CAST($15 AS text[]))) OFFSET 0)) ORDER BY priority DESC, id LIMIT 1) q
 WHERE c.number > 0 LIMIT $16 / p.projects + 1 + $17) c
 ORDER BY p.number, c.number;
EXECUTE step ('default', '13a85488-dbaa-42d3-9882-f131266c59e5', 'default', '{"noop","bulk"}', '2026-12-01T06:33:40.035848Z', true, '{"noop","bulk"}', 10, 0, '{"default"}', '{""}', '{"noop","bulk"}', '2026-12-01T06:33:40.035848Z', true, '{"noop","bulk"}', 10, 0);
DEALLOCATE step;

-- 1 row
PREPARE step (integer, text[], text[], text[], text[], timestamptz, boolean, text[], bigint, uuid, varchar, timestamptz, timestamptz, uuid) AS
WITH found AS MATERIALIZED (
SELECT q.id, q.family, q.bytes, q.round * $1 + s.turn AS turn
  FROM unnest(CAST($2 AS text[]), CAST($3 AS text[]), CAST($4 AS integer[]))
       WITH ORDINALITY s (project, caller, number, turn)
 CROSS JOIN LATERAL (SELECT id, family, bytes, row_number() OVER () AS round FROM (SELECT id, child_count > 0 AS family, octet_length(inputs::text) + octet_length(metadata::text) AS bytes FROM active_operation WHERE project = s.project AND COALESCE(left(requestor_protocol || ' ' || requestor_username, 200), '') = s.caller AND owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL
AND cancel_requested_at IS NULL AND type = ANY (CAST($5 AS text[])) AND (deadline IS NULL OR deadline > $6 OR child_count > 0 AND attempt > 0)
AND (child_count = 0 OR CAST($7 AS boolean) AND NOT EXISTS (
     SELECT FROM active_operation c
      WHERE c.parent = active_operation.id AND c.status_code < 200
        AND NOT (c.type = ANY (CAST($8 AS text[]))) OFFSET 0)) ORDER BY priority DESC, id LIMIT s.number FOR UPDATE SKIP LOCKED) q) q), weighed AS (
SELECT id, turn, row_number() OVER up_to AS place, count(*) FILTER (WHERE family) OVER up_to AS families,
       sum(bytes) OVER up_to AS bytes
  FROM found WINDOW up_to AS (ORDER BY turn)),
chosen AS MATERIALIZED (
SELECT id, turn FROM weighed WHERE place = 1 OR families <= 1 AND bytes <= $9),
claimed AS (
UPDATE active_operation a
   SET owner = $10, location = $11, status_code = 103, attempt = a.attempt + 1,
       updated_at = GREATEST($12, a.created_at),
       metadata = CASE WHEN a.failures > 0 AND a.metadata -> 'retry' -> 'failures' = to_jsonb(a.failures)
                       THEN a.metadata - 'retry' ELSE a.metadata END,
       deadline = COALESCE(a.deadline, $13 + a.timeout_ms * INTERVAL '1 millisecond')
 WHERE a.id = ANY (ARRAY(SELECT id FROM chosen))
   AND EXISTS (SELECT FROM member WHERE incarnation = $14 AND offline_at IS NULL)
RETURNING a.*)
SELECT id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent, (SELECT count(*) FROM found) AS found FROM claimed JOIN chosen USING (id) ORDER BY turn;
EXECUTE step (1, '{"default"}', '{"tls somebody"}', '{"10"}', '{"noop","bulk"}', '2026-12-01T06:33:40.035848Z', true, '{"noop","bulk"}', 9223372036854775807, '13a85488-dbaa-42d3-9882-f131266c59e5', 'one', '2026-12-01T06:33:40.035848Z', '2026-12-01T06:33:40.035848Z', '13a85488-dbaa-42d3-9882-f131266c59e5');
DEALLOCATE step;

-- 1 row
PREPARE step (uuid, varchar, timestamptz, text[]) AS
UPDATE active_operation
   SET owner = $1, location = $2, attempt = attempt + 1, updated_at = GREATEST($3, created_at),
       status_code = CASE WHEN status_code = 104 THEN 104 ELSE 105 END
 WHERE parent = ANY (CAST($4 AS uuid[])) AND status_code < 200;
EXECUTE step ('13a85488-dbaa-42d3-9882-f131266c59e5', 'one', '2026-12-01T06:33:40.035848Z', '{"01a2304f-19bb-7136-a0f4-d83c3f48a3f9"}');
DEALLOCATE step;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off;

-- 2 rows
PREPARE step (text[], text[], timestamptz) AS
SELECT id, project, type, class, entity_url, resources, CASE WHEN status_code < 200 THEN inputs ELSE '{}' END AS inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, CASE WHEN status_code < 200 THEN metadata ELSE '{}' END AS metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent FROM active_operation WHERE parent = ANY (CAST($1 AS uuid[])) UNION ALL SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, '{}'::jsonb AS metadata, location, attempt,
parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority, CAST(NULL AS text) AS trace_parent FROM final_operation WHERE parent = ANY (CAST($2 AS uuid[])) AND finished_at >= $3 ORDER BY id;
EXECUTE step ('{"01a2304f-19bb-7136-a0f4-d83c3f48a3f9"}', '{"01a2304f-19bb-7136-a0f4-d83c3f48a3f9"}', '2026-12-01T06:33:40.027Z');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL jit = off;

-- 1 row
PREPARE step (timestamptz, timestamptz, uuid, timestamptz, timestamptz, text[]) AS
UPDATE active_operation
   SET owner = NULL, status_code = 105, updated_at = GREATEST($1, created_at),
       deadline = CASE WHEN deadline = $2 + timeout_ms * INTERVAL '1 millisecond' THEN NULL ELSE deadline END
 WHERE owner = $3 AND parent IS NULL AND status_code = 103 AND updated_at = $4
   AND created_at < $5 AND id NOT IN (SELECT unnest(CAST($6 AS uuid[]))) RETURNING id;
EXECUTE step ('2026-12-01T06:33:40.051112Z', '2026-12-01T06:33:40.035848Z', '13a85488-dbaa-42d3-9882-f131266c59e5', '2026-12-01T06:33:40.035848Z', '2026-12-01T06:33:40.035848Z', '{}');
DEALLOCATE step;

-- 1 row
PREPARE step (timestamptz, text[], uuid) AS
UPDATE active_operation SET owner = NULL, updated_at = GREATEST($1, created_at)
 WHERE parent = ANY (CAST($2 AS uuid[])) AND owner = $3 AND status_code < 200;
EXECUTE step ('2026-12-01T06:33:40.052460Z', '{"01a2304f-19bb-7136-a0f4-d83c3f48a3f9"}', '13a85488-dbaa-42d3-9882-f131266c59e5');
DEALLOCATE step;

COMMIT;

-- 1 row
PREPARE step (varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, unknown, varchar, varchar, varchar, unknown, varchar, varchar, varchar, varchar, unknown, unknown) AS
INSERT INTO active_operation (
       id, project, type, class, entity_url, resources, inputs,
       requestor_username, requestor_protocol, requestor_address, created_at,
       updated_at, status_code, metadata, owner, location, attempt, timeout_ms, deadline, priority, trace_parent)
SELECT CAST($1 AS uuid), $2, $3, CAST($4 AS smallint), $5,
       CAST($6 AS jsonb), CAST($7 AS jsonb), $8, $9, $10,
       CAST($11 AS timestamptz), CAST($12 AS timestamptz), CAST($13 AS smallint),
       CAST($14 AS jsonb), CAST($15 AS uuid), $16, CAST($17 AS integer),
       CAST($18 AS bigint), CAST($19 AS timestamptz), CAST($20 AS integer), $21
 WHERE ($22 = '' OR EXISTS (SELECT FROM project WHERE name = $23 AND NOT being_deleted))
   AND (CAST($24 AS uuid) IS NULL OR EXISTS (
       SELECT FROM member WHERE incarnation = CAST($25 AS uuid) AND offline_at IS NULL)) RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata;
EXECUTE step ('01a2304f-19d5-7307-9bd1-75706378efb8', 'default', 'noop', '3', '/1.0/projects/default', '{"project":["/1.0/projects/default"]}', '{"a":1}', 'somebody', 'tls', '127.0.0.1:1', '2026-12-01T06:33:40.053775Z', '2026-12-01T06:33:40.053775Z', '103', '{"b":"it''s 2"}', NULL, 'one', '1', '3600000', NULL, '7', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'default', 'default', NULL, NULL);
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, uuid, integer) AS
SELECT id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent FROM active_operation WHERE class = 3 AND type = $1 AND id > $2 ORDER BY id LIMIT $3;
EXECUTE step ('noop', '00000000-0000-0000-0000-000000000000', 10);
DEALLOCATE step;

-- 1 row
PREPARE step (uuid, text[], varchar, integer, timestamptz, uuid, varchar) AS
WITH gone AS (DELETE FROM active_operation WHERE id = $1 AND owner IS NULL AND parent IS NULL AND (child_count = 0 OR attempt = 0 OR NOT EXISTS (SELECT FROM active_operation c WHERE c.parent = active_operation.id AND c.status_code < 200 AND c.type = ANY (CAST($2 AS text[])))) RETURNING *, 401 AS final_code, CAST($3 AS text) AS final_error, CAST($4 AS integer) AS final_error_code, metadata AS final_metadata, CAST($5 AS timestamptz) AS finished_at, CAST(NULL AS timestamptz) AS ended_at, CAST($6 AS uuid) AS final_marker), family AS (DELETE FROM active_operation c USING gone g WHERE c.parent = g.id
RETURNING c.*, CASE WHEN c.status_code >= 200 THEN c.status_code WHEN g.final_code = 401 THEN 401 ELSE 400 END
                   AS final_code,
          CASE WHEN c.status_code >= 200 THEN c.error
               ELSE COALESCE(NULLIF(g.final_error, ''), CAST($7 AS text)) END AS final_error,
          CASE WHEN c.status_code >= 200 THEN c.error_code
               ELSE COALESCE(NULLIF(g.final_error_code, 0), 500) END AS final_error_code,
          c.metadata AS final_metadata, g.finished_at,
          CASE WHEN c.status_code >= 200 THEN LEAST(c.updated_at, g.finished_at) END AS ended_at,
          CASE WHEN c.status_code >= 200 THEN c.end_marker ELSE g.final_marker END AS final_marker), moved AS (INSERT INTO final_operation (
       id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       finished_at, status_code, error, error_code, metadata, location, attempt,
       parent, child_count, updated_at, end_marker)
SELECT id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
       attempt, parent, child_count, ended_at, final_marker FROM (SELECT * FROM gone UNION ALL SELECT * FROM family) AS families RETURNING *) SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, metadata, location, attempt,
parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority, trace_parent FROM moved JOIN (SELECT id, trace_parent FROM gone UNION ALL SELECT id, trace_parent FROM family) AS traces USING (id) WHERE updated_at IS NULL ORDER BY parent NULLS LAST, id;
EXECUTE step ('01a2304f-19d5-7307-9bd1-75706378efb8', '{}', 'context canceled', 500, '2026-12-01T06:33:40.059695Z', 'de3febca-7de9-495a-a995-a3ba29aaf560', 'Operation exited uncleanly or was unable to report its status');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, unknown, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, unknown, unknown) AS
INSERT INTO active_operation (
       id, project, type, class, entity_url, resources, inputs,
       requestor_username, requestor_protocol, requestor_address, created_at,
       updated_at, status_code, metadata, owner, location, attempt, timeout_ms, deadline, priority, trace_parent)
SELECT CAST($1 AS uuid), $2, $3, CAST($4 AS smallint), $5,
       CAST($6 AS jsonb), CAST($7 AS jsonb), $8, $9, $10,
       CAST($11 AS timestamptz), CAST($12 AS timestamptz), CAST($13 AS smallint),
       CAST($14 AS jsonb), CAST($15 AS uuid), $16, CAST($17 AS integer),
       CAST($18 AS bigint), CAST($19 AS timestamptz), CAST($20 AS integer), $21
 WHERE ($22 = '' OR EXISTS (SELECT FROM project WHERE name = $23 AND NOT being_deleted))
   AND (CAST($24 AS uuid) IS NULL OR EXISTS (
       SELECT FROM member WHERE incarnation = CAST($25 AS uuid) AND offline_at IS NULL)) RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata;
EXECUTE step ('01a2304f-19df-7187-953a-5829ed02e6d1', 'default', 'noop', '3', '/1.0/projects/default', '{"project":["/1.0/projects/default"]}', '{"a":1}', 'somebody', 'tls', '127.0.0.1:1', '2026-12-01T06:33:40.063391Z', '2026-12-01T06:33:40.063391Z', '103', '{"b":"it''s 2"}', NULL, 'one', '1', '3600000', '2026-12-01T06:33:40.063383Z', '7', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'default', 'default', NULL, NULL);
DEALLOCATE step;

-- 1 row
PREPARE step (text[]) AS
SELECT deadline FROM active_operation WHERE owner IS NULL AND parent IS NULL AND deadline IS NOT NULL AND (child_count = 0 OR attempt = 0 OR NOT EXISTS (SELECT FROM active_operation c WHERE c.parent = active_operation.id AND c.status_code < 200 AND c.type = ANY (CAST($1 AS text[])) OFFSET 0)) ORDER BY deadline LIMIT 1;
EXECUTE step ('{}');
DEALLOCATE step;

-- 1 row
PREPARE step (text[], timestamptz, integer, integer, varchar, varchar, integer, integer, timestamptz, uuid, varchar) AS
WITH gone AS (DELETE FROM active_operation WHERE id = ANY (ARRAY(SELECT id FROM (SELECT id, sum(1 + child_count) OVER (ORDER BY deadline, id) - child_count AS rows FROM (SELECT id, child_count, deadline FROM active_operation WHERE owner IS NULL AND parent IS NULL AND deadline IS NOT NULL AND (child_count = 0 OR attempt = 0 OR NOT EXISTS (SELECT FROM active_operation c WHERE c.parent = active_operation.id AND c.status_code < 200 AND c.type = ANY (CAST($1 AS text[])) OFFSET 0)) AND deadline <= $2 ORDER BY deadline LIMIT $3 FOR UPDATE SKIP LOCKED) AS next) AS counted WHERE rows <= $4)) RETURNING *, CASE WHEN class = 3 THEN 401 ELSE 400 END AS final_code, CASE WHEN class = 3 THEN CAST($5 AS text) ELSE CAST($6 AS text) END AS final_error, CASE WHEN class = 3 THEN CAST($7 AS integer) ELSE CAST($8 AS integer) END AS final_error_code, metadata AS final_metadata, CAST($9 AS timestamptz) AS finished_at, CAST(NULL AS timestamptz) AS ended_at, CAST($10 AS uuid) AS final_marker), family AS (DELETE FROM active_operation c USING gone g WHERE c.parent = g.id
RETURNING c.*, CASE WHEN c.status_code >= 200 THEN c.status_code WHEN g.final_code = 401 THEN 401 ELSE 400 END
                   AS final_code,
          CASE WHEN c.status_code >= 200 THEN c.error
               ELSE COALESCE(NULLIF(g.final_error, ''), CAST($11 AS text)) END AS final_error,
          CASE WHEN c.status_code >= 200 THEN c.error_code
               ELSE COALESCE(NULLIF(g.final_error_code, 0), 500) END AS final_error_code,
          c.metadata AS final_metadata, g.finished_at,
          CASE WHEN c.status_code >= 200 THEN LEAST(c.updated_at, g.finished_at) END AS ended_at,
          CASE WHEN c.status_code >= 200 THEN c.end_marker ELSE g.final_marker END AS final_marker), moved AS (INSERT INTO final_operation (
       id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       finished_at, status_code, error, error_code, metadata, location, attempt,
       parent, child_count, updated_at, end_marker)
SELECT id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
       attempt, parent, child_count, ended_at, final_marker FROM (SELECT * FROM gone UNION ALL SELECT * FROM family) AS families RETURNING *) SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, metadata, location, attempt,
parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority, trace_parent FROM moved JOIN (SELECT id, trace_parent FROM gone UNION ALL SELECT id, trace_parent FROM family) AS traces USING (id) WHERE updated_at IS NULL ORDER BY parent NULLS LAST, id;
EXECUTE step ('{}', '2026-12-01T06:33:40.068284Z', 100, 100, 'context canceled', 'Operation timed out', 500, 504, '2026-12-01T06:33:40.068284Z', '8223b738-cb6f-4b71-a644-c8291a53aeae', 'Operation exited uncleanly or was unable to report its status');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, unknown, varchar, varchar, varchar, varchar, varchar, varchar) AS
INSERT INTO active_operation (
       id, project, type, class, entity_url, resources, inputs,
       requestor_username, requestor_protocol, requestor_address, created_at,
       updated_at, status_code, metadata, owner, location, attempt, timeout_ms, deadline, priority, trace_parent)
SELECT CAST($1 AS uuid), $2, $3, CAST($4 AS smallint), $5,
       CAST($6 AS jsonb), CAST($7 AS jsonb), $8, $9, $10,
       CAST($11 AS timestamptz), CAST($12 AS timestamptz), CAST($13 AS smallint),
       CAST($14 AS jsonb), CAST($15 AS uuid), $16, CAST($17 AS integer),
       CAST($18 AS bigint), CAST($19 AS timestamptz), CAST($20 AS integer), $21
 WHERE ($22 = '' OR EXISTS (SELECT FROM project WHERE name = $23 AND NOT being_deleted))
   AND (CAST($24 AS uuid) IS NULL OR EXISTS (
       SELECT FROM member WHERE incarnation = CAST($25 AS uuid) AND offline_at IS NULL)) RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata;
EXECUTE step ('01a2304f-19e8-720b-bfa2-96bde84e527d', 'default', 'noop', '4', '/1.0/projects/default', '{"project":["/1.0/projects/default"]}', '{"a":1}', 'somebody', 'tls', '127.0.0.1:1', '2026-12-01T06:33:40.072523Z', '2026-12-01T06:33:40.072523Z', '103', '{"b":"it''s 2"}', '13a85488-dbaa-42d3-9882-f131266c59e5', 'one', '1', '3600000', NULL, '7', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'default', 'default', '13a85488-dbaa-42d3-9882-f131266c59e5', '13a85488-dbaa-42d3-9882-f131266c59e5');
DEALLOCATE step;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off;

-- 1 row
PREPARE step (text[], uuid) AS
SELECT id FROM active_operation WHERE id = ANY (CAST($1 AS uuid[])) AND owner = $2 AND status_code < 200;
EXECUTE step ('{"01a2304f-19e8-720b-bfa2-96bde84e527d"}', '13a85488-dbaa-42d3-9882-f131266c59e5');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL statement_timeout = 0; SET LOCAL client_connection_check_interval = 0;

-- 5 rows
PREPARE step (text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[]) AS
WITH known AS MATERIALIZED (
       SELECT name FROM project WHERE name = ANY (CAST($1 AS text[])) AND NOT being_deleted),
alive AS MATERIALIZED (
       SELECT incarnation FROM member
        WHERE incarnation = ANY (CAST($2 AS uuid[])) AND offline_at IS NULL),
inserted AS (
INSERT INTO active_operation (
       id, project, type, class, entity_url, resources, inputs,
       requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
       updated_at, status_code, metadata, owner, location, attempt,
       parent, stage, child_count, timeout_ms, deadline, priority, trace_parent)
SELECT id, project, type, class, entity_url, resources, inputs,
       username, protocol, address, conflict_reference, created_at,
       created_at, status_code, metadata, owner, location, attempt,
       parent, stage, child_count, timeout_ms, deadline, priority, trace_parent
  FROM unnest(CAST($3 AS uuid[]), CAST($4 AS text[]), CAST($5 AS text[]),
              CAST($6 AS smallint[]), CAST($7 AS text[]), CAST($8 AS jsonb[]),
              CAST($9 AS jsonb[]), CAST($10 AS text[]), CAST($11 AS text[]),
              CAST($12 AS text[]), CAST($13 AS text[]), CAST($14 AS timestamptz[]),
              CAST($15 AS smallint[]), CAST($16 AS jsonb[]), CAST($17 AS uuid[]),
              CAST($18 AS text[]), CAST($19 AS integer[]), CAST($20 AS uuid[]),
              CAST($21 AS integer[]), CAST($22 AS integer[]), CAST($23 AS bigint[]),
              CAST($24 AS timestamptz[]), CAST($25 AS integer[]), CAST($26 AS text[]))
    AS t (id, project, type, class, entity_url, resources, inputs, username, protocol, address,
          conflict_reference, created_at, status_code, metadata, owner, location, attempt,
          parent, stage, child_count, timeout_ms, deadline, priority, trace_parent)
 WHERE (project = '' OR project IN (SELECT name FROM known))
   AND (owner IS NULL OR owner IN (SELECT incarnation FROM alive))
 ORDER BY conflict_reference, project
    ON CONFLICT DO NOTHING
RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata)
SELECT id, inputs, metadata, NULL AS project, CAST(NULL AS uuid) AS member FROM inserted
 UNION ALL SELECT NULL, NULL, NULL, name, NULL FROM known
 UNION ALL SELECT NULL, NULL, NULL, NULL, incarnation FROM alive;
EXECUTE step ('{"default"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"01a2304f-19ed-7006-b509-8ade9bacc877","01a2304f-19ed-71e8-b9f3-ba81479a9703","01a2304f-19ed-7240-8800-55ecd4310e3f"}', '{"default","default","default"}', '{"bulk","noop","noop"}', '{"1","1","1"}', '{"/1.0/projects/default","/1.0/projects/default","/1.0/projects/default"}', '{"{\"project\":[\"/1.0/projects/default\"]}","{\"project\":[\"/1.0/projects/default\"]}","{\"project\":[\"/1.0/projects/default\"]}"}', '{"{\"a\":1}","{\"a\":1}","{\"a\":1}"}', '{"somebody","somebody","somebody"}', '{"tls","tls","tls"}', '{"127.0.0.1:1","127.0.0.1:1","127.0.0.1:1"}', '{NULL,NULL,NULL}', '{"2026-12-01T06:33:40.077006Z","2026-12-01T06:33:40.077488Z","2026-12-01T06:33:40.077576Z"}', '{"103","103","103"}', '{"{\"b\":\"it''s 2\"}","{\"b\":\"it''s 2\"}","{\"b\":\"it''s 2\"}"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5","13a85488-dbaa-42d3-9882-f131266c59e5","13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"one","one","one"}', '{"1","1","1"}', '{NULL,"01a2304f-19ed-7006-b509-8ade9bacc877","01a2304f-19ed-7006-b509-8ade9bacc877"}', '{"0","0","1"}', '{"2","0","0"}', '{"3600000","3600000","3600000"}', '{NULL,NULL,NULL}', '{"7","0","0"}', '{"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL statement_timeout = 0; SET LOCAL client_connection_check_interval = 0;

-- 5 rows
PREPARE step (text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[]) AS
WITH known AS MATERIALIZED (
       SELECT name FROM project WHERE name = ANY (CAST($1 AS text[])) AND NOT being_deleted),
alive AS MATERIALIZED (
       SELECT incarnation FROM member
        WHERE incarnation = ANY (CAST($2 AS uuid[])) AND offline_at IS NULL),
inserted AS (
INSERT INTO active_operation (
       id, project, type, class, entity_url, resources, inputs,
       requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
       updated_at, status_code, metadata, owner, location, attempt,
       parent, stage, child_count, timeout_ms, deadline, priority, trace_parent)
SELECT id, project, type, class, entity_url, resources, inputs,
       username, protocol, address, conflict_reference, created_at,
       created_at, status_code, metadata, owner, location, attempt,
       parent, stage, child_count, timeout_ms, deadline, priority, trace_parent
  FROM unnest(CAST($3 AS uuid[]), CAST($4 AS text[]), CAST($5 AS text[]),
              CAST($6 AS smallint[]), CAST($7 AS text[]), CAST($8 AS jsonb[]),
              CAST($9 AS jsonb[]), CAST($10 AS text[]), CAST($11 AS text[]),
              CAST($12 AS text[]), CAST($13 AS text[]), CAST($14 AS timestamptz[]),
              CAST($15 AS smallint[]), CAST($16 AS jsonb[]), CAST($17 AS uuid[]),
              CAST($18 AS text[]), CAST($19 AS integer[]), CAST($20 AS uuid[]),
              CAST($21 AS integer[]), CAST($22 AS integer[]), CAST($23 AS bigint[]),
              CAST($24 AS timestamptz[]), CAST($25 AS integer[]), CAST($26 AS text[]))
    AS t (id, project, type, class, entity_url, resources, inputs, username, protocol, address,
          conflict_reference, created_at, status_code, metadata, owner, location, attempt,
          parent, stage, child_count, timeout_ms, deadline, priority, trace_parent)
 WHERE (project = '' OR project IN (SELECT name FROM known))
   AND (owner IS NULL OR owner IN (SELECT incarnation FROM alive))
 ORDER BY conflict_reference, project
    ON CONFLICT DO NOTHING
RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata)
SELECT id, inputs, metadata, NULL AS project, CAST(NULL AS uuid) AS member FROM inserted
 UNION ALL SELECT NULL, NULL, NULL, name, NULL FROM known
 UNION ALL SELECT NULL, NULL, NULL, NULL, incarnation FROM alive;
EXECUTE step ('{"default"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"01a2304f-19ed-7275-ba83-24f4090d4a93","01a2304f-19ed-729e-b650-7b21276d745d","01a2304f-19ed-72c9-8ebd-c56168d6ede2"}', '{"default","default","default"}', '{"bulk","noop","noop"}', '{"4","4","4"}', '{"/1.0/projects/default","/1.0/projects/default","/1.0/projects/default"}', '{"{\"project\":[\"/1.0/projects/default\"]}","{\"project\":[\"/1.0/projects/default\"]}","{\"project\":[\"/1.0/projects/default\"]}"}', '{"{\"a\":1}","{\"a\":1}","{\"a\":1}"}', '{"somebody","somebody","somebody"}', '{"tls","tls","tls"}', '{"127.0.0.1:1","127.0.0.1:1","127.0.0.1:1"}', '{NULL,NULL,NULL}', '{"2026-12-01T06:33:40.077629Z","2026-12-01T06:33:40.077670Z","2026-12-01T06:33:40.077713Z"}', '{"103","103","103"}', '{"{\"b\":\"it''s 2\"}","{\"b\":\"it''s 2\"}","{\"b\":\"it''s 2\"}"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5","13a85488-dbaa-42d3-9882-f131266c59e5","13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"one","one","one"}', '{"1","1","1"}', '{NULL,"01a2304f-19ed-7275-ba83-24f4090d4a93","01a2304f-19ed-7275-ba83-24f4090d4a93"}', '{"0","0","1"}', '{"2","0","0"}', '{"3600000","3600000","3600000"}', '{NULL,NULL,NULL}', '{"7","0","0"}', '{"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL statement_timeout = 0; SET LOCAL client_connection_check_interval = 0;

-- 4 rows
PREPARE step (text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[], text[]) AS
WITH known AS MATERIALIZED (
       SELECT name FROM project WHERE name = ANY (CAST($1 AS text[])) AND NOT being_deleted),
alive AS MATERIALIZED (
       SELECT incarnation FROM member
        WHERE incarnation = ANY (CAST($2 AS uuid[])) AND offline_at IS NULL),
inserted AS (
INSERT INTO active_operation (
       id, project, type, class, entity_url, resources, inputs,
       requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
       updated_at, status_code, metadata, owner, location, attempt,
       parent, stage, child_count, timeout_ms, deadline, priority, trace_parent)
SELECT id, project, type, class, entity_url, resources, inputs,
       username, protocol, address, conflict_reference, created_at,
       created_at, status_code, metadata, owner, location, attempt,
       parent, stage, child_count, timeout_ms, deadline, priority, trace_parent
  FROM unnest(CAST($3 AS uuid[]), CAST($4 AS text[]), CAST($5 AS text[]),
              CAST($6 AS smallint[]), CAST($7 AS text[]), CAST($8 AS jsonb[]),
              CAST($9 AS jsonb[]), CAST($10 AS text[]), CAST($11 AS text[]),
              CAST($12 AS text[]), CAST($13 AS text[]), CAST($14 AS timestamptz[]),
              CAST($15 AS smallint[]), CAST($16 AS jsonb[]), CAST($17 AS uuid[]),
              CAST($18 AS text[]), CAST($19 AS integer[]), CAST($20 AS uuid[]),
              CAST($21 AS integer[]), CAST($22 AS integer[]), CAST($23 AS bigint[]),
              CAST($24 AS timestamptz[]), CAST($25 AS integer[]), CAST($26 AS text[]))
    AS t (id, project, type, class, entity_url, resources, inputs, username, protocol, address,
          conflict_reference, created_at, status_code, metadata, owner, location, attempt,
          parent, stage, child_count, timeout_ms, deadline, priority, trace_parent)
 WHERE (project = '' OR project IN (SELECT name FROM known))
   AND (owner IS NULL OR owner IN (SELECT incarnation FROM alive))
 ORDER BY conflict_reference, project
    ON CONFLICT DO NOTHING
RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata)
SELECT id, inputs, metadata, NULL AS project, CAST(NULL AS uuid) AS member FROM inserted
 UNION ALL SELECT NULL, NULL, NULL, name, NULL FROM known
 UNION ALL SELECT NULL, NULL, NULL, NULL, incarnation FROM alive;
EXECUTE step ('{"default"}', '{}', '{"01a2304f-19ed-7335-991e-ab5e1ba5a919","01a2304f-19ed-7370-8cd7-d04cb402a8c8","01a2304f-19ed-7399-ad7c-4fb4447001eb"}', '{"default","default","default"}', '{"bulk","noop","noop"}', '{"4","4","4"}', '{"/1.0/projects/default","/1.0/projects/default","/1.0/projects/default"}', '{"{\"project\":[\"/1.0/projects/default\"]}","{\"project\":[\"/1.0/projects/default\"]}","{\"project\":[\"/1.0/projects/default\"]}"}', '{"{\"a\":1}","{\"a\":1}","{\"a\":1}"}', '{"somebody","somebody","somebody"}', '{"tls","tls","tls"}', '{"127.0.0.1:1","127.0.0.1:1","127.0.0.1:1"}', '{NULL,NULL,NULL}', '{"2026-12-01T06:33:40.077821Z","2026-12-01T06:33:40.077880Z","2026-12-01T06:33:40.077921Z"}', '{"105","105","105"}', '{"{\"b\":\"it''s 2\"}","{\"b\":\"it''s 2\"}","{\"b\":\"it''s 2\"}"}', '{NULL,NULL,NULL}', '{"one","one","one"}', '{"1","1","1"}', '{NULL,"01a2304f-19ed-7335-991e-ab5e1ba5a919","01a2304f-19ed-7335-991e-ab5e1ba5a919"}', '{"0","0","1"}', '{"2","0","0"}', '{NULL,NULL,NULL}', '{NULL,NULL,NULL}', '{"7","0","0"}', '{"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off;

-- 1 row
PREPARE step (text[], text[], text[], text[]) AS
WITH free AS MATERIALIZED (
       SELECT id FROM active_operation WHERE id = ANY (CAST($1 AS uuid[])) FOR UPDATE SKIP LOCKED),
free_child AS MATERIALIZED (
       SELECT id FROM active_operation WHERE parent = ANY (CAST($2 AS uuid[])) FOR UPDATE SKIP LOCKED)
SELECT id, id NOT IN (SELECT id FROM free) AS locked FROM active_operation
 WHERE id = ANY (CAST($3 AS uuid[]))
 UNION
SELECT parent, true FROM active_operation
 WHERE parent = ANY (CAST($4 AS uuid[])) AND id NOT IN (SELECT id FROM free_child);
EXECUTE step ('{"01a2304f-19ed-7335-991e-ab5e1ba5a919"}', '{"01a2304f-19ed-7335-991e-ab5e1ba5a919"}', '{"01a2304f-19ed-7335-991e-ab5e1ba5a919"}', '{"01a2304f-19ed-7335-991e-ab5e1ba5a919"}');
DEALLOCATE step;

COMMIT;

-- 1 row
PREPARE step (uuid) AS
UPDATE active_operation SET cancel_requested_at = now() WHERE id = $1;
EXECUTE step ('01a2304f-19ed-7335-991e-ab5e1ba5a919');
DEALLOCATE step;

BEGIN;

-- 2 rows
PREPARE step (varchar, integer, timestamptz, uuid, uuid, text[]) AS
UPDATE active_operation
   SET status_code = 401, error = $1, error_code = $2, updated_at = GREATEST($3, created_at),
       conflict_reference = NULL, due_at = NULL, inputs = '{}', end_marker = CAST($4 AS uuid)
 WHERE parent = $5 AND type <> ALL (CAST($6 AS text[])) AND owner IS NULL AND parent IS NOT NULL AND status_code = 105 RETURNING id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent;
EXECUTE step ('context canceled', 500, '2026-12-01T06:33:40.096593Z', '84a1ac10-8994-4ada-90ec-076cce743a79', '01a2304f-19ed-7335-991e-ab5e1ba5a919', '{}');
DEALLOCATE step;

-- 1 row
PREPARE step (uuid, text[]) AS
UPDATE active_operation SET cancel_requested_at = NULL
 WHERE id = $1 AND owner IS NULL AND cancel_requested_at IS NOT NULL AND NOT EXISTS (
SELECT FROM active_operation c WHERE c.parent = active_operation.id AND c.status_code < 200 AND c.type <> ALL (CAST($2 AS text[])));
EXECUTE step ('01a2304f-19ed-7335-991e-ab5e1ba5a919', '{}');
DEALLOCATE step;

COMMIT;

-- 1 row
PREPARE step (timestamptz, uuid, unknown, unknown) AS
UPDATE active_operation SET cancel_requested_at = $1
 WHERE id = $2 AND cancel_requested_at IS NULL AND status_code IN (103, 105)
   AND owner IS NOT NULL AND (CAST($3 AS uuid) IS NULL OR owner <> CAST($4 AS uuid))
RETURNING id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent;
EXECUTE step ('2026-12-01T06:33:40.099896Z', '01a2304f-19ed-7275-ba83-24f4090d4a93', NULL, NULL);
DEALLOCATE step;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off;

-- 2 rows
PREPARE step (varchar, varchar, integer, timestamptz, uuid, text[], text[], uuid, timestamptz, uuid, uuid, integer) AS
UPDATE active_operation SET status_code = CASE WHEN class = 4 THEN 401 ELSE 400 END, error = CASE WHEN class = 4 THEN CAST($1 AS text) ELSE CAST($2 AS text) END, error_code = $3, updated_at = GREATEST($4, created_at),
       conflict_reference = NULL, due_at = NULL, inputs = '{}', end_marker = CAST($5 AS uuid)
 WHERE id = ANY (ARRAY(SELECT id FROM (SELECT a.id, a.child_count FROM active_operation a WHERE a.class = 4 AND a.parent IS NOT NULL AND a.type <> ALL (CAST($6 AS text[])) AND a.owner IS NOT NULL AND a.status_code < 200
AND a.id NOT IN (SELECT unnest(CAST($7 AS uuid[])))
AND (a.owner = $8 AND a.updated_at < $9
     OR a.owner <> $10 AND NOT EXISTS (
        SELECT FROM member m WHERE m.incarnation = a.owner AND m.offline_at IS NULL))AND EXISTS (SELECT FROM active_operation p
             WHERE p.id = a.parent AND p.owner = a.owner
               AND (p.status_code = 104 OR p.cancel_requested_at IS NOT NULL)) AND a.id > $11 ORDER BY a.id LIMIT $12 FOR UPDATE OF a SKIP LOCKED) AS next)) RETURNING id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent;
EXECUTE step ('context canceled', 'Operation exited uncleanly or was unable to report its status', 500, '2026-12-01T06:33:40.101985Z', '8deed526-cc7c-43d7-ad7c-ebf252c5a1f7', '{"finalizer"}', '{}', '13a85488-dbaa-42d3-9882-f131266c59e5', '2026-12-01T06:34:40.091693Z', '13a85488-dbaa-42d3-9882-f131266c59e5', '00000000-0000-0000-0000-000000000000', 2);
DEALLOCATE step;

COMMIT;

-- 2 rows
PREPARE step (text[], text[], timestamptz) AS
SELECT id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent, end_marker FROM active_operation WHERE end_marker IN (SELECT unnest(CAST($1 AS uuid[]))) AND status_code >= 200 UNION ALL SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, metadata, location, attempt,
parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority, CAST(NULL AS text) AS trace_parent, end_marker FROM final_operation WHERE end_marker IN (SELECT unnest(CAST($2 AS uuid[]))) AND finished_at > $3 ORDER BY parent NULLS LAST, id;
EXECUTE step ('{"8deed526-cc7c-43d7-ad7c-ebf252c5a1f7"}', '{"8deed526-cc7c-43d7-ad7c-ebf252c5a1f7"}', '2026-12-01T06:32:40.091693Z');
DEALLOCATE step;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off;

-- 1 row
PREPARE step (integer, text[], uuid, timestamptz, uuid, uuid, integer) AS
SELECT a.id, a.owner, a.attempt FROM active_operation a WHERE a.parent IS NULL AND a.child_count >= $1 AND (a.class <> 4 OR (a.status_code = 104 OR a.cancel_requested_at IS NOT NULL)) AND a.owner IS NOT NULL AND a.status_code < 200
AND a.id NOT IN (SELECT unnest(CAST($2 AS uuid[])))
AND (a.owner = $3 AND a.updated_at < $4
     OR a.owner <> $5 AND NOT EXISTS (
        SELECT FROM member m WHERE m.incarnation = a.owner AND m.offline_at IS NULL)) AND NOT EXISTS (SELECT FROM active_operation c WHERE c.parent = a.id AND c.status_code < 200) AND a.id > $6 ORDER BY a.id LIMIT $7;
EXECUTE step (2, '{}', '13a85488-dbaa-42d3-9882-f131266c59e5', '2026-12-01T06:34:40.091693Z', '13a85488-dbaa-42d3-9882-f131266c59e5', '00000000-0000-0000-0000-000000000000', 2);
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off;

-- 1 row
PREPARE step (uuid, uuid, integer, uuid, integer, timestamptz, timestamptz) AS
WITH held AS MATERIALIZED (
       SELECT id FROM active_operation
        WHERE id = $1 AND owner = $2 AND attempt = $3 AND status_code < 200 FOR UPDATE),
gone AS (
DELETE FROM active_operation c
 WHERE c.id = ANY (ARRAY(
       SELECT d.id FROM active_operation d
        WHERE d.parent = $4 AND d.status_code >= 200 AND EXISTS (SELECT FROM held) LIMIT $5))
RETURNING c.*, c.status_code AS final_code, c.error AS final_error, c.error_code AS final_error_code,
          c.metadata AS final_metadata, CAST($6 AS timestamptz) AS finished_at,
          LEAST(c.updated_at, CAST($7 AS timestamptz)) AS ended_at, c.end_marker AS final_marker)
INSERT INTO final_operation (
       id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       finished_at, status_code, error, error_code, metadata, location, attempt,
       parent, child_count, updated_at, end_marker)
SELECT id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
       attempt, parent, child_count, ended_at, final_marker FROM gone;
EXECUTE step ('01a2304f-19ed-7275-ba83-24f4090d4a93', '13a85488-dbaa-42d3-9882-f131266c59e5', 1, '01a2304f-19ed-7275-ba83-24f4090d4a93', 1, '2026-12-01T06:33:40.113451Z', '2026-12-01T06:33:40.113451Z');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off;

-- 1 row
PREPARE step (timestamptz, text[], uuid, timestamptz, uuid, text[], uuid, integer) AS
UPDATE active_operation
   SET owner = NULL, status_code = 105, cancel_requested_at = NULL, updated_at = GREATEST($1, created_at)
 WHERE id = ANY (ARRAY(SELECT id FROM (SELECT a.id, a.child_count FROM active_operation a WHERE a.class = 4 AND a.owner IS NOT NULL AND a.status_code < 200
AND a.id NOT IN (SELECT unnest(CAST($2 AS uuid[])))
AND (a.owner = $3 AND a.updated_at < $4
     OR a.owner <> $5 AND NOT EXISTS (
        SELECT FROM member m WHERE m.incarnation = a.owner AND m.offline_at IS NULL)) AND (NOT (a.status_code = 104 OR a.cancel_requested_at IS NOT NULL) OR a.child_count > 0 AND EXISTS (SELECT FROM active_operation c WHERE c.parent = a.id AND c.status_code < 200) AND NOT EXISTS (SELECT FROM active_operation c WHERE c.parent = a.id AND c.status_code < 200 AND c.type <> ALL (CAST($6 AS text[])))) AND a.id > $7 ORDER BY a.id LIMIT $8 FOR UPDATE OF a SKIP LOCKED) AS next)) RETURNING id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent;
EXECUTE step ('2026-12-01T06:33:40.115608Z', '{}', '13a85488-dbaa-42d3-9882-f131266c59e5', '2026-12-01T06:34:40.091693Z', '13a85488-dbaa-42d3-9882-f131266c59e5', '{"finalizer"}', '00000000-0000-0000-0000-000000000000', 2);
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off;

-- 0 rows
PREPARE step (varchar, varchar, integer, timestamptz, uuid, text[], text[], uuid, timestamptz, uuid, uuid, integer) AS
UPDATE active_operation SET status_code = CASE WHEN class = 4 THEN 401 ELSE 400 END, error = CASE WHEN class = 4 THEN CAST($1 AS text) ELSE CAST($2 AS text) END, error_code = $3, updated_at = GREATEST($4, created_at),
       conflict_reference = NULL, due_at = NULL, inputs = '{}', end_marker = CAST($5 AS uuid)
 WHERE id = ANY (ARRAY(SELECT id FROM (SELECT a.id, a.child_count FROM active_operation a WHERE a.class = 4 AND a.parent IS NOT NULL AND a.type <> ALL (CAST($6 AS text[])) AND a.owner IS NOT NULL AND a.status_code < 200
AND a.id NOT IN (SELECT unnest(CAST($7 AS uuid[])))
AND (a.owner = $8 AND a.updated_at < $9
     OR a.owner <> $10 AND NOT EXISTS (
        SELECT FROM member m WHERE m.incarnation = a.owner AND m.offline_at IS NULL))AND EXISTS (SELECT FROM active_operation p
             WHERE p.id = a.parent AND p.owner = a.owner
               AND (p.status_code = 104 OR p.cancel_requested_at IS NOT NULL)) AND a.id > $11 ORDER BY a.id LIMIT $12 FOR UPDATE OF a SKIP LOCKED) AS next)) RETURNING id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent;
EXECUTE step ('context canceled', 'Operation exited uncleanly or was unable to report its status', 500, '2026-12-01T06:33:40.118190Z', '8deed526-cc7c-43d7-ad7c-ebf252c5a1f7', '{"finalizer"}', '{}', '13a85488-dbaa-42d3-9882-f131266c59e5', '2026-12-01T06:34:40.091693Z', '13a85488-dbaa-42d3-9882-f131266c59e5', '00000000-0000-0000-0000-000000000000', 2);
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off;

-- 2 rows
PREPARE step (varchar, varchar, integer, timestamptz, uuid, text[], uuid, timestamptz, uuid, uuid, integer) AS
UPDATE active_operation SET status_code = CASE WHEN class = 4 THEN 401 ELSE 400 END, error = CASE WHEN class = 4 THEN CAST($1 AS text) ELSE CAST($2 AS text) END, error_code = $3, updated_at = GREATEST($4, created_at),
       conflict_reference = NULL, due_at = NULL, inputs = '{}', end_marker = CAST($5 AS uuid)
 WHERE id = ANY (ARRAY(SELECT id FROM (SELECT a.id, a.child_count FROM active_operation a WHERE a.parent IS NOT NULL AND (a.class <> 4 OR (a.status_code = 104 OR a.cancel_requested_at IS NOT NULL)) AND a.owner IS NOT NULL AND a.status_code < 200
AND a.id NOT IN (SELECT unnest(CAST($6 AS uuid[])))
AND (a.owner = $7 AND a.updated_at < $8
     OR a.owner <> $9 AND NOT EXISTS (
        SELECT FROM member m WHERE m.incarnation = a.owner AND m.offline_at IS NULL)) AND a.id > $10 ORDER BY a.id LIMIT $11 FOR UPDATE OF a SKIP LOCKED) AS next)) RETURNING id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent;
EXECUTE step ('context canceled', 'Operation exited uncleanly or was unable to report its status', 500, '2026-12-01T06:33:40.120017Z', '8deed526-cc7c-43d7-ad7c-ebf252c5a1f7', '{}', '13a85488-dbaa-42d3-9882-f131266c59e5', '2026-12-01T06:34:40.091693Z', '13a85488-dbaa-42d3-9882-f131266c59e5', '00000000-0000-0000-0000-000000000000', 2);
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off;

-- 2 rows
PREPARE step (text[], uuid, timestamptz, uuid, uuid, integer, integer, varchar, varchar, integer, timestamptz, uuid, varchar) AS
WITH gone AS (DELETE FROM active_operation WHERE id = ANY (ARRAY(SELECT id FROM (SELECT id, sum(1 + child_count) OVER (ORDER BY id) - child_count AS rows FROM (SELECT a.id, a.child_count FROM active_operation a WHERE a.parent IS NULL AND (a.class <> 4 OR (a.status_code = 104 OR a.cancel_requested_at IS NOT NULL)) AND a.owner IS NOT NULL AND a.status_code < 200
AND a.id NOT IN (SELECT unnest(CAST($1 AS uuid[])))
AND (a.owner = $2 AND a.updated_at < $3
     OR a.owner <> $4 AND NOT EXISTS (
        SELECT FROM member m WHERE m.incarnation = a.owner AND m.offline_at IS NULL)) AND (a.child_count = 0 OR NOT EXISTS (SELECT FROM active_operation c WHERE c.parent = a.id AND c.status_code < 200)) AND a.id > $5 ORDER BY a.id LIMIT $6 FOR UPDATE OF a SKIP LOCKED) AS next) AS counted WHERE rows <= $7)) RETURNING *, CASE WHEN class = 4 THEN 401 ELSE 400 END AS final_code, CASE WHEN class = 4 THEN CAST($8 AS text) ELSE CAST($9 AS text) END AS final_error, CAST($10 AS integer) AS final_error_code, metadata AS final_metadata, CAST($11 AS timestamptz) AS finished_at, CAST(NULL AS timestamptz) AS ended_at, CAST($12 AS uuid) AS final_marker), family AS (DELETE FROM active_operation c USING gone g WHERE c.parent = g.id
RETURNING c.*, CASE WHEN c.status_code >= 200 THEN c.status_code WHEN g.final_code = 401 THEN 401 ELSE 400 END
                   AS final_code,
          CASE WHEN c.status_code >= 200 THEN c.error
               ELSE COALESCE(NULLIF(g.final_error, ''), CAST($13 AS text)) END AS final_error,
          CASE WHEN c.status_code >= 200 THEN c.error_code
               ELSE COALESCE(NULLIF(g.final_error_code, 0), 500) END AS final_error_code,
          c.metadata AS final_metadata, g.finished_at,
          CASE WHEN c.status_code >= 200 THEN LEAST(c.updated_at, g.finished_at) END AS ended_at,
          CASE WHEN c.status_code >= 200 THEN c.end_marker ELSE g.final_marker END AS final_marker), moved AS (INSERT INTO final_operation (
       id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       finished_at, status_code, error, error_code, metadata, location, attempt,
       parent, child_count, updated_at, end_marker)
SELECT id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
       attempt, parent, child_count, ended_at, final_marker FROM (SELECT * FROM gone UNION ALL SELECT * FROM family) AS families RETURNING *) SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, metadata, location, attempt,
parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority, trace_parent FROM moved JOIN (SELECT id, trace_parent FROM gone UNION ALL SELECT id, trace_parent FROM family) AS traces USING (id) WHERE updated_at IS NULL ORDER BY parent NULLS LAST, id;
EXECUTE step ('{}', '13a85488-dbaa-42d3-9882-f131266c59e5', '2026-12-01T06:34:40.091693Z', '13a85488-dbaa-42d3-9882-f131266c59e5', '00000000-0000-0000-0000-000000000000', 2, 2, 'context canceled', 'Operation exited uncleanly or was unable to report its status', 500, '2026-12-01T06:33:40.122578Z', '8deed526-cc7c-43d7-ad7c-ebf252c5a1f7', 'Operation exited uncleanly or was unable to report its status');
DEALLOCATE step;

COMMIT;

-- 1 row
PREPARE step (uuid, integer, varchar, integer, timestamptz, uuid, integer, varchar, integer) AS
SELECT EXISTS (SELECT FROM active_operation WHERE id = $1 AND status_code = $2 AND error = $3 AND attempt = $4 AND end_marker IS NULL) OR EXISTS (SELECT FROM final_operation WHERE finished_at >= $5 AND id = $6 AND status_code = $7 AND error = $8 AND attempt = $9 AND end_marker IS NULL);
EXECUTE step ('01a2304f-19ed-7006-b509-8ade9bacc877', 103, '', 1, '2026-12-01T06:33:40.077Z', '01a2304f-19ed-7006-b509-8ade9bacc877', 103, '', 1);
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, unknown, varchar, varchar, varchar, varchar, varchar, varchar) AS
INSERT INTO active_operation (
       id, project, type, class, entity_url, resources, inputs,
       requestor_username, requestor_protocol, requestor_address, created_at,
       updated_at, status_code, metadata, owner, location, attempt, timeout_ms, deadline, priority, trace_parent)
SELECT CAST($1 AS uuid), $2, $3, CAST($4 AS smallint), $5,
       CAST($6 AS jsonb), CAST($7 AS jsonb), $8, $9, $10,
       CAST($11 AS timestamptz), CAST($12 AS timestamptz), CAST($13 AS smallint),
       CAST($14 AS jsonb), CAST($15 AS uuid), $16, CAST($17 AS integer),
       CAST($18 AS bigint), CAST($19 AS timestamptz), CAST($20 AS integer), $21
 WHERE ($22 = '' OR EXISTS (SELECT FROM project WHERE name = $23 AND NOT being_deleted))
   AND (CAST($24 AS uuid) IS NULL OR EXISTS (
       SELECT FROM member WHERE incarnation = CAST($25 AS uuid) AND offline_at IS NULL)) RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata;
EXECUTE step ('01a230bc-f721-700a-9a83-df468f4ed013', 'default', 'noop', '1', '/1.0/projects/default', '{"project":["/1.0/projects/default"]}', '{"a":1}', 'somebody', 'tls', '127.0.0.1:1', '2026-12-01T08:33:40.129010Z', '2026-12-01T08:33:40.129010Z', '103', '{"b":"it''s 2"}', '13a85488-dbaa-42d3-9882-f131266c59e5', 'one', '1', '3600000', NULL, '7', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'default', 'default', '13a85488-dbaa-42d3-9882-f131266c59e5', '13a85488-dbaa-42d3-9882-f131266c59e5');
DEALLOCATE step;

BEGIN;

-- 1 row
PREPARE step AS
SELECT pg_advisory_xact_lock(hashtext('final_operation partitions'));
EXECUTE step;
DEALLOCATE step;

-- 4 rows
PREPARE step AS
SELECT c.relname AS name, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \(''([^'']+)''\)') AS timestamptz) AS since, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)') AS timestamptz) AS until
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
 WHERE i.inhparent = CAST('final_operation' AS regclass)
 ORDER BY since NULLS FIRST;
EXECUTE step;
DEALLOCATE step;

-- 4 rows
PREPARE step AS
SELECT c.relname AS name, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \(''([^'']+)''\)') AS timestamptz) AS since, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)') AS timestamptz) AS until
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
 WHERE i.inhparent = CAST('final_operation' AS regclass)
 ORDER BY since NULLS FIRST;
EXECUTE step;
DEALLOCATE step;

-- 4 rows
PREPARE step AS
SELECT c.relname AS name, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \(''([^'']+)''\)') AS timestamptz) AS since, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)') AS timestamptz) AS until
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
 WHERE i.inhparent = CAST('final_operation' AS regclass)
 ORDER BY since NULLS FIRST;
EXECUTE step;
DEALLOCATE step;

-- 4 rows
PREPARE step AS
SELECT c.relname AS name, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \(''([^'']+)''\)') AS timestamptz) AS since, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)') AS timestamptz) AS until
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
 WHERE i.inhparent = CAST('final_operation' AS regclass)
 ORDER BY since NULLS FIRST;
EXECUTE step;
DEALLOCATE step;

-- 1 row
PREPARE step (uuid, timestamptz) AS
SELECT DISTINCT date_trunc('minute', created_at) FROM active_operation WHERE id >= $1 AND created_at > $2 LIMIT 100;
EXECUTE step ('01a2304f-1a23-7000-8000-000000000000', '2026-12-01T06:33:40.131468Z');
DEALLOCATE step;

-- 4 rows
PREPARE step AS
SELECT c.relname AS name, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \(''([^'']+)''\)') AS timestamptz) AS since, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)') AS timestamptz) AS until
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
 WHERE i.inhparent = CAST('final_operation' AS regclass)
 ORDER BY since NULLS FIRST;
EXECUTE step;
DEALLOCATE step;

COMMIT;

BEGIN;

-- 1 row
PREPARE step AS
SELECT set_config('lock_timeout', '2s', true), set_config('enable_seqscan', 'off', true), set_config('enable_nestloop', 'off', true);
EXECUTE step;
DEALLOCATE step;

-- 1 row
PREPARE step (text[], text[], text[], text[], text[], text[], text[], text[], text[]) AS
WITH gone AS (DELETE FROM active_operation a USING unnest(CAST($1 AS uuid[]), CAST($2 AS uuid[]), CAST($3 AS integer[]),
       CAST($4 AS smallint[]), CAST($5 AS text[]), CAST($6 AS integer[]),
       CAST($7 AS jsonb[]), CAST($8 AS timestamptz[]))
    AS t (id, owner, attempt, final_code, final_error, final_error_code, final_metadata, finished_at)
 WHERE a.id = t.id AND a.owner = t.owner AND a.attempt = t.attempt AND a.status_code < 200
   AND a.id = ANY (CAST($9 AS uuid[])) RETURNING a.*, t.final_code, t.final_error, t.final_error_code, t.final_metadata, t.finished_at,
          CAST(NULL AS timestamptz) AS ended_at, CAST(NULL AS uuid) AS final_marker) INSERT INTO final_operation (
       id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       finished_at, status_code, error, error_code, metadata, location, attempt,
       parent, child_count, updated_at, end_marker)
SELECT id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
       attempt, parent, child_count, ended_at, final_marker FROM gone RETURNING id, attempt;
EXECUTE step ('{"01a230bc-f721-700a-9a83-df468f4ed013"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"1"}', '{"200"}', '{""}', '{"0"}', '{"{\"b\":\"it''s 2\"}"}', '{"2026-12-01T06:33:40.135414Z"}', '{"01a230bc-f721-700a-9a83-df468f4ed013"}');
DEALLOCATE step;

COMMIT;

-- 1 row
PREPARE step (varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, unknown, varchar, varchar, varchar, varchar, varchar, varchar) AS
INSERT INTO active_operation (
       id, project, type, class, entity_url, resources, inputs,
       requestor_username, requestor_protocol, requestor_address, created_at,
       updated_at, status_code, metadata, owner, location, attempt, timeout_ms, deadline, priority, trace_parent)
SELECT CAST($1 AS uuid), $2, $3, CAST($4 AS smallint), $5,
       CAST($6 AS jsonb), CAST($7 AS jsonb), $8, $9, $10,
       CAST($11 AS timestamptz), CAST($12 AS timestamptz), CAST($13 AS smallint),
       CAST($14 AS jsonb), CAST($15 AS uuid), $16, CAST($17 AS integer),
       CAST($18 AS bigint), CAST($19 AS timestamptz), CAST($20 AS integer), $21
 WHERE ($22 = '' OR EXISTS (SELECT FROM project WHERE name = $23 AND NOT being_deleted))
   AND (CAST($24 AS uuid) IS NULL OR EXISTS (
       SELECT FROM member WHERE incarnation = CAST($25 AS uuid) AND offline_at IS NULL)) RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata;
EXECUTE step ('01a2304f-1a29-739f-a9de-d36c7d1ecb2b', 'default', 'noop', '1', '/1.0/projects/default', '{"project":["/1.0/projects/default"]}', '{"a":1}', 'somebody', 'tls', '127.0.0.1:1', '2026-12-01T06:33:40.137927Z', '2026-12-01T06:33:40.137927Z', '103', '{"b":"it''s 2"}', '13a85488-dbaa-42d3-9882-f131266c59e5', 'one', '1', '3600000', NULL, '7', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'default', 'default', '13a85488-dbaa-42d3-9882-f131266c59e5', '13a85488-dbaa-42d3-9882-f131266c59e5');
DEALLOCATE step;

BEGIN;

-- 1 row
PREPARE step AS
SELECT set_config('lock_timeout', '2s', true), set_config('enable_seqscan', 'off', true), set_config('enable_nestloop', 'off', true);
EXECUTE step;
DEALLOCATE step;

-- 1 row
PREPARE step (text[], text[], text[], text[], text[], text[], text[], text[], text[]) AS
WITH gone AS (DELETE FROM active_operation a USING unnest(CAST($1 AS uuid[]), CAST($2 AS uuid[]), CAST($3 AS integer[]),
       CAST($4 AS smallint[]), CAST($5 AS text[]), CAST($6 AS integer[]),
       CAST($7 AS jsonb[]), CAST($8 AS timestamptz[]))
    AS t (id, owner, attempt, final_code, final_error, final_error_code, final_metadata, finished_at)
 WHERE a.id = t.id AND a.owner = t.owner AND a.attempt = t.attempt AND a.status_code < 200
   AND a.id = ANY (CAST($9 AS uuid[])) RETURNING a.*, t.final_code, t.final_error, t.final_error_code, t.final_metadata, t.finished_at,
          CAST(NULL AS timestamptz) AS ended_at, CAST(NULL AS uuid) AS final_marker) INSERT INTO final_operation (
       id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       finished_at, status_code, error, error_code, metadata, location, attempt,
       parent, child_count, updated_at, end_marker)
SELECT id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
       attempt, parent, child_count, ended_at, final_marker FROM gone RETURNING id, attempt;
EXECUTE step ('{"01a2304f-1a29-739f-a9de-d36c7d1ecb2b"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"1"}', '{"200"}', '{""}', '{"0"}', '{"{\"b\":\"it''s 2\"}"}', '{"2026-12-01T08:33:40.139855Z"}', '{"01a2304f-1a29-739f-a9de-d36c7d1ecb2b"}');
DEALLOCATE step;

COMMIT;

-- 1 row
PREPARE step (timestamptz, timestamptz, timestamptz, timestamptz, timestamptz, integer, timestamptz) AS
UPDATE final_operation
   SET finished_at = $1, updated_at = CASE WHEN updated_at > $2 THEN $3 ELSE updated_at END
 WHERE id = ANY (ARRAY(
       SELECT id FROM final_operation WHERE finished_at > $4 AND created_at <= $5 LIMIT $6))
   AND finished_at > $7;
EXECUTE step ('2026-12-01T06:33:40.141422Z', '2026-12-01T06:33:40.141422Z', '2026-12-01T06:33:40.141422Z', '2026-12-01T06:34:40.141422Z', '2026-12-01T06:33:40.141422Z', 10000, '2026-12-01T06:34:40.141422Z');
DEALLOCATE step;

-- 0 rows
PREPARE step (timestamptz, timestamptz, timestamptz, timestamptz, timestamptz, integer, timestamptz) AS
UPDATE final_operation
   SET finished_at = $1, updated_at = CASE WHEN updated_at > $2 THEN $3 ELSE updated_at END
 WHERE id = ANY (ARRAY(
       SELECT id FROM final_operation WHERE finished_at > $4 AND created_at <= $5 LIMIT $6))
   AND finished_at > $7;
EXECUTE step ('2026-12-01T06:33:40.141422Z', '2026-12-01T06:33:40.141422Z', '2026-12-01T06:33:40.141422Z', '2026-12-01T06:34:40.141422Z', '2026-12-01T06:33:40.141422Z', 10000, '2026-12-01T06:34:40.141422Z');
DEALLOCATE step;

-- 4 rows
PREPARE step AS
SELECT c.relname AS name, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \(''([^'']+)''\)') AS timestamptz) AS since, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)') AS timestamptz) AS until
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
 WHERE i.inhparent = CAST('final_operation' AS regclass)
 ORDER BY since NULLS FIRST;
EXECUTE step;
DEALLOCATE step;

-- 1 row
PREPARE step (text[], timestamptz) AS
SELECT t.id FROM unnest(CAST($1 AS uuid[])) AS t (id)
 WHERE NOT EXISTS (SELECT FROM active_operation a WHERE a.id = t.id OFFSET 0)
   AND NOT EXISTS (SELECT FROM final_operation f WHERE f.id = t.id AND f.finished_at >= $2 OFFSET 0);
EXECUTE step ('{"89590d31-e7e1-4dad-8fc7-96fa3ed7c783"}', '1970-01-01T00:00Z');
DEALLOCATE step;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off;

-- 1 row
PREPARE step (text[], text[], text[], text[], text[], text[]) AS
INSERT INTO idempotency_key (project, caller, key, fingerprint, operation_id, created_at)
SELECT project, caller, key, decode(fingerprint, 'hex'), operation_id, created_at
  FROM unnest(CAST($1 AS text[]), CAST($2 AS text[]), CAST($3 AS text[]),
              CAST($4 AS text[]), CAST($5 AS uuid[]), CAST($6 AS timestamptz[]))
    AS t (project, caller, key, fingerprint, operation_id, created_at)
 ORDER BY project, caller, key
    ON CONFLICT DO NOTHING
RETURNING operation_id;
EXECUTE step ('{"default"}', '{"tls:somebody"}', '{"four"}', '{"abababababababababababababababababababababababababababababababab"}', '{"01a2304f-1a32-7347-b7f3-3f2fad953fda"}', '{"2026-12-01T06:33:40.146839Z"}');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, varchar, unknown, varchar, varchar, varchar, varchar, varchar, varchar) AS
INSERT INTO active_operation (
       id, project, type, class, entity_url, resources, inputs,
       requestor_username, requestor_protocol, requestor_address, created_at,
       updated_at, status_code, metadata, owner, location, attempt, timeout_ms, deadline, priority, trace_parent)
SELECT CAST($1 AS uuid), $2, $3, CAST($4 AS smallint), $5,
       CAST($6 AS jsonb), CAST($7 AS jsonb), $8, $9, $10,
       CAST($11 AS timestamptz), CAST($12 AS timestamptz), CAST($13 AS smallint),
       CAST($14 AS jsonb), CAST($15 AS uuid), $16, CAST($17 AS integer),
       CAST($18 AS bigint), CAST($19 AS timestamptz), CAST($20 AS integer), $21
 WHERE ($22 = '' OR EXISTS (SELECT FROM project WHERE name = $23 AND NOT being_deleted))
   AND (CAST($24 AS uuid) IS NULL OR EXISTS (
       SELECT FROM member WHERE incarnation = CAST($25 AS uuid) AND offline_at IS NULL)) RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata;
EXECUTE step ('01a2304f-1a32-7347-b7f3-3f2fad953fda', 'default', 'noop', '1', '/1.0/projects/default', '{"project":["/1.0/projects/default"]}', '{"a":1}', 'somebody', 'tls', '127.0.0.1:1', '2026-12-01T06:33:40.146839Z', '2026-12-01T06:33:40.146839Z', '103', '{"b":"it''s 2"}', '13a85488-dbaa-42d3-9882-f131266c59e5', 'one', '1', '3600000', NULL, '7', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'default', 'default', '13a85488-dbaa-42d3-9882-f131266c59e5', '13a85488-dbaa-42d3-9882-f131266c59e5');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off;

-- 0 rows
PREPARE step (text[], text[], text[], text[], text[], text[]) AS
INSERT INTO idempotency_key (project, caller, key, fingerprint, operation_id, created_at)
SELECT project, caller, key, decode(fingerprint, 'hex'), operation_id, created_at
  FROM unnest(CAST($1 AS text[]), CAST($2 AS text[]), CAST($3 AS text[]),
              CAST($4 AS text[]), CAST($5 AS uuid[]), CAST($6 AS timestamptz[]))
    AS t (project, caller, key, fingerprint, operation_id, created_at)
 ORDER BY project, caller, key
    ON CONFLICT DO NOTHING
RETURNING operation_id;
EXECUTE step ('{"default"}', '{"tls:somebody"}', '{"four"}', '{"abababababababababababababababababababababababababababababababab"}', '{"01a2304f-1a35-7387-90ff-d16061b4f6cc"}', '{"2026-12-01T06:33:40.149903Z"}');
DEALLOCATE step;

COMMIT;

-- 1 row
PREPARE step (uuid, uuid, timestamptz, timestamptz) AS
SELECT id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent FROM active_operation WHERE id = $1 UNION ALL SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, metadata, location, attempt,
parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority, CAST(NULL AS text) AS trace_parent FROM final_operation WHERE id = $2 AND finished_at >= $3 AND finished_at > $4;
EXECUTE step ('01a2304f-1a32-7347-b7f3-3f2fad953fda', '01a2304f-1a32-7347-b7f3-3f2fad953fda', '2026-12-01T06:33:40.146Z', '2026-11-30T06:33:40.152211Z');
DEALLOCATE step;

BEGIN;

-- 1 row
PREPARE step AS
SELECT set_config('lock_timeout', '2s', true), set_config('enable_seqscan', 'off', true), set_config('enable_nestloop', 'off', true);
EXECUTE step;
DEALLOCATE step;

-- 1 row
PREPARE step (text[], text[], text[], text[], text[], text[], text[], text[], text[]) AS
WITH gone AS (DELETE FROM active_operation a USING unnest(CAST($1 AS uuid[]), CAST($2 AS uuid[]), CAST($3 AS integer[]),
       CAST($4 AS smallint[]), CAST($5 AS text[]), CAST($6 AS integer[]),
       CAST($7 AS jsonb[]), CAST($8 AS timestamptz[]))
    AS t (id, owner, attempt, final_code, final_error, final_error_code, final_metadata, finished_at)
 WHERE a.id = t.id AND a.owner = t.owner AND a.attempt = t.attempt AND a.status_code < 200
   AND a.id = ANY (CAST($9 AS uuid[])) RETURNING a.*, t.final_code, t.final_error, t.final_error_code, t.final_metadata, t.finished_at,
          CAST(NULL AS timestamptz) AS ended_at, CAST(NULL AS uuid) AS final_marker) INSERT INTO final_operation (
       id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       finished_at, status_code, error, error_code, metadata, location, attempt,
       parent, child_count, updated_at, end_marker)
SELECT id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
       attempt, parent, child_count, ended_at, final_marker FROM gone RETURNING id, attempt;
EXECUTE step ('{"01a2304f-1a32-7347-b7f3-3f2fad953fda"}', '{"13a85488-dbaa-42d3-9882-f131266c59e5"}', '{"1"}', '{"200"}', '{""}', '{"0"}', '{"{\"b\":\"it''s 2\"}"}', '{"2026-12-01T06:33:40.154627Z"}', '{"01a2304f-1a32-7347-b7f3-3f2fad953fda"}');
DEALLOCATE step;

COMMIT;

-- 1 row
PREPARE step (uuid, uuid, timestamptz, timestamptz) AS
SELECT id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent FROM active_operation WHERE id = $1 UNION ALL SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, metadata, location, attempt,
parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority, CAST(NULL AS text) AS trace_parent FROM final_operation WHERE id = $2 AND finished_at >= $3 AND finished_at > $4;
EXECUTE step ('01a2304f-1a32-7347-b7f3-3f2fad953fda', '01a2304f-1a32-7347-b7f3-3f2fad953fda', '2026-12-01T06:33:40.146Z', '2026-11-30T06:33:40.156449Z');
DEALLOCATE step;

BEGIN;

-- 11 rows
PREPARE step (uuid, unknown, unknown, unknown, unknown, varchar, varchar, integer, timestamptz, uuid, unknown, unknown, unknown, unknown, varchar, varchar, integer) AS
(SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent FROM active_operation WHERE parent IS NULL AND id > $1 AND (CAST($2 AS text[]) IS NULL OR project = ANY (CAST($3 AS text[])))
 AND (CAST($4 AS text[]) IS NULL OR project = ANY (CAST($5 AS text[]))
      OR requestor_username = $6 AND requestor_protocol = $7) ORDER BY id LIMIT $8) UNION ALL SELECT * FROM (SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, metadata, location, attempt,
parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority, CAST(NULL AS text) AS trace_parent FROM final_operation WHERE finished_at > $9 AND parent IS NULL AND child_count = 0 AND id > $10 AND (CAST($11 AS text[]) IS NULL OR project = ANY (CAST($12 AS text[])))
 AND (CAST($13 AS text[]) IS NULL OR project = ANY (CAST($14 AS text[]))
      OR requestor_username = $15 AND requestor_protocol = $16) OFFSET 0) AS ended ORDER BY id LIMIT $17;
EXECUTE step ('00000000-0000-0000-0000-000000000000', NULL, NULL, NULL, NULL, '', '', 11, '2026-12-01T06:33:35.159770Z', '00000000-0000-0000-0000-000000000000', NULL, NULL, NULL, NULL, '', '', 11);
DEALLOCATE step;

-- 1 row
PREPARE step (timestamptz, uuid, unknown, unknown, unknown, unknown, varchar, varchar, integer) AS
SELECT * FROM (SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, metadata, location, attempt,
parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority, CAST(NULL AS text) AS trace_parent FROM final_operation WHERE finished_at > $1 AND child_count > 0 AND id > $2 AND (CAST($3 AS text[]) IS NULL OR project = ANY (CAST($4 AS text[])))
 AND (CAST($5 AS text[]) IS NULL OR project = ANY (CAST($6 AS text[]))
      OR requestor_username = $7 AND requestor_protocol = $8) OFFSET 0) AS ended ORDER BY id LIMIT $9;
EXECUTE step ('2026-11-30T06:33:40.161839Z', '00000000-0000-0000-0000-000000000000', NULL, NULL, NULL, NULL, '', '', 11);
DEALLOCATE step;

COMMIT;

BEGIN;

-- 11 rows
PREPARE step (uuid, unknown, unknown, unknown, unknown, varchar, varchar, integer, timestamptz, uuid, unknown, unknown, unknown, unknown, varchar, varchar, integer) AS
(SELECT id, status_code FROM active_operation WHERE parent IS NULL AND id > $1 AND (CAST($2 AS text[]) IS NULL OR project = ANY (CAST($3 AS text[])))
 AND (CAST($4 AS text[]) IS NULL OR project = ANY (CAST($5 AS text[]))
      OR requestor_username = $6 AND requestor_protocol = $7) ORDER BY id LIMIT $8) UNION ALL SELECT * FROM (SELECT id, status_code FROM final_operation WHERE finished_at > $9 AND parent IS NULL AND child_count = 0 AND id > $10 AND (CAST($11 AS text[]) IS NULL OR project = ANY (CAST($12 AS text[])))
 AND (CAST($13 AS text[]) IS NULL OR project = ANY (CAST($14 AS text[]))
      OR requestor_username = $15 AND requestor_protocol = $16) OFFSET 0) AS ended ORDER BY id LIMIT $17;
EXECUTE step ('00000000-0000-0000-0000-000000000000', NULL, NULL, NULL, NULL, '', '', 11, '2026-12-01T06:33:35.171819Z', '00000000-0000-0000-0000-000000000000', NULL, NULL, NULL, NULL, '', '', 11);
DEALLOCATE step;

-- 1 row
PREPARE step (timestamptz, uuid, unknown, unknown, unknown, unknown, varchar, varchar, integer) AS
SELECT * FROM (SELECT id, status_code FROM final_operation WHERE finished_at > $1 AND child_count > 0 AND id > $2 AND (CAST($3 AS text[]) IS NULL OR project = ANY (CAST($4 AS text[])))
 AND (CAST($5 AS text[]) IS NULL OR project = ANY (CAST($6 AS text[]))
      OR requestor_username = $7 AND requestor_protocol = $8) OFFSET 0) AS ended ORDER BY id LIMIT $9;
EXECUTE step ('2026-11-30T06:33:40.173357Z', '00000000-0000-0000-0000-000000000000', NULL, NULL, NULL, NULL, '', '', 11);
DEALLOCATE step;

COMMIT;

BEGIN;

-- 11 rows
PREPARE step (unknown, unknown, unknown, unknown, varchar, varchar, unknown, unknown, unknown, unknown, unknown, unknown, uuid, uuid, timestamptz, integer, timestamptz, timestamptz, unknown, unknown, unknown, unknown, varchar, varchar, unknown, unknown, unknown, unknown, unknown, unknown, uuid, uuid, timestamptz, integer, integer) AS
(SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent FROM active_operation WHERE (CAST($1 AS text[]) IS NULL OR project = ANY (CAST($2 AS text[])))
 AND (CAST($3 AS text[]) IS NULL OR project = ANY (CAST($4 AS text[]))
      OR requestor_username = $5 AND requestor_protocol = $6)AND (CAST($7 AS text) IS NULL OR type = $8)
AND (CAST($9 AS smallint) IS NULL OR status_code = $10)
AND (CAST($11 AS text) IS NULL OR entity_url = $12)
AND parent IS NULL AND id < $13 AND id >= $14 AND created_at > $15
ORDER BY id DESC LIMIT $16) UNION ALL (SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, metadata, location, attempt,
parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority, CAST(NULL AS text) AS trace_parent FROM final_operation WHERE finished_at > $17 AND finished_at > $18 AND (CAST($19 AS text[]) IS NULL OR project = ANY (CAST($20 AS text[])))
 AND (CAST($21 AS text[]) IS NULL OR project = ANY (CAST($22 AS text[]))
      OR requestor_username = $23 AND requestor_protocol = $24)AND (CAST($25 AS text) IS NULL OR type = $26)
AND (CAST($27 AS smallint) IS NULL OR status_code = $28)
AND (CAST($29 AS text) IS NULL OR entity_url = $30)
AND parent IS NULL AND id < $31 AND id >= $32 AND created_at > $33
ORDER BY id DESC LIMIT $34) ORDER BY id DESC LIMIT $35;
EXECUTE step (NULL, NULL, NULL, NULL, '', '', NULL, NULL, NULL, NULL, NULL, NULL, 'ffffffff-ffff-ffff-ffff-ffffffffffff', '00000000-0000-7000-8000-000000000000', '1970-01-01T00:00Z', 11, '2026-11-30T06:33:40.176611Z', '1970-01-01T00:00Z', NULL, NULL, NULL, NULL, '', '', NULL, NULL, NULL, NULL, NULL, NULL, 'ffffffff-ffff-ffff-ffff-ffffffffffff', '00000000-0000-7000-8000-000000000000', '1970-01-01T00:00Z', 11, 11);
DEALLOCATE step;

COMMIT;

BEGIN;

-- 5 rows
PREPARE step (text[], text[], text[], text[], varchar, varchar, varchar, varchar, integer, integer, varchar, varchar, uuid, uuid, timestamptz, integer, timestamptz, timestamptz, text[], text[], text[], text[], varchar, varchar, varchar, varchar, integer, integer, varchar, varchar, uuid, uuid, timestamptz, integer, integer) AS
(SELECT id, status_code FROM active_operation WHERE (CAST($1 AS text[]) IS NULL OR project = ANY (CAST($2 AS text[])))
 AND (CAST($3 AS text[]) IS NULL OR project = ANY (CAST($4 AS text[]))
      OR requestor_username = $5 AND requestor_protocol = $6)AND (CAST($7 AS text) IS NULL OR type = $8)
AND (CAST($9 AS smallint) IS NULL OR status_code = $10)
AND (CAST($11 AS text) IS NULL OR entity_url = $12)
AND parent IS NULL AND id < $13 AND id >= $14 AND created_at > $15
ORDER BY id DESC LIMIT $16) UNION ALL (SELECT id, status_code FROM final_operation WHERE finished_at > $17 AND finished_at > $18 AND (CAST($19 AS text[]) IS NULL OR project = ANY (CAST($20 AS text[])))
 AND (CAST($21 AS text[]) IS NULL OR project = ANY (CAST($22 AS text[]))
      OR requestor_username = $23 AND requestor_protocol = $24)AND (CAST($25 AS text) IS NULL OR type = $26)
AND (CAST($27 AS smallint) IS NULL OR status_code = $28)
AND (CAST($29 AS text) IS NULL OR entity_url = $30)
AND parent IS NULL AND id < $31 AND id >= $32 AND created_at > $33
ORDER BY id DESC LIMIT $34) ORDER BY id DESC LIMIT $35;
EXECUTE step ('{"default",""}', '{"default",""}', '{"default"}', '{"default"}', 'somebody', 'tls', 'noop', 'noop', 200, 200, '/1.0/projects/default', '/1.0/projects/default', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '01a2304e-2fef-7000-8000-000000000000', '2026-12-01T06:32:40.175996Z', 11, '2026-11-30T06:33:40.182035Z', '2026-12-01T06:32:40.175996Z', '{"default",""}', '{"default",""}', '{"default"}', '{"default"}', 'somebody', 'tls', 'noop', 'noop', 200, 200, '/1.0/projects/default', '/1.0/projects/default', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '01a2304e-2fef-7000-8000-000000000000', '2026-12-01T06:32:40.175996Z', 11, 11);
DEALLOCATE step;

COMMIT;

-- 10 rows
PREPARE step (timestamptz, integer, timestamptz, timestamptz, integer) AS
WITH ended AS (
       SELECT id, child_count FROM final_operation
        WHERE finished_at > $1 AND parent IS NULL ORDER BY finished_at DESC LIMIT $2)
(SELECT id FROM ended
 UNION ALL SELECT c.id FROM ended e JOIN final_operation c ON c.parent = e.id AND c.finished_at > $3
            WHERE e.child_count > 0
 UNION ALL SELECT id FROM active_operation
            WHERE parent IS NOT NULL AND status_code >= 200 AND updated_at > $4)
LIMIT $5;
EXECUTE step ('2026-12-01T06:32:40.184995Z', 10, '2026-12-01T06:32:40.184995Z', '2026-12-01T06:32:40.184995Z', 10);
DEALLOCATE step;

-- 12 rows
PREPARE step (varchar, timestamptz, uuid, integer) AS
SELECT id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent FROM active_operation WHERE (location = $1 OR status_code >= 200) AND (updated_at, id) > ($2, CAST($3 AS uuid))
ORDER BY updated_at, id LIMIT $4;
EXECUTE step ('one', '2026-12-01T06:32:40.175996Z', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 100);
DEALLOCATE step;

-- 12 rows
PREPARE step (timestamptz, timestamptz, uuid, timestamptz, varchar, integer) AS
SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, metadata, location, attempt,
parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority, CAST(NULL AS text) AS trace_parent, finished_at FROM final_operation
WHERE parent IS NULL AND finished_at >= $1 AND (finished_at, id) > ($2, CAST($3 AS uuid))
  AND (finished_at > $4 OR location = $5)
ORDER BY finished_at, id LIMIT $6;
EXECUTE step ('2026-12-01T06:32:40.175996Z', '2026-12-01T06:32:40.175996Z', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '2026-12-01T06:32:40.175996Z', 'one', 100);
DEALLOCATE step;

-- 2 rows
PREPARE step (uuid, timestamptz, uuid, integer) AS
SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, metadata, location, attempt,
parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority, CAST(NULL AS text) AS trace_parent FROM final_operation WHERE parent = $1 AND finished_at > $2 AND id > $3 ORDER BY id LIMIT $4;
EXECUTE step ('01a2304f-1993-7102-a9cc-8e1f2ba87b54', '2026-12-01T06:32:40.175996Z', '00000000-0000-0000-0000-000000000000', 100);
DEALLOCATE step;

-- 1 row
PREPARE step (bigint, uuid, text[], text[]) AS
INSERT INTO project_usage (project, period, member, stored_size)
SELECT project, date_bin($1 * INTERVAL '1 second', now(), TIMESTAMPTZ '2000-01-01 00:00Z'), $2, stored_size
  FROM unnest(CAST($3 AS text[]), CAST($4 AS bigint[])) t (project, stored_size)
 ORDER BY project
    ON CONFLICT (project, period, member)
    DO UPDATE SET stored_size = project_usage.stored_size + excluded.stored_size;
EXECUTE step (3600, '13a85488-dbaa-42d3-9882-f131266c59e5', '{"while"}', '{"1000"}');
DEALLOCATE step;

-- 2 rows
PREPARE step (bigint, bigint, bigint) AS
SELECT project, sum(active) AS active, sum(stored_size) AS stored_size
  FROM (SELECT project, count(*) FILTER (WHERE status_code < 200) AS active,
               sum($1 + pg_column_size(inputs) + pg_column_size(metadata) + pg_column_size(resources)
                 + pg_column_size(error)) AS stored_size
          FROM active_operation GROUP BY project
         UNION ALL
        SELECT project, 0, sum(stored_size) FROM project_usage
         WHERE period > now() - ($2 + $3) * INTERVAL '1 second' GROUP BY project) used
 GROUP BY project;
EXECUTE step (1024, 86400, 3600);
DEALLOCATE step;

-- 1 row
PREPARE step AS
SELECT pg_database_size(current_database());
EXECUTE step;
DEALLOCATE step;

-- 1 row
PREPARE step AS
UPDATE project_usage SET period = period - INTERVAL '3 days';
EXECUTE step;
DEALLOCATE step;

-- 1 row
PREPARE step (bigint, bigint) AS
DELETE FROM project_usage WHERE period <= now() - ($1 + $2) * INTERVAL '1 second';
EXECUTE step (86400, 3600);
DEALLOCATE step;

-- 1 row
PREPARE step (bigint, uuid, text[], text[]) AS
INSERT INTO project_usage (project, period, member, stored_size)
SELECT project, date_bin($1 * INTERVAL '1 second', now(), TIMESTAMPTZ '2000-01-01 00:00Z'), $2, stored_size
  FROM unnest(CAST($3 AS text[]), CAST($4 AS bigint[])) t (project, stored_size)
 ORDER BY project
    ON CONFLICT (project, period, member)
    DO UPDATE SET stored_size = project_usage.stored_size + excluded.stored_size;
EXECUTE step (3600, '13a85488-dbaa-42d3-9882-f131266c59e5', '{"while"}', '{"1000"}');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar) AS
DELETE FROM project_usage WHERE project = $1;
EXECUTE step ('while');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar) AS
UPDATE project SET being_deleted = true WHERE name = $1 RETURNING name, description, created_at;
EXECUTE step ('while');
DEALLOCATE step;

BEGIN;

SET LOCAL lock_timeout = '2s';

LOCK TABLE active_operation IN SHARE MODE;

-- 1 row
PREPARE step (varchar) AS
SELECT EXISTS (SELECT FROM active_operation WHERE project = $1);
EXECUTE step ('while');
DEALLOCATE step;

COMMIT;

-- 4 rows
PREPARE step AS
SELECT c.relname AS name, pg_relation_size(c.oid) / CAST(current_setting('block_size') AS integer) AS pages
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
 WHERE i.inhparent = CAST('final_operation' AS regclass);
EXECUTE step;
DEALLOCATE step;

-- 2 rows
PREPARE step (varchar, varchar, varchar, varchar) AS
DELETE FROM final_operation_first_1796108400
 WHERE ctid >= CAST($1 AS tid) AND ctid < CAST($2 AS tid) AND project = $3
   AND EXISTS (SELECT FROM project WHERE name = $4 AND being_deleted);
EXECUTE step ('(0,0)', '(1000,0)', 'while', 'while');
DEALLOCATE step;

-- 0 rows
PREPARE step (varchar, varchar, varchar, varchar) AS
DELETE FROM final_operation_20261201_0800
 WHERE ctid >= CAST($1 AS tid) AND ctid < CAST($2 AS tid) AND project = $3
   AND EXISTS (SELECT FROM project WHERE name = $4 AND being_deleted);
EXECUTE step ('(0,0)', '(1000,0)', 'while', 'while');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, integer, varchar) AS
DELETE FROM idempotency_key
 WHERE (project, caller, key) IN (
       SELECT project, caller, key FROM idempotency_key WHERE project = $1 LIMIT $2)
   AND EXISTS (SELECT FROM project WHERE name = $3 AND being_deleted);
EXECUTE step ('while', 1000, 'while');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, varchar, varchar, timestamptz) AS
UPDATE certificate SET projects = array_remove(projects, CAST($1 AS text))
 WHERE CAST($2 AS text) = ANY (projects)
   AND EXISTS (SELECT FROM project WHERE name = $3 AND created_at = $4 AND being_deleted);
EXECUTE step ('while', 'while', 'while', '2026-12-01T06:33:39.750245Z');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, timestamptz) AS
DELETE FROM project WHERE name = $1 AND created_at = $2 AND being_deleted;
EXECUTE step ('while', '2026-12-01T06:33:39.750245Z');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar) AS
DELETE FROM certificate WHERE fingerprint = $1;
EXECUTE step ('23914a83c3c7080988b4aab957e8c1abf4a281df9cc77c7e1d43d3e81f39e94e');
DEALLOCATE step;

-- 4 rows
PREPARE step AS
SELECT c.relname AS name, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \(''([^'']+)''\)') AS timestamptz) AS since, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)') AS timestamptz) AS until
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
 WHERE i.inhparent = CAST('final_operation' AS regclass)
 ORDER BY since NULLS FIRST;
EXECUTE step;
DEALLOCATE step;

-- 1 row
PREPARE step (text[]) AS
SELECT COALESCE(sum(GREATEST(reltuples, 0)), 0) FROM pg_class WHERE relname = ANY (CAST($1 AS text[]));
EXECUTE step ('{"final_operation_first_1796108400","final_operation_20261201_0700","final_operation_20261201_0800","final_operation_20261201_0900"}');
DEALLOCATE step;

-- 4 rows
PREPARE step AS
SELECT c.relname AS name, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \(''([^'']+)''\)') AS timestamptz) AS since, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)') AS timestamptz) AS until
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
 WHERE i.inhparent = CAST('final_operation' AS regclass)
 ORDER BY since NULLS FIRST;
EXECUTE step;
DEALLOCATE step;

BEGIN;

SET LOCAL lock_timeout = '500ms';

-- 1 row
PREPARE step (varchar) AS
SELECT drop_history_partition($1);
EXECUTE step ('final_operation_first_1796108400');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '500ms';

-- 1 row
PREPARE step (varchar) AS
SELECT drop_history_partition($1);
EXECUTE step ('final_operation_20261201_0700');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '500ms';

-- 1 row
PREPARE step (varchar) AS
SELECT drop_history_partition($1);
EXECUTE step ('final_operation_20261201_0800');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '500ms';

-- 1 row
PREPARE step (varchar) AS
SELECT drop_history_partition($1);
EXECUTE step ('final_operation_20261201_0900');
DEALLOCATE step;

COMMIT;

-- 1 row
PREPARE step (timestamptz, timestamptz, uuid, integer) AS
WITH looked AS MATERIALIZED (
       SELECT project, caller, key, operation_id, created_at FROM idempotency_key
        WHERE created_at < $1 AND (created_at, operation_id) > ($2, $3)
        ORDER BY created_at, operation_id LIMIT $4),
deleted AS (
DELETE FROM idempotency_key k USING looked l
 WHERE k.project = l.project AND k.caller = l.caller AND k.key = l.key AND k.operation_id = l.operation_id
   AND NOT EXISTS (SELECT FROM active_operation a WHERE a.id = l.operation_id OFFSET 0)
   AND NOT EXISTS (SELECT FROM final_operation f WHERE f.id = l.operation_id OFFSET 0)
RETURNING 1)
SELECT created_at, operation_id, (SELECT count(*) FROM deleted) AS deleted
  FROM looked ORDER BY created_at DESC, operation_id DESC LIMIT 1;
EXECUTE step ('2026-12-03T06:33:40.232449Z', '1970-01-01T00:00Z', '00000000-0000-0000-0000-000000000000', 1000);
DEALLOCATE step;

-- 0 rows
PREPARE step (timestamptz, timestamptz, uuid, integer) AS
WITH looked AS MATERIALIZED (
       SELECT project, caller, key, operation_id, created_at FROM idempotency_key
        WHERE created_at < $1 AND (created_at, operation_id) > ($2, $3)
        ORDER BY created_at, operation_id LIMIT $4),
deleted AS (
DELETE FROM idempotency_key k USING looked l
 WHERE k.project = l.project AND k.caller = l.caller AND k.key = l.key AND k.operation_id = l.operation_id
   AND NOT EXISTS (SELECT FROM active_operation a WHERE a.id = l.operation_id OFFSET 0)
   AND NOT EXISTS (SELECT FROM final_operation f WHERE f.id = l.operation_id OFFSET 0)
RETURNING 1)
SELECT created_at, operation_id, (SELECT count(*) FROM deleted) AS deleted
  FROM looked ORDER BY created_at DESC, operation_id DESC LIMIT 1;
EXECUTE step ('2026-12-03T06:33:40.232449Z', '2026-12-01T06:33:40.146839Z', '01a2304f-1a32-7347-b7f3-3f2fad953fda', 1000);
DEALLOCATE step;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '2s'; SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off;

COMMIT;

-- 0 rows
PREPARE step AS
UPDATE member SET heartbeat_at = now()
 WHERE offline_at IS NULL AND heartbeat_at > now() + INTERVAL '1 second';
EXECUTE step;
DEALLOCATE step;

-- 0 rows
PREPARE step (double precision, uuid, double precision) AS
UPDATE member SET offline_at = now()
 WHERE offline_at IS NULL AND heartbeat_at < now() - make_interval(secs => $1)
   AND EXISTS (SELECT FROM member judge
                WHERE judge.incarnation = $2 AND judge.offline_at IS NULL
                  AND judge.heartbeat_at > now() - make_interval(secs => $3 / 2))
RETURNING name;
EXECUTE step (3600.0, '13a85488-dbaa-42d3-9882-f131266c59e5', 3600.0);
DEALLOCATE step;

-- 1 row
PREPARE step AS
SELECT DISTINCT ON (name) name, incarnation, address, fingerprint, ports, joined_at, heartbeat_at,
       CASE WHEN offline_at IS NOT NULL THEN 'OFFLINE' WHEN draining_at IS NOT NULL THEN 'DRAINING'
            ELSE 'ONLINE' END AS state
  FROM member
 ORDER BY name, (offline_at IS NULL) DESC, joined_at DESC;
EXECUTE step;
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, integer) AS
SELECT DISTINCT ON (name) name, incarnation, address, fingerprint, ports, joined_at, heartbeat_at,
       CASE WHEN offline_at IS NOT NULL THEN 'OFFLINE' WHEN draining_at IS NOT NULL THEN 'DRAINING'
            ELSE 'ONLINE' END AS state
  FROM member WHERE name > $1
 ORDER BY name, (offline_at IS NULL) DESC, joined_at DESC LIMIT $2;
EXECUTE step ('', 10);
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, integer) AS
SELECT DISTINCT name FROM member WHERE name > $1 ORDER BY name LIMIT $2;
EXECUTE step ('', 10);
DEALLOCATE step;

-- 1 row
PREPARE step (uuid) AS
SELECT secret, public_key, now() AS time FROM member WHERE incarnation = $1 AND offline_at IS NULL;
EXECUTE step ('13a85488-dbaa-42d3-9882-f131266c59e5');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, text[]) AS
SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, payload)
  FROM unnest(CAST($2 AS text[])) AS payload;
EXECUTE step ('operations', '{"x"}');
DEALLOCATE step;

-- 1 row
PREPARE step (uuid) AS
UPDATE member SET draining_at = now() WHERE incarnation = $1 AND draining_at IS NULL;
EXECUTE step ('13a85488-dbaa-42d3-9882-f131266c59e5');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, varchar, varchar, bytea, integer, boolean, uuid) AS
UPDATE member m
   SET heartbeat_at = now(), address = $1, fingerprint = $2,
       ports = CAST($3 AS integer[]), secret = CASE WHEN EXISTS (SELECT FROM member earlier
                   WHERE earlier.offline_at IS NULL AND earlier.public_key IS NULL) THEN $4 END, session = CASE WHEN pg_backend_pid() = $5 THEN pg_backend_pid() END,
       draining_at = CASE WHEN $6 THEN COALESCE(m.draining_at, now()) ELSE m.draining_at END
  FROM member before
 WHERE m.incarnation = $7 AND m.offline_at IS NULL AND before.incarnation = m.incarnation
RETURNING EXTRACT(EPOCH FROM m.heartbeat_at - before.heartbeat_at) AS since_last, clock_timestamp() AS time;
EXECUTE step ('http://127.0.0.1:8080', 'abababababababababababababababababababababababababababababababab', '{8080}', '\x736563726574', 0, true, '13a85488-dbaa-42d3-9882-f131266c59e5');
DEALLOCATE step;

-- 1 row
PREPARE step (uuid) AS
UPDATE member SET offline_at = now() WHERE incarnation = $1 AND offline_at IS NULL;
EXECUTE step ('13a85488-dbaa-42d3-9882-f131266c59e5');
DEALLOCATE step;

-- 2 rows
PREPARE step (double precision) AS
DELETE FROM member WHERE offline_at < now() - make_interval(secs => $1);
EXECUTE step (0.0);
DEALLOCATE step;
