--liquibase formatted sql

--changeset operations:conflict-scope-project
-- One holder of a conflict reference in its project, pending ones included. Freed with the row.
CREATE UNIQUE INDEX active_operation_conflict_project ON active_operation (project, conflict_reference)
    WHERE conflict_reference IS NOT NULL;
--rollback DROP INDEX active_operation_conflict_project;

--changeset operations:conflict-scope splitStatements:false runOnChange:true
-- Executed again when operations.conflict.scope has changed, which is part of this change set's check sum. With the scope "service"
-- one index spans all projects. What the service itself does is in no project: no caller can be in its way.
DO $$
BEGIN
    IF '${conflictScope}' = 'service' THEN
        CREATE UNIQUE INDEX IF NOT EXISTS active_operation_conflict_service ON active_operation (conflict_reference)
            WHERE conflict_reference IS NOT NULL AND project <> '';
    ELSE
        DROP INDEX IF EXISTS active_operation_conflict_service;
    END IF;
    DROP INDEX IF EXISTS active_operation_conflict_reference;
EXCEPTION WHEN unique_violation THEN
    RAISE EXCEPTION USING ERRCODE = 'OP001', MESSAGE =
        'operations.conflict.scope cannot become "service" now: active operations of several projects have the same conflict'
        ' reference. Start again when they have ended, or with operations.conflict.scope=project';
END $$;
--rollback empty
