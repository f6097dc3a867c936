-- The doors of the public role and the rights of each role, for sealed content. A door gives out
-- sealed bytes; the data keys in it open only for the holder of the access code.
SET lock_timeout = '5s';

GRANT INSERT ON key_seals, persons TO smv_public;

GRANT SELECT ON sealing_keys TO smv_staff, smv_worker;
GRANT SELECT ON persons, legal_holds, archive_decisions TO smv_staff;
GRANT SELECT, INSERT, DELETE ON key_seals TO smv_staff;
GRANT SELECT, INSERT ON event_copies TO smv_staff;
GRANT SELECT, INSERT, UPDATE ON case_terms TO smv_staff;
GRANT UPDATE (code_public_key) ON reports TO smv_staff;
-- Rows whose period has run out are forgotten by the worker.
GRANT SELECT (id, expires_at, ended_at), DELETE ON sessions TO smv_worker;
GRANT SELECT (id, expires_at, revoked_at), DELETE ON api_keys TO smv_worker;
GRANT DELETE ON outbox_history TO smv_worker;

-- The team that takes new reports, and the keys in use for it and for the worker.
CREATE FUNCTION intake_recipients()
RETURNS TABLE (id uuid, purpose text, team_id uuid, public_key bytea, signature bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT k.id, k.purpose, k.team_id, k.public_key, k.signature
    FROM sealing_keys k LEFT JOIN teams t ON t.id = k.team_id
    WHERE k.retired_at IS NULL AND (k.purpose = 'worker' OR t.takes_intake)
$$;

DROP FUNCTION follow(text, bytea);
CREATE FUNCTION follow(p_number text, p_code_hash bytea)
RETURNS TABLE (report_id uuid, case_id uuid, case_status text, case_owned boolean,
    case_version integer, case_severity text, received_at timestamptz, content bytea,
    content_version integer, consents bytea, consents_version integer, key_seal bytea,
    next_update_due timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT r.id, c.id, c.status, c.owner IS NOT NULL, c.version, c.severity, r.received_at, r.content,
        r.content_version, r.consents, r.consents_version,
        (SELECT s.sealed FROM key_seals s
         WHERE s.key_id = r.id AND s.holder_id = r.id AND s.holder = 'code'),
        (SELECT k.due_at FROM clocks k
         WHERE k.case_id = c.id AND k.name = 'next_update' AND k.stopped_at IS NULL)
    FROM reports r JOIN cases c ON c.id = r.case_id
    WHERE r.code_hash = p_code_hash AND r.number = p_number
$$;

-- The persons of a report, each with its key as the report key opens it.
CREATE FUNCTION follow_persons(p_number text, p_code_hash bytea)
RETURNS TABLE (id uuid, part text, content bytea, version integer, key_seal bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT p.id, p.part, p.content, p.version, s.sealed
    FROM reports r JOIN persons p ON p.report_id = r.id
    JOIN key_seals s ON s.key_id = p.id AND s.holder_id = r.id AND s.holder = 'key'
    WHERE r.code_hash = p_code_hash AND r.number = p_number AND p.content IS NOT NULL
$$;

-- Events of the report itself, and copies under its key of what all reporters of the case may read.
-- What was said before a report joined the case was not said to its reporter.
DROP FUNCTION follow_events(text, bytea);
CREATE FUNCTION follow_events(p_number text, p_code_hash bytea)
RETURNS TABLE (uid uuid, at timestamptz, name text, is_copy boolean, content bytea,
    content_version integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT e.uid, e.at, e.name, y.content IS NOT NULL,
        CASE WHEN e.report_id = r.id THEN e.content ELSE y.content END,
        CASE WHEN e.report_id = r.id THEN e.content_version ELSE coalesce(y.content_version, 1) END
    FROM reports r JOIN events e ON e.case_id = r.case_id
    LEFT JOIN event_copies y ON y.event_uid = e.uid AND y.report_id = r.id
    WHERE r.code_hash = p_code_hash AND r.number = p_number AND e.audience = 'reporter'
        AND (e.report_id = r.id
            OR (e.report_id IS NULL AND (y.content IS NOT NULL OR e.content IS NULL)))
    ORDER BY e.id
$$;

-- The police's number of a referral is told by an event.
DROP FUNCTION follow_referrals(text, bytea);
CREATE FUNCTION follow_referrals(p_number text, p_code_hash bytea)
RETURNS TABLE (id uuid, state text, submitted_at timestamptz, delivered_at timestamptz,
    updated_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT f.id, f.state, f.submitted_at, f.delivered_at, f.updated_at
    FROM reports r JOIN referrals f ON f.case_id = r.case_id
    WHERE r.code_hash = p_code_hash AND r.number = p_number
        AND f.submitted_at IS NOT NULL AND f.state <> 'draft'
    ORDER BY f.created_at
$$;

DROP FUNCTION reporter_message(text, bytea, integer, text, bytea, timestamptz);
-- The reporter adds text. The next status is decided by domain::case::status; the pairs allowed
-- here are the ones it knows for `answered`. False: somebody else moved the case first.
CREATE FUNCTION reporter_message(p_number text, p_code_hash bytea, p_version integer,
    p_next_status text, p_uid uuid, p_content bytea, p_now timestamptz)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE found_report reports; found_case cases;
BEGIN
    SELECT r.* INTO found_report FROM reports r
    WHERE r.code_hash = p_code_hash AND r.number = p_number;
    IF NOT FOUND THEN RETURN false; END IF;
    SELECT c.* INTO found_case FROM cases c WHERE c.id = found_report.case_id FOR UPDATE;
    IF found_case.version <> p_version OR NOT (
        p_next_status = found_case.status
        OR (found_case.status = 'waiting_reporter' AND p_next_status = 'open')
        OR (found_case.status IN ('resolved', 'closed') AND p_next_status IN ('open', 'new')))
    THEN RETURN false; END IF;
    UPDATE cases SET status = p_next_status, updated_at = p_now, version = version + 1
    WHERE id = found_case.id;
    INSERT INTO events (uid, case_id, report_id, at, actor_role, name, audience, content)
    VALUES (p_uid, found_case.id, found_report.id, p_now, 'reporter', 'message.from_reporter',
        'reporter', p_content);
    RETURN true;
END $$;

DROP FUNCTION reporter_consents(text, bytea, bytea, bytea, boolean, bytea, timestamptz);
-- The reporter changes the consents; a withdrawal stops every referral not yet delivered. The new
-- version must be the next one: what is sealed is sealed for it. False: somebody was faster.
CREATE FUNCTION reporter_consents(p_number text, p_code_hash bytea, p_consents bytea,
    p_consents_version integer, p_uid uuid, p_event bytea, p_withdraws boolean, p_now timestamptz)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE found_report reports;
BEGIN
    SELECT r.* INTO found_report FROM reports r
    WHERE r.code_hash = p_code_hash AND r.number = p_number;
    IF NOT FOUND THEN RETURN false; END IF;
    -- The case first, as staff do. The code may have been replaced while we waited for it.
    UPDATE cases SET updated_at = p_now, version = version + 1 WHERE id = found_report.case_id;
    UPDATE reports SET consents = p_consents, consents_version = p_consents_version
    WHERE id = found_report.id AND code_hash = p_code_hash
        AND consents_version = p_consents_version - 1;
    IF NOT FOUND THEN RETURN false; END IF;
    INSERT INTO events (uid, case_id, report_id, at, actor_role, name, audience, content)
    VALUES (p_uid, found_report.case_id, found_report.id, p_now, 'reporter',
        'report.consent_changed', 'reporter', p_event);
    IF p_withdraws THEN
        WITH stopped AS (
            UPDATE referrals SET state = 'withdrawn', updated_at = p_now, version = version + 1
            WHERE case_id = found_report.case_id AND by_consent
                AND state IN ('draft', 'awaiting_approval', 'approved', 'failed')
            RETURNING case_id, submitted_at)
        INSERT INTO events (uid, case_id, at, actor_role, name, audience)
        -- The reporter never heard of a draft.
        SELECT gen_random_uuid(), case_id, p_now, 'reporter', 'referral.withdrawn',
            CASE WHEN submitted_at IS NULL THEN 'internal' ELSE 'reporter' END
        FROM stopped;
    END IF;
    RETURN true;
END $$;

DROP FUNCTION intake_team();

DO $$
DECLARE door text;
BEGIN
    FOREACH door IN ARRAY ARRAY[
        'intake_recipients()', 'follow(text, bytea)', 'follow_persons(text, bytea)',
        'follow_events(text, bytea)', 'follow_referrals(text, bytea)',
        'reporter_message(text, bytea, integer, text, uuid, bytea, timestamptz)',
        'reporter_consents(text, bytea, bytea, integer, uuid, bytea, boolean, timestamptz)'
    ] LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO smv_public', door);
    END LOOP;
END $$;
