--liquibase formatted sql

--changeset operations:member-session
-- The server process that serves the heartbeats of a member: it is gone as soon as the member is. Null behind a pooler, where
-- that says nothing, and for a member of an earlier release.
ALTER TABLE member
    ADD COLUMN session integer;
--rollback ALTER TABLE member DROP COLUMN session;
