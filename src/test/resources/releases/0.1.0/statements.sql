-- 1 row
PREPARE step (varchar, varchar, timestamptz) AS
INSERT INTO project (name, description, created_at) VALUES ($1, $2, $3)
    ON CONFLICT DO NOTHING;
EXECUTE step ('while', 'for a while', '2026-12-01T01:59:17.683179Z');
DEALLOCATE step;

-- 2 rows
PREPARE step AS
SELECT name, description, created_at FROM project WHERE NOT being_deleted ORDER BY name COLLATE "C";
EXECUTE step;
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
EXECUTE step ('23914a83c3c7080988b4aab957e8c1abf4a281df9cc77c7e1d43d3e81f39e94e', 'laptop', 'client', true, '{"while"}', '\x616e79206279746573', '2026-12-01T01:59:17.738938Z');
DEALLOCATE step;

-- 1 row
PREPARE step AS
SELECT fingerprint, name, type, restricted, projects, der FROM certificate ORDER BY fingerprint;
EXECUTE step;
DEALLOCATE step;

-- 1 row
PREPARE step (varchar) AS
SELECT fingerprint, name, type, restricted, projects, der FROM certificate WHERE fingerprint = $1;
EXECUTE step ('23914a83c3c7080988b4aab957e8c1abf4a281df9cc77c7e1d43d3e81f39e94e');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar) AS
SELECT fingerprint, name, type, restricted, projects, der FROM certificate WHERE starts_with(fingerprint, $1) LIMIT 2;
EXECUTE step ('23914a83c3c7');
DEALLOCATE step;

-- 1 row
PREPARE step (uuid, varchar, bytea, unknown, unknown, varchar) AS
INSERT INTO member (incarnation, name, secret, address, fingerprint, ports)
VALUES ($1, $2, $3, $4, $5, CAST($6 AS integer[]));
EXECUTE step ('5d4261af-2c64-4d2e-ac34-90e99e2c1d0a', 'one', '\x736563726574', NULL, NULL, '{}');
DEALLOCATE step;

-- 1 row
PREPARE step (uuid, varchar, bytea, varchar, varchar, varchar) AS
INSERT INTO member (incarnation, name, secret, address, fingerprint, ports)
VALUES ($1, $2, $3, $4, $5, CAST($6 AS integer[]));
EXECUTE step ('5004f084-3c2b-41e1-a068-5805930342e9', 'one', '\x736563726574', 'http://127.0.0.1:8080', 'abababababababababababababababababababababababababababababababab', '{8080}');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, uuid) AS
UPDATE member SET offline_at = now()
 WHERE name = $1 AND incarnation <> $2 AND offline_at IS NULL;
EXECUTE step ('one', '5004f084-3c2b-41e1-a068-5805930342e9');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, varchar, varchar, uuid) AS
UPDATE member SET address = $1, fingerprint = $2, ports = CAST($3 AS integer[])
 WHERE incarnation = $4;
EXECUTE step ('http://127.0.0.1:8080', 'abababababababababababababababababababababababababababababababab', '{8080}', '5004f084-3c2b-41e1-a068-5805930342e9');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, varchar, varchar, boolean, uuid) AS
UPDATE member m
   SET heartbeat_at = now(), address = $1, fingerprint = $2,
       ports = CAST($3 AS integer[]),
       draining_at = CASE WHEN $4 THEN COALESCE(m.draining_at, now()) ELSE m.draining_at END
  FROM member before
 WHERE m.incarnation = $5 AND m.offline_at IS NULL AND before.incarnation = m.incarnation
RETURNING EXTRACT(EPOCH FROM m.heartbeat_at - before.heartbeat_at) AS since_last, clock_timestamp() AS time;
EXECUTE step ('http://127.0.0.1:8080', 'abababababababababababababababababababababababababababababababab', '{8080}', false, '5004f084-3c2b-41e1-a068-5805930342e9');
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

CREATE TABLE final_operation_first_1796090400 (LIKE final_operation INCLUDING DEFAULTS INCLUDING CONSTRAINTS);

ALTER TABLE final_operation ATTACH PARTITION final_operation_first_1796090400 FOR VALUES FROM (MINVALUE) TO ('2026-12-01T02:00:00Z');

-- 1 row
PREPARE step AS
SELECT c.relname AS name, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \(''([^'']+)''\)') AS timestamptz) AS since, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)') AS timestamptz) AS until
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
 WHERE i.inhparent = CAST('final_operation' AS regclass)
 ORDER BY since NULLS FIRST;
EXECUTE step;
DEALLOCATE step;

CREATE TABLE final_operation_20261201_0200 (LIKE final_operation INCLUDING DEFAULTS INCLUDING CONSTRAINTS);

ALTER TABLE final_operation ATTACH PARTITION final_operation_20261201_0200 FOR VALUES FROM ('2026-12-01T02:00:00Z') TO ('2026-12-01T03:00:00Z');

-- 2 rows
PREPARE step AS
SELECT c.relname AS name, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \(''([^'']+)''\)') AS timestamptz) AS since, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)') AS timestamptz) AS until
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
 WHERE i.inhparent = CAST('final_operation' AS regclass)
 ORDER BY since NULLS FIRST;
EXECUTE step;
DEALLOCATE step;

CREATE TABLE final_operation_20261201_0300 (LIKE final_operation INCLUDING DEFAULTS INCLUDING CONSTRAINTS);

ALTER TABLE final_operation ATTACH PARTITION final_operation_20261201_0300 FOR VALUES FROM ('2026-12-01T03:00:00Z') TO ('2026-12-01T04:00:00Z');

-- 3 rows
PREPARE step AS
SELECT c.relname AS name, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \(''([^'']+)''\)') AS timestamptz) AS since, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)') AS timestamptz) AS until
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
 WHERE i.inhparent = CAST('final_operation' AS regclass)
 ORDER BY since NULLS FIRST;
EXECUTE step;
DEALLOCATE step;

CREATE TABLE final_operation_20261201_0400 (LIKE final_operation INCLUDING DEFAULTS INCLUDING CONSTRAINTS);

ALTER TABLE final_operation ATTACH PARTITION final_operation_20261201_0400 FOR VALUES FROM ('2026-12-01T04:00:00Z') TO ('2026-12-01T05:00:00Z');

-- 0 rows
PREPARE step (uuid, timestamptz) AS
SELECT DISTINCT date_trunc('minute', created_at) FROM active_operation WHERE id >= $1 AND created_at > $2 LIMIT 100;
EXECUTE step ('01a22f53-e87f-7000-8000-000000000000', '2026-12-01T01:59:17.887867Z');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off;

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
EXECUTE step ('{"while"}', '{"tls:somebody"}', '{"one"}', '{"abababababababababababababababababababababababababababababababab"}', '{"01a22f53-e966-7484-ba88-744bbe3d0e0e"}', '{"2026-12-01T01:59:18.118199Z"}');
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
 ORDER BY conflict_reference
    ON CONFLICT DO NOTHING
RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata)
SELECT id, inputs, metadata, NULL AS project, CAST(NULL AS uuid) AS member FROM inserted
 UNION ALL SELECT NULL, NULL, NULL, name, NULL FROM known
 UNION ALL SELECT NULL, NULL, NULL, NULL, incarnation FROM alive;
EXECUTE step ('{"while"}', '{"5004f084-3c2b-41e1-a068-5805930342e9"}', '{"01a22f53-e966-7484-ba88-744bbe3d0e0e"}', '{"while"}', '{"noop"}', '{"1"}', '{"/1.0/projects/while"}', '{"{\"project\":[\"/1.0/projects/while\"]}"}', '{"{\"a\":1}"}', '{"somebody"}', '{"tls"}', '{"127.0.0.1:1"}', '{"volume/v1"}', '{"2026-12-01T01:59:18.118199Z"}', '{"103"}', '{"{\"b\":\"it''s 2\"}"}', '{"5004f084-3c2b-41e1-a068-5805930342e9"}', '{"one"}', '{"1"}', '{NULL}', '{"0"}', '{"0"}', '{"3600000"}', '{"2026-12-01T02:00:18.118181Z"}', '{"7"}', '{"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off;

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
EXECUTE step ('{"while"}', '{"tls:somebody"}', '{"two"}', '{"abababababababababababababababababababababababababababababababab"}', '{"01a22f53-e9ad-734e-93dc-ed4db75d57d6"}', '{"2026-12-01T01:59:18.189624Z"}');
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
 ORDER BY conflict_reference
    ON CONFLICT DO NOTHING
RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata)
SELECT id, inputs, metadata, NULL AS project, CAST(NULL AS uuid) AS member FROM inserted
 UNION ALL SELECT NULL, NULL, NULL, name, NULL FROM known
 UNION ALL SELECT NULL, NULL, NULL, NULL, incarnation FROM alive;
EXECUTE step ('{"while"}', '{"5004f084-3c2b-41e1-a068-5805930342e9"}', '{"01a22f53-e9ad-734e-93dc-ed4db75d57d6"}', '{"while"}', '{"noop"}', '{"1"}', '{"/1.0/projects/while"}', '{"{\"project\":[\"/1.0/projects/while\"]}"}', '{"{\"a\":1}"}', '{"somebody"}', '{"tls"}', '{"127.0.0.1:1"}', '{"volume/v1"}', '{"2026-12-01T01:59:18.189624Z"}', '{"103"}', '{"{\"b\":\"it''s 2\"}"}', '{"5004f084-3c2b-41e1-a068-5805930342e9"}', '{"one"}', '{"1"}', '{NULL}', '{"0"}', '{"0"}', '{"3600000"}', '{NULL}', '{"7"}', '{"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}');
DEALLOCATE step;

-- 1 row
PREPARE step (text[], text[], text[]) AS
DELETE FROM idempotency_key k
 USING unnest(CAST($1 AS text[]), CAST($2 AS text[]), CAST($3 AS text[]))
    AS t (project, caller, key)
 WHERE k.project = t.project AND k.caller = t.caller AND k.key = t.key;
EXECUTE step ('{"while"}', '{"tls:somebody"}', '{"two"}');
DEALLOCATE step;

COMMIT;

-- 1 row
PREPARE step (varchar, varchar, varchar) AS
SELECT operation_id, encode(fingerprint, 'hex') AS fingerprint
  FROM idempotency_key WHERE project = $1 AND caller = $2 AND key = $3;
EXECUTE step ('while', 'tls:somebody', 'one');
DEALLOCATE step;

BEGIN;

SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off;

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
EXECUTE step ('{"01a22f53-e966-7484-ba88-744bbe3d0e0e"}', '{"5004f084-3c2b-41e1-a068-5805930342e9"}', '{"1"}', '{"1"}', '{"103"}', '{"{\"b\":3}"}', '{"2026-12-01T01:59:18.205172Z"}', '{"2026-12-01T02:00:18.118181Z"}', '{"0"}', '{NULL}', '{"false"}', '{"01a22f53-e966-7484-ba88-744bbe3d0e0e"}');
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
EXECUTE step ('2026-12-01T01:59:18.226664Z', '01a22f53-e966-7484-ba88-744bbe3d0e0e', NULL, NULL);
DEALLOCATE step;

-- 1 row
PREPARE step (uuid) AS
SELECT id FROM active_operation
 WHERE cancel_requested_at IS NOT NULL AND status_code IN (103, 105) AND (owner = $1 OR owner IS NULL);
EXECUTE step ('5004f084-3c2b-41e1-a068-5805930342e9');
DEALLOCATE step;

BEGIN;

-- 1 row
PREPARE step AS
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_nestloop', 'off', true);
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
          CAST(NULL AS timestamptz) AS ended_at) INSERT INTO final_operation (
       id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       finished_at, status_code, error, error_code, metadata, location, attempt,
       parent, child_count, updated_at)
SELECT id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
       attempt, parent, child_count, ended_at FROM gone RETURNING id, attempt;
EXECUTE step ('{"01a22f53-e966-7484-ba88-744bbe3d0e0e"}', '{"5004f084-3c2b-41e1-a068-5805930342e9"}', '{"1"}', '{"400"}', '{"no"}', '{"507"}', '{"{\"b\":\"it''s 2\"}"}', '{"2026-12-01T01:59:18.323845Z"}', '{"01a22f53-e966-7484-ba88-744bbe3d0e0e"}');
DEALLOCATE step;

COMMIT;

-- 1 row
PREPARE step (varchar, varchar, varchar, uuid) AS
DELETE FROM idempotency_key WHERE project = $1 AND caller = $2 AND key = $3
   AND operation_id = $4;
EXECUTE step ('while', 'tls:somebody', 'one', '01a22f53-e966-7484-ba88-744bbe3d0e0e');
DEALLOCATE step;

BEGIN;

SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off;

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
EXECUTE step ('{"while"}', '{"tls:somebody"}', '{"three"}', '{"abababababababababababababababababababababababababababababababab"}', '{"01a22f53-ea43-7751-ab19-430f7e7cd825"}', '{"2026-12-01T01:59:18.339653Z"}');
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
EXECUTE step ('01a22f53-ea43-7751-ab19-430f7e7cd825', 'while', 'noop', '1', '/1.0/projects/while', '{"project":["/1.0/projects/while"]}', '{"a":1}', 'somebody', 'tls', '127.0.0.1:1', '2026-12-01T01:59:18.339653Z', '2026-12-01T01:59:18.339653Z', '103', '{"b":"it''s 2"}', '5004f084-3c2b-41e1-a068-5805930342e9', 'one', '1', '3600000', NULL, '7', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'while', 'while', '5004f084-3c2b-41e1-a068-5805930342e9', '5004f084-3c2b-41e1-a068-5805930342e9');
DEALLOCATE step;

COMMIT;

BEGIN;

-- 1 row
PREPARE step AS
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_nestloop', 'off', true);
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
          CAST(NULL AS timestamptz) AS ended_at) INSERT INTO final_operation (
       id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       finished_at, status_code, error, error_code, metadata, location, attempt,
       parent, child_count, updated_at)
SELECT id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
       attempt, parent, child_count, ended_at FROM gone RETURNING id, attempt;
EXECUTE step ('{"01a22f53-ea43-7751-ab19-430f7e7cd825"}', '{"5004f084-3c2b-41e1-a068-5805930342e9"}', '{"1"}', '{"200"}', '{""}', '{"0"}', '{"{\"b\":\"it''s 2\"}"}', '{"2026-12-01T01:59:18.345596Z"}', '{"01a22f53-ea43-7751-ab19-430f7e7cd825"}');
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
EXECUTE step ('{"01a22f53-ea4f-75db-91cc-6fd7ef5bb51f","01a22f53-ea4f-75db-91cc-6fd7ef5bb520"}', '{"default","default"}', '{"noop","noop"}', '{"1","1"}', '{"/1.0/projects/default","/1.0/projects/default"}', '{"{\"project\":[\"/1.0/projects/default\"]}","{\"project\":[\"/1.0/projects/default\"]}"}', '{"{\"a\":1}","{\"a\":1}"}', '{"somebody","somebody"}', '{"tls","tls"}', '{"127.0.0.1:1","127.0.0.1:1"}', '{"2026-12-01T01:59:18.351300Z","2026-12-01T01:59:18.351800Z"}', '{"103","103"}', '{"{\"b\":\"it''s 2\"}","{\"b\":\"it''s 2\"}"}', '{"5004f084-3c2b-41e1-a068-5805930342e9","7abcf972-e781-44cd-9195-95f0f5b3034d"}', '{"one","one"}', '{"1","1"}', '{"3600000","3600000"}', '{NULL,NULL}', '{"7","7"}', '{"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}', '{"default"}', '{"7abcf972-e781-44cd-9195-95f0f5b3034d","5004f084-3c2b-41e1-a068-5805930342e9"}');
DEALLOCATE step;

-- 1 row
PREPARE step (text[]) AS
SELECT incarnation FROM member
 WHERE incarnation = ANY (CAST($1 AS uuid[])) AND offline_at IS NULL;
EXECUTE step ('{"7abcf972-e781-44cd-9195-95f0f5b3034d","5004f084-3c2b-41e1-a068-5805930342e9"}');
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
EXECUTE step ('01a22f53-ea5b-7730-9b0a-ec546c391698', 'default', 'noop', '4', '/1.0/projects/default', '{"project":["/1.0/projects/default"]}', '{"a":1}', 'somebody', 'tls', '127.0.0.1:1', '2026-12-01T01:59:18.363289Z', '2026-12-01T01:59:18.363289Z', '103', '{"b":"it''s 2"}', '5004f084-3c2b-41e1-a068-5805930342e9', 'one', '1', '3600000', NULL, '7', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'default', 'default', '5004f084-3c2b-41e1-a068-5805930342e9', '5004f084-3c2b-41e1-a068-5805930342e9');
DEALLOCATE step;

BEGIN;

SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off;

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
EXECUTE step ('{"01a22f53-ea5b-7730-9b0a-ec546c391698"}', '{"5004f084-3c2b-41e1-a068-5805930342e9"}', '{"1"}', '{"1"}', '{"105"}', '{"{\"b\":\"it''s 2\"}"}', '{"2026-12-01T01:59:18.367412Z"}', '{NULL}', '{"1"}', '{"2026-12-01T01:59:17.367398Z"}', '{"true"}', '{"01a22f53-ea5b-7730-9b0a-ec546c391698"}');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL enable_seqscan = off; SET LOCAL jit = off;

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

SET LOCAL enable_seqscan = off; SET LOCAL jit = off;

-- 1 row
PREPARE step (timestamptz, integer) AS
UPDATE active_operation SET due_at = NULL
 WHERE id = ANY (ARRAY(
       SELECT id FROM active_operation WHERE owner IS NULL AND parent IS NULL AND class <> 3 AND due_at <= $1 ORDER BY due_at LIMIT $2
          FOR UPDATE SKIP LOCKED));
EXECUTE step ('2026-12-01T01:59:18.388455Z', 10);
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL enable_seqscan = off; SET LOCAL jit = off;

-- 1 row
PREPARE step (text[], timestamptz, text[]) AS
SELECT EXISTS (SELECT FROM active_operation WHERE owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL
AND cancel_requested_at IS NULL AND type = ANY (CAST($1 AS text[])) AND (deadline IS NULL OR deadline > $2)
AND (child_count = 0 OR NOT EXISTS (
     SELECT FROM active_operation c
      WHERE c.parent = active_operation.id AND c.status_code < 200
        AND NOT (c.type = ANY (CAST($3 AS text[]))) OFFSET 0)));
EXECUTE step ('{"noop","bulk"}', '2026-12-01T01:59:18.408575Z', '{"noop","bulk"}');
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
EXECUTE step ('01a22f53-ea94-711a-b564-cb2a1a9c1bf4', 'default', 'noop', '4', '/1.0/projects/default', '{"project":["/1.0/projects/default"]}', '{"a":1}', 'somebody', 'tls', '127.0.0.1:1', '2026-12-01T01:59:18.420366Z', '2026-12-01T01:59:18.420366Z', '105', '{"b":"it''s 2"}', NULL, 'one', '0', NULL, NULL, '7', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'default', 'default', NULL, NULL);
DEALLOCATE step;

BEGIN;

SET LOCAL enable_seqscan = off; SET LOCAL jit = off;

-- 2 rows
PREPARE step (varchar, uuid, varchar, text[], timestamptz, text[], integer, integer, text[], timestamptz, text[], integer, integer, uuid, varchar, timestamptz, timestamptz) AS
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
 WHERE NOT next.around OR next.project <= $3), first AS MATERIALIZED (
SELECT id, project, row_number() OVER () AS turn
  FROM (SELECT q.id, t.project FROM turns t CROSS JOIN LATERAL (SELECT id FROM active_operation WHERE project = t.project AND owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL
AND cancel_requested_at IS NULL AND type = ANY (CAST($4 AS text[])) AND (deadline IS NULL OR deadline > $5)
AND (child_count = 0 OR NOT EXISTS (
     SELECT FROM active_operation c
      WHERE c.parent = active_operation.id AND c.status_code < 200
        AND NOT (c.type = ANY (CAST($6 AS text[]))) OFFSET 0)) ORDER BY priority DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED) q WHERE t.number > 0 LIMIT $7) q), more AS MATERIALIZED (
SELECT q.id, f.turn + q.round * $8 AS turn
  FROM (SELECT id, project, turn, count(*) OVER () AS projects FROM first) f
 CROSS JOIN LATERAL (SELECT id, row_number() OVER () AS round FROM (SELECT id FROM active_operation WHERE project = f.project AND id <> f.id AND owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL
AND cancel_requested_at IS NULL AND type = ANY (CAST($9 AS text[])) AND (deadline IS NULL OR deadline > $10)
AND (child_count = 0 OR NOT EXISTS (
     SELECT FROM active_operation c
      WHERE c.parent = active_operation.id AND c.status_code < 200
        AND NOT (c.type = ANY (CAST($11 AS text[]))) OFFSET 0)) ORDER BY priority DESC, id LIMIT ($12 - f.projects) / f.projects + CASE WHEN f.turn <= mod($13 - f.projects, f.projects) THEN 1 ELSE 0 END FOR UPDATE SKIP LOCKED) q) q), chosen AS MATERIALIZED (SELECT id, turn FROM first UNION ALL SELECT id, turn FROM more),
claimed AS (
UPDATE active_operation a
   SET owner = $14, location = $15, status_code = 103, attempt = a.attempt + 1,
       updated_at = GREATEST($16, a.created_at),
       metadata = CASE WHEN a.failures > 0 AND a.metadata -> 'retry' -> 'failures' = to_jsonb(a.failures)
                       THEN a.metadata - 'retry' ELSE a.metadata END,
       deadline = COALESCE(a.deadline, $17 + a.timeout_ms * INTERVAL '1 millisecond')
 WHERE a.id = ANY (ARRAY(SELECT id FROM chosen))
RETURNING a.*)
SELECT id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent FROM claimed JOIN chosen USING (id) ORDER BY turn;
EXECUTE step ('', '5004f084-3c2b-41e1-a068-5805930342e9', '', '{"noop","bulk"}', '2026-12-01T01:59:18.437603Z', '{"noop","bulk"}', 10, 10, '{"noop","bulk"}', '2026-12-01T01:59:18.437603Z', '{"noop","bulk"}', 10, 10, '5004f084-3c2b-41e1-a068-5805930342e9', 'one', '2026-12-01T01:59:18.437603Z', '2026-12-01T01:59:18.437603Z');
DEALLOCATE step;

COMMIT;

BEGIN;

-- 1 row
PREPARE step AS
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_nestloop', 'off', true);
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
          CAST(NULL AS timestamptz) AS ended_at) INSERT INTO final_operation (
       id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       finished_at, status_code, error, error_code, metadata, location, attempt,
       parent, child_count, updated_at)
SELECT id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
       attempt, parent, child_count, ended_at FROM gone RETURNING id, attempt;
EXECUTE step ('{"01a22f53-ea5b-7730-9b0a-ec546c391698"}', '{"5004f084-3c2b-41e1-a068-5805930342e9"}', '{"2"}', '{"200"}', '{""}', '{"0"}', '{"{\"b\":\"it''s 2\"}"}', '{"2026-12-01T01:59:18.515200Z"}', '{"01a22f53-ea5b-7730-9b0a-ec546c391698"}');
DEALLOCATE step;

COMMIT;

BEGIN;

-- 1 row
PREPARE step AS
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_nestloop', 'off', true);
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
          CAST(NULL AS timestamptz) AS ended_at) INSERT INTO final_operation (
       id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       finished_at, status_code, error, error_code, metadata, location, attempt,
       parent, child_count, updated_at)
SELECT id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
       attempt, parent, child_count, ended_at FROM gone RETURNING id, attempt;
EXECUTE step ('{"01a22f53-ea94-711a-b564-cb2a1a9c1bf4"}', '{"5004f084-3c2b-41e1-a068-5805930342e9"}', '{"1"}', '{"200"}', '{""}', '{"0"}', '{"{\"b\":\"it''s 2\"}"}', '{"2026-12-01T01:59:18.532290Z"}', '{"01a22f53-ea94-711a-b564-cb2a1a9c1bf4"}');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL enable_seqscan = off;

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
 ORDER BY conflict_reference
    ON CONFLICT DO NOTHING
RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata)
SELECT id, inputs, metadata, NULL AS project, CAST(NULL AS uuid) AS member FROM inserted
 UNION ALL SELECT NULL, NULL, NULL, name, NULL FROM known
 UNION ALL SELECT NULL, NULL, NULL, NULL, incarnation FROM alive;
EXECUTE step ('{"default"}', '{"5004f084-3c2b-41e1-a068-5805930342e9"}', '{"01a22f53-eb09-768a-afb4-257663ac2ffd","01a22f53-eb09-768a-afb4-257663ac2ffe","01a22f53-eb09-768a-afb4-257663ac2fff"}', '{"default","default","default"}', '{"bulk","noop","noop"}', '{"1","1","1"}', '{"/1.0/projects/default","/1.0/projects/default","/1.0/projects/default"}', '{"{\"project\":[\"/1.0/projects/default\"]}","{\"project\":[\"/1.0/projects/default\"]}","{\"project\":[\"/1.0/projects/default\"]}"}', '{"{\"a\":1}","{\"a\":1}","{\"a\":1}"}', '{"somebody","somebody","somebody"}', '{"tls","tls","tls"}', '{"127.0.0.1:1","127.0.0.1:1","127.0.0.1:1"}', '{NULL,NULL,NULL}', '{"2026-12-01T01:59:18.537445Z","2026-12-01T01:59:18.537694Z","2026-12-01T01:59:18.537757Z"}', '{"103","103","103"}', '{"{\"b\":\"it''s 2\"}","{\"b\":\"it''s 2\"}","{\"b\":\"it''s 2\"}"}', '{"5004f084-3c2b-41e1-a068-5805930342e9","5004f084-3c2b-41e1-a068-5805930342e9","5004f084-3c2b-41e1-a068-5805930342e9"}', '{"one","one","one"}', '{"1","1","1"}', '{NULL,"01a22f53-eb09-768a-afb4-257663ac2ffd","01a22f53-eb09-768a-afb4-257663ac2ffd"}', '{"0","0","1"}', '{"2","0","0"}', '{"3600000","3600000","3600000"}', '{NULL,NULL,NULL}', '{"7","0","0"}', '{"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off;

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
EXECUTE step ('{"01a22f53-eb09-768a-afb4-257663ac2ffe"}', '{"5004f084-3c2b-41e1-a068-5805930342e9"}', '{"1"}', '{"200"}', '{""}', '{"0"}', '{"{\"b\":\"it''s 2\"}"}', '{"2026-12-01T01:59:18.551598Z"}', '{"01a22f53-eb09-768a-afb4-257663ac2ffe"}');
DEALLOCATE step;

COMMIT;

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
EXECUTE step ('{"01a22f53-eb09-768a-afb4-257663ac2ffe"}', '{"01a22f53-eb09-768a-afb4-257663ac2ffe"}', '2026-12-01T01:59:18.537Z');
DEALLOCATE step;

-- 2 rows
PREPARE step (text[], text[], timestamptz) AS
SELECT id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent FROM active_operation WHERE parent = ANY (CAST($1 AS uuid[])) UNION ALL SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, metadata, location, attempt,
parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority, CAST(NULL AS text) AS trace_parent FROM final_operation WHERE parent = ANY (CAST($2 AS uuid[])) AND finished_at >= $3 ORDER BY id;
EXECUTE step ('{"01a22f53-eb09-768a-afb4-257663ac2ffd"}', '{"01a22f53-eb09-768a-afb4-257663ac2ffd"}', '2026-12-01T01:59:18.537Z');
DEALLOCATE step;

BEGIN;

SET LOCAL enable_seqscan = off;

-- 3 rows
PREPARE step (text[], text[], text[], text[], text[], text[], text[], text[], text[], varchar) AS
WITH gone AS (DELETE FROM active_operation a USING unnest(CAST($1 AS uuid[]), CAST($2 AS uuid[]), CAST($3 AS integer[]),
       CAST($4 AS smallint[]), CAST($5 AS text[]), CAST($6 AS integer[]),
       CAST($7 AS jsonb[]), CAST($8 AS timestamptz[]))
    AS t (id, owner, attempt, final_code, final_error, final_error_code, final_metadata, finished_at)
 WHERE a.id = t.id AND a.owner = t.owner AND a.attempt = t.attempt AND a.status_code < 200
   AND a.id = ANY (CAST($9 AS uuid[])) RETURNING a.*, t.final_code, t.final_error, t.final_error_code, t.final_metadata, t.finished_at,
          CAST(NULL AS timestamptz) AS ended_at), family AS (DELETE FROM active_operation c USING gone g WHERE c.parent = g.id
RETURNING c.*, CASE WHEN c.status_code >= 200 THEN c.status_code WHEN g.final_code = 401 THEN 401 ELSE 400 END
                   AS final_code,
          CASE WHEN c.status_code >= 200 THEN c.error
               ELSE COALESCE(NULLIF(g.final_error, ''), CAST($10 AS text)) END AS final_error,
          CASE WHEN c.status_code >= 200 THEN c.error_code
               ELSE COALESCE(NULLIF(g.final_error_code, 0), 500) END AS final_error_code,
          c.metadata AS final_metadata, g.finished_at,
          CASE WHEN c.status_code >= 200 THEN LEAST(c.updated_at, g.finished_at) END AS ended_at) INSERT INTO final_operation (
       id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       finished_at, status_code, error, error_code, metadata, location, attempt,
       parent, child_count, updated_at)
SELECT id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
       attempt, parent, child_count, ended_at FROM (SELECT * FROM gone UNION ALL SELECT * FROM family) AS families RETURNING id, attempt;
EXECUTE step ('{"01a22f53-eb09-768a-afb4-257663ac2ffd"}', '{"5004f084-3c2b-41e1-a068-5805930342e9"}', '{"1"}', '{"401"}', '{"context canceled"}', '{"500"}', '{"{\"b\":\"it''s 2\"}"}', '{"2026-12-01T01:59:18.580496Z"}', '{"01a22f53-eb09-768a-afb4-257663ac2ffd"}', 'Operation exited uncleanly or was unable to report its status');
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
EXECUTE step ('01a22f53-eb09-768a-afb4-257663ac2ffd', '01a22f53-eb09-768a-afb4-257663ac2ffd', '01a22f53-eb09-768a-afb4-257663ac2ffd', '01a22f53-eb09-768a-afb4-257663ac2ffd', '2026-12-01T01:59:18.537Z');
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
 ORDER BY conflict_reference
    ON CONFLICT DO NOTHING
RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata)
SELECT id, inputs, metadata, NULL AS project, CAST(NULL AS uuid) AS member FROM inserted
 UNION ALL SELECT NULL, NULL, NULL, name, NULL FROM known
 UNION ALL SELECT NULL, NULL, NULL, NULL, incarnation FROM alive;
EXECUTE step ('{"default"}', '{"5004f084-3c2b-41e1-a068-5805930342e9"}', '{"01a22f53-eb42-760f-b936-4f98e712a452"}', '{"default"}', '{"noop"}', '{"1"}', '{"/1.0/projects/default"}', '{"{\"project\":[\"/1.0/projects/default\"]}"}', '{"{\"a\":1}"}', '{"somebody"}', '{"tls"}', '{"127.0.0.1:1"}', '{"volume/v2"}', '{"2026-12-01T01:59:18.594460Z"}', '{"103"}', '{"{\"b\":\"it''s 2\"}"}', '{"5004f084-3c2b-41e1-a068-5805930342e9"}', '{"one"}', '{"1"}', '{NULL}', '{"0"}', '{"0"}', '{"3600000"}', '{NULL}', '{"7"}', '{"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}');
DEALLOCATE step;

BEGIN;

SET LOCAL enable_seqscan = off;

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
 ORDER BY conflict_reference
    ON CONFLICT DO NOTHING
RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata)
SELECT id, inputs, metadata, NULL AS project, CAST(NULL AS uuid) AS member FROM inserted
 UNION ALL SELECT NULL, NULL, NULL, name, NULL FROM known
 UNION ALL SELECT NULL, NULL, NULL, NULL, incarnation FROM alive;
EXECUTE step ('{"default"}', '{"5004f084-3c2b-41e1-a068-5805930342e9"}', '{"01a22f53-eb46-7358-883d-8ba2d61f7798","01a22f53-eb46-7358-883d-8ba2d61f779b"}', '{"default","default"}', '{"bulk","noop"}', '{"1","1"}', '{"/1.0/projects/default","/1.0/projects/default"}', '{"{\"project\":[\"/1.0/projects/default\"]}","{\"project\":[\"/1.0/projects/default\"]}"}', '{"{\"a\":1}","{\"a\":1}"}', '{"somebody","somebody"}', '{"tls","tls"}', '{"127.0.0.1:1","127.0.0.1:1"}', '{NULL,"volume/v2"}', '{"2026-12-01T01:59:18.598410Z","2026-12-01T01:59:18.598953Z"}', '{"103","103"}', '{"{\"b\":\"it''s 2\"}","{\"b\":\"it''s 2\"}"}', '{"5004f084-3c2b-41e1-a068-5805930342e9","5004f084-3c2b-41e1-a068-5805930342e9"}', '{"one","one"}', '{"1","1"}', '{NULL,"01a22f53-eb46-7358-883d-8ba2d61f7798"}', '{"0","0"}', '{"2","0"}', '{"3600000","3600000"}', '{NULL,NULL}', '{"7","0"}', '{"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}');
DEALLOCATE step;

-- 1 row
PREPARE step (text[]) AS
DELETE FROM active_operation WHERE id = ANY (CAST($1 AS uuid[]));
EXECUTE step ('{"01a22f53-eb46-7358-883d-8ba2d61f7798","01a22f53-eb46-7358-883d-8ba2d61f779b"}');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL enable_seqscan = off;

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
 ORDER BY conflict_reference
    ON CONFLICT DO NOTHING
RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata)
SELECT id, inputs, metadata, NULL AS project, CAST(NULL AS uuid) AS member FROM inserted
 UNION ALL SELECT NULL, NULL, NULL, name, NULL FROM known
 UNION ALL SELECT NULL, NULL, NULL, NULL, incarnation FROM alive;
EXECUTE step ('{"default"}', '{}', '{"01a22f53-eb53-72fc-90b1-1e60dc7ef99d","01a22f53-eb53-72fc-90b1-1e60dc7ef99e","01a22f53-eb53-72fc-90b1-1e60dc7ef99f"}', '{"default","default","default"}', '{"bulk","noop","noop"}', '{"4","4","4"}', '{"/1.0/projects/default","/1.0/projects/default","/1.0/projects/default"}', '{"{\"project\":[\"/1.0/projects/default\"]}","{\"project\":[\"/1.0/projects/default\"]}","{\"project\":[\"/1.0/projects/default\"]}"}', '{"{\"a\":1}","{\"a\":1}","{\"a\":1}"}', '{"somebody","somebody","somebody"}', '{"tls","tls","tls"}', '{"127.0.0.1:1","127.0.0.1:1","127.0.0.1:1"}', '{NULL,NULL,NULL}', '{"2026-12-01T01:59:18.611469Z","2026-12-01T01:59:18.611801Z","2026-12-01T01:59:18.611892Z"}', '{"105","105","105"}', '{"{\"b\":\"it''s 2\"}","{\"b\":\"it''s 2\"}","{\"b\":\"it''s 2\"}"}', '{NULL,NULL,NULL}', '{"one","one","one"}', '{"1","1","1"}', '{NULL,"01a22f53-eb53-72fc-90b1-1e60dc7ef99d","01a22f53-eb53-72fc-90b1-1e60dc7ef99d"}', '{"0","0","1"}', '{"2","0","0"}', '{NULL,NULL,NULL}', '{NULL,NULL,NULL}', '{"7","0","0"}', '{"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}');
DEALLOCATE step;

COMMIT;

-- 1 row
PREPARE step (varchar, integer, timestamptz, uuid) AS
UPDATE active_operation
   SET status_code = 401, error = $1, error_code = $2, updated_at = GREATEST($3, created_at),
       conflict_reference = NULL, due_at = NULL, inputs = '{}'
 WHERE id = $4 AND owner IS NULL AND parent IS NOT NULL AND status_code = 105
RETURNING id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent;
EXECUTE step ('context canceled', 500, '2026-12-01T01:59:18.627194Z', '01a22f53-eb53-72fc-90b1-1e60dc7ef99f');
DEALLOCATE step;

BEGIN;

SET LOCAL enable_seqscan = off; SET LOCAL jit = off;

-- 1 row
PREPARE step (varchar, uuid, varchar, text[], timestamptz, text[], integer, integer, text[], timestamptz, text[], integer, integer, uuid, varchar, timestamptz, timestamptz) AS
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
 WHERE NOT next.around OR next.project <= $3), first AS MATERIALIZED (
SELECT id, project, row_number() OVER () AS turn
  FROM (SELECT q.id, t.project FROM turns t CROSS JOIN LATERAL (SELECT id FROM active_operation WHERE project = t.project AND owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL
AND cancel_requested_at IS NULL AND type = ANY (CAST($4 AS text[])) AND (deadline IS NULL OR deadline > $5)
AND (child_count = 0 OR NOT EXISTS (
     SELECT FROM active_operation c
      WHERE c.parent = active_operation.id AND c.status_code < 200
        AND NOT (c.type = ANY (CAST($6 AS text[]))) OFFSET 0)) ORDER BY priority DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED) q WHERE t.number > 0 LIMIT $7) q), more AS MATERIALIZED (
SELECT q.id, f.turn + q.round * $8 AS turn
  FROM (SELECT id, project, turn, count(*) OVER () AS projects FROM first) f
 CROSS JOIN LATERAL (SELECT id, row_number() OVER () AS round FROM (SELECT id FROM active_operation WHERE project = f.project AND id <> f.id AND owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL
AND cancel_requested_at IS NULL AND type = ANY (CAST($9 AS text[])) AND (deadline IS NULL OR deadline > $10)
AND (child_count = 0 OR NOT EXISTS (
     SELECT FROM active_operation c
      WHERE c.parent = active_operation.id AND c.status_code < 200
        AND NOT (c.type = ANY (CAST($11 AS text[]))) OFFSET 0)) ORDER BY priority DESC, id LIMIT ($12 - f.projects) / f.projects + CASE WHEN f.turn <= mod($13 - f.projects, f.projects) THEN 1 ELSE 0 END FOR UPDATE SKIP LOCKED) q) q), chosen AS MATERIALIZED (SELECT id, turn FROM first UNION ALL SELECT id, turn FROM more),
claimed AS (
UPDATE active_operation a
   SET owner = $14, location = $15, status_code = 103, attempt = a.attempt + 1,
       updated_at = GREATEST($16, a.created_at),
       metadata = CASE WHEN a.failures > 0 AND a.metadata -> 'retry' -> 'failures' = to_jsonb(a.failures)
                       THEN a.metadata - 'retry' ELSE a.metadata END,
       deadline = COALESCE(a.deadline, $17 + a.timeout_ms * INTERVAL '1 millisecond')
 WHERE a.id = ANY (ARRAY(SELECT id FROM chosen))
RETURNING a.*)
SELECT id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent FROM claimed JOIN chosen USING (id) ORDER BY turn;
EXECUTE step ('default', '5004f084-3c2b-41e1-a068-5805930342e9', 'default', '{"noop","bulk"}', '2026-12-01T01:59:18.631475Z', '{"noop","bulk"}', 10, 10, '{"noop","bulk"}', '2026-12-01T01:59:18.631475Z', '{"noop","bulk"}', 10, 10, '5004f084-3c2b-41e1-a068-5805930342e9', 'one', '2026-12-01T01:59:18.631475Z', '2026-12-01T01:59:18.631475Z');
DEALLOCATE step;

-- 1 row
PREPARE step (uuid, varchar, timestamptz, text[]) AS
UPDATE active_operation
   SET owner = $1, location = $2, attempt = attempt + 1, updated_at = GREATEST($3, created_at),
       status_code = CASE WHEN status_code = 104 THEN 104 ELSE 105 END
 WHERE parent = ANY (CAST($4 AS uuid[])) AND status_code < 200;
EXECUTE step ('5004f084-3c2b-41e1-a068-5805930342e9', 'one', '2026-12-01T01:59:18.631475Z', '{"01a22f53-eb53-72fc-90b1-1e60dc7ef99d"}');
DEALLOCATE step;

-- 2 rows
PREPARE step (text[], text[], timestamptz) AS
SELECT id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent FROM active_operation WHERE parent = ANY (CAST($1 AS uuid[])) UNION ALL SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, metadata, location, attempt,
parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority, CAST(NULL AS text) AS trace_parent FROM final_operation WHERE parent = ANY (CAST($2 AS uuid[])) AND finished_at >= $3 ORDER BY id;
EXECUTE step ('{"01a22f53-eb53-72fc-90b1-1e60dc7ef99d"}', '{"01a22f53-eb53-72fc-90b1-1e60dc7ef99d"}', '2026-12-01T01:59:18.611Z');
DEALLOCATE step;

COMMIT;

BEGIN;

-- 1 row
PREPARE step (timestamptz, timestamptz, uuid, timestamptz, timestamptz, text[]) AS
UPDATE active_operation
   SET owner = NULL, status_code = 105, updated_at = GREATEST($1, created_at),
       deadline = CASE WHEN deadline = $2 + timeout_ms * INTERVAL '1 millisecond' THEN NULL ELSE deadline END
 WHERE owner = $3 AND parent IS NULL AND status_code = 103 AND updated_at = $4
   AND created_at < $5 AND NOT (id = ANY (CAST($6 AS uuid[])))
RETURNING id;
EXECUTE step ('2026-12-01T01:59:18.648304Z', '2026-12-01T01:59:18.631475Z', '5004f084-3c2b-41e1-a068-5805930342e9', '2026-12-01T01:59:18.631475Z', '2026-12-01T01:59:18.631475Z', '{}');
DEALLOCATE step;

-- 1 row
PREPARE step (timestamptz, text[], uuid) AS
UPDATE active_operation SET owner = NULL, updated_at = GREATEST($1, created_at)
 WHERE parent = ANY (CAST($2 AS uuid[])) AND owner = $3 AND status_code < 200;
EXECUTE step ('2026-12-01T01:59:18.652714Z', '{"01a22f53-eb53-72fc-90b1-1e60dc7ef99d"}', '5004f084-3c2b-41e1-a068-5805930342e9');
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
EXECUTE step ('01a22f53-eb82-75f2-b39e-90b34843bcb2', 'default', 'noop', '3', '/1.0/projects/default', '{"project":["/1.0/projects/default"]}', '{"a":1}', 'somebody', 'tls', '127.0.0.1:1', '2026-12-01T01:59:18.658470Z', '2026-12-01T01:59:18.658470Z', '103', '{"b":"it''s 2"}', NULL, 'one', '1', '3600000', NULL, '7', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'default', 'default', NULL, NULL);
DEALLOCATE step;

-- 1 row
PREPARE step (varchar) AS
SELECT id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent FROM active_operation WHERE class = 3 AND type = $1;
EXECUTE step ('noop');
DEALLOCATE step;

-- 1 row
PREPARE step (uuid, varchar, integer, timestamptz, varchar) AS
WITH gone AS (DELETE FROM active_operation WHERE id = $1 AND owner IS NULL AND parent IS NULL RETURNING *, 401 AS final_code, CAST($2 AS text) AS final_error, CAST($3 AS integer) AS final_error_code, metadata AS final_metadata, CAST($4 AS timestamptz) AS finished_at, CAST(NULL AS timestamptz) AS ended_at), family AS (DELETE FROM active_operation c USING gone g WHERE c.parent = g.id
RETURNING c.*, CASE WHEN c.status_code >= 200 THEN c.status_code WHEN g.final_code = 401 THEN 401 ELSE 400 END
                   AS final_code,
          CASE WHEN c.status_code >= 200 THEN c.error
               ELSE COALESCE(NULLIF(g.final_error, ''), CAST($5 AS text)) END AS final_error,
          CASE WHEN c.status_code >= 200 THEN c.error_code
               ELSE COALESCE(NULLIF(g.final_error_code, 0), 500) END AS final_error_code,
          c.metadata AS final_metadata, g.finished_at,
          CASE WHEN c.status_code >= 200 THEN LEAST(c.updated_at, g.finished_at) END AS ended_at), moved AS (INSERT INTO final_operation (
       id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       finished_at, status_code, error, error_code, metadata, location, attempt,
       parent, child_count, updated_at)
SELECT id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
       attempt, parent, child_count, ended_at FROM (SELECT * FROM gone UNION ALL SELECT * FROM family) AS families RETURNING *) SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, metadata, location, attempt,
parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority, trace_parent FROM moved JOIN (SELECT id, trace_parent FROM gone UNION ALL SELECT id, trace_parent FROM family) AS traces USING (id) WHERE updated_at IS NULL ORDER BY parent NULLS LAST, id;
EXECUTE step ('01a22f53-eb82-75f2-b39e-90b34843bcb2', 'context canceled', 500, '2026-12-01T01:59:18.668273Z', 'Operation exited uncleanly or was unable to report its status');
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
EXECUTE step ('01a22f53-eb91-72f4-8198-de43c9613553', 'default', 'noop', '3', '/1.0/projects/default', '{"project":["/1.0/projects/default"]}', '{"a":1}', 'somebody', 'tls', '127.0.0.1:1', '2026-12-01T01:59:18.673647Z', '2026-12-01T01:59:18.673647Z', '103', '{"b":"it''s 2"}', NULL, 'one', '1', '3600000', '2026-12-01T01:59:18.673638Z', '7', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'default', 'default', NULL, NULL);
DEALLOCATE step;

-- 1 row
PREPARE step AS
SELECT deadline FROM active_operation WHERE owner IS NULL AND parent IS NULL AND deadline IS NOT NULL ORDER BY deadline LIMIT 1;
EXECUTE step;
DEALLOCATE step;

-- 1 row
PREPARE step (timestamptz, varchar, varchar, integer, integer, timestamptz, varchar) AS
WITH gone AS (DELETE FROM active_operation WHERE owner IS NULL AND parent IS NULL AND deadline IS NOT NULL AND deadline <= $1 RETURNING *, CASE WHEN class = 3 THEN 401 ELSE 400 END AS final_code, CASE WHEN class = 3 THEN CAST($2 AS text) ELSE CAST($3 AS text) END AS final_error, CASE WHEN class = 3 THEN CAST($4 AS integer) ELSE CAST($5 AS integer) END AS final_error_code, metadata AS final_metadata, CAST($6 AS timestamptz) AS finished_at, CAST(NULL AS timestamptz) AS ended_at), family AS (DELETE FROM active_operation c USING gone g WHERE c.parent = g.id
RETURNING c.*, CASE WHEN c.status_code >= 200 THEN c.status_code WHEN g.final_code = 401 THEN 401 ELSE 400 END
                   AS final_code,
          CASE WHEN c.status_code >= 200 THEN c.error
               ELSE COALESCE(NULLIF(g.final_error, ''), CAST($7 AS text)) END AS final_error,
          CASE WHEN c.status_code >= 200 THEN c.error_code
               ELSE COALESCE(NULLIF(g.final_error_code, 0), 500) END AS final_error_code,
          c.metadata AS final_metadata, g.finished_at,
          CASE WHEN c.status_code >= 200 THEN LEAST(c.updated_at, g.finished_at) END AS ended_at), moved AS (INSERT INTO final_operation (
       id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       finished_at, status_code, error, error_code, metadata, location, attempt,
       parent, child_count, updated_at)
SELECT id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
       attempt, parent, child_count, ended_at FROM (SELECT * FROM gone UNION ALL SELECT * FROM family) AS families RETURNING *) SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, metadata, location, attempt,
parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority, trace_parent FROM moved JOIN (SELECT id, trace_parent FROM gone UNION ALL SELECT id, trace_parent FROM family) AS traces USING (id) WHERE updated_at IS NULL ORDER BY parent NULLS LAST, id;
EXECUTE step ('2026-12-01T01:59:18.679924Z', 'context canceled', 'Operation timed out', 500, 504, '2026-12-01T01:59:18.679924Z', 'Operation exited uncleanly or was unable to report its status');
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
EXECUTE step ('01a22f53-eb9c-77c5-9031-2a888da82645', 'default', 'noop', '4', '/1.0/projects/default', '{"project":["/1.0/projects/default"]}', '{"a":1}', 'somebody', 'tls', '127.0.0.1:1', '2026-12-01T01:59:18.684255Z', '2026-12-01T01:59:18.684255Z', '103', '{"b":"it''s 2"}', '5004f084-3c2b-41e1-a068-5805930342e9', 'one', '1', '3600000', NULL, '7', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'default', 'default', '5004f084-3c2b-41e1-a068-5805930342e9', '5004f084-3c2b-41e1-a068-5805930342e9');
DEALLOCATE step;

BEGIN;

SET LOCAL enable_seqscan = off;

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
 ORDER BY conflict_reference
    ON CONFLICT DO NOTHING
RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata)
SELECT id, inputs, metadata, NULL AS project, CAST(NULL AS uuid) AS member FROM inserted
 UNION ALL SELECT NULL, NULL, NULL, name, NULL FROM known
 UNION ALL SELECT NULL, NULL, NULL, NULL, incarnation FROM alive;
EXECUTE step ('{"default"}', '{"5004f084-3c2b-41e1-a068-5805930342e9"}', '{"01a22f53-eb9f-7175-b003-40395a3702d5","01a22f53-eb9f-7175-b003-40395a3702d6","01a22f53-eba0-753f-a895-03e5ece4e9ad"}', '{"default","default","default"}', '{"bulk","noop","noop"}', '{"1","1","1"}', '{"/1.0/projects/default","/1.0/projects/default","/1.0/projects/default"}', '{"{\"project\":[\"/1.0/projects/default\"]}","{\"project\":[\"/1.0/projects/default\"]}","{\"project\":[\"/1.0/projects/default\"]}"}', '{"{\"a\":1}","{\"a\":1}","{\"a\":1}"}', '{"somebody","somebody","somebody"}', '{"tls","tls","tls"}', '{"127.0.0.1:1","127.0.0.1:1","127.0.0.1:1"}', '{NULL,NULL,NULL}', '{"2026-12-01T01:59:18.687784Z","2026-12-01T01:59:18.687964Z","2026-12-01T01:59:18.688006Z"}', '{"103","103","103"}', '{"{\"b\":\"it''s 2\"}","{\"b\":\"it''s 2\"}","{\"b\":\"it''s 2\"}"}', '{"5004f084-3c2b-41e1-a068-5805930342e9","5004f084-3c2b-41e1-a068-5805930342e9","5004f084-3c2b-41e1-a068-5805930342e9"}', '{"one","one","one"}', '{"1","1","1"}', '{NULL,"01a22f53-eb9f-7175-b003-40395a3702d5","01a22f53-eb9f-7175-b003-40395a3702d5"}', '{"0","0","1"}', '{"2","0","0"}', '{"3600000","3600000","3600000"}', '{NULL,NULL,NULL}', '{"7","0","0"}', '{"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL enable_seqscan = off;

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
 ORDER BY conflict_reference
    ON CONFLICT DO NOTHING
RETURNING id, CASE WHEN class = 4 THEN inputs END AS inputs, CASE WHEN class = 4 THEN metadata END AS metadata)
SELECT id, inputs, metadata, NULL AS project, CAST(NULL AS uuid) AS member FROM inserted
 UNION ALL SELECT NULL, NULL, NULL, name, NULL FROM known
 UNION ALL SELECT NULL, NULL, NULL, NULL, incarnation FROM alive;
EXECUTE step ('{"default"}', '{"5004f084-3c2b-41e1-a068-5805930342e9"}', '{"01a22f53-eba0-753f-a895-03e5ece4e9ae","01a22f53-eba0-753f-a895-03e5ece4e9af","01a22f53-eba0-753f-a895-03e5ece4e9b0"}', '{"default","default","default"}', '{"bulk","noop","noop"}', '{"1","1","1"}', '{"/1.0/projects/default","/1.0/projects/default","/1.0/projects/default"}', '{"{\"project\":[\"/1.0/projects/default\"]}","{\"project\":[\"/1.0/projects/default\"]}","{\"project\":[\"/1.0/projects/default\"]}"}', '{"{\"a\":1}","{\"a\":1}","{\"a\":1}"}', '{"somebody","somebody","somebody"}', '{"tls","tls","tls"}', '{"127.0.0.1:1","127.0.0.1:1","127.0.0.1:1"}', '{NULL,NULL,NULL}', '{"2026-12-01T01:59:18.688048Z","2026-12-01T01:59:18.688085Z","2026-12-01T01:59:18.688122Z"}', '{"103","103","103"}', '{"{\"b\":\"it''s 2\"}","{\"b\":\"it''s 2\"}","{\"b\":\"it''s 2\"}"}', '{"5004f084-3c2b-41e1-a068-5805930342e9","5004f084-3c2b-41e1-a068-5805930342e9","5004f084-3c2b-41e1-a068-5805930342e9"}', '{"one","one","one"}', '{"1","1","1"}', '{NULL,"01a22f53-eba0-753f-a895-03e5ece4e9ae","01a22f53-eba0-753f-a895-03e5ece4e9ae"}', '{"0","0","1"}', '{"2","0","0"}', '{"3600000","3600000","3600000"}', '{NULL,NULL,NULL}', '{"7","0","0"}', '{"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}');
DEALLOCATE step;

COMMIT;

-- 1 row
PREPARE step (text[], uuid) AS
SELECT id FROM active_operation WHERE id = ANY (CAST($1 AS uuid[])) AND owner = $2 AND status_code < 200;
EXECUTE step ('{"01a22f53-eb9c-77c5-9031-2a888da82645"}', '5004f084-3c2b-41e1-a068-5805930342e9');
DEALLOCATE step;

BEGIN;

-- 5 rows
PREPARE step (text[], uuid, timestamptz, uuid, varchar, varchar, integer, timestamptz, varchar) AS
WITH gone AS (DELETE FROM active_operation WHERE parent IS NULL AND (class <> 4 OR status_code = 104 OR cancel_requested_at IS NOT NULL) AND owner IS NOT NULL AND status_code < 200 AND NOT (id = ANY (CAST($1 AS uuid[])))
   AND (owner = $2 AND updated_at < $3
        OR owner <> $4 AND NOT EXISTS (SELECT FROM member m WHERE m.incarnation = owner AND m.offline_at IS NULL)) RETURNING *, CASE WHEN class = 4 THEN 401 ELSE 400 END AS final_code, CASE WHEN class = 4 THEN CAST($5 AS text) ELSE CAST($6 AS text) END AS final_error, CAST($7 AS integer) AS final_error_code, metadata AS final_metadata, CAST($8 AS timestamptz) AS finished_at, CAST(NULL AS timestamptz) AS ended_at), family AS (DELETE FROM active_operation c USING gone g WHERE c.parent = g.id
RETURNING c.*, CASE WHEN c.status_code >= 200 THEN c.status_code WHEN g.final_code = 401 THEN 401 ELSE 400 END
                   AS final_code,
          CASE WHEN c.status_code >= 200 THEN c.error
               ELSE COALESCE(NULLIF(g.final_error, ''), CAST($9 AS text)) END AS final_error,
          CASE WHEN c.status_code >= 200 THEN c.error_code
               ELSE COALESCE(NULLIF(g.final_error_code, 0), 500) END AS final_error_code,
          c.metadata AS final_metadata, g.finished_at,
          CASE WHEN c.status_code >= 200 THEN LEAST(c.updated_at, g.finished_at) END AS ended_at), moved AS (INSERT INTO final_operation (
       id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       finished_at, status_code, error, error_code, metadata, location, attempt,
       parent, child_count, updated_at)
SELECT id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
       attempt, parent, child_count, ended_at FROM (SELECT * FROM gone UNION ALL SELECT * FROM family) AS families RETURNING *) SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, metadata, location, attempt,
parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority, trace_parent FROM moved JOIN (SELECT id, trace_parent FROM gone UNION ALL SELECT id, trace_parent FROM family) AS traces USING (id) WHERE updated_at IS NULL ORDER BY parent NULLS LAST, id;
EXECUTE step ('{"01a22f53-eb9f-7175-b003-40395a3702d5"}', '5004f084-3c2b-41e1-a068-5805930342e9', '2026-12-01T02:00:18.708474Z', '5004f084-3c2b-41e1-a068-5805930342e9', 'context canceled', 'Operation exited uncleanly or was unable to report its status', 500, '2026-12-01T01:59:18.708699Z', 'Operation exited uncleanly or was unable to report its status');
DEALLOCATE step;

-- 2 rows
PREPARE step (varchar, varchar, integer, timestamptz, text[], uuid, timestamptz, uuid) AS
UPDATE active_operation SET status_code = CASE WHEN class = 4 THEN 401 ELSE 400 END, error = CASE WHEN class = 4 THEN CAST($1 AS text) ELSE CAST($2 AS text) END, error_code = $3, updated_at = GREATEST($4, created_at),
       conflict_reference = NULL, due_at = NULL, inputs = '{}'
 WHERE parent IS NOT NULL AND (class <> 4 OR status_code = 104 OR cancel_requested_at IS NOT NULL) AND owner IS NOT NULL AND status_code < 200 AND NOT (id = ANY (CAST($5 AS uuid[])))
   AND (owner = $6 AND updated_at < $7
        OR owner <> $8 AND NOT EXISTS (SELECT FROM member m WHERE m.incarnation = owner AND m.offline_at IS NULL)) RETURNING id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent;
EXECUTE step ('context canceled', 'Operation exited uncleanly or was unable to report its status', 500, '2026-12-01T01:59:18.716427Z', '{"01a22f53-eb9f-7175-b003-40395a3702d5"}', '5004f084-3c2b-41e1-a068-5805930342e9', '2026-12-01T02:00:18.708474Z', '5004f084-3c2b-41e1-a068-5805930342e9');
DEALLOCATE step;

COMMIT;

-- 1 row
PREPARE step (timestamptz, text[], uuid, timestamptz, uuid, integer) AS
UPDATE active_operation
   SET owner = NULL, status_code = 105, updated_at = GREATEST($1, created_at)
 WHERE id = ANY (ARRAY(
       SELECT id FROM active_operation
        WHERE class = 4 AND status_code <> 104 AND cancel_requested_at IS NULL AND owner IS NOT NULL AND status_code < 200 AND NOT (id = ANY (CAST($2 AS uuid[])))
   AND (owner = $3 AND updated_at < $4
        OR owner <> $5 AND NOT EXISTS (SELECT FROM member m WHERE m.incarnation = owner AND m.offline_at IS NULL))
        LIMIT $6 FOR UPDATE))
RETURNING id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent;
EXECUTE step ('2026-12-01T01:59:18.721925Z', '{}', '5004f084-3c2b-41e1-a068-5805930342e9', '2026-12-01T02:00:18.708474Z', '5004f084-3c2b-41e1-a068-5805930342e9', 100);
DEALLOCATE step;

BEGIN;

-- 1 row
PREPARE step (text[], uuid, timestamptz, uuid, varchar, varchar, integer, timestamptz, varchar) AS
WITH gone AS (DELETE FROM active_operation WHERE parent IS NULL AND (class <> 4 OR status_code = 104 OR cancel_requested_at IS NOT NULL) AND owner IS NOT NULL AND status_code < 200 AND NOT (id = ANY (CAST($1 AS uuid[])))
   AND (owner = $2 AND updated_at < $3
        OR owner <> $4 AND NOT EXISTS (SELECT FROM member m WHERE m.incarnation = owner AND m.offline_at IS NULL)) RETURNING *, CASE WHEN class = 4 THEN 401 ELSE 400 END AS final_code, CASE WHEN class = 4 THEN CAST($5 AS text) ELSE CAST($6 AS text) END AS final_error, CAST($7 AS integer) AS final_error_code, metadata AS final_metadata, CAST($8 AS timestamptz) AS finished_at, CAST(NULL AS timestamptz) AS ended_at), family AS (DELETE FROM active_operation c USING gone g WHERE c.parent = g.id
RETURNING c.*, CASE WHEN c.status_code >= 200 THEN c.status_code WHEN g.final_code = 401 THEN 401 ELSE 400 END
                   AS final_code,
          CASE WHEN c.status_code >= 200 THEN c.error
               ELSE COALESCE(NULLIF(g.final_error, ''), CAST($9 AS text)) END AS final_error,
          CASE WHEN c.status_code >= 200 THEN c.error_code
               ELSE COALESCE(NULLIF(g.final_error_code, 0), 500) END AS final_error_code,
          c.metadata AS final_metadata, g.finished_at,
          CASE WHEN c.status_code >= 200 THEN LEAST(c.updated_at, g.finished_at) END AS ended_at), moved AS (INSERT INTO final_operation (
       id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       finished_at, status_code, error, error_code, metadata, location, attempt,
       parent, child_count, updated_at)
SELECT id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
       attempt, parent, child_count, ended_at FROM (SELECT * FROM gone UNION ALL SELECT * FROM family) AS families RETURNING *) SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, metadata, location, attempt,
parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority, trace_parent FROM moved JOIN (SELECT id, trace_parent FROM gone UNION ALL SELECT id, trace_parent FROM family) AS traces USING (id) WHERE updated_at IS NULL ORDER BY parent NULLS LAST, id;
EXECUTE step ('{}', '5004f084-3c2b-41e1-a068-5805930342e9', '2026-12-01T02:00:18.708474Z', '5004f084-3c2b-41e1-a068-5805930342e9', 'context canceled', 'Operation exited uncleanly or was unable to report its status', 500, '2026-12-01T01:59:18.724122Z', 'Operation exited uncleanly or was unable to report its status');
DEALLOCATE step;

-- 0 rows
PREPARE step (varchar, varchar, integer, timestamptz, text[], uuid, timestamptz, uuid) AS
UPDATE active_operation SET status_code = CASE WHEN class = 4 THEN 401 ELSE 400 END, error = CASE WHEN class = 4 THEN CAST($1 AS text) ELSE CAST($2 AS text) END, error_code = $3, updated_at = GREATEST($4, created_at),
       conflict_reference = NULL, due_at = NULL, inputs = '{}'
 WHERE parent IS NOT NULL AND (class <> 4 OR status_code = 104 OR cancel_requested_at IS NOT NULL) AND owner IS NOT NULL AND status_code < 200 AND NOT (id = ANY (CAST($5 AS uuid[])))
   AND (owner = $6 AND updated_at < $7
        OR owner <> $8 AND NOT EXISTS (SELECT FROM member m WHERE m.incarnation = owner AND m.offline_at IS NULL)) RETURNING id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent;
EXECUTE step ('context canceled', 'Operation exited uncleanly or was unable to report its status', 500, '2026-12-01T01:59:18.728461Z', '{}', '5004f084-3c2b-41e1-a068-5805930342e9', '2026-12-01T02:00:18.708474Z', '5004f084-3c2b-41e1-a068-5805930342e9');
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
EXECUTE step ('01a22fc1-c8cb-75af-8888-5142a57aaab6', 'default', 'noop', '1', '/1.0/projects/default', '{"project":["/1.0/projects/default"]}', '{"a":1}', 'somebody', 'tls', '127.0.0.1:1', '2026-12-01T03:59:18.731909Z', '2026-12-01T03:59:18.731909Z', '103', '{"b":"it''s 2"}', '5004f084-3c2b-41e1-a068-5805930342e9', 'one', '1', '3600000', NULL, '7', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'default', 'default', '5004f084-3c2b-41e1-a068-5805930342e9', '5004f084-3c2b-41e1-a068-5805930342e9');
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
EXECUTE step ('01a22f53-ebd2-7000-8000-000000000000', '2026-12-01T01:59:18.738243Z');
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
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_nestloop', 'off', true);
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
          CAST(NULL AS timestamptz) AS ended_at) INSERT INTO final_operation (
       id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       finished_at, status_code, error, error_code, metadata, location, attempt,
       parent, child_count, updated_at)
SELECT id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
       attempt, parent, child_count, ended_at FROM gone RETURNING id, attempt;
EXECUTE step ('{"01a22fc1-c8cb-75af-8888-5142a57aaab6"}', '{"5004f084-3c2b-41e1-a068-5805930342e9"}', '{"1"}', '{"200"}', '{""}', '{"0"}', '{"{\"b\":\"it''s 2\"}"}', '{"2026-12-01T01:59:18.752424Z"}', '{"01a22fc1-c8cb-75af-8888-5142a57aaab6"}');
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
EXECUTE step ('01a22f53-ebef-76c1-a61f-9ef839863969', 'default', 'noop', '1', '/1.0/projects/default', '{"project":["/1.0/projects/default"]}', '{"a":1}', 'somebody', 'tls', '127.0.0.1:1', '2026-12-01T01:59:18.767151Z', '2026-12-01T01:59:18.767151Z', '103', '{"b":"it''s 2"}', '5004f084-3c2b-41e1-a068-5805930342e9', 'one', '1', '3600000', NULL, '7', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'default', 'default', '5004f084-3c2b-41e1-a068-5805930342e9', '5004f084-3c2b-41e1-a068-5805930342e9');
DEALLOCATE step;

BEGIN;

-- 1 row
PREPARE step AS
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_nestloop', 'off', true);
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
          CAST(NULL AS timestamptz) AS ended_at) INSERT INTO final_operation (
       id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       finished_at, status_code, error, error_code, metadata, location, attempt,
       parent, child_count, updated_at)
SELECT id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
       attempt, parent, child_count, ended_at FROM gone RETURNING id, attempt;
EXECUTE step ('{"01a22f53-ebef-76c1-a61f-9ef839863969"}', '{"5004f084-3c2b-41e1-a068-5805930342e9"}', '{"1"}', '{"200"}', '{""}', '{"0"}', '{"{\"b\":\"it''s 2\"}"}', '{"2026-12-01T03:59:18.770995Z"}', '{"01a22f53-ebef-76c1-a61f-9ef839863969"}');
DEALLOCATE step;

COMMIT;

-- 1 row
PREPARE step (timestamptz, timestamptz, timestamptz, timestamptz, timestamptz, integer, timestamptz) AS
UPDATE final_operation
   SET finished_at = $1, updated_at = CASE WHEN updated_at > $2 THEN $3 ELSE updated_at END
 WHERE id = ANY (ARRAY(
       SELECT id FROM final_operation WHERE finished_at > $4 AND created_at <= $5 LIMIT $6))
   AND finished_at > $7;
EXECUTE step ('2026-12-01T01:59:18.790707Z', '2026-12-01T01:59:18.790707Z', '2026-12-01T01:59:18.790707Z', '2026-12-01T02:00:18.790707Z', '2026-12-01T01:59:18.790707Z', 10000, '2026-12-01T02:00:18.790707Z');
DEALLOCATE step;

-- 0 rows
PREPARE step (timestamptz, timestamptz, timestamptz, timestamptz, timestamptz, integer, timestamptz) AS
UPDATE final_operation
   SET finished_at = $1, updated_at = CASE WHEN updated_at > $2 THEN $3 ELSE updated_at END
 WHERE id = ANY (ARRAY(
       SELECT id FROM final_operation WHERE finished_at > $4 AND created_at <= $5 LIMIT $6))
   AND finished_at > $7;
EXECUTE step ('2026-12-01T01:59:18.790707Z', '2026-12-01T01:59:18.790707Z', '2026-12-01T01:59:18.790707Z', '2026-12-01T02:00:18.790707Z', '2026-12-01T01:59:18.790707Z', 10000, '2026-12-01T02:00:18.790707Z');
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
EXECUTE step ('{"029ffffb-aa4d-4955-9326-fb75856090a0"}', '1970-01-01T00:00Z');
DEALLOCATE step;

BEGIN;

SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off;

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
EXECUTE step ('{"default"}', '{"tls:somebody"}', '{"four"}', '{"abababababababababababababababababababababababababababababababab"}', '{"01a22f53-ec3a-74e4-bb2d-37d85fa9a9a2"}', '{"2026-12-01T01:59:18.842936Z"}');
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
EXECUTE step ('01a22f53-ec3a-74e4-bb2d-37d85fa9a9a2', 'default', 'noop', '1', '/1.0/projects/default', '{"project":["/1.0/projects/default"]}', '{"a":1}', 'somebody', 'tls', '127.0.0.1:1', '2026-12-01T01:59:18.842936Z', '2026-12-01T01:59:18.842936Z', '103', '{"b":"it''s 2"}', '5004f084-3c2b-41e1-a068-5805930342e9', 'one', '1', '3600000', NULL, '7', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'default', 'default', '5004f084-3c2b-41e1-a068-5805930342e9', '5004f084-3c2b-41e1-a068-5805930342e9');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off;

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
EXECUTE step ('{"default"}', '{"tls:somebody"}', '{"four"}', '{"abababababababababababababababababababababababababababababababab"}', '{"01a22f53-ec62-72db-9502-cc0f0309224f"}', '{"2026-12-01T01:59:18.882715Z"}');
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
EXECUTE step ('01a22f53-ec3a-74e4-bb2d-37d85fa9a9a2', '01a22f53-ec3a-74e4-bb2d-37d85fa9a9a2', '2026-12-01T01:59:18.842Z', '2026-11-30T01:59:18.893923Z');
DEALLOCATE step;

BEGIN;

-- 1 row
PREPARE step AS
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_nestloop', 'off', true);
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
          CAST(NULL AS timestamptz) AS ended_at) INSERT INTO final_operation (
       id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       finished_at, status_code, error, error_code, metadata, location, attempt,
       parent, child_count, updated_at)
SELECT id, project, type, class, entity_url, resources,
       requestor_username, requestor_protocol, requestor_address, created_at,
       GREATEST(finished_at, created_at), final_code, final_error, final_error_code, final_metadata, location,
       attempt, parent, child_count, ended_at FROM gone RETURNING id, attempt;
EXECUTE step ('{"01a22f53-ec3a-74e4-bb2d-37d85fa9a9a2"}', '{"5004f084-3c2b-41e1-a068-5805930342e9"}', '{"1"}', '{"200"}', '{""}', '{"0"}', '{"{\"b\":\"it''s 2\"}"}', '{"2026-12-01T01:59:18.898126Z"}', '{"01a22f53-ec3a-74e4-bb2d-37d85fa9a9a2"}');
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
EXECUTE step ('01a22f53-ec3a-74e4-bb2d-37d85fa9a9a2', '01a22f53-ec3a-74e4-bb2d-37d85fa9a9a2', '2026-12-01T01:59:18.842Z', '2026-11-30T01:59:18.900909Z');
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
EXECUTE step ('00000000-0000-0000-0000-000000000000', NULL, NULL, NULL, NULL, '', '', 11, '2026-12-01T01:59:13.904425Z', '00000000-0000-0000-0000-000000000000', NULL, NULL, NULL, NULL, '', '', 11);
DEALLOCATE step;

-- 3 rows
PREPARE step (timestamptz, uuid, unknown, unknown, unknown, unknown, varchar, varchar, integer) AS
SELECT * FROM (SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, metadata, location, attempt,
parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority, CAST(NULL AS text) AS trace_parent FROM final_operation WHERE finished_at > $1 AND child_count > 0 AND id > $2 AND (CAST($3 AS text[]) IS NULL OR project = ANY (CAST($4 AS text[])))
 AND (CAST($5 AS text[]) IS NULL OR project = ANY (CAST($6 AS text[]))
      OR requestor_username = $7 AND requestor_protocol = $8) OFFSET 0) AS ended ORDER BY id LIMIT $9;
EXECUTE step ('2026-11-30T01:59:18.908409Z', '00000000-0000-0000-0000-000000000000', NULL, NULL, NULL, NULL, '', '', 11);
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
EXECUTE step ('00000000-0000-0000-0000-000000000000', NULL, NULL, NULL, NULL, '', '', 11, '2026-12-01T01:59:13.935066Z', '00000000-0000-0000-0000-000000000000', NULL, NULL, NULL, NULL, '', '', 11);
DEALLOCATE step;

-- 3 rows
PREPARE step (timestamptz, uuid, unknown, unknown, unknown, unknown, varchar, varchar, integer) AS
SELECT * FROM (SELECT id, status_code FROM final_operation WHERE finished_at > $1 AND child_count > 0 AND id > $2 AND (CAST($3 AS text[]) IS NULL OR project = ANY (CAST($4 AS text[])))
 AND (CAST($5 AS text[]) IS NULL OR project = ANY (CAST($6 AS text[]))
      OR requestor_username = $7 AND requestor_protocol = $8) OFFSET 0) AS ended ORDER BY id LIMIT $9;
EXECUTE step ('2026-11-30T01:59:18.938813Z', '00000000-0000-0000-0000-000000000000', NULL, NULL, NULL, NULL, '', '', 11);
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
EXECUTE step (NULL, NULL, NULL, NULL, '', '', NULL, NULL, NULL, NULL, NULL, NULL, 'ffffffff-ffff-ffff-ffff-ffffffffffff', '00000000-0000-7000-8000-000000000000', '1970-01-01T00:00Z', 11, '2026-11-30T01:59:18.967463Z', '1970-01-01T00:00Z', NULL, NULL, NULL, NULL, '', '', NULL, NULL, NULL, NULL, NULL, NULL, 'ffffffff-ffff-ffff-ffff-ffffffffffff', '00000000-0000-7000-8000-000000000000', '1970-01-01T00:00Z', 11, 11);
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
EXECUTE step ('{"default",""}', '{"default",""}', '{"default"}', '{"default"}', 'somebody', 'tls', 'noop', 'noop', 200, 200, '/1.0/projects/default', '/1.0/projects/default', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '01a22f53-024e-7000-8000-000000000000', '2026-12-01T01:58:18.958821Z', 11, '2026-11-30T01:59:18.995916Z', '2026-12-01T01:58:18.958821Z', '{"default",""}', '{"default",""}', '{"default"}', '{"default"}', 'somebody', 'tls', 'noop', 'noop', 200, 200, '/1.0/projects/default', '/1.0/projects/default', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '01a22f53-024e-7000-8000-000000000000', '2026-12-01T01:58:18.958821Z', 11, 11);
DEALLOCATE step;

COMMIT;

-- 17 rows
PREPARE step (timestamptz, integer, timestamptz, timestamptz) AS
WITH ended AS (
       SELECT id, child_count FROM final_operation
        WHERE finished_at > $1 AND parent IS NULL ORDER BY finished_at DESC LIMIT $2)
SELECT id FROM ended
 UNION ALL SELECT c.id FROM ended e JOIN final_operation c ON c.parent = e.id AND c.finished_at > $3
            WHERE e.child_count > 0
 UNION ALL SELECT id FROM active_operation
            WHERE parent IS NOT NULL AND status_code >= 200 AND updated_at > $4;
EXECUTE step ('2026-12-01T01:58:19.001964Z', 10, '2026-12-01T01:58:19.001964Z', '2026-12-01T01:58:19.001964Z');
DEALLOCATE step;

-- 4 rows
PREPARE step (varchar, timestamptz) AS
SELECT id, project, type, class, entity_url, resources, inputs,
requestor_username, requestor_protocol, requestor_address, conflict_reference, created_at,
updated_at, status_code, error, error_code, metadata, location, attempt,
parent, stage, child_count, timeout_ms, deadline, failures, due_at, priority, trace_parent FROM active_operation WHERE (location = $1 OR status_code >= 200) AND updated_at > $2 ORDER BY updated_at;
EXECUTE step ('one', '2026-12-01T01:58:18.958821Z');
DEALLOCATE step;

-- 20 rows
PREPARE step (timestamptz, timestamptz, varchar, timestamptz, timestamptz, timestamptz, varchar) AS
WITH family AS (SELECT id FROM final_operation WHERE finished_at > $1 AND (finished_at > $2 OR location = $3) AND child_count > 0) SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, metadata, location, attempt,
parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority, CAST(NULL AS text) AS trace_parent FROM final_operation WHERE finished_at > $4 AND parent IN (SELECT id FROM family) UNION ALL SELECT id, project, type, class, entity_url, resources, '{}'::jsonb AS inputs,
requestor_username, requestor_protocol, requestor_address, NULL AS conflict_reference, created_at,
COALESCE(updated_at, finished_at) AS updated_at, status_code, error, error_code, metadata, location, attempt,
parent, 0 AS stage, child_count, CAST(NULL AS bigint) AS timeout_ms, CAST(NULL AS timestamptz) AS deadline,
0 AS failures, CAST(NULL AS timestamptz) AS due_at, 0 AS priority, CAST(NULL AS text) AS trace_parent FROM final_operation WHERE finished_at > $5 AND (finished_at > $6 OR location = $7) AND parent IS NULL ORDER BY parent NULLS LAST, updated_at;
EXECUTE step ('2026-12-01T01:58:18.958821Z', '2026-12-01T01:58:18.958821Z', 'one', '2026-12-01T01:58:18.958821Z', '2026-12-01T01:58:18.958821Z', '2026-12-01T01:58:18.958821Z', 'one');
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
SELECT c.relname AS name, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'FROM \(''([^'']+)''\)') AS timestamptz) AS since, CAST(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''([^'']+)''\)') AS timestamptz) AS until
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
 WHERE i.inhparent = CAST('final_operation' AS regclass)
 ORDER BY since NULLS FIRST;
EXECUTE step;
DEALLOCATE step;

-- 2 rows
PREPARE step (varchar, timestamptz, timestamptz, varchar) AS
DELETE FROM final_operation
 WHERE project = $1 AND finished_at >= $2 AND finished_at < $3
   AND EXISTS (SELECT FROM project WHERE name = $4 AND being_deleted);
EXECUTE step ('while', '1970-01-01T00:00Z', '2026-12-01T02:00Z', 'while');
DEALLOCATE step;

-- 0 rows
PREPARE step (varchar, timestamptz, timestamptz, varchar) AS
DELETE FROM final_operation
 WHERE project = $1 AND finished_at >= $2 AND finished_at < $3
   AND EXISTS (SELECT FROM project WHERE name = $4 AND being_deleted);
EXECUTE step ('while', '2026-12-01T02:00Z', '2026-12-01T03:00Z', 'while');
DEALLOCATE step;

-- 0 rows
PREPARE step (varchar, timestamptz, timestamptz, varchar) AS
DELETE FROM final_operation
 WHERE project = $1 AND finished_at >= $2 AND finished_at < $3
   AND EXISTS (SELECT FROM project WHERE name = $4 AND being_deleted);
EXECUTE step ('while', '2026-12-01T03:00Z', '2026-12-01T04:00Z', 'while');
DEALLOCATE step;

-- 0 rows
PREPARE step (varchar, timestamptz, timestamptz, varchar) AS
DELETE FROM final_operation
 WHERE project = $1 AND finished_at >= $2 AND finished_at < $3
   AND EXISTS (SELECT FROM project WHERE name = $4 AND being_deleted);
EXECUTE step ('while', '2026-12-01T04:00Z', '2026-12-01T05:00Z', 'while');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, varchar) AS
DELETE FROM idempotency_key
 WHERE project = $1 AND EXISTS (SELECT FROM project WHERE name = $2 AND being_deleted);
EXECUTE step ('while', 'while');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, varchar, varchar, timestamptz) AS
UPDATE certificate SET projects = array_remove(projects, CAST($1 AS text))
 WHERE CAST($2 AS text) = ANY (projects)
   AND EXISTS (SELECT FROM project WHERE name = $3 AND created_at = $4 AND being_deleted);
EXECUTE step ('while', 'while', 'while', '2026-12-01T01:59:17.683179Z');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, timestamptz) AS
DELETE FROM project WHERE name = $1 AND created_at = $2 AND being_deleted;
EXECUTE step ('while', '2026-12-01T01:59:17.683179Z');
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
EXECUTE step ('{"final_operation_first_1796090400","final_operation_20261201_0200","final_operation_20261201_0300","final_operation_20261201_0400"}');
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

DROP TABLE IF EXISTS final_operation_first_1796090400;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '500ms';

DROP TABLE IF EXISTS final_operation_20261201_0200;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '500ms';

DROP TABLE IF EXISTS final_operation_20261201_0300;

COMMIT;

BEGIN;

SET LOCAL lock_timeout = '500ms';

DROP TABLE IF EXISTS final_operation_20261201_0400;

COMMIT;

BEGIN;

-- 1 row
PREPARE step (timestamptz) AS
DELETE FROM idempotency_key k
 WHERE created_at < $1
   AND NOT EXISTS (SELECT FROM active_operation a WHERE a.id = k.operation_id)
   AND NOT EXISTS (SELECT FROM final_operation f WHERE f.id = k.operation_id);
EXECUTE step ('2026-12-03T01:59:19.193664Z');
DEALLOCATE step;

COMMIT;

BEGIN;

SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off;

COMMIT;

BEGIN;

SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off;

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
EXECUTE step (3600.0, '5004f084-3c2b-41e1-a068-5805930342e9', 3600.0);
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
PREPARE step (uuid) AS
SELECT secret, now() AS time FROM member WHERE incarnation = $1 AND offline_at IS NULL;
EXECUTE step ('5004f084-3c2b-41e1-a068-5805930342e9');
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
EXECUTE step ('5004f084-3c2b-41e1-a068-5805930342e9');
DEALLOCATE step;

-- 1 row
PREPARE step (varchar, varchar, varchar, boolean, uuid) AS
UPDATE member m
   SET heartbeat_at = now(), address = $1, fingerprint = $2,
       ports = CAST($3 AS integer[]),
       draining_at = CASE WHEN $4 THEN COALESCE(m.draining_at, now()) ELSE m.draining_at END
  FROM member before
 WHERE m.incarnation = $5 AND m.offline_at IS NULL AND before.incarnation = m.incarnation
RETURNING EXTRACT(EPOCH FROM m.heartbeat_at - before.heartbeat_at) AS since_last, clock_timestamp() AS time;
EXECUTE step ('http://127.0.0.1:8080', 'abababababababababababababababababababababababababababababababab', '{8080}', true, '5004f084-3c2b-41e1-a068-5805930342e9');
DEALLOCATE step;

-- 1 row
PREPARE step (uuid) AS
UPDATE member SET offline_at = now() WHERE incarnation = $1 AND offline_at IS NULL;
EXECUTE step ('5004f084-3c2b-41e1-a068-5805930342e9');
DEALLOCATE step;

-- 2 rows
PREPARE step (double precision) AS
DELETE FROM member WHERE offline_at < now() - make_interval(secs => $1);
EXECUTE step (0.0);
DEALLOCATE step;
