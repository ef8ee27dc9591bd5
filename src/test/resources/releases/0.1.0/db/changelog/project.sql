--liquibase formatted sql

--changeset operations:project
-- What operations are grouped by, and what access rules are about. A project that is deleted is marked first, then all that
-- belongs to it goes, then its row: nobody sees it meanwhile, and nobody may have its name.
CREATE TABLE project (
    name          text        NOT NULL PRIMARY KEY CHECK (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$'),
    description   text        NOT NULL CHECK (length(description) <= 1000),
    created_at    timestamptz NOT NULL,
    being_deleted boolean     NOT NULL DEFAULT false,
    CONSTRAINT default_stays CHECK (name <> 'default' OR NOT being_deleted)
);

INSERT INTO project (name, description, created_at) VALUES ('default', 'Default project', now());
--rollback DROP TABLE project;
