UPDATE sessions SET end_reason = 'everywhere' WHERE end_reason = 'operator';
ALTER TABLE sessions
    DROP CONSTRAINT sessions_end_reason_check,
    ADD CONSTRAINT sessions_end_reason_check CHECK (end_reason IN (
        'logout', 'everywhere', 'replaced', 'refresh_reused', 'other_browser', 'password_changed',
        'factor_changed', 'recovered', 'disabled', 'provider'));
