//! POSTs with an `Idempotency-Key`: done once, answered as often as asked.
//!
//! The answer is kept under a key that is made from the request: whoever cannot send the request again
//! cannot read it. The work, its answer and the key are written in one transaction. Two requests with the same key
//! wait for each other; the second finds the answer of the first.

use chrono::{DateTime, Duration, Utc};
use domain::access::Actor;
use domain::audit::{Act, Record};
use domain::id::Id;
use store::requests::{self, Answered};
use store::{Db, Tx};
use triage_queue::audit;
use triage_queue::keyed::Keys;
use vault::place::{self, AnswerId};
use vault::{Cell, DataKey};

use crate::answer::Answer;
use crate::error::ApiError;
use crate::extract::IdempotencyKey;

/// How long an answer is kept.
const KEPT: Duration = Duration::days(7);

/// One request: its key within its scope, and its body.
pub(crate) struct Once {
    /// Under which hash the answer is kept, and the key it is sealed with.
    kept: Option<(Vec<u8>, DataKey)>,
    body_hash: Vec<u8>,
    scope: String,
}

impl Once {
    /// `scope` names who asks and what for: the same key elsewhere is another request.
    pub(crate) fn new(
        keys: &Keys,
        scope: &str,
        key: IdempotencyKey,
        body_sha256: &[u8; 32],
    ) -> Self {
        Self {
            kept: key.0.map(|key| {
                let secret = keys.answer_secret(scope, &key, body_sha256);
                let sealing = DataKey::derived(&secret, "answer");
                (keys.request_hash(scope, &key), sealing)
            }),
            body_hash: keys.body_hash(body_sha256),
            scope: scope.to_owned(),
        }
    }

    /// Does the work, or gives the answer that it got before.
    pub(crate) async fn run<E, F>(
        self,
        db: &Db,
        actor: &Actor,
        now: DateTime<Utc>,
        work: F,
    ) -> Result<Answer, ApiError>
    where
        E: Into<ApiError>,
        F: FnOnce(&mut Tx<'_>) -> Result<Answer, E> + Send + 'static,
    {
        self.run_behind(db, actor, now, |_| Ok(()), work).await
    }

    /// The same behind a door that is tried each time, before an earlier answer is given again.
    pub(crate) async fn run_behind<E, G, F>(
        self,
        db: &Db,
        actor: &Actor,
        now: DateTime<Utc>,
        door: G,
        work: F,
    ) -> Result<Answer, ApiError>
    where
        E: Into<ApiError>,
        G: FnOnce(&mut Tx<'_>) -> Result<(), E> + Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<Answer, E> + Send + 'static,
    {
        let caller = actor.clone();
        db.transact(actor, move |tx| {
            door(tx).map_err(Into::into)?;
            let Some((key_hash, sealing)) = self.kept else {
                return work(tx).map_err(Into::into);
            };
            let place: Cell = place::answer(AnswerId::of(&key_hash), 1);
            if let Some(before) = requests::answered(tx, &key_hash)? {
                return if before.body_hash == self.body_hash {
                    audit::record(tx, &caller, repeated(&self.scope), now)?;
                    place
                        .open_json(&sealing, &before.response)
                        .map_err(|error| ApiError::Internal(Box::new(error)))
                } else {
                    Err(ApiError::KeyReused)
                };
            }
            let answer = work(tx).map_err(Into::into)?;
            let kept = Answered {
                body_hash: self.body_hash,
                status: i16::try_from(answer.status()).unwrap_or(200),
                response: place.seal_json(&sealing, &answer),
            };
            if requests::keep(tx, &key_hash, &kept, now + KEPT)? {
                Ok(answer)
            } else {
                Err(store::Error::Stale.into())
            }
        })
        .await
    }
}

/// An answer that is given again is read again. What it is about stands in the scope of staff.
fn repeated(scope: &str) -> Record {
    let mut parts = scope.split(SEPARATOR).skip(1);
    let (operation, id) = (parts.next().unwrap_or_default(), parts.next());
    let line = Record::done(Act::AnswerRepeated);
    let Some(id) = id.and_then(|id| id.parse().ok()) else {
        return line;
    };
    let line = line.with("operation", operation);
    if ["note", "message", "access-code", "transition", "draft"].contains(&operation) {
        line.case(Id::from_uuid(id))
    } else {
        line.referral(Id::from_uuid(id))
    }
}

/// Between the parts of a scope.
const SEPARATOR: char = '\u{1f}';

/// The scope of a staff request.
pub(crate) fn staff_scope(actor: &Actor, operation: &str, id: &impl ToString) -> String {
    let person = actor.person().map(|id| id.to_string()).unwrap_or_default();
    format!(
        "{person}{SEPARATOR}{operation}{SEPARATOR}{}",
        id.to_string()
    )
}
