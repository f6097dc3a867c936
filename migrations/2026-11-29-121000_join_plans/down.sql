SET lock_timeout = '5s';

ALTER FUNCTION intake_claim(bytea[], bytea[], uuid[], timestamptz[]) RESET plan_cache_mode;
ALTER FUNCTION intake_join(bytea, timestamptz, timestamptz) RESET plan_cache_mode;

CREATE OR REPLACE FUNCTION intake_join_all(p_fingerprints bytea[], p_since timestamptz, p_now timestamptz)
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
