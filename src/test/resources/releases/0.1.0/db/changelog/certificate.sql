--liquibase formatted sql

--changeset operations:certificate
-- Client certificates that are trusted, whoever issued them.
CREATE TABLE certificate (
    fingerprint text        NOT NULL PRIMARY KEY CHECK (fingerprint ~ '^[0-9a-f]{64}$'),
    name        text        NOT NULL CHECK (name <> ''),
    type        text        NOT NULL CHECK (type IN ('client', 'metrics')),
    restricted  boolean     NOT NULL,
    projects    text[]      NOT NULL,
    der         bytea       NOT NULL,
    created_at  timestamptz NOT NULL,
    CONSTRAINT only_restricted_have_projects CHECK (restricted OR projects = '{}'),
    CONSTRAINT only_clients_are_restricted CHECK (NOT restricted OR type = 'client'),
    CONSTRAINT fingerprint_is_of_der CHECK (fingerprint = encode(sha256(der), 'hex'))
);
--rollback DROP TABLE certificate;
