-- Keys of calling systems: what each allows, from where, and when it was used.
SET lock_timeout = '5s';

ALTER TABLE api_keys
    ADD COLUMN scopes text[] NOT NULL DEFAULT '{submit}'
        CONSTRAINT api_keys_scopes_check
        CHECK (scopes <@ ARRAY['submit', 'read_own', 'exchange'] AND cardinality(scopes) > 0),
    -- Networks from which it may be used; none: from anywhere.
    ADD COLUMN sources text[] NOT NULL DEFAULT '{}',
    -- To the minute: whoever writes it at every call makes callers wait for each other.
    ADD COLUMN last_used_at timestamptz;

-- No key lives longer than a year from now on.
UPDATE api_keys SET expires_at = least(expires_at, now() + interval '365 days');

DROP INDEX reports_api_key;
CREATE INDEX reports_api_key ON reports (api_key_id, received_at DESC, id DESC)
    WHERE api_key_id IS NOT NULL;

DROP FUNCTION api_key_holder(bytea, timestamptz);
-- The holder of an API key, by the hash of the key.
CREATE FUNCTION api_key_holder(p_key_hash bytea, p_now timestamptz)
RETURNS TABLE (id uuid, owner text, scopes text[], sources text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT k.id, k.owner, k.scopes, k.sources FROM api_keys k
    WHERE k.key_hash = p_key_hash AND k.revoked_at IS NULL AND k.expires_at > p_now
$$;

-- Notes that a key was used, at most once a minute, and never waits for somebody who notes it too.
CREATE FUNCTION api_key_used(p_key_hash bytea, p_now timestamptz)
RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    UPDATE api_keys SET last_used_at = p_now
    WHERE id = (
        SELECT k.id FROM api_keys k
        WHERE k.key_hash = p_key_hash
            AND (k.last_used_at IS NULL OR k.last_used_at < p_now - interval '1 minute')
        FOR UPDATE SKIP LOCKED)
$$;

-- How the reports stand that the owner of a key filed with any of its keys, newest first; with a
-- number that one only. Never what is in them.
CREATE FUNCTION api_key_reports(p_key_hash bytea, p_now timestamptz, p_number text,
    p_before timestamptz, p_before_id uuid, p_limit integer)
RETURNS TABLE (id uuid, number text, case_status text, received_at timestamptz,
    updated_at timestamptz, next_update_due timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT r.id, r.number, c.status, r.received_at, c.updated_at,
        (SELECT k.due_at FROM clocks k
         WHERE k.case_id = c.id AND k.name = 'next_update' AND k.stopped_at IS NULL)
    FROM api_keys own
        JOIN api_keys k ON k.owner = own.owner
        JOIN reports r ON r.api_key_id = k.id
        JOIN cases c ON c.id = r.case_id
    WHERE own.key_hash = p_key_hash AND own.revoked_at IS NULL AND own.expires_at > p_now
        AND 'read_own' = ANY (own.scopes)
        AND (p_number IS NULL OR r.number = p_number)
        AND (p_before IS NULL OR (r.received_at, r.id) < (p_before, p_before_id))
    ORDER BY r.received_at DESC, r.id DESC
    LIMIT least(p_limit, 201)
$$;

DO $$
DECLARE door text;
BEGIN
    FOREACH door IN ARRAY ARRAY[
        'api_key_holder(bytea, timestamptz)', 'api_key_used(bytea, timestamptz)',
        'api_key_reports(bytea, timestamptz, text, timestamptz, uuid, integer)'
    ] LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO smv_public', door);
    END LOOP;
END $$;
