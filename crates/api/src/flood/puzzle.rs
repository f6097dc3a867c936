//! Puzzles of ALTCHA proof of work, version 2: PBKDF2 over a counter until the key begins with zeros.

use std::collections::BTreeMap;

use altcha::{
    Challenge, CreateChallengeOptions, Payload, VerifySolutionOptions, create_challenge,
    verify_solution,
};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, Duration, Utc};
use serde_json::Value;
use triage_queue::keyed::Keys;

/// A puzzle is worth nothing after this.
const LIFE: Duration = Duration::minutes(10);
/// Iterations of one try of the easiest puzzle; a browser needs 256 tries on average.
const COST: u32 = 2_000;
/// The key begins with a zero byte.
const PREFIX: &str = "00";
/// Longest solution that is read; a puzzle and what solves it are far shorter.
const PAYLOAD_MAX: usize = 4_096;
/// The member of a puzzle that names its form.
const FORM: &str = "form";

/// A puzzle for this form as JSON; empty when none can be made, and the form waits instead.
pub(super) fn make(keys: &Keys, form_key: &str, strength: u32, now: DateTime<Utc>) -> String {
    let (secret, form) = keys.puzzle(form_key);
    let made = create_challenge(CreateChallengeOptions {
        cost: COST * strength,
        data: Some(BTreeMap::from([(FORM.to_owned(), Value::String(form))])),
        expires_at: Some((now + LIFE).timestamp()),
        hmac_signature_secret: Some(secret),
        key_prefix: PREFIX.to_owned(),
        ..CreateChallengeOptions::default()
    });
    made.ok()
        .and_then(|challenge: Challenge| serde_json::to_string(&challenge).ok())
        .unwrap_or_default()
}

/// Whether this is a solution of a puzzle that was made for this form, in time. Puzzles of before, when
/// less was asked, hold until their time is over.
pub(super) fn is_solved(keys: &Keys, form_key: &str, payload: &str, now: DateTime<Utc>) -> bool {
    if payload.len() > PAYLOAD_MAX {
        return false;
    }
    let Some(Payload {
        challenge,
        solution,
    }) = BASE64_STANDARD
        .decode(payload)
        .ok()
        .and_then(|json| serde_json::from_slice(&json).ok())
    else {
        return false;
    };
    let (secret, form) = keys.puzzle(form_key);
    let parameters = &challenge.parameters;
    let named = parameters.data.as_ref().and_then(|data| data.get(FORM));
    let in_time = parameters
        .expires_at
        .is_some_and(|until| now.timestamp() < until);
    // The signature is looked at before any work is done, so nobody makes us derive a key of their own.
    in_time
        && named == Some(&Value::String(form))
        && verify_solution(VerifySolutionOptions::new(&challenge, &solution, secret))
            .is_ok_and(|result| result.verified)
}

#[cfg(test)]
mod tests {
    use super::{is_solved, make};
    use altcha::{Challenge, Payload, SolveChallengeOptions, solve_challenge};
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD;
    use chrono::{DateTime, Duration, Utc};
    use triage_queue::keyed::{Key, Keys};

    fn sent(payload: &Payload) -> String {
        BASE64_STANDARD.encode(serde_json::to_vec(payload).unwrap())
    }

    #[test]
    fn five_thousand_foreign_late_and_other_solutions_are_worth_nothing() {
        let keys = Keys {
            code: Key::new([6; 32]),
            lookup: Key::new([7; 32]),
        };
        // The library looks at its own clock too.
        let now: DateTime<Utc> = "2126-11-23T13:05:00Z".parse().unwrap();
        let puzzle =
            |form: &str| -> Challenge { serde_json::from_str(&make(&keys, form, 1, now)).unwrap() };
        let challenge = puzzle("the-form");
        let solution = solve_challenge(SolveChallengeOptions::new(&challenge))
            .unwrap()
            .unwrap();
        let own = Payload {
            challenge,
            solution,
        };
        let solved = sent(&own);
        assert!(is_solved(&keys, "the-form", &solved, now));

        for number in 0..2_500_i64 {
            let foreign = format!("form-{number}");
            assert!(!is_solved(&keys, &foreign, &solved, now), "{foreign}");
            let late = now + Duration::minutes(10) + Duration::seconds(number);
            assert!(!is_solved(&keys, "the-form", &solved, late), "{late}");
            if number >= 100 {
                continue;
            }
            // A new puzzle of the same form, with the solution of the old one.
            let other = sent(&Payload {
                challenge: puzzle("the-form"),
                solution: own.solution.clone(),
            });
            assert!(!is_solved(&keys, "the-form", &other, now), "{other}");
        }
    }
}
