REVOKE INSERT, DELETE ON people_teams FROM smv_staff;
REVOKE INSERT, UPDATE (email, name, role) ON people FROM smv_staff;
DROP TABLE oidc_logout_tokens, oidc_sessions, oidc_identities, oidc_attempts;
