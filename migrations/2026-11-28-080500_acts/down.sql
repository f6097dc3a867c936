ALTER TABLE audit
    DROP CONSTRAINT audit_action_check,
    -- Lines of what is not known any more stay, as everything in the trail does.
    ADD CONSTRAINT audit_action_check CHECK (action IN (
        'case.read', 'case.timeline_read', 'cases.listed', 'queue.listed', 'feed.read',
        'referrals.listed', 'referral.read', 'referral.downloaded', 'report.followed',
        'report.read_by_key', 'answer.repeated', 'access.refused', 'break_glass.opened',
        'audit.searched', 'audit.exported', 'session.login', 'session.refreshed', 'session.reused',
        'session.reauthenticated', 'session.logout', 'session.ended', 'session.soft_locked',
        'factor.added', 'factor.removed', 'password.changed', 'recovery.begun', 'recovery.approved',
        'recovery.done', 'person.added', 'person.disabled', 'person.enabled', 'person.role_changed',
        'person.teams_changed', 'person.identity_linked', 'case.need_to_know_changed',
        'case.restriction_changed', 'api_key.made', 'api_key.revoked', 'api_key.first_used',
        'api_key.refused', 'keys.generated', 'keys.rotated', 'keys.escrowed', 'keys.recovered',
        'privacy.searched', 'privacy.exported', 'privacy.documents_exported', 'privacy.erased',
        'privacy.holds_listed', 'privacy.hold_added', 'privacy.hold_released', 'retention.decided',
        'retention.deleted', 'backup.made', 'backup.restored')) NOT VALID;
