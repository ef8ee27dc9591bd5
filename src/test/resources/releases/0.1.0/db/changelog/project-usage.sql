--liquibase formatted sql

--changeset operations:project-usage
-- How much history each project has, for quotas: history itself is too large to be counted. Each process adds to rows of its
-- own, so none waits for another; a row counts what ended in one period, and is deleted when all of that has expired.
CREATE TABLE project_usage (
    project     text        NOT NULL,
    period      timestamptz NOT NULL,
    -- The incarnation that counted.
    member      uuid        NOT NULL,
    stored_size bigint      NOT NULL,
    PRIMARY KEY (project, period, member)
);
--rollback DROP TABLE project_usage;
