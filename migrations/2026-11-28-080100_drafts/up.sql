-- Reports that are being written: kept for 72 hours under a code that only the reporter has. What
-- stands here opens with that code and with nothing else.
SET lock_timeout = '5s';

CREATE TABLE drafts (
    code_hash bytea PRIMARY KEY,
    content bytea NOT NULL CONSTRAINT drafts_content_size CHECK (octet_length(content) <= 1500000),
    version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    expires_at timestamptz NOT NULL
);
CREATE INDEX drafts_expires ON drafts (expires_at);

GRANT INSERT ON drafts TO smv_public;
-- The worker forgets what has run out.
GRANT SELECT (code_hash, expires_at), DELETE ON drafts TO smv_worker;

CREATE FUNCTION draft_open(p_code_hash bytea, p_now timestamptz)
RETURNS TABLE (content bytea, version integer, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT d.content, d.version, d.expires_at FROM drafts d
    WHERE d.code_hash = p_code_hash AND d.expires_at > p_now
$$;

-- Writes the next version. False: somebody was faster, or there is no such draft any more.
CREATE FUNCTION draft_write(p_code_hash bytea, p_version integer, p_content bytea,
    p_now timestamptz, p_expires_at timestamptz)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    UPDATE drafts SET content = p_content, version = p_version, expires_at = p_expires_at
    WHERE code_hash = p_code_hash AND version = p_version - 1 AND expires_at > p_now;
    RETURN FOUND;
END $$;

CREATE FUNCTION draft_forget(p_code_hash bytea)
RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ DELETE FROM drafts WHERE code_hash = p_code_hash $$;

DO $$
DECLARE door text;
BEGIN
    FOREACH door IN ARRAY ARRAY[
        'draft_open(bytea, timestamptz)',
        'draft_write(bytea, integer, bytea, timestamptz, timestamptz)', 'draft_forget(bytea)'
    ] LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO smv_public', door);
    END LOOP;
END $$;
