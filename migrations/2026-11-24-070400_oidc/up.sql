-- People who sign in at the site's own identity provider (OpenID Connect).
SET lock_timeout = '5s';

-- A login that is under way: given to one browser, taken once. `state` travels through the browser
-- and the provider, so only its hash stands here; the rest opens with the browser's cookie.
CREATE TABLE oidc_attempts (
    id uuid PRIMARY KEY,
    state_hash bytea NOT NULL UNIQUE,
    browser_hash bytea NOT NULL,
    secrets bytea NOT NULL,
    expires_at timestamptz NOT NULL
);

-- Who is who: what the provider calls a person never changes and is never given to another. A mail
-- address is neither.
CREATE TABLE oidc_identities (
    issuer text NOT NULL,
    subject text NOT NULL,
    person_id uuid NOT NULL REFERENCES people ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    last_login_at timestamptz,
    PRIMARY KEY (issuer, subject),
    UNIQUE (person_id, issuer)
);

-- Which session here belongs to which session there, so that the end of one is the end of both.
CREATE TABLE oidc_sessions (
    session_id uuid PRIMARY KEY REFERENCES sessions ON DELETE CASCADE,
    issuer text NOT NULL,
    subject text NOT NULL,
    sid text,
    -- Shown to the provider when somebody logs out there too.
    id_token bytea NOT NULL,
    FOREIGN KEY (issuer, subject) REFERENCES oidc_identities ON DELETE CASCADE
);
CREATE INDEX oidc_sessions_subject ON oidc_sessions (issuer, subject);

-- Logout tokens that were obeyed: each works once.
CREATE TABLE oidc_logout_tokens (
    token_hash bytea PRIMARY KEY,
    expires_at timestamptz NOT NULL
);

ALTER TABLE sessions
    DROP CONSTRAINT sessions_end_reason_check,
    ADD CONSTRAINT sessions_end_reason_check CHECK (end_reason IN (
        'logout', 'everywhere', 'replaced', 'refresh_reused', 'other_browser', 'password_changed',
        'factor_changed', 'recovered', 'disabled', 'provider'));

GRANT SELECT, INSERT, DELETE ON oidc_attempts TO smv_staff;
GRANT SELECT, INSERT, UPDATE (last_login_at) ON oidc_identities TO smv_staff;
GRANT SELECT, INSERT ON oidc_sessions TO smv_staff;
GRANT INSERT ON oidc_logout_tokens TO smv_staff;
-- People come and change as the provider says.
GRANT INSERT, UPDATE (email, name, role) ON people TO smv_staff;
GRANT INSERT, DELETE ON people_teams TO smv_staff;

-- The worker forgets what has run out.
GRANT SELECT (id, expires_at), DELETE ON oidc_attempts TO smv_worker;
GRANT SELECT (token_hash, expires_at), DELETE ON oidc_logout_tokens TO smv_worker;
