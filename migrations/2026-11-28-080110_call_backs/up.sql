-- People who want to be called: a task for the team that takes reports.
SET lock_timeout = '5s';

CREATE TABLE call_backs (
    id uuid PRIMARY KEY,
    team_id uuid NOT NULL REFERENCES teams,
    created_at timestamptz NOT NULL,
    -- Whom to call, and what they have written: sealed to the team.
    content bytea NOT NULL,
    done_at timestamptz,
    done_by uuid REFERENCES people,
    reason bytea,
    CONSTRAINT call_backs_done CHECK (
        (done_at IS NULL) = (done_by IS NULL) AND (done_at IS NULL) = (reason IS NULL))
);
CREATE INDEX call_backs_waiting ON call_backs (team_id, created_at, id) WHERE done_at IS NULL;
CREATE INDEX call_backs_done ON call_backs (done_at, id) WHERE done_at IS NOT NULL;

GRANT INSERT ON call_backs TO smv_public;
GRANT SELECT, UPDATE (done_at, done_by, reason) ON call_backs TO smv_staff;
-- The worker forgets what is done.
GRANT SELECT (id, created_at, done_at), DELETE ON call_backs TO smv_worker;

-- The second line: staff see those of their teams.
ALTER TABLE call_backs ENABLE ROW LEVEL SECURITY;
CREATE POLICY call_backs_intake ON call_backs FOR INSERT TO smv_public WITH CHECK (true);
CREATE POLICY call_backs_worker ON call_backs TO smv_worker USING (true);
CREATE POLICY call_backs_staff ON call_backs TO smv_staff USING (
    (SELECT current_setting('smv.role', true)) IN ('system', 'auditor')
    OR ((SELECT current_setting('smv.role', true)) IN ('analyst', 'duty_lead')
        AND team_id = ANY ((SELECT string_to_array(nullif(current_setting('smv.teams', true), ''), ',')::uuid[])::uuid[])));
