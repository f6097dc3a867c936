DROP INDEX reports_api_key;
ALTER TABLE reports
    DROP CONSTRAINT reports_api_key_id_fkey,
    ADD CONSTRAINT reports_api_key_id_fkey FOREIGN KEY (api_key_id) REFERENCES api_keys;
ALTER TABLE cases
    DROP CONSTRAINT cases_deleted_under_a_decision,
    DROP COLUMN content_deleted_at,
    DROP COLUMN content_deleted_under;
DROP TABLE archive_decisions, legal_holds, escrowed_keys, escrow, case_terms, event_copies, persons,
    key_seals, sealing_keys;
CREATE TABLE case_lookups (
    hash bigint NOT NULL,
    case_id uuid NOT NULL REFERENCES cases,
    PRIMARY KEY (hash, case_id)
);
CREATE INDEX case_lookups_case ON case_lookups (case_id);
GRANT INSERT ON case_lookups TO smv_public;
GRANT SELECT, INSERT ON case_lookups TO smv_staff;
ALTER TABLE referrals
    DROP CONSTRAINT referrals_built_at_submit,
    DROP COLUMN seal_version,
    DROP COLUMN package_erased_at,
    ADD CONSTRAINT referrals_built_at_submit CHECK (
        (state IN ('draft', 'withdrawn')) OR (package IS NOT NULL AND submitted_by IS NOT NULL));
-- Who is owed what cannot be read back.
DELETE FROM outbox;
ALTER TABLE outbox
    ADD COLUMN recipient bytea NOT NULL,
    ADD COLUMN language text NOT NULL CHECK (language IN ('da', 'en'));
DELETE FROM events WHERE content IS NULL;
ALTER TABLE events
    DROP COLUMN uid, DROP COLUMN content_version, ALTER COLUMN content SET NOT NULL;
ALTER TABLE reports
    DROP COLUMN code_public_key, DROP COLUMN content_version, DROP COLUMN consents_version,
    ADD COLUMN language text NOT NULL DEFAULT 'da' CHECK (language IN ('da', 'en'));
ALTER TABLE reports ALTER COLUMN language DROP DEFAULT;
DROP INDEX cases_to_index;
ALTER TABLE cases DROP COLUMN indexed_version;
