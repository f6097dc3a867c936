-- Reports that share a transaction: the doors of intake for many at once. Both take their locks in one order, so
-- that two transactions never wait for each other.

-- Claims names of requests, in the order of their hashes. Answers those that are taken, with what they led to; a
-- request that is just being committed is waited for.
CREATE FUNCTION intake_claim(p_key_hashes bytea[], p_body_hashes bytea[], p_reports uuid[], p_expires timestamptz[])
RETURNS TABLE (key_hash bytea, body_hash bytea, number text, received_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    INSERT INTO intake_keys (key_hash, body_hash, report_id, expires_at)
    SELECT * FROM unnest(p_key_hashes, p_body_hashes, p_reports, p_expires) AS new (name, body, report, expires)
    ORDER BY name
    ON CONFLICT DO NOTHING;
    -- A statement of its own sees what was committed while the one before waited.
    RETURN QUERY
        SELECT k.key_hash, k.body_hash, r.number, r.received_at
        FROM unnest(p_key_hashes, p_reports) AS new (name, report)
        JOIN intake_keys k ON k.key_hash = new.name AND k.report_id <> new.report
        LEFT JOIN reports r ON r.id = k.report_id;
END $$;

-- The cases of reports with the same firm and wording, touched because others join them. Reports with the same
-- fingerprint wait for each other until their transaction ends, as in intake_join.
CREATE FUNCTION intake_join_all(p_fingerprints bytea[], p_since timestamptz, p_now timestamptz)
RETURNS TABLE (fingerprint bytea, case_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE lock_key bigint;
BEGIN
    FOR lock_key IN
        SELECT DISTINCT hashtextextended(encode(f, 'hex'), 0) FROM unnest(p_fingerprints) AS f ORDER BY 1
    LOOP
        PERFORM pg_advisory_xact_lock(lock_key);
    END LOOP;
    RETURN QUERY
        WITH found AS (
            SELECT DISTINCT ON (r.fingerprint) r.fingerprint, r.case_id
            FROM reports r JOIN cases c ON c.id = r.case_id
            WHERE r.fingerprint = ANY (p_fingerprints) AND r.received_at >= p_since
                -- A case whose work has ended would not be looked at again.
                AND c.status IN ('new', 'open', 'waiting_reporter')
            ORDER BY r.fingerprint, r.received_at, r.id
        ), held AS (
            SELECT c.id FROM cases c WHERE c.id IN (SELECT f.case_id FROM found f) ORDER BY c.id FOR UPDATE
        ), touched AS (
            UPDATE cases c SET updated_at = p_now, version = c.version + 1
            FROM held WHERE c.id = held.id
            RETURNING c.id
        )
        SELECT f.fingerprint, f.case_id FROM found f JOIN touched t ON t.id = f.case_id;
END $$;

DO $$
DECLARE door text;
BEGIN
    FOREACH door IN ARRAY ARRAY[
        'intake_claim(bytea[], bytea[], uuid[], timestamptz[])', 'intake_join_all(bytea[], timestamptz, timestamptz)'
    ] LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO smv_public', door);
    END LOOP;
END $$;
