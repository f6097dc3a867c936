DROP TABLE enrolment_codes, recoveries, login_locks, ceremonies, passkeys, totp_secrets;

ALTER TABLE sessions ADD COLUMN refresh_hash bytea UNIQUE;
UPDATE sessions s SET refresh_hash = coalesce(
    (SELECT t.hash FROM refresh_tokens t
     WHERE t.session_id = s.id AND t.used_at IS NULL ORDER BY t.issued_at DESC LIMIT 1),
    -- The session of a browser had none: nobody holds this one.
    sha256(gen_random_uuid()::text::bytea));
ALTER TABLE sessions ALTER COLUMN refresh_hash SET NOT NULL;
DROP TABLE refresh_tokens;
-- A session as far as enrolment would become a whole one.
UPDATE sessions SET ended_at = now(), end_reason = 'logout'
WHERE (scope = 'enrolment' OR kind = 'console') AND ended_at IS NULL;
ALTER TABLE sessions
    DROP COLUMN kind, DROP COLUMN method, DROP COLUMN scope, DROP COLUMN reauthenticated_at,
    DROP COLUMN last_used_at, DROP COLUMN end_reason, DROP COLUMN cookie_hash,
    DROP COLUMN browser_hash;

UPDATE people SET password_hash = '' WHERE password_hash IS NULL;
ALTER TABLE people ALTER COLUMN password_hash SET NOT NULL;
REVOKE UPDATE (password_hash) ON people FROM smv_staff;
