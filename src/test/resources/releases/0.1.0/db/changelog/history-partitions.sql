--liquibase formatted sql

--changeset operations:history-partitions splitStatements:false
-- Partitions of history come and go while the service runs. These functions make and drop them with the rights of the role that owns
-- the tables, so that the service itself need not own any. They act on partitions of final_operation only, in this one schema.
CREATE FUNCTION make_history_partition(partition_name text, since timestamptz, until timestamptz) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    run_time_role text;
BEGIN
    IF partition_name !~ '^final_operation_[a-z0-9_]{1,40}$' OR until IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = 'This is no partition of history';
    END IF;
    -- Attaching an existing table lets readers and writers of the others go on; creating it in place would not.
    EXECUTE format('CREATE TABLE %I (LIKE final_operation INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition_name);
    EXECUTE format('ALTER TABLE final_operation ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%L)',
        partition_name, CASE WHEN since IS NULL THEN 'MINVALUE' ELSE quote_literal(since) END, until);
    -- Those that may insert history may delete it, partition by partition.
    FOR run_time_role IN
        SELECT DISTINCT a.grantee::regrole::text FROM pg_class c, aclexplode(c.relacl) a
         WHERE c.oid = 'final_operation'::regclass AND a.privilege_type = 'INSERT' AND a.grantee NOT IN (0, c.relowner)
    LOOP
        EXECUTE format('GRANT SELECT, DELETE ON %I TO %s', partition_name, run_time_role);
    END LOOP;
END $$;

CREATE FUNCTION drop_history_partition(partition_name text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                WHERE i.inhparent = 'final_operation'::regclass AND c.relname = partition_name) THEN
        EXECUTE format('DROP TABLE IF EXISTS %I', partition_name);
    END IF;
END $$;

-- Nobody's temporary tables or other schemas stand in the place of what the functions name.
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION make_history_partition(text, timestamptz, timestamptz) SET search_path = %I, pg_temp',
        current_schema());
    EXECUTE format('ALTER FUNCTION drop_history_partition(text) SET search_path = %I, pg_temp', current_schema());
END $$;

REVOKE ALL ON FUNCTION make_history_partition(text, timestamptz, timestamptz), drop_history_partition(text) FROM PUBLIC;
--rollback DROP FUNCTION make_history_partition(text, timestamptz, timestamptz);
--rollback DROP FUNCTION drop_history_partition(text);
