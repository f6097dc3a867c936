-- The main path: a report travels from a firm to the police and back.
--
-- Content (everything that is not on the list of open columns in docs/architecture.md) stands in
-- columns of type bytea. Status columns are text with a CHECK; a test compares each with the domain.
SET lock_timeout = '5s';

-- Database roles are cluster-wide: make sure they exist, tolerate another migration making them.
DO $$
DECLARE wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['smv_public', 'smv_staff', 'smv_worker'] LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END;
        -- Demo mode uses one login and SET ROLE.
        BEGIN
            IF NOT pg_has_role(current_user, wanted, 'MEMBER') THEN
                EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
            END IF;
        EXCEPTION WHEN unique_violation OR internal_error THEN NULL;
        END;
    END LOOP;
END $$;

CREATE TABLE teams (
    id uuid PRIMARY KEY,
    name text NOT NULL UNIQUE,
    -- The team that new reports come to.
    takes_intake boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX teams_one_takes_intake ON teams (takes_intake) WHERE takes_intake;

CREATE TABLE people (
    id uuid PRIMARY KEY,
    email text NOT NULL UNIQUE CHECK (email = lower(email)),
    name text NOT NULL,
    role text NOT NULL
        CHECK (role IN ('analyst', 'duty_lead', 'police_liaison', 'auditor', 'admin')),
    password_hash text NOT NULL,
    created_at timestamptz NOT NULL,
    disabled_at timestamptz
);

CREATE TABLE people_teams (
    person_id uuid NOT NULL REFERENCES people ON DELETE CASCADE,
    team_id uuid NOT NULL REFERENCES teams ON DELETE CASCADE,
    PRIMARY KEY (person_id, team_id)
);

CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people ON DELETE CASCADE,
    refresh_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX sessions_person ON sessions (person_id);

CREATE TABLE api_keys (
    id uuid PRIMARY KEY,
    owner text NOT NULL,
    key_hash bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);

CREATE TABLE cases (
    id uuid PRIMARY KEY,
    number text NOT NULL UNIQUE,
    status text NOT NULL
        CHECK (status IN ('new', 'open', 'waiting_reporter', 'resolved', 'closed', 'dismissed')),
    owner uuid REFERENCES people,
    team_id uuid NOT NULL REFERENCES teams,
    kind text NOT NULL,
    severity text NOT NULL CHECK (severity IN ('critical', 'high', 'medium', 'low')),
    priority smallint NOT NULL CHECK (priority BETWEEN 0 AND 100),
    classification jsonb NOT NULL,
    tlp text NOT NULL CHECK (
        tlp IN ('TLP:RED', 'TLP:AMBER+STRICT', 'TLP:AMBER', 'TLP:GREEN', 'TLP:CLEAR')),
    ongoing text NOT NULL CHECK (ongoing IN ('yes', 'no', 'unknown')),
    impact text NOT NULL CHECK (impact IN ('all_down', 'partly_down', 'normal', 'unknown')),
    size_class text,
    region text,
    sector_group smallint CHECK (sector_group BETWEEN 1 AND 10),
    organisation_type text,
    aware_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT cases_work_has_an_owner
        CHECK (status NOT IN ('open', 'waiting_reporter') OR owner IS NOT NULL),
    CONSTRAINT cases_queue_has_no_owner CHECK (status <> 'new' OR owner IS NULL)
);
-- The queue in the order it should be taken.
CREATE INDEX cases_queue ON cases (priority DESC, received_at, id) WHERE status = 'new';
CREATE INDEX cases_updated ON cases (updated_at, id);
CREATE INDEX cases_status_updated ON cases (status, updated_at, id);
CREATE INDEX cases_owner_updated ON cases (owner, updated_at, id) WHERE owner IS NOT NULL;
CREATE INDEX cases_kind_updated ON cases (kind, updated_at, id);

CREATE TABLE reports (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases,
    number text NOT NULL UNIQUE,
    code_hash bytea NOT NULL UNIQUE,
    kind text NOT NULL,
    language text NOT NULL CHECK (language IN ('da', 'en')),
    received_at timestamptz NOT NULL,
    content bytea NOT NULL,
    consents bytea NOT NULL,
    fingerprint bytea,
    api_key_id uuid REFERENCES api_keys
);
CREATE INDEX reports_case ON reports (case_id);
CREATE INDEX reports_fingerprint ON reports (fingerprint, received_at)
    WHERE fingerprint IS NOT NULL;

-- What makes a retry find its first try again: one row per key, kept 7 days, and one per source
-- reference of an API key, kept as long as the report.
CREATE TABLE intake_keys (
    key_hash bytea PRIMARY KEY,
    body_hash bytea NOT NULL,
    report_id uuid NOT NULL,
    expires_at timestamptz
);
CREATE INDEX intake_keys_expiry ON intake_keys (expires_at) WHERE expires_at IS NOT NULL;

-- The same for every other POST: the answer is kept and given again.
CREATE TABLE request_keys (
    key_hash bytea PRIMARY KEY,
    body_hash bytea NOT NULL,
    status smallint NOT NULL,
    response bytea NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX request_keys_expiry ON request_keys (expires_at);

-- Keyed hashes for exact look-up: CVR number, words of the firm's name.
CREATE TABLE case_lookups (
    hash bigint NOT NULL,
    case_id uuid NOT NULL REFERENCES cases,
    PRIMARY KEY (hash, case_id)
);
CREATE INDEX case_lookups_case ON case_lookups (case_id);

CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases,
    report_id uuid REFERENCES reports,
    at timestamptz NOT NULL,
    -- Readers stay below pg_snapshot_xmin, so a late commit is never skipped.
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    actor_role text NOT NULL,
    actor_id uuid,
    name text NOT NULL,
    audience text NOT NULL CHECK (audience IN ('internal', 'reporter')),
    content bytea NOT NULL
);
CREATE INDEX events_case ON events (case_id, id);
CREATE INDEX events_feed ON events (xid, id);

CREATE TABLE clocks (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases,
    name text NOT NULL CHECK (name IN ('first_response', 'next_update')),
    started_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    stopped_at timestamptz
);
CREATE UNIQUE INDEX clocks_one_runs ON clocks (case_id, name) WHERE stopped_at IS NULL;
CREATE INDEX clocks_case ON clocks (case_id);

CREATE TABLE outbox (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('mail')),
    payload bytea NOT NULL,
    recipient bytea NOT NULL,
    language text NOT NULL CHECK (language IN ('da', 'en')),
    dedup_key text UNIQUE,
    status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'dead')),
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    leased_until timestamptz,
    leased_by text,
    last_error text,
    created_at timestamptz NOT NULL
);
CREATE INDEX outbox_due ON outbox (next_attempt_at) WHERE status = 'pending';
CREATE INDEX outbox_dead ON outbox (created_at) WHERE status = 'dead';

-- Settled rows, without recipient and payload.
CREATE TABLE outbox_history (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    attempts integer NOT NULL,
    created_at timestamptz NOT NULL,
    sent_at timestamptz NOT NULL
);

CREATE TABLE referrals (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases,
    state text NOT NULL CHECK (state IN (
        'draft', 'awaiting_approval', 'approved', 'delivered', 'acknowledged', 'accepted',
        'declined', 'more_information', 'concluded', 'failed', 'withdrawn')),
    version integer NOT NULL DEFAULT 1,
    -- Whether it rests on consent: then a withdrawn consent stops it.
    by_consent boolean NOT NULL,
    basis bytea NOT NULL,
    -- The exact bytes that are shown, signed and fetched; built at submit.
    package bytea,
    package_sha256 bytea CHECK (octet_length(package_sha256) = 32),
    jws text,
    police_case_number bytea,
    created_by uuid NOT NULL REFERENCES people,
    created_at timestamptz NOT NULL,
    submitted_by uuid REFERENCES people,
    submitted_at timestamptz,
    approved_by uuid REFERENCES people,
    approved_at timestamptz,
    delivered_at timestamptz,
    updated_at timestamptz NOT NULL,
    CONSTRAINT referrals_two_people CHECK (approved_by IS NULL OR approved_by <> submitted_by),
    CONSTRAINT referrals_built_at_submit CHECK (
        (state IN ('draft', 'withdrawn')) OR (package IS NOT NULL AND submitted_by IS NOT NULL)),
    CONSTRAINT referrals_signed_at_approve CHECK (
        state = 'withdrawn' OR (state IN ('draft', 'awaiting_approval')) = (jws IS NULL))
);
CREATE INDEX referrals_case ON referrals (case_id);
CREATE INDEX referrals_state ON referrals (state, updated_at, id);
