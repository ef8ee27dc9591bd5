--liquibase formatted sql

--changeset operations:slow-change
SELECT pg_sleep(1.5);
--rollback empty
