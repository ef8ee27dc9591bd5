--liquibase formatted sql

--changeset operations:member-ports
-- All ports on which a member listens, not only that of its address: no operation may call any of them. Null for a member of
-- an earlier release.
ALTER TABLE member
    ADD COLUMN ports integer[];
--rollback ALTER TABLE member DROP COLUMN ports;
