--liquibase formatted sql

--changeset operations:active-operation
-- One row for each operation that is not final. The row is the lock, the queue entry and the ownership: it is inserted
-- when the operation is accepted and moves to final_operation in the statement that records the outcome.
CREATE TABLE active_operation (
    id                 uuid        NOT NULL PRIMARY KEY,
    project            text        NOT NULL,
    type               text        NOT NULL CHECK (type <> ''),
    class              smallint    NOT NULL CHECK (class BETWEEN 1 AND 4),
    entity_url         text        NOT NULL CHECK (entity_url LIKE '/%'),
    resources          jsonb       NOT NULL CHECK (jsonb_typeof(resources) = 'object'),
    inputs             jsonb       NOT NULL CHECK (jsonb_typeof(inputs) = 'object'),
    requestor_username text,
    requestor_protocol text,
    requestor_address  text,
    conflict_reference text CHECK (conflict_reference <> ''),
    priority           integer     NOT NULL DEFAULT 0,
    created_at         timestamptz NOT NULL,
    updated_at         timestamptz NOT NULL,
    status_code        smallint    NOT NULL CHECK (status_code IN (103, 104, 105)),
    metadata           jsonb       NOT NULL CHECK (jsonb_typeof(metadata) = 'object'),
    -- The member that may write this row, together with attempt; null while anybody may claim it.
    owner              uuid,
    location           text        NOT NULL,
    attempt            integer     NOT NULL CHECK (attempt >= 0),
    CHECK (updated_at >= created_at),
    CHECK (num_nulls(requestor_username, requestor_protocol, requestor_address) IN (0, 3)),
    CONSTRAINT only_pending_is_unowned CHECK (owner IS NOT NULL OR status_code = 105),
    CONSTRAINT only_pending_was_never_started CHECK (attempt > 0 OR status_code = 105)
) WITH (fillfactor = 80);

-- One holder of a conflict reference, pending ones included. Freed with the row.
CREATE UNIQUE INDEX active_operation_conflict_reference ON active_operation (conflict_reference)
    WHERE conflict_reference IS NOT NULL;

-- What may be claimed, in the order in which it is. Only rows that had to wait are ever in it.
CREATE INDEX active_operation_claimable ON active_operation (priority DESC, id)
    WHERE owner IS NULL;
--rollback DROP TABLE active_operation;
