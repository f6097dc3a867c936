DROP FUNCTION reporter_consents(text, bytea, bytea, integer, uuid, bytea, boolean, timestamptz);
DROP FUNCTION reporter_message(text, bytea, integer, text, uuid, bytea, timestamptz);
DROP FUNCTION follow_referrals(text, bytea);
DROP FUNCTION follow_events(text, bytea);
DROP FUNCTION follow_persons(text, bytea);
DROP FUNCTION follow(text, bytea);
DROP FUNCTION intake_recipients();
REVOKE UPDATE (code_public_key) ON reports FROM smv_staff;
REVOKE SELECT (id, expires_at, ended_at), DELETE ON sessions FROM smv_worker;
REVOKE SELECT (id, expires_at, revoked_at), DELETE ON api_keys FROM smv_worker;
REVOKE DELETE ON outbox_history FROM smv_worker;

-- The doors as they were.
CREATE FUNCTION intake_team() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT id FROM teams WHERE takes_intake $$;

CREATE FUNCTION follow(p_number text, p_code_hash bytea)
RETURNS TABLE (report_id uuid, case_id uuid, case_status text, case_owned boolean,
    case_version integer, case_severity text, received_at timestamptz, content bytea, consents bytea,
    next_update_due timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT r.id, c.id, c.status, c.owner IS NOT NULL, c.version, c.severity, r.received_at, r.content,
        r.consents,
        (SELECT k.due_at FROM clocks k
         WHERE k.case_id = c.id AND k.name = 'next_update' AND k.stopped_at IS NULL)
    FROM reports r JOIN cases c ON c.id = r.case_id
    WHERE r.code_hash = p_code_hash AND r.number = p_number
$$;

CREATE FUNCTION follow_events(p_number text, p_code_hash bytea)
RETURNS TABLE (at timestamptz, name text, content bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT e.at, e.name, e.content
    FROM reports r JOIN events e ON e.case_id = r.case_id
    WHERE r.code_hash = p_code_hash AND r.number = p_number
        AND e.audience = 'reporter' AND (e.report_id IS NULL OR e.report_id = r.id)
    ORDER BY e.id
$$;

CREATE FUNCTION follow_referrals(p_number text, p_code_hash bytea)
RETURNS TABLE (state text, submitted_at timestamptz, delivered_at timestamptz,
    updated_at timestamptz, police_case_number bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT f.state, f.submitted_at, f.delivered_at, f.updated_at, f.police_case_number
    FROM reports r JOIN referrals f ON f.case_id = r.case_id
    WHERE r.code_hash = p_code_hash AND r.number = p_number
        AND f.submitted_at IS NOT NULL AND f.state <> 'draft'
    ORDER BY f.created_at
$$;

CREATE FUNCTION reporter_message(p_number text, p_code_hash bytea, p_version integer,
    p_next_status text, p_content bytea, p_now timestamptz)
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
    INSERT INTO events (case_id, report_id, at, actor_role, name, audience, content)
    VALUES (found_case.id, found_report.id, p_now, 'reporter', 'message.from_reporter', 'reporter',
        p_content);
    RETURN true;
END $$;

CREATE FUNCTION reporter_consents(p_number text, p_code_hash bytea, p_consents bytea,
    p_event bytea, p_withdraws boolean, p_empty bytea, p_now timestamptz)
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
    UPDATE reports SET consents = p_consents
    WHERE id = found_report.id AND code_hash = p_code_hash;
    IF NOT FOUND THEN RETURN false; END IF;
    INSERT INTO events (case_id, report_id, at, actor_role, name, audience, content)
    VALUES (found_report.case_id, found_report.id, p_now, 'reporter', 'report.consent_changed',
        'reporter', p_event);
    IF p_withdraws THEN
        WITH stopped AS (
            UPDATE referrals SET state = 'withdrawn', updated_at = p_now, version = version + 1
            WHERE case_id = found_report.case_id AND by_consent
                AND state IN ('draft', 'awaiting_approval', 'approved', 'failed')
            RETURNING case_id, submitted_at)
        INSERT INTO events (case_id, at, actor_role, name, audience, content)
        -- The reporter never heard of a draft.
        SELECT case_id, p_now, 'reporter', 'referral.withdrawn',
            CASE WHEN submitted_at IS NULL THEN 'internal' ELSE 'reporter' END, p_empty
        FROM stopped;
    END IF;
    RETURN true;
END $$;

DO $$
DECLARE door text;
BEGIN
    FOREACH door IN ARRAY ARRAY[
        'intake_team()', 'follow(text, bytea)', 'follow_events(text, bytea)',
        'follow_referrals(text, bytea)',
        'reporter_message(text, bytea, integer, text, bytea, timestamptz)',
        'reporter_consents(text, bytea, bytea, bytea, boolean, bytea, timestamptz)'
    ] LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO smv_public', door);
    END LOOP;
END $$;
