-- What each database role may do. The public role may insert, and reads only through functions that
-- demand the keyed hash of an access code or of an idempotency key.
SET lock_timeout = '5s';

GRANT USAGE ON SCHEMA public TO smv_public, smv_staff, smv_worker;
-- Each looks at start whether the schema fits the program.
GRANT SELECT ON __diesel_schema_migrations TO smv_public, smv_staff, smv_worker;

-- public: intake
GRANT INSERT ON cases, reports, intake_keys, request_keys, case_lookups, events, clocks, outbox
    TO smv_public;

-- staff: console, staff and police API
GRANT SELECT ON teams, people, people_teams, api_keys TO smv_staff;
GRANT SELECT, INSERT, UPDATE ON sessions TO smv_staff;
GRANT SELECT, UPDATE ON cases TO smv_staff;
GRANT SELECT, UPDATE (code_hash) ON reports TO smv_staff;
GRANT SELECT, INSERT ON events, case_lookups, request_keys TO smv_staff;
GRANT SELECT, INSERT, UPDATE ON clocks, referrals TO smv_staff;
GRANT INSERT ON outbox TO smv_staff;
GRANT SELECT (id, kind, status, attempts, next_attempt_at, last_error, created_at) ON outbox
    TO smv_staff;

-- worker: mail, and pruning of keys that have run out
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO smv_worker;
GRANT SELECT, INSERT ON outbox_history TO smv_worker;
GRANT SELECT (key_hash, expires_at), DELETE ON intake_keys, request_keys TO smv_worker;

-- Row-level security is the second line behind domain::access: db.transact sets the actor.
ALTER TABLE cases ENABLE ROW LEVEL SECURITY;
CREATE POLICY cases_intake ON cases FOR INSERT TO smv_public WITH CHECK (status = 'new');
CREATE POLICY cases_staff ON cases TO smv_staff USING (
    (SELECT current_setting('smv.role', true)) IN ('system', 'auditor')
    OR team_id = ANY (
        (SELECT string_to_array(nullif(current_setting('smv.teams', true), ''), ',')::uuid[])::uuid[])
    OR ((SELECT current_setting('smv.role', true)) = 'police_liaison' AND EXISTS (
        SELECT FROM referrals r
        WHERE r.case_id = cases.id
            AND r.state NOT IN ('draft', 'awaiting_approval', 'withdrawn', 'failed'))));

-- The team that takes new reports.
CREATE FUNCTION intake_team() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT id FROM teams WHERE takes_intake $$;

-- The holder of an API key, by the hash of the key.
CREATE FUNCTION api_key_holder(p_key_hash bytea, p_now timestamptz)
RETURNS TABLE (id uuid, owner text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT k.id, k.owner FROM api_keys k
    WHERE k.key_hash = p_key_hash AND k.revoked_at IS NULL AND k.expires_at > p_now
$$;

-- What an earlier request with this key led to.
CREATE FUNCTION intake_replay(p_key_hash bytea)
RETURNS TABLE (body_hash bytea, number text, received_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT k.body_hash, r.number, r.received_at
    FROM intake_keys k JOIN reports r ON r.id = k.report_id
    WHERE k.key_hash = p_key_hash
$$;

-- The case of a report with the same firm and wording, touched because another one joins it.
-- Reports with the same fingerprint wait for each other until their transaction ends.
CREATE FUNCTION intake_join(p_fingerprint bytea, p_since timestamptz, p_now timestamptz)
RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE found_case uuid;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(encode(p_fingerprint, 'hex'), 0));
    UPDATE cases SET updated_at = p_now, version = version + 1
    WHERE id = (
        SELECT r.case_id FROM reports r JOIN cases c ON c.id = r.case_id
        WHERE r.fingerprint = p_fingerprint AND r.received_at >= p_since
            -- A case whose work has ended would not be looked at again.
            AND c.status IN ('new', 'open', 'waiting_reporter')
        ORDER BY r.received_at, r.id LIMIT 1)
    RETURNING id INTO found_case;
    RETURN found_case;
END $$;

-- An earlier answer to any other POST.
CREATE FUNCTION request_replay(p_key_hash bytea)
RETURNS TABLE (body_hash bytea, status smallint, response bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT k.body_hash, k.status, k.response FROM request_keys k WHERE k.key_hash = p_key_hash
$$;

-- A report as its owner may see it. Looked up by the code's hash, so that an unknown number and a
-- wrong code take the same path.
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

-- The reporter adds text. The next status is decided by domain::case::status; the pairs allowed
-- here are the ones it knows for `answered`. False: somebody else moved the case first.
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

-- The reporter changes the consents; a withdrawal stops every referral not yet delivered.
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
        'intake_team()', 'api_key_holder(bytea, timestamptz)', 'intake_replay(bytea)',
        'intake_join(bytea, timestamptz, timestamptz)', 'request_replay(bytea)',
        'follow(text, bytea)', 'follow_events(text, bytea)', 'follow_referrals(text, bytea)',
        'reporter_message(text, bytea, integer, text, bytea, timestamptz)',
        'reporter_consents(text, bytea, bytea, bytea, boolean, bytea, timestamptz)'
    ] LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO smv_public', door);
    END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION request_replay(bytea) TO smv_staff;
