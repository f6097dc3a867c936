//! How much a check of a token costs beside the bare signature it rests on, and what the access
//! decision adds. A measurement, not a test: `make bench` runs it and nothing is asserted.

use std::hint::black_box;
use std::time::{Duration, Instant};

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use domain::access::{Action, Protection, Relation, Role};
use domain::id::Id;
use uuid::Uuid;

use super::Tokens;

const ROUNDS: usize = 40;
const TIMES: u32 = 500;

fn time(work: impl Fn()) -> Duration {
    let started = Instant::now();
    for _ in 0..TIMES {
        work();
    }
    started.elapsed() / TIMES
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1e6
}

#[test]
#[ignore = "a measurement: make bench"]
fn a_token_is_checked_beside_its_bare_signature() {
    let pkcs8 = Ed25519KeyPair::generate().unwrap().to_pkcs8().unwrap();
    let tokens = Tokens::new(pkcs8.as_ref(), "https://cert.example".into()).unwrap();
    let now: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
    let id = |number| Uuid::from_u128(number);
    let token = tokens
        .issue(Id::from_uuid(id(1)), Id::from_uuid(id(2)), now)
        .unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let pair = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap();
    let key = UnparsedPublicKey::new(&ED25519, pair.public_key().as_ref().to_vec());

    let (mut bare, mut checked, mut decided) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        bare.push(time(|| {
            black_box(key.verify(black_box(signed.as_bytes()), &signature)).unwrap();
        }));
        checked.push(time(|| {
            assert!(black_box(tokens.verify(black_box(&token), now)).is_some());
        }));
        decided.push(time(|| {
            let role = black_box(Role::DutyLead);
            let action = black_box(Action::ManageAccess);
            let protection = black_box(Protection::Restricted);
            assert!(role.allows_on(action, protection, black_box(Relation::Team)));
        }));
    }
    let (bare, checked, decided) = (median(bare), median(checked), median(decided));
    println!(
        "| check of a token / the bare Ed25519 signature in it | {checked:.1} µs | {bare:.1} µs | {:.2} | 0.8 |",
        bare / checked
    );
    println!(
        "| access decision / check of a token | {decided:.3} µs | {checked:.1} µs | {:.4} | 0.01 |",
        decided / checked
    );
}
