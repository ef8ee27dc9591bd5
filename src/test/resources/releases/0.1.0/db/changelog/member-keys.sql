--liquibase formatted sql

--changeset operations:member-keys
-- By which others check what a member has signed. The secret beside it is there only while a member of an earlier release lives,
-- which knows no other proof; it is null otherwise.
ALTER TABLE member
    ADD COLUMN public_key bytea;
--rollback ALTER TABLE member DROP COLUMN public_key;
