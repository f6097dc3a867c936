-- Files of a report. The bytes lie sealed outside the database; here is what they are, sealed under the
-- file's own key, and that key, sealed under the report's. Deleting the row destroys the file.
SET lock_timeout = '5s';

CREATE TABLE attachments (
    id uuid PRIMARY KEY,
    report_id uuid NOT NULL REFERENCES reports,
    state text NOT NULL CONSTRAINT attachments_state_check
        CHECK (state IN ('uploading', 'received', 'scanning', 'clean', 'infected', 'unknown')),
    -- Bytes that are here.
    size bigint NOT NULL CHECK (size >= 0),
    -- Bytes that were announced, of a file that comes in several requests.
    announced bigint,
    content bytea NOT NULL,
    content_version integer NOT NULL DEFAULT 1,
    -- What the scanner said.
    verdict bytea,
    -- The file's key for who opens the report.
    key_seal bytea NOT NULL,
    -- The same for the worker, until the scanner has spoken.
    worker_seal bytea,
    created_at timestamptz NOT NULL,
    received_at timestamptz,
    scanned_at timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    next_scan_at timestamptz,
    leased_until timestamptz,
    CONSTRAINT attachments_received CHECK ((state = 'uploading') = (received_at IS NULL)),
    CONSTRAINT attachments_uploading CHECK (state <> 'uploading' OR worker_seal IS NULL)
);
CREATE INDEX attachments_report ON attachments (report_id);
CREATE INDEX attachments_to_scan ON attachments (next_scan_at)
    WHERE worker_seal IS NOT NULL AND next_scan_at IS NOT NULL;

ALTER TABLE attachments ENABLE ROW LEVEL SECURITY;
CREATE POLICY attachments_staff ON attachments TO smv_staff USING (
    (SELECT current_setting('smv.role', true)) IN ('system', 'auditor')
    OR EXISTS (SELECT FROM reports r WHERE r.id = attachments.report_id));
CREATE POLICY attachments_worker ON attachments TO smv_worker USING (true);

GRANT SELECT ON attachments TO smv_staff;
-- The worker scans, forgets what was never finished, and looks which stored files nobody knows.
GRANT SELECT (id, report_id, state, size, content, content_version, worker_seal, created_at, attempts,
    next_scan_at, leased_until) ON attachments TO smv_worker;
GRANT UPDATE (state, verdict, worker_seal, scanned_at, attempts, next_scan_at, leased_until)
    ON attachments TO smv_worker;
GRANT DELETE ON attachments TO smv_worker;

-- The files of a report, for its reporter.
CREATE FUNCTION follow_attachments(p_number text, p_code_hash bytea)
RETURNS TABLE (id uuid, report_id uuid, state text, size bigint, announced bigint, content bytea,
    content_version integer, key_seal bytea, created_at timestamptz, received_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT a.id, a.report_id, a.state, a.size, a.announced, a.content, a.content_version, a.key_seal,
        a.created_at, a.received_at
    FROM reports r JOIN attachments a ON a.report_id = r.id
    WHERE r.code_hash = p_code_hash AND r.number = p_number
    ORDER BY a.id
$$;

-- Makes room for a file that comes in several requests. False: the report has too many.
CREATE FUNCTION attachment_begin(p_number text, p_code_hash bytea, p_id uuid, p_announced bigint,
    p_content bytea, p_key_seal bytea, p_most integer, p_now timestamptz)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE found_report reports;
BEGIN
    SELECT r.* INTO found_report FROM reports r
    WHERE r.code_hash = p_code_hash AND r.number = p_number FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    IF (SELECT count(*) FROM attachments a WHERE a.report_id = found_report.id) >= p_most THEN
        RETURN false;
    END IF;
    INSERT INTO attachments (id, report_id, state, size, announced, content, key_seal, created_at)
    VALUES (p_id, found_report.id, 'uploading', 0, p_announced, p_content, p_key_seal, p_now);
    RETURN true;
END $$;

-- Notes that more of a file is here. False: another request was faster, or the file is gone.
CREATE FUNCTION attachment_grow(p_number text, p_code_hash bytea, p_id uuid, p_size bigint,
    p_content bytea, p_content_version integer)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    UPDATE attachments a SET size = p_size, content = p_content, content_version = p_content_version
    FROM reports r
    WHERE r.code_hash = p_code_hash AND r.number = p_number AND a.report_id = r.id AND a.id = p_id
        AND a.state = 'uploading' AND a.content_version = p_content_version - 1
        AND a.size <= p_size AND p_size <= a.announced;
    RETURN FOUND;
END $$;

-- A file is here as a whole: told to the case like a message. `stale`: somebody moved the case or the
-- file first; `full`: the report has too many.
CREATE FUNCTION attachment_complete(p_number text, p_code_hash bytea, p_id uuid, p_size bigint,
    p_content bytea, p_content_version integer, p_key_seal bytea, p_worker_seal bytea, p_most integer,
    p_case_version integer, p_next_status text, p_uid uuid, p_event bytea, p_now timestamptz)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE found_report reports; found_case cases;
BEGIN
    SELECT r.* INTO found_report FROM reports r
    WHERE r.code_hash = p_code_hash AND r.number = p_number;
    IF NOT FOUND THEN RETURN 'stale'; END IF;
    SELECT c.* INTO found_case FROM cases c WHERE c.id = found_report.case_id FOR UPDATE;
    -- The pairs that reporter_message allows.
    IF found_case.version <> p_case_version OR NOT (
        p_next_status = found_case.status
        OR (found_case.status = 'waiting_reporter' AND p_next_status = 'open')
        OR (found_case.status IN ('resolved', 'closed') AND p_next_status IN ('open', 'new')))
    THEN RETURN 'stale'; END IF;
    IF p_content_version > 1 THEN
        UPDATE attachments a SET state = 'received', size = p_size, content = p_content,
            content_version = p_content_version, worker_seal = p_worker_seal, received_at = p_now,
            next_scan_at = p_now
        WHERE a.id = p_id AND a.report_id = found_report.id AND a.state = 'uploading'
            AND a.content_version = p_content_version - 1 AND a.announced = p_size;
        IF NOT FOUND THEN RETURN 'stale'; END IF;
    ELSE
        IF (SELECT count(*) FROM attachments a WHERE a.report_id = found_report.id) >= p_most THEN
            RETURN 'full';
        END IF;
        INSERT INTO attachments (id, report_id, state, size, content, key_seal, worker_seal,
            created_at, received_at, next_scan_at)
        VALUES (p_id, found_report.id, 'received', p_size, p_content, p_key_seal, p_worker_seal,
            p_now, p_now, p_now);
    END IF;
    UPDATE cases SET status = p_next_status, updated_at = p_now, version = version + 1
    WHERE id = found_case.id;
    INSERT INTO events (uid, case_id, report_id, at, actor_role, name, audience, content)
    VALUES (p_uid, found_case.id, found_report.id, p_now, 'reporter', 'attachment.received',
        'reporter', p_event);
    RETURN 'done';
END $$;

-- Forgets an unfinished file that turned out to be here already.
CREATE FUNCTION attachment_drop(p_number text, p_code_hash bytea, p_id uuid)
RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    DELETE FROM attachments a USING reports r
    WHERE r.code_hash = p_code_hash AND r.number = p_number AND a.report_id = r.id AND a.id = p_id
        AND a.state = 'uploading'
$$;

DO $$
DECLARE door text;
BEGIN
    FOREACH door IN ARRAY ARRAY[
        'follow_attachments(text, bytea)',
        'attachment_begin(text, bytea, uuid, bigint, bytea, bytea, integer, timestamptz)',
        'attachment_grow(text, bytea, uuid, bigint, bytea, integer)',
        'attachment_complete(text, bytea, uuid, bigint, bytea, integer, bytea, bytea, integer, integer, text, uuid, bytea, timestamptz)',
        'attachment_drop(text, bytea, uuid)'
    ] LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO smv_public', door);
    END LOOP;
END $$;
