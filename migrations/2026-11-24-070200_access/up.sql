-- Who may reach a case: restricted cases, those who need to know of them, teams they are shared with,
-- and row-level security as a second line that knows nothing of the first (domain::access).
SET lock_timeout = '5s';

ALTER TABLE cases ADD COLUMN restricted boolean NOT NULL DEFAULT false;

-- Teams a case is shared with, beside its own.
CREATE TABLE case_teams (
    case_id uuid NOT NULL REFERENCES cases,
    team_id uuid NOT NULL REFERENCES teams ON DELETE CASCADE,
    PRIMARY KEY (case_id, team_id)
);
CREATE INDEX case_teams_team ON case_teams (team_id);

-- Who needs to know of a case. With a time: opened in an emergency, until then.
CREATE TABLE case_people (
    case_id uuid NOT NULL REFERENCES cases,
    person_id uuid NOT NULL REFERENCES people ON DELETE CASCADE,
    until timestamptz,
    since timestamptz NOT NULL,
    PRIMARY KEY (case_id, person_id)
);
CREATE INDEX case_people_person ON case_people (person_id);

GRANT SELECT, INSERT, DELETE ON case_teams TO smv_staff;
GRANT SELECT, INSERT, UPDATE, DELETE ON case_people TO smv_staff;

-- What db.transact says of the caller, read once per statement.
CREATE FUNCTION smv_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('smv.now', true), '')::timestamptz, now())
$$;

REVOKE ALL ON FUNCTION smv_now() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION smv_now() TO smv_staff;

-- A function of the owner, because the policy of referrals looks at cases.
CREATE FUNCTION referred_to_police(p_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM referrals r WHERE r.case_id = p_case
        AND r.state NOT IN ('draft', 'awaiting_approval', 'withdrawn', 'failed'))
$$;
REVOKE ALL ON FUNCTION referred_to_police(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION referred_to_police(uuid) TO smv_staff;

-- A case of a restricted kind is in a lead's hands, not in a lead's of any team it is shared with.
DROP POLICY cases_staff ON cases;
CREATE POLICY cases_staff ON cases TO smv_staff USING (
    (SELECT current_setting('smv.role', true)) IN ('system', 'auditor')
    OR ((SELECT current_setting('smv.role', true)) IN ('analyst', 'duty_lead') AND (
        (team_id = ANY ((SELECT string_to_array(nullif(current_setting('smv.teams', true), ''), ',')::uuid[])::uuid[])
            AND (NOT restricted
                OR (SELECT current_setting('smv.role', true)) = 'duty_lead'
                OR owner = (SELECT nullif(current_setting('smv.actor', true), '')::uuid)))
        OR EXISTS (SELECT FROM case_people p
            WHERE p.case_id = cases.id
                AND p.person_id = (SELECT nullif(current_setting('smv.actor', true), '')::uuid)
                AND (p.until IS NULL OR p.until > (SELECT smv_now())))
        OR ((NOT restricted OR owner = (SELECT nullif(current_setting('smv.actor', true), '')::uuid))
            AND EXISTS (SELECT FROM case_teams s
                WHERE s.case_id = cases.id
                    AND s.team_id = ANY ((SELECT string_to_array(nullif(current_setting('smv.teams', true), ''), ',')::uuid[])::uuid[])))))
    OR ((SELECT current_setting('smv.role', true)) = 'police_liaison' AND referred_to_police(id)));

-- To break glass one must find a case one may not see: by its number, as a caller says it.
CREATE FUNCTION restricted_case(p_number text) RETURNS TABLE (id uuid, team_id uuid, owner uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT c.id, c.team_id, c.owner FROM cases c
    WHERE c.restricted
        AND c.id IN (SELECT r.case_id FROM reports r WHERE r.number = p_number
            UNION SELECT n.id FROM cases n WHERE n.number = p_number)
        AND (c.team_id = ANY (string_to_array(nullif(current_setting('smv.teams', true), ''), ',')::uuid[])
            OR EXISTS (SELECT FROM case_teams s WHERE s.case_id = c.id
                AND s.team_id = ANY (string_to_array(nullif(current_setting('smv.teams', true), ''), ',')::uuid[])))
$$;
REVOKE ALL ON FUNCTION restricted_case(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION restricted_case(text) TO smv_staff;

-- Everything that hangs on a case is seen with it. case_terms holds keyed hashes only, and what they
-- lead to is cut by the policy of cases; case_teams and case_people are what the policy of cases reads.
DO $$
DECLARE hanging text;
BEGIN
    FOREACH hanging IN ARRAY ARRAY['reports', 'events', 'clocks', 'key_seals', 'referrals', 'legal_holds'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', hanging);
        EXECUTE format($policy$
            CREATE POLICY %1$I_staff ON %1$I TO smv_staff USING (
                (SELECT current_setting('smv.role', true)) IN ('system', 'auditor')
                OR EXISTS (SELECT FROM cases c WHERE c.id = %1$I.case_id))
        $policy$, hanging);
    END LOOP;
    FOREACH hanging IN ARRAY ARRAY['persons', 'event_copies'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', hanging);
        EXECUTE format($policy$
            CREATE POLICY %1$I_staff ON %1$I TO smv_staff USING (
                (SELECT current_setting('smv.role', true)) IN ('system', 'auditor')
                OR EXISTS (SELECT FROM reports r WHERE r.id = %1$I.report_id))
        $policy$, hanging);
    END LOOP;
    -- Intake writes into what it cannot read.
    FOREACH hanging IN ARRAY ARRAY['reports', 'events', 'clocks', 'key_seals', 'persons'] LOOP
        EXECUTE format('CREATE POLICY %1$I_intake ON %1$I FOR INSERT TO smv_public WITH CHECK (true)', hanging);
    END LOOP;
END $$;

-- The police write what they did into the timeline and never read it; of referrals they see no draft.
CREATE POLICY events_police ON events AS RESTRICTIVE FOR SELECT TO smv_staff
    USING ((SELECT current_setting('smv.role', true)) <> 'police_liaison');
CREATE POLICY referrals_police ON referrals AS RESTRICTIVE TO smv_staff
    USING ((SELECT current_setting('smv.role', true)) <> 'police_liaison'
        OR state NOT IN ('draft', 'awaiting_approval', 'withdrawn', 'failed'));
