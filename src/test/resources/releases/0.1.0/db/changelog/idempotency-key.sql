--liquibase formatted sql

--changeset operations:idempotency-key
-- Which operation a caller's key stands for. Inserted with the operation, deleted when the operation is forgotten.
CREATE TABLE idempotency_key (
    project      text        NOT NULL,
    caller       text        NOT NULL,
    key          text        NOT NULL CHECK (key <> ''),
    fingerprint  bytea       NOT NULL,
    operation_id uuid        NOT NULL,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (project, caller, key)
);

-- Pruning looks at the oldest keys.
CREATE INDEX idempotency_key_created_at ON idempotency_key (created_at);
--rollback DROP TABLE idempotency_key;
