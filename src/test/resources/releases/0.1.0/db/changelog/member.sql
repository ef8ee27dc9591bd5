--liquibase formatted sql

--changeset operations:member
-- One row for each process that has ever joined and is not yet forgotten. PostgreSQL's clock decides who lives.
CREATE TABLE member (
    incarnation  uuid        NOT NULL PRIMARY KEY,
    name         text        NOT NULL CHECK (name <> ''),
    joined_at    timestamptz NOT NULL DEFAULT now(),
    heartbeat_at timestamptz NOT NULL DEFAULT now(),
    -- Set once, when others have given it up; such an incarnation never comes back, its process joins anew.
    offline_at   timestamptz
);
--rollback DROP TABLE member;

--changeset operations:member-reachable
-- How the others reach it, and how they prove to it who they are: each member makes its own secret when it joins.
ALTER TABLE member
    ADD COLUMN address     text,
    -- SHA-256 of the certificate that it shows there; null where there is no TLS.
    ADD COLUMN fingerprint text,
    ADD COLUMN secret      bytea,
    -- Set once, when it begins to leave: it takes on nothing any more.
    ADD COLUMN draining_at timestamptz;
--rollback empty
