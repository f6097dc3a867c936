//! Who logs in, and how.

diesel::table! {
    people (id) {
        id -> Uuid,
        email -> Text,
        name -> Text,
        role -> Text,
        password_hash -> Nullable<Text>,
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
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        kind -> Text,
        method -> Text,
        scope -> Text,
        reauthenticated_at -> Timestamptz,
        last_used_at -> Timestamptz,
        end_reason -> Nullable<Text>,
        cookie_hash -> Nullable<Bytea>,
        browser_hash -> Nullable<Bytea>,
    }
}

diesel::table! {
    refresh_tokens (hash) {
        hash -> Bytea,
        session_id -> Uuid,
        issued_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    totp_secrets (id) {
        id -> Uuid,
        person_id -> Uuid,
        secret -> Bytea,
        created_at -> Timestamptz,
        confirmed_at -> Nullable<Timestamptz>,
        last_step -> Nullable<BigInt>,
    }
}

diesel::table! {
    passkeys (id) {
        id -> Uuid,
        person_id -> Uuid,
        name -> Text,
        credential_hash -> Bytea,
        credential -> Bytea,
        version -> Integer,
        created_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    ceremonies (id) {
        id -> Uuid,
        person_id -> Nullable<Uuid>,
        state -> Bytea,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    login_locks (subject) {
        subject -> Bytea,
        failures -> Integer,
        locked_until -> Timestamptz,
        forget_at -> Timestamptz,
    }
}

diesel::table! {
    recoveries (id) {
        id -> Uuid,
        person_id -> Uuid,
        opened_by -> Uuid,
        opened_at -> Timestamptz,
        approved_by -> Nullable<Uuid>,
        approved_at -> Nullable<Timestamptz>,
        expires_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    enrolment_codes (code_hash) {
        code_hash -> Bytea,
        person_id -> Uuid,
        recovery_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    oidc_attempts (id) {
        id -> Uuid,
        state_hash -> Bytea,
        browser_hash -> Bytea,
        secrets -> Bytea,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    oidc_identities (issuer, subject) {
        issuer -> Text,
        subject -> Text,
        person_id -> Uuid,
        created_at -> Timestamptz,
        last_login_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    oidc_sessions (session_id) {
        session_id -> Uuid,
        issuer -> Text,
        subject -> Text,
        sid -> Nullable<Text>,
        id_token -> Bytea,
    }
}

diesel::table! {
    oidc_logout_tokens (token_hash) {
        token_hash -> Bytea,
        expires_at -> Timestamptz,
    }
}
