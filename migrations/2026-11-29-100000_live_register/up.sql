-- Firms that a live register is to be asked about. A number that waits here is that of a firm that has
-- reported: unlike the imported extract, which names every firm, these rows are sealed and forgotten soon.
SET lock_timeout = '5s';

CREATE TABLE register_questions (
    report_id uuid PRIMARY KEY REFERENCES reports,
    -- Keyed hash of the number: reports of one firm share an answer.
    cvr_hash bytea NOT NULL,
    -- The number, and what its answer is sealed with; for the worker.
    content bytea NOT NULL,
    created_at timestamptz NOT NULL,
    answered_at timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    leased_until timestamptz,
    -- A class, never words of the register.
    last_error text
);
CREATE INDEX register_questions_waiting ON register_questions (next_attempt_at) WHERE answered_at IS NULL;
CREATE INDEX register_questions_by_firm ON register_questions (cvr_hash);

-- What the register said, also that it knows no such firm: nobody asks again for a day.
CREATE TABLE register_answers (
    cvr_hash bytea PRIMARY KEY,
    content bytea NOT NULL,
    -- Host of the register, or "import".
    origin text NOT NULL,
    answered_at timestamptz NOT NULL
);

ALTER TABLE register_questions ENABLE ROW LEVEL SECURITY;
CREATE POLICY register_questions_intake ON register_questions FOR INSERT TO smv_public WITH CHECK (true);
CREATE POLICY register_questions_worker ON register_questions TO smv_worker USING (true);
CREATE POLICY register_questions_staff ON register_questions TO smv_staff USING (
    (SELECT current_setting('smv.role', true)) IN ('system', 'auditor')
    OR EXISTS (SELECT FROM reports r WHERE r.id = register_questions.report_id));

GRANT INSERT ON register_questions TO smv_public;
GRANT SELECT, DELETE ON register_questions TO smv_staff, smv_worker;
GRANT UPDATE (answered_at, attempts, next_attempt_at, leased_until, last_error)
    ON register_questions TO smv_worker;
-- A row that is taken to be filled in is held.
GRANT UPDATE (leased_until) ON register_questions TO smv_staff;
GRANT SELECT ON register_answers TO smv_staff;
GRANT SELECT, INSERT, UPDATE, DELETE ON register_answers TO smv_worker;
-- An import since the question was put answers it without anybody being asked.
GRANT EXECUTE ON FUNCTION register_firm(text) TO smv_worker;
-- The size may bring duties: their clocks then start as they do when the report itself tells it.
GRANT INSERT ON stage_clocks TO smv_staff;
-- The form asks for size and place only where no register tells them.
CREATE FUNCTION register_is_there() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT EXISTS (SELECT FROM register_imports) $$;
REVOKE ALL ON FUNCTION register_is_there() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION register_is_there() TO smv_public;
