-- Clocks of the stages of a firm's notice to the authorities. What a stage says stands in `events`, sealed
-- like a message; here is only when each is due, when the firm sent it, and when it is reminded.
SET lock_timeout = '5s';

CREATE TABLE stage_clocks (
    report_id uuid NOT NULL REFERENCES reports,
    stage text NOT NULL CONSTRAINT stage_clocks_stage_check
        CHECK (stage IN ('early_warning', 'notification', 'final')),
    due_at timestamptz NOT NULL,
    -- When the firm sent it to the authority, as it says.
    sent_at timestamptz,
    -- Null: there is nothing to remind of any more.
    remind_at timestamptz,
    -- Of this due time.
    reminded_at timestamptz,
    PRIMARY KEY (report_id, stage),
    CONSTRAINT stage_clocks_sent CHECK (sent_at IS NULL OR remind_at IS NULL)
);
CREATE INDEX stage_clocks_to_remind ON stage_clocks (remind_at) WHERE remind_at IS NOT NULL;

ALTER TABLE stage_clocks ENABLE ROW LEVEL SECURITY;
CREATE POLICY stage_clocks_intake ON stage_clocks FOR INSERT TO smv_public WITH CHECK (true);
CREATE POLICY stage_clocks_staff ON stage_clocks TO smv_staff USING (
    (SELECT current_setting('smv.role', true)) IN ('system', 'auditor')
    OR EXISTS (SELECT FROM reports r WHERE r.id = stage_clocks.report_id));

GRANT INSERT ON stage_clocks TO smv_public;
GRANT SELECT ON stage_clocks TO smv_staff;
-- The staff role reminds: it alone can open who is to be reminded.
GRANT UPDATE (remind_at, reminded_at) ON stage_clocks TO smv_staff;

-- The clocks of a report, for its reporter.
CREATE FUNCTION follow_stages(p_number text, p_code_hash bytea)
RETURNS TABLE (stage text, due_at timestamptz, sent_at timestamptz, remind_at timestamptz,
    reminded_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT s.stage, s.due_at, s.sent_at, s.remind_at, s.reminded_at
    FROM reports r JOIN stage_clocks s ON s.report_id = r.id
    WHERE r.code_hash = p_code_hash AND r.number = p_number
$$;

-- The reporter adds a stage, which tells the case like a message, or says only that one was sent, which
-- moves nothing. The clocks come as they run from now on. False: somebody else moved the case first.
CREATE FUNCTION reporter_stage(p_number text, p_code_hash bytea, p_version integer,
    p_next_status text, p_name text, p_uid uuid, p_content bytea, p_stages text[],
    p_due timestamptz[], p_sent timestamptz[], p_remind timestamptz[], p_now timestamptz)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE found_report reports; found_case cases;
BEGIN
    SELECT r.* INTO found_report FROM reports r
    WHERE r.code_hash = p_code_hash AND r.number = p_number;
    IF NOT FOUND THEN RETURN false; END IF;
    SELECT c.* INTO found_case FROM cases c WHERE c.id = found_report.case_id FOR UPDATE;
    -- The pairs that reporter_message allows.
    IF found_case.version <> p_version OR p_name NOT IN ('stage.added', 'stage.marked') OR NOT (
        p_next_status = found_case.status
        OR (p_name = 'stage.added' AND (
            (found_case.status = 'waiting_reporter' AND p_next_status = 'open')
            OR (found_case.status IN ('resolved', 'closed') AND p_next_status IN ('open', 'new')))))
    THEN RETURN false; END IF;
    UPDATE cases SET status = p_next_status, updated_at = p_now, version = version + 1
    WHERE id = found_case.id;
    INSERT INTO events (uid, case_id, report_id, at, actor_role, name, audience, content)
    VALUES (p_uid, found_case.id, found_report.id, p_now, 'reporter', p_name, 'reporter', p_content);
    INSERT INTO stage_clocks AS there (report_id, stage, due_at, sent_at, remind_at)
    SELECT found_report.id, new.stage, new.due_at, new.sent_at, new.remind_at
    FROM unnest(p_stages, p_due, p_sent, p_remind) AS new (stage, due_at, sent_at, remind_at)
    -- A reminder may have gone out since the clocks were read: nobody is reminded twice of one time.
    ON CONFLICT (report_id, stage) DO UPDATE SET
        due_at = excluded.due_at,
        sent_at = excluded.sent_at,
        remind_at = CASE WHEN there.reminded_at IS NULL OR there.due_at <> excluded.due_at
            THEN excluded.remind_at END,
        reminded_at = CASE WHEN there.due_at = excluded.due_at THEN there.reminded_at END;
    RETURN true;
END $$;

DO $$
DECLARE door text;
BEGIN
    FOREACH door IN ARRAY ARRAY[
        'follow_stages(text, bytea)',
        'reporter_stage(text, bytea, integer, text, text, uuid, bytea, text[], timestamptz[], timestamptz[], timestamptz[], timestamptz)'
    ] LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', door);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO smv_public', door);
    END LOOP;
END $$;
