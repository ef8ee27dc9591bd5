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
