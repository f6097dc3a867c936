//! Technical rows whose period has run out. They hold no content; the worker forgets them.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};
use domain::privacy::retention::{
    API_KEY_DAYS, CALL_BACK_DAYS, CALL_BACK_WAITS_DAYS, DEAD_MAIL_DAYS, REGISTER_DAYS,
    SENT_MAIL_DAYS, SESSION_DAYS,
};

use crate::{Error, Tx};

/// A kind of rows with its period.
struct Kind {
    name: &'static str,
    days: i64,
    /// Table and which of its rows have run out; `$1` is the moment so many days ago.
    due: &'static str,
}

const KINDS: [Kind; 17] = [
    Kind {
        name: "sessions",
        days: SESSION_DAYS,
        due: "sessions WHERE least(ended_at, expires_at) < $1",
    },
    Kind {
        name: "mail that was sent",
        days: SENT_MAIL_DAYS,
        due: "outbox_history WHERE sent_at < $1",
    },
    Kind {
        name: "budgets of mail addresses",
        days: 0,
        due: "mail_budgets WHERE whole_at < $1",
    },
    Kind {
        name: "mail that was given up",
        days: DEAD_MAIL_DAYS,
        due: "outbox WHERE status = 'dead' AND created_at < $1",
    },
    Kind {
        name: "keys of calling systems",
        days: API_KEY_DAYS,
        due: "api_keys WHERE least(revoked_at, expires_at) < $1",
    },
    Kind {
        name: "keys of requests",
        days: 0,
        due: "request_keys WHERE expires_at < $1",
    },
    Kind {
        name: "keys of reports",
        days: 0,
        due: "intake_keys WHERE expires_at < $1",
    },
    Kind {
        name: "calls that were made",
        days: CALL_BACK_DAYS,
        due: "call_backs WHERE done_at < $1",
    },
    Kind {
        name: "calls that nobody made",
        days: CALL_BACK_WAITS_DAYS,
        due: "call_backs WHERE done_at IS NULL AND created_at < $1",
    },
    Kind {
        name: "drafts of reports",
        days: 0,
        due: "drafts WHERE expires_at < $1",
    },
    Kind {
        name: "logins at the identity provider that were not finished",
        days: 0,
        due: "oidc_attempts WHERE expires_at < $1",
    },
    Kind {
        name: "logout tokens of the identity provider",
        days: 0,
        due: "oidc_logout_tokens WHERE expires_at < $1",
    },
    Kind {
        name: "wrong tries at the login",
        days: 0,
        due: "login_locks WHERE forget_at < $1",
    },
    Kind {
        name: "questions to the live register",
        days: REGISTER_DAYS,
        due: "register_questions WHERE created_at < $1",
    },
    Kind {
        name: "answers of the live register",
        days: REGISTER_DAYS,
        due: "register_answers WHERE answered_at < $1",
    },
    Kind {
        name: "challenges for passkeys",
        days: 0,
        due: "ceremonies WHERE expires_at < $1",
    },
    Kind {
        name: "codes for enrolment",
        days: SESSION_DAYS,
        due: "enrolment_codes WHERE expires_at < $1",
    },
];

/// How many rows of a kind have run out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What they are.
    pub name: &'static str,
    /// Days after their end that they are kept.
    pub days: i64,
    /// How many.
    pub rows: i64,
}

/// What has run out.
pub fn due(tx: &mut Tx<'_>, now: DateTime<Utc>) -> Result<Vec<Due>, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        rows: i64,
    }
    KINDS
        .iter()
        .map(|kind| {
            let sql = format!("SELECT count(*) AS rows FROM {}", kind.due);
            let row: Row = diesel::sql_query(sql)
                .bind::<Timestamptz, _>(now - Duration::days(kind.days))
                .get_result(tx.conn)?;
            Ok(Due {
                name: kind.name,
                days: kind.days,
                rows: row.rows,
            })
        })
        .collect()
}

/// Forgets what has run out; answers how many rows.
pub fn prune(tx: &mut Tx<'_>, now: DateTime<Utc>) -> Result<usize, Error> {
    let mut rows = 0;
    for kind in &KINDS {
        rows += diesel::sql_query(format!("DELETE FROM {}", kind.due))
            .bind::<Timestamptz, _>(now - Duration::days(kind.days))
            .execute(tx.conn)?;
    }
    Ok(rows)
}
