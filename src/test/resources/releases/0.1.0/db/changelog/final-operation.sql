--liquibase formatted sql

--changeset operations:final-operation
-- One row for each operation that is final and not yet pruned. Rows are only ever inserted. Partitions are made ahead and
-- dropped when all that is in them has expired; see Partitions.
CREATE TABLE final_operation (
    id                 uuid        NOT NULL,
    project            text        NOT NULL,
    type               text        NOT NULL,
    class              smallint    NOT NULL CHECK (class BETWEEN 1 AND 4),
    entity_url         text        NOT NULL,
    resources          jsonb       NOT NULL,
    requestor_username text,
    requestor_protocol text,
    requestor_address  text,
    created_at         timestamptz NOT NULL,
    finished_at        timestamptz NOT NULL,
    status_code        smallint    NOT NULL CHECK (status_code IN (200, 400, 401)),
    error              text        NOT NULL,
    error_code         integer     NOT NULL,
    metadata           jsonb       NOT NULL,
    location           text        NOT NULL,
    attempt            integer     NOT NULL,
    PRIMARY KEY (id, finished_at),
    CHECK (finished_at >= created_at),
    CONSTRAINT success_has_no_error CHECK ((status_code = 200) = (error_code = 0))
) PARTITION BY RANGE (finished_at);

-- The default listing: what became final in the last seconds.
CREATE INDEX final_operation_finished_at ON final_operation (finished_at);

-- The history of one entity, newest first.
CREATE INDEX final_operation_entity_url ON final_operation (entity_url, id);
--rollback DROP TABLE final_operation;

--changeset operations:final-operation-families
ALTER TABLE final_operation
    ADD COLUMN parent      uuid,
    ADD COLUMN child_count integer NOT NULL DEFAULT 0,
    -- When a child ended, where that was before its parent did: finished_at, by which rows are kept, is the parent's.
    ADD COLUMN updated_at  timestamptz,
    ADD CONSTRAINT only_children_end_before CHECK (updated_at IS NULL OR parent IS NOT NULL);

DROP INDEX final_operation_finished_at;
CREATE INDEX final_operation_listed ON final_operation (finished_at)
    WHERE parent IS NULL;

-- Bulk operations are listed for longer.
CREATE INDEX final_operation_bulk ON final_operation (finished_at)
    WHERE child_count > 0;

CREATE INDEX final_operation_parent ON final_operation (parent)
    WHERE parent IS NOT NULL;
--rollback empty
