--liquibase formatted sql

--changeset operations:active-operation-callers
-- What may be claimed now, caller by caller in each project: callers take turns. The name of a caller is cut, for an index holds
-- no long ones.
CREATE INDEX active_operation_callers ON active_operation
    (project, COALESCE(left(requestor_protocol || ' ' || requestor_username, 200), ''), priority DESC, id)
    WHERE owner IS NULL AND parent IS NULL AND class <> 3 AND due_at IS NULL;
--rollback DROP INDEX active_operation_callers;
