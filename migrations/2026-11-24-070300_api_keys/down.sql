DROP FUNCTION api_key_reports(bytea, timestamptz, text, timestamptz, uuid, integer);
DROP FUNCTION api_key_used(bytea, timestamptz);
DROP FUNCTION api_key_holder(bytea, timestamptz);

CREATE FUNCTION api_key_holder(p_key_hash bytea, p_now timestamptz)
RETURNS TABLE (id uuid, owner text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT k.id, k.owner FROM api_keys k
    WHERE k.key_hash = p_key_hash AND k.revoked_at IS NULL AND k.expires_at > p_now
$$;
REVOKE ALL ON FUNCTION api_key_holder(bytea, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION api_key_holder(bytea, timestamptz) TO smv_public;

DROP INDEX reports_api_key;
CREATE INDEX reports_api_key ON reports (api_key_id) WHERE api_key_id IS NOT NULL;

ALTER TABLE api_keys DROP COLUMN scopes, DROP COLUMN sources, DROP COLUMN last_used_at;
