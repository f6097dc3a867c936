//! The tables as diesel sees them. A test compares this file with the migrated database.
//! `xid` of `events` and `audit` is left out: its type (`xid8`) is read through SQL only. So are the
//! tables of the chain.

mod login;

pub(crate) use login::*;

diesel::table! {
    teams (id) {
        id -> Uuid,
        name -> Text,
        takes_intake -> Bool,
    }
}

diesel::table! {
    api_keys (id) {
        id -> Uuid,
        owner -> Text,
        key_hash -> Bytea,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
        scopes -> Array<Text>,
        sources -> Array<Text>,
        last_used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    cases (id) {
        id -> Uuid,
        number -> Text,
        status -> Text,
        owner -> Nullable<Uuid>,
        team_id -> Uuid,
        kind -> Text,
        severity -> Text,
        priority -> SmallInt,
        classification -> Jsonb,
        tlp -> Text,
        ongoing -> Text,
        impact -> Text,
        size_class -> Nullable<Text>,
        region -> Nullable<Text>,
        sector_group -> Nullable<SmallInt>,
        organisation_type -> Nullable<Text>,
        aware_at -> Timestamptz,
        received_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Integer,
        indexed_version -> Integer,
        content_deleted_at -> Nullable<Timestamptz>,
        content_deleted_under -> Nullable<Uuid>,
        restricted -> Bool,
    }
}

diesel::table! {
    case_teams (case_id, team_id) {
        case_id -> Uuid,
        team_id -> Uuid,
    }
}

diesel::table! {
    case_people (case_id, person_id) {
        case_id -> Uuid,
        person_id -> Uuid,
        until -> Nullable<Timestamptz>,
        since -> Timestamptz,
    }
}

diesel::table! {
    reports (id) {
        id -> Uuid,
        case_id -> Uuid,
        number -> Text,
        code_hash -> Bytea,
        kind -> Text,
        received_at -> Timestamptz,
        content -> Bytea,
        consents -> Bytea,
        fingerprint -> Nullable<Bytea>,
        api_key_id -> Nullable<Uuid>,
        code_public_key -> Bytea,
        content_version -> Integer,
        consents_version -> Integer,
        identity_assurance -> Text,
        supplier_suspected -> Bool,
        sender_shut_out_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    intake_keys (key_hash) {
        key_hash -> Bytea,
        body_hash -> Bytea,
        report_id -> Uuid,
        expires_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    request_keys (key_hash) {
        key_hash -> Bytea,
        body_hash -> Bytea,
        status -> SmallInt,
        response -> Bytea,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    case_terms (case_id) {
        case_id -> Uuid,
        terms -> Array<BigInt>,
    }
}

diesel::table! {
    sealing_keys (id) {
        id -> Uuid,
        purpose -> Text,
        team_id -> Nullable<Uuid>,
        public_key -> Bytea,
        signature -> Bytea,
        created_at -> Timestamptz,
        retired_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    key_seals (key_id, holder_id, holder) {
        key_id -> Uuid,
        kind -> Text,
        case_id -> Uuid,
        holder -> Text,
        holder_id -> Uuid,
        sealed -> Bytea,
    }
}

diesel::table! {
    persons (id) {
        id -> Uuid,
        report_id -> Uuid,
        part -> Text,
        content -> Nullable<Bytea>,
        version -> Integer,
        erased_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    escrow (recipient) {
        recipient -> Text,
        threshold -> SmallInt,
        shares -> SmallInt,
        created_at -> Timestamptz,
        retired_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    escrowed_keys (recipient, file) {
        recipient -> Text,
        file -> Text,
        sealed -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    legal_holds (id) {
        id -> Uuid,
        case_id -> Uuid,
        reason -> Nullable<Bytea>,
        reason_version -> Integer,
        review_on -> Date,
        created_at -> Timestamptz,
        released_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    archive_decisions (id) {
        id -> Uuid,
        reference -> Text,
        covers_until -> Date,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    events (id) {
        id -> BigInt,
        case_id -> Uuid,
        report_id -> Nullable<Uuid>,
        at -> Timestamptz,
        actor_role -> Text,
        actor_id -> Nullable<Uuid>,
        name -> Text,
        audience -> Text,
        content -> Nullable<Bytea>,
        uid -> Uuid,
        content_version -> Integer,
    }
}

diesel::table! {
    audit (id) {
        id -> BigInt,
        at -> Timestamptz,
        actor_role -> Text,
        actor_id -> Nullable<Uuid>,
        api_key_id -> Nullable<Uuid>,
        session_id -> Nullable<Uuid>,
        action -> Text,
        outcome -> Text,
        case_id -> Nullable<Uuid>,
        report_id -> Nullable<Uuid>,
        referral_id -> Nullable<Uuid>,
        person_id -> Nullable<Uuid>,
        trace_id -> Nullable<Text>,
        detail -> Jsonb,
    }
}

diesel::table! {
    event_copies (event_uid, report_id) {
        event_uid -> Uuid,
        report_id -> Uuid,
        content -> Bytea,
        content_version -> Integer,
    }
}

diesel::table! {
    clocks (id) {
        id -> Uuid,
        case_id -> Uuid,
        name -> Text,
        started_at -> Timestamptz,
        due_at -> Timestamptz,
        stopped_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    stage_clocks (report_id, stage) {
        report_id -> Uuid,
        stage -> Text,
        due_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
        remind_at -> Nullable<Timestamptz>,
        reminded_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    outbox (id) {
        id -> Uuid,
        kind -> Text,
        payload -> Bytea,
        dedup_key -> Nullable<Text>,
        status -> Text,
        attempts -> Integer,
        next_attempt_at -> Timestamptz,
        leased_until -> Nullable<Timestamptz>,
        leased_by -> Nullable<Text>,
        last_error -> Nullable<Text>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    outbox_history (id) {
        id -> Uuid,
        kind -> Text,
        attempts -> Integer,
        created_at -> Timestamptz,
        sent_at -> Timestamptz,
        held_back -> Bool,
    }
}

diesel::table! {
    referrals (id) {
        id -> Uuid,
        case_id -> Uuid,
        state -> Text,
        version -> Integer,
        by_consent -> Bool,
        basis -> Bytea,
        package -> Nullable<Bytea>,
        package_sha256 -> Nullable<Bytea>,
        jws -> Nullable<Text>,
        police_case_number -> Nullable<Bytea>,
        created_by -> Uuid,
        created_at -> Timestamptz,
        submitted_by -> Nullable<Uuid>,
        submitted_at -> Nullable<Timestamptz>,
        approved_by -> Nullable<Uuid>,
        approved_at -> Nullable<Timestamptz>,
        delivered_at -> Nullable<Timestamptz>,
        updated_at -> Timestamptz,
        seal_version -> Integer,
        package_erased_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    register_imports (id) {
        id -> Uuid,
        loaded_at -> Timestamptz,
        source -> Text,
        firms -> Int4,
    }
}

diesel::table! {
    register_firms (cvr) {
        cvr -> Text,
        name -> Text,
        size_class -> Nullable<Text>,
        nace_version -> Nullable<Text>,
        sector_code -> Nullable<Text>,
        municipality -> Nullable<Text>,
        phone -> Nullable<Text>,
    }
}

diesel::table! {
    register_questions (report_id) {
        report_id -> Uuid,
        cvr_hash -> Bytea,
        content -> Bytea,
        created_at -> Timestamptz,
        answered_at -> Nullable<Timestamptz>,
        attempts -> Int4,
        next_attempt_at -> Timestamptz,
        leased_until -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
    }
}

diesel::table! {
    register_answers (cvr_hash) {
        cvr_hash -> Bytea,
        content -> Bytea,
        origin -> Text,
        answered_at -> Timestamptz,
    }
}

diesel::table! {
    register_loading (cvr) {
        cvr -> Text,
        name -> Text,
        size_class -> Nullable<Text>,
        nace_version -> Nullable<Text>,
        sector_code -> Nullable<Text>,
        municipality -> Nullable<Text>,
        phone -> Nullable<Text>,
    }
}

diesel::table! {
    call_backs (id) {
        id -> Uuid,
        team_id -> Uuid,
        created_at -> Timestamptz,
        content -> Bytea,
        done_at -> Nullable<Timestamptz>,
        done_by -> Nullable<Uuid>,
        reason -> Nullable<Bytea>,
    }
}

diesel::table! {
    drafts (code_hash) {
        code_hash -> Bytea,
        content -> Bytea,
        version -> Int4,
        expires_at -> Timestamptz,
    }
}

diesel::joinable!(reports -> cases (case_id));
diesel::joinable!(case_teams -> cases (case_id));
diesel::joinable!(case_people -> cases (case_id));
diesel::joinable!(case_people -> people (person_id));
diesel::joinable!(case_teams -> teams (team_id));
diesel::joinable!(events -> cases (case_id));
diesel::joinable!(referrals -> cases (case_id));
diesel::joinable!(case_terms -> cases (case_id));
diesel::joinable!(persons -> reports (report_id));
diesel::joinable!(event_copies -> reports (report_id));
diesel::joinable!(stage_clocks -> reports (report_id));
diesel::joinable!(legal_holds -> cases (case_id));
diesel::table! {
    attachments (id) {
        id -> Uuid,
        report_id -> Uuid,
        state -> Text,
        size -> Int8,
        announced -> Nullable<Int8>,
        content -> Bytea,
        content_version -> Int4,
        verdict -> Nullable<Bytea>,
        key_seal -> Bytea,
        worker_seal -> Nullable<Bytea>,
        created_at -> Timestamptz,
        received_at -> Nullable<Timestamptz>,
        scanned_at -> Nullable<Timestamptz>,
        attempts -> Int4,
        next_scan_at -> Nullable<Timestamptz>,
        leased_until -> Nullable<Timestamptz>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    api_keys, archive_decisions, attachments, audit, call_backs, case_people, case_teams, case_terms, cases,
    ceremonies, clocks, drafts, enrolment_codes, escrow, escrowed_keys, event_copies, events, intake_keys, key_seals,
    legal_holds, login_locks, oidc_attempts, oidc_identities, oidc_logout_tokens, oidc_sessions,
    outbox, outbox_history, passkeys, people, people_teams, persons, recoveries, referrals,
    refresh_tokens, reports, request_keys, sealing_keys, sessions, stage_clocks, teams, totp_secrets
);
