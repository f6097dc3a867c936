-- A session can end because the operator says so. Validated by a later migration, beside those who write.
SET lock_timeout = '5s';

ALTER TABLE sessions
    DROP CONSTRAINT sessions_end_reason_check,
    ADD CONSTRAINT sessions_end_reason_check CHECK (end_reason IN (
        'logout', 'everywhere', 'replaced', 'refresh_reused', 'other_browser', 'password_changed',
        'factor_changed', 'recovered', 'disabled', 'provider', 'operator')) NOT VALID;
