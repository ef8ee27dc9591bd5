--liquibase formatted sql

--changeset operations:end-marker
-- Set where another than the owner ended an operation; each statement that does so has a marker of its own. A member whose
-- commit was not answered knows by it whether an end is its own.
ALTER TABLE active_operation
    ADD COLUMN end_marker uuid;
ALTER TABLE final_operation
    ADD COLUMN end_marker uuid;
--rollback empty
