-- The two layouts that were compared, each in a schema of its own. Drops and makes both anew.
DROP SCHEMA IF EXISTS one_wide CASCADE;
DROP SCHEMA IF EXISTS moved CASCADE;
CREATE SCHEMA one_wide;
CREATE SCHEMA moved;

-- one_wide: a wide row for ever, updated once when final, and a narrow row beside it as long as the operation is active.
CREATE TABLE one_wide.operation (
    id          uuid        NOT NULL PRIMARY KEY,
    project     text        NOT NULL,
    type        text        NOT NULL,
    class       smallint    NOT NULL,
    entity_url  text        NOT NULL,
    inputs      jsonb       NOT NULL,
    resources   jsonb       NOT NULL,
    requestor   text,
    created_at  timestamptz NOT NULL,
    status_code smallint,
    error       text,
    error_code  integer,
    metadata    jsonb,
    finished_at timestamptz
);
CREATE INDEX ON one_wide.operation (finished_at);

CREATE TABLE one_wide.active_operation (
    id                 uuid        NOT NULL PRIMARY KEY,
    status_code        smallint    NOT NULL,
    owner              uuid,
    attempt            integer     NOT NULL,
    priority           integer     NOT NULL,
    due_at             timestamptz,
    metadata           jsonb       NOT NULL,
    updated_at         timestamptz NOT NULL,
    conflict_reference text
);
CREATE UNIQUE INDEX ON one_wide.active_operation (conflict_reference) WHERE conflict_reference IS NOT NULL;

-- moved: one wide row in a small table as long as the operation is active; it moves to the other table when final.
CREATE TABLE moved.active_operation (
    id                 uuid        NOT NULL PRIMARY KEY,
    project            text        NOT NULL,
    type               text        NOT NULL,
    class              smallint    NOT NULL,
    entity_url         text        NOT NULL,
    inputs             jsonb       NOT NULL,
    resources          jsonb       NOT NULL,
    requestor          text,
    created_at         timestamptz NOT NULL,
    status_code        smallint    NOT NULL,
    owner              uuid,
    attempt            integer     NOT NULL,
    priority           integer     NOT NULL,
    due_at             timestamptz,
    metadata           jsonb       NOT NULL,
    updated_at         timestamptz NOT NULL,
    conflict_reference text
);
CREATE UNIQUE INDEX ON moved.active_operation (conflict_reference) WHERE conflict_reference IS NOT NULL;

CREATE TABLE moved.operation (
    id          uuid        NOT NULL PRIMARY KEY,
    project     text        NOT NULL,
    type        text        NOT NULL,
    class       smallint    NOT NULL,
    entity_url  text        NOT NULL,
    inputs      jsonb       NOT NULL,
    resources   jsonb       NOT NULL,
    requestor   text,
    created_at  timestamptz NOT NULL,
    status_code smallint    NOT NULL,
    error       text,
    error_code  integer,
    metadata    jsonb,
    finished_at timestamptz,
    attempt     integer
);
CREATE INDEX ON moved.operation (finished_at);

-- A UUID v7 for PostgreSQL versions that have none.
CREATE OR REPLACE FUNCTION moved.uuid_v7(salt bigint) RETURNS uuid
    LANGUAGE sql VOLATILE AS $$
    SELECT CAST(lpad(to_hex(CAST(extract(EPOCH FROM clock_timestamp()) * 1000 AS bigint)), 12, '0')
                || '7' || substr(md5(salt || random()::text), 1, 3)
                || '8' || substr(md5(random()::text), 1, 15) AS uuid)
$$;
