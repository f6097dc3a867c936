//! The tables as diesel sees them. A test compares this file with the migrated database.
//! `events.xid` is left out: its type (`xid8`) is read through SQL only.

diesel::table! {
    teams (id) {
        id -> Uuid,
        name -> Text,
        takes_intake -> Bool,
    }
}

diesel::table! {
    people (id) {
        id -> Uuid,
        email -> Text,
        name -> Text,
        role -> Text,
        password_hash -> Text,
        created_at -> Timestamptz,
        disabled_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    people_teams (person_id, team_id) {
        person_id -> Uuid,
        team_id -> Uuid,
    }
}

diesel::table! {
    sessions (id) {
        id -> Uuid,
        person_id -> Uuid,
        refresh_hash -> Bytea,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
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
    }
}

diesel::table! {
    reports (id) {
        id -> Uuid,
        case_id -> Uuid,
        number -> Text,
        code_hash -> Bytea,
        kind -> Text,
        language -> Text,
        received_at -> Timestamptz,
        content -> Bytea,
        consents -> Bytea,
        fingerprint -> Nullable<Bytea>,
        api_key_id -> Nullable<Uuid>,
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
    case_lookups (hash, case_id) {
        hash -> BigInt,
        case_id -> Uuid,
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
        content -> Bytea,
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
    outbox (id) {
        id -> Uuid,
        kind -> Text,
        payload -> Bytea,
        recipient -> Bytea,
        language -> Text,
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
    }
}

diesel::joinable!(reports -> cases (case_id));
diesel::joinable!(events -> cases (case_id));
diesel::joinable!(referrals -> cases (case_id));
diesel::joinable!(case_lookups -> cases (case_id));
diesel::allow_tables_to_appear_in_same_query!(
    api_keys, case_lookups, cases, clocks, events, intake_keys, outbox, outbox_history, people,
    people_teams, referrals, reports, request_keys, sessions, teams
);
