-- Content is sealed before it gets here (design.md, rule 8): data keys, persons apart from reports,
-- copies for reporters, a blind index. No release ever kept content in plain, so nothing is converted.
SET lock_timeout = '5s';

DO $$ BEGIN
    IF EXISTS (SELECT FROM reports) THEN
        RAISE EXCEPTION 'this database was filled by a version before sealing and holds reports in plain: begin with an empty database (a demonstration: remove its data folder)';
    END IF;
END $$;

-- Public halves of the keys to which is sealed, signed by the key authority (vault::certificate).
CREATE TABLE sealing_keys (
    id uuid PRIMARY KEY,
    purpose text NOT NULL CHECK (purpose IN ('team', 'worker')),
    team_id uuid REFERENCES teams,
    public_key bytea NOT NULL CHECK (octet_length(public_key) = 32),
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    created_at timestamptz NOT NULL,
    retired_at timestamptz,
    CONSTRAINT sealing_keys_of_a_team CHECK ((purpose = 'team') = (team_id IS NOT NULL))
);
CREATE UNIQUE INDEX sealing_keys_one_in_use ON sealing_keys (purpose, team_id)
    NULLS NOT DISTINCT WHERE retired_at IS NULL;

-- Data keys, each sealed to those who may open it. A key has the id of what it is for: a case, a
-- report or a person. Destroying these rows destroys the content (crypto-shredding).
CREATE TABLE key_seals (
    key_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('case', 'report', 'person')),
    case_id uuid NOT NULL REFERENCES cases,
    -- team: a sealing key; code: the access code of a report; key: the report key around it.
    holder text NOT NULL CHECK (holder IN ('team', 'code', 'key')),
    holder_id uuid NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (key_id, holder_id, holder)
);
CREATE INDEX key_seals_case ON key_seals (case_id);
CREATE INDEX key_seals_team_holder ON key_seals (holder_id) WHERE holder = 'team';

-- Who somebody is, apart from the report and under a key of its own, so that it can be erased.
CREATE TABLE persons (
    id uuid PRIMARY KEY,
    report_id uuid NOT NULL REFERENCES reports,
    part text NOT NULL CHECK (part IN ('reporter', 'firm_contact')),
    content bytea,
    version integer NOT NULL DEFAULT 1,
    erased_at timestamptz,
    UNIQUE (report_id, part),
    CONSTRAINT persons_erased CHECK ((content IS NULL) = (erased_at IS NOT NULL))
);

ALTER TABLE cases ADD COLUMN indexed_version integer NOT NULL DEFAULT 0;
CREATE INDEX cases_to_index ON cases (team_id, updated_at) WHERE indexed_version < version;

ALTER TABLE reports
    DROP COLUMN language,
    ADD COLUMN code_public_key bytea NOT NULL CHECK (octet_length(code_public_key) = 32),
    ADD COLUMN content_version integer NOT NULL DEFAULT 1,
    ADD COLUMN consents_version integer NOT NULL DEFAULT 1;

-- The place of a sealed event is its uid: the id is given by the database, too late for sealing.
-- An event without content says all by its name.
ALTER TABLE events
    ADD COLUMN uid uuid NOT NULL UNIQUE,
    ADD COLUMN content_version integer NOT NULL DEFAULT 1,
    ALTER COLUMN content DROP NOT NULL;

-- What all reporters of a case may read stands under the case key for staff, and here once more for
-- each report under its own key.
CREATE TABLE event_copies (
    event_uid uuid NOT NULL REFERENCES events (uid),
    report_id uuid NOT NULL REFERENCES reports,
    content bytea NOT NULL,
    content_version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (event_uid, report_id)
);
CREATE INDEX event_copies_report ON event_copies (report_id);

-- The payload is a letter: mail, language and recipient, sealed to the worker.
ALTER TABLE outbox DROP COLUMN language, DROP COLUMN recipient;

ALTER TABLE referrals
    -- Counts what is sealed in this row; all of it is sealed again together.
    ADD COLUMN seal_version integer NOT NULL DEFAULT 1,
    ADD COLUMN package_erased_at timestamptz,
    DROP CONSTRAINT referrals_built_at_submit,
    ADD CONSTRAINT referrals_built_at_submit CHECK (
        state IN ('draft', 'withdrawn')
        OR ((package IS NOT NULL OR package_erased_at IS NOT NULL) AND submitted_by IS NOT NULL));

-- The blind index: keyed hashes of all that can be searched in a case, made by the staff role.
DROP TABLE case_lookups;
CREATE TABLE case_terms (
    case_id uuid PRIMARY KEY REFERENCES cases,
    terms bigint[] NOT NULL
);
-- Without a pending list: a search never pays for what was just written.
CREATE INDEX case_terms_terms ON case_terms USING gin (terms) WITH (fastupdate = off);

-- Keys sealed to the offline escrow key, so that a backup and the shares bring everything back.
CREATE TABLE escrow (
    recipient text PRIMARY KEY,
    threshold smallint NOT NULL,
    shares smallint NOT NULL,
    created_at timestamptz NOT NULL,
    retired_at timestamptz
);
CREATE UNIQUE INDEX escrow_one_in_use ON escrow ((true)) WHERE retired_at IS NULL;
CREATE TABLE escrowed_keys (
    recipient text NOT NULL REFERENCES escrow,
    file text NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (recipient, file)
);

-- What must not be erased or deleted yet, and why (the reason is sealed under the case key).
CREATE TABLE legal_holds (
    id uuid PRIMARY KEY,
    case_id uuid NOT NULL REFERENCES cases,
    -- None: deleted with the content of the case.
    reason bytea,
    reason_version integer NOT NULL DEFAULT 1,
    review_on date NOT NULL,
    created_at timestamptz NOT NULL,
    released_at timestamptz
);
CREATE INDEX legal_holds_case ON legal_holds (case_id) WHERE released_at IS NULL;

-- Decisions of the archives on what may be deleted (arkivloven): nothing is deleted without one.
CREATE TABLE archive_decisions (
    id uuid PRIMARY KEY,
    reference text NOT NULL UNIQUE,
    covers_until date NOT NULL,
    created_at timestamptz NOT NULL
);

-- Under which decision the content of a case was deleted. The open columns stay, for figures.
ALTER TABLE cases
    ADD COLUMN content_deleted_at timestamptz,
    ADD COLUMN content_deleted_under uuid REFERENCES archive_decisions,
    ADD CONSTRAINT cases_deleted_under_a_decision
        CHECK ((content_deleted_at IS NULL) = (content_deleted_under IS NULL));

-- A key of a calling system is forgotten a year after its end; its reports stay.
ALTER TABLE reports
    DROP CONSTRAINT reports_api_key_id_fkey,
    ADD CONSTRAINT reports_api_key_id_fkey
        FOREIGN KEY (api_key_id) REFERENCES api_keys ON DELETE SET NULL;
CREATE INDEX reports_api_key ON reports (api_key_id) WHERE api_key_id IS NOT NULL;
