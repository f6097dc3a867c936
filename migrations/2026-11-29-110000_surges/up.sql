-- A wave of reports: far more than usual in the last hour. Begun, carried on and ended by the staff role's
-- upkeep; the public role only asks whether there is one.
SET lock_timeout = '5s';

CREATE TABLE surges (
    id uuid PRIMARY KEY,
    began_at timestamptz NOT NULL,
    ended_at timestamptz CHECK (ended_at >= began_at),
    -- Of which kind most are; null: of several.
    kind text,
    -- Reports in the last window, and in a usual one.
    recent integer NOT NULL CHECK (recent >= 0),
    usual double precision NOT NULL CHECK (usual >= 0)
);
CREATE UNIQUE INDEX surges_one_at_a_time ON surges ((true)) WHERE ended_at IS NULL;

-- Reports come in the order of time: intake pays next to nothing for this index.
CREATE INDEX reports_received ON reports USING brin (received_at)
    WITH (pages_per_range = 32, autosummarize = on);

ALTER TABLE surges ENABLE ROW LEVEL SECURITY;
CREATE POLICY surges_staff ON surges TO smv_staff USING (true);
GRANT SELECT, INSERT ON surges TO smv_staff;
GRANT UPDATE (ended_at, kind, recent, usual) ON surges TO smv_staff;

-- The form is shorter in a wave and says what to do about it.
CREATE FUNCTION current_surge() RETURNS TABLE (began_at timestamptz, kind text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT s.began_at, s.kind FROM surges s WHERE s.ended_at IS NULL $$;
REVOKE ALL ON FUNCTION current_surge() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION current_surge() TO smv_public;
