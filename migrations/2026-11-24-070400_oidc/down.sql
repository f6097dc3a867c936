REVOKE INSERT, DELETE ON people_teams FROM smv_staff;
REVOKE INSERT, UPDATE (email, name, role) ON people FROM smv_staff;
UPDATE sessions SET end_reason = 'logout' WHERE end_reason = 'provider';
ALTER TABLE sessions
    DROP CONSTRAINT sessions_end_reason_check,
    ADD CONSTRAINT sessions_end_reason_check CHECK (end_reason IN (
        'logout', 'everywhere', 'replaced', 'refresh_reused', 'other_browser', 'password_changed',
        'factor_changed', 'recovered', 'disabled'));
DROP TABLE oidc_logout_tokens, oidc_sessions, oidc_identities, oidc_attempts;
