-- The audit trail: what is not a change of a case, and must be proven later all the same. And the chain
-- that seals events and audit rows in the order of commit (docs/architecture.md, "The audit chain").
SET lock_timeout = '5s';

-- Only ever added to. No foreign keys: a row outlives what it names. Codes and ids, never content.
CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    actor_role text NOT NULL,
    actor_id uuid,
    api_key_id uuid,
    session_id uuid,
    action text NOT NULL CHECK (action IN (
        'case.read', 'case.timeline_read', 'cases.listed', 'queue.listed', 'feed.read',
        'referrals.listed', 'referral.read', 'referral.downloaded', 'report.followed',
        'report.read_by_key', 'answer.repeated', 'access.refused', 'break_glass.opened',
        'audit.searched', 'audit.exported', 'session.login', 'session.refreshed', 'session.reused',
        'session.reauthenticated', 'session.logout', 'session.ended', 'session.soft_locked',
        'factor.added', 'factor.removed', 'password.changed', 'recovery.begun',
        'recovery.approved', 'recovery.done', 'person.added', 'person.disabled', 'person.enabled',
        'person.role_changed', 'person.teams_changed', 'person.identity_linked',
        'case.need_to_know_changed', 'case.restriction_changed', 'api_key.made', 'api_key.revoked',
        'api_key.first_used', 'api_key.refused', 'keys.generated', 'keys.rotated', 'keys.escrowed',
        'keys.recovered', 'privacy.searched', 'privacy.exported', 'privacy.documents_exported',
        'privacy.erased', 'privacy.holds_listed', 'privacy.hold_added', 'privacy.hold_released',
        'retention.decided', 'retention.deleted', 'backup.made', 'backup.restored')),
    outcome text NOT NULL CHECK (outcome IN ('done', 'refused', 'failed')),
    case_id uuid,
    report_id uuid,
    referral_id uuid,
    person_id uuid,
    trace_id text,
    detail jsonb NOT NULL
);
-- The sealing job goes along this one; the others are for the auditor's questions.
CREATE INDEX audit_feed ON audit (xid, id);
CREATE INDEX audit_case ON audit (case_id, id) WHERE case_id IS NOT NULL;
CREATE INDEX audit_actor ON audit (actor_id, id) WHERE actor_id IS NOT NULL;

-- One row for each sealed row of `events` and `audit`. `hash` is an HMAC over the hash before and all
-- of this row; `fields` and `content` are plain hashes of the sealed row.
CREATE TABLE audit_chain (
    seq bigint PRIMARY KEY,
    source text NOT NULL CHECK (source IN ('event', 'audit')),
    row_id bigint NOT NULL,
    xid xid8 NOT NULL,
    fields bytea NOT NULL CHECK (octet_length(fields) = 32),
    content bytea CHECK (octet_length(content) = 32),
    content_version integer,
    sealed_at timestamptz NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    UNIQUE (source, row_id)
);

-- Where the sealing job goes on. Nothing is believed of it when the chain is verified.
CREATE TABLE audit_cursor (
    source text PRIMARY KEY CHECK (source IN ('event', 'audit')),
    xid xid8 NOT NULL,
    row_id bigint NOT NULL
);
INSERT INTO audit_cursor VALUES ('event', '0', 0), ('audit', '0', 0);

-- Events as the worker seals them: it sees no content, only its hash.
CREATE VIEW audit_events AS
    SELECT id, xid, uid, case_id, report_id, at, actor_role, actor_id, name, audience,
        content_version, sha256(content) AS content_sha256
    FROM events;

GRANT INSERT ON audit TO smv_public, smv_staff, smv_worker;
GRANT SELECT ON audit TO smv_staff, smv_worker;
GRANT SELECT ON audit_events TO smv_worker;
GRANT SELECT, INSERT ON audit_chain TO smv_worker;
GRANT SELECT, UPDATE ON audit_cursor TO smv_worker;

-- The second line behind domain::access: the auditor reads all, a duty lead what touches the cases
-- that she sees (the policy of `cases` decides which those are).
ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
CREATE POLICY audit_is_written ON audit FOR INSERT TO smv_public, smv_staff, smv_worker
    WITH CHECK (true);
CREATE POLICY audit_worker ON audit FOR SELECT TO smv_worker USING (true);
CREATE POLICY audit_staff ON audit FOR SELECT TO smv_staff USING (
    (SELECT current_setting('smv.role', true)) = 'auditor'
    OR ((SELECT current_setting('smv.role', true)) = 'duty_lead' AND case_id IS NOT NULL
        AND EXISTS (SELECT FROM cases c WHERE c.id = audit.case_id)));
