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

--changeset operations:active-operation-families
-- Parents and children, deadlines, retries and tokens. A final child stays here, without its conflict reference, until its
-- parent is final: then both move in one statement, so that they are kept, and forgotten, together. No foreign key: each end
-- of an operation would have to look for children that almost none has.
ALTER TABLE active_operation
    ADD COLUMN parent      uuid,
    ADD COLUMN stage       integer NOT NULL DEFAULT 0 CHECK (stage >= 0),
    ADD COLUMN child_count integer NOT NULL DEFAULT 0 CHECK (child_count >= 0),
    ADD COLUMN error       text    NOT NULL DEFAULT '',
    ADD COLUMN error_code  integer NOT NULL DEFAULT 0,
    -- From the first start to the end, all attempts included.
    ADD COLUMN timeout_ms  bigint CHECK (timeout_ms > 0),
    ADD COLUMN deadline    timestamptz,
    -- Attempts that failed, and when the next may start.
    ADD COLUMN failures    integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
    ADD COLUMN due_at      timestamptz,
    DROP CONSTRAINT active_operation_status_code_check,
    DROP CONSTRAINT only_pending_is_unowned,
    ADD CONSTRAINT only_children_are_final_here
        CHECK (status_code IN (103, 104, 105) OR status_code IN (200, 400, 401) AND parent IS NOT NULL),
    ADD CONSTRAINT only_pending_and_tokens_are_unowned
        CHECK (owner IS NOT NULL OR status_code = 105 OR status_code >= 200 OR class = 3),
    ADD CONSTRAINT final_holds_no_reference CHECK (status_code < 200 OR conflict_reference IS NULL),
    ADD CONSTRAINT only_failures_have_errors CHECK ((error_code <> 0) = (status_code IN (400, 401))),
    ADD CONSTRAINT two_levels CHECK (parent IS NULL OR child_count = 0),
    ADD CONSTRAINT only_children_have_stages CHECK (parent IS NOT NULL OR stage = 0),
    ADD CONSTRAINT families_run CHECK (class IN (1, 4) OR parent IS NULL AND child_count = 0);

-- Children are never claimed: whoever runs the parent runs them. Nobody runs a token.
DROP INDEX active_operation_claimable;
CREATE INDEX active_operation_claimable ON active_operation (priority DESC, id)
    WHERE owner IS NULL AND parent IS NULL AND class <> 3;

CREATE INDEX active_operation_parent ON active_operation (parent)
    WHERE parent IS NOT NULL;

-- Of which the time is over while nobody runs them: tokens, and durable operations that wait.
CREATE INDEX active_operation_expiry ON active_operation (deadline)
    WHERE owner IS NULL AND parent IS NULL AND deadline IS NOT NULL;
--rollback empty

--changeset operations:active-operation-tokens
-- A trust token is looked for by its secret, by whoever knows it; only tokens are ever in it.
CREATE INDEX active_operation_token ON active_operation (type)
    WHERE class = 3;
--rollback DROP INDEX active_operation_token;

--changeset operations:active-operation-cancel-requests
-- Set by whichever member was asked to cancel what another one runs; that one sees to it.
ALTER TABLE active_operation
    ADD COLUMN cancel_requested_at timestamptz;

CREATE INDEX active_operation_cancel_requested ON active_operation (id)
    WHERE cancel_requested_at IS NOT NULL;
--rollback empty

--changeset operations:active-operation-queue
-- What may be claimed now, project by project, in the order in which it is.
DROP INDEX active_operation_claimable;
CREATE INDEX active_operation_queue ON active_operation (project, priority DESC, id)
    WHERE owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL;

-- What waits for its next attempt. When that is due, due_at becomes null.
CREATE INDEX active_operation_due ON active_operation (due_at)
    WHERE owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NOT NULL;

ALTER TABLE active_operation
    ADD CONSTRAINT priority_is_bounded CHECK (priority BETWEEN -1000 AND 1000),
    ADD CONSTRAINT children_have_no_priority CHECK (parent IS NULL OR priority = 0);
--rollback empty

--changeset operations:active-operation-traces
-- The W3C traceparent of whoever asked, so that any member that runs it goes on in that trace; null where nothing is traced.
-- What is final is in no trace any more: final_operation has no such column.
ALTER TABLE active_operation
    ADD COLUMN trace_parent text CONSTRAINT trace_is_bounded CHECK (length(trace_parent) BETWEEN 55 AND 512);
--rollback empty
