-- People who sign in: sessions of two kinds, second factors, locks after wrong tries, recovery.
SET lock_timeout = '5s';

-- Who comes by an identity provider has no password here.
ALTER TABLE people ALTER COLUMN password_hash DROP NOT NULL;

ALTER TABLE sessions
    ADD COLUMN kind text NOT NULL DEFAULT 'api' CHECK (kind IN ('api', 'console')),
    ADD COLUMN method text NOT NULL DEFAULT 'password'
        CHECK (method IN ('password', 'totp', 'passkey', 'oidc', 'enrolment_code')),
    -- A person without a second factor gets as far as making one.
    ADD COLUMN scope text NOT NULL DEFAULT 'full' CHECK (scope IN ('full', 'enrolment')),
    ADD COLUMN reauthenticated_at timestamptz,
    ADD COLUMN last_used_at timestamptz,
    ADD COLUMN end_reason text CHECK (end_reason IN (
        'logout', 'everywhere', 'replaced', 'refresh_reused', 'other_browser', 'password_changed',
        'factor_changed', 'recovered', 'disabled')),
    -- Of the console's cookie, and of the browser that it was given to.
    ADD COLUMN cookie_hash bytea UNIQUE,
    ADD COLUMN browser_hash bytea;
UPDATE sessions SET reauthenticated_at = created_at, last_used_at = created_at,
    end_reason = CASE WHEN ended_at IS NOT NULL THEN 'logout' END;
ALTER TABLE sessions
    ALTER COLUMN kind DROP DEFAULT,
    ALTER COLUMN method DROP DEFAULT,
    ALTER COLUMN scope DROP DEFAULT,
    ALTER COLUMN reauthenticated_at SET NOT NULL,
    ALTER COLUMN last_used_at SET NOT NULL,
    ADD CONSTRAINT sessions_ended_for_a_reason CHECK ((ended_at IS NULL) = (end_reason IS NULL)),
    ADD CONSTRAINT sessions_console_has_a_cookie CHECK (
        (kind = 'console') = (cookie_hash IS NOT NULL)
        AND (kind = 'console') = (browser_hash IS NOT NULL));

-- Every refresh token that a session was given: one that is used twice ends the session.
CREATE TABLE refresh_tokens (
    hash bytea PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    issued_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);
INSERT INTO refresh_tokens (hash, session_id, issued_at)
SELECT refresh_hash, id, created_at FROM sessions;
ALTER TABLE sessions DROP COLUMN refresh_hash;

-- Authenticator apps. A new secret waits for its first code beside the one in use.
CREATE TABLE totp_secrets (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people ON DELETE CASCADE,
    secret bytea NOT NULL,
    created_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    -- The last time step whose code was used: it and all before are spent (RFC 6238, section 5.2).
    last_step bigint
);
CREATE UNIQUE INDEX totp_secrets_one_in_use ON totp_secrets (person_id)
    WHERE confirmed_at IS NOT NULL;
CREATE UNIQUE INDEX totp_secrets_one_waits ON totp_secrets (person_id) WHERE confirmed_at IS NULL;

CREATE TABLE passkeys (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people ON DELETE CASCADE,
    name text NOT NULL,
    -- Of the credential's id, by which a browser names it.
    credential_hash bytea NOT NULL UNIQUE,
    credential bytea NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz
);
CREATE INDEX passkeys_person ON passkeys (person_id);

-- Challenges given to a browser; each is taken once.
CREATE TABLE ceremonies (
    id uuid PRIMARY KEY,
    person_id uuid REFERENCES people ON DELETE CASCADE,
    state bytea NOT NULL,
    expires_at timestamptz NOT NULL
);

-- Wrong tries by account and by network; unknown accounts have rows too. Named by keyed hashes.
CREATE TABLE login_locks (
    subject bytea PRIMARY KEY,
    failures integer NOT NULL CHECK (failures >= 0),
    locked_until timestamptz NOT NULL,
    forget_at timestamptz NOT NULL
);

-- A person who has lost everything: two others agree.
CREATE TABLE recoveries (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people ON DELETE CASCADE,
    opened_by uuid NOT NULL REFERENCES people,
    opened_at timestamptz NOT NULL,
    approved_by uuid REFERENCES people,
    approved_at timestamptz,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT recoveries_by_others
        CHECK (opened_by <> person_id AND (approved_by IS NULL OR approved_by <> person_id)),
    CONSTRAINT recoveries_by_two CHECK (approved_by IS NULL OR approved_by <> opened_by),
    CONSTRAINT recoveries_approved_once CHECK ((approved_by IS NULL) = (approved_at IS NULL))
);
CREATE UNIQUE INDEX recoveries_one_open ON recoveries (person_id) WHERE ended_at IS NULL;

-- Codes that let a person set a password and a second factor, once.
CREATE TABLE enrolment_codes (
    code_hash bytea PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people ON DELETE CASCADE,
    recovery_id uuid REFERENCES recoveries ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX enrolment_codes_person ON enrolment_codes (person_id);

GRANT UPDATE (password_hash) ON people TO smv_staff;
GRANT SELECT, INSERT, UPDATE ON refresh_tokens, login_locks, recoveries, enrolment_codes
    TO smv_staff;
GRANT SELECT, INSERT, UPDATE, DELETE ON totp_secrets, passkeys TO smv_staff;
GRANT SELECT, INSERT, DELETE ON ceremonies TO smv_staff;
GRANT DELETE ON login_locks TO smv_staff;

-- The worker forgets what has run out. Refresh tokens go with their session.
GRANT SELECT (subject, forget_at), DELETE ON login_locks TO smv_worker;
GRANT SELECT (id, expires_at), DELETE ON ceremonies TO smv_worker;
GRANT SELECT (code_hash, expires_at), DELETE ON enrolment_codes TO smv_worker;
